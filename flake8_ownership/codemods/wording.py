"""What an operation is called: log messages and metric names made from a function's name.

`process_order` is "Processing order", "Failed to process order", `order_processing_failed` and
`order_processed_successfully`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Verbs whose forms the rules below get wrong: base, gerund, participle.
_IRREGULAR = {
    "admit": ("admitting", "admitted"),
    "ban": ("banning", "banned"),
    "be": ("being", "been"),
    "begin": ("beginning", "begun"),
    "bind": ("binding", "bound"),
    "bring": ("bringing", "brought"),
    "broadcast": ("broadcasting", "broadcast"),
    "build": ("building", "built"),
    "buy": ("buying", "bought"),
    "catch": ("catching", "caught"),
    "choose": ("choosing", "chosen"),
    "commit": ("committing", "committed"),
    "crop": ("cropping", "cropped"),
    "cut": ("cutting", "cut"),
    "do": ("doing", "done"),
    "draw": ("drawing", "drawn"),
    "drop": ("dropping", "dropped"),
    "embed": ("embedding", "embedded"),
    "emit": ("emitting", "emitted"),
    "feed": ("feeding", "fed"),
    "find": ("finding", "found"),
    "flag": ("flagging", "flagged"),
    "forget": ("forgetting", "forgotten"),
    "format": ("formatting", "formatted"),
    "freeze": ("freezing", "frozen"),
    "get": ("getting", "got"),
    "give": ("giving", "given"),
    "go": ("going", "gone"),
    "grab": ("grabbing", "grabbed"),
    "hide": ("hiding", "hidden"),
    "hold": ("holding", "held"),
    "keep": ("keeping", "kept"),
    "know": ("knowing", "known"),
    "leave": ("leaving", "left"),
    "let": ("letting", "let"),
    "log": ("logging", "logged"),
    "lookup": ("looking up", "looked up"),
    "make": ("making", "made"),
    "map": ("mapping", "mapped"),
    "overwrite": ("overwriting", "overwritten"),
    "pay": ("paying", "paid"),
    "permit": ("permitting", "permitted"),
    "pin": ("pinning", "pinned"),
    "ping": ("pinging", "pinged"),
    "plan": ("planning", "planned"),
    "pop": ("popping", "popped"),
    "put": ("putting", "put"),
    "quit": ("quitting", "quit"),
    "read": ("reading", "read"),
    "rebuild": ("rebuilding", "rebuilt"),
    "refer": ("referring", "referred"),
    "rerun": ("rerunning", "rerun"),
    "resend": ("resending", "resent"),
    "reset": ("resetting", "reset"),
    "rewrite": ("rewriting", "rewritten"),
    "run": ("running", "run"),
    "scan": ("scanning", "scanned"),
    "sell": ("selling", "sold"),
    "send": ("sending", "sent"),
    "set": ("setting", "set"),
    "setup": ("setting up", "set up"),
    "ship": ("shipping", "shipped"),
    "show": ("showing", "shown"),
    "shut": ("shutting", "shut"),
    "skip": ("skipping", "skipped"),
    "snapshot": ("snapshotting", "snapshotted"),
    "speak": ("speaking", "spoken"),
    "split": ("splitting", "split"),
    "stop": ("stopping", "stopped"),
    "strip": ("stripping", "stripped"),
    "submit": ("submitting", "submitted"),
    "swap": ("swapping", "swapped"),
    "tag": ("tagging", "tagged"),
    "take": ("taking", "taken"),
    "teardown": ("tearing down", "torn down"),
    "tell": ("telling", "told"),
    "think": ("thinking", "thought"),
    "transfer": ("transferring", "transferred"),
    "trim": ("trimming", "trimmed"),
    "unban": ("unbanning", "unbanned"),
    "understand": ("understanding", "understood"),
    "unpin": ("unpinning", "unpinned"),
    "unset": ("unsetting", "unset"),
    "unzip": ("unzipping", "unzipped"),
    "wake": ("waking", "woken"),
    "win": ("winning", "won"),
    "withdraw": ("withdrawing", "withdrawn"),
    "wrap": ("wrapping", "wrapped"),
    "write": ("writing", "written"),
    "zip": ("zipping", "zipped"),
}
_REGULAR = frozenset(
    """
    abort accept ack acknowledge acquire activate add adjust align allocate analyze announce answer append apply
    approve archive ask assign associate attach audit augment authenticate authorize backfill backup batch block
    bootstrap browse buffer bump cache calculate call cancel certify change charge check chunk claim classify clean
    cleanup clear click clone close collapse collect compact compare compile complete compose compress compute
    concatenate configure confirm connect consume convert copy correct count crawl create deactivate debit decide
    declare decline decode decompress decrement decrypt dedupe deduplicate define delete deliver demote deploy
    dequeue derive describe deserialize destroy detach detect determine disable disassociate discard disconnect
    discover dismiss dispatch display dispose distribute download drain dump duplicate edit enable encode encrypt
    end enforce enqueue enrich enroll ensure enter enumerate erase escalate establish estimate evaluate evict
    examine exchange exclude execute expand expire explain export expose extend extract fail fetch fill filter
    finalize finish fire fix flush follow fork forward fulfill gather generate grant group guess halt handle hash
    heal identify ignore impersonate import include increment index infer inform ingest init initialize inject
    insert inspect install instantiate intercept interrupt introspect invalidate invite invoke isolate issue iterate
    join kick kill label launch link lint list listen load locate lock login logout loop mark mask match measure
    mention merge migrate mint modify monitor mount move mute nack name navigate negotiate normalize notify observe
    obtain offer open optimize order override pack paginate parse partition pass patch pause peek perform persist
    pick play poll populate post prefetch preload prepare prepend preview print prioritize probe process produce
    promote prompt propose provide provision prune publish pull purchase purge push query queue quote raise rank
    rate react ready rebalance recalculate receive recompute reconcile reconnect record recover recreate redact
    redeem redeploy redirect reduce refresh refund register reindex reject relay release reload remove rename render
    renew renumber reopen repair rephrase replace replay reply report reprocess request requeue require rescale
    reschedule reserve resize resolve respond restart restore restrict resume retrieve retry return revert review
    revoke reward rollback rotate route sample sanitize save scale schedule score scrape screenshot scroll seal
    search secure seed select serialize serve settle share shorten shuffle shutdown sign simulate sleep solve sort
    spawn squash stamp start stash store stream stringify subscribe subtract suggest summarise summarize supply
    suppress suspend switch sync synchronize tally terminate test toggle tokenize touch trace track train transcode
    transcribe transform transition translate trigger try unarchive unblock undo uninstall unlink unlock unpack
    unregister unshare unstar unsubscribe update upgrade upload upscale upsert use vacuum validate vectorize verify
    view visit vote wait walk warm warn watch whitelist write yield
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
# What says nothing of its own after a verb.
_PRONOUNS = frozenset({"one", "many", "once", "now", "it"})
# `queue_delete` deletes a queue.
_NOUNS = frozenset(
    """
    batch block cache channel exchange file filter group index label list message order process queue record report
    request route schedule store stream view
    """.split()
)
_NEVER_NOUNS = frozenset(
    """
    bind close create declare delete fetch find get insert publish purge put read remove save send set start stop
    subscribe unbind upsert write
    """.split()
)
_FILLERS = frozenset({"async", "aio", "a", "api", "do", "on", "handle", "maybe", "internal", "impl", "inner", "sync"})
_PREFIXES = frozenset({"re", "un"})
# What asks whether something exists, in a name that ends with it.
_ASKING = frozenset({"check", "verify", "if", "whether"})
# What a question starts with.
_PREDICATES = frozenset({"is", "are", "was", "has", "have", "had", "can", "should", "does", "needs"})


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


def wording(function: str, owner: str = "", *, nested: bool = False) -> Wording:
    """The words for a function's name, which says little without its class or the function that it is `nested` in, the
    `owner`, where its verb has no object. A name without a known verb is quoted as it is written."""
    words = _words(function)
    if len(words) > 1 and words[-1] == "async":
        words = words[:-1]
    while len(words) > 1 and words[0] in _FILLERS and _is_verb(words[1]):
        words = words[1:]
    if len(words) > 1 and words[-1] == "exists":
        name, thing = "_".join(words), " ".join(word for word in words if word not in _ASKING)
        return Wording(
            f"Checking whether {thing}", f"Failed to check whether {thing}", f"{name}_failed", f"{name}_succeeded"
        )
    if words and words[0] in _PREDICATES:
        name = "_".join(words)
        return Wording(f"Checking {function}", f"Failed to check {function}", f"{name}_failed", f"{name}_succeeded")
    verb, rest = _verb(words)
    if verb is not None and (not owner or _has_object(rest)):
        return _of_verb(verb, rest)
    if len(words) > 1 and words[0] == "on":
        thing, name = " ".join(words[1:]), "_".join(words[1:])
        return Wording(
            f"Handling {thing}",
            f"Failed to handle {thing}",
            _metric(name, "handling", "failed"),
            _metric(name, "handled", "successfully"),
        )
    owned = bool(owner) and (nested or verb is not None or function.startswith("__"))
    called = f"{owner}.{function}" if owned else function
    name = "_".join([*(_words(owner) if owned else ()), *words]) or "operation"
    return Wording(f"Calling {called}", f"{called} failed", f"{name}_failed", f"{name}_succeeded")


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb in its forms: base, gerund, participle, and as it is written in the name."""

    base: str
    gerund: str
    participle: str
    written: str


def _verb(words: list[str]) -> tuple[_Verb | None, list[str]]:
    """The verb that a name starts with, None where there is none, and the words after it."""
    match words:
        case [first, last] if first in _NOUNS and last in _NEVER_NOUNS:
            return None, words
        case [first, "or" | "and" as link, second, *rest] if _is_verb(first) and _is_verb(second):
            (gerund, participle), (other, others) = _forms(first), _forms(second)
            base = f"{_spoken(first)} {link} {_spoken(second)}"
            written = f"{first}_{link}_{second}"
            return _Verb(base, f"{gerund} {link} {other}", f"{participle} {link} {others}", written), rest
        case [_, "or" | "and", *_]:
            return None, words
        case ["bulk" | "batch" as many, second, *rest] if _is_verb(second):
            gerund, participle = _forms(second)
            written = f"{many}_{second}"
            return _Verb(f"{many} {_spoken(second)}", f"{many} {gerund}", f"{many} {participle}", written), rest
        case [first, *rest] if _is_verb(bare := _synchronous(first)):
            return _Verb(_spoken(bare), *_forms(bare), first), rest
    return None, words


def _synchronous(word: str) -> str:
    """`open` of `aopen`."""
    return word[1:] if word[0] == "a" and not _is_verb(word) and word != "amount" else word


def _of_verb(verb: _Verb, rest: list[str]) -> Wording:
    thing, noun = " ".join(rest), "_".join(rest)
    failure, success = _metric(noun, verb.gerund, "failed"), _metric(noun, verb.participle, "successfully")
    if not _has_object(rest) or "_" in verb.written or _PREPOSITIONS.intersection(rest) or noun[0].isdigit():
        name = "_".join([verb.written, *rest])
        failure, success = f"{name}_failed", f"{name}_succeeded"
    return Wording(
        f"{verb.gerund.capitalize()} {thing}".rstrip(), f"Failed to {verb.base} {thing}".rstrip(), failure, success
    )


def _has_object(rest: list[str]) -> bool:
    return bool(rest) and rest[0] not in _PREPOSITIONS and not _PRONOUNS.issuperset(rest)


def _words(name: str) -> list[str]:
    """`getUserById`, `_get_user_by_id` and `GetUserByID` are the same words."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return [word.lower() for word in spaced.split("_") if word]


def _is_verb(word: str) -> bool:
    return _is_listed(word) or (word[:2] in _PREFIXES and _is_listed(word[2:]))


def _is_listed(word: str) -> bool:
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
    if not _is_listed(verb):
        gerund, participle = _forms(verb[2:])
        return verb[:2] + gerund, verb[:2] + participle
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
