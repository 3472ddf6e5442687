"""A configuration for a project, made from what its files show: each option with the reason for its value."""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.codemods.dialects.libraries import THIRD_PARTY
from flake8_ownership.codemods.survey import Habit, Survey
from flake8_ownership.index import kinds, trees
from flake8_ownership.index.outlines import python_files
from flake8_ownership.index.project import STDLIB, Project
from flake8_ownership.options import BY_NAME, METRICS_LIBRARIES
from flake8_ownership.regular_files import read_text
from flake8_ownership.sites.context import is_identifier
from flake8_ownership.sites.secret_words import is_secret

_MOST_FILES = 4_000
_LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
_OFTEN = 2  # functions that log a name, before it is taken for an identifier
_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Proposed:
    """A value for an option, and why: some sentences, each fit for a comment."""

    option: str
    value: object
    why: tuple[str, ...]


def proposed(project: Project, catalogue: Catalogue) -> list[Proposed]:
    """What the files of a project say about its settings, in the order in which they are read best."""
    survey = Survey(project.root, project)
    return [
        _kind(project),
        _boundaries(survey, catalogue),
        _logging(survey),
        _metrics(survey),
        _identifiers(survey, project),
    ]


def _kind(project: Project) -> Proposed:
    kind, why = kinds.found(project.root, project.disk)
    more = (
        (
            '"application" says more: everything that runs its functions is in this project,',
            "so a failure that leaves a function that nothing calls is reported too.",
        )
        if kind == "application"
        else ("What leaves a function that nothing here calls is for its users (OWN108, off).",)
    )
    return Proposed(
        "kind", "auto", (f"Taken for {'an application' if kind == 'application' else 'a library'}, since {why}.", *more)
    )


def _boundaries(survey: Survey, catalogue: Catalogue) -> Proposed:
    told = {one.framework for one in catalogue.boundaries.all if one.tells == "traceback" and not one.ends}
    known = {framework: catalogue.packages_of(framework) for framework in sorted(told)}
    used = {
        framework: sorted(one for one in packages if one not in STDLIB and survey.always_imports(one))
        for framework, packages in known.items()
    }
    found = {framework: packages for framework, packages in used.items() if packages}
    if not found:
        return Proposed(
            "boundaries", [], ("No framework was found that logs failures in a way that could be enough for you.",)
        )
    names = sorted({one for packages in found.values() for one in packages})
    quoted = ", ".join(f'"{name}"' for name in names)
    return Proposed(
        "boundaries",
        [],
        (
            f"{', '.join(found)}: logs a failed operation with its traceback, and without your identifiers (OWN107).",
            f"If that is enough for you: boundaries = [{quoted}]",
        ),
    )


def _logging(survey: Survey) -> Proposed:
    habits = survey.loggers
    if survey.told_by == "sentry":
        return Proposed("logging", "sentry", ("Most files that report failures call capture_exception().",))
    libraries = [one for one in THIRD_PARTY if survey.libraries[one]]
    if habits:
        why = f"Most files that log have `{_written(habits[0])}`. A file without a logger gets the same."
    elif libraries:
        why = f"Files log with {libraries[0]}."
    else:
        why = "No file has a logger. A fix adds the standard library's."
    return Proposed("logging", "auto", (why,))


def _metrics(survey: Survey) -> Proposed:
    if survey.metrics:
        habit = survey.metrics[0]
        value = f"{habit.module}:{habit.imported or habit.name}.{habit.maker}"
        if re.fullmatch(BY_NAME["metrics"].pattern, value):
            return Proposed(
                "metrics", value, ("Files of the project count with it. A fix counts failures with it too.",)
            )
    used = [one for one in METRICS_LIBRARIES if survey.libraries[one] or survey.libraries[f"{one}.metrics"]]
    if used:
        more = f'"{used[0]}" gives every file that is fixed a counter of its own.'
        return Proposed("metrics", "", (f"Files that count with {used[0]} will keep doing so. {more}",))
    return Proposed("metrics", "", ("Nothing that counts was found: failures are logged, and not counted.",))


def _identifiers(survey: Survey, project: Project) -> Proposed:
    logged: Counter[str] = Counter()
    paths = chain.from_iterable(map(python_files, project.folders))
    for path in islice(paths, _MOST_FILES):
        if not survey.is_aside(path):
            logged.update(_logged_parameters(path))
    found = [name for name, count in logged.most_common(_MOST_NAMES) if count >= _OFTEN]
    if not found:
        return Proposed("identifiers", [], ("Parameters named *_id and the like are logged. Name others here.",))
    return Proposed("identifiers", found, ("Parameters that your logs name, beside those named *_id and the like.",))


def _logged_parameters(path: Path) -> Iterator[str]:
    """Parameters that the logs of a file's functions name, once for each function, except ids and secrets."""
    try:
        text = read_text(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text) if "log" in text else ast.Module([], [])
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given = {argument.arg for argument in trees.parameters(function.args)} - {"self", "cls"}
            calls = (node for node in ast.walk(function) if isinstance(node, ast.Call)) if given else ()
            named = {name for call in calls for name in _names_logged(call)} & given
            yield from (name for name in named if not is_identifier(name) and not is_secret(name))


def _names_logged(call: ast.Call) -> Iterator[str]:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _LEVELS:
        return
    shown = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    for value in shown:
        values = value.values if isinstance(value, ast.Dict) else [value]
        yield from (one.id for one in values if isinstance(one, ast.Name))


def _written(habit: Habit) -> str:
    if habit.module:
        alias = f" as {habit.name}" if habit.name != habit.imported else ""
        return f"from {habit.module} import {habit.imported}{alias}"
    return f"{habit.name} = {habit.maker}({habit.arguments})"
