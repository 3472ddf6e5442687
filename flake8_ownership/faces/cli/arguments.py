"""What the command line accepts: the commands, each with its flags."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from flake8_ownership import __version__
from flake8_ownership.faces.cli import (
    baselines,
    checking,
    explaining,
    fixing,
    rules,
    serving,
    starting,
)
from flake8_ownership.faces.cli.output import COLOURS, FORMATS, SORTS
from flake8_ownership.faces.cli.parsing import Help, Parser, add_completion, count, unknown
from flake8_ownership.faces.cli.setting_flags import add_settings
from flake8_ownership.formats.ranking import GROUPS

_EPILOG = """examples:
  flake8-ownership check .                    what may fail unseen
  flake8-ownership why app/orders.py:42       what the call is, and what decided
  flake8-ownership rule OWN101                a rule, with an example
  flake8-ownership fix --unsafe-fixes --diff  what a fix would write
  flake8-ownership baseline write             from now on, only what is new
  flake8-ownership config app/orders.py       the settings of a file

exit codes: 0 clean or all fixed, 1 findings left, 2 bad input or settings
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line; each command sets `run`, a function of the parsed options that returns the exit code."""
    whole: argparse.ArgumentParser = Parser(
        prog="flake8-ownership",
        usage="%(prog)s COMMAND [OPTIONS] [PATH ...]",
        epilog=_EPILOG,
        formatter_class=Help,
        description="Finds the async I/O calls whose failure nobody in production would see.",
    )
    whole.add_argument("--version", action="version", version=f"flake8-ownership {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands", prog=whole.prog)
    _check(_command(commands, "check", "report the findings, the worst first on a terminal"))
    _fix(_command(commands, "fix", "fix findings"))
    _sites(_command(commands, "sites", "list the calls that cross the process boundary"))
    _report(_command(commands, "report", "show which operations report the failures of the services they call"))
    _review(_command(commands, "review", "show what a change does to the failures of the services that are called"))
    _why(_command(commands, "why", "explain why a line has a finding, or none"))
    _rule(_command(commands, "rule", "explain a rule"))
    _rules(_command(commands, "rules", "list the rules, a line each"))
    _baseline(_command(commands, "baseline", "record known findings, report only new ones"))
    _config(_command(commands, "config", "print the settings that hold for a file"))
    _init(_command(commands, "init", "write a configuration from what the project shows"))
    _server(_command(commands, "server", "run the language server"))
    _command(commands, "mcp", "serve a coding agent by the Model Context Protocol").set_defaults(run=serving.mcp)
    add_completion(_command(commands, "completion", "print a script that completes this command"), whole)
    return whole


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options that the arguments make; what follows an option whose value may be left out is not its value."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    ends = given.index("--") if "--" in given else len(given)
    # argparse would take it, and knows abbreviations.
    words = (f"{word}=" if len(word) > 2 and "--add-noqa".startswith(word) else word for word in given[:ends])
    options, left = parser().parse_known_args([*words, *given[ends:]])
    command: argparse.ArgumentParser = options.parser
    if left and getattr(options, "paths", None) is _HERE and not any(word.startswith("-") for word in left):
        # argparse takes no path that comes after an option where a word came before it.
        options.paths = left
    elif left:
        command.error(unknown(left, command))
    return options


Commands = argparse._SubParsersAction


def _reports(options: argparse.Namespace) -> int:
    # Only here, so that no other command loads what draws up reports.
    from flake8_ownership.faces.cli import reporting

    return reporting.report(options)


def _reviews(options: argparse.Namespace) -> int:
    from flake8_ownership.faces.cli import reviewing

    return reviewing.review_since(options)


def _command(commands: Commands[argparse.ArgumentParser], name: str, words: str) -> argparse.ArgumentParser:
    usage = f"%(prog)s [OPTIONS] {_LONG[name]}" if name in _LONG else None
    command = commands.add_parser(
        name, help=words, description=f"{words[0].upper()}{words[1:]}.", usage=usage, formatter_class=Help
    )
    command.set_defaults(parser=command)
    return command


# The commands with many options, each with what comes after these.
_LONG = dict.fromkeys(("check", "fix", "sites", "report", "write"), "[PATH ...]") | {"review": "REV [PATH ...]"}


def _check(command: argparse.ArgumentParser) -> None:
    _paths(command)
    out = command.add_argument_group("output")
    out.add_argument(
        "--output-format", choices=FORMATS, metavar="FORMAT", help="text, full, grouped, json; for CI and others too"
    )
    out.add_argument("--output-file", metavar="FILE", help="write there instead of the terminal")
    out.add_argument("--statistics", action="store_true", help="where to start; counts by rule, file and library")
    out.add_argument("--sort", choices=SORTS, metavar="severity|file", help="default: severity on a terminal")
    out.add_argument("--group-by", choices=tuple(GROUPS), metavar="WHAT", help=", ".join(GROUPS))
    out.add_argument("--limit", type=count, metavar="N", help="print so many, and how many more there are")
    loud = out.add_mutually_exclusive_group()
    loud.add_argument("-v", "--verbose", action="store_true", help="say which settings hold, what the cache had")
    _quiet(loud)
    _colour(out)
    out.add_argument("--show-files", action="store_true", help="print which files would be checked")
    out.add_argument("--exit-zero", action="store_true", help="return 0 in spite of findings")
    out.add_argument("--watch", action="store_true", help="check again whenever a file changes")
    mend = command.add_argument_group("fixing")
    mend.add_argument("--fix", action="store_true", help="fix what can be fixed safely")
    _mending(mend)
    mend.add_argument("--add-noqa", nargs="?", const="", metavar="REASON", help="ignore each finding by a comment")
    command.set_defaults(run=checking.check)
    add_settings(command)


def _quiet(command: argparse._ActionsContainer) -> None:
    command.add_argument("-q", "--quiet", action="store_true", help="print findings and errors, and nothing beside")


def _colour(command: argparse._ActionsContainer) -> None:
    command.add_argument("--color", choices=COLOURS, default="auto", metavar="WHEN", help=", ".join(COLOURS))


def _fix(command: argparse.ArgumentParser) -> None:
    _paths(command)
    _mending(command.add_argument_group("fixing"))
    _quiet(command.add_argument_group("output"))
    command.set_defaults(run=fixing.fix)
    add_settings(command)


def _mending(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--unsafe-fixes", action="store_true", help="also apply fixes that add calls")
    group.add_argument("-i", "--interactive", action="store_true", help="show each change and ask before it is made")
    group.add_argument("--diff", action="store_true", help="print what would change, and change nothing")


def _sites(command: argparse.ArgumentParser) -> None:
    _paths(command)
    command.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    command.set_defaults(run=explaining.sites)
    add_settings(command)


def _report(command: argparse.ArgumentParser) -> None:
    _paths(command)
    out, form = _documents(command, "a summary for a pull request")
    form.add_argument("--text", action="store_true", help="print the account for people, also beside what is written")
    out.add_argument("--output-file", metavar="FILE", help="write there instead of the terminal")
    out.add_argument("--html", metavar="FOLDER", help="write pages to read in a browser; the folder is new or empty")
    out.add_argument("--badge", metavar="FILE", help="write a badge with the percentage, as SVG")
    out.add_argument("--compare", metavar="FILE", help="show the trend since a report that was saved with --json")
    out.add_argument(
        "--proof", metavar="FILE", help="tell what is proved from what is claimed, by `pytest --ownership-report`"
    )
    out.add_argument("--fail-under", type=_percentage, metavar="PERCENT", help="return 1 where ownership is lower")
    out.add_argument("--schema", action="store_true", help="print the JSON schema of --json")
    _colour(out)
    command.set_defaults(run=_reports)
    add_settings(command)


def _review(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "revision", metavar="REV", help="a commit, branch or tag; with ... after it, where HEAD left it"
    )
    _paths(command)
    out, form = _documents(command, "a comment for a pull request")
    form.add_argument("--github", action="store_true", help="print annotations of a GitHub workflow")
    out.add_argument("--output-file", metavar="FILE", help="write there instead of the terminal")
    out.add_argument("--exit-zero", action="store_true", help="return 0 in spite of a failure that is lost")
    _colour(out)
    command.set_defaults(run=_reviews)
    add_settings(command)


def _documents(
    command: argparse.ArgumentParser, markdown: str
) -> tuple[argparse._ArgumentGroup, argparse._MutuallyExclusiveGroup]:
    """The flags of what a command prints as a document: their group, and the forms, of which one is printed."""
    out = command.add_argument_group("output")
    form = out.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print everything as JSON")
    form.add_argument("--markdown", action="store_true", help=f"print {markdown}")
    return out, form


def _percentage(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError("expected 0 to 100")
    return value


def _why(command: argparse.ArgumentParser) -> None:
    command.add_argument("place", metavar="FILE[:LINE]", help="as findings are printed; without a line, all of a file")
    command.set_defaults(run=explaining.why)
    add_settings(command)


def _rule(command: argparse.ArgumentParser) -> None:
    command.add_argument("code", nargs="*", metavar="CODE", help="a code or a name: OWN101, silenced-io")
    command.add_argument("--all", action="store_true", help="every rule")
    _colour(command)
    command.add_argument("--output-format", choices=("text", "markdown", "json"), default="text", help="default: text")
    command.set_defaults(run=rules.rule)


def _rules(command: argparse.ArgumentParser) -> None:
    command.add_argument("code", nargs="*", metavar="PREFIX", help="list only these: OWN2")
    command.set_defaults(run=rules.listed)


def _baseline(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION", title="actions", prog=command.prog)
    write = _command(actions, "write", "record what is found now")
    _paths(write)
    write.add_argument("--force", action="store_true", help="replace a baseline that exists")
    write.set_defaults(run=baselines.write)
    add_settings(write)
    prune = _command(actions, "prune", "remove what is gone")
    _projects(prune)
    prune.set_defaults(run=baselines.prune)
    add_settings(prune)
    show = _command(actions, "show", "print how much it holds, by file and rule")
    _projects(show)
    show.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    show.set_defaults(run=baselines.show)
    add_settings(show)


def _server(command: argparse.ArgumentParser) -> None:
    command.add_argument("--stdio", action="store_true", help="use standard input and output, as always")
    command.add_argument(
        "--clientProcessId",
        dest="client",
        type=int,
        metavar="ID",
        help="the editor's process, with which the server ends",
    )
    command.add_argument(
        "--workspace", action="store_true", help="report all files of the workspace, and not only the open ones"
    )
    command.set_defaults(run=serving.server)


def _config(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", nargs="?", default="example.py", metavar="FILE", help="default: a file right here")
    command.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    command.add_argument("--schema", action="store_true", help="print the JSON schema of the table in pyproject.toml")
    command.set_defaults(run=explaining.config)
    add_settings(command)


def _init(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="of the project; default: this one")
    command.add_argument("--diff", action="store_true", help="print what would change, and change nothing")
    command.set_defaults(run=starting.init)


_HERE = ["."]  # where no path is given


def _paths(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", default=_HERE, metavar="PATH", help="files and folders; - is stdin")
    command.add_argument("--stdin-filename", metavar="FILE", help="file name to report for stdin")
    command.add_argument("--force-exclude", action="store_true", help="leave out excluded files even if named")


def _projects(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="whose baselines; those below as well")
