"""Runs `pytest --ownership` on the suites of real projects: `python benchmarks/proof/prove.py FOLDER [NAME …]`.

FOLDER holds `sources/NAME`, a checkout of each project of `projects.json` at its commit, and `environments/NAME`, a
virtual environment in which the project is installed with `--editable`, with what its tests need and this package.

Each suite runs plainly, and with failures injected. Prints a Markdown table; what each run said is left in
`FOLDER/NAME.txt`, what was shown in `FOLDER/NAME.json`. `--disagreements` prints those that are in such files, and runs
nothing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from pathlib import Path
from typing import Any

from flake8_ownership.ownership import proved
from flake8_ownership.ownership.proved import Proofs

PROJECTS = json.loads((Path(__file__).parent / "projects.json").read_text(encoding="utf-8"))
COLUMNS = (
    *("project", "calls", "reached", "injected", "runs", "lost", "told by a finding", "left to a test", "reported"),
    *("flaky or unclear", "agree", "plain suite", "reading", "suite, learning", "runs with a failure"),
)


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
    print(f"| {' | '.join(COLUMNS)} |\n|---|{'---:|' * (len(COLUMNS) - 1)}")
    for one in chosen:
        print(_row(one, *_run(one, options.folder, options.budget)), flush=True)


def _run(project: dict[str, Any], folder: Path, budget: str) -> tuple[Proofs, float]:
    """What was shown, and how long the plain suite took."""
    name = project["name"]
    command = [str(folder / "environments" / name / "bin" / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += project["pytest"]
    tree = folder / "sources" / name
    began = time.perf_counter()
    subprocess.run(command, cwd=tree, check=False, capture_output=True)
    plain = time.perf_counter() - began
    report = folder / f"{name}.json"
    command += ["--ownership", f"--ownership-path={project['judge']}", f"--ownership-budget={budget}"]
    with (folder / f"{name}.txt").open("w", encoding="utf-8") as log:
        subprocess.run([*command, f"--ownership-report={report}"], cwd=tree, check=False, stdout=log, stderr=log)
    return proved.read(str(report)), plain


def _row(project: dict[str, Any], proofs: Proofs, plain: float) -> str:
    calls = proofs.calls
    counts = proofs.counts
    lost = [one for one in calls if one.proof == "lost"]
    wrong = len(proofs.disagreements)
    cells = (
        *(f"{project['name']} {project['commit']}", len(calls), sum(one.reached for one in calls)),
        *(sum(bool(one.runs) for one in calls), sum(len(one.runs) for one in calls)),
        *(len(lost), sum(bool(one.codes) for one in lost), counts["let out"] + counts["boundary"], counts["reported"]),
        *(counts["flaky"] + counts["unclear"], f"{proofs.agreeing} of {proofs.agreeing + wrong}", f"{plain:.0f} s"),
        *(f"{proofs.seconds.get(name, 0):.0f} s" for name in ("reading", "suite", "runs")),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _disagreements(proofs: Proofs, name: str) -> None:
    for one, run in proofs.disagreements:
        print(f"{name}: {one.filename}:{one.row} {one.call} in {one.function}, by {run.test}")
        print(f"  shown   {run.ending} in {run.where}: {run.why}")
        print(f"  claimed {run.claim}")
        print("  road   ", " < ".join(f"{spot.function}:{spot.row}" for spot in run.road))


if __name__ == "__main__":
    main()
