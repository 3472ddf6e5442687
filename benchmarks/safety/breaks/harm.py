"""Rows A: what loses data, runs code of the checked project, or writes what it should not."""

from __future__ import annotations

import os
import re
import stat
import sys
import time
from pathlib import Path

from bench import (
    EVERY_CALL,
    FLAKE8,
    TOOL,
    UNOWNED,
    Outcome,
    check,
    git,
    listed,
    project,
    row,
    run,
)

_LONG_AGO = time.time() - 60 * 86_400
_TWO_DAYS_AGO = time.time() - 2 * 86_400


def _contents(folder: Path) -> dict[str, bytes | None]:
    """All that lies below a folder: files by what they hold, folders as None."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@row(
    "A1",
    "a cache folder that holds other things: the repository, its `.git`, by option and environment; a sweep is due",
    "test_cache.py::test_a_folder_of_other_things_is_left_as_it_is, test_a_sweep_removes_entries_and_nothing_else",
)
def cache_folder(folder: Path) -> Outcome:
    words: dict[str, object] = {}
    holds = True
    for name, where, by_environment in (
        ("repository", ".", False),
        ("repository by the environment", ".", True),
        (".git", ".git", False),
    ):
        here = folder / name.replace(" ", "-")
        project(here, {".gitignore": "build/\n", "src/ab/old.txt": "precious\n", "go-build/ab/cd": "object\n"})
        (here / "empty").mkdir()
        git(here, "init", "-q", ".")
        git(here, "add", ".")
        git(here, "commit", "-qm", "x")
        for path in here.rglob("*"):
            os.utime(path, (_LONG_AGO, _LONG_AGO), follow_symlinks=False)
        before = _contents(here)
        arguments = ("a.py",) if by_environment else ("--cache-dir", where, "a.py")
        env = {"FLAKE8_OWNERSHIP_CACHE": where} if by_environment else {"FLAKE8_OWNERSHIP_CACHE": ""}
        check(here, *arguments, env=env)
        tags = [path for path in here.rglob("CACHEDIR.TAG") if path.read_bytes()]
        for tag in tags:  # whose age tells when the last sweep was
            os.utime(tag, (_TWO_DAYS_AGO, _TWO_DAYS_AGO))
        (here / "b.py").write_text(UNOWNED, encoding="utf-8")
        check(here, *arguments, "b.py", env=env)
        swept = [tag for tag in tags if tag.stat().st_mtime > _TWO_DAYS_AGO + 1]
        after = _contents(here)
        lost = [path for path, content in before.items() if after.get(path, "gone") != content]
        works = git(here, "status").returncode == 0
        words[name] = (
            f"{len(lost)} of {len(before)} changed or gone, {len(swept)} sweep, git {'works' if works else 'is broken'}"
        )
        holds = holds and not lost and works and bool(swept)
    return Outcome(listed(words), holds)


@row(
    "A2",
    "`.git/config` with `core.fsmonitor`, or a promisor remote over `ext::` or ssh; `diff-base` set by the project",
    "test_hostile_repository.py::test_nothing_that_is_planted_runs",
)
def git_configuration(folder: Path) -> Outcome:
    missing = "1" * 40
    plants: dict[str, tuple[dict[str, str], str, list[str]]] = {
        "fsmonitor": ({"core.fsmonitor": "{evil}"}, "HEAD", ["diff-index", "--cached", "HEAD"]),
        "ext": (
            {"remote.origin.url": "ext::{evil}", "protocol.ext.allow": "always"},
            missing,
            ["cat-file", "-e", missing],
        ),
        "ssh": ({"remote.origin.url": "ssh://x/y", "core.sshCommand": "{evil}"}, missing, ["cat-file", "-e", missing]),
    }
    by_git, by_us, runs = 0, 0, 0
    for name, (settings, base, provoke) in plants.items():
        here = folder / name
        mark = folder / f"{name}.mark"
        git(project(here), "init", "-q", ".")
        git(here, "add", ".")
        git(here, "commit", "-qm", "x")
        evil = here / "evil.sh"
        evil.write_text(f"#!/bin/sh\ntouch '{mark}'\nexit 1\n", encoding="utf-8")
        evil.chmod(0o755)
        (here / "new.py").write_text(UNOWNED, encoding="utf-8")
        git(here, "add", "new.py")
        promisor = {
            "core.repositoryformatversion": "1",
            "extensions.partialClone": "origin",
            "remote.origin.promisor": "true",
        }
        for key, value in {**(promisor if name != "fsmonitor" else {}), **settings}.items():
            git(here, "config", key, value.format(evil=evil))
        (here / "pyproject.toml").write_text(f'[tool.flake8-ownership]\ndiff-base = "{base}"\n', encoding="utf-8")
        for command in (
            [TOOL, "check", "--no-cache", "."],
            [TOOL, "fix", "--diff", "."],
            [FLAKE8, "--select=OWN", "."],
        ):
            mark.unlink(missing_ok=True)
            run(command, here)
            runs += 1
            by_us += mark.exists()
        mark.unlink(missing_ok=True)
        git(here, *provoke)
        by_git += mark.exists()
    ran = f"{by_us} of {runs} runs of ours (check, fix, flake8)"
    words = f"what is planted ran in {ran}, in {by_git} of {len(plants)} of git's own"
    return Outcome(words, by_us == 0 and by_git == len(plants))


@row(
    "A3",
    "`fix --unsafe-fixes` of a file with a second name, of a read-only one, and of another user's",
    "test_fix_files.py::test_another_name_of_a_file_is_not_left_behind, test_the_owner_is_kept, "
    "test_a_file_that_its_owner_may_not_write_is_left_alone",
)
def links_modes_and_owners(folder: Path) -> Outcome:
    project(folder, {"linked.py": UNOWNED, "locked.py": UNOWNED})
    os.link(folder / "linked.py", folder / "other.txt")
    (folder / "locked.py").chmod(0o444)
    nobody = 65_534 if os.geteuid() == 0 else os.geteuid()
    os.chown(folder / "a.py", nobody, -1)
    (folder / "a.py").chmod(0o640)
    ran = run([TOOL, "fix", "--unsafe-fixes", EVERY_CALL, "--no-cache", "."], folder)
    linked, other = (folder / name for name in ("linked.py", "other.txt"))
    same = linked.samefile(other) and linked.read_text() != UNOWNED
    locked = (folder / "locked.py").read_text() == UNOWNED and "locked.py" in ran.err
    found = (folder / "a.py").stat()
    mine = found.st_uid == nobody and stat.S_IMODE(found.st_mode) == 0o640 and (folder / "a.py").read_text() != UNOWNED
    words = (
        f"{ran}; both names hold the new text: {_yes(same)}; the read-only one is left, with a line: {_yes(locked)}; "
        f"owner and mode of a mended one kept: {_yes(mine)}{'' if os.geteuid() == 0 else ' (not tried as root)'}"
    )
    return Outcome(words, same and locked and mine and not ran.crashed)


# Saves the file once, as an editor would, in the middle of what a fix writes.
_SAVING = """\
import os, sys
from pathlib import Path
real = os.fsync
def fsync(handle):
    real(handle)
    Path("a.py").write_text("saved = 1\\n", encoding="utf-8")
os.fsync = fsync
from flake8_ownership.faces.cli import main
sys.exit(main())
"""


@row(
    "A4",
    "an editor saves a file while `fix` writes the new one to the disk",
    "test_fix_files.py::test_a_save_at_the_last_moment_is_kept",
)
def a_save_meanwhile(folder: Path) -> Outcome:
    command = [sys.executable, "-c", _SAVING, "fix", "--unsafe-fixes", EVERY_CALL, "--no-cache", "a.py"]
    words: dict[str, object] = {}
    holds = True
    for name in ("one name", "two names"):
        here = project(folder / name.replace(" ", "-"))
        if name == "two names":
            os.link(here / "a.py", here / "other.txt")
        ran = run(command, here)
        kept = (here / "a.py").read_text() == "saved = 1\n"
        left = [path.name for path in here.iterdir() if path.name not in ("a.py", "other.txt", "pyproject.toml")]
        words[name] = f"{ran}; what was saved is kept: {_yes(kept)}; left behind: {', '.join(left) or 'nothing'}"
        holds = holds and kept and not left and ran.code not in (None, 0) and not ran.crashed
    return Outcome(listed(words), holds)


_COMMAND = re.compile(r"^::(?!(?:error|warning) file=|notice title=flake8-ownership::)", re.MULTILINE)


@row(
    "A5",
    "names of files and keys that hold a newline and a workflow command, ESC or U+202E, in every format",
    "test_output.py, test_hostile_settings.py",
)
def injected_commands(folder: Path) -> Outcome:
    project(folder, {"a\n::error::pwn.py": "x = (", "esc\x1b[31m\u202e.py": UNOWNED, "broken\x1b[2J\u202e.py": "x = ("})
    for number in range(12):
        (folder / f"b{number}\n::stop-commands::x.py").write_text(UNOWNED, encoding="utf-8")
    keyed = project(
        folder / "keyed",
        {"pyproject.toml": '[tool.flake8-ownership]\n"a\\n::error::x" = 1\n"\\u001b[31m\\u202e" = 1\n'},
    )
    began, raw, runs = 0, 0, 0
    for where in (folder, keyed):
        for style in ("text", "full", "json", "sarif", "github", "gitlab", "rdjson"):
            ran = check(where, "--no-cache", "--output-format", style, ".", env={"GITHUB_STEP_SUMMARY": ""})
            both = (ran.out, ran.err)
            runs += 1
            began += any(_COMMAND.search(text) for text in both)
            raw += any("\x1b" in text or "\u202e" in text for text in both)
            if ran.crashed:
                return Outcome(f"{style}: {ran}", holds=False)
    words = f"of {runs} runs, a line that begins a command of a name's in {began}, a raw ESC or U+202E in {raw}"
    return Outcome(words, began == 0 and raw == 0)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
