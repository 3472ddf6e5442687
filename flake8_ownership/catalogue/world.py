"""What holds beyond single libraries: wrappers, names that hint at I/O, and packages that do none."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flake8_ownership.apis import TypeNames, Wrapper

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Receiver:
    """Names that an object of one kind goes by, and the verbs with which its I/O is asked for."""

    kind: str
    names: frozenset[str]
    suffixes: tuple[str, ...]
    verbs: frozenset[str]
    prefixes: tuple[str, ...]

    def fits(self, name: str, verb: str) -> bool:
        """Whether `name.verb` reads like I/O; leading underscores of the name do not count."""
        bare = name.lstrip("_")
        named = bare in self.names or any(bare.endswith(f"_{suffix}") for suffix in self.suffixes)
        return named and (verb in self.verbs or (bool(self.prefixes) and verb.startswith(self.prefixes)))


@dataclass(frozen=True, slots=True)
class Names:
    """What names alone suggest. `neutral` receivers never do I/O, whatever the verb."""

    receivers: tuple[Receiver, ...]
    neutral: frozenset[str]
    neutral_suffixes: tuple[str, ...]
    waited_for: tuple[str, ...]
    waiting: frozenset[str]
    starting: frozenset[str]
    shared: frozenset[str]
    listening: frozenset[str]
    errors: tuple[str, ...]
    inner: frozenset[str]
    passing: frozenset[str]
    ending: frozenset[str]
    tidying: tuple[str, ...]
    emitting: frozenset[str]
    answering: re.Pattern[str]
    written_answers: re.Pattern[str]
    looking_up: frozenset[str]
    asking: frozenset[str]
    probing: frozenset[str]
    asking_methods: frozenset[str]
    questioning: frozenset[str]
    question_words: frozenset[str]
    bodies: frozenset[str]
    expiring: frozenset[str]
    putting: frozenset[str]
    store_reads: frozenset[str]
    lifetimes: frozenset[str]
    taking: frozenset[str]
    showing: frozenset[str]
    parsing: frozenset[str]
    emptying: frozenset[str]
    router_prefixes: frozenset[str]

    def answers(self, method: str) -> bool:
        """Whether a method of a chat library, by its dotted path, answers the one who has written."""
        return self.answering.search(method) is not None

    def asks(self, function: str) -> bool:
        """Whether a function, by its name, asks something: `is_known`."""
        return function.strip("_").partition("_")[0] in self.asking

    def probes(self, function: str) -> bool:
        """Whether a function, by its name, asks if something is there at all, or what it can do: `is_reachable`."""
        first, *rest = function.strip("_").split("_")
        return first in self.probing or (first in self.asking and not self.probing.isdisjoint(rest))

    def is_question(self, function: str) -> bool:
        """Whether the name of a function is answered by yes or no: `is_member`, `topic_exists`, `image_is_there`."""
        first, *rest = function.strip("_").split("_")
        return first in self.questioning or not self.question_words.isdisjoint(rest)

    def is_probing(self, method: str) -> bool:
        """Whether a method, by its name, does nothing but ask if something is there: `ping`."""
        return method in self.asking_methods

    def ends(self, function: str) -> bool:
        """Whether a function, by its name, only brings something to its end."""
        bare = function.strip("_")
        return function in self.ending or bare in self.ending or bare.startswith(self.tidying)

    def is_neutral(self, receiver: str) -> bool:
        """Whether the name of an object says that its calls do no I/O: a queue, a lock, a logger."""
        bare = receiver.lstrip("_")
        return bare in self.neutral or bare.endswith(tuple(f"_{suffix}" for suffix in self.neutral_suffixes))

    def waits(self, path: str) -> bool:
        """Whether a method, by its class and name, waits for something in its own process: `jobs.JobEvent.wait`."""
        owner, _, verb = path.rpartition(".")
        return verb in self.waiting and owner.endswith(self.waited_for)

    def starts(self, path: str) -> bool:
        """Whether a function or method, by its name, only starts what runs by itself then: `TaskGroup.spawn`."""
        return path.rpartition(".")[2] in self.starting

    def are_kin(self, package: str, other: str) -> bool:
        """Whether two packages have the names of parts of one project, which only their last words tell apart.

        Where the rest is a single word, which may well be a library's that both extend, the last word of the other one
        must say that it is shared.
        """
        stem, _, last = package.rpartition("_")
        other_stem, _, other_last = other.rpartition("_")
        return bool(stem) and stem == other_stem and last != other_last and ("_" in stem or other_last in self.shared)

    def kind_of(self, receiver: str, verb: str) -> str:
        """The kind of I/O that `receiver.verb` suggests, empty for none."""
        if self.is_neutral(receiver):
            return ""
        return next((known.kind for known in self.receivers if known.fits(receiver, verb)), "")


@dataclass(frozen=True, slots=True)
class Remarks:
    """Phrases, as regular expressions, by which a comment or docstring says that a failure is let go on purpose; words
    of a function's name that do; and phrases by which a comment says that a bad status is no failure."""

    anywhere: tuple[str, ...]
    commented: tuple[str, ...]
    named: re.Pattern[str]
    any_status: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands whose exit status is an answer, by their names and those of commands of theirs; and what runs others."""

    answers: frozenset[str]
    runners: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signals:
    """Functions and methods that register a handler for a signal, and the signals after which a process goes on."""

    registering: tuple[str, ...]
    going_on: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pausing:
    """What waits for some time, by its path, and by its name where nothing else is known of it: for nothing else, or,
    `bounded`, for what the methods `waits` wait for."""

    paths: frozenset[str]
    bounded: frozenset[str]
    waits: frozenset[str]
    words: frozenset[str]


def any_of(parts: list[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """An expression that matches where one of its parts does."""
    return re.compile("|".join(parts), flags)


def read_table(name: str) -> dict[str, Any]:
    """A file of this folder, such as `names.toml`."""
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def wrappers() -> dict[str, Wrapper]:
    rows = read_table("wrappers.toml")["wrapper"]
    return {
        name: Wrapper(name, row["argument"], row["flow"], row.get("gets", "coroutine")) for name, row in rows.items()
    }


@cache
def type_names() -> TypeNames:
    table = read_table("types.toml")
    decorators = table["decorators"]
    return TypeNames(
        table["calls"],
        frozenset((package, name) for package, names in table["around"].items() for name in names),
        frozenset(table["injecting"]["names"]),
        frozenset(decorators["properties"]),
        frozenset(decorators["of-the-class"]),
        frozenset(decorators["no-methods"]),
        frozenset(table["constructors"]["names"]),
        frozenset(table["mixing"]["names"]),
        table["forks"],
    )


# The flows of wrappers after which something may run by itself.
STARTING = frozenset({"detached", "captured", "propagates"})


@cache
def wrapper_names() -> frozenset[str]:
    """The last names of all wrappers: a cheap no before a call is resolved."""
    return frozenset(name.rpartition(".")[2] for name in wrappers())


@cache
def waiter_names() -> frozenset[str]:
    """The last names of the wrappers that wait by themselves for the end of what they are given."""
    return frozenset(name.rpartition(".")[2] for name, wrapper in wrappers().items() if wrapper.flow == "called")


@cache
def starter_names() -> frozenset[str]:
    """The last names of the wrappers that start something: it runs by itself, or its end is waited for."""
    return frozenset(
        name.rpartition(".")[2]
        for name, wrapper in wrappers().items()
        if wrapper.flow in STARTING | {"called", "scheduled"}
    )


@cache
def scheduler_names() -> frozenset[str]:
    """The last names of what has the event loop call something later."""
    return frozenset(name.rpartition(".")[2] for name, wrapper in wrappers().items() if wrapper.flow == "scheduled")


@cache
def names() -> Names:
    table = read_table("names.toml")
    receivers = tuple(
        Receiver(
            row["kind"],
            frozenset(row["names"]),
            tuple(row["suffixes"]),
            frozenset(verb for verb in row["verbs"] if not verb.endswith("_")),
            tuple(verb for verb in row["verbs"] if verb.endswith("_")),
        )
        for row in table["receiver"]
    )
    return Names(
        receivers,
        frozenset(table["neutral"]["names"]),
        tuple(table["neutral"]["suffixes"]),
        tuple(table["waiting"]["words"]),
        frozenset(table["waiting"]["verbs"]),
        frozenset(table["starting"]["verbs"]),
        frozenset(table["shared"]["words"]),
        frozenset(table["listening"]["words"]),
        tuple(table["listening"]["errors"]),
        frozenset(table["listening"]["inner"]),
        frozenset(table["listening"]["passing"]),
        frozenset(table["ending"]["names"]),
        tuple(f"{word}_" for word in table["ending"]["begin"]),
        frozenset(table["emitting"]["verbs"]),
        any_of(table["answering"]["methods"]),
        any_of(table["answering"]["written"]),
        frozenset(table["looking-up"]["paths"] + table["looking-up"]["names"]),
        frozenset(table["probing"]["begin"]),
        frozenset(table["probing"]["words"]),
        frozenset(table["probing"]["methods"]),
        frozenset(table["question"]["begin"]),
        frozenset(table["question"]["words"]),
        frozenset(table["reading"]["words"]),
        frozenset(table["storing"]["expiring"]),
        frozenset(table["storing"]["putting"]),
        frozenset(table["storing"]["reading"]),
        frozenset(table["storing"]["lifetimes"]),
        frozenset(table["storing"]["taking"]),
        frozenset(table["showing"]["words"]),
        frozenset(table["parsing"]["names"]),
        frozenset(table["caches"]["emptying"]),
        frozenset(table["routers"]["prefixes"]),
    )


def looks_up(function: str) -> bool:
    """Whether a function, by its path, or by its name where nothing else is known of it, takes a text for a name."""
    return function in names().looking_up


@cache
def remarks() -> Remarks:
    table = read_table("remarks.toml")
    named = re.compile(rf"(?:^|_)(?:{'|'.join(table['named'])})(?:_|$)", re.IGNORECASE)
    any_status = re.compile(rf"\b(?:{'|'.join(table['any-status'])})", re.IGNORECASE)
    return Remarks(tuple(table["anywhere"]), tuple(table["commented"]), named, any_status)


@cache
def pausing() -> Pausing:
    table = read_table("names.toml")["pausing"]
    return Pausing(*(frozenset(table[key]) for key in ("paths", "bounded", "waits", "words")))


@cache
def _distributions() -> dict[str, dict[str, str]]:
    table = read_table("names.toml")["distributions"]
    return {"families": table["families"], "imported-as": table["imported-as"]}


def imported_as(distribution: str) -> str:
    """What a distribution is imported as, by its normalised name; that name where nothing else is known."""
    known = _distributions()
    family = next((top for prefix, top in known["families"].items() if distribution.startswith(prefix)), "")
    return family or known["imported-as"].get(distribution, distribution)


@cache
def signals() -> Signals:
    table = read_table("names.toml")["signals"]
    return Signals(tuple(table["registering"]), frozenset(table["going-on"]))


@cache
def commands() -> Commands:
    table = read_table("commands.toml")
    return Commands(frozenset(table["answers"]), frozenset(table["runners"]))


@cache
def idle() -> frozenset[str]:
    """Dotted paths of packages, types and functions outside the standard library whose awaited calls do no I/O."""
    table = read_table("idle.toml")
    return frozenset(table["packages"]) | frozenset(table["paths"])


def is_idle(path: str) -> bool:
    """Whether a dotted path, or a package or type that it lies in, is known to do no I/O."""
    parts = path.split(".")
    known = idle()
    return any(".".join(parts[:count]) in known for count in range(len(parts), 0, -1))
