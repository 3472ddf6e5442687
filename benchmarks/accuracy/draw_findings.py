#!/usr/bin/env python3
"""Draws findings at random from packages, rule by rule, to be accepted or rejected by hand.

    python benchmarks/accuracy/draw_findings.py --packages unseen/packages.json --each 30 --seed 1 > drawn.jsonl

The findings are those of `check` with the rules that are on by default: a wheel holds no configuration.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from packages import source_of

LINE = re.compile(r"(?P<path>.+?):(?P<line>\d+):(?P<col>\d+): (?P<code>OWN\d{3}) (?P<message>.*)")


def findings(package: dict[str, str]) -> list[dict[str, object]]:
    """Every finding in a package, in the order of files and rows."""
    command = [sys.executable, "-m", "flake8_ownership", "check", "--output-format=text", "."]
    done = subprocess.run(command, cwd=source_of(package), capture_output=True, text=True, check=False)
    rows = []
    for found in map(LINE.fullmatch, done.stdout.splitlines()):
        if found is not None:
            place = {"path": found["path"].removeprefix("./"), "line": int(found["line"]), "col": int(found["col"])}
            told = {"code": found["code"], "message": found["message"]}
            rows.append({"package": package["name"], "version": package["version"], **place, **told})
    return sorted(rows, key=lambda row: (row["path"], row["line"], row["col"], row["code"]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--each", type=int, default=30, help="findings a rule at most")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    by_code = defaultdict(list)
    for package in json.loads(arguments.packages.read_text(encoding="utf-8")):
        for row in findings(package):
            by_code[row["code"]].append(row)
    for code, rows in sorted(by_code.items()):
        chance = random.Random(f"{arguments.seed}:{code}")
        print(f"{code}: {len(rows)} findings", file=sys.stderr)
        for number, row in enumerate(chance.sample(rows, min(arguments.each, len(rows))), start=1):
            print(json.dumps({"id": f"{code}#{number}", **row, "accepted": "", "why": ""}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
