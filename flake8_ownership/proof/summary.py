"""What was shown, as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_ownership import sinks
from flake8_ownership.ownership.proved import Proof, Proofs, Proved, Shown
from flake8_ownership.reports import words

MEANINGS: dict[Proof, str] = {
    "lost": "proved lost: nobody was told",
    "boundary": "left an operation to its framework, which prints a traceback",
    "let out": "left to the test, which calls the function itself",
    "reported": "proved reported",
    "flaky": "flaky: the test passes or reaches it only at times",
    "unclear": "nothing could be shown",
    "not injected": "reached, but no failure was injected",
    "not reached": "not reached by any test",
}
_MOST = 40


def lines(proofs: Proofs) -> Iterator[str]:
    """The counts, what is lost, and where running the tests does not bear out what is said of the code."""
    total = len(proofs.calls)
    if not total:
        yield "no async function here is known to call another service"
        return
    runs = sum(len(one.runs) for one in proofs.calls)
    injected = sum(bool(one.runs) for one in proofs.calls)
    reached = sum(one.reached for one in proofs.calls)
    yield (
        f"{words.many(total, 'call')} that can fail: {reached:,} reached, {injected:,} with a failure injected, "
        f"by {words.many(runs, 'run')}"
    )
    for proof, count in proofs.counts.items():
        if count:
            yield f"{count:6,}  {MEANINGS[proof]}"
    wrong = proofs.disagreements
    spoken = proofs.agreeing + len(wrong)
    if spoken:
        yield (
            f"of {spoken:,} of the {words.many(runs, 'run')} flake8-ownership says where the failure ends: "
            f"{proofs.agreeing:,} bear it out"
        )
    yield from _lost([one for one in proofs.calls if one.proof == "lost"])
    yield from _lost_otherwise([one for one in proofs.calls if one.lost_otherwise])
    for one, run in wrong[:_MOST]:
        yield f"disagreement: {_place(one.filename, one.row)} {sinks.part(one.call)} in {sinks.part(one.function)}"
        yield f"    shown   {ended(run)}, by {sinks.part(run.test)}"
        claim = run.claim
        said = "leaves the operation" if claim.ending == "leaves" else claim.ending
        yield f"    claimed {said} at {_place(claim.filename, claim.row)}: {sinks.part(claim.reason)}"
    for note in proofs.notes:
        yield f"note: {sinks.part(note)}"
    yield "  ".join(f"{name} {seconds:.1f} s" for name, seconds in proofs.seconds.items())


def _lost(found: list[Proved]) -> Iterator[str]:
    for one in found[:_MOST]:
        codes = ", ".join(one.codes) or (f"let go: {sinks.part(one.let_go)}" if one.let_go else "no finding told of it")
        yield f"lost: {_place(one.filename, one.row)} {sinks.part(one.call)} in {sinks.part(one.function)} [{codes}]"
        worst = next(run for run in one.runs if run.ending in ("silenced", "detached", "open"))
        yield f"    {sinks.part(worst.error)}: {ended(worst)}; by {sinks.part(worst.test)}"
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST:,} more that are lost"


def _lost_otherwise(found: list[Proved]) -> Iterator[str]:
    """Calls that lose only some other failure."""
    for one in found[:_MOST]:
        for failure in dict.fromkeys(run.failure for run in one.lost_otherwise):
            run = next(run for run in one.lost_otherwise if run.failure == failure)
            place = _place(one.filename, one.row)
            yield f"lost with {failure}: {place} {sinks.part(one.call)} in {sinks.part(one.function)}: {ended(run)}"
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST:,} more of which some failure is lost"


def ended(run: Shown) -> str:
    """How a run ended, and where."""
    place = f" in {sinks.part(run.where.function)} ({_place(run.where.filename, run.where.row)})" if run.where else ""
    names = sorted({name for heard in run.told for name in heard.identifiers})
    naming = f", naming {sinks.part(', '.join(names))}" if names else ""
    return f"{run.ending}{place}{naming}"


def _place(filename: str, row: int) -> str:
    return f"{sinks.part(filename)}:{row}"
