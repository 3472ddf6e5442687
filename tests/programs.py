"""Programs with one site inside a random nest: the grammar as data, its text, and the Hypothesis strategy for it.

The words come from `tests.program_parts`. A nest is a list of layers around the site, the outermost first, so that a
failing example shrinks by losing layers.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from tests import program_parts as parts

Part = Literal["body", "handler", "orelse", "finally"]
Lines = list[str]


@dataclass(frozen=True)
class Step:
    """One statement of a handler, on one of two ways only where it is `conditional`."""

    text: str
    conditional: bool = False

    @property
    def raises(self) -> bool:
        return self.text in parts.RAISES

    @property
    def leaves(self) -> bool:
        return self.raises or self.text.startswith("return") or self.text in (parts.LEAVE, parts.BREAK)


@dataclass(frozen=True)
class Handler:
    """`except clause:` (bare where empty); `end` is how it ends, empty where it falls through."""

    clause: str = "Exception"
    steps: tuple[Step, ...] = ()
    end: str = parts.FALLS
    named: bool = False

    @property
    def path(self) -> tuple[Step, ...]:
        """All that the handler does, its end as the last step."""
        return (*self.steps, Step(self.end)) if self.end else self.steps


@dataclass(frozen=True)
class Keep:
    """How a `try` keeps what its handlers caught: bound before it, kept in a handler, used after it or at the end."""

    bind: str
    keep: str
    use: str

    @property
    def raises(self) -> bool:
        return "raise" in self.use


@dataclass(frozen=True)
class Try:
    """A `try`; `part` is where the rest of the nest stands."""

    part: Part = "body"
    handlers: tuple[Handler, ...] = ()
    orelse: str = ""
    final: str = ""
    star: bool = False
    keep: Keep = Keep(*parts.KEEPS[0])
    use_at: Literal["after", "finally", "end"] = "after"
    before: str = ""

    @property
    def leaves_in_finally(self) -> bool:
        return self.final.startswith("return") or self.final in (parts.LEAVE, parts.BREAK)


@dataclass(frozen=True)
class With:
    items: tuple[str, ...] = ("plain()",)
    is_async: bool = True


@dataclass(frozen=True)
class Loop:
    head: str = parts.LOOPS[0]
    orelse: str = ""


@dataclass(frozen=True)
class If:
    branch: Literal["then", "else", "case"] = "then"
    other: str = "pass"


Layer = Try | With | Loop | If


@dataclass(frozen=True)
class Function:
    """An async function around a site, or around the call of the function that holds it."""

    layers: tuple[Layer, ...] = ()
    decorators: tuple[str, ...] = ()
    form: str = parts.SITES[0]
    private: bool = False
    callers: tuple[Function, ...] = ()

    def __str__(self) -> str:
        return text_of(self)

    @property
    def tries(self) -> Iterator[Try]:
        return (layer for layer in self.layers if isinstance(layer, Try))

    def everyone(self) -> Iterator[Function]:
        """This function, its callers, and theirs."""
        yield self
        for caller in self.callers:
            yield from caller.everyone()


# -- the text of a program


def text_of(function: Function) -> str:
    """The module that holds a function and its callers."""
    numbers = _Numbers()
    texts = list(_functions(function, None, numbers))
    return parts.module_of("\n\n\n".join(texts))


def _functions(function: Function, callee: str | None, numbers: _Numbers) -> Iterator[str]:
    plain = "work" if callee is None else f"step_{numbers.next('step')}"
    name = f"_{plain}" if function.private else plain
    annotated = "client: httpx.AsyncClient, outbox" if callee is None else "client, outbox"
    writer = _Writer(function, callee, numbers)
    heads = [*(f"@{decorator}" for decorator in function.decorators), f"async def {name}({annotated}):"]
    yield "\n".join([*heads, *_indented(writer.body())])
    for caller in function.callers:
        yield from _functions(caller, name, numbers)


class _Numbers:
    """Numbers that make names differ, by kind."""

    def __init__(self) -> None:
        self._counts: dict[str, Iterator[int]] = {}

    def next(self, kind: str) -> int:
        return next(self._counts.setdefault(kind, itertools.count(1)))


@dataclass(frozen=True)
class _Place:
    """Where a statement stands, copied on the way in: what may leave from here."""

    in_loop: bool = False
    may_return: bool = True


@dataclass
class _Writer:
    """Writes the body of one function."""

    function: Function
    callee: str | None
    numbers: _Numbers
    first: Lines = field(default_factory=list)
    last: Lines = field(default_factory=list)

    def body(self) -> Lines:
        nest = self._nest(self.function.layers, _Place())
        return [*self.first, *nest, *self.last]

    def _nest(self, layers: tuple[Layer, ...], place: _Place) -> Lines:
        if not layers:
            return self._site(place)
        layer, inner = layers[0], layers[1:]
        match layer:
            case Try():
                return self._try(layer, inner, place)
            case With(items, is_async):
                head = f"{'async with' if is_async else 'with'} {', '.join(items)}:"
                return [head, *_indented(self._nest(inner, place))]
            case Loop(head, orelse):
                return self._loop(head, orelse, inner, place)
            case If(branch, other):
                return self._if(branch, other, inner, place)

    def _site(self, place: _Place) -> Lines:
        form = self.function.form
        if self.callee is not None:
            form = form.replace('client.get("/")', f"{self.callee}(client, outbox)")
            form = form.replace("for _ in await", "await")
            form = form.removesuffix(":\n    pass") if not form.startswith("if") else form
        if not place.may_return:
            form = form.removeprefix("return ")
        return form.splitlines()

    def _loop(self, head: str, orelse: str, inner: tuple[Layer, ...], place: _Place) -> Lines:
        tries = f"tries_{self.numbers.next('tries')}" if "TRIES" in head else ""
        body = self._nest(inner, replace(place, in_loop=True))
        lines = [head.replace("TRIES", tries), *_indented([*([f"{tries} += 1"] if tries else []), *body])]
        if tries:
            lines.insert(0, f"{tries} = 0")
        return [*lines, *(["else:", *_indented(orelse.splitlines())] if orelse else [])]

    def _if(self, branch: str, other: str, inner: tuple[Layer, ...], place: _Place) -> Lines:
        body, aside = _indented(self._nest(inner, place)), _indented(other.splitlines())
        if branch == "case":
            return ["match outbox:", "    case _:", *_indented(body)]
        flag = f"flag_{self.numbers.next('flag')}"
        return [f"if {flag}:", *(body if branch == "then" else aside), "else:", *(aside if branch == "then" else body)]

    # -- try

    def _try(self, layer: Try, inner: tuple[Layer, ...], place: _Place) -> Lines:
        number = self.numbers.next("store")
        inside = replace(place, may_return=False, in_loop=False) if layer.star else place
        nest = self._nest(inner, inside if layer.part == "handler" else place)
        handlers = self._handlers(layer, nest, inside)
        quiet = layer.before.splitlines() or ["pass"]
        body = {"body": [*layer.before.splitlines(), *nest], "handler": [parts.ELSE_ERROR]}.get(layer.part, quiet)
        lines = ["try:", *_indented(body), *handlers]
        if layer.part == "orelse":
            lines += ["else:", *_indented(nest)]
        elif layer.orelse and handlers:
            lines += ["else:", *_indented(layer.orelse.splitlines())]
        final = self._final(layer, nest, place)
        if not handlers and not final:
            final = ["pass"]
        if final:
            lines += ["finally:", *_indented(final)]
        return self._with_keep(layer.keep, layer.use_at, lines, number, place)

    def _final(self, layer: Try, nest: Lines, place: _Place) -> Lines:
        final = _left(layer.final, place).splitlines()
        used = layer.keep.use.splitlines() if layer.use_at == "finally" and "return" not in layer.keep.use else []
        return [*used, *nest, *final] if layer.part == "finally" else [*used, *final]

    def _with_keep(self, keep: Keep, at: str, lines: Lines, number: int, place: _Place) -> Lines:
        """The name that handlers keep in is bound first, and used where the layer says."""
        use = keep.use.splitlines() if place.may_return or "return" not in keep.use else []
        if at == "finally" and "return" in keep.use:
            at = "after"
        bind = [keep.bind] if keep.bind and parts.KEPT.search("\n".join([*lines, *use])) else []
        if at == "end" and not keep.use.startswith("return"):
            self.first += _numbered(bind, number)
            self.last += _numbered(use, number)
            return _numbered(lines, number)
        return _numbered([*bind, *lines, *(use if at != "finally" else [])], number)

    def _handlers(self, layer: Try, nest: Lines, place: _Place) -> Lines:
        handlers = sorted(layer.handlers, key=lambda handler: not handler.clause)
        lines = []
        if layer.part == "handler":
            lines += [f"except{'*' if layer.star else ''} KeyError:", *_indented(nest)]
        elif layer.part == "orelse" and not handlers:
            handlers = [Handler("KeyError")]
        bare = False
        for handler in handlers:
            if not bare:
                lines += self._handler(handler, layer, place)
            bare = bare or not handler.clause
        return lines

    def _handler(self, handler: Handler, layer: Try, place: _Place) -> Lines:
        lines: Lines = []
        for index, step in enumerate(handler.path):
            lines += self._step(step, layer.keep, place, raises_on=_raises(handler.path[index + 1 :], layer.keep))
        lines = [line for line in lines if line] or ["pass"]
        needs = bool(re.search(r"\bexc\b", "\n".join(lines)))
        clause = handler.clause or ("BaseException" if needs or layer.star else "")
        name = " as exc" if needs or (handler.named and clause) else ""
        return [f"except{'*' if layer.star else ''} {clause}{name}:".replace(" :", ":"), *_indented(lines)]

    def _step(self, step: Step, keep: Keep, place: _Place, *, raises_on: bool) -> Lines:
        text = keep.keep if step.text == parts.KEEP else _left(step.text, place)
        if not step.conditional or not text:
            return text.splitlines()
        if _raises((step,), keep):
            condition = f"raises_{self.numbers.next('raises')}"
        elif step.leaves and raises_on:
            condition = f"not raises_{self.numbers.next('raises')}"
        else:
            condition = f"flag_{self.numbers.next('flag')}"
        return [f"if {condition}:", *_indented(text.splitlines())]


def _raises(steps: tuple[Step, ...], keep: Keep) -> bool:
    """Whether some of the steps raises, at once or later."""
    return any(step.raises or (step.text == parts.KEEP and keep.raises) for step in steps)


def _left(text: str, place: _Place) -> str:
    """What leaves a block, as it may be written at a place: inside `except*` nothing but `raise` may."""
    if text == parts.LEAVE:
        text = "continue" if place.in_loop else "return None"
    elif text == parts.BREAK:
        text = "break" if place.in_loop else "return None"
    if text.startswith("return") and not place.may_return:
        return ""
    return text


def _indented(lines: Lines) -> Lines:
    return [f"    {line}" for line in lines]


def _numbered(lines: Lines, number: int) -> Lines:
    return [line.replace("FAILED", f"failed_{number}").replace("COLLECTED", f"collected_{number}") for line in lines]
