"""Fixes copies of real packages and looks whether any harm was done: `python benchmarks/safety/safety.py [NAME …]`.

For each package of `packages.json`, with every rule that is on and `--unsafe-fixes`:

- how many fixes were made and how many were refused;
- every file compiles;
- a second run changes nothing;
- with its telemetry taken away, before and after, each file is the same program (`skeleton.py`), has every comment and
  every message that it had;
- ruff (default rules, TRY, LOG, BLE, G, SIM, RET), flake8-bugbear, flake8-async, mypy and pyright find nothing in a
  changed file that they did not find before in the same function.

Harms are told on stderr. `--keep FOLDER` keeps the copies and a diff of each package there.
"""

from __future__ import annotations

import argparse
import difflib
import io
import json
import shutil
import subprocess
import sys
import tempfile
import tokenize
import warnings
from collections import Counter
from itertools import chain
from pathlib import Path

from peers import PEERS, new_findings
from skeleton import logged, skeleton

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / "accuracy"))
from packages import source_of  # noqa: E402

_TOOL = [sys.executable, "-m", "flake8_ownership", "fix", "--unsafe-fixes", "--no-cache", "."]
# What is read of a package: its modules, and what says how they are written.
_READ = ("*.py", "*.pyi", "*.toml", "*.cfg", "*.ini", "*.txt", ".flake8", "METADATA", "py.typed")
_COLUMNS = (
    "package",
    "files changed",
    "fixes",
    "refused",
    "do not compile",
    "changed again",
    "not what they were",
    "new findings",
)


def main() -> int:
    """Prints the table; 1 where something was harmed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--peers", default=",".join(PEERS), help=f"of {', '.join(PEERS)}")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    packages = json.loads((FOLDER / "packages.json").read_text(encoding="utf-8"))
    print(f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}", flush=True)
    rows: list[list[int]] = []
    for package in packages:
        if not options.names or package["name"] in options.names:
            with tempfile.TemporaryDirectory() as scratch:
                folder = options.keep / package["name"] if options.keep else Path(scratch)
                rows.append(_examined(package, [peer for peer in options.peers.split(",") if peer], folder))
            _print_row(f"{package['name']} {package['version']}", rows[-1])
    _print_row("together", [sum(column) for column in zip(*rows, strict=True)])
    return 1 if any(any(row[3:]) for row in rows) else 0


def _print_row(name: str, figures: list[int]) -> None:
    print(f"| {name} | {' | '.join(map(str, figures))} |", flush=True)


def _examined(package: dict[str, str], peers: list[str], folder: Path) -> list[int]:
    """One package's figures."""
    before, after = folder / "before", folder / "after"
    for copy in (before, after):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source_of(package), copy, symlinks=True, ignore=_unread)
    said = _fixed(after)
    fixes = int(said[-1].partition(" ")[0])
    refused = sum("is not mended" in line for line in said)
    texts = {name: (after / name).read_bytes() for name in _python(after)}
    changed = [name for name, text in texts.items() if text != (before / name).read_bytes()]
    _fixed(after)
    harms = [
        [f"{name} does not compile" for name in changed if not _compiles(after / name)],
        [f"{name} is changed again" for name, text in texts.items() if (after / name).read_bytes() != text],
        [f"{name} {why}" for name in changed if (why := _difference(before / name, after / name))],
        [f"{one.path} {one.function} {one.code} {one.message}" for one in new_findings(before, after, changed, peers)],
    ]
    for harm in chain.from_iterable(harms):
        print(f"  {package['name']}: {harm}", file=sys.stderr, flush=True)
    (folder / "diff").write_text("".join(_diff(before, after, changed)), encoding="utf-8")
    (folder / "said").write_text("\n".join(said), encoding="utf-8")
    return [len(changed), fixes, refused, *map(len, harms)]


def _unread(folder: str, names: list[str]) -> list[str]:
    """What of a folder is not copied."""
    return [
        name
        for name in names
        if not (Path(folder) / name).is_dir() and not any(Path(name).match(pattern) for pattern in _READ)
    ]


def _fixed(folder: Path) -> list[str]:
    """What the command said when it fixed a folder; raises SystemExit where it crashed."""
    done = subprocess.run(_TOOL, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode == 2 or "Traceback" in done.stderr or "OWN000" in done.stdout:
        raise SystemExit(f"{folder}: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    return done.stderr.strip().splitlines()


def _python(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.py") if path.is_file())


def _compiles(path: Path) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(path.read_bytes(), str(path), "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _difference(before: Path, after: Path) -> str:
    """What a file has lost or gained besides telemetry; empty where that is nothing."""
    was, is_ = map(_text, (before, after))
    if _comments(was) != _comments(is_):
        return "has other comments"
    if logged(was) - logged(is_):
        return f"no longer logs {', '.join(logged(was) - logged(is_))}"
    skeletons = [skeleton(text).splitlines(keepends=True) for text in (was, is_)]
    return "".join(["is another program\n", *difflib.unified_diff(*skeletons)]) if skeletons[0] != skeletons[1] else ""


def _text(path: Path) -> str:
    """A module's text, in the encoding that it declares."""
    with tokenize.open(path) as file:
        return file.read()


def _comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def _diff(before: Path, after: Path, changed: list[str]) -> list[str]:
    lines: list[str] = []
    for name in changed:
        texts = [_text(folder / name).splitlines(keepends=True) for folder in (before, after)]
        lines += difflib.unified_diff(*texts, f"before/{name}", f"after/{name}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
