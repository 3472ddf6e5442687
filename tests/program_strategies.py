"""The Hypothesis strategy for programs with one site.

Few draws make a program: a word is drawn from one list, in which every kind of word takes about the same room.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from tests import program_parts as parts
from tests.program_shapes import allowed, shapes
from tests.programs import Function, Handler, If, Keep, Layer, Loop, Step, Try, With

T = TypeVar("T")
DEEPEST = 5


@dataclass(frozen=True)
class Mood:
    """Words that one program favours, so that what is raised in one place is caught in another, or raised again."""

    error: str
    statement: Step

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that catch the favoured error."""
        return parts.CATCHING.get(parts.raised_class(self.error), parts.CLAUSES[:6])


def programs() -> st.SearchStrategy[Function]:
    """A function around the site, alone or with callers, and sometimes with callers of those."""
    small, alone, called = functions(2, callers=0), functions(DEEPEST, callers=0), functions(1, callers=2)
    return st.one_of(small, alone, called, called).filter(lambda program: not shapes(program))


@st.composite
def functions(draw: st.DrawFn, deepest: int, callers: int, mood: Mood | None = None) -> Function:
    """A function of that many layers at most, and its callers as many floors up as `callers` says."""
    mood = mood or Mood(draw(_RAISES), draw(_STEPS))
    some = range(1, deepest + 1)
    layers = tuple(_layer(draw, mood) for _ in range(draw(st.sampled_from((*some, *some, 0)))))
    decorators = _several(draw, _DECORATORS, 0, 0, 0, 0, 1, 2)
    form = draw(_SITES)
    private = draw(_OFTEN if callers else _NOW_AND_THEN)
    others = _several(draw, functions(2, callers - 1, mood), 1, 2, 0) if callers else ()
    return Function(layers, decorators, form, private, others)


def _layer(draw: st.DrawFn, mood: Mood) -> Layer:
    match draw(_LAYERS):
        case "with":
            return With(_several(draw, _SYNC_ITEMS, 1, 1, 2), is_async=False)
        case "async with":
            return With(_several(draw, _ASYNC_ITEMS, 1, 1, 2), is_async=True)
        case "loop":
            return Loop(draw(_LOOPS), draw(_NOISE))
        case "if":
            return If(draw(_BRANCHES), draw(_NOISE) or "pass")
    handlers = tuple(_handler(draw, mood) for _ in range(draw(_HANDLERS)))
    keeps = any(step.text == parts.KEEP for handler in handlers for step in handler.steps)
    return Try(
        part=draw(_PARTS),
        handlers=handlers,
        orelse=draw(_NOISE) if handlers else "",
        final=draw(_FINALS),
        star=draw(_SELDOM),
        keep=draw(_KEEPS) if keeps else Keep(*parts.KEEPS[0]),
        use_at=draw(_USES_AT) if keeps else "after",
        before=draw(_NOISE),
    )


def _handler(draw: st.DrawFn, mood: Mood) -> Handler:
    steps = _several(draw, _favouring(mood.statement), 0, 1, 1, 2, 2)
    texts = {step.text for step in steps}
    # What keeps or hands on the exception seldom leaves at once; drawn freely, most such programs are left out.
    ends = _MILD_ENDS if parts.KEEP in texts else _QUIET_ENDS if texts & {*parts.HANDS_ON} else _ends(mood.error)
    return Handler(draw(_clauses(mood.clauses)), steps, draw(ends), draw(_OFTEN))


def _several(draw: st.DrawFn, one: st.SearchStrategy[T], *sizes: int) -> tuple[T, ...]:
    """As many as one of the sizes says; Hypothesis left to itself prefers short lists."""
    return tuple(draw(one) for _ in range(draw(st.sampled_from(sizes))))


# -- the words, without those that are left out


def _words(*groups: tuple[str, ...]) -> list[str]:
    """The words of all groups, repeated so that each group takes about the same room."""
    kept = [words for group in groups if (words := allowed(group))]
    most = max(len(words) for words in kept)
    return [word for words in kept for word in words * round(most / len(words))]


def _steps() -> list[Step]:
    leaving = _words(parts.RAISES, parts.QUIET_ENDS[1:], parts.TELLING_ENDS)
    plain = _words(parts.WHISPERS, parts.REPORTS, parts.HANDS_ON, (parts.KEEP,))
    always, sometimes = ([Step(text, conditional) for text in plain] for conditional in (False, True))
    return [*always, *sometimes, *(Step(text, conditional=True) for text in leaving)]


@cache
def _favouring(step: Step) -> st.SearchStrategy[Step]:
    every = _steps()
    return st.sampled_from([*every, *[step] * (len(every) // 3)])


@cache
def _clauses(favoured: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(_words(parts.CLAUSES[:6], favoured, parts.CLAUSES))


@cache
def _ends(error: str) -> st.SearchStrategy[str]:
    return st.sampled_from(_words(parts.QUIET_ENDS, (error,), parts.TELLING_ENDS, parts.RAISES))


_LAYERS = st.sampled_from(("try",) * 5 + ("with", "async with", "loop", "if"))
_PARTS = st.sampled_from(("body", "body", "body", "body", "body", "handler", "orelse", "finally"))
_HANDLERS = st.sampled_from((1, 1, 2, 2, 3, 0))
_STEPS = st.sampled_from(_steps())
_RAISES = st.sampled_from(allowed(parts.RAISES))
_QUIET_ENDS = st.sampled_from(_words(parts.QUIET_ENDS, parts.TELLING_ENDS))
_MILD_ENDS = st.sampled_from((parts.FALLS, parts.FALLS, parts.FALLS, parts.LEAVE))
_FINALS = st.sampled_from(("",) * 12 + parts.FINALS)
_KEEPS = st.sampled_from([Keep(*keep) for keep in parts.KEEPS if allowed(keep) == list(keep)])
_USES_AT = st.sampled_from(("after", "finally", "end"))
_NOISE = st.sampled_from(("",) * 6 + parts.NOISE)
_SYNC_ITEMS = st.sampled_from(allowed(parts.SYNC_ITEMS))
_ASYNC_ITEMS = st.sampled_from(allowed(parts.ASYNC_ITEMS))
_LOOPS = st.sampled_from(parts.LOOPS)
_BRANCHES = st.sampled_from(("then", "else", "case"))
_DECORATORS = st.sampled_from(allowed(parts.DECORATORS))
_SITES = st.sampled_from(parts.SITES)
_OFTEN = st.sampled_from((True, True, True, False))
_SELDOM = st.sampled_from((False,) * 9 + (True,))
_NOW_AND_THEN = st.sampled_from((False, False, False, True))
