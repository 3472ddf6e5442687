"""The flags that make settings, which every command that reads files has; options without one are given by --config."""

from __future__ import annotations

import argparse
import os

from flake8_ownership import baseline
from flake8_ownership.configuration import ARGUMENTS, Settler
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli.parsing import count
from flake8_ownership.located_toml import Broken, loads
from flake8_ownership.option import shown
from flake8_ownership.options import BY_NAME, CODES, SEVERITIES
from flake8_ownership.outstanding import codes

SETTINGS = "settings, over those of the files"  # the group of the flags


def add_settings(command: argparse.ArgumentParser) -> None:
    """Adds the flags to a command."""
    group = command.add_argument_group(SETTINGS)
    words = {
        "select": "report only these",
        "extend-select": "report these as well",
        "ignore": "never report these",
        "enable": "switch opt-in rules on",
    }
    for name in CODES:
        group.add_argument(f"--{name}", metavar="CODES", help=words[name])
    group.add_argument("--min-severity", metavar="LEVEL", help=f"the least: {', '.join(SEVERITIES)}")
    known = group.add_mutually_exclusive_group()
    known.add_argument("--baseline", metavar="FILE", help="the file of known findings")
    known.add_argument("--no-baseline", action="store_true", help="report known findings as well")
    group.add_argument("--diff-base", metavar="REV", help="report only what changed since then")
    group.add_argument("--config", action="append", default=[], metavar="'KEY = VALUE'", help="any option, as TOML")
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
    group.add_argument("-j", "--jobs", type=count, metavar="N", help="processes; default: by cores and files")
    group.add_argument("--dask", metavar="ADDRESS", help="work on a Dask cluster: its scheduler")
    kept = group.add_mutually_exclusive_group()
    kept.add_argument("--no-cache", action="store_true", help="ignore the cache")
    kept.add_argument("--cache-dir", metavar="FOLDER", help="cache directory")
    command.set_defaults(settler=settler)


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
        value = getattr(options, BY_NAME[name].field)
        if value is not None:
            given[name] = BY_NAME[name].parsed(value)
    if options.min_severity is not None:
        given["min-severity"] = options.min_severity
    if options.baseline is not None or options.no_baseline:
        given["baseline"] = baseline.OFF if options.no_baseline else os.path.abspath(options.baseline)
    if options.diff_base is not None:
        given["diff-base"] = options.diff_base
    return Settler(given, isolated=options.isolated, codes=codes())
