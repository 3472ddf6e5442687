"""Runs the programs in `tests/boundaries` with the libraries that each names, and records what the frameworks tell.

Each gets an environment of its own, which is thrown away:

    python benchmarks/boundaries.py                 # all of them, some minutes
    python benchmarks/boundaries.py celery_worker   # some
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.boundary_programs import dependencies, programs  # noqa: E402


def record(program: Path) -> str:
    """What a program prints. Raises CalledProcessError where it, or pip, fails."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        wanted = dependencies(program)
        if wanted:
            subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
        done = subprocess.run([python, program], stdout=subprocess.PIPE, text=True, timeout=120, check=True)
    return done.stdout


def main(arguments: list[str] | None = None) -> int:
    """Writes the record of each program beside it; returns 1 where one could not be run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="programs to run; all without any")
    names = parser.parse_args(arguments).names
    known = {program.stem: program for program in programs()}
    if unknown := [name for name in names if name not in known]:
        parser.error(f"no program is named {', '.join(unknown)}")
    failed = False
    for name in names or known:
        try:
            printed = record(known[name])
        except (subprocess.SubprocessError, OSError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        known[name].with_suffix(".txt").write_text(printed, encoding="utf-8")
        print(f"{name}: {printed.rstrip().rpartition(chr(10))[2]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
