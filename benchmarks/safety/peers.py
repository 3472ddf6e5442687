"""What linters and type checkers say of files, by function rather than by line: lines move when something is added."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PEERS = ("ruff", "bugbear", "async", "mypy", "pyright")
# What ruff runs by default, and what has an opinion on logs and handlers.
RUFF = "TRY,LOG,BLE,G,SIM,RET"
_PYTHON = "3.13"
# flake8 runs whatever is installed, whatever it is asked for, and flake8-async takes its time.
_FLAKE8 = """
import importlib.metadata as metadata
import sys

wanted, installed = sys.argv.pop(1), metadata.distributions


def distributions():
    for one in installed():
        if one.metadata["name"] == wanted or not one.entry_points.select(group="flake8.extension"):
            yield one
        elif one.metadata["name"] == "flake8":
            yield one


metadata.distributions = distributions

from flake8.main.cli import main

raise SystemExit(main())
"""
# What of a message changes with what stands elsewhere in the file.
_UNSTABLE = re.compile(r"\bline \d+|; did you mean .+")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What a peer says of a function; of the module where it is empty."""

    path: str
    function: str
    code: str
    message: str


def new_findings(before: Path, after: Path, files: Sequence[str], peers: Sequence[str]) -> list[Finding]:
    """What `peers` find in some files of a folder that they do not find in those of another one.

    Raises SystemExit where a peer did not get through: its silence would say nothing.
    """
    new: list[Finding] = []
    for peer in peers:
        found = _findings(after, files, peer)
        told = sorted({one.path for one in found})
        new += (found - _findings(before, told, peer)).elements()
    return sorted(new)


def _findings(folder: Path, files: Sequence[str], peer: str) -> Counter[Finding]:
    found: Counter[Finding] = Counter()
    if files:
        for path, row, code, message in _SAYINGS[peer](folder, files):
            function = _functions(folder / path).get(row, "")
            found[Finding(path, function, code, _UNSTABLE.sub("", message))] += 1
    return found


Saying = tuple[str, int, str, str]


def _ruff(folder: Path, files: Sequence[str]) -> Iterator[Saying]:
    options = ["--isolated", "--no-cache", "--exit-zero", "--quiet", "--target-version=py313", "--output-format=json"]
    done = _run(folder, [_tool("ruff"), "check", *options, f"--extend-select={RUFF}", *files], {0})
    for one in json.loads(done):
        yield _relative(one["filename"], folder), one["location"]["row"], one["code"] or "syntax", one["message"]


def _flake8(folder: Path, files: Sequence[str], plugin: str, prefix: str) -> Iterator[Saying]:
    options = ["--isolated", f"--select={prefix},E9", "--format=%(path)s\t%(row)d\t%(code)s\t%(text)s"]
    for line in _run(folder, [sys.executable, "-c", _FLAKE8, plugin, *options, *files], {0, 1}).splitlines():
        path, row, code, message = line.split("\t", 3)
        yield path.removeprefix("./"), int(row), code, message


def _mypy(folder: Path, files: Sequence[str]) -> Iterator[Saying]:
    """Modules that the files import are read for their types. What has no annotations is looked into as well."""
    options = [
        "--ignore-missing-imports",
        "--follow-imports=silent",
        "--check-untyped-defs",
        f"--python-version={_PYTHON}",
    ]
    shape = ["--namespace-packages", "--explicit-package-bases", "--no-error-summary", "--no-color-output"]
    with tempfile.TemporaryDirectory() as cache_folder:
        command = [sys.executable, "-m", "mypy", *options, *shape, "--config-file=", f"--cache-dir={cache_folder}"]
        for line in _run(folder, [*command, *files], {0, 1}).splitlines():
            told = re.fullmatch(r"(.+?):(\d+): error: (.+?)(?:  \[([\w-]+)\])?", line)
            if told is not None and told[1] in files:
                yield told[1], int(told[2]), f"mypy {told[4]}", told[3]


def _pyright(folder: Path, files: Sequence[str]) -> Iterator[Saying]:
    """The settings of the package itself are not read; what is not installed has no types."""
    root = folder.resolve()
    with tempfile.TemporaryDirectory() as config_folder:
        config = {
            "include": [str(root / name) for name in files],
            "extraPaths": [str(root)],
            "pythonVersion": _PYTHON,
            "typeCheckingMode": "standard",
            "reportMissingImports": "none",
            "reportMissingModuleSource": "none",
        }
        path = Path(config_folder) / "pyrightconfig.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        command = [_tool("pyright"), "--outputjson", "--pythonpath", sys.executable, "--project", str(path)]
        for one in json.loads(_run(folder, command, {0, 1}))["generalDiagnostics"]:
            if one["severity"] == "error":
                row = one["range"]["start"]["line"] + 1
                yield _relative(one["file"], folder), row, f"pyright {one.get('rule', '')}", one["message"]


_SAYINGS = {
    "ruff": _ruff,
    "bugbear": lambda folder, files: _flake8(folder, files, "flake8-bugbear", "B"),
    "async": lambda folder, files: _flake8(folder, files, "flake8-async", "ASYNC"),
    "mypy": _mypy,
    "pyright": _pyright,
}


def _run(folder: Path, command: Sequence[str], well: set[int]) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in well or "Traceback" in done.stderr:
        raise SystemExit(f"{command[-1]} in {folder}: {done.returncode}\n{done.stdout}{done.stderr}"[-3000:])
    return done.stdout


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _relative(path: str, folder: Path) -> str:
    return str(Path(path).resolve().relative_to(folder.resolve()))


@cache
def _functions(path: Path) -> dict[int, str]:
    """The qualified name of the innermost function or class at each row of a file."""
    names: dict[int, str] = {}

    def walk(node: ast.AST, outer: str) -> None:
        for child in ast.iter_child_nodes(node):
            name = outer
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = f"{outer}.{child.name}".lstrip(".")
                first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
                names.update(dict.fromkeys(range(first, (child.end_lineno or first) + 1), name))
            walk(child, name)

    try:
        walk(ast.parse(path.read_bytes()), "")
    except SyntaxError:
        return {}
    return names
