"""Rows C3 and D: what would wait for good, and what would mislead."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bench import (
    EVERY_CALL,
    FLAKE8,
    HEAD,
    PATIENCE,
    TOOL,
    UNOWNED,
    Outcome,
    check,
    limited,
    listed,
    one_line,
    project,
    row,
    run,
    went_on,
)


@row("C3", "a pipe named `z.py`, found and beside a file that is named", "test_regular_files.py, test_search.py")
def a_pipe(folder: Path) -> Outcome:
    project(folder)
    os.mkfifo(folder / "z.py")
    ends = {"found": check(folder, "--no-cache", "."), "beside": check(folder, "--no-cache", "a.py")}
    return Outcome(listed(ends), all(map(went_on, ends.values())))


@row("C3", "a pipe named `.gitignore`", "test_hostile_repository.py::test_what_lies_beside_a_file_keeps_nobody_waiting")
def a_pipe_for_gitignore(folder: Path) -> Outcome:
    project(folder)
    (folder / ".git").mkdir()
    os.mkfifo(folder / ".gitignore")
    ran = check(folder, "--no-cache", ".")
    return Outcome(str(ran), went_on(ran))


@row(
    "C3",
    "the project's own `baseline` is `/dev/zero`, or a file outside; `baseline write --force`",
    "test_hostile_repository.py::test_a_setting_that_no_project_may_make_is_one_line",
)
def a_baseline_without_end(folder: Path) -> Outcome:
    outside = folder / "outside.txt"
    outside.write_text("precious\n", encoding="utf-8")
    ends = {}
    for name, path in (("/dev/zero", "/dev/zero"), ("outside", str(outside))):
        here = project(
            folder / name.strip("/").replace("/", "-"),
            {"pyproject.toml": f'[tool.flake8-ownership]\nbaseline = "{path}"\n'},
        )
        (here / ".git").mkdir()
        ends[name] = check(here, "--no-cache", ".", setup=limited)
        ends[f"{name}, write"] = run([TOOL, "baseline", "write", "--force", "."], here, setup=limited)
    kept = outside.read_text() == "precious\n"
    words = f"{listed(ends)}; the file outside is {'whole' if kept else 'gone'}"
    good = all(ran.code == 2 and not ran.crashed and len(ran.complaints) <= 2 for ran in ends.values())
    return Outcome(words, kept and good)


@row("C3", "a line of 4 MB with one call", "test_growth.py: a list in one line")
def a_long_line(folder: Path) -> Outcome:
    text = f'{HEAD}async def f(c: httpx.AsyncClient):\n    await c.get("u", [{"1, " * 1_300_000}])\n'
    ran = check(project(folder, {"a.py": text}), "--no-cache", "a.py")
    return Outcome(f"{ran}, {ran.seconds:.1f} s", went_on(ran))


@row("D", "`check FOLDER` that .gitignore leaves out", "test_search.py")
def an_ignored_folder(folder: Path) -> Outcome:
    project(folder, {"left/out.py": UNOWNED, ".gitignore": "left/\n"})
    (folder / ".git").mkdir()
    ran = check(folder, "--no-cache", "left")
    said = ran.told or bool(ran.err.strip()) or "left" in ran.out
    return Outcome(
        f"{ran}; {'told' if ran.told else 'not judged'}, {'said so' if said else 'in silence'}",
        said and not ran.crashed,
    )


@row("D", "`pyproject.toml` that is not UTF-8", "test_hostile_settings.py")
def settings_that_are_not_utf_8(folder: Path) -> Outcome:
    project(folder)
    (folder / "pyproject.toml").write_bytes(b'[tool.flake8-ownership]\nselect = ["\xff"]\n')
    ran = check(folder, "--no-cache", "a.py")
    return Outcome(
        f"{ran}, {'with' if 'pyproject.toml:2' in ran.err else 'without'} its row",
        one_line(ran) and "pyproject.toml:2" in ran.err,
    )


_SHADOWS = (
    "ast",
    "tomllib",
    "json",
    "re",
    "dataclasses",
    "pathlib",
    "typing",
    "libcst",
    "flake8",
    "sitecustomize",
    "usercustomize",
    "tokenize",
    "argparse",
    "git",
    "conftest",
)


@row("D", f"a folder with {len(_SHADOWS)} modules named as what the tool imports", "SECURITY.md says which commands")
def shadows(folder: Path) -> Outcome:
    mark = folder.parent / f"{folder.name}.mark"
    evil = f"open({str(mark)!r}, 'a').close()\n"
    project(folder, {f"{name}.py": evil for name in _SHADOWS})
    ends: dict[str, object] = {}
    holds = True
    commands = {
        "-j1": [TOOL, "check", EVERY_CALL, "-j1", "."],
        "-j2": [TOOL, "check", EVERY_CALL, "-j2", "."],
        "fix": [TOOL, "fix", "--diff", "--unsafe-fixes", EVERY_CALL, "."],
        "flake8": [FLAKE8, "--isolated", "--select=OWN", "--ownership-granularity=call", "."],
    }
    for name, command in commands.items():
        ran = run(command, folder)
        ends[name] = "one was run" if mark.exists() else "none was run"
        holds = holds and not mark.exists() and not ran.crashed and (ran.told or name == "fix")
        mark.unlink(missing_ok=True)
    return Outcome(listed(ends), holds)


@row("D", "two `fix` runs at once over 30 files", "test_fix_files.py::test_a_file_that_changed_meanwhile_is_left_alone")
def two_at_once(folder: Path) -> Outcome:
    files = {f"m{number}.py": UNOWNED for number in range(29)}
    twice, once = project(folder / "twice", files), project(folder / "once", files)
    command = [TOOL, "fix", "--unsafe-fixes", EVERY_CALL, "--no-cache", "."]
    run(command, once)
    both = [subprocess.Popen(command, cwd=twice, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [one.communicate(timeout=PATIENCE * 2)[1].decode() for one in both]
    right = {path.name: path.read_text() for path in once.glob("*.py")}
    whole = sum((twice / name).read_text() == text != UNOWNED for name, text in right.items())
    left = [path.name for path in twice.iterdir() if path.suffix not in (".py", ".toml")]
    codes = " and ".join(str(one.returncode) for one in both)
    words = f"exits {codes}; {whole} of {len(right)} files are as one run leaves them, {len(left)} drafts left behind"
    return Outcome(words, whole == len(right) and not left and not any("Traceback" in text for text in said))
