"""Code actions: mend a finding, waive it on its line, mend all that can be mended safely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from lsprotocol import types

from flake8_ownership import rules
from flake8_ownership.codemods.noqa import waiver
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.lsp import diagnostics
from flake8_ownership.faces.lsp.bench import Bench, Judged
from flake8_ownership.faces.lsp.documents import Buffer
from flake8_ownership.faces.lsp.edits import workspace_edit
from flake8_ownership.faces.lsp.ends import End
from flake8_ownership.faces.lsp.positions import Columns
from flake8_ownership.rules import Finding
from flake8_ownership.source import Position

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.flake8-ownership"
KINDS = (types.CodeActionKind.QuickFix.value, FIX_ALL)
Deed = Literal["mend", "waive", "mend all"]


@dataclass(frozen=True, slots=True)
class Offer:
    """An action before its edit is known: enough to find the finding again in the same text. `at` is the row where it
    was asked for, if that is another end of the finding."""

    deed: Deed
    uri: str
    version: int | None
    code: str = ""
    row: int = 0
    column: int = 0
    at: int = 0

    def data(self) -> dict[str, Any]:
        """As it travels to the client and back."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, data: object) -> Offer | None:
        """None for what no offer of ours can be."""
        if not isinstance(data, dict) or not isinstance(data.get("uri"), str):
            return None
        try:
            return cls(**data)
        except TypeError:
            return None

    def finding(self, judged: Judged) -> Finding | None:
        """The finding that the offer was made for."""
        start = Position(self.row, self.column)
        return next((one for one in judged.findings if (one.code, one.start) == (self.code, start)), None)


def offers(
    buffer: Buffer, judged: Judged, uri: str, rows: range, only: list[str] | None, columns: Columns
) -> Iterator[types.CodeAction]:
    """The actions for some rows of a document, without their edits: what mends first, then what waives, then all."""
    asked = ((one, _row_in(one, ends, buffer, rows)) for one, ends in zip(judged.findings, judged.ends, strict=True))
    here = [(one, row) for one, row in asked if row is not None]
    version = buffer.part(uri).version
    if _wanted(types.CodeActionKind.QuickFix.value, only):
        for finding, row in here:
            if finding.edit is not None and finding.edit.safety != "display-only":
                title = f"{finding.edit.title} ({finding.code})"
                yield _quick_fix(buffer, finding, title, _offer("mend", uri, version, finding, row), columns)
        for finding, row in ((one, row) for one, row in here if rules.by_code(one.code)):
            title = f"Disable {finding.code} for this line"
            yield _quick_fix(buffer, finding, title, _offer("waive", uri, version, finding, row), columns)
    if _wanted(FIX_ALL, only) and any(_is_safe(finding) for finding in judged.findings):
        yield types.CodeAction(
            "Mend all that can be mended safely (flake8-ownership)",
            FIX_ALL,
            data=Offer("mend all", uri, version).data(),
        )


def _row_in(finding: Finding, ends: Iterable[End], buffer: Buffer, rows: range) -> int | None:
    """Where a finding stands in some rows: 0 for its own place, else the row of another end of it in the same file."""
    if finding.start.row <= rows[-1] and rows[0] <= finding.end.row:
        return 0
    return next((end.start.row for end in ends if end.path == buffer.path and end.start.row in rows), None)


def _wanted(kind: str, only: list[str] | None) -> bool:
    return only is None or any(asked in (kind, "") or kind.startswith(f"{asked}.") for asked in only)


def _is_safe(finding: Finding) -> bool:
    return finding.edit is not None and finding.edit.safety == "safe"


def _offer(deed: Deed, uri: str, version: int | None, finding: Finding, at: int) -> Offer:
    return Offer(deed, uri, version, finding.code, finding.start.row, finding.start.column, at)


def _quick_fix(buffer: Buffer, finding: Finding, title: str, offer: Offer, columns: Columns) -> types.CodeAction:
    return types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        diagnostics=[diagnostics.diagnostic(buffer, finding, columns)],
        is_preferred=offer.deed == "mend" and _is_safe(finding),
        data=offer.data(),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The edit of an offer, or why there is none."""

    edit: types.WorkspaceEdit | None = None
    why_not: str = ""


def outcome(bench: Bench, buffer: Buffer, offer: Offer, columns: Columns, *, versioned: bool) -> Outcome:
    """What an offer comes to in the text that it was made for; runs on the bench."""
    judged = bench.judged(buffer)
    finding = offer.finding(judged)
    if offer.deed != "mend all" and finding is None:
        return Outcome(why_not="the finding is no longer there")
    if offer.deed == "waive" and finding is not None:
        source = buffer.source()
        insertion = waiver(source, finding.code, offer.at or finding.start.row)
        if insertion is None:
            return Outcome(why_not=f"no comment can waive {finding.code} here")
        text = insertion.applied(source)
    else:
        try:
            fixed = bench.mended_safely(buffer) if finding is None else bench.mended(buffer, finding)
        except OwnershipError as error:
            return Outcome(why_not=error.message)
        if not fixed.changed:
            return Outcome(why_not=fixed.refused[0].message if fixed.refused else "nothing to mend")
        text = fixed.text
    edit = workspace_edit(buffer, text, columns, versioned=versioned)
    return Outcome(edit, "" if edit is not None else "the change would reach beyond what is Python here")
