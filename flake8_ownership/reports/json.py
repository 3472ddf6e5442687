"""The account as JSON, for machines, for trends, and for whatever else is made of it; `report.schema.json` says how."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from flake8_ownership import sinks
from flake8_ownership.ownership import groups, trend
from flake8_ownership.ownership.groups import Group
from flake8_ownership.ownership.model import Account, Call, Failure, Operation, Share, Told
from flake8_ownership.ownership.proved import Beside
from flake8_ownership.ownership.trend import Change, Trend
from flake8_ownership.reports import words


def text(account: Account, change: Trend | None = None, proof: Beside | None = None) -> str:
    """The document, one line an object; rows and columns from 1, columns in characters."""
    numbers = {failure: number for number, failure in enumerate(account.failures)}
    return (
        sinks.document(
            {
                "version": trend.VERSION,
                "ownership": _share(account.share),
                "operations": [_operation(one, numbers) for one in account.operations],
                "failures": [_failure(one) for one in account.failures],
                "calls": [_call(one) for one in account.calls],
                "by": {
                    "folder": _groups(groups.by_folder(account)),
                    "library": _groups(groups.by_library(account)),
                    "team": _groups(groups.by_team(account)),
                },
                "start_here": [
                    {
                        "ending": one.kind,
                        "filename": one.path,
                        "row": one.row,
                        "function": one.function,
                        "reason": one.reason,
                        "operations": [operation.id for operation in one.operations],
                        "calls": one.calls,
                        "alone": one.alone,
                    }
                    for one in groups.starts(account)
                ],
                "trend": _trend(change) if change is not None else None,
                "proof": _proof(proof) if proof is not None else None,
                "errors": list(account.errors),
            },
            indent=1,
        )
        + "\n"
    )


def schema() -> str:
    """The JSON schema of the document."""
    return files(__package__).joinpath("report.schema.json").read_text(encoding="utf-8")


def _share(share: Share) -> dict[str, Any]:
    return {
        "percent": share.percent,
        "operations": share.total,
        "owned": share.owned,
        "lost": share.lost,
        "framework": share.framework,
        "unclear": share.unclear,
    }


def _groups(found: Iterable[Group]) -> list[dict[str, Any]]:
    return [{"name": one.name, **_share(one.share)} for one in found]


def _operation(one: Operation, numbers: dict[Failure, int]) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.routine.name,
        "title": one.title,
        "what": one.what,
        "framework": one.by or None,
        "filename": one.routine.path,
        "row": one.routine.row,
        "end_row": one.end_row,
        "started": one.reason,
        "state": one.state,
        "owners": list(one.owners),
        "complete": not one.is_cut,
        "failures": [numbers[failure] for failure in one.failures],
    }


def _failure(one: Failure) -> dict[str, Any]:
    ending = one.ending
    return {
        "call": one.call.id,
        "ending": ending.kind,
        "filename": ending.path,
        "row": ending.row,
        "function": ending.function,
        "reason": ending.reason,
        "told": [_told(told) for told in ending.told],
        "road": [
            {
                "filename": step.filename,
                "row": step.row,
                "column": step.column + 1,
                "call": step.call,
                "function": step.within,
            }
            for step in one.steps
        ],
    }


def _told(told: Told) -> dict[str, Any]:
    return {
        "by": told.sort,
        "level": words.level(told) if told.sort == "log" else None,
        "traceback": told.traceback,
        "identifiers": list(told.names),
        "row": told.row,
    }


def _call(one: Call) -> dict[str, Any]:
    return {
        "id": one.id,
        "filename": one.path,
        "row": one.row,
        "column": one.column + 1,
        "function": one.function,
        "call": one.call,
        "api": one.api or None,
        "library": one.library or None,
        "certainty": one.certainty,
        "service": {"kind": one.service.kind, "name": one.service.name},
    }


def _trend(found: Trend) -> dict[str, Any]:
    return {
        "before": found.before,
        "now": found.now,
        "came": list(found.came),
        "went": list(found.went),
        "changed": [_change(one) for one in found.changes],
    }


def _proof(found: Beside) -> dict[str, Any]:
    return {
        "claimed": {state: dict(row) for state, row in found.table.items()},
        "calls": {
            name: {
                "proof": one.proof,
                "identifiers": list(one.identifiers),
                "tests": sorted({r.test for r in one.runs}),
            }
            for name, one in found.calls.items()
        },
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "before": one.before,
        "now": one.now,
        "worse": [{"call": call, "before": before, "now": now} for call, before, now in one.worse],
        "better": [{"call": call, "before": before, "now": now} for call, before, now in one.better],
        "came": [{"call": call, "ending": kind} for call, kind in one.came],
        "went": [{"call": call, "ending": kind} for call, kind in one.went],
    }
