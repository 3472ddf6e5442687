"""A run in one line: what was looked at, what was found, how much of it a fix takes care of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flake8_ownership.formats.entry import Mended
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Site


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of the findings of some codes: who does what with failures, one and several of them."""

    one: str
    several: str
    codes: tuple[str, ...]

    def text(self, count: int, what: str) -> str:
        return f"{count} {(self.one if count == 1 else self.several).replace('FAILURES', what)}"


_CALLS = _Said("call loses FAILURES", "calls lose FAILURES", ("OWN101", "OWN102"))
# In the order in which they are said; a finding belongs to the first whose codes name it.
_KINDS = (
    _Said("operation loses FAILURES", "operations lose FAILURES", ("OWN101", "OWN102")),
    _Said("handler hides FAILURES", "handlers hide FAILURES", ("OWN201", "OWN202", "OWN204", "OWN206", "OWN207")),
    _Said("gather discards FAILURES", "gathers discard FAILURES", ("OWN203",)),
    _Said("finally block discards FAILURES", "finally blocks discard FAILURES", ("OWN205",)),
    _Said("outcome is not read", "outcomes are not read", ("OWN208",)),
    _Said("place hides FAILURES", "places hide FAILURES", ("OWN2",)),
    _Said(
        "background task leaves FAILURES to its server", "background tasks leave FAILURES to their server", ("OWN304",)
    ),
    _Said("task drops FAILURES", "tasks drop FAILURES", ("OWN3",)),
    _Said("operation leaves FAILURES to its framework", "operations leave FAILURES to their framework", ("OWN107",)),
    _Said("function leaves FAILURES to its caller", "functions leave FAILURES to their callers", ("OWN108",)),
    _Said("log shows a secret", "logs show secrets", ("OWN404",)),
    _Said("log says too little", "logs say too little", ("OWN4",)),
    _Said("response is used unchecked", "responses are used unchecked", ("OWN501",)),
    _Said("retry never gives up", "retries never give up", ("OWN503",)),
    _Said("comment ignores nothing", "comments ignore nothing", ("OWN002",)),
    _Said("other finding", "other findings", ("",)),
)


def checked(
    findings: Sequence[Finding],
    files: int,
    *,
    errors: int = 0,
    known: int = 0,
    mended: Mended | None = None,
) -> str:
    """What `check` says at its end. `files` were judged; `known` to a baseline is not in `findings`; `mended` are those
    that a fix takes care of, where one was tried."""
    if not files and not findings:
        return counted(errors, "error") if errors else "no Python files found"
    looked_at = f"checked {counted(files, 'file')}"
    if findings:
        parts = [f"{looked_at}: {', '.join(kinds(findings))}"]
    else:
        parts = [f"{looked_at}, {'nothing new' if known else 'nothing'} found"]
    parts += fixable(findings) if mended is None or not findings else _mended(mended)
    parts += [f"{known} more in the baseline" if findings else f"{known} in the baseline"] if known else []
    parts += [counted(errors, "error")] if errors else []
    return "; ".join(parts)


def left(findings: Sequence[Finding], fixable_ones: Sequence[Finding], errors: int) -> str:
    """What `fix` says of what it leaves."""
    parts = [f"{len(findings)} left: {', '.join(kinds(findings))}" if findings else "nothing left"]
    parts += fixable(fixable_ones)
    parts += [counted(errors, "error")] if errors else []
    return "; ".join(parts)


def kinds(findings: Iterable[Finding]) -> list[str]:
    """How many findings of each kind there are, as parts of a sentence."""
    count = Counter(_kind(finding) for finding in findings)
    found = []
    what = "failures"
    for kind in (_CALLS, *_KINDS):
        if count[kind]:
            found.append(kind.text(count[kind], what))
            what = "them" if "FAILURES" in kind.one else what
    return found


def fixable(findings: Iterable[Finding]) -> list[str]:
    """What shows how many of them can be fixed, as one part of a sentence, or none: only when a fix is tried does it
    turn out whether it is refused, and that costs as much as half a check."""
    safety = {finding.edit.safety for finding in findings if finding.edit is not None}
    flag = " --unsafe-fixes" if "unsafe" in safety else ""
    return [f"fix{flag} --diff shows what can be fixed"] if safety & {"safe", "unsafe"} else []


def _mended(mended: Mended) -> list[str]:
    """How many `fix` and `fix --unsafe-fixes` take care of, as one part of a sentence, or none."""
    safe, more = len(mended.safe), len(mended.unsafe) - len(mended.safe)
    parts = [f"{safe} can be fixed"] if safe else []
    if more > 0:
        parts.append(f"{more}{' more' if parts else ' can be fixed'} with --unsafe-fixes")
    return [", ".join(parts) or "none of them can be fixed"]


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}{'s' * (number != 1)}"


def _kind(finding: Finding) -> _Said:
    if isinstance(finding.fact, Site) and finding.code in _CALLS.codes:
        return _CALLS
    return next(kind for kind in _KINDS if finding.code.startswith(kind.codes))
