"""The rules, one a file, found by their place: a module here whose name does not start with `_` holds one rule."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from flake8_ownership.rules._rule import Edit, Fact, Finding, OperationRule, Rule, Safety, Severity, SiteRule, TaskRule

__all__ = ["Edit", "Fact", "Finding", "Rule", "Safety", "Severity", "SiteRule", "all_rules", "by_code"]


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    for found in pkgutil.iter_modules(__path__):
        if not found.name.startswith("_"):
            importlib.import_module(f"{__name__}.{found.name}")
    rules: list[Rule] = [rule() for kind in (SiteRule, TaskRule, OperationRule) for rule in kind.__subclasses__()]
    return tuple(sorted(rules, key=lambda rule: rule.code))


def by_code(code: str) -> Rule | None:
    """The rule of a code or name, whatever the case."""
    return next((rule for rule in all_rules() if code.upper() == rule.code or code.lower() == rule.name), None)
