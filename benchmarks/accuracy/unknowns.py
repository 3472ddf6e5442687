#!/usr/bin/env python3
"""Counts the consumed places of real packages at which nothing tells the linter what is called, and why not.

    python benchmarks/accuracy/unknowns.py                        # all packages, as Markdown
    python benchmarks/accuracy/unknowns.py --group review         # the packages of one group
    python benchmarks/accuracy/unknowns.py --json after.json      # keeps every place, to compare with
    python benchmarks/accuracy/unknowns.py --against before.json  # which places changed
    python benchmarks/accuracy/unknowns.py --list unlisted        # the places whose reason or code has this in it
    python benchmarks/accuracy/unknowns.py --gate                 # a few small packages against the committed account
    python benchmarks/accuracy/unknowns.py --gate --accept        # makes what is known now the committed account

It needs no labels: a place that becomes unknown is a loss, whatever it is. A gate fails where one did.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packages import source_of
from places import OPEN, STATUSES, UNSETTLED, Row, ask

HERE = Path(__file__).parent / "unknowns"
PACKAGES = HERE / "packages.json"
GATE = HERE / "gate.json"
# Small, and of different kinds.
GATE_PACKAGES = ("aiodocker", "assistants-framework", "channels", "gidgethub", "litestar-flags", "taskiq")
FIELDS = ("line", "column", "consumed", "call", "status", "code", "reason", "name")
WORDS = {
    "lost": "newly unknown",
    "found": "newly known",
    "changed": "known as something else",
    "reason": "unknown for another reason",
    "gone": "no longer a place",
    "new": "a place now",
}


@dataclass
class Account:
    """All places of one package; `lack` says what kept it from being all of them."""

    name: str
    group: str
    rows: list[Row]
    lack: str = ""

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.status for row in self.rows)

    def having(self, *statuses: str) -> list[Row]:
        return [row for row in self.rows if row.status in statuses]


@dataclass
class Changes:
    """What became of the places of one package, by kind of change."""

    package: str
    by_kind: dict[str, list[tuple[Row, Row]]] = field(default_factory=lambda: defaultdict(list))


# -- as JSON


def encoded(accounts: Iterable[Account]) -> dict[str, Any]:
    """Terse, because the places are many: for each file a list of lists."""
    found: dict[str, Any] = {}
    for account in accounts:
        places: dict[str, list[list[Any]]] = {}
        for row in account.rows:
            places.setdefault(row.path, []).append([getattr(row, name) for name in FIELDS])
        found[account.name] = {"group": account.group, "lack": account.lack, "places": places}
    return found


def decoded(data: dict[str, Any]) -> list[Account]:
    return [
        Account(
            name,
            one["group"],
            [Row(path, **dict(zip(FIELDS, row, strict=True))) for path, rows in one["places"].items() for row in rows],
            one["lack"],
        )
        for name, one in data.items()
    ]


# -- as tables


def table(accounts: list[Account]) -> str:
    """The statuses of the places, package by package and in all."""
    lines = [
        "| package | places | " + " | ".join(STATUSES) + " | open, % |",
        "|---|---:|" + "---:|" * (len(STATUSES) + 1),
    ]
    lines += [
        _line(account.name + (f" ({account.lack})" if account.lack else ""), account.counts) for account in accounts
    ]
    for group in dict.fromkeys(account.group for account in accounts):
        inside = [account for account in accounts if account.group == group]
        if len(inside) > 1:
            lines.append(_line(f"**{group}** ({len(inside)})", _sum(inside)))
    lines.append(_line(f"**all** ({len(accounts)})", _sum(accounts)))
    return "\n".join(lines)


def _line(name: str, counts: Counter[str]) -> str:
    places = counts.total()
    share = 100 * sum(counts[status] for status in OPEN) / places if places else 0
    return f"| {name} | {places:,} | " + " | ".join(f"{counts[status]:,}" for status in STATUSES) + f" | {share:.1f} |"


def _sum(accounts: Iterable[Account]) -> Counter[str]:
    return sum((account.counts for account in accounts), Counter())


def reasons(accounts: list[Account], *statuses: str) -> str:
    """Why places are open, most frequent first: in how many packages, and the share of a package's open places on
    average, so that no large package decides alone."""
    counts: Counter[str] = Counter()
    where: dict[str, dict[str, int]] = defaultdict(Counter)
    for account in accounts:
        for row in account.having(*statuses):
            counts[row.code] += 1
            where[row.code][account.name] += 1
    total = {account.name: len(account.having(*statuses)) for account in accounts if account.having(*statuses)}
    lines = ["| reason | places | packages | mean share, % | most in |", "|---|---:|---:|---:|---|"]
    for code, count in counts.most_common():
        mean = 100 * sum(number / total[name] for name, number in where[code].items()) / len(total)
        most = max(where[code], key=lambda name: where[code][name])
        lines.append(f"| {code} | {count:,} | {len(where[code])} | {mean:.1f} | {most} ({where[code][most]:,}) |")
    return "\n".join(lines)


# -- before and after


def compared(before: Account, after: Account) -> Changes:
    """Place by place: what is known now, and was not, and the other way round."""
    changes = Changes(after.name)
    old, new = _by_key(before), _by_key(after)
    for key, row in new.items():
        if key not in old:
            changes.by_kind["new"].append((row, row))
            continue
        kind = _change(old[key], row)
        if kind:
            changes.by_kind[kind].append((old[key], row))
    if not after.lack:
        changes.by_kind["gone"] += [(row, row) for key, row in old.items() if key not in new]
    return changes


def _by_key(account: Account) -> dict[tuple[Any, ...], Row]:
    return {(*row.key, row.consumed): row for row in account.rows}


def _change(old: Row, new: Row) -> str:
    if (old.status in UNSETTLED) != (new.status in UNSETTLED):
        return "lost" if new.status in UNSETTLED else "found"
    if new.status in UNSETTLED:
        return "reason" if (old.status, old.code) != (new.status, new.code) else ""
    return "changed" if (old.status, old.name) != (new.status, new.name) else ""


def difference(changes: list[Changes], most: int) -> str:
    """The changes as a table by package, then at most `most` of each kind, with the places."""
    kinds = list(WORDS)
    lines = ["| package | " + " | ".join(WORDS.values()) + " |", "|---|" + "---:|" * len(kinds)]
    lines += [
        f"| {one.package} | " + " | ".join(f"{len(one.by_kind[kind]):,}" for kind in kinds) + " |"
        for one in changes
        if any(one.by_kind.values())
    ]
    totals = [sum(len(one.by_kind[kind]) for one in changes) for kind in kinds]
    lines.append("| **all** | " + " | ".join(f"{total:,}" for total in totals) + " |")
    for kind in kinds:
        found = [(one.package, old, new) for one in changes for old, new in one.by_kind[kind]]
        if found and kind != "reason":
            lines += ["", f"{WORDS[kind]} ({len(found):,}):", ""]
            lines += [_changed(package, old, new, kind) for package, old, new in found[:most]]
            lines += [f"- … and {len(found) - most:,} more"] if len(found) > most else []
    return "\n".join(lines)


def _changed(package: str, old: Row, new: Row, kind: str) -> str:
    place = f"- {package} {new.path}:{new.line} `{new.consumed} {new.call}`: "
    return place + (_said(new) if kind in ("new", "gone") else f"{_said(old)} → {_said(new)}")


def _said(row: Row) -> str:
    return f"{row.status} ({row.reason})" if row.status in UNSETTLED else f"{row.status} {row.name}".rstrip()


# -- the run


def measured(packages: list[dict[str, str]], limit: float, jobs: int) -> list[Account]:
    """The account of each package, in the order given."""

    def one(package: dict[str, str]) -> Account:
        rows, lack = ask(source_of(package), limit)
        return Account(package["name"], package["group"], rows, lack)

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, packages))


def gate(accounts: list[Account]) -> int:
    """Fails where a place of the committed account is unknown by now; says what is better, to be committed."""
    before = {account.name: account for account in decoded(json.loads(GATE.read_text(encoding="utf-8")))}
    changes = [compared(before[account.name], account) for account in accounts]
    lost = sum(len(one.by_kind["lost"]) for one in changes)
    print(table(accounts), difference(changes, 30), sep="\n\n")
    if lost or any(account.lack for account in accounts):
        print(f"\n{lost} places are unknown that were known.", file=sys.stderr)
        return 1
    return 0


def _write(path: Path, accounts: list[Account]) -> None:
    path.write_text(json.dumps(encoded(accounts), ensure_ascii=False, indent=None) + "\n", encoding="utf-8")


def wanted(names: list[str], group: str, only_gate: bool) -> list[dict[str, str]]:
    packages: list[dict[str, str]] = json.loads(PACKAGES.read_text(encoding="utf-8"))
    if only_gate:
        return [package for package in packages if package["name"] in GATE_PACKAGES]
    return [
        package
        for package in packages
        if (not names or package["name"] in names) and (not group or package["group"] == group)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", help="names of packages; all of the draw if there is none")
    parser.add_argument("--group", default="", help="`review`: the eight of the review, `new`: the others")
    parser.add_argument("--json", type=Path, help="where to write every place, to compare with later")
    parser.add_argument(
        "--from", type=Path, dest="kept", help="takes the places from such a file, and measures nothing"
    )
    parser.add_argument("--against", type=Path, help="such a file of an earlier run: shows what changed")
    parser.add_argument("--most", type=int, default=40, help="changed places of each kind to show")
    parser.add_argument("--list", metavar="WORDS", help="lists the open places whose reason or code has these in it")
    parser.add_argument("--gate", action="store_true", help="fails where a place of the committed account got lost")
    parser.add_argument("--accept", action="store_true", help="with --gate: writes the committed account anew")
    parser.add_argument("--limit", type=float, default=300, help="seconds for each package")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    chosen = wanted(arguments.packages, arguments.group, arguments.gate)
    if arguments.kept is not None:
        names = {package["name"] for package in chosen}
        accounts = [one for one in decoded(json.loads(arguments.kept.read_text("utf-8"))) if one.name in names]
    else:
        accounts = measured(chosen, arguments.limit, arguments.jobs)
    if arguments.json is not None:
        _write(arguments.json, accounts)
    if arguments.gate:
        if arguments.accept:
            _write(GATE, accounts)
            return 0
        return gate(accounts)
    if arguments.list is not None:
        for account in accounts:
            for row in account.having(*UNSETTLED):
                if arguments.list in row.code or arguments.list in row.reason:
                    print(f"{account.name} {row.path}:{row.line} {row.consumed} {row.call}: {row.status}, {row.reason}")
        return 0
    print(table(accounts), "Open:", reasons(accounts, *OPEN), "Unfound:", reasons(accounts, "unfound"), sep="\n\n")
    if arguments.against is not None:
        before = {account.name: account for account in decoded(json.loads(arguments.against.read_text("utf-8")))}
        changes = [compared(before[account.name], account) for account in accounts if account.name in before]
        print("\n" + difference(changes, arguments.most))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
