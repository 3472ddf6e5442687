"""How arguments are parsed: what is said of a wrong one, how the help looks, and what shells complete."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from flake8_ownership import sinks
from flake8_ownership.faces.cli import streams

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
# Arguments that are files or folders, for completion.
_FILES = frozenset(
    {"paths", "file", "folder", "place", "output_file", "baseline", "cache_dir", "html", "badge", "compare", "proof"}
)


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with an argument, which may be a file's name that somebody else made up.

    Raises OutputError where stdout does not take the help.
    """

    def error(self, message: str) -> NoReturn:
        super().error(sinks.line(message))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            self.error(_no_command(self.prog, str(value), list(action.choices)))
        super()._check_value(action, value)

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse keeps to itself what a stream does not take.
        if message and file is sys.stdout:
            streams.write(message)
        else:
            super()._print_message(message, file)


def unknown(words: Sequence[str], command: argparse.ArgumentParser) -> str:
    """What to say of arguments that a command does not have: the flag that one may be meant for."""
    flags = sorted(flag for action in command._actions for flag in action.option_strings)
    meant = (difflib.get_close_matches(word.partition("=")[0], flags, n=1) for word in words if word.startswith("-"))
    near = next((found[0] for found in meant if found), None)
    hint = f"; did you mean {near}?" if near else ""
    return f"unrecognized arguments: {' '.join(words)}{hint}"


# Words that other tools have for what a command of ours does.
_ELSEWHERE = {
    "explain": ("rule", "why"),
    "lint": ("check",),
    "run": ("check",),
    "format": ("fix",),
    "diff": ("review",),
}


def _no_command(program: str, word: str, commands: Sequence[str]) -> str:
    """What to say of a word in the place of a command: another spelling, or that a path needs one."""
    elsewhere = [name for name in _ELSEWHERE.get(word, ()) if name in commands and not os.path.lexists(word)]
    near = elsewhere or difflib.get_close_matches(word, commands, n=1)
    if near:
        return f"no command {word!r}; did you mean {' or '.join(map(repr, near))}?"
    if "check" in commands and (os.path.lexists(word) or not word.isidentifier()):
        return f"expected a command before {word!r}: {program} check {word}"
    return f"no command {word!r}; there are {', '.join(commands)}"


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as a small terminal, with the flags in one column."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=79)
        self._action_max_length = 14  # which argparse would count without the commands

    def _format_action_invocation(self, action: argparse.Action) -> str:
        text = super()._format_action_invocation(action)
        return text.replace(" [", "[=") if action.option_strings and action.nargs == "?" else text


def count(text: str) -> int:
    """A number of one or more, as argparse reads it."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected 1 or more")
    return number


def add_completion(command: argparse.ArgumentParser, whole: argparse.ArgumentParser) -> None:
    """Makes a command print a script with which a shell completes the whole command line."""
    command.add_argument("shell", choices=SHELLS)

    def complete(options: argparse.Namespace) -> int:
        import shtab

        for action in _arguments(whole):
            if action.dest in _FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif action.dest == "html":
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
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
