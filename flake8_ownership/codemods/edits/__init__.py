"""The edits that rules name, one family a module. A family mends the findings of one function, or refuses."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import libcst as cst

from flake8_ownership.catalogue import world
from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.answering import Answering
from flake8_ownership.codemods.call_words import failed, is_sentence, of_name, of_task
from flake8_ownership.codemods.dialects import Assign, Context
from flake8_ownership.codemods.secret_addresses import shows_address, tells_secret
from flake8_ownership.codemods.secrets import secret_passed
from flake8_ownership.codemods.trees import Block, Trees
from flake8_ownership.codemods.voice import Voice, Voices
from flake8_ownership.codemods.words import words
from flake8_ownership.codemods.writer import Writer
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site
from flake8_ownership.source import Position

_FEW_WORDS = 5  # of a message: `Failed to load order lines`


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
    answering: Answering
    writer: Writer
    node: cst.FunctionDef
    function: Function
    findings: list[Finding]
    places: list[cst.CSTNode]
    mended: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, str]] = field(default_factory=list)
    _guard_rows: frozenset[int] | None = field(default=None, init=False)
    _guarded: dict[int | None, list[Finding]] | None = field(default=None, init=False)
    _secrets: dict[tuple[ast.stmt, bool], str] = field(default_factory=dict, init=False)
    _is_expiring: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        facts = (finding.fact for finding in self.findings)
        libraries = {one.identity.library or "" for one in facts if isinstance(one, Site)}
        self._is_expiring = any(map(self.resolver.libraries.expires, libraries))

    def each(self, mend: Callable[[Finding, cst.CSTNode], None]) -> None:
        """Mends finding by finding: one that is refused does not keep the others from it."""
        for finding, place in zip(self.findings, self.places, strict=True):
            try:
                mend(finding, place)
                self.mended.append(finding)
            except Refused as refusal:
                self.refused.append((finding, str(refusal)))

    def guarded_at(self, row: int | None) -> list[Finding]:
        """The findings whose failures end at a guard at a row."""
        if self._guarded is None:
            self._guarded = {}
            for finding in self.findings:
                self._guarded.setdefault(site_of(finding).ruling.guard_row, []).append(finding)
        return self._guarded.get(row, [])

    def statement(self, node: cst.CSTNode) -> ast.stmt | None:
        """The `ast` statement that is written by a LibCST statement."""
        if isinstance(node, cst.SimpleStatementLine):
            node = node.body[0]
        twin = self.trees.twin(node)
        return twin if isinstance(twin, ast.stmt) else None

    @property
    def guard_rows(self) -> frozenset[int]:
        """The rows of the handlers that decide about what the findings are about."""
        if self._guard_rows is None:
            sites = (one.fact for one in self.findings if isinstance(one.fact, Site))
            self._guard_rows = frozenset(site.ruling.guard_row or 0 for site in sites)
        return self._guard_rows

    def failing(self, findings: Iterable[Finding]) -> list[tuple[Site, ast.Call | None]]:
        """The calls that some findings are about, each once."""
        found: dict[tuple[Position, Position], tuple[Site, ast.Call | None]] = {}
        for finding in findings:
            if isinstance(finding.fact, Site):
                expr = self.trees.underlined(finding)
                found[finding.start, finding.end] = finding.fact, expr if isinstance(expr, ast.Call) else None
        return list(found.values())

    def shows_headers(self, findings: Iterable[Finding]) -> bool:
        """Whether the `repr` of what some calls fail with shows the headers that a request was made with."""
        return any(site.identity.library in words("showing-headers") for site, _ in self.failing(list(findings)))

    def about(
        self, voice: Voice, held: Sequence[cst.CSTNode], findings: Iterable[Finding], *, goes_on: bool = False
    ) -> Voice:
        """The voice for some statements in which the calls of some findings fail: it speaks of the calls, unless they
        are all that the function does and its name says in few words what that is. Where the function `goes_on` with
        something else, it has not failed, and only the calls have."""
        findings = list(findings)
        voice = replace(voice, hides_repr=self.shows_headers(findings))
        calls = self.failing(findings)
        said = failed(calls) if calls else self.said_of_task(findings[0])
        is_short = len(voice.operation.words.plain.split()) <= _FEW_WORDS or not said.startswith("Failed to ")
        if voice.is_sentence and is_short and not goes_on and self._is_all(held):
            return voice
        if goes_on and said:
            return voice.about(said)
        return voice if voice.is_sentence and not is_sentence(said) else voice.about(said)

    def said_of_task(self, finding: Finding) -> str:
        """What is said of the call that a task runs."""
        expr = self.trees.underlined(finding)
        return (of_task(expr) if isinstance(expr, ast.Call) else "") or of_name(finding.call)

    def is_followed(self, statement: cst.CSTNode) -> bool:
        """Whether the function does something after a statement, in its block."""
        place = self.trees.place(statement)
        return place is not None and place[1] + 1 < len(place[0].body)

    def _is_all(self, held: Sequence[cst.CSTNode]) -> bool:
        """Whether nothing is awaited in the function but in some statements, what is entered around them aside."""
        twins = [twin for one in held if (twin := self.statement(one)) is not None]
        inside = {id(node) for twin in twins for node in trees.nodes(twin)}
        outer = (self.trees.twin(node) for one in held for node in self.trees.ancestors(one))
        around = {id(node) for node in outer if node is not None}
        aside = {id(node) for one in self._tidying() for node in trees.nodes(one)}
        return not any(
            isinstance(node, (ast.Await, ast.AsyncWith, ast.AsyncFor)) and id(node) not in inside | around | aside
            for node in trees.nodes(self.function.node)
        )

    def _tidying(self) -> Iterator[ast.AST]:
        """What the function does after a failure, at the end whatever has happened, or in functions inside it."""
        for node in trees.nodes(self.function.node):
            match node:
                case ast.Try() | ast.TryStar():
                    yield from (*node.handlers, *node.finalbody)
                case ast.FunctionDef() | ast.AsyncFunctionDef() if node is not self.function.node:
                    yield node
                case ast.Await(value=ast.Call(func=ast.Attribute(attr=name))) if world.names().ends(name):
                    yield node

    def begun_before(self, place: tuple[Block, int]) -> bool:
        """Whether the function has waited for something before a place: what is announced there has begun long ago."""
        first = self.statement(place[0].body[place[1]])
        return first is not None and any(
            isinstance(node, ast.Await) and node.lineno < first.lineno for node in trees.nodes(self.function.node)
        )

    def told_in(
        self, block: Block, index: int, statement: cst.CSTNode, findings: Iterable[Finding]
    ) -> tuple[Context, ...]:
        """The identifiers that a log after the failure of a statement carries. What can be read only before is read
        into a variable there."""
        calls = self.failing(findings)
        after = self.context(statement, after_failure=True, calls=calls)
        had = {item.key for item in after}
        used = names.used_in(self.function)
        lost = [
            item
            for item in self.context(statement, after_failure=False, calls=calls)
            if item.key not in had and "." in item.expression and item.key not in used
        ]
        self.writer.before(block, index, *(Assign(item.key, item.expression) for item in lost))
        return (*after, *(Context(item.key, item.key) for item in lost))

    def check_secrets(self, guarded: cst.CSTNode, *, in_text: bool = False) -> None:
        """Refuses to log what the calls in a statement raise where they are given a secret, or are given one in a text
        (`in_text`), or where an error for a bad status shows an address that holds one. Raises Refused."""
        twin = self.statement(guarded)
        if twin is None:
            return
        if (twin, in_text) not in self._secrets:
            body = twin.body if isinstance(twin, (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)) else [twin]
            self._secrets[twin, in_text] = secret_passed(self.function, body, self.resolver, in_text=in_text)
        secret = self._secrets[twin, in_text]
        if secret:
            raise Refused(f"a call there is given {secret!r}, named like a secret, which the exception's text may show")
        if shows_address([twin]) and tells_secret(self.function, [twin]):
            raise Refused("the error for a bad status would show the address, which holds a secret")

    def context(
        self, statement: cst.CSTNode, *, after_failure: bool, calls: Sequence[tuple[Site, ast.Call | None]] = ()
    ) -> tuple[Context, ...]:
        """The identifiers that a log before a statement, or after its failure, may carry, and what the calls are given
        that tells the case."""
        first = self.statement(statement)
        if first is None:
            return ()
        attributes = not (after_failure and self._is_expiring)
        given = [call for _, call in calls if call is not None]
        if any(site.consumed == "async with" for site, _ in calls):
            given += [
                node.value
                for node in trees.nodes(first)
                if isinstance(node, ast.Await) and isinstance(node.value, ast.Call) and node.value not in given
            ]
        return self.voices.context(self.function, first, given, attributes=attributes, after_failure=after_failure)


def site_of(finding: Finding) -> Site:
    assert isinstance(finding.fact, Site)
    return finding.fact
