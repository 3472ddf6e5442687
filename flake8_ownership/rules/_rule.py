"""What a rule is, and what it may say. A rule without docs, example or code refuses to exist."""

from __future__ import annotations

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import COLLECTED, MOST_TOLD, Ending, Fate, OnDemand, Operation, Site, Spot, Task
from flake8_ownership.source import Position

Safety = Literal["safe", "unsafe", "display-only"]
Severity = Literal["error", "warning", "info"]
Fact = Site | Task | Operation
_CODE = re.compile(r"OWN[1-5]\d\d")
_NAME = re.compile(r"[a-z]+(-[a-z]+)*")
# The headings of a rule's docstring, in order; those after Example may be left out.
HEADINGS = ("Why", "Example", "Fix", "Options", "Limits")
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Edit:
    """A named change that mends a finding: data for the codemods, not a tree."""

    name: str
    safety: Safety
    title: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's judgement of a site, task or operation. `start` and `end` bound what is underlined; `edit` mends it, if
    any. `covers` are the calls elsewhere whose failures are lost there, `road` are those that the failure of the first
    of them passes on its way; where there are none, it is the call itself. `guard_row` is the row of what loses them,
    where that stands in the same file and the finding is about it.
    """

    code: str
    name: str
    message: str
    filename: str
    start: Position
    end: Position
    function: str
    call: str
    reason: str = ""
    severity: Severity = "warning"
    edit: Edit | None = None
    fact: Fact | None = None
    covers: tuple[Spot, ...] = ()
    road: tuple[Spot, ...] = ()
    guard_row: int | None = None


class Rule(ABC):
    """One duty of a call. Subclasses live in a file each and are found by their place."""

    code: ClassVar[str]
    name: ClassVar[str]
    since: ClassVar[str]
    message: ClassVar[str]
    on: ClassVar[bool] = True
    severity: ClassVar[Severity] = "warning"
    edit: ClassVar[Edit | None] = None
    # What it reads of a site that is only found out for those who ask; to all others it looks as if nothing were found.
    asks: ClassVar[frozenset[OnDemand]] = frozenset()
    # Settings that the examples are judged with, beside the rule being on.
    example_options: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if abstract:
            return
        if not _CODE.fullmatch(getattr(cls, "code", "")) or not _NAME.fullmatch(getattr(cls, "name", "")):
            raise TypeError(f"{cls.__name__} needs a code (OWN101) and a name (unowned-io)")
        if not getattr(cls, "message", "") or not getattr(cls, "since", ""):
            raise TypeError(f"{cls.code} needs a message and the version that it came with")
        found = re.findall(r"^## (.*)$", inspect.getdoc(cls) or "", re.MULTILINE)
        if found != [heading for heading in HEADINGS if heading in found] or found[:2] != list(HEADINGS[:2]):
            raise TypeError(f"{cls.code} needs a docstring with the headings {', '.join(HEADINGS)} in this order")
        if len(cls.examples()) != 2:
            raise TypeError(f"{cls.code} needs two python blocks in its Example: the bad code, then the good")

    @classmethod
    def docs(cls) -> str:
        """The rule's page, in Markdown."""
        return f"# {cls.code}: {cls.name}\n\n{inspect.getdoc(cls)}\n"

    @classmethod
    def summary(cls) -> str:
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    @classmethod
    def examples(cls) -> tuple[str, ...]:
        """The bad and the good code of the Example section."""
        text = inspect.getdoc(cls) or ""
        section = text.partition("## Example")[2].partition("\n## ")[0]
        return tuple(_BLOCK.findall(section))

    @property
    def tells_of_loss(self) -> bool:
        """Whether it is about a failure that is lost, rather than one that is told of badly: by its family of codes."""
        return self.code[3] in "123"

    def is_on(self, settings: Settings) -> bool:
        """Whether it is on where nothing selects or ignores it."""
        return self.on

    @abstractmethod
    def check(self, fact: Fact, settings: Settings) -> Finding | None:
        """The finding at a site, task or operation, if there is one."""

    def finding(self, fact: Fact, message: str, reason: str) -> Finding:
        """This rule's finding at a site or task."""
        return Finding(
            self.code,
            self.name,
            message,
            fact.filename,
            fact.start,
            fact.end,
            fact.function,
            fact.call,
            reason,
            "info" if fact.is_assumed else self.severity,
            self.edit,
            fact,
            fact.covers,
            fact.road,
        )


class SiteRule(Rule, abstract=True):
    """A rule about sites.

    It applies to each call that a guard has a say in, or a comment at one of them would waive all; `site.leads` is for
    telling a handler once.

    Its message may name the `{call}`, the `{row}` of the guard, the identifiers that are `{given}`, the
    `{retry}` helper, and the `{reason}` of the verdict.
    """

    # Whether it is about what a guard makes of the failure: then the guard's row is an end of the finding too.
    at_guard: ClassVar[bool] = False

    @abstractmethod
    def applies(self, site: Site, settings: Settings) -> bool:
        """Whether the rule has something to say of a site."""

    def row(self, site: Site) -> int | None:
        """The row that the message names."""
        return site.ruling.guard_row

    def more(self, site: Site) -> Mapping[str, str]:
        """What the message names besides."""
        return {}

    def check(self, fact: Fact, settings: Settings) -> Finding | None:
        if not isinstance(fact, Site) or not self.applies(fact, settings):
            return None
        message = self.message.format(
            call=_one_line(fact.described),
            row=self.row(fact),
            given=", ".join(sorted(fact.around.given)),
            retry=fact.around.silent_retry,
            reason=fact.ruling.reason,
            **self.more(fact),
        )
        # What a helper does is done in its own function, which may stand in another file.
        row = self.row(fact) if self.at_guard and fact.ruling.guard != "helper" else None
        return replace(self.finding(fact, message, fact.ruling.reason), guard_row=row)


class TaskRule(Rule, abstract=True):
    """A rule about what runs by itself. Its message may name `{call}`, `{maker}`, `{name}`, what it `{holds}`, and who
    learns of a failure of that, `{lost}`."""

    fates: ClassVar[frozenset[Fate]]

    def check(self, fact: Fact, settings: Settings) -> Finding | None:
        if not isinstance(fact, Task) or fact.fate not in self.fates:
            return None
        holds = _one_line(fact.holds.call)
        # Once named, it is not named again.
        what = "it" if fact.holds.call == fact.call and "{call}" in self.message else holds
        # Of a task that nobody holds, asyncio logs the failure once the task is garbage-collected.
        collected = fact.fate in COLLECTED
        lost = f"if {what} fails, only asyncio's own log says so, and late" if collected else f"{what} may fail unseen"
        named = {"call": _one_line(fact.call), "maker": fact.maker, "name": fact.name}
        message = self.message.format(**named, holds=what, lost=lost)
        reason = f"{holds} in {fact.holds.filename}, line {fact.holds.row}, may fail and leave the task"
        return self.finding(fact, message, reason)


class OperationRule(Rule, abstract=True):
    """A rule about what leaves an operation with nobody told; or, one by one, about the calls that let it through.

    Its messages may name the `{operation}`, the `{calls}` that can fail, the `{framework}`, and the single `{call}`.
    """

    endings: ClassVar[tuple[Ending, ...]]
    named: ClassVar[bool | None] = None
    # What is said where a framework prints the traceback.
    at_boundary: ClassVar[str] = ""
    # Whether it is only about what is known to be I/O, and told once for operations that lose the same.
    sure: ClassVar[bool] = False
    # What is said of one call, where every call is to report its failures; nothing where it is empty.
    by_call: ClassVar[str] = ""
    asks = frozenset({"operations"})

    def check(self, fact: Fact, settings: Settings) -> Finding | None:
        if isinstance(fact, Operation):
            return self._of_operation(fact, settings) if settings.granularity != "call" else None
        if not isinstance(fact, Site) or settings.granularity != "call" or not self.by_call:
            return None
        named = fact.identity.certainty == "named"
        if not fact.demands_owner or not fact.goes_on or named != self.named:
            return None
        return self.finding(fact, self.by_call.format(call=_one_line(fact.call)), fact.ruling.reason)

    def _of_operation(self, operation: Operation, settings: Settings) -> Finding | None:
        if operation.ending not in self.endings or self.named not in (None, operation.named) or operation.is_courtesy:
            return None
        # A traceback is enough where only what is lost is told.
        is_boundary = operation.ending == "boundary"
        if (self.sure and not operation.is_sure) or (is_boundary and settings.discipline == "lost"):
            return None
        is_shared = not is_boundary and bool(operation.framework)
        if not operation.leads and (self.sure or is_shared):
            return None
        message = (self.at_boundary if operation.ending == "boundary" else self.message).format(
            operation=operation.name, calls=_calls(operation), framework=operation.framework or "its framework"
        )
        finding = self.finding(operation, message + _others(operation), operation.reason)
        # What is a matter of how a framework is set up, or of what makes an answer of a failure, is no matter of the
        # first function that shows it.
        return replace(finding, edit=None) if is_shared and operation.others else finding


def _others(operation: Operation) -> str:
    """The operations that lose the same and nothing else, as a message counts them."""
    number = len(operation.others)
    return f" (the same holds for {number} other operation{'s' if number > 1 else ''} in this file)" if number else ""


def _calls(operation: Operation) -> str:
    """The calls that can fail, as a message names them: the only one, or how many and the first."""
    first = _one_line(operation.call)
    if len(operation.covers) == 1:
        return first
    number = f"{len(operation.covers)}{' or more' if len(operation.covers) == MOST_TOLD else ''}"
    return f"{number} I/O calls (first: {first})"


def _one_line(call: str) -> str:
    """A callee fit for a message: on one line, and short."""
    text = " ".join(call.split())
    return text if len(text) <= 60 else text[:57] + "..."
