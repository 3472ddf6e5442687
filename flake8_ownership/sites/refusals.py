"""Why what a function waits for is not I/O, in words that are found only for those who read them."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_ownership.index.module import Definition
from flake8_ownership.index.values import (
    Adapted,
    Bound,
    Coroutine,
    Hop,
    Items,
    Lent,
    Made,
    Manager,
    Many,
    OwnClass,
    OwnFunction,
    OwnInstance,
    OwnModule,
    Plain,
    Super,
    Table,
    Unknown,
    Value,
    lack,
)
from flake8_ownership.sites.site import Step

_OWN = "the project's own"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a place is no site: by some words, or by what it is. `own` where that is sure to be the project's own.

    Most are never read, so the words are found for those who read them: `why` prints them.
    """

    words: str = ""
    value: Value | None = None
    own: bool = False

    @property
    def reason(self) -> str:
        found = self.lack
        if found is not None:
            return f"{_OWN}: {found.why}" if found.own else f"nothing tells what it is: {found.why}"
        return self.words or (_no(self.value) if self.value is not None else "")

    @property
    def lack(self) -> Unknown | None:
        """What is lacking where nothing tells what it is."""
        tells = bool(self.words) or self.value is None or bool(_no(self.value))
        return None if tells or self.value is None else lack(self.value)

    @property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.value) if self.value is not None else ()


OPEN = Refusal("it is not known yet")


def refused(value: Value) -> Refusal:
    """`own` where the callee is sure to be a function or object of the project."""
    match value:
        case OwnFunction(function) | Coroutine(_, function) | Many(_, function) | Manager(_, function):
            own = function is not None and function.is_own
        case OwnInstance(cls) | OwnClass(cls):
            own = cls.is_own
        case _:
            own = isinstance(value, OwnModule) or getattr(value, "function", None) is not None
    return Refusal(value=value, own=own and not isinstance(value, Unknown))


def _no(value: Value) -> str:
    """Why a value is no I/O, in plain words; empty where nothing tells what it is."""
    match value:
        case OwnFunction(Definition(is_own=False) as known) | OwnInstance(Definition(is_own=False) as known):
            return f"{known.canonical} is not I/O"
        case OwnFunction(function) | Coroutine(_, function) if function is not None:
            return f"{_OWN}: the calls in {function.canonical}() are judged where they stand"
        case OwnInstance(cls) | OwnClass(cls) | Super(cls):
            return f"{_OWN}: {cls.canonical}"
        case OwnModule(module):
            return f"{_OWN}: {module.name}"
        case Lent(_, function):
            return f"{_OWN}: {function.canonical}() makes the call, which is judged where it stands"
        case Coroutine() | Adapted():
            return "what it passes on is judged separately"
        case Plain(what):
            return f"{what} does no I/O"
        case Made(path):
            return f"{path} is not known to do I/O"
        case Bound(api):
            return f"{api.name} does no I/O"
        case Items() | Table():
            return "a container does no I/O"
        case Many() | Manager():
            return f"{_OWN} iterator or context manager: the calls in it are judged where they stand"
    return ""


def steps_of(value: Value) -> tuple[Step, ...]:
    """How a value was come by, the first step first."""
    hops: list[Hop] = list(value.hop.way()) if value.hop is not None else []
    return tuple(Step(hop.text, str(hop.path), hop.row) for hop in reversed(hops))
