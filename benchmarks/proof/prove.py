"""Runs `pytest --ownership` on the suites of real projects: `python benchmarks/proof/prove.py FOLDER [NAME …]`.

FOLDER holds `sources/NAME`, a checkout of each project of `projects.json` at its commit, and `environments/NAME`, a
virtual environment in which the project is installed with `--editable`, with what its tests need and this package.

Each suite runs plainly, and with failures injected. Prints two Markdown tables: what was shown, and the time that it
took by the clock and of the processor. What each run said is left in `FOLDER/NAME-plain.txt` and `FOLDER/NAME.txt`,
what was shown in `FOLDER/NAME.json`. `--disagreements` prints those that are in such files, and runs nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flake8_ownership.ownership import proved
from flake8_ownership.ownership.proved import Proofs

PROJECTS = json.loads((Path(__file__).parent / "projects.json").read_text(encoding="utf-8"))
SHOWN = (
    *("project", "calls", "reached", "injected", "runs", "lost", "told by a finding", "let go", "left to a test"),
    *("reported", "flaky or unclear", "agree"),
)
TIMES = ("project", "plain suite", "reading", "suite, learning", "runs with a failure", "a run")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a run of a suite: by the clock in all, and of the processor for the tests, and after them."""

    clock: float
    tests: float
    after: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--budget", default="3m")
    parser.add_argument("--disagreements", action="store_true")
    options = parser.parse_args()
    chosen = [one for one in PROJECTS if not options.names or one["name"] in options.names]
    if options.disagreements:
        for one in chosen:
            _disagreements(proved.read(str(options.folder / f"{one['name']}.json")), one["name"])
        return
    _print(SHOWN)
    times = []
    for one in chosen:
        proofs, *spent = _run(one, options.folder, options.budget)
        _print(_shown(one, proofs))
        times.append(_times(one, proofs, *spent))
    print()
    _print(TIMES)
    for cells in times:
        _print(cells)


def _print(cells: tuple[object, ...]) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    if cells in (SHOWN, TIMES):
        print(f"|---|{'---:|' * (len(cells) - 1)}", flush=True)


def _run(project: dict[str, Any], folder: Path, budget: str) -> tuple[Proofs, Spent, Spent]:
    """What was shown, and what the plain suite took, and the other one."""
    name = project["name"]
    command = [str(folder / "environments" / name / "bin" / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "processor_time", *project["pytest"]]
    tree, settings = folder / "sources" / name, project.get("environment", {})
    plain = _spent(command, tree, settings, folder / f"{name}-plain.txt")
    report = folder / f"{name}.json"
    command += ["--ownership", f"--ownership-path={project['judge']}", f"--ownership-budget={budget}"]
    spent = _spent([*command, f"--ownership-report={report}"], tree, settings, folder / f"{name}.txt")
    return proved.read(str(report)), plain, spent


def _spent(command: list[str], tree: Path, settings: dict[str, str], log: Path) -> Spent:
    times = log.with_suffix(".seconds")
    times.write_text("0 0", encoding="utf-8")
    settings = {**settings, "PYTHONPATH": str(Path(__file__).parent), "PROCESSOR_TIME": str(times)}
    began = time.perf_counter()
    with log.open("w", encoding="utf-8") as said:
        subprocess.run(command, cwd=tree, check=False, stdout=said, stderr=said, env={**os.environ, **settings})
    clock = time.perf_counter() - began
    tests, after = map(float, times.read_text(encoding="utf-8").split())
    return Spent(clock, tests, after)


def _shown(project: dict[str, Any], proofs: Proofs) -> tuple[object, ...]:
    calls = proofs.calls
    counts = proofs.counts
    lost = [one for one in calls if one.proof == "lost"]
    wrong = len(proofs.disagreements)
    told = sum(bool(one.codes) for one in lost)
    return (
        *(f"{project['name']} {project['commit']}", len(calls), sum(one.reached for one in calls)),
        *(sum(bool(one.runs) for one in calls), sum(len(one.runs) for one in calls), len(lost), told),
        *(sum(bool(one.let_go and not one.codes) for one in lost), counts["let out"] + counts["boundary"]),
        *(counts["reported"], counts["flaky"] + counts["unclear"], f"{proofs.agreeing} of {proofs.agreeing + wrong}"),
    )


def _times(project: dict[str, Any], proofs: Proofs, plain: Spent, spent: Spent) -> tuple[object, ...]:
    runs = sum(len(one.runs) for one in proofs.calls)
    clock = proofs.seconds
    return (
        project["name"],
        f"{plain.tests:.0f} s ({plain.clock:.0f} s)",
        f"({clock.get('reading', 0):.0f} s)",
        f"{spent.tests:.0f} s ({clock.get('suite', 0):.0f} s)",
        f"{spent.after:.0f} s ({clock.get('runs', 0):.0f} s)",
        f"{spent.after / runs:.2f} s" if runs else "",
    )


def _disagreements(proofs: Proofs, name: str) -> None:
    for one, run in proofs.disagreements:
        print(f"{name}: {one.filename}:{one.row} {one.call} in {one.function}, by {run.test}")
        print(f"  shown   {run.ending} in {run.where}: {run.why}")
        print(f"  claimed {run.claim}")
        print("  road   ", " < ".join(f"{spot.function}:{spot.row}" for spot in run.road))


if __name__ == "__main__":
    main()
