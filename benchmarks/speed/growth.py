"""How the cost of a check grows with one file, by the shape of what it holds: a size doubled several times.

    python benchmarks/speed/growth.py [--sizes 250 500 …] [--knots 8 16 …] [--rounds 1] [--only WORDS …] [--sync]

Prints user seconds of `check -j1 --no-cache --isolated`, with every rule on, as a Markdown table: each shape alone in a
folder of its own, less what Python and the tool take to start, and the factor of the last doubling. The shapes are
those whose steps `tests/test_growth.py` counts. A text in which everything refers to everything grows with the square
of its size, so that four times the seconds are as many for each character.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY))

from tests.growth_shapes import KNOTS, SHAPES  # noqa: E402

_COMMAND = (sys.executable, "-m", "flake8_ownership", "check", "--isolated", "-j1", "--no-cache")
_PATIENCE = 120  # seconds for one file


def main() -> None:
    options = _options()
    settings = 'enable = ["OWN"]', f"sync = {str(options.sync).lower()}"
    start = _seconds("async def f():\n    pass\n", 3, settings)
    assert start is not None
    for title, sizes, names in (
        ("Everything", options.sizes, [name for name in SHAPES if name not in KNOTS]),
        ("Knots", options.knots, [name for name in SHAPES if name in KNOTS]),
    ):
        chosen = [name for name in names if not options.only or any(word in name for word in options.only)]
        if chosen:
            print(
                f"\n| {title} | {' | '.join(map(str, sizes))} | last doubling |\n|---|{'---|' * (len(sizes) + 1)}",
                flush=True,
            )
        for name in chosen:
            print(_row(name, sizes, options.rounds, start, settings), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[250, 500, 1_000, 2_000])
    parser.add_argument("--knots", type=int, nargs="+", default=[8, 16, 32, 64])
    parser.add_argument("--rounds", type=int, default=1, help="of which the fastest counts")
    parser.add_argument("--sync", action="store_true", help="judge blocking calls too")
    parser.add_argument("--only", nargs="*", default=[], help="parts of the names of shapes")
    return parser.parse_args()


def _row(name: str, sizes: Sequence[int], rounds: int, start: float, settings: Sequence[str]) -> str:
    found: list[float] = []
    for size in sizes:
        seconds = _seconds(SHAPES[name](size), rounds, settings)
        if seconds is None:
            break
        found.append(max(seconds - start, 0.001))
    cells = [f"{seconds:.2f}" for seconds in found]
    cells += [f"> {_PATIENCE}", *[""] * len(sizes)][: len(sizes) - len(found)]
    growth = f"{found[-1] / found[-2]:.1f}" if len(found) == len(sizes) > 1 else ""
    return f"| {name} | {' | '.join(cells)} | {growth} |"


def _seconds(text: str, rounds: int, settings: Sequence[str]) -> float | None:
    """The user seconds of a check of one text, None where it does not end."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").touch()
        Path(folder, "app.py").write_text(text, encoding="utf-8")
        for _ in range(rounds):
            before = os.times().children_user
            try:
                done = subprocess.run(
                    [*_COMMAND, *(f"--config={one}" for one in settings), folder],
                    capture_output=True,
                    timeout=_PATIENCE,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return None
            if done.returncode not in (0, 1):
                raise SystemExit(f"the check ended with {done.returncode}")
            found.append(os.times().children_user - before)
    return min(found)


if __name__ == "__main__":
    main()
