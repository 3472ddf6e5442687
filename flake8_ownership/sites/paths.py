"""The dotted paths of what lies outside the project."""

from __future__ import annotations

from flake8_ownership.index.values import Bound, Either, Lib, Made, OwnClass, OwnFunction, OwnInstance, Plain, Value


def path_of(value: Value) -> str:
    """The canonical path of what belongs to a library; empty for everything else."""
    match value:
        case Lib(path) | Made(path):
            return path
        case Bound(api):
            return api.name
        case OwnFunction(function) if not function.is_own:
            return function.canonical
    return ""


def path_called(value: Value) -> str:
    """The path of what is outside the project, objects of such classes among it; empty for everything else."""
    match value:
        case Lib(path) | Plain(path) | Made(path):
            return path
        case Bound(api):
            return api.name
        case OwnFunction(function) if not function.is_own:
            return function.canonical
        case OwnInstance(cls) | OwnClass(cls) if not cls.is_own:
            return cls.canonical
        case Either(values):
            return next((found for part in values if (found := path_called(part))), "")
    return ""
