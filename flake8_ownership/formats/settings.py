"""Settings as people and editors read them: what holds for a file and why, and the JSON schema of the table."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from flake8_ownership import sinks
from flake8_ownership.configuration import Settler
from flake8_ownership.formats.json import relative
from flake8_ownership.index import kinds
from flake8_ownership.index.disk import Disk
from flake8_ownership.index.project import Home
from flake8_ownership.option import LARGEST, Option
from flake8_ownership.options import OPTIONS
from flake8_ownership.settings import TABLE, Settings

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Held:
    """One option as it holds for a file: its value, where that was set, and what was found out by it."""

    option: Option
    value: object
    origin: str
    note: str = ""


def held(settler: Settler, path: Path) -> list[Held]:
    """Every option, in the order of `OPTIONS`. Raises ConfigError."""
    settings = settler.settings(path)
    _, layers = settler.layers(path)
    found = []
    for option in OPTIONS:
        setting = [layer for layer in layers if option.name in layer.values]
        origin = setting[-1].origin(option.name) if setting else DEFAULT
        if setting and Path(setting[-1].path).is_absolute():
            origin = origin.replace(setting[-1].path, relative(setting[-1].path), 1)
        note = ""
        if option.name == "kind" and settings.kind == "auto":
            folder = Path(os.path.abspath(path)).parent
            disk = Disk()
            kind, why = kinds.found(settings.root or Home.of(folder, disk).root, disk)
            note = f"{kind}: {why}"
        found.append(Held(option, plain(option, settings), origin, note))
    return found


def plain(option: Option, settings: Settings) -> Any:
    """An option's value as TOML and JSON have it."""
    value = getattr(settings, option.field)
    match value:
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
        case _:
            return value


def as_text(found: list[Held]) -> str:
    """Aligned lines `name = value  # origin`, ready to be pasted into a pyproject.toml."""
    pairs = [f"{one.option.name} = {toml(one.value)}" for one in found]
    width = min(max(map(len, pairs)), 60)
    return "\n".join(
        f"{pair:{width}}  # {'; '.join(filter(None, (one.origin, one.note)))}"
        for pair, one in zip(pairs, found, strict=True)
    )


def as_json(found: list[Held]) -> str:
    """`{option: {"value": …, "origin": …}}`, with a `note` where something was found out."""
    return sinks.document({one.option.name: _as_object(one) for one in found})


def _as_object(one: Held) -> dict[str, object]:
    return {"value": one.value, "origin": one.origin, **({"note": one.note} if one.note else {})}


def toml(value: object) -> str:
    """A value as TOML writes it; tables inline."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case float():
            return str(value)
        case date() | time():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False)


def schema() -> dict[str, Any]:
    """The JSON schema of `[tool.flake8-ownership]`, made from the options."""
    options = {option.name: _schema_of(option) for option in OPTIONS}
    files = {"type": "array", "minItems": 1, "items": {"type": "string"}, "description": "Globs below the root."}
    override = {
        "type": "object",
        "required": ["files"],
        "additionalProperties": False,
        "properties": {"files": files, **options},
    }
    overrides = {"type": "array", "items": override, "description": "Other settings for some files; the later wins."}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"[tool.{TABLE}]",
        "type": "object",
        "additionalProperties": False,
        "properties": {**options, "overrides": overrides},
    }


def schema_text() -> str:
    return json.dumps(schema(), indent=2) + "\n"


def _schema_of(option: Option) -> dict[str, Any]:
    shapes: dict[str, dict[str, Any]] = {
        "flag": {"type": "boolean"},
        "number": {"type": "integer", "minimum": 0, "maximum": LARGEST},
        "text": {"type": "string"},
        "list": {"type": "array", "items": {"type": "string"}},
        "choice": {"enum": list(option.choices)},
        "tables": {"type": "object"},
    }
    shape = {"description": option.help, **shapes[option.kind], "default": plain(option, Settings())}
    if option.pattern and option.kind == "list":
        shape["items"] = {"type": "string", "pattern": f"^({option.pattern})$"}
    elif option.pattern:
        shape["pattern"] = f"^({option.pattern})$"
    return shape
