"""Shows by running them what becomes of failures in the examples of the documentation, before and after their fix.

`python benchmarks/proof/examples.py` prints a Markdown table: the shop, and the example of each dialect. Each has a
small suite here, which knows nothing of failures. Returns 1 where one is not proved lost before, or not proved
reported after.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flake8_ownership.ownership import proved
from flake8_ownership.ownership.proved import Proofs

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SUITES = Path(__file__).parent / "suites"
SETTINGS = """[tool.flake8-ownership]
kind = "application"
# Off by default, for many have a reason to let a failure go; here it is one that nobody is told of.
enable = ["OWN202"]
[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
pythonpath = ["."]
"""
COLUMNS = ("example", "calls reached", "lost before", "left out before", "reported after", "naming", "runs that agree")


def main() -> int:
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    dialects = sorted(path.parent for path in EXAMPLES.glob("dialects/*/orders.py"))
    good = [_row(EXAMPLES / "shop", "shop"), *(_row(folder, "dialect") for folder in dialects)]
    return 0 if all(good) else 1


def _row(example: Path, suite: str) -> bool:
    """Prints the row of an example; whether it shows what it is to show."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / example.name
        shutil.copytree(example, folder, ignore=shutil.ignore_patterns("*.fixed.py", "*.txt", "__pycache__"))
        shutil.copy(SUITES / f"{suite}.py", folder / "test_example.py")
        (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
        before = _shown(folder)
        command = [sys.executable, "-m", "flake8_ownership", "fix", "--unsafe-fixes", "--no-cache", "."]
        subprocess.run(command, cwd=folder, check=False, capture_output=True)
        after = _shown(folder)
    reached = [one for one in before.calls if one.reached]
    now = [one for one in after.calls if one.reached]
    named = [one for one in now if one.identifiers]
    spoken = before.agreeing + after.agreeing
    wrong = len(before.disagreements) + len(after.disagreements)
    lost, kept = _count(before, "lost"), _count(before, "boundary") + _count(before, "let out")
    cells = (
        *(example.name, len(reached), lost, kept, f"{_count(after, 'reported')} of {len(now)}"),
        *(", ".join(sorted(set(_names(after)))) or "none", f"{spoken} of {spoken + wrong}"),
    )
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    return bool(lost and named) and _count(after, "reported") == len(now) and not wrong


def _shown(folder: Path) -> Proofs:
    report = folder.parent / "report.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ownership"]
    done = subprocess.run(
        [*command, f"--ownership-report={report}"], cwd=folder, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stdout[-3000:] + done.stderr[-2000:])
    return proved.read(str(report))


def _count(proofs: Proofs, proof: str) -> int:
    return sum(one.reached and one.proof == proof for one in proofs.calls)


def _names(proofs: Proofs) -> Iterator[str]:
    for one in proofs.calls:
        yield from one.identifiers


if __name__ == "__main__":
    sys.exit(main())
