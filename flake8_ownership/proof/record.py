"""What happened in one run: the roads by which the failure set out, who was told, and which functions it left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from flake8_ownership.proof.claims import Frame

Road = tuple[Frame, ...]
Sort = Literal["log", "metric", "span", "capture"]
LOUD = 30  # a warning: nobody reads what is below


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody who was told something. `road` are the functions of the project that were being executed; empty where a
    library said it by itself. `is_about` where the failure was at hand there."""

    sort: Sort
    level: int
    logger: str
    text: str
    traceback: bool
    road: Road
    is_about: bool

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others: the same when the test runs again."""
        place = [(frame.path, frame.row) for frame in self.road[:1]]
        return self.sort, self.level, self.logger, *place


@dataclass(frozen=True, slots=True)
class Left:
    """The failure left a function; `above` is the next one outwards that is of the project. `is_of_task` where the
    function is the first of a task that the project started."""

    frame: Frame
    above: Frame | None
    is_of_task: bool = False


@dataclass(slots=True)
class Record:
    """Of one run. `forgotten` where the event loop said that nobody had asked a task for it."""

    roads: list[Road] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    identifiers: dict[str, str] = field(default_factory=dict)
    forgotten: bool = False
    is_over: bool = False
    timed_out: bool = False
    passed: bool = False
    problem: str = ""  # why the test did not pass
    unchanged: str = ""  # why an answer could not be changed
