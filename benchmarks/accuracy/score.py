#!/usr/bin/env python3
"""Scores the linter's account of real packages against calls that were labelled by hand.

    python benchmarks/accuracy/score.py held-out [--misses]

recall      of the calls that cross the process boundary by their label: the share that is found as sites
precision   of the sites found at labelled calls: the share that the label calls I/O
verdict     of the sites found rightly: the share whose verdict agrees with the label
alarms      of the labelled calls at which a rule of OWN1 or OWN2 fires: the share whose failure nobody reports, by the
            label; the rules about logs without counts, and counts without logs, are left out
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from packages import source_of

HERE = Path(__file__).parent
AGREES = {
    "yes": {"owned"},
    "by-caller": {"visible"},
    "silent": {"silenced", "carried"},
    "no": {"unowned"},
    "reraise-only": {"unowned"},
}
UNREPORTED = {"no", "reraise-only", "silent"}
# Labels are places by file, line and the callee's last name.
Sites = dict[tuple[str, int, str], dict[str, Any]]


def sites(folder: Path, files: list[str]) -> Sites:
    """What `sites` says of some files."""
    command = [sys.executable, "-m", "flake8_ownership", "sites", "--output-format=json", *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    account = json.loads(done.stdout)["sites"]
    return {(site["filename"], site["location"]["row"], last_name(site["call"])): site for site in account}


def last_name(call: str) -> str:
    """`a.b(c).d(e)` -> `d`: the callee's last name, without arguments."""
    depth, plain = 0, ""
    for character in call:
        depth += (character in "([{") - (character in ")]}")
        plain += character if depth == 0 and character not in ")]}" else ""
    return plain.rpartition(".")[2].strip()


def scored(labels: list[dict[str, Any]], found: dict[str, Sites]) -> tuple[dict[str, list[bool]], list[str]]:
    """For each figure, whether each label that it is about is a hit; and the misses in words."""
    hits: dict[str, list[bool]] = defaultdict(list)
    misses = []

    def count(figure: str, label: dict[str, Any], hit: bool, said: object) -> None:
        hits[figure].append(hit)
        if not hit:
            place = f"{label['package']} {label['path']}:{label['line']} {label['expr'][:60]}"
            misses.append(f"{figure}: {place} [{label['io']}, {label['observed']}] {said} {label['note']}")

    for label in labels:
        if label["io"] == "unclear":
            continue
        site = found[label["package"]].get((label["path"], label["line"], last_name(label["expr"])))
        direct = label["io"] == "direct"
        if direct:
            count("recall", label, site is not None, "")
        if site is None:
            continue
        count("precision", label, direct, site["api"])
        if direct:
            count("verdict", label, site["verdict"] in AGREES[label["observed"]], site["verdict"])
        alarms = [code for code in site["codes"] if code[:4] in ("OWN1", "OWN2") and code not in ("OWN103", "OWN104")]
        if alarms:
            count("alarms", label, direct and label["observed"] in UNREPORTED, alarms)
    return hits, misses


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", help="a folder beside this script, with labels.jsonl and packages.json")
    parser.add_argument("--misses", action="store_true", help="print where linter and label disagree")
    arguments = parser.parse_args()
    folder = HERE / arguments.labels
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    found = {}
    for package in json.loads((folder / "packages.json").read_text(encoding="utf-8")):
        files = sorted({label["path"] for label in labels if label["package"] == package["name"]})
        found[package["name"]] = sites(source_of(package), files)
    hits, misses = scored(labels, found)
    if arguments.misses:
        print("\n".join(misses))
    for figure, each in hits.items():
        print(f"{figure:10}{sum(each)}/{len(each)} = {sum(each) / len(each):.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
