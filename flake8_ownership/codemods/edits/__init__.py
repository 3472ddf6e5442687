"""The edits that rules name, one family a module. A family mends the findings of one function, or refuses."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.proofs import EXPIRING
from flake8_ownership.codemods.secrets import secret_passed
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.voice import Voices
from flake8_ownership.codemods.writer import Writer
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


@dataclass(slots=True)
class Job:
    """The findings of one function that want one family of edits, and what it takes to mend them.

    `places` are nodes in the statements of the findings, in their order.
    """

    module: Module
    resolver: Resolver
    settings: Settings
    trees: Trees
    voices: Voices
    writer: Writer
    node: cst.FunctionDef
    function: Function
    findings: list[Finding]
    places: list[cst.CSTNode]
    mended: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, str]] = field(default_factory=list)

    def each(self, mend: Callable[[Finding, cst.CSTNode], None]) -> None:
        """Mends finding by finding: one that is refused does not keep the others from it."""
        for finding, place in zip(self.findings, self.places, strict=True):
            try:
                mend(finding, place)
                self.mended.append(finding)
            except Refused as refusal:
                self.refused.append((finding, str(refusal)))

    def statement(self, node: cst.CSTNode) -> ast.stmt | None:
        """The `ast` statement that is written by a LibCST statement."""
        if isinstance(node, cst.SimpleStatementLine):
            node = node.body[0]
        twin = self.trees.twin(node)
        return twin if isinstance(twin, ast.stmt) else None

    def check_secrets(self, guarded: cst.CSTNode, *, in_text: bool = False) -> None:
        """Refuses to log what the calls in a statement raise where they are given a secret, or are given one in a text
        (`in_text`). Raises Refused."""
        twin = self.statement(guarded)
        if twin is None:
            return
        body = twin.body if isinstance(twin, (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)) else [twin]
        secret = secret_passed(self.function, body, in_text=in_text)
        if secret:
            raise Refused(f"a call that fails there is given {secret!r}, which the exception's text may show")

    def context(self, statement: cst.CSTNode, *, after_failure: bool) -> tuple[Context, ...]:
        """The identifiers that a log before a statement, or after its failure, may carry."""
        first = self.statement(statement)
        if first is None:
            return ()
        expiring = any(
            isinstance(finding.fact, Site) and finding.fact.identity.library in EXPIRING for finding in self.findings
        )
        attributes = not (after_failure and expiring)
        return self.voices.context(self.function, first, attributes=attributes, after_failure=after_failure)


def site_of(finding: Finding) -> Site:
    assert isinstance(finding.fact, Site)
    return finding.fact


def families() -> Mapping[str, Callable[[Job], None]]:
    """What mends a function's findings, by the name of the edit, in the order in which they take their turns."""
    from flake8_ownership.codemods.edits import (
        entries,
        handlers,
        ownership,
        reports,
        responses,
        results,
        retries,
        successes,
        suppresses,
        tasks,
    )

    return {
        "InsertOwnership": ownership.insert,
        "ReplaceSuppress": suppresses.replace,
        "ReadResults": results.read,
        "ReadDone": results.read_done,
        "AddDoneCallback": tasks.add_callback,
        "ReportFailure": handlers.report,
        "ReportTimeout": handlers.report_timeout,
        "RaiseLevel": reports.raise_level,
        "LogTraceback": reports.add_traceback,
        "AddContext": reports.add_context,
        "KeepCause": reports.keep_cause,
        "AddFailureLog": handlers.log,
        "AddFailureCount": handlers.count,
        "AddRetryHook": retries.add_hook,
        "RaiseForStatus": responses.check,
        "AddSuccessCount": successes.count,
        "AddEntryLog": entries.announce,
    }
