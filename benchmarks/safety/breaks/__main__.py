"""The faults that the first version was found to have, each brought about anew: nothing harms, hangs or lies.

    python benchmarks/safety/breaks [--only A1 C …] [--newer PYTHON3.13]

Every input is made in a temporary folder; the tool beside this interpreter runs on it as a process with a bound on its
time. Prints a Markdown row for each fault, with the test that keeps it away, and ends with 1 where one is back.
`--newer` is a Python 3.13 that has the package: `make .venv-python3.13/.portable PYTHON=python3.13` sets one up.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # for the client of the language server that tests have

import bench
import crashes
import hangs  # noqa: F401
import harm  # noqa: F401 - registers its rows
import slowness  # noqa: F401


def main() -> None:
    options = _options()
    crashes.NEWER = options.newer
    print(f"Python {platform.python_version()}, {platform.system()}\n")
    print("| | what is tried | what became of it | holds | kept by |")
    print("|---|---|---|---|---|", flush=True)
    broken = []
    for row in bench.ROWS:
        if options.only and not any(row.number.startswith(one) for one in options.only):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcome = row.run(Path(folder))
            except Exception as error:  # a row that cannot be tried does not hold
                outcome = bench.Outcome(f"could not be tried: {error!r}", holds=False)
        cells = (row.number, row.tried, outcome.words, "yes" if outcome.holds else "**no**", row.test)
        print(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |", flush=True)
        broken += [] if outcome.holds else [row.number]
    print(f"\nThese do not hold: {', '.join(broken)}" if broken else "\nAll hold.")
    sys.exit(bool(broken))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).parents[3] / ".venv-python3.13/bin/python"
    parser.add_argument("--only", nargs="*", default=[], help="how the numbers of rows begin")
    parser.add_argument("--newer", type=Path, default=here, help="a Python 3.13 that has the package")
    return parser.parse_args()


if __name__ == "__main__":
    main()
