"""The programs in `boundaries/` and what they print: which libraries each needs, and what each scenario showed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "boundaries"
HELPERS = ("recording", "served")
_HEAD = re.compile(r"^# /// script\n((?:#.*\n)*?)# ///$", re.MULTILINE)


@dataclass(frozen=True)
class Seen:
    """What one scenario showed. `by` are loggers with their levels, or standard error."""

    tells: str
    by: tuple[str, ...]
    mentions: frozenset[str]


def programs() -> list[Path]:
    """All of them, in the order of their names."""
    return sorted(path for path in FOLDER.glob("*.py") if path.stem not in HELPERS)


def dependencies(program: Path) -> list[str]:
    """What a program needs, as pip takes it: inline script metadata."""
    head = _HEAD.search(program.read_text(encoding="utf-8"))
    assert head is not None, f"{program} does not say what it needs"
    found: list[str] = tomllib.loads(re.sub(r"^# ?", "", head[1], flags=re.MULTILINE))["dependencies"]
    return found


def scenarios(printed: str) -> dict[str, Seen]:
    """What a program printed, by scenario."""
    found = {}
    for what, told in re.findall(r"^\[(.+)\]\n((?:.+\n)+)", printed, re.MULTILINE):
        facts = dict(re.findall(r"^(tells|by|mentions): (.+)$", told, re.MULTILINE))
        found[what] = Seen(facts["tells"], _words(facts["by"]), frozenset(_words(facts["mentions"])))
    return found


def _words(text: str) -> tuple[str, ...]:
    return () if text == "-" else tuple(text.split(", "))
