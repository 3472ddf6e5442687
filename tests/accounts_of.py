"""The account of a small project, as tests ask for it."""

from __future__ import annotations

from pathlib import Path

from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.ownership import owners
from flake8_ownership.ownership.draw import Drawing
from flake8_ownership.ownership.model import Account, Operation
from flake8_ownership.rules import Finding
from flake8_ownership.run import check_all
from flake8_ownership.search import discover


def drawn(root: Path) -> tuple[Account, list[Finding]]:
    """The account of the project in a folder, and all findings of its files, whatever waives them."""
    settler = Settler()
    drawing, found = Drawing(root, owners.of_repository(root, print).of), []
    for outcome in check_all(list(discover([str(root)], settler)), settler, Checker(works=True)):
        assert outcome.error is None, outcome.error
        assert outcome.checked and outcome.source and outcome.settings
        accepts = outcome.settings.discipline == "lost"
        drawing.add(outcome.checked, outcome.told, outcome.source.lines, accepts_traceback=accepts)
        found += outcome.checked.findings
    return drawing.account(), found


def account(root: Path) -> Account:
    """The account of the project in a folder."""
    return drawn(root)[0]


def operation(found: Account, name: str) -> Operation:
    """The one operation of a name."""
    (one,) = [operation for operation in found.operations if operation.routine.name == name]
    return one


def endings(one: Operation) -> dict[str, str]:
    """The worst that becomes of each call's failure, by the call as it is written."""
    return {call.call: kind for call, kind in one.worst_by_call.items()}
