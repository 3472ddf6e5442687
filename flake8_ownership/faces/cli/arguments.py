"""What the command line accepts: the commands, their flags, and the settings that these make."""

from __future__ import annotations

import argparse
import os
import tomllib

from flake8_ownership import __version__, baseline
from flake8_ownership.configuration import ARGUMENTS, Settler
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli import baselines, checking, explaining, fixing
from flake8_ownership.settings import BY_NAME

_EPILOG = """examples:
  flake8-ownership check src                    what may fail unseen
  flake8-ownership fix --unsafe-fixes --diff src    what a fix would write
  flake8-ownership rule OWN101                  what a rule means, with an example
  flake8-ownership why app/orders.py:42         what a call resolved to, and what decided
  flake8-ownership config app/orders.py         which settings hold for a file, and why
  flake8-ownership sites --output-format json src   every call that crosses the process boundary
"""
# Options that have a flag of their own on every command that reads files; the others are given by --config.
_FLAGS = ("select", "ignore", "enable")


def parser() -> argparse.ArgumentParser:
    """The whole command line; each command sets `run`, a function of the parsed options that returns the exit code."""
    whole = argparse.ArgumentParser(
        prog="flake8-ownership",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Finds the async I/O calls whose failure nobody in production would see.",
    )
    whole.add_argument("--version", action="version", version=f"flake8-ownership {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="report findings")
    check.add_argument("--fix", action="store_true", help="mend what can be mended safely")
    _fixing(check)
    check.add_argument("--output-format", choices=("text", "json"), default="text")
    check.set_defaults(run=checking.check)
    _reads_files(check)

    fix = commands.add_parser("fix", help="the same as check --fix")
    _fixing(fix)
    fix.set_defaults(run=fixing.fix)
    _reads_files(fix)

    sites = commands.add_parser("sites", help="list every call that crosses the process boundary, with its verdict")
    sites.add_argument("--output-format", choices=("text", "json"), default="text")
    sites.set_defaults(run=explaining.sites)
    _reads_files(sites)

    why = commands.add_parser("why", help="tell why the calls on a line are findings, or are none")
    why.add_argument("place", metavar="FILE:LINE")
    why.set_defaults(run=explaining.why)
    _settings(why)

    _baseline(commands.add_parser("baseline", help="keep a file of known findings, so that only new ones are told"))

    rule = commands.add_parser("rule", help="explain a rule")
    rule.add_argument("code", metavar="CODE")
    rule.set_defaults(run=explaining.rule)

    config = commands.add_parser("config", help="print the settings that hold for a file, and where each was set")
    config.add_argument("file", nargs="?", default="example.py", metavar="FILE", help="default: a file right here")
    config.add_argument("--output-format", choices=("text", "json"), default="text")
    config.add_argument("--schema", action="store_true", help="print the JSON schema of the table in pyproject.toml")
    config.set_defaults(run=explaining.config)
    _settings(config)
    return whole


def _baseline(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    write = actions.add_parser("write", help="write down what is found now")
    write.add_argument("--force", action="store_true", help="replace a baseline that exists")
    write.set_defaults(run=baselines.write)
    _reads_files(write)
    prune = actions.add_parser("prune", help="take out what is gone")
    prune.set_defaults(run=baselines.prune)
    _settings(prune)
    show = actions.add_parser("show", help="print how much it holds, by file and rule")
    show.add_argument("--output-format", choices=("text", "json"), default="text")
    show.set_defaults(run=baselines.show)
    _settings(show)


def _reads_files(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="files and folders (default: .)")
    command.add_argument("--force-exclude", action="store_true", help="leave out excluded files even if named")
    command.add_argument("--stdin-filename", metavar="FILE", help="the name of what `-` reads")
    _settings(command)


def _fixing(command: argparse.ArgumentParser) -> None:
    command.add_argument("--unsafe-fixes", action="store_true", help="mend also where the fix adds calls")
    command.add_argument("--diff", action="store_true", help="print what a fix would change, and change nothing")


def _settings(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("settings, over those of the files")
    for name in _FLAGS:
        group.add_argument(f"--{name}", metavar="CODES", help=BY_NAME[name].help)
    known = group.add_mutually_exclusive_group()
    known.add_argument("--baseline", metavar="FILE", help="the file of known findings")
    known.add_argument("--no-baseline", action="store_true", help="report known findings as well")
    group.add_argument("--diff-base", metavar="REV", help="report only what changed since a git revision")
    group.add_argument(
        "--config", action="append", default=[], metavar="'KEY = VALUE'", help="any option, as pyproject.toml has it"
    )
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
    command.set_defaults(settler=settler)


def settler(options: argparse.Namespace) -> Settler:
    """The settings that the arguments make. Raises ConfigError."""
    given: dict[str, object] = {}
    for pair in options.config:
        try:
            given.update(tomllib.loads(pair))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(ARGUMENTS, f"--config expects TOML, KEY = VALUE, found {pair!r} ({error})") from None
    for name in _FLAGS:
        value = getattr(options, name)
        if value is not None:
            given[name] = BY_NAME[name].parsed(value)
    if options.baseline is not None or options.no_baseline:
        given["baseline"] = baseline.OFF if options.no_baseline else os.path.abspath(options.baseline)
    if options.diff_base is not None:
        given["diff-base"] = options.diff_base
    return Settler(given, isolated=options.isolated)
