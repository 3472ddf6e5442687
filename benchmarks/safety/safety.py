"""Fixes copies of real packages and looks whether any harm was done: `python benchmarks/safety/safety.py [NAME …]`.

For each package of `packages.json`, with every rule that is on and `--unsafe-fixes`:

- how many fixes were made and how many were refused;
- every file compiles;
- a second run changes nothing;
- with `InsertOwnership` alone, without metrics and entry logs, each file has the tokens that it had, with some
  between them: what was inserted, taken away, leaves what was there;
- no finding of ruff (default rules, TRY, LOG, BLE, G, SIM, RET) or flake8-bugbear that was not there before.

`--peers` names others to compare; flake8-async and mypy are slow and therefore asked for.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import subprocess
import sys
import tempfile
import tokenize
import warnings
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "accuracy"))
from packages import source_of

FOLDER = Path(__file__).parent
TOOL = [sys.executable, "-m", "flake8_ownership"]
RUFF_RULES = "E4,E7,E9,F,TRY,LOG,BLE,G,SIM,RET"
_LAYOUT = frozenset({tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE, tokenize.NL, tokenize.ENDMARKER})
Findings = Counter[tuple[str, str]]


def main() -> int:
    """Prints the table; 1 where something was harmed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--peers", default="ruff,bugbear", help="of ruff, bugbear, async, mypy")
    options = parser.parse_args()
    packages = json.loads((FOLDER / "packages.json").read_text(encoding="utf-8"))
    print("| package | files changed | fixes | refused | do not compile | changed again | tokens lost | new findings |")
    print("|---|---|---|---|---|---|---|---|")
    harmed = 0
    for package in packages:
        if not options.names or package["name"] in options.names:
            harmed += _examined(package, options.peers.split(","))
    return 1 if harmed else 0


def _examined(package: dict[str, str], peers: list[str]) -> int:
    """Prints one package's row; returns how many harms were found."""
    with tempfile.TemporaryDirectory() as scratch:
        before, after, alone = (Path(scratch) / name for name in ("before", "after", "alone"))
        for copy in (before, after, alone):
            shutil.copytree(source_of(package), copy, symlinks=True)
        said = _fixed(after)
        fixes = int(said[-1].partition(" ")[0])
        refused = sum("is not mended" in line for line in said)
        changed = [
            path for path in _python(after) if path.read_bytes() != (before / path.relative_to(after)).read_bytes()
        ]
        broken = [path for path in changed if not _compiles(path)]
        texts = {path: path.read_bytes() for path in _python(after)}
        _fixed(after)
        again = [path for path, text in texts.items() if path.read_bytes() != text]
        (alone / "pyproject.toml").write_text(
            '[tool.flake8-ownership]\nselect = ["OWN101", "OWN102"]\nmetrics = "none"\nentry-log = "off"\n',
            encoding="utf-8",
        )
        _fixed(alone)
        lost = [path for path in _python(alone) if not _holds(path, before / path.relative_to(alone))]
        new = sum((_found(after, peers) - _found(before, peers)).values(), 0)
        for path in (*broken, *again, *lost):
            print(f"  {path.relative_to(scratch)}", file=sys.stderr)
    cells = (package["name"], len(changed), fixes, refused, len(broken), len(again), len(lost), new)
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    return len(broken) + len(again) + len(lost) + new


def _fixed(folder: Path) -> list[str]:
    """What the command said when it fixed a folder; raises where it crashed."""
    done = subprocess.run(
        [*TOOL, "fix", "--unsafe-fixes", "."], cwd=folder, capture_output=True, text=True, check=False
    )
    if "Traceback" in done.stderr or "OWN000" in done.stdout:
        raise SystemExit(f"{folder}: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    return done.stderr.strip().splitlines()


def _python(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if path.is_file() and not path.is_symlink())


def _compiles(path: Path) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(path.read_bytes(), str(path), "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _holds(after: Path, before: Path) -> bool:
    """Whether a file's tokens are those of another one, with some between them."""
    if after.read_bytes() == before.read_bytes():
        return True
    found = iter(_tokens(after))
    return all(any(token == other for other in found) for token in _tokens(before))


def _tokens(path: Path) -> list[str]:
    tokens = tokenize.tokenize(io.BytesIO(path.read_bytes()).readline)
    return [token.string for token in tokens if token.type not in _LAYOUT]


def _found(folder: Path, peers: list[str]) -> Findings:
    """The findings of other linters by file and code."""
    found: Findings = Counter()
    if "ruff" in peers:
        command = [
            "ruff",
            "check",
            "--isolated",
            "--no-cache",
            "--exit-zero",
            "--output-format=json",
            "--select",
            RUFF_RULES,
        ]
        done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, check=True)
        found.update((_relative(one["filename"], folder), one["code"] or "syntax") for one in json.loads(done.stdout))
    codes = ",".join(code for peer, code in (("bugbear", "B"), ("async", "ASYNC")) if peer in peers)
    if codes:
        command = [sys.executable, "-m", "flake8", "--isolated", f"--select={codes}", "--format=%(path)s\t%(code)s"]
        done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, check=False)
        found.update(tuple(line.split("\t")) for line in done.stdout.splitlines())  # type: ignore[misc]
    if "mypy" in peers:
        command = [sys.executable, "-m", "mypy", "--ignore-missing-imports", "--no-error-summary", "--show-error-codes"]
        done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, check=False)
        found.update(
            (line.partition(":")[0], line.rpartition("[")[2]) for line in done.stdout.splitlines() if "error:" in line
        )
    return found


def _relative(path: str, folder: Path) -> str:
    return str(Path(path).relative_to(folder.resolve()))


if __name__ == "__main__":
    sys.exit(main())
