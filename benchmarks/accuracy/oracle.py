#!/usr/bin/env python3
"""Compares what the linter takes consumed calls for with a type checker's language server: an oracle without labels.

    python benchmarks/accuracy/oracle.py                      # all packages, as Markdown
    python benchmarks/accuracy/oracle.py aiodocker --list     # one package, and where the two disagree
    python benchmarks/accuracy/oracle.py --missed             # places unknown to the linter that the oracle knows
    python benchmarks/accuracy/oracle.py --json FILE          # every place with both answers

Each package is installed with its dependencies into an environment of its own below the user's cache folder (as
`oracle/NAME.txt` pins them), so that the type checker knows every library. It is asked where the callee of each
awaited, entered or iterated call is defined, and for what is no call, where its type is: in the package itself, the
standard library, or some other distribution. The linter sees the sources alone, as ever.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from definitions import SERVERS, Server, serving
from packages import CACHE, source_of
from places import UNSETTLED, Row, ask

HERE = Path(__file__).parent
PINS = HERE / "oracle"
KINDS = ("own", "stdlib", "library", "unknown")
# Types that say nothing of where a failure comes from: what stands behind them is somebody else's.
OPAQUE = frozenset(
    """Any object Callable Awaitable Coroutine CoroutineType Generator AsyncIterator AsyncIterable AsyncGenerator
    AsyncGeneratorType Iterator Iterable Task Future AbstractAsyncContextManager AsyncContextManager
    AbstractContextManager FunctionType MethodType Self TypeVar ParamSpec partial _AsyncGeneratorContextManager
    list tuple dict set NoneType type""".split()
)
# Where the stubs of libraries lie that come with a type checker; the top-level module follows.
_THIRD_PARTY = re.compile(r"(?:/stubs/[^/]+|typeshed_third_party_[^/]+)/(\w+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """Where something comes from: `kind` is one of KINDS, `origin` the library's top-level module, `at` the place."""

    kind: str
    origin: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One place with both answers."""

    package: str
    row: Row
    ours: Answer
    oracle: Answer

    @property
    def agree(self) -> bool:
        return self.ours.kind == self.oracle.kind

    @property
    def decided(self) -> bool:
        return "unknown" not in (self.ours.kind, self.oracle.kind)

    @property
    def is_missed(self) -> bool:
        """Whether the oracle alone knows."""
        return self.ours.kind == "unknown" != self.oracle.kind


# -- environments


def environment(package: dict[str, str]) -> Path:
    """The environment that has a package with its dependencies; made where it is not there yet."""
    folder = CACHE / "oracle" / package["name"]
    pins = PINS / f"{package['name']}.txt"
    done = folder / "installed"
    if not done.exists():
        python = f"python{package['python']}" if "python" in package else sys.executable
        _install(folder, python, ["-r", str(pins)] if pins.exists() else [package["requirement"]])
        done.touch()
    if not pins.exists():
        frozen = subprocess.run([folder / "bin" / "pip", "freeze"], check=True, capture_output=True, text=True)
        pins.write_text(frozen.stdout, encoding="utf-8")
    return folder


def tools() -> Path:
    """The folder with the programs of the language servers."""
    folder = CACHE / "oracle" / ".servers"
    if not (folder / "installed").exists():
        _install(folder, sys.executable, ["-r", str(PINS / "servers.txt")])
        (folder / "installed").touch()
    return folder / "bin"


def _install(folder: Path, python: str, wanted: list[str]) -> None:
    subprocess.run([python, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", "--prefer-binary", *wanted], check=True)


# -- what a definition's place says


class Places:
    """Says whose a definition is by where it lies: a package's own, the standard library's or a library's."""

    def __init__(self, root: Path, environment: Path, name: str) -> None:
        self._root = root
        self._site = next((environment / "lib").glob("python*/site-packages"))
        self._name = name
        self._defined: dict[str, dict[tuple[int, int], str]] = {}

    @cached_property
    def _own(self) -> frozenset[str]:
        """The package's own files in the environment."""
        distribution = next(iter(metadata.distributions(name=self._name, path=[str(self._site)])))
        return frozenset(str(self._site / file) for file in distribution.files or ())

    def of(self, path: str, line: int, column: int) -> Answer:
        """Where a definition lies; unknown where what stands there is no class and no function of the package."""
        at = f"{path}:{line}"
        if "typeshed" in path or path.startswith("vendored:"):
            return self._of_typeshed(path, self._name_at(path, line, column), at)
        if path in self._own or Path(path).is_relative_to(self._root):
            return Answer("own" if self._name_at(path, line, column) else "unknown", "", at)
        if Path(path).is_relative_to(self._site):
            top = Path(path).relative_to(self._site).parts[0].removesuffix(".pyi").removesuffix(".py")
            return Answer("library", top.removesuffix("-stubs").partition(".")[0], at)
        return Answer("stdlib", "stdlib", at) if "/lib/python" in path else Answer("unknown", "", at)

    def _of_typeshed(self, path: str, name: str, at: str) -> Answer:
        bundled = _THIRD_PARTY.search(path)
        if bundled is not None:
            return Answer("library", bundled[1], at)
        if "/ty_extensions" in path or name in OPAQUE:
            return Answer("unknown", "", at)
        return Answer("stdlib", "stdlib", at)

    def _name_at(self, path: str, line: int, column: int) -> str:
        """The name of the class or function that is defined there, empty for a parameter or another variable."""
        if path not in self._defined:
            self._defined[path] = _definitions(path)
        return self._defined[path].get((line, column), "")


def _definitions(path: str) -> dict[tuple[int, int], str]:
    """The names of classes and functions, by where the statement and where the name start."""
    try:
        tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return {}
    keywords = {ast.FunctionDef: "def ", ast.AsyncFunctionDef: "async def ", ast.ClassDef: "class "}
    found: dict[tuple[int, int], str] = {}
    for node in ast.walk(tree):
        keyword = keywords.get(type(node))
        if keyword is not None:
            for column in (node.col_offset, node.col_offset + len(keyword)):
                found[node.lineno, column] = node.name
    return found


def linters(row: Row) -> Answer:
    """The linter's answer of a place: where its callee comes from."""
    if row.status in UNSETTLED or not row.origin:
        return Answer("own" if row.status == "own" else "unknown")
    kind = row.origin if row.origin in ("own", "stdlib") else "library"
    return Answer(kind, row.origin, row.name)


# -- asking


def compared(package: dict[str, str], server_name: str, most: int, seed: int) -> list[Compared]:
    """The places of a package, or `most` of them, with both answers; without those that end with no name."""
    root, home = source_of(package), environment(package)
    rows = [row for row in ask(root, 600)[0] if row.at is not None]
    if len(rows) > most:
        rows = random.Random(f"{seed}:{package['name']}").sample(rows, most)
    by_file: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.key):
        by_file[row.path].append(row)
    places = Places(root, home, package["name"])
    found: list[Compared] = []
    with serving(server_name, tools(), root, home) as server:
        for path, inside in by_file.items():
            with server.opened(root / path):
                answers = _answers(server, inside, places)
            found += [Compared(package["name"], row, linters(row), answers[row]) for row in inside]
    return found


def _answers(server: Server, rows: list[Row], places: Places) -> dict[Row, Answer]:
    """The oracle's answers: where the callee is defined, or the type of what is no call.

    Of a call of a variable nothing: the type of a callable does not say where it was defined.
    """
    found: dict[Row, Answer] = {}
    for asked, question in (
        ([row for row in rows if row.called], server.definitions),
        ([row for row in rows if not row.called], server.type_definitions),
    ):
        targets = question([row.at for row in asked if row.at is not None])
        for row, each in zip(asked, targets, strict=True):
            found[row] = _one([places.of(*target) for target in each], linters(row))
    return found


def _one(answers: list[Answer], ours: Answer) -> Answer:
    """Of several definitions the one that agrees with ours: the parts of a union are all right."""
    known = [answer for answer in answers if answer.kind != "unknown"]
    agreeing = [answer for answer in known if answer.kind == ours.kind]
    return next(iter([*agreeing, *known, *answers]), Answer("unknown"))


# -- as tables


def by_package(found: list[Compared]) -> str:
    columns = ("places asked", "both know", "agree", "agree, %", "only the oracle knows", "only we know", "neither")
    lines = ["| package | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    names = dict.fromkeys(one.package for one in found)
    lines += [_package_line(name, [one for one in found if one.package == name]) for name in names]
    lines.append(_package_line(f"**all** ({len(names)})", found))
    return "\n".join(lines)


def _package_line(name: str, found: list[Compared]) -> str:
    decided = [one for one in found if one.decided]
    agree = sum(one.agree for one in decided)
    missed = sum(one.is_missed for one in found)
    alone = sum(one.oracle.kind == "unknown" != one.ours.kind for one in found)
    share = 100 * agree / len(decided) if decided else 0
    neither = len(found) - len(decided) - missed - alone
    columns = (f"{len(found):,}", f"{len(decided):,}", f"{agree:,}", f"{share:.1f}", f"{missed:,}", f"{alone:,}")
    return f"| {name} | " + " | ".join(columns) + f" | {neither:,} |"


def confusion(found: list[Compared]) -> str:
    counts = Counter((one.ours.kind, one.oracle.kind) for one in found)
    lines = ["| linter ↓ oracle → | " + " | ".join(KINDS) + " |", "|---|" + "---:|" * len(KINDS)]
    lines += [f"| {ours} | " + " | ".join(f"{counts[ours, theirs]:,}" for theirs in KINDS) + " |" for ours in KINDS]
    return "\n".join(lines)


def missed_by_reason(found: list[Compared]) -> str:
    """The places unknown to the linter alone, by its reason and by what the oracle says."""
    kinds = Counter((_reason(one.row), one.oracle.kind) for one in found if one.is_missed)
    counts = Counter(_reason(one.row) for one in found if one.is_missed)
    lines = ["| reason of the linter | places | own | stdlib | library |", "|---|---:|---:|---:|---:|"]
    for reason, count in counts.most_common():
        rest = " | ".join(f"{kinds[reason, kind]:,}" for kind in KINDS[:3])
        lines.append(f"| {reason} | {count:,} | {rest} |")
    return "\n".join(lines)


def _reason(row: Row) -> str:
    return row.code if row.status in UNSETTLED else f"not told whose it is: {row.reason or row.status}"


def listed(found: list[Compared]) -> str:
    return "\n".join(
        f"- {one.package} {one.row.path}:{one.row.line} `{one.row.consumed} {one.row.call}`:"
        f" {one.row.status} {one.ours.kind} {one.ours.at or one.row.reason}"
        f" ≠ {one.oracle.kind} {one.oracle.origin} {_short(one.oracle.at)}"
        for one in found
    )


def _short(at: str) -> str:
    return at.rpartition("site-packages/")[2].rpartition("/src/")[2] if "/" in at else at


def as_json(one: Compared) -> dict[str, Any]:
    place = {name: getattr(one.row, name) for name in ("path", "line", "column", "consumed", "call", "status", "code")}
    ours, theirs = one.ours, one.oracle
    return {
        "package": one.package,
        **place,
        "reason": one.row.reason,
        "ours": [ours.kind, ours.origin, ours.at],
        "oracle": [theirs.kind, theirs.origin, _short(theirs.at)],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", help="names of packages; all of oracle/packages.json if there is none")
    parser.add_argument("--server", choices=SERVERS, default="pyrefly")
    parser.add_argument("--most", type=int, default=600, help="places of a package at most, drawn at random beyond")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="lists the places where both know and disagree")
    parser.add_argument("--missed", action="store_true", help="lists the places that only the oracle knows")
    parser.add_argument("--json", type=Path, help="where to write every place with both answers")
    arguments = parser.parse_args()
    packages = json.loads((PINS / "packages.json").read_text(encoding="utf-8"))
    found: list[Compared] = []
    for package in packages:
        if not arguments.packages or package["name"] in arguments.packages:
            print(f"{package['name']} …", file=sys.stderr)
            found += compared(package, arguments.server, arguments.most, arguments.seed)
    print(by_package(found), confusion(found), missed_by_reason(found), sep="\n\n")
    if arguments.list:
        print("\n" + listed([one for one in found if one.decided and not one.agree]))
    if arguments.missed:
        print("\n" + listed([one for one in found if one.is_missed]))
    if arguments.json is not None:
        lines = [json.dumps(as_json(one), ensure_ascii=False) + "\n" for one in found]
        arguments.json.write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
