"""Findings as the protocol's diagnostics."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from lsprotocol import types

from flake8_ownership import rules, sinks
from flake8_ownership.errors import SourceError
from flake8_ownership.faces.lsp.addresses import address_of
from flake8_ownership.faces.lsp.bench import Judged
from flake8_ownership.faces.lsp.documents import Buffer
from flake8_ownership.faces.lsp.ends import End
from flake8_ownership.faces.lsp.positions import Columns
from flake8_ownership.formats.entry import page
from flake8_ownership.rules import Finding
from flake8_ownership.source import Position

SOURCE = "flake8-ownership"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def by_document(
    buffer: Buffer, judged: Judged, columns: Columns, *, related: bool
) -> dict[str, list[types.Diagnostic]]:
    """The diagnostics of each document of a snapshot; none for one without findings. With `related`, each tells of the
    other ends of its finding."""
    found: dict[str, list[types.Diagnostic]] = {part.uri: [] for part in buffer.parts}
    for finding, ends in zip(judged.findings, judged.ends, strict=True):
        one = diagnostic(buffer, finding, columns)
        if related and ends:
            one.related_information = [_related(buffer, end, columns) for end in ends]
        found[buffer.part_at(finding.start.row).uri].append(one)
    if isinstance(judged.error, SourceError):
        start = buffer.position(Position(judged.error.line or 1, 0), columns)
        # Other servers say so louder; this tells why nothing else is told.
        found[buffer.part_at(judged.error.line or 1).uri].append(
            types.Diagnostic(
                types.Range(start, types.Position(start.line + 1, 0)),
                f"not judged: {sinks.part(judged.error.message)}",
                types.DiagnosticSeverity.Information,
                source=SOURCE,
            )
        )
    return found


def diagnostic(buffer: Buffer, finding: Finding, columns: Columns) -> types.Diagnostic:
    """One finding, in the document that it lies in."""
    return types.Diagnostic(
        span(buffer, finding, columns),
        sinks.part(finding.message),
        _SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(page(finding.code)) if rules.by_code(finding.code) else None,
        source=SOURCE,
    )


def _related(buffer: Buffer, end: End, columns: Columns) -> types.DiagnosticRelatedInformation:
    if end.path == buffer.path:
        uri = buffer.part_at(end.start.row).uri
        places = [buffer.position(place, columns) for place in (end.start, end.end)]
    else:
        uri = address_of(end.path)
        places = [
            types.Position(place.row - 1, columns.to_client(end.line, place.column)) for place in (end.start, end.end)
        ]
    return types.DiagnosticRelatedInformation(types.Location(uri, types.Range(*places)), sinks.part(end.words))


def span(buffer: Buffer, finding: Finding, columns: Columns) -> types.Range:
    """What is underlined."""
    return types.Range(buffer.position(finding.start, columns), buffer.position(finding.end, columns))


def fingerprint(diagnostics: Sequence[types.Diagnostic]) -> str:
    """The same for the same diagnostics: what the protocol calls a result id."""
    return hashlib.sha256(repr(diagnostics).encode()).hexdigest()[:16]
