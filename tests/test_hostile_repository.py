"""A checked project runs nothing and reaches nothing outside itself, whatever its git and its settings say."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from flake8_ownership import git as runner
from flake8_ownership import git_process, object_store
from flake8_ownership.faces.cli import main
from flake8_ownership.faces.lsp import documents
from flake8_ownership.faces.lsp.bench import Bench
from tests.lsp.editor import PROFILES, session
from tests.test_diff_base import git
from tests.test_flake8_face import UNOWNED

Project = Callable[[Mapping[str, str]], Path]
Face = Callable[[Path], Sequence[str]]
MISSING = "1" * 40


@dataclass(frozen=True)
class Planted:
    """Settings of git that name a program, and a command of git's that runs it."""

    settings: Mapping[str, str]
    runs: Sequence[str]


# `{evil}` is a program that leaves a mark.
PLANTED = {
    "a file monitor": Planted({"core.fsmonitor": "{evil}"}, ["status"]),
    "a file monitor in an included file": Planted({"include.path": "included"}, ["status"]),
    "a file monitor of the worktree": Planted({"extensions.worktreeConfig": "true"}, ["status"]),
    "a hook": Planted({"core.hooksPath": "hooks"}, ["checkout", "-q", "-b", "another"]),
    "a promisor behind a program": Planted(
        {"remote.o.promisor": "true", "remote.o.url": "ext::{evil} ext", "protocol.ext.allow": "always"},
        ["cat-file", "-p", MISSING],
    ),
    "a promisor behind ssh": Planted(
        {"remote.o.promisor": "true", "remote.o.url": "ssh://nowhere/x", "core.sshCommand": "{evil}"},
        ["cat-file", "-p", MISSING],
    ),
    "a promisor behind a proxy": Planted(
        {"remote.o.promisor": "true", "remote.o.url": "git://nowhere/x", "core.gitProxy": "{evil}"},
        ["cat-file", "-p", MISSING],
    ),
    "a promisor that packs": Planted(
        {"remote.o.promisor": "true", "remote.o.url": "bare.git", "remote.o.uploadpack": "{evil}"},
        ["cat-file", "-p", MISSING],
    ),
    "an external diff": Planted({"diff.external": "{evil}"}, ["diff", "HEAD"]),
    "a driver of diffs": Planted({"diff.evil.command": "{evil}"}, ["diff", "HEAD"]),
    "a conversion to text": Planted({"diff.evil.textconv": "{evil}"}, ["diff", "HEAD"]),
    "a filter": Planted({"filter.evil.clean": "{evil}"}, ["add", "app.py"]),
    "a filter that stays": Planted({"filter.evil.process": "{evil}", "filter.evil.required": "1"}, ["add", "app.py"]),
    "an alias": Planted({"alias.own": "!{evil}"}, ["own"]),
    "a pager": Planted({"core.pager": "{evil}"}, ["config", "--get", "core.pager"]),
    "helpers that want a terminal": Planted(
        {"credential.helper": "!{evil}", "core.askPass": "{evil}", "core.editor": "{evil}", "gpg.program": "{evil}"},
        ["config", "--get", "core.editor"],
    ),
}
# Those that no command without a terminal or a network runs.
UNTRIED = ("a pager", "helpers that want a terminal")


@pytest.fixture
def mark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the evil program leaves behind."""
    return tmp_path_factory.mktemp("outside") / "mark"


@pytest.fixture
def plant(project: Project, mark: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a repository, the working directory, with a change in `app.py`, and what is planted in it."""

    def made(*planted: Planted) -> Path:
        folder = project({"app.py": UNOWNED, ".gitattributes": "*.py diff=evil filter=evil merge=evil\n"})
        monkeypatch.chdir(folder)
        git(folder, "init")
        git(folder, "config", "core.repositoryformatversion", "1")
        git(folder, "add", "-A")
        git(folder, "commit", "-m", "first")
        evil = folder / "evil.sh"
        evil.write_text(f"#!/bin/sh\ntouch '{mark}'\nexit 1\n", encoding="utf-8")
        evil.chmod(0o755)
        (folder / "app.py").write_text(UNOWNED.replace("'/'", "'/new'"), encoding="utf-8")
        (folder / "new.py").write_text(UNOWNED.replace("'/'", "'/newer'"), encoding="utf-8")
        git(folder, "add", "new.py")  # which may be a renamed file, and has git look at its index
        git(folder, "init", "--bare", "bare.git")
        for name in ("included", "config.worktree"):
            (folder / ".git" / name).write_text(f"[core]\n\tfsmonitor = {evil}\n", encoding="utf-8")
        for hooks in (folder / "hooks", folder / ".git/hooks"):
            hooks.mkdir(exist_ok=True)
            for name in ("post-checkout", "post-index-change", "fsmonitor-watchman", "reference-transaction"):
                (hooks / name).unlink(missing_ok=True)
                (hooks / name).symlink_to(evil)
        for one in planted:
            for key, value in one.settings.items():
                subprocess.run(["git", "config", key, value.format(evil=evil)], cwd=folder, check=True)
        mark.unlink(missing_ok=True)
        return folder

    return made


def by_the_command(folder: Path) -> Sequence[str]:
    command = [sys.executable, "-m", "flake8_ownership", "check", "app.py", "new.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines()


def by_flake8(folder: Path) -> Sequence[str]:
    command = [sys.executable, "-m", "flake8", "--select=OWN", "app.py", "new.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout.splitlines()


def by_the_editor(folder: Path) -> Sequence[str]:
    told: list[str] = []
    bench = Bench()
    for path in (folder / "app.py", folder / "new.py"):
        judged = bench.judged(documents.Buffer(path.as_uri(), path, path.read_text(encoding="utf-8"), ()))
        told += [finding.message for finding in judged.findings] + ([str(judged.error)] if judged.error else [])
    return told


FACES = {"the command": by_the_command, "flake8": by_flake8, "the editor": by_the_editor}


@pytest.mark.parametrize("name", [name for name in PLANTED if name not in UNTRIED])
def test_git_by_itself_runs_what_is_planted(plant: Callable[..., Path], mark: Path, name: str) -> None:
    """Without which the next test would say nothing."""
    folder = plant(PLANTED[name])
    subprocess.run(["git", *PLANTED[name].runs], cwd=folder, check=False, capture_output=True)
    assert mark.exists()


@pytest.mark.parametrize("revision", ["HEAD", "HEAD...", "@{-1}", MISSING])
@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_nothing_that_is_planted_runs(plant: Callable[..., Path], mark: Path, face: Face, revision: str) -> None:
    folder = plant(*PLANTED.values())
    (folder / "pyproject.toml").write_text(
        f"[tool.flake8-ownership]\nkind = 'application'\ndiff-base = '{revision}'\n", encoding="utf-8"
    )
    told = "\n".join(face(folder))
    assert not mark.exists()
    assert ("is no revision" in told) == (revision in (MISSING, "@{-1}"))
    assert ("await" in told or "client.get" in told) == (revision in ("HEAD", "HEAD..."))


async def test_nothing_that_is_planted_runs_in_a_language_server(plant: Callable[..., Path], mark: Path) -> None:
    folder = plant(*PLANTED.values())
    (folder / "pyproject.toml").write_text(
        "[tool.flake8-ownership]\nkind = 'application'\ndiff-base = 'HEAD'\n", encoding="utf-8"
    )
    async with session(folder, PROFILES["vscode"]()) as editor:
        for name in ("app.py", "new.py"):
            editor.open(name)
            assert [code for _, code in await editor.codes(name)] == ["OWN101"]
    assert not mark.exists()


def test_a_repository_that_lies_elsewhere_runs_nothing(plant: Callable[..., Path], mark: Path) -> None:
    folder = plant(*PLANTED.values())
    (folder / ".git").rename(folder / "elsewhere")
    (folder / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    assert main(["check", "app.py", "new.py", "--diff-base=HEAD"]) == 1
    assert not mark.exists()


def test_a_bare_repository_inside_is_none(plant: Callable[..., Path], mark: Path) -> None:
    """git itself would take it for one, and its configuration with it."""
    folder = plant(*PLANTED.values())
    (folder / ".git/config").rename(folder / "bare.git/config")
    (folder / ".git/config").write_text("", encoding="utf-8")
    (folder / "bare.git/app.py").write_text(UNOWNED, encoding="utf-8")
    assert main(["check", "bare.git/app.py", "--diff-base=HEAD"]) == 1
    assert not mark.exists()


def test_objects_of_another_repository_bring_no_configuration(
    plant: Callable[..., Path], mark: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = plant(*PLANTED.values())
    borrowing = tmp_path_factory.mktemp("borrowing")
    git(borrowing, "clone", "--shared", str(folder), ".")
    mark.unlink(missing_ok=True)
    (borrowing / "app.py").write_text(UNOWNED.replace("'/'", "'/new'"), encoding="utf-8")
    assert main(["check", str(borrowing / "app.py"), "--diff-base=HEAD"]) == 1
    assert main(["check", str(borrowing / "app.py"), f"--diff-base={MISSING}"]) == 2
    assert not mark.exists()


def test_a_program_of_the_project_is_not_taken_for_git(
    plant: Callable[..., Path], mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plant()
    (folder / "evil.sh").rename(folder / "git")
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", os.environ["PATH"]]))
    assert main(["check", "app.py", "new.py", "--diff-base=HEAD"]) == 1
    assert not mark.exists()


@pytest.mark.parametrize("how", ["the file", "a link to the file", "a link to the folder", "a link out of it"])
@pytest.mark.parametrize("nested", [False, True])
def test_a_program_of_the_project_that_path_names_in_full_is_not_taken_for_git(
    plant: Callable[..., Path], mark: Path, monkeypatch: pytest.MonkeyPatch, how: str, nested: bool
) -> None:
    """Be it of the repository around the one that the file is in."""
    folder = plant()
    outside = mark.parent / "bin"
    (folder / "bin").mkdir()
    if how == "a link out of it":
        outside.mkdir()
        (folder / "evil.sh").rename(outside / "evil.sh")
        (folder / "bin/git").symlink_to(outside / "evil.sh")
    else:
        (folder / "evil.sh").rename(folder / "bin/git")
    first = folder / "bin"
    if how == "a link to the file":
        outside.mkdir()
        (outside / "git").symlink_to(folder / "bin/git")
        first = outside
    elif how == "a link to the folder":
        outside.symlink_to(folder / "bin")
        first = outside
    if nested:
        git(folder, "clone", "--quiet", ".git", "inner")
        mark.unlink(missing_ok=True)
        (folder / "inner/app.py").write_text(UNOWNED.replace("'/'", "'/new'"), encoding="utf-8")
        monkeypatch.chdir(folder / "inner")
    monkeypatch.setenv("PATH", os.pathsep.join([str(first), os.environ["PATH"]]))
    assert main(["check", "app.py", "--diff-base=HEAD"]) == 1
    assert not mark.exists()


def test_a_git_that_only_the_project_has_is_named(
    plant: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = plant()
    (folder / "evil.sh").rename(folder / "git")
    monkeypatch.setenv("PATH", str(folder))
    assert main(["check", "app.py", "--diff-base=HEAD"]) == 2
    assert f"installed; {folder}/git lies in what is checked, and is not run\n" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["refs", "refs/heads", "logs", "sharedindex.1"])
def test_what_a_link_in_gits_folder_leads_to_is_not_copied(
    plant: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = plant()
    away = tmp_path_factory.mktemp("away")
    (away / "secret").write_text("mine", encoding="utf-8")
    place = folder / ".git" / name
    if place.exists():
        place.rename(folder / "moved")
    place.symlink_to(away if not name.startswith("shared") else away / "secret")
    read: list[str] = []
    copy = runner.read_bytes
    monkeypatch.setattr(runner, "read_bytes", lambda path, most: read.append(Path(path).name) or copy(path, most))
    assert main(["check", "app.py", "--diff-base=HEAD@{0}"]) in (1, 2)
    assert "HEAD" in read
    assert "secret" not in read


@pytest.mark.parametrize(("bound", "most"), [("_MOST_FILES", 3), ("_MOST_NAMES", 2_000)])
@pytest.mark.parametrize("place", ["refs", "sharedindex"])
def test_more_than_any_repository_has_is_not_copied(
    plant: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    bound: str,
    most: int,
    place: str,
) -> None:
    folder = plant()
    for number in range(9):
        name = f"refs/heads/{number}" if place == "refs" else f"sharedindex.{number}"
        (folder / ".git" / name).write_bytes(b"0" * 1_000)
    monkeypatch.setattr(runner, bound, most)
    assert main(["check", "app.py", "--diff-base=HEAD"]) == 2
    where = folder / ".git" / ("refs" if place == "refs" else "")
    assert f"{where}: diff-base: holds too much for what git keeps there\n" in capsys.readouterr().err


WAITED_FOR = ("info/alternates", "info/commit-graph", "pack/multi-pack-index", "pack/pack-1.idx", "ab/" + "c" * 38)


@pytest.mark.parametrize("name", [*WAITED_FOR, "a store that is named", "one that is quoted", "a link"])
def test_git_is_not_asked_where_it_would_wait_for_a_pipe(
    plant: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    folder = plant()
    objects = folder / ".git/objects"
    pipe = objects / name
    if name.startswith(("a store", "one")):
        pipe = folder / "evil/info/alternates"
        named = '"../../ev\\151l"' if name.startswith("one") else "../../evil"
        (objects / "info/alternates").write_text(f"# others\n{named}\n", encoding="utf-8")
    elif name == "a link":
        pipe = folder / "pipe"
        (objects / "info/alternates").symlink_to(pipe)
    for number in range(9):
        (objects / f"info/{number}").symlink_to(str(number))  # loops, which end no search
    pipe.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(pipe)
    asked: list[object] = []
    monkeypatch.setattr(git_process, "run", lambda *words, **_: asked.append(words))
    for revision in ("HEAD", "HEAD..."):
        assert main(["check", "app.py", f"--diff-base={revision}"]) == 2
        told = capsys.readouterr().err
        assert "git is not asked: " in told
        assert "is not a regular file\n" in told
    assert asked == []


def test_stores_that_name_one_another_are_looked_at_once(plant: Callable[..., Path]) -> None:
    folder = plant()
    (folder / "other/info").mkdir(parents=True)
    (folder / "other/info/alternates").write_text("../.git/objects\n", encoding="utf-8")
    (folder / ".git/objects/info/alternates").write_text("../../other\n", encoding="utf-8")
    (folder / ".git/objects/round").symlink_to(".")
    assert object_store.flaw(folder / ".git/objects") == ""
    assert main(["check", "app.py", "--diff-base=HEAD"]) == 1


def test_more_objects_than_any_repository_has_are_not_looked_at(
    plant: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant()
    monkeypatch.setattr(object_store, "_MOST", 3)
    assert main(["check", "app.py", "--diff-base=HEAD"]) == 2
    assert "holds too much for what git keeps there\n" in capsys.readouterr().err


def test_all_repositories_in_which_git_does_not_end_cost_a_bounded_time(
    plant: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = plant()
    for number in range(12):
        git(folder, "clone", "--quiet", ".git", f"n{number}")
    allowed: list[float] = []

    class Timer(threading.Timer):
        def __init__(self, seconds: float, end: Callable[[], None]) -> None:
            allowed.append(seconds)
            super().__init__(0, end)

        def start(self) -> None:
            self.function()

    monkeypatch.setattr(git_process, "_given_up", set())
    monkeypatch.setattr(git_process.threading, "Timer", Timer)
    assert main(["check", "-j1", *(f"n{number}/app.py" for number in range(12)), "--diff-base=HEAD"]) == 2
    assert capsys.readouterr().err.count("git does not come to an end") == 12
    assert len(allowed) == 12
    assert sum(allowed) < 2 * git_process._LONGEST


def test_what_a_hook_sets_points_git_nowhere_else(
    plant: Callable[..., Path], mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plant()
    monkeypatch.setenv("GIT_DIR", str(folder / "bare.git"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(folder / "evil.sh"))
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'core.fsmonitor={folder}/evil.sh'")
    assert main(["check", "app.py", "new.py", "--diff-base=HEAD"]) == 1
    assert not mark.exists()


def test_a_repository_that_keeps_git_waiting_is_given_up(
    plant: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = plant()
    (folder / ".git/objects/info").mkdir(exist_ok=True)
    os.mkfifo(folder / ".git/objects/info/alternates")
    monkeypatch.setattr(object_store, "flaw", lambda _: "")
    monkeypatch.setattr(git_process, "_LONGEST", 0.5)
    monkeypatch.setattr(git_process, "_given_up", set())
    assert main(["check", "app.py", "new.py", "--diff-base=HEAD"]) == 2
    assert "diff-base: git does not come to an end in this repository" in capsys.readouterr().err


def test_pipes_in_the_place_of_gits_files_are_passed_over(plant: Callable[..., Path]) -> None:
    folder = plant()
    for name in ("refs/heads/pipe", "packed-refs", "shallow", "FETCH_HEAD", "info/attributes", "commondir"):
        (folder / ".git" / name).unlink(missing_ok=True)
        (folder / ".git" / name).parent.mkdir(exist_ok=True)
        os.mkfifo(folder / ".git" / name)
    (folder / ".git/config").unlink()
    os.mkfifo(folder / ".git/config")
    assert main(["check", "app.py", "new.py", "--diff-base=HEAD"]) == 1


# -- settings of the project that name files


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('baseline = "/dev/zero"', "baseline: leads out of the project: '/dev/zero'"),
        ('baseline = "../known.json"', "baseline: leads out of the project"),
        ('baseline = "away/known.json"', "baseline: leads out of the project"),
        ('baseline = "a\\u0000b"', "baseline: holds a NUL character"),
        (f'baseline = "{"a" * 300}"', "baseline: is too long"),
        ('diff-base = "a\\u0000b"', "diff-base: holds a NUL character"),
        (f'diff-base = "{"a" * 200_000}"', "diff-base: is too long"),
        ('src = ["/etc"]', "src: leads out of the project: '/etc'"),
        ('src = ["lib", "../.."]', "src: leads out of the project: '../..'"),
        ('src = ["a\\u0000b"]', "src: holds a NUL character"),
        (f'src = ["{"a" * 300}"]', "src: is too long"),
        (f'src = ["{"a/" * 3_000}"]', "src: is too long"),
        ('not-io = ["a\\u0000b"]', "not-io: holds a NUL character"),
    ],
)
def test_a_setting_that_no_project_may_make_is_one_line(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str, said: str
) -> None:
    """And costs the other projects nothing."""
    folder = project({"a/b.py": UNOWNED, "a/c.py": UNOWNED, "d/pyproject.toml": "", "d/e.py": UNOWNED, "a/.git/x": ""})
    (folder / "a/pyproject.toml").write_text(f"[tool.flake8-ownership]\n\n{value}\n", encoding="utf-8")
    (folder / "a/away").symlink_to(folder)
    monkeypatch.chdir(folder)
    assert main(["check"]) == 2
    told = capsys.readouterr()
    assert told.err.splitlines()[0].startswith(f"{folder}/a/pyproject.toml:3: {said}")
    assert told.err.splitlines()[1].startswith("checked 1 file: 1 operation loses failures; ")
    assert told.err.splitlines()[1].endswith("; 1 error")
    assert [line.split(":")[0] for line in told.out.splitlines()] == ["d/e.py"]


def test_flake8s_own_file_is_bound_as_well(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project({"app.py": UNOWNED, "setup.cfg": "[flake8]\nownership-baseline = /dev/zero\n"})
    monkeypatch.chdir(folder)
    assert main(["check"]) == 2
    (told,) = by_flake8(folder)
    assert told.startswith(f"app.py:1:1: OWN000 {folder}/setup.cfg:2: baseline: leads out of the project")


def test_the_user_may_name_any_file(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({"app.py": UNOWNED})
    monkeypatch.chdir(folder)
    known = tmp_path_factory.mktemp("known") / "known.json"
    assert main(["baseline", "write", f"--baseline={known}"]) == 0
    assert main(["check", f"--baseline={known}"]) == 0


@pytest.mark.parametrize("to", ["/dev/zero", "../outside.json"])
def test_a_baseline_that_leads_out_by_a_link_is_not_read(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], to: str
) -> None:
    folder = project({"pyproject.toml": "", "app.py": UNOWNED})
    (folder.parent / "outside.json").write_text("secret", encoding="utf-8")
    (folder / "ownership-baseline.json").symlink_to(to)
    monkeypatch.chdir(folder)
    assert main(["check"]) == 2
    assert "ownership-baseline.json: baseline: leads out of the project\n" in capsys.readouterr().err
    assert main(["baseline", "write", "--force"]) == 2
    assert (folder.parent / "outside.json").read_text(encoding="utf-8") == "secret"


def test_a_baseline_that_is_a_pipe_is_one_line(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project({"app.py": UNOWNED})
    os.mkfifo(folder / "ownership-baseline.json")
    monkeypatch.chdir(folder)
    assert main(["check"]) == 2
    assert "ownership-baseline.json: cannot be read: not a regular file\n" in capsys.readouterr().err


def test_a_link_where_a_draft_might_be_is_not_written_through(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({"app.py": UNOWNED})
    outside = folder.parent / "outside"
    outside.write_text("mine", encoding="utf-8")
    (folder / ".ownership-baseline.json.tmp").symlink_to(outside)
    monkeypatch.chdir(folder)
    assert main(["baseline", "write"]) == 0
    assert outside.read_text(encoding="utf-8") == "mine"


def test_modules_outside_are_not_read_through_a_link(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = project({"clients.py": "import httpx\nclient = httpx.AsyncClient()\n", "inside/pyproject.toml": ""})
    (outside / "pyproject.toml").write_text("", encoding="utf-8")
    folder = outside / "inside"
    (folder / "src").symlink_to(outside)
    app = "from clients import client\n\nasync def fetch():\n    return await client.get('/')\n"
    (folder / "app.py").write_text(app, encoding="utf-8")
    monkeypatch.chdir(folder)
    quiet = ["check", "--config", "assume-third-party = false", "--config", "kind = 'application'", "app.py"]
    assert main(quiet) == 0
    (folder / "src").unlink()
    (folder / "src").mkdir()
    (outside / "clients.py").rename(folder / "src/clients.py")
    assert main(quiet) == 1


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_what_lies_beside_a_file_keeps_nobody_waiting(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """Modules that are imported, files that are searched for mentions, and settings of formatters."""
    folder = project({"app.py": f"import clients\nfrom pack import other\n{UNOWNED}", "pack/__init__.py": ""})
    for name in ("clients.py", "pack/other.py", "z.py", "ruff.toml", "setup.cfg", "tox.ini", ".flake8"):
        if kind == "pipe":
            os.mkfifo(folder / name)
        else:
            (folder / name).symlink_to("/dev/zero")
    monkeypatch.chdir(folder)
    assert main(["check", "app.py"]) == 1
    assert main(["fix", "--unsafe-fixes", "app.py"]) == 0
    assert "logger.exception" in (folder / "app.py").read_text(encoding="utf-8")
