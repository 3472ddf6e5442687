"""What an operation is called: log messages and metric names made from a function's name.

`process_order` is "Processing order", "Failed to process order", `order_processing_failed` and
`order_processed_successfully`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flake8_ownership.codemods.words import table, words

_PREPOSITIONS = words("prepositions")
_FILLERS = words("fillers")
_VAGUE = words("vague") | words("stateful")
_PREFIXES = frozenset({"re", "un"})


@dataclass(frozen=True, slots=True)
class Wording:
    """The words for one operation. Messages are sentences without a full stop, metrics are snake case. Where its name
    is no sentence, nothing is `starting`. `plain` is what `failed` is before a file has put it in its own form."""

    starting: str
    failed: str
    failure_metric: str
    success_metric: str
    plain: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", self.plain or self.failed)


@dataclass(frozen=True, slots=True)
class Templates:
    """The user's own wording, empty where it is ours; the fields are `{do}`, `{doing}`, `{function}`, `{module}`."""

    starting: str = ""
    failed: str = ""
    failure_metric: str = ""
    success_metric: str = ""

    def applied(self, words: Wording, function: str, module: str) -> Wording:
        """The words of an operation, with what the templates say instead."""
        do = words.failed.removeprefix("Failed to ") if words.failed.startswith("Failed to ") else f"call {function}"
        said = {"do": do, "doing": words.starting or f"calling {function}", "function": function, "module": module}
        counted = {key: re.sub(r"\s+", "_", value.lower()) for key, value in said.items()}
        return Wording(
            self.starting.format(**said) or words.starting,
            self.failed.format(**said) or words.failed,
            self.failure_metric.format(**counted) or words.failure_metric,
            self.success_metric.format(**counted) or words.success_metric,
        )


def wording(function: str, owner: str = "", *, nested: bool = False) -> Wording:
    """The words for a function's name. One that is no sentence is quoted as it is written, with its class or the
    function that it is `nested` in, the `owner`, where it says little without."""
    parts = _words(function)
    if len(parts) > 1 and parts[-1] == "async":
        parts = parts[:-1]
    while len(parts) > 1 and parts[0] in _FILLERS and _is_verb(parts[1]):
        parts = parts[1:]
    if len(parts) > 1 and parts[-1] == "exists":
        thing = " ".join(part for part in parts if part not in words("asking"))
        return _checking(f"whether {thing}", parts)
    if parts and parts[0] in words("predicates"):
        return _checking(function, parts)
    verb, rest = _verb(parts)
    if verb is not None and _is_sentence(verb, rest):
        return _of_verb(verb, rest)
    owned = bool(owner) and (nested or verb is not None or function.startswith("__"))
    called = f"{owner}.{function}" if owned else function
    name = "_".join([*(_words(owner) if owned else ()), *parts]) or "operation"
    return Wording("", f"{called} failed", f"{name}_failed", f"{name}_succeeded")


def _checking(what: str, parts: list[str]) -> Wording:
    name = "_".join(parts)
    return Wording(f"Checking {what}", f"Failed to check {what}", f"{name}_failed", f"{name}_succeeded")


def do(name: str) -> str:
    """What a name says is done, `join room` of `join_room`; empty where it is no sentence."""
    parts = _words(name)
    verb, rest = _verb(parts[1:] if parts[:1] == ["async"] else parts)
    return f"{verb.base} {_thing(rest)}".rstrip() if verb is not None and _is_sentence(verb, rest) else ""


def _is_sentence(verb: _Verb, rest: list[str]) -> bool:
    """Whether a verb and the words after it can be read as a sentence: it has an object, which is a thing, and nothing
    behind that is a verb, a state or a number."""
    if not rest:
        return verb.written in words("alone")
    if "_".join([verb.written, *rest]) in words("phrasal"):
        return True
    if verb.written in words("ambiguous") or words("pronouns") >= set(rest):
        return False
    if rest[0] in _PREPOSITIONS and verb.written not in words("intransitive") and (rest[0] != "all" or len(rest) == 1):
        return False
    if rest[-1] in _VAGUE or rest[-1] in _PREPOSITIONS or {"not", "init"} & set(rest):
        return False
    if rest[0] in words("never-nouns") or (verb.written in words("entering") and rest[0] not in words("people")):
        return False
    return not any(character.isdigit() for part in rest for character in part) and not _is_doubtful(rest[-1])


def _is_doubtful(part: str) -> bool:
    """Whether a word may well be no noun."""
    if part.endswith("ed") and len(part) > len("feed"):
        return True
    return _is_verb(part) and part not in words("nouns")


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb in its forms: base, gerund, participle, and as it is written in the name."""

    base: str
    gerund: str
    participle: str
    written: str


def _verb(parts: list[str]) -> tuple[_Verb | None, list[str]]:
    """The verb that a name starts with, None where there is none, and the words after it."""
    match parts:
        case [first, last] if first in words("nouns") and last in words("never-nouns"):
            return None, parts
        case [first, "or" | "and" as link, second, *rest] if _is_verb(first) and _is_verb(second):
            (gerund, participle), (other, others) = _forms(first), _forms(second)
            base = f"{_spoken(first)} {link} {_spoken(second)}"
            written = f"{first}_{link}_{second}"
            return _Verb(base, f"{gerund} {link} {other}", f"{participle} {link} {others}", written), rest
        case [_, "or" | "and", *_]:
            return None, parts
        case ["bulk" | "batch" as many, second, *rest] if _is_verb(second):
            gerund, participle = _forms(second)
            written = f"{many}_{second}"
            return _Verb(f"{many} {_spoken(second)}", f"{many} {gerund}", f"{many} {participle}", written), rest
        case [first, *rest] if _is_verb(bare := _synchronous(first)):
            return _Verb(_spoken(bare), *_forms(bare), first), rest
    return None, parts


def _synchronous(word: str) -> str:
    """`open` of `aopen`."""
    return word[1:] if word[0] == "a" and not _is_verb(word) and word not in ("amount", "async") else word


def _of_verb(verb: _Verb, rest: list[str]) -> Wording:
    thing, noun = _thing(rest), "_".join(rest)
    failure, success = _metric(noun, verb.gerund, "failed"), _metric(noun, verb.participle, "successfully")
    if not rest or "_" in verb.written or _PREPOSITIONS.intersection(rest):
        name = "_".join([verb.written, *rest])
        failure, success = f"{name}_failed", f"{name}_succeeded"
    return Wording(
        f"{verb.gerund.capitalize()} {thing}".rstrip(), f"Failed to {verb.base} {thing}".rstrip(), failure, success
    )


def _thing(parts: list[str]) -> str:
    """Words as a sentence has them: `memory directory` of `memory_dir`, `MCP card` of `mcp_card`."""
    full, large = table("full"), words("capitals")
    return " ".join(part.upper() if part in large else str(full.get(part, part)) for part in parts if part != "my")


def _words(name: str) -> list[str]:
    """`getUserById`, `_get_user_by_id` and `GetUserByID` are the same words."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return [word.lower() for word in spaced.split("_") if word]


def _is_verb(word: str) -> bool:
    return _is_listed(word) or (word[:2] in _PREFIXES and _is_listed(word[2:]))


def _is_listed(word: str) -> bool:
    return (
        word in words("verbs")
        or word in table("irregular")
        or (word[-3:] == "ise" and f"{word[:-3]}ize" in words("verbs"))
    )


def _spoken(verb: str) -> str:
    return str(table("spoken").get(verb, verb))


def _forms(verb: str) -> tuple[str, str]:
    """Gerund and past participle."""
    if not _is_listed(verb):
        gerund, participle = _forms(verb[2:])
        return verb[:2] + gerund, verb[:2] + participle
    irregular = table("irregular")
    if verb in irregular:
        gerund, participle = irregular[verb]
        return gerund, participle
    first, _, particle = _spoken(verb).partition(" ")
    if first in irregular:
        gerund, participle = irregular[first]
    elif first.endswith("e") and not first.endswith(("ee", "ye", "oe")):
        gerund, participle = first[:-1] + "ing", first + "d"
    elif first.endswith("y") and first[-2:-1] not in "aeiou":
        gerund, participle = first + "ing", first[:-1] + "ied"
    else:
        gerund, participle = first + "ing", first + "ed"
    return f"{gerund} {particle}".rstrip(), f"{participle} {particle}".rstrip()


def _metric(noun: str, verb: str, outcome: str) -> str:
    return "_".join(part for part in (noun, verb.replace(" ", "_"), outcome) if part)
