"""Rows B: what ended a run with a traceback, or cost other files their result."""

from __future__ import annotations

import os
from pathlib import Path

from bench import (
    EVERY_CALL,
    HEAD,
    SITE,
    TOOL,
    UNOWNED,
    Outcome,
    Ran,
    check,
    git,
    limited,
    listed,
    one_line,
    project,
    row,
    run,
    went_on,
)

NEWER: Path | None = None  # a Python 3.13 that has the package
_WITH_VALUE = 'import httpx\nasync def f(c: httpx.AsyncClient, a, x, y):\n    await c.get("u")\n    z = ({})\n'
_OPERATIONS = {
    "joined strings": "\n".join(['"a"'] * 500),
    "+": " + ".join("x" * 500),
    "and": " and ".join("x" * 500),
    "-": "- " * 500 + "x",
    "if else": "x if y else " * 500 + "a",
}


def _fix(folder: Path, *arguments: str, tool: tuple[str, ...] = (TOOL,)) -> Ran:
    return run([*tool, "fix", "--unsafe-fixes", EVERY_CALL, "--no-cache", *arguments], folder)


@row("B1", "`fix` of 500 joined strings, `+`, `and`, `-`, `if else` beside a plain file", "test_deep_code.py")
def deep_operators(folder: Path) -> Outcome:
    ends: dict[str, object] = {}
    holds = True
    for name, value in _OPERATIONS.items():
        here = project(folder / str(len(ends)), {"a.py": _WITH_VALUE.format(value), "zz.py": UNOWNED})
        ran = _fix(here, "a.py", "zz.py")
        other = (here / "zz.py").read_text() != UNOWNED
        own = (here / "a.py").read_text() != _WITH_VALUE.format(value)
        ends[name] = f"{ran}, the other {'mended' if other else 'lost'}, itself {'mended' if own else 'left'}"
        holds = holds and other and not ran.crashed and (own or bool(ran.err) or bool(ran.out))
    return Outcome(listed(ends), holds)


@row("B2", "`.gitignore` with `!`, `a\\`, `[z-a]` or `[[:foo:]]`", "test_search.py")
def odd_ignores(folder: Path) -> Outcome:
    ends = {}
    for number, line in enumerate(("!", "a\\", "[z-a]", "[[:foo:]]")):
        here = project(folder / str(number), {".gitignore": f"{line}\n"})
        (here / ".git").mkdir()
        ends[f"`{line}`"] = check(here, "--no-cache", ".")
    return Outcome(listed(ends), all(went_on(ran) and not ran.complaints for ran in ends.values()))


@row(
    "B3",
    "a name of 303 characters beside a file that is there",
    "test_one_bad_file.py::test_a_bad_file_that_is_named_is_one_line",
)
def a_long_name(folder: Path) -> Outcome:
    ran = check(project(folder), "--no-cache", "a" * 300 + ".py", "a.py")
    return Outcome(f"{ran}, the other is {'told' if ran.told else 'lost'}", went_on(ran) and len(ran.complaints) == 1)


@row(
    "B4",
    "a file name that is no UTF-8, in every format, a baseline, an output file, a strict UTF-8 stdout",
    "test_baseline.py::test_the_name_of_a_file_need_not_be_text, test_output.py",
)
def a_name_that_is_no_text(folder: Path) -> Outcome:
    project(folder)
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.py")).write_text(UNOWNED, encoding="utf-8")
    ends = {
        style: check(
            folder,
            "--no-cache",
            "--output-format",
            style,
            ".",
            env={"PYTHONIOENCODING": "utf-8", "GITHUB_STEP_SUMMARY": ""},
        )
        for style in ("text", "full", "json", "sarif", "github", "gitlab", "rdjson")
    }
    ends["statistics"] = check(folder, "--no-cache", "--statistics", ".")
    written = check(folder, "--no-cache", "--output-file", "o.txt", ".")
    baseline = run([TOOL, "baseline", "write", "."], folder)
    good = all(map(went_on, ends.values())) and not written.crashed and "bad" in (folder / "o.txt").read_text()
    return Outcome(
        f"{listed(ends)}; file: {written}; baseline: {baseline}", good and not baseline.crashed and baseline.code == 0
    )


@row("B5", "a stdout that holds ASCII alone: a name `größe`, a diff, `rule --all`", "test_output.py")
def a_poor_stdout(folder: Path) -> Outcome:
    text = "import httpx\nasync def f(größe: httpx.AsyncClient):\n    await größe.get('ü')\n"
    project(folder, {"a.py": text})
    ends = {}
    for name, env in (
        ("ascii", {"PYTHONIOENCODING": "ascii"}),
        ("C", {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}),
    ):
        for what, arguments in (
            ("check", ["check", EVERY_CALL, "--no-cache", "a.py"]),
            ("full", ["check", EVERY_CALL, "--no-cache", "--output-format", "full", "a.py"]),
            ("diff", ["fix", "--diff", "--unsafe-fixes", EVERY_CALL, "--no-cache", "a.py"]),
            ("rule", ["rule", "--all"]),
        ):
            ends[f"{what} ({name})"] = run([TOOL, *arguments], folder, env=env)
    good = all(
        not ran.crashed and ran.out and ran.code == (0 if key.startswith("rule") else 1) for key, ran in ends.items()
    )
    return Outcome(listed(ends), good)


@row(
    "B6",
    "a number of 5,000 digits in pyproject.toml and in `--config`; `²` for one in setup.cfg",
    "test_hostile_settings.py",
)
def odd_numbers(folder: Path) -> Outcome:
    digits = "1" * 5_000
    a = project(folder / "a", {"pyproject.toml": f"[tool.flake8-ownership]\nline-length = {digits}\n"})
    b = project(folder / "b")
    c = project(folder / "c", {"setup.cfg": "[flake8]\nownership-line-length = ²\n"})
    (c / "pyproject.toml").unlink()
    ends = {
        "pyproject.toml": check(a, "--no-cache", "."),
        "--config": check(b, "--no-cache", f"--config=line-length = {digits}", "."),
        "setup.cfg": check(c, "--no-cache", "."),
    }
    return Outcome(listed(ends), all(map(one_line, ends.values())))


@row(
    "B7",
    "TOML nested 5,000 deep, in another tool's table and in ours",
    "test_hostile_settings.py::test_every_face_says_it_in_one_line",
)
def deep_toml(folder: Path) -> Outcome:
    deep = "[" * 5_000 + "]" * 5_000
    a = project(folder / "a", {"pyproject.toml": f"[tool.x]\na = {deep}\n"})
    b = project(folder / "b", {"pyproject.toml": f"[tool.flake8-ownership]\nselect = {deep}\n"})
    ends = {"theirs": check(a, "--no-cache", "."), "ours": check(b, "--no-cache", ".")}
    return Outcome(
        listed(ends), all(one_line(ran) or (name == "theirs" and went_on(ran)) for name, ran in ends.items())
    )


@row(
    "B8",
    "NUL in `baseline`, `diff-base` (in a repository) and `src`; `src` of 300 characters",
    "test_hostile_settings.py, test_diff_base.py::test_a_bad_revision_is_one_error",
)
def impossible_paths(folder: Path) -> Outcome:
    ends = {}
    for name, line in (
        ("baseline", 'baseline = "a\\u0000b"'),
        ("diff-base", 'diff-base = "a\\u0000b"'),
        ("src", 'src = ["a\\u0000b"]'),
        ("long src", f'src = ["{"a" * 300}"]'),
    ):
        here = project(folder / name.replace(" ", "-"), {"pyproject.toml": f"[tool.flake8-ownership]\n{line}\n"})
        git(here, "init", "-q", ".")
        git(here, "add", ".")
        git(here, "commit", "-qm", "x")
        ends[name] = check(here, "--no-cache", ".")
    good = all(one_line(ran) or (name.endswith("src") and went_on(ran)) for name, ran in ends.items())
    return Outcome(listed(ends), good)


@row("B9", "a link to `/dev/zero` in a folder that is searched, and named", "test_search.py, test_regular_files.py")
def a_link_to_zero(folder: Path) -> Outcome:
    project(folder)
    (folder / "z.py").symlink_to("/dev/zero")
    ends = {
        "found": check(folder, "--no-cache", ".", setup=limited),
        "named": check(folder, "--no-cache", "z.py", "a.py", setup=limited),
    }
    return Outcome(listed(ends), all(map(went_on, ends.values())))


@row("B10", "a full disk and a closed stdout; GITHUB_STEP_SUMMARY that cannot be opened", "test_output.py")
def nowhere_to_write(folder: Path) -> Outcome:
    project(folder)
    full = Path("/dev/full")
    ends = {
        "stdout is full": check(folder, "--no-cache", ".", into=full),
        "file is full": check(folder, "--no-cache", "--output-file", "/dev/full", "."),
        "stdout is closed": check(folder, "--no-cache", ".", setup=lambda: os.close(1)),
    }
    summary = check(
        folder, "--no-cache", "--output-format", "github", ".", env={"GITHUB_STEP_SUMMARY": str(folder / "no/where")}
    )
    good = all(not ran.crashed and ran.code == 2 and len(ran.complaints) == 1 for ran in ends.values())
    return Outcome(f"{listed(ends)}; summary: {summary}", good and went_on(summary))


@row(
    "B11",
    "imports of names of 300 characters",
    "test_one_bad_file.py::test_an_import_of_a_name_that_no_file_can_have_costs_nothing",
)
def long_imports(folder: Path) -> Outcome:
    a, b, c = (letter * 300 for letter in "abc")
    text = f"import {a}\nfrom {b} import x as qq\nfrom .{c} import yy\n{UNOWNED}    await qq.z()\n    await yy.get()\n"
    ran = check(project(folder, {"a.py": text}), "--no-cache", "a.py")
    return Outcome(str(ran), went_on(ran))


@row(
    "B12",
    "an interface whose implementers are looked for beside a link to `/dev/zero`",
    "test_disk.py::test_a_link_counts_for_none_of_the_files_of_a_project",
)
def an_interface_beside_zero(folder: Path) -> Outcome:
    interface = "from typing import Protocol\nclass P(Protocol):\n    async def get(self): ...\n"
    project(folder, {"a.py": f"{interface}{HEAD}{SITE}async def g(p: P):\n    await p.get()\n"})
    (folder / "z.py").symlink_to("/dev/zero")
    ran = check(folder, "--no-cache", "a.py", setup=limited)
    return Outcome(str(ran), went_on(ran))


_DEEP = {
    "400 chained calls": "    a" + ".b()" * 400 + "\n",
    "900 chained attributes": "    a" + ".b" * 900 + "\n",
    "990 `+`": "    x" + " + x" * 990 + "\n",
    "900 `elif`": "    if x == 0:\n        pass\n"
    + "".join(f"    elif x == {n}:\n        pass\n" for n in range(1, 901)),
    "2,500 chained calls": "    a" + ".b()" * 2_500 + "\n",
}


@row(
    "B13",
    "deep code that Python compiles, with another file beside it",
    "test_deep_code.py::test_what_python_compiles_is_judged",
)
def deep_code(folder: Path) -> Outcome:
    ends: dict[str, object] = {}
    holds = True
    for number, (name, body) in enumerate(_DEEP.items()):
        text = f'{HEAD}async def f(c: httpx.AsyncClient, a, x):\n    await c.get("u")\n{body}'
        here = project(folder / str(number), {"a.py": text, "zz.py": UNOWNED})
        try:
            compile(text, "a.py", "exec", dont_inherit=True)
            compiles = True
        except (RecursionError, MemoryError):
            compiles = False
        ran = check(here, "--no-cache", ".")
        judged = "a.py:" in ran.out
        ends[name] = f"{ran}, {'judged' if judged else 'not judged'}" + (
            "" if compiles else ", Python does not compile it either"
        )
        holds = holds and went_on(ran) and "zz.py:" in ran.out and (judged or not compiles)
    return Outcome(listed(ends), holds)


@row(
    "B14",
    "to the language server: `Content-Length: abc`; addresses with `%ff`, `%00`, of 5,000 characters",
    "lsp/test_wire.py",
)
def bad_messages(folder: Path) -> Outcome:
    from tests.lsp.wire import Wire

    project(folder)
    wire = Wire(folder)
    wire.initialize()
    wire.send(b"Content-Length: abc\r\n\r\n")
    uri = (folder / "a.py").as_uri()
    wire.open(uri, UNOWNED)
    hover = {"line": 2, "character": 12}
    bad = [
        f"{folder.as_uri()}/%ff.py",
        f"{folder.as_uri()}/%00.py",
        f"{folder.as_uri()}/{'a' * 5_000}.py",
        f"{folder.as_uri()}/{'a/' * 2_500}b.py",
    ]
    answers = []
    for number, address in enumerate([*bad, uri], 10):
        wire.open(address, UNOWNED)
        answers.append(wire.ask(number, "textDocument/hover", textDocument={"uri": address}, position=hover))
    faults = sum("error" in answer for answer in answers)
    told = "OWN101" in str(answers[-1])
    code = wire.shut_down()
    lines = len(wire.errors.splitlines())
    words = (
        f"{len(answers)} questions answered, {faults} by an error; the good file is {'told' if told else 'mute'}; "
        f"exit {code}, {lines} line{'' if lines == 1 else 's'} on stderr"
    )
    return Outcome(words, told and not faults and code == 0 and "Traceback" not in wire.errors)


def _newer(folder: Path, *arguments: str) -> Ran:
    if NEWER is None or not NEWER.exists():
        raise FileNotFoundError("no Python 3.13 with the package: see --newer")
    return run([str(NEWER), *arguments], folder)


@row(
    "B15",
    "Python 3.13: a broken `setup.cfg` with a `[flake8]`",
    "test_configuration.py::test_a_file_for_flake8_that_cannot_be_read_is_named",
)
def a_broken_ini(folder: Path) -> Outcome:
    project(folder, {"setup.cfg": "[flake8]\nselect\n"})
    ran = _newer(folder, "-m", "flake8_ownership", "check", "--no-cache", "a.py")
    return Outcome(str(ran), one_line(ran) and "setup.cfg" in ran.err)


_NORMALISED = """\
from flake8_ownership.baseline import normalised
for call in "\\r\\x80", "0\\x0b0", ")\\x0b=#":
    once = normalised(call)
    assert normalised(once) == once, call
print("stable")
"""


@row(
    "B16",
    "Python 3.13: names of calls that hold odd line ends, made alike twice; and `fix` of B1",
    "test_baseline.py::test_normalising_twice_changes_nothing",
)
def odd_line_ends(folder: Path) -> Outcome:
    ran = _newer(folder, "-c", _NORMALISED)
    value = _OPERATIONS["joined strings"]
    here = project(folder, {"a.py": _WITH_VALUE.format(value), "zz.py": UNOWNED})
    fixed = _fix(here, "a.py", "zz.py", tool=(str(NEWER), "-m", "flake8_ownership"))
    other = (here / "zz.py").read_text() != UNOWNED
    words = f"{'stable' if 'stable' in ran.out else ran}; fix: {fixed}, the other {'mended' if other else 'lost'}"
    return Outcome(words, ran.code == 0 and "stable" in ran.out and other and not fixed.crashed)
