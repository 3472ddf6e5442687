"""How a project logs and counts: the calls that announce, report and count, as its own libraries write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from flake8_ownership.codemods.literals import broken
from flake8_ownership.codemods.neighbours import NO_TAG, Form, Tag, Telling
from flake8_ownership.codemods.wording import Wording
from flake8_ownership.codemods.words import table


@dataclass(frozen=True, slots=True)
class Need:
    """A name that inserted code uses and the module does not have yet: an import, and a statement after the imports.

    `module` and `name` make `from module import name`; without a name, `import module`. Without a module, `name` is
    declared as what the call `value` gives. `own` where the module is the project's whatever its folders say.
    """

    module: str
    name: str = ""
    alias: str = ""
    value: Call | None = None
    own: bool = False

    @property
    def binds(self) -> str:
        """The name that the module has once this is met."""
        return self.alias or self.name or self.module.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Helper:
    """A function that inserted code uses, as text with tabs for levels; it goes below the statement at the top of the
    module with the index `below`."""

    name: str
    text: str
    below: int


@dataclass(frozen=True, slots=True)
class Context:
    """Identifiers that a log may carry: the key, and the expression that gives it."""

    key: str
    expression: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What a function does, for logs and metrics: its name, what it is called beside other functions of its module, the
    module's dotted name, and the words for it."""

    name: str
    label: str
    module: str
    words: Wording


class Logs(Protocol):
    """Writes the calls that announce and report, in the `form` of those nearby. `names_error` where a report needs the
    exception in a variable, and `names_mild` where a warning does."""

    @property
    def form(self) -> Form: ...
    @property
    def names_error(self) -> bool: ...
    @property
    def names_mild(self) -> bool: ...
    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call | None:
        """Announces the start of an operation; None where the logger has no method for that level."""
        ...

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        """Reports the exception that is being handled, which the variable `error` holds where it is asked for."""
        ...

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        """Warns of the exception that is being handled, which the variable `error` holds unless that is empty."""
        ...

    def as_text(self) -> Logs:
        """The same, which tells the text of an error and never its `repr`."""
        ...

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        """Reports an exception that a variable holds, where none is being handled: with its traceback, which whoever
        would have reported it otherwise shows."""
        ...

    def traced(self, *, given: bool = False) -> Logs | None:
        """The same, which shows the traceback of what is being handled, or of an exception that a variable holds
        (`given`); None where it is not known how the logger would."""
        ...


class Formed:
    """Logs that need the exception in a variable wherever their form does."""

    __slots__ = ()
    form: Form

    @property
    def names_error(self) -> bool:
        return self.form.names_error

    @property
    def names_mild(self) -> bool:
        return self.form.names_mild


class Tracker(Protocol):
    """Writes the calls that hand a failure on which nobody raises to an error tracker or a span."""

    def tell(self, error: str, context: Sequence[Context]) -> tuple[Call, ...]:
        """Hands over the exception that an expression gives."""
        ...


class Counts(Protocol):
    """Writes the calls that count. `names_error` where a failure is counted by the error's type."""

    @property
    def names_error(self) -> bool: ...
    def failure(self, operation: Operation, error: str) -> Call:
        """Counts a failure; `error` is the variable that holds the exception, where it is asked for."""
        ...

    def success(self, operation: Operation) -> Call: ...


@dataclass(frozen=True, slots=True)
class Display:
    """An argument that is a dict, list or tuple display, or a call, and may be split over lines."""

    head: str
    items: tuple[str, ...]
    tail: str

    def __str__(self) -> str:
        return f"{self.head}{', '.join(self.items)}{self.tail}"

    def laid_out(self, width: int, indent: str) -> str:
        """On one line where it fits in `width` columns, else an item a line."""
        if len(str(self)) <= width or not self.items:
            return str(self)
        inner = "".join(f"{indent}{item},\n" for item in self.items)
        return f"{self.head}\n{inner}{self.tail}"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as text, with what hangs on its result (`.inc()`); it may be made `on` another call's result."""

    callee: str
    arguments: tuple[str | Display, ...]
    suffix: str = ""
    on: Call | None = None

    def __str__(self) -> str:
        return f"{self._head}({', '.join(map(str, self.arguments))}){self.suffix}"

    @property
    def _head(self) -> str:
        return f"{self.on}.{self.callee}" if self.on is not None else self.callee

    def laid_out(self, width: int, indent: str, *, breaks: bool = False) -> str:
        """On one line where it fits in `width` columns, else the arguments on a line of their own, else one a line; a
        text that is longer than that is broken where the file `breaks` such."""
        flat = str(self)
        if len(flat) <= width or not self.arguments:
            return flat
        if self.on is not None and len(self._head) >= width:
            return Call(self.on.callee, self.on.arguments, f".{replace(self, on=None)}").laid_out(width, indent)
        room = width - len(indent.expandtabs(8))
        together = ", ".join(map(str, self.arguments))
        lone = len(self.arguments) == 1 and not isinstance(self.arguments[0], Display)
        if len(together) <= room or lone:  # which gets no comma, however long it is
            alone = "".join(f"{indent}{line}\n" for line in _parts(together, room, room, breaks=breaks))
            return f"{self._head}(\n{alone}){self.suffix}"
        lines: list[str] = []
        for argument in self.arguments:
            if isinstance(argument, Display):
                text = argument.laid_out(room - 1, indent)
            else:
                text = "\n".join(_parts(argument, room, room - 1, breaks=breaks))
            lines.append("".join(f"{indent}{line}\n" for line in f"{text},".split("\n")))
        return f"{self._head}(\n{''.join(lines)}){self.suffix}"


def _parts(argument: str, room: int, last: int, *, breaks: bool) -> Sequence[str]:
    return broken(argument, room, last) if breaks else (argument,)


@dataclass(frozen=True, slots=True)
class Assign:
    """A variable that is given a value, as text."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"

    def laid_out(self, width: int, indent: str, *, breaks: bool = False) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Define:
    """A function inside another one, which does something under a condition; `is_apart` with nothing right above."""

    head: str
    test: str
    does: tuple[Call, ...]
    is_apart: bool

    def laid_out(self, width: int, indent: str, *, breaks: bool = False) -> str:
        room = width - 2 * len(indent.expandtabs(8))
        lines = [line for call in self.does for line in call.laid_out(room, indent, breaks=breaks).split("\n")]
        text = [self.head, f"{indent}{self.test}", *(f"{indent * 2}{line}" for line in lines), ""]
        return "\n".join(text if self.is_apart else ["", *text])


def quoted(text: str, quote: str) -> str:
    """A string literal in the file's own quotes; what cannot be seen is written as an escape."""
    escaped = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    seen = (one if one.isprintable() else one.encode("unicode_escape").decode() for one in escaped)
    return f"{quote}{''.join(seen)}{quote}"


def placed(text: str, context: Sequence[Context], marks: Sequence[str]) -> str:
    """A message with a mark for each identifier, behind the thing that it is the one of: `order %s`, else by its
    key."""
    if not context:
        return text
    stop = "." if text.endswith(".") and not text.endswith("..") else ""
    text = text.removesuffix(".") if stop else text
    last = text.rpartition(" ")[2].lower()
    if len(context) == 1 and _is_one_of(context[0].key.lower(), last):
        return f"{text} {marks[0]}{stop}"
    told = ", ".join(f"{item.key}={mark}" for item, mark in zip(context, marks, strict=True))
    if text.endswith(")") and " (" in text:
        return f"{text.removesuffix(')')}, {told}){stop}"
    return f"{text} ({told}){stop}"


def _is_one_of(key: str, thing: str) -> bool:
    """Whether a key is that of the thing which a message ends with: `order_id`, `filename`, `memory_dir`."""
    if key in {thing, *(f"{thing}_{end}" for end in _ENDS), f"{thing}name"}:
        return True
    return table("full").get(key.rpartition("_")[2]) == thing


def fitting(text: str, context: Sequence[Context], *, written: bool = False) -> Sequence[Context]:
    """As many identifiers as a message takes that is read on one line, the first two at least; `written` where they are
    spelled out in it."""
    kept = list(context)
    while len(kept) > _LEAST:
        marks = [f"{{{item.expression}}}" if written else "%s" for item in kept]
        if len(placed(text, kept, marks)) <= (_LONGEST_WRITTEN if written else _LONGEST):
            break
        kept.pop()
    return kept


_LEAST = 2  # what takes two names to tell is not told by one
_LONGEST = 100  # characters of a message
_LONGEST_WRITTEN = 104  # of one in which each identifier stands twice
# What the key of an identifier ends with, behind the word for the thing.
_ENDS = ("id", "uuid", "guid", "pk", "slug", "name", "path", "key", "number", "code")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message says of an exception: the expression that gives it, and in which form."""

    error: str
    telling: Telling | None = None

    @property
    def tail(self) -> str:
        """What stands between the message and it."""
        return self.telling.tail if self.telling is not None else ": "

    @property
    def mark(self) -> str:
        """What stands for it in a message that is filled with it."""
        return "%r" if self._is_repr else "%s"

    @property
    def spelled(self) -> str:
        """It as a part of an f-string."""
        return f"{{{self.error}!r}}" if self._is_repr else f"{{{self.error}}}"

    @property
    def alone(self) -> str:
        """It as a value of its own."""
        conversion = self.telling.conversion if self.telling is not None else ""
        return f"{_MADE[conversion]}({self.error})" if conversion else self.error

    @property
    def _is_repr(self) -> bool:
        return self.telling is not None and self.telling.conversion == "!r"


_MADE = {"!r": "repr", "!s": "str"}


def spelled(text: str, context: Sequence[Context], quote: str, error: Shown | None = None, tag: Tag = NO_TAG) -> str:
    """A string literal with identifiers, and what an `error` says, spelled out behind a text, for what takes them in no
    other way."""
    context = untagged(tag, context)
    if not context and error is None and not tag.expressions:
        return quoted(tag.text + text, quote)
    plain = text.replace("{", "{{").replace("}", "}}")
    context = fitting(text, context, written=True)
    plain = placed(plain, context, [f"{{{item.expression}}}" for item in context])
    plain = f"{plain.removesuffix('.')}{error.tail}{error.spelled}" if error is not None else plain
    before = Tag(tag.text.replace("{", "{{").replace("}", "}}"), tag.expressions)
    return f"f{quoted(before.filled([f'{{{one}}}' for one in tag.expressions]) + plain, quote)}"


def filled(
    text: str, context: Sequence[Context], quote: str, error: Shown | None = None, tag: Tag = NO_TAG
) -> tuple[str, ...]:
    """A string literal with marks for identifiers, and for what an `error` says, and what these are filled with."""
    context = untagged(tag, context)
    values = list(tag.expressions)
    if context:
        context = fitting(text, context)
        values += [item.expression for item in context]
    if error is not None:
        values.append(error.error)
    if not values:
        return (quoted(tag.text + text, quote),)
    text = placed(text.replace("%", "%%"), context, ["%s"] * len(context))
    text = f"{text.removesuffix('.')}{error.tail}{error.mark}" if error is not None else text
    before = Tag(tag.text.replace("%", "%%"), tag.expressions)
    return (quoted(before.filled(["%s"] * len(tag.expressions)) + text, quote), *values)


def untagged(tag: Tag, context: Sequence[Context]) -> Sequence[Context]:
    """Identifiers without those that a message begins with."""
    return [item for item in context if item.expression not in tag.expressions]


def pairs(context: Sequence[Context]) -> tuple[str, ...]:
    """Identifiers as keyword arguments."""
    return tuple(f"{item.key}={item.expression}" for item in context)
