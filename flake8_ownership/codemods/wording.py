"""What an operation is called: log messages and metric names made from a function's name.

`process_order` is "Processing order", "Failed to process order", `order_processing_failed` and
`order_processed_successfully`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Verbs whose forms the rules below get wrong: base, gerund, participle.
_IRREGULAR = {
    "be": ("being", "been"),
    "begin": ("beginning", "begun"),
    "bind": ("binding", "bound"),
    "bring": ("bringing", "brought"),
    "broadcast": ("broadcasting", "broadcast"),
    "build": ("building", "built"),
    "buy": ("buying", "bought"),
    "catch": ("catching", "caught"),
    "chat": ("chatting", "chatted"),
    "choose": ("choosing", "chosen"),
    "commit": ("committing", "committed"),
    "cut": ("cutting", "cut"),
    "do": ("doing", "done"),
    "draw": ("drawing", "drawn"),
    "drop": ("dropping", "dropped"),
    "feed": ("feeding", "fed"),
    "find": ("finding", "found"),
    "flag": ("flagging", "flagged"),
    "forget": ("forgetting", "forgotten"),
    "get": ("getting", "got"),
    "give": ("giving", "given"),
    "go": ("going", "gone"),
    "hold": ("holding", "held"),
    "keep": ("keeping", "kept"),
    "know": ("knowing", "known"),
    "leave": ("leaving", "left"),
    "let": ("letting", "let"),
    "log": ("logging", "logged"),
    "lookup": ("looking up", "looked up"),
    "make": ("making", "made"),
    "map": ("mapping", "mapped"),
    "permit": ("permitting", "permitted"),
    "pay": ("paying", "paid"),
    "ping": ("pinging", "pinged"),
    "plan": ("planning", "planned"),
    "put": ("putting", "put"),
    "read": ("reading", "read"),
    "refer": ("referring", "referred"),
    "reset": ("resetting", "reset"),
    "run": ("running", "run"),
    "rerun": ("rerunning", "rerun"),
    "scan": ("scanning", "scanned"),
    "sell": ("selling", "sold"),
    "send": ("sending", "sent"),
    "resend": ("resending", "resent"),
    "set": ("setting", "set"),
    "setup": ("setting up", "set up"),
    "ship": ("shipping", "shipped"),
    "show": ("showing", "shown"),
    "shut": ("shutting", "shut"),
    "skip": ("skipping", "skipped"),
    "speak": ("speaking", "spoken"),
    "split": ("splitting", "split"),
    "stop": ("stopping", "stopped"),
    "strip": ("stripping", "stripped"),
    "submit": ("submitting", "submitted"),
    "swap": ("swapping", "swapped"),
    "take": ("taking", "taken"),
    "tag": ("tagging", "tagged"),
    "teardown": ("tearing down", "torn down"),
    "tell": ("telling", "told"),
    "think": ("thinking", "thought"),
    "transfer": ("transferring", "transferred"),
    "trim": ("trimming", "trimmed"),
    "understand": ("understanding", "understood"),
    "win": ("winning", "won"),
    "withdraw": ("withdrawing", "withdrawn"),
    "wrap": ("wrapping", "wrapped"),
    "write": ("writing", "written"),
    "rewrite": ("rewriting", "rewritten"),
}
_REGULAR = frozenset(
    """
    accept acknowledge ack acquire activate add admit allocate analyze announce answer append apply approve archive
    ask assign attach authenticate authorize backup batch block bootstrap bulk cache calculate call cancel change
    charge check claim clean cleanup clear clone close collect compare complete compute configure confirm
    connect consume convert copy count crawl create deactivate debit decode decrypt delete deliver deploy dequeue
    describe destroy detect disable discard disconnect discover dispatch display distribute download dump edit
    embed emit enable encode encrypt end enqueue enrich ensure enter erase escalate establish estimate evaluate
    evict examine execute expand expire explain export extend extract fail fetch fill filter finalize finish fire
    flush follow forward fulfill gather generate grant group handle hash heal identify ignore import include
    increment index infer inform ingest init initialize insert inspect install invalidate invite invoke issue
    iterate join kick kill label launch lint list listen load locate lock login logout mark match measure merge
    migrate modify monitor mount move mute nack name navigate negotiate notify obtain offer open order override
    pack parse pass patch pause perform persist pick play poll populate post prepare print probe process produce promote
    propose provide provision prune publish pull purge push query queue quote raise ready rebuild receive reconcile
    reconnect record recover redeem redirect reduce refresh refund register reject release reload remove rename
    render renew reopen replace replay reply report request require reserve resize resolve respond restart restore
    restrict resume retrieve retry return revert review revoke rollback rotate route sample save schedule score
    scrape search secure seed select serve settle share shutdown sign simulate sleep snapshot solve sort spawn
    start stash store stream subscribe suggest summarize supply suspend switch sync synchronize terminate test
    touch trace track train transform translate trigger try unblock undo uninstall unlock unregister unsubscribe
    update upgrade upload upsert use validate verify view visit vote wait wake walk warm watch write yield zip
    """.split()
)
_PREPOSITIONS = frozenset(
    {
        "to",
        "by",
        "for",
        "from",
        "with",
        "in",
        "on",
        "of",
        "at",
        "if",
        "and",
        "or",
        "all",
        "into",
        "as",
        "via",
        "until",
        "when",
        "not",
    }
)
_FILLERS = frozenset({"async", "aio", "a", "do", "on", "handle", "maybe", "internal", "impl", "inner", "sync"})


@dataclass(frozen=True, slots=True)
class Wording:
    """The words for one operation. Messages are sentences without a full stop, metrics are snake case."""

    starting: str
    failed: str
    failure_metric: str
    success_metric: str


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
        said = {"do": do, "doing": words.starting, "function": function, "module": module}
        counted = {key: re.sub(r"\s+", "_", value.lower()) for key, value in said.items()}
        return Wording(
            self.starting.format(**said) or words.starting,
            self.failed.format(**said) or words.failed,
            self.failure_metric.format(**counted) or words.failure_metric,
            self.success_metric.format(**counted) or words.success_metric,
        )


def wording(function: str) -> Wording:
    """The words for a function's name. A name without a known verb is quoted as it is written."""
    words = _words(function)
    while len(words) > 1 and words[0] in _FILLERS and _is_verb(words[1]):
        words = words[1:]
    if words and _is_verb(words[0]):
        verb, rest = words[0], words[1:]
        thing = " ".join(rest)
        gerund, participle = _forms(verb)
        base = _spoken(verb)
        if not rest or _PREPOSITIONS.intersection(rest):
            name = "_".join(words)
            return Wording(
                f"{gerund.capitalize()} {thing}".rstrip(),
                f"Failed to {base} {thing}".rstrip(),
                f"{name}_failed",
                f"{name}_succeeded",
            )
        noun = "_".join(rest)
        return Wording(
            f"{gerund.capitalize()} {thing}".rstrip(),
            f"Failed to {base} {thing}".rstrip(),
            _metric(noun, gerund, "failed"),
            _metric(noun, participle, "successfully"),
        )
    if len(words) > 1 and words[0] == "on":
        thing, name = " ".join(words[1:]), "_".join(words[1:])
        return Wording(
            f"Handling {thing}",
            f"Failed to handle {thing}",
            _metric(name, "handling", "failed"),
            _metric(name, "handled", "successfully"),
        )
    name = "_".join(words) or "operation"
    return Wording(f"Calling {function}", f"{function} failed", f"{name}_failed", f"{name}_succeeded")


def _words(name: str) -> list[str]:
    """`getUserById`, `_get_user_by_id` and `GetUserByID` are the same words."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return [word.lower() for word in spaced.split("_") if word]


def _is_verb(word: str) -> bool:
    return word in _REGULAR or word in _IRREGULAR


def _spoken(verb: str) -> str:
    return {
        "setup": "set up",
        "teardown": "tear down",
        "lookup": "look up",
        "init": "initialize",
        "ack": "acknowledge",
        "backup": "back up",
        "cleanup": "clean up",
        "login": "log in",
        "logout": "log out",
        "shutdown": "shut down",
        "rollback": "roll back",
        "sync": "synchronize",
        "nack": "reject",
    }.get(verb, verb)


def _forms(verb: str) -> tuple[str, str]:
    """Gerund and past participle."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    first, _, particle = _spoken(verb).partition(" ")
    if first in _IRREGULAR:
        gerund, participle = _IRREGULAR[first]
    elif first.endswith("e") and not first.endswith(("ee", "ye", "oe")):
        gerund, participle = first[:-1] + "ing", first + "d"
    elif first.endswith("y") and first[-2:-1] not in "aeiou":
        gerund, participle = first + "ing", first[:-1] + "ied"
    else:
        gerund, participle = first + "ing", first + "ed"
    return f"{gerund} {particle}".rstrip(), f"{participle} {particle}".rstrip()


def _metric(noun: str, verb: str, outcome: str) -> str:
    return "_".join(part for part in (noun, verb.replace(" ", "_"), outcome) if part)
