"""One pass over a module: each function's findings go to the family of edits that mends them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import libcst as cst

from flake8_ownership.codemods.edits import Job, families
from flake8_ownership.codemods.imports import with_helpers, with_needs, without
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.voice import Voices
from flake8_ownership.codemods.writer import Writer
from flake8_ownership.errors import FixRefused
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings

Place = tuple[Finding, cst.CSTNode]


class Mender:
    """Mends findings of one module. Of one function, one family of edits is written in a pass: the next pass sees what
    it has changed."""

    def __init__(
        self, module: Module, resolver: Resolver, settings: Settings, width: int, trees: Trees | None = None
    ) -> None:
        self._module = module
        self._resolver = resolver
        self._settings = settings
        self._width = width
        self._trees = trees or Trees(module)
        self._voices = Voices(module, resolver, settings)
        self.applied: list[Finding] = []
        self.refused: list[FixRefused] = []
        self.added = ""  # the statements at the top of the module that `apply` has changed or added

    def apply(self, findings: Sequence[Finding]) -> str:
        """The text with the findings mended; what could not be is in `refused`, what waits for another pass nowhere."""
        writer = Writer(self._trees.cst, self._trees.ancestors, self._width)
        for (node, function), by_family in self._sorted(findings).items():
            for name, mend in families().items():
                places = by_family.get(name, [])
                if not places:
                    continue
                job = Job(
                    self._module,
                    self._resolver,
                    self._settings,
                    self._trees,
                    self._voices,
                    writer,
                    node,
                    function,
                    [finding for finding, _ in places],
                    [place for _, place in places],
                )
                mend(job)
                self.applied += job.mended
                self.refused += [self._refusal(finding, why) for finding, why in job.refused]
                if job.mended:
                    break
        additions = self._voices.additions
        written = with_helpers(self._trees.cst.visit(writer), additions.helpers)
        changed = with_needs(written, additions.needs, self._resolver.project.owns, self._width)
        changed = without(changed, additions.left, self._module.exports or frozenset())
        self.added = self._trees.added(changed)
        return self._trees.code(changed) + self._trees.rest

    def _sorted(self, findings: Sequence[Finding]) -> dict[tuple[cst.FunctionDef, Function], dict[str, list[Place]]]:
        """Findings by function and family, with their places."""
        found: dict[tuple[cst.FunctionDef, Function], dict[str, list[Place]]] = {}
        for finding in findings:
            expr = self._trees.expression(finding) if finding.fact is not None else None
            place = self._trees.statement(expr) if expr is not None else None
            around = self._trees.function_around(place) if place is not None else None
            if place is None or around is None:
                self.refused.append(self._refusal(finding, "its place was not found again in LibCST's tree"))
            else:
                assert finding.edit is not None
                found.setdefault(around, defaultdict(list))[finding.edit.name].append((finding, place))
        return found

    def _refusal(self, finding: Finding, why: str) -> FixRefused:
        return FixRefused(finding.filename, f"{finding.code} at {finding.call} is not mended: {why}", finding.start.row)
