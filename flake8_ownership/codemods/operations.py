"""Which functions are operations, where work begins: a framework starts them, or nobody in the project calls them."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

from flake8_ownership.catalogue import retrying, world
from flake8_ownership.catalogue.observers import LEVELS
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.project import Project

_MOST_FILES = 40  # that are looked at for calls


def is_operation(function: Function, project: Project) -> bool:
    """Whether work begins in a function: a decorator registers it, or it is public and named nowhere else."""
    name = function.name
    if isinstance(function.outer, Function) or name.startswith("__"):
        return False
    if function.decorator_names - retrying.transparent_decorators():
        return True
    if function.owner is not None or name.startswith("_") or function.decorator_names:
        return False
    return not is_called(function, project)


def left_alone(function: Function, root: Path) -> str:
    """Why no failure of a function is reported in it; empty where nothing prevents it."""
    if is_teardown(function):
        return "it only tidies up"
    if function.name.startswith("__") and function.name.endswith("__") and function.name != "__call__":
        return "Python calls it, for code that gets what it raises"
    if not function.name.strip("_"):
        return "it has no name that a log could use"
    if _is_given_failure(function):
        return "it handles a failure itself"
    path = function.module.path
    inside = path.relative_to(root) if path.is_relative_to(root) else path
    if words("aside") & {*inside.parts[-4:-1], path.stem}:
        return "the file is not part of what runs in production"
    if "command" in function.decorator_names and words("commanding") & _imported(function.module):
        return "the command line prints what a command raises"
    return ""


def _is_given_failure(function: Function) -> bool:
    """Whether a function is handed an exception, to tell somebody of it or to answer it."""
    return any(
        one.arg in ("exc", "exception", "error", "err")
        or (one.annotation is not None and re.search(r"(Exception|Error)\b", ast.unparse(one.annotation)) is not None)
        for one in trees.parameters(function.node.args)
    )


def _imported(module: Module) -> set[str]:
    return {binding.module.partition(".")[0] for bindings in module.body.bindings.values() for binding in bindings} - {
        ""
    }


def is_called(function: Function, project: Project) -> bool:
    """Whether a function of the project calls what has a function's name."""
    if _calls(function.module, function.name):
        return True
    elsewhere = project.mentioning(function.name)
    if elsewhere is None:
        return True
    others = (project.at(path) for path in elsewhere[:_MOST_FILES] if path != function.module.path)
    return any(module is not None and _calls(module, function.name) for module in others)


def _calls(module: Module, name: str) -> bool:
    return any(isinstance(call.scope, Function) and call.scope.name != name for call in module.calls_of(name))


@lru_cache(maxsize=8)  # each finding of a function asks
def announces(function: Function) -> bool:
    """Whether a function tells of its progress itself, or is none that anybody wants to hear of."""
    if function.name.startswith("__") or is_teardown(function):
        return True
    return any(_announces(call) for call, _ in function.body.calls)


def _announces(call: ast.Call) -> bool:
    """Whether a call logs progress: not one that only those see who look for it, and that names nothing."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in LEVELS:
        return False
    says_more = len(call.args) > 1 or bool(call.keywords) or any(isinstance(one, ast.JoinedStr) for one in call.args)
    return call.func.attr not in ("debug", "trace") or says_more


def is_teardown(function: Function) -> bool:
    """Whether a function only tidies up."""
    return world.names().ends(function.name)
