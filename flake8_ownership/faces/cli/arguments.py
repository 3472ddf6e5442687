"""What the command line accepts: the commands, their flags, and the settings that these make."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from flake8_ownership import __version__, baseline, sinks
from flake8_ownership.configuration import ARGUMENTS, Settler
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli import baselines, checking, explaining, fixing, serving, streams
from flake8_ownership.faces.cli.output import FORMATS
from flake8_ownership.located_toml import Broken, loads
from flake8_ownership.outstanding import codes
from flake8_ownership.settings import BY_NAME, CODES, shown

_EPILOG = """examples:
  flake8-ownership check src                  what may fail unseen
  flake8-ownership why app/orders.py:42       what the call is, and what decided
  flake8-ownership rule OWN101                a rule, with an example
  flake8-ownership fix --unsafe-fixes --diff  what a fix would write
  flake8-ownership baseline write             from now on, only what is new
  flake8-ownership config app/orders.py       the settings of a file

exit codes: 0 clean or all mended, 1 findings left, 2 bad input or settings
"""
SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
# Options that have a flag of their own on every command that reads files; the others are given by --config.


def parser() -> argparse.ArgumentParser:
    """The whole command line; each command sets `run`, a function of the parsed options that returns the exit code."""
    whole: argparse.ArgumentParser = _Parser(
        prog="flake8-ownership",
        usage="%(prog)s COMMAND [...]",
        epilog=_EPILOG,
        formatter_class=_Help,
        description="Finds the async I/O calls whose failure nobody in production would see.",
    )
    whole.add_argument("--version", action="version", version=f"flake8-ownership {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands", prog=whole.prog)
    _check(_command(commands, "check", "report findings"))
    _fix(_command(commands, "fix", "mend findings"))
    _sites(_command(commands, "sites", "list the calls that cross the process boundary"))
    _why(_command(commands, "why", "tell why a line has a finding, or none"))
    _rule(_command(commands, "rule", "explain a rule"))
    _baseline(_command(commands, "baseline", "keep a file of known findings, and hear of new ones"))
    _config(_command(commands, "config", "print the settings that hold for a file"))
    _server(_command(commands, "server", "serve an editor"))
    _completion(_command(commands, "completion", "print a script that completes this command"), whole)
    return whole


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options that the arguments make; what follows an option whose value may be left out is not its value."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    ends = given.index("--") if "--" in given else len(given)
    # argparse would take it, and knows abbreviations.
    words = (f"{word}=" if len(word) > 2 and "--add-noqa".startswith(word) else word for word in given[:ends])
    return parser().parse_args([*words, *given[ends:]])


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with an argument, which may be a file's name that somebody else made up.

    Raises OutputError where stdout does not take the help.
    """

    def error(self, message: str) -> NoReturn:
        super().error(sinks.line(message))

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse keeps to itself what a stream does not take.
        if message and file is sys.stdout:
            streams.write(message)
        else:
            super()._print_message(message, file)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as a small terminal, with the flags in one column."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=79)
        self._action_max_length = 14  # which argparse would count without the commands

    def _format_action_invocation(self, action: argparse.Action) -> str:
        text = super()._format_action_invocation(action)
        return text.replace(" [", "[=") if action.option_strings and action.nargs == "?" else text


Commands = argparse._SubParsersAction


def _command(commands: Commands[argparse.ArgumentParser], name: str, words: str) -> argparse.ArgumentParser:
    usage = "%(prog)s [...]" if name in _LONG else None
    return commands.add_parser(
        name, help=words, description=f"{words[0].upper()}{words[1:]}.", usage=usage, formatter_class=_Help
    )


_LONG = ("check", "fix", "sites", "write")


def _check(command: argparse.ArgumentParser) -> None:
    _paths(command)
    out = command.add_argument_group("output")
    out.add_argument("--output-format", choices=FORMATS, metavar="FORMAT", help=f"{', '.join(FORMATS)}")
    out.add_argument("--output-file", metavar="FILE", help="write there instead of the terminal")
    out.add_argument("--statistics", action="store_true", help="count by rule, folder and library")
    out.add_argument("--exit-zero", action="store_true", help="return 0 in spite of findings")
    out.add_argument("--watch", action="store_true", help="check again whenever a file changes")
    mend = command.add_argument_group("mending")
    mend.add_argument("--fix", action="store_true", help="mend what can be mended safely")
    _mending(mend)
    mend.add_argument("--add-noqa", nargs="?", const="", metavar="REASON", help="waive each finding by a comment")
    command.set_defaults(run=checking.check)
    _settings(command)


def _fix(command: argparse.ArgumentParser) -> None:
    _paths(command)
    _mending(command.add_argument_group("mending"))
    command.set_defaults(run=fixing.fix)
    _settings(command)


def _mending(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--unsafe-fixes", action="store_true", help="mend also where the fix adds calls")
    group.add_argument("-i", "--interactive", action="store_true", help="show each change and ask before it is made")
    group.add_argument("--diff", action="store_true", help="print what would change, and change nothing; 1 if anything")


def _sites(command: argparse.ArgumentParser) -> None:
    _paths(command)
    command.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    command.set_defaults(run=explaining.sites)
    _settings(command)


def _why(command: argparse.ArgumentParser) -> None:
    command.add_argument("place", metavar="FILE:LINE", help="as findings are printed; a column is passed over")
    command.set_defaults(run=explaining.why)
    _settings(command)


def _rule(command: argparse.ArgumentParser) -> None:
    command.add_argument("code", nargs="*", metavar="CODE", help="a code or a name: OWN101, unowned-io")
    command.add_argument("--all", action="store_true", help="every rule")
    command.add_argument("--output-format", choices=("text", "markdown", "json"), default="text", help="default: text")
    command.set_defaults(run=explaining.rule)


def _baseline(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION", title="actions", prog=command.prog)
    write = _command(actions, "write", "write down what is found now")
    _paths(write)
    write.add_argument("--force", action="store_true", help="replace a baseline that exists")
    write.set_defaults(run=baselines.write)
    _settings(write)
    prune = _command(actions, "prune", "take out what is gone")
    _projects(prune)
    prune.set_defaults(run=baselines.prune)
    _settings(prune)
    show = _command(actions, "show", "print how much it holds, by file and rule")
    _projects(show)
    show.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    show.set_defaults(run=baselines.show)
    _settings(show)


def _server(command: argparse.ArgumentParser) -> None:
    command.add_argument("--stdio", action="store_true", help="use standard input and output, as always")
    command.add_argument(
        "--clientProcessId",
        dest="client",
        type=int,
        metavar="ID",
        help="the editor's process, with which the server ends",
    )
    command.set_defaults(run=serving.server)


def _config(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", nargs="?", default="example.py", metavar="FILE", help="default: a file right here")
    command.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    command.add_argument("--schema", action="store_true", help="print the JSON schema of the table in pyproject.toml")
    command.set_defaults(run=explaining.config)
    _settings(command)


def _completion(command: argparse.ArgumentParser, whole: argparse.ArgumentParser) -> None:
    command.add_argument("shell", choices=SHELLS)

    def complete(options: argparse.Namespace) -> int:
        import shtab

        for action in _arguments(whole):
            if action.dest in ("paths", "file", "place", "output_file", "baseline", "cache_dir"):
                action.complete = shtab.FILE  # type: ignore[attr-defined]
        streams.write(f"{shtab.complete(whole, options.shell)}\n")
        return 0

    command.set_defaults(run=complete)


def _arguments(command: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every argument and flag of a command and of those below it."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _arguments(below)
        else:
            yield action


def _paths(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="files and folders; - is stdin")
    command.add_argument("--stdin-filename", metavar="FILE", help="the name of what stdin holds")
    command.add_argument("--force-exclude", action="store_true", help="leave out excluded files even if named")


def _projects(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="whose baselines; those below as well")


def _settings(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("settings, over those of the files")
    words = {"select": "report only these", "ignore": "never report these", "enable": "report these as well"}
    for name in CODES:
        group.add_argument(f"--{name}", metavar="CODES", help=words[name])
    known = group.add_mutually_exclusive_group()
    known.add_argument("--baseline", metavar="FILE", help="the file of known findings")
    known.add_argument("--no-baseline", action="store_true", help="report known findings as well")
    group.add_argument("--diff-base", metavar="REV", help="report only what changed since then")
    group.add_argument("--config", action="append", default=[], metavar="'KEY = VALUE'", help="any option, as TOML")
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
    group.add_argument("-j", "--jobs", type=_jobs, metavar="N", help="processes; default: by cores and files")
    group.add_argument("--dask", metavar="ADDRESS", help="the scheduler of a Dask cluster that does the work")
    kept = group.add_mutually_exclusive_group()
    kept.add_argument("--no-cache", action="store_true", help="judge every file anew")
    kept.add_argument("--cache-dir", metavar="FOLDER", help="keep what was found there")
    command.set_defaults(settler=settler)


def _jobs(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("expected 1 or more")
    return count


def settler(options: argparse.Namespace) -> Settler:
    """The settings that the arguments make. Raises ConfigError."""
    given: dict[str, object] = {}
    for pair in options.config:
        try:
            given.update(loads(pair))
        except Broken as error:
            message = f"--config expects TOML, KEY = VALUE, found {shown(pair)} ({error})"
            raise ConfigError(ARGUMENTS, message) from None
    for name in CODES:
        value = getattr(options, name)
        if value is not None:
            given[name] = BY_NAME[name].parsed(value)
    if options.baseline is not None or options.no_baseline:
        given["baseline"] = baseline.OFF if options.no_baseline else os.path.abspath(options.baseline)
    if options.diff_base is not None:
        given["diff-base"] = options.diff_base
    return Settler(given, isolated=options.isolated, codes=codes())
