"""The standard libraries of all Pythons at hand, as code that nobody wrote for us: every file must get a result.

    python benchmarks/safety/standard_library.py [--libraries FOLDER …] [--alone 80] [--seed 1]

Copies each library into a project of its own and judges all of its files, with `sync`, `tests` and every rule on.
Prints files, those that this Python cannot parse, sites, findings and user seconds as a Markdown table. Ends with 1
where a file crashes the tool (OWN000), or one of `--alone` files, drawn by `--seed`, is judged otherwise by itself than
among others: in a process of its own, forked from one that has loaded the tool, judged one small file elsewhere, and
read from the texts of all files which names stand in them, which is half of what a file alone costs and no judgement.
The rest is that a file alone reads the modules that it leads to, up to some hundreds.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flake8_ownership.check import CRASH, Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.run import Outcome, check_all
from flake8_ownership.search import discover
from flake8_ownership.source import Source

_LEFT_OUT = ("__pycache__", "site-packages", "dist-packages")
_OPTIONS = {"sync": True, "tests": True, "enable": ["OWN"]}


@dataclass
class Result:
    """What became of the files of one library."""

    files: int = 0
    unparsed: int = 0
    sites: int = 0
    findings: int = 0
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")
    alone: int = 0
    different: int = 0
    faults: list[str] = field(default_factory=list)


def main() -> None:
    options = _options()
    print(f"Python {platform.python_version()}\n")
    print("| library | files | not parsed | sites | findings | user s | slowest file | alone | differ |")
    print(f"|{'---|' * 9}", flush=True)
    faults = []
    for library in options.libraries:
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder)
            (project / "pyproject.toml").touch()
            shutil.copytree(library, project / "library", ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True)
            result = _judged(project, options.alone, options.seed)
        name = Path(library).parent.parent.name
        slowest = f"{result.slowest[1]}, {result.slowest[0]:.1f} s"
        cells = (name, result.files, result.unparsed, result.sites, result.findings, f"{result.seconds:.0f}", slowest)
        cells = (*cells, result.alone, result.different)
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
        faults += [f"{name}: {fault}" for fault in result.faults]
    print("\n".join(faults))
    sys.exit(bool(faults))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = sorted(Path.home().glob(".pyenv/versions/*/lib/python*/os.py"))
    usual = [str(path.parent) for path in here] or [str(Path(tempfile.__file__).parent)]
    parser.add_argument("--libraries", nargs="*", default=usual, help="folders that hold an os.py")
    parser.add_argument("--alone", type=int, default=80, help="so many files are judged by themselves as well")
    parser.add_argument("--seed", type=int, default=1, help="draws those files")
    return parser.parse_args()


def _judged(project: Path, alone: int, seed: int) -> Result:
    result = Result()
    settler = Settler(_OPTIONS, isolated=True)
    before = last = time.process_time()
    outcomes: list[Outcome] = []
    for outcome in check_all(discover([str(project)], settler), settler, Checker()):
        now = time.process_time()
        result.slowest = max(result.slowest, (now - last, Path(outcome.path).name))
        last = now
        result.files += 1
        if outcome.checked is None:
            result.unparsed += 1
            continue
        result.sites += len(outcome.checked.sites)
        result.findings += len(outcome.checked.findings)
        result.faults += [f"{one.filename}: {one.message}" for one in outcome.checked.findings if one.code == CRASH]
        outcomes.append(outcome)
    result.seconds = time.process_time() - before
    drawn = random.Random(seed).sample(outcomes, min(alone, len(outcomes)))
    result.alone = len(drawn)
    different = list(_different(drawn, project))
    result.different = len(different)
    result.faults += different
    return result


def _different(outcomes: Sequence[Outcome], project: Path) -> Iterator[str]:
    """The files that are judged otherwise by themselves."""
    checker = Checker()
    settler = Settler(_OPTIONS, isolated=True)
    small = Source(str(project / "small.py"), "async def f(client):\n    await client.get()\n")
    checker.check(small, settler.settings(Path(small.path)))
    for folder in sorted({Path(outcome.path).parent for outcome in outcomes}):
        nothing = Source(str(folder / "nothing.py"), "")
        shared = checker.module(nothing, settler.settings(Path(nothing.path)))[1].project
        shared.mentioning("")
    for outcome in outcomes:
        assert outcome.source is not None
        assert outcome.settings is not None
        child = os.fork()
        if not child:
            same = False
            try:
                same = checker.check(outcome.source, outcome.settings) == outcome.checked
            finally:
                os._exit(not same)
        if os.waitpid(child, 0)[1]:
            yield f"{outcome.path}: judged otherwise by itself"


if __name__ == "__main__":
    main()
