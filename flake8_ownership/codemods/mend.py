"""One pass over a module: each function's findings go to the family of edits that mends them, and become changes of its
text."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import libcst as cst

from flake8_ownership.check import ISSUES, crash_of
from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Refused, refusal
from flake8_ownership.codemods.answering import Answering
from flake8_ownership.codemods.edits import Job
from flake8_ownership.codemods.edits.families import families
from flake8_ownership.codemods.imports import Imports, unused
from flake8_ownership.codemods.rewriting import Rewriting
from flake8_ownership.codemods.text import Change, comments_of, problem, spliced
from flake8_ownership.codemods.tops import Top, tops_of
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.voice import Voices
from flake8_ownership.codemods.writer import Writer
from flake8_ownership.errors import FixRefused, OwnershipError
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.outlines import module_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings

_Function = tuple[cst.FunctionDef, Function]
# What fixes write that is no name of the project's.
_BUILTINS = frozenset({"BaseException", "Exception", "isinstance", "object", "str", "type"})
_ByFamily = dict[str, list[tuple[Finding, cst.CSTNode]]]


@dataclass(slots=True)
class Mended:
    """What mends the `applied` findings. What could not be is `refused`; what waits for another pass is nowhere."""

    changes: list[Change] = field(default_factory=list)
    applied: list[Finding] = field(default_factory=list)
    refused: list[FixRefused] = field(default_factory=list)


class _Unwritten(Exception):
    """Some findings cannot be mended after all; the others may be, without them."""

    def __init__(self, findings: Sequence[Finding], why: str) -> None:
        super().__init__(why)
        self.findings = findings


class Mender:
    """Mends findings of one module. Of one function, one family of edits is written in a pass: the next pass sees what
    it has changed."""

    def __init__(
        self, module: Module, resolver: Resolver, settings: Settings, width: int, *, breaks: bool = False
    ) -> None:
        self._module = module
        self._resolver = resolver
        self._settings = settings
        self._width = width
        self._breaks = breaks
        self._trees = Trees(module)

    @cached_property
    def _voices(self) -> Voices:
        return Voices(self._module, self._resolver, self._settings)

    @cached_property
    def _answering(self) -> Answering:
        return Answering(self._resolver)

    @cached_property
    def _hidden_builtins(self) -> frozenset[str]:
        """Those of the builtins that fixes use whose names something in the module binds, at its top or further in."""
        scopes = (self._module, *self._module.every_function())
        return _BUILTINS.intersection(chain.from_iterable(scope.body.bindings for scope in scopes))

    @cached_property
    def _tops(self) -> list[Top]:
        return tops_of(self._module.source, self._trees.text)

    def apply(self, findings: Sequence[Finding]) -> Mended:
        """The changes of the text that mend the findings. Where something goes wrong in a function, its findings are
        refused, and those of the others mended."""
        if why := self._module.source.unpatchable:
            return Mended(refused=[refusal(finding, why) for finding in findings])
        refused: list[FixRefused] = []
        left = list(findings)
        while left:
            try:
                with _at_the_cost_of(left):
                    mended = self._mended(left)
            except _Unwritten as error:
                refused += [refusal(finding, str(error)) for finding in error.findings]
                left = [finding for finding in left if finding not in error.findings]
            else:
                mended.refused += refused
                return mended
        return Mended(refused=refused)

    def _mended(self, findings: Sequence[Finding]) -> Mended:
        mended = Mended()
        self._voices.additions.clear()
        writer = Writer(self._trees, self._width, breaks=self._breaks)
        done: dict[cst.FunctionDef, list[Finding]] = {}
        for around, by_family in self._sorted(findings, mended).items():
            with _at_the_cost_of([finding for places in by_family.values() for finding, _ in places]):
                applied = self._asked_for(around, by_family, writer, mended)
            if applied:
                done.setdefault(self._root(around[0]), []).extend(applied)
                mended.applied += applied
        for node, own in writer.taken.items():
            done.setdefault(self._root(node), []).extend(own)
        rewriting = Rewriting(writer)
        for root, own in done.items():
            with _at_the_cost_of(own):
                mended.changes += self._written(root, rewriting)
        mended.changes += self._at_top(mended.changes)
        mended.changes = self._trees.text.finished(mended.changes)
        return mended

    def _sorted(self, findings: Sequence[Finding], mended: Mended) -> dict[_Function, _ByFamily]:
        """Findings by function and family, with their places."""
        found: dict[_Function, _ByFamily] = {}
        for finding in findings:
            with _at_the_cost_of([finding]):
                place = self._trees.place_of(finding) if finding.fact is not None else None
                around = self._trees.function_around(place) if place is not None else None
            if place is None or around is None:
                mended.refused.append(refusal(finding, "it is not in a function"))
            else:
                assert finding.edit is not None
                found.setdefault(around, defaultdict(list))[finding.edit.name].append((finding, place))
        return found

    def _asked_for(self, around: _Function, by_family: _ByFamily, writer: Writer, mended: Mended) -> list[Finding]:
        """Queues what mends the findings of a function, of the first family that mends one; returns those."""
        node, function = around
        if node in writer.taken:
            places = [one for found in by_family.values() for one in found]
            mended.refused += [refusal(finding, "another fix changes its function first") for finding, _ in places]
            return []
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
                self._answering,
                writer,
                node,
                function,
                [finding for finding, _ in places],
                [place for _, place in places],
            )
            forget = self._voices.additions.remembered()
            mend(job)
            if not job.mended:
                forget()
            mended.refused += [refusal(finding, why) for finding, why in job.refused]
            if job.mended:
                return job.mended
        return []

    def _root(self, node: cst.FunctionDef) -> cst.FunctionDef:
        """The function around a function that stands in no other one."""
        return cst.ensure_type([node, *self._trees.ancestors(node)][-1], cst.FunctionDef)

    def _written(self, root: cst.FunctionDef, rewriting: Rewriting) -> list[Change]:
        changes, text = rewriting.of(root), self._trees.text
        if not changes:
            return []
        start, end = min(change.start for change in changes), max(change.end for change in changes)
        first, last = text.rows_of(text.around(self._trees.statement(root), start, end))
        above = "if 1:\n" if text.indent(first) else ""
        before = text.all[text.start_of(first) : text.start_of(last + 1)]
        part = spliced(text.all, text.start_of(first), text.start_of(last + 1), changes)
        why = problem(above + part, ast.PyCF_ONLY_AST)
        if why:
            raise Refused(why)
        if comments_of(above + before) != comments_of(above + part):
            raise Refused("a comment in what is rewritten would be lost, or appear twice")
        if self._hidden_builtins:
            new = names.read_in(ast.parse(above + part)) - names.read_in(ast.parse(above + before))
            if hidden := new & self._hidden_builtins:
                raise Refused(f"{min(hidden)!r} is a name of this file's own")
        function = self._trees.statement(root)
        if names.shows_locals(
            function, self._module.source.rows(function.lineno, function.end_lineno or function.lineno)
        ):
            new = names.stored_in(ast.parse(above + part)) - names.stored_in(ast.parse(above + before))
            if new:
                raise Refused(f"the function shows all of its local names, and {min(new)!r} would be one more")
        return changes

    def _takes_from_here(self, name: str) -> bool:
        """Whether another file of the project may import a name from this module, or read it there."""
        project, own = self._resolver.project, self._module
        here = re.escape(module_name(own.path))
        paths = project.using(module_name(own.path))
        if paths is None:
            return True
        taken = re.compile(
            rf"\bfrom\s+[\w.]*\b{here}\s+import\s*(?:\((?:[^()#]|#[^\n]*+)*|[^\n(]*)\b{name}\b|\b{here}\s*\.\s*{name}\b"
        )
        others = (module for path in paths if path != own.path and (module := project.at(path)) is not None)
        return any(taken.search(module.source.text) for module in others)

    def _at_top(self, written: Sequence[Change]) -> list[Change]:
        """What the module is given for its functions, and spared."""
        additions = self._voices.additions
        if not (additions.needs or additions.helpers or additions.left):
            return []
        imports = Imports(self._trees, self._tops, self._resolver.project.owns, self._width)
        imports.add(additions.needs)
        left = additions.left - (self._module.exports or frozenset())
        left = {name for name in left if not self._takes_from_here(name)}
        imports.drop(unused(self._trees, left, written))
        return [*imports.helpers(additions.helpers), *imports.changes()]


@contextmanager
def _at_the_cost_of(findings: Sequence[Finding]) -> Iterator[None]:
    """Has whatever goes wrong cost some findings and no more."""
    try:
        yield
    except (_Unwritten, OwnershipError):
        raise
    except Refused as error:
        raise _Unwritten(findings, str(error)) from error
    except RecursionError as error:
        raise _Unwritten(findings, "its code is nested too deeply") from error
    except Exception as error:
        raise _Unwritten(findings, f"the fix failed ({crash_of(error)}); please report it at {ISSUES}") from error
