"""Which of a name's bindings can hold at a place: those that are sure to have run, and those that may have."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

BindingKind = Literal[
    "value",
    "annotated",
    "parameter",
    "vararg",
    "kwarg",
    "import",
    "function",
    "class",
    "narrowed",
    "excluded",
    "opaque",
    "variable",
]
# How the last statement of a block leaves it for good.
Exit = Literal["", "function", "break", "continue"]
# How a bound value is taken from its expression, in order: an int picks an item of a tuple, "in list" and "in dict" put
# it into another container.
Step = Literal["await", "async with", "with", "async for", "for", "star", "item", "in list", "in dict"] | int

# ((row, column)) in `ast`'s own units; only ever compared with one another.
Place = tuple[int, int]
END: Place = (1 << 30, 0)
# Of the bindings that may hold at a place, so many on either side of it are told; one more stands for the rest.
MOST_WAYS = 32


@dataclass(slots=True, eq=False)
class Block:
    """A list of statements that is left as a whole: a branch, a loop's body (`loops`), a handler (`handles`).

    `outer` is None at the top; `exit` is how its last statement leaves it for good. Blocks with one `choice`, an `if`,
    a `match` or what follows a case, exclude each other.
    """

    outer: Block | None
    exit: Exit = ""
    handles: bool = False
    loops: bool = False
    choice: ast.stmt | ast.match_case | None = None

    def outwards(self) -> Iterator[Block]:
        """This block and those around it."""
        block: Block | None = self
        while block is not None:
            yield block
            block = block.outer

    @property
    def in_handler(self) -> bool:
        """Whether this block is an exception handler or lies inside one."""
        return any(block.handles for block in self.outwards())


@dataclass(slots=True, eq=False)
class Binding:
    """One way in which a name gets its value.

    `place` is where the name starts to hold it: the end of the statement, or of the head of a definition, so that a
    right-hand side or a base still sees what was bound before. An import has `module`, `imported` (None for
    `import module`) and `level`. One of kind "opaque" may say `why` nothing is known of it.
    """

    kind: BindingKind
    place: Place
    block: Block | None
    expr: ast.expr | None = None
    route: tuple[Step, ...] = ()
    annotation: ast.expr | None = None
    module: str = ""
    imported: str | None = None
    level: int = 0
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None = None
    why: str = ""

    @property
    def row(self) -> int:
        return self.place[0]


_CHECKS = frozenset({"narrowed", "excluded"})


@dataclass(slots=True)
class _Inside:
    """What a block holds of one name: its own bindings, the blocks right inside it that hold some, and all values below
    it, as a range of those of the whole scope."""

    own: list[Binding] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    first: int = 1 << 30
    last: int = -1


@dataclass(slots=True)
class _Left:
    """The last values with which a block is left: at its end, or by a `break` of a loop around it."""

    at_end: list[Binding] = field(default_factory=list)
    by_break: list[Binding] = field(default_factory=list)


@dataclass(slots=True)
class _Passing:
    """The blocks right inside a block that can be left with a value, in the order of the text, with their first values'
    places; and where the branches of each choice begin among them."""

    blocks: list[Block]
    places: list[Place]
    choices: dict[ast.stmt | ast.match_case, int]


class Ways:
    """The bindings of one name in one scope.

    A question walks the blocks around its place, not the bindings, so that it costs no more where a name is bound a
    thousand times.
    """

    def __init__(self, name: str, bindings: Sequence[Binding]) -> None:
        why = f"{name} is bound in more than {MOST_WAYS} ways that may hold there"
        self._rest = Binding("opaque", END, None, why=why)
        ordered = sorted(bindings, key=_place)
        # What a condition has found out holds only where it is sure to have been met.
        self._values = [binding for binding in ordered if binding.kind not in _CHECKS]
        self._places = [binding.place for binding in self._values]
        self._inside: dict[Block | None, _Inside] = {None: _Inside()}
        self._left: dict[Block, _Left] = {}
        # By a block: how what stands in those inside it ends for it.
        self._ends: dict[Block, dict[Block | None, str]] = {}
        self._passing: dict[Block | None, _Passing] = {}
        for binding in ordered:
            self._entered(binding.block).own.append(binding)
        for index, binding in enumerate(self._values):
            for block in binding.block.outwards() if binding.block is not None else ():
                inside = self._inside[block]
                inside.first, inside.last = min(inside.first, index), index

    def _entered(self, block: Block | None) -> _Inside:
        """What a block holds, known to the blocks around it from here on."""
        new: list[Block] = []
        outer = block
        while outer is not None and outer not in self._inside:
            new.append(outer)
            outer = outer.outer
        for inner in reversed(new):
            self._inside[inner] = _Inside()
            self._inside[inner.outer].blocks.append(inner)
        return self._inside[block]

    def reaching(self, place: Place, block: Block | None) -> list[Binding]:
        """The bindings that can hold at a place in a block: the last one that is sure to have run, and those after it.

        Where none comes before (a loop's second round), all of them.
        """
        around = list(block.outwards()) if block is not None else []
        sure = self._sure(place, around)
        # The loops whose next round comes to the place without the sure binding, the widest last.
        inside = around[: around.index(sure.block)] if sure is not None and sure.block is not None else around
        rounds = [outer for outer in inside if outer.loops]
        found = [sure] if sure is not None else []
        if len(self._inside) > 1:
            found += self._maybe(place, sure, around, rounds)
        if rounds and rounds[-1] in self._inside:
            found += self._later(place, self._inside[rounds[-1]])
        return found or self._later(place, None)

    def _sure(self, place: Place, around: list[Block]) -> Binding | None:
        """The last binding before a place that stands in one of the blocks around it."""
        sure: Binding | None = None
        for outer in (*around, None):
            own = self._inside[outer].own if outer in self._inside else ()
            index = bisect_right(own, place, key=_place)
            if index and (sure is None or own[index - 1].place > sure.place):
                sure = own[index - 1]
        return sure

    def _maybe(self, place: Place, sure: Binding | None, around: list[Block], rounds: list[Block]) -> list[Binding]:
        """The values after the sure one that stand in blocks which may have run: not in one that is left for good, nor
        in another branch of a choice, unless a loop comes around."""
        since = sure.place if sure is not None else (0, -1)
        held = set(around)
        choices = {outer.choice for outer in around}
        nearest: list[Binding] = []
        for level, outer in enumerate((*around, None)):
            if outer not in self._inside:
                continue
            loop = next((one for one in around[level:] if one.loops), None)
            passing = self._passing_in(outer)
            index = bisect_right(passing.places, place)
            while index and len(nearest) <= MOST_WAYS:
                index -= 1
                inner = passing.blocks[index]
                if self._values[self._inside[inner].last].place <= since:
                    break
                if inner.choice in choices and inner.choice is not None and loop not in rounds:
                    index = passing.choices[inner.choice]
                elif inner not in held:
                    nearest += [one for one in self._out_of(inner, place) if one.place > since]
        cut = [self._rest] if len(nearest) > MOST_WAYS else []
        return cut + nearest[:MOST_WAYS][::-1]

    def _out_of(self, inner: Block, place: Place) -> Iterator[Binding]:
        """The values with which a block can have been left before a place, the last ones first."""
        inside = self._inside[inner]
        if self._values[inside.last].place <= place:
            yield from reversed(self._left_by(inner).at_end)
            return
        # Asked from outside for a place inside: only what comes before the place, as far as it is worth looking.
        end = bisect_right(self._places, place)
        nearest = self._values[max(inside.first, end - 4 * MOST_WAYS) : end]
        yield from (binding for binding in reversed(nearest) if self._leaves(binding.block, inner))

    def _leaves(self, block: Block | None, outer: Block) -> bool:
        """Whether what holds at the end of a block can hold at the end of one around it: not where the function ends on
        the way, nor where the outermost that breaks on the way breaks no loop there."""
        known = self._ends.setdefault(outer, {None: "", outer: _end_of(outer)})
        way: list[Block] = []
        inner = block
        while inner is not None and inner not in known:
            way.append(inner)
            inner = inner.outer
        end = known[inner]
        for one in reversed(way):
            own = _end_of(one)
            known[one] = end = own if own == "function" else end or own
        return known[block] not in ("function", "break")

    def _later(self, place: Place, inside: _Inside | None) -> list[Binding]:
        """The values after a place, of those in a loop or of all."""
        start = bisect_right(self._places, place)
        end = len(self._values) if inside is None else inside.last + 1
        found = self._values[start : min(end, start + MOST_WAYS)]
        return [*found, self._rest] if end - start > MOST_WAYS else found

    def _passing_in(self, block: Block | None) -> _Passing:
        if block not in self._passing:
            blocks = [inner for inner in self._inside[block].blocks if self._left_by(inner).at_end]
            places = [self._places[self._inside[inner].first] for inner in blocks]
            choices: dict[ast.stmt | ast.match_case, int] = {}
            for index, inner in enumerate(blocks):
                if inner.choice is not None:
                    choices.setdefault(inner.choice, index)
            self._passing[block] = _Passing(blocks, places, choices)
        return self._passing[block]

    def _left_by(self, block: Block) -> _Left:
        if block not in self._left:
            self._left[block] = self._leaving(block) if block.exit != "function" else _Left()
        return self._left[block]

    def _leaving(self, block: Block) -> _Left:
        inside = self._inside[block]
        found = _Left([one for one in inside.own if one.kind not in _CHECKS][-MOST_WAYS - 1 :])
        for inner in reversed(inside.blocks):
            left = self._left_by(inner)
            found.at_end += left.at_end
            found.by_break += left.by_break
            if min(len(found.at_end), len(found.by_break)) > 2 * MOST_WAYS:
                break
        if block.exit == "break":
            found.by_break += found.at_end
            found.at_end = []
        if block.loops:
            found.at_end += found.by_break
            found.by_break = []
        return _Left(_last(found.at_end), _last(found.by_break))


def _end_of(block: Block) -> str:
    """How a block ends for what is around it: with the function, by a break, or as a loop, which takes breaks up."""
    if block.exit == "function":
        return "function"
    return "loop" if block.loops else "break" if block.exit == "break" else ""


def _last(bindings: list[Binding]) -> list[Binding]:
    return sorted(bindings, key=_place)[-MOST_WAYS - 1 :]


def _place(binding: Binding) -> Place:
    return binding.place
