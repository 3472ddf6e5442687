"""The callable that `metrics` names, as far as reading tells: whether it is there, and takes a metric's name alone."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_ownership.codemods.dialects.libraries import OF_ONE_METRIC
from flake8_ownership.codemods.proofs import unbound
from flake8_ownership.codemods.speech import Speeches, Use
from flake8_ownership.errors import ConfigError
from flake8_ownership.index.module import Module
from flake8_ownership.index.scopes import END
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Instance, Lib, Made, Unknown, Where
from flake8_ownership.settings import Settings


def fault(settings: Settings, resolver: Resolver) -> ConfigError | None:
    """What is wrong with the callable that the option names and the project has; None where nothing is, or nobody
    knows."""
    if ":" not in settings.metrics:
        return None
    path, _, target = settings.metrics.partition(":")
    there = resolver.project.find(path)
    name, _, rest = target.partition(".")
    # One that is there under a condition only is refused by a fix alone.
    if there is None or not there.body.bindings.get(name):
        return None
    why = "" if takes(there, name, rest, resolver, Speeches(resolver)) else _alone(there, target)
    return settings.fault("metrics", why, settings.metrics, "metrics") if why else None


def misfit(there: Module, target: str, resolver: Resolver) -> str:
    """Why what a module has under a name, or a part of it, does not count by a metric's name; empty where it may."""
    name, _, rest = target.partition(".")
    missing = unbound(there, name, resolver.project)
    if missing:
        return missing
    if not takes(there, name, rest, resolver, Speeches(resolver)):
        return _alone(there, target)
    return ""


def _alone(there: Module, target: str) -> str:
    return f"{target} of {there.name} cannot be called with the name of a metric alone"


def takes(
    there: Module, name: str, rest: str, resolver: Resolver, speeches: Speeches, uses: Sequence[Use] | None = None
) -> bool:
    """Whether what a module has under a name, or a part of it, takes the name of a metric, as far as reading tells.

    What nobody knows does where the user says so, or `uses` show it.
    """
    value = resolver.name(name, Where(there, END))
    *parts, method = rest.split(".") if rest else [""]
    for part in parts:
        value = resolver.attribute(value, part)
    if isinstance(value, Instance) and value.type.name.partition(".")[0] in OF_ONE_METRIC:
        return False
    if not method:
        return isinstance(value, (Unknown, Lib, Made)) or speeches.calls(value)
    known = uses if uses is not None else [Use(method, True, frozenset())]
    return speeches.takes(value, method, known)
