"""What was found before is found again while nothing that it depends on has changed, whatever the disk does."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flake8_ownership.accounts import Checked
from flake8_ownership.cache import VARIABLE, Cache, decoder, encoded, fingerprint, sweep
from flake8_ownership.check import Checker
from flake8_ownership.faces.lsp import documents
from flake8_ownership.faces.lsp.bench import Bench
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

APP = """
from clients import client

async def fetch(url):
    return await client.get(url)

async def start(tasks):
    tasks.append(asyncio.create_task(fetch("/")))
"""
CLIENTS = "import httpx\nclient = httpx.AsyncClient()\n"
BY_CALL = {"granularity": "call"}
NO_CLIENTS = "client = object()\n"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Path]:
    """A project of two modules and an unrelated one."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[tool.flake8-ownership]\ngranularity = "call"\n')
    (folder / "app.py").write_text(APP)
    (folder / "clients.py").write_text(CLIENTS)
    (folder / "other.py").write_text("")
    yield folder / "app.py"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def check(app: Path, cache: Cache | None, **options: object) -> Checked:
    """The account of a file, by a checker that has seen nothing before."""
    settings = Settings(root=app.parent, **{**BY_CALL, **options})  # type: ignore[arg-type]
    return Checker(cache=cache).check(Source(str(app), app.read_text()), settings)


def codes(checked: Checked) -> list[str]:
    return [finding.code for finding in checked.findings]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were judged, not taken from the cache."""
    names: list[str] = []
    judge = Checker._judged

    def noting(self: Checker, source: Source, settings: Settings) -> Checked:
        names.append(Path(source.path).name)
        return judge(self, source, settings)

    monkeypatch.setattr(Checker, "_judged", noting)
    return names


def test_an_account_from_the_cache_is_the_one_that_was_put_there(app: Path, cache: Cache, judged: list[str]) -> None:
    found = check(app, cache, enable=("OWN",))
    assert codes(found)
    assert check(app, cache, enable=("OWN",)) == found
    assert judged == ["app.py"]
    assert found == check(app, None, enable=("OWN",))


def test_another_file_that_it_depends_on_is_noticed(app: Path, cache: Cache) -> None:
    assert "OWN101" in codes(check(app, cache))
    (app.parent / "clients.py").write_text(NO_CLIENTS)
    assert "OWN101" not in codes(check(app, cache))
    (app.parent / "clients.py").unlink()
    assert check(app, cache) == check(app, None)


def test_a_file_that_was_looked_for_in_vain_is_noticed_once_it_is_there(app: Path, cache: Cache) -> None:
    (app.parent / "clients.py").unlink()
    assert "OWN101" not in codes(check(app, cache, assume_third_party=False))
    (app.parent / "clients").mkdir()
    (app.parent / "clients" / "__init__.py").write_text(CLIENTS)
    assert "OWN101" in codes(check(app, cache, assume_third_party=False))


def test_a_new_file_that_takes_the_place_of_one_in_a_later_folder_is_noticed(app: Path, cache: Cache) -> None:
    check(app, cache)
    (app.parent / "src").mkdir()
    (app.parent / "src" / "clients.py").write_text(NO_CLIENTS)
    assert "OWN101" not in codes(check(app, cache))


def test_a_marker_that_changes_where_the_project_begins_is_noticed(app: Path, cache: Cache) -> None:
    folder = app.parent / "deep"
    folder.mkdir()
    inner = folder / "inner.py"
    inner.write_text(APP)
    settings = Settings(assume_third_party=False, granularity="call")
    source = Source(str(inner), APP)
    assert "OWN101" in codes(Checker(cache=cache).check(source, settings))
    (folder / "setup.cfg").touch()
    assert "OWN101" not in codes(Checker(cache=cache).check(source, settings))


def test_what_has_nothing_to_do_with_it_leaves_it_alone(app: Path, cache: Cache, judged: list[str]) -> None:
    check(app, cache)
    (app.parent / "other.py").write_text("value = 1\n")
    (app.parent / "clients.py").write_bytes(CLIENTS.replace("\n", "\r\n").encode())
    check(app, cache)
    check(app, cache, diff_base="main")
    assert judged == ["app.py"]


def test_what_stands_behind_an_interface_depends_on_all_classes_of_the_project(app: Path, cache: Cache) -> None:
    app.write_text(
        "from typing import Protocol\n\nclass Store(Protocol):\n    async def put(self, item): ...\n\n"
        "async def save(store: Store, item):\n    await store.put(item)\n"
    )
    assert "OWN101" in codes(check(app, cache))
    (app.parent / "memory.py").write_text("class Memory:\n    async def put(self, item):\n        pass\n")
    assert "OWN101" not in codes(check(app, cache))


def test_other_settings_have_entries_of_their_own(app: Path, cache: Cache, judged: list[str]) -> None:
    assert "OWN101" in codes(check(app, cache))
    assert "OWN101" not in codes(check(app, cache, ignore=("OWN101",)))
    assert "OWN101" in codes(check(app, cache))
    assert len(judged) == 2


def test_one_entry_serves_every_name_of_a_file(
    app: Path, cache: Cache, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check(app, cache)
    monkeypatch.chdir(app.parent)
    found = check(Path("app.py"), cache)
    settings = Settings(root=app.parent, **BY_CALL)  # type: ignore[arg-type]
    assert Checker(cache=cache).check(Source("./app.py", APP), settings).findings[0].filename == "./app.py"
    assert {finding.filename for finding in found.findings} == {site.filename for site, _ in found.sites} == {"app.py"}


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("cache/*/??/*"))


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"7",
        b'{"text": 1}',
        b'{"text":"x","asked":{"find":"y"}}',
        b"[" * 100_000,
    ],
)
def test_a_spoilt_or_foreign_entry_is_passed_over_and_replaced(
    app: Path, cache: Cache, tmp_path: Path, foreign: bytes
) -> None:
    found = check(app, cache)
    (entry,) = entries(tmp_path)
    good = entry.read_bytes()
    entry.write_bytes(foreign)
    assert check(app, cache) == found
    assert entry.read_bytes() == good


def test_an_entry_with_the_wrong_insides_is_passed_over(app: Path, cache: Cache, tmp_path: Path) -> None:
    found = check(app, cache)
    (entry,) = entries(tmp_path)
    good = json.loads(entry.read_bytes())
    for key in ("sites", "tasks", "findings", "asked"):
        for wrong in (7, [7], [[7, 7]], {"x": "y"}, "x"):
            entry.write_text(json.dumps({**good, key: wrong}))
            assert check(app, cache) == found


def test_where_no_cache_can_be_kept_the_run_goes_on(app: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    assert check(app, Cache(tmp_path / "taken")) == check(app, None)


def test_a_full_disk_costs_the_entry_and_leaves_nothing_behind(
    app: Path, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert codes(check(app, cache)) == codes(check(app, None))
    assert entries(tmp_path) == []


def test_a_folder_that_may_only_be_read_is_still_read(
    app: Path, cache: Cache, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check(app, cache)

    def refused(*_: object) -> int:
        raise PermissionError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "write_bytes", refused)
    monkeypatch.setattr(Path, "mkdir", refused)
    check(app, cache)
    assert judged == ["app.py"]


def test_runs_side_by_side_share_a_cache(app: Path, tmp_path: Path) -> None:
    found = check(app, None)
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(check, app, Cache(tmp_path / "cache")) for _ in range(12)]
        assert all(run.result() == found for run in runs)
    assert len(entries(tmp_path)) == 1


def test_a_cache_folder_says_what_it_is_and_keeps_itself_out_of_git(app: Path, cache: Cache, tmp_path: Path) -> None:
    check(app, cache)
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"
    signature, comment, *_ = (tmp_path / "cache" / "CACHEDIR.TAG").read_text().splitlines()
    assert signature == "Signature: 8a477f597d28d172789f06886806bc55"
    assert comment == "# This file is a cache directory tag created by flake8-ownership."


def contents(folder: Path) -> dict[str, tuple[float, bytes]]:
    """Everything below a folder, but for what lies in a cache of ours: when it was written, and what it holds."""
    found: dict[str, tuple[float, bytes]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("flake8-ownership"):
            kept = path.lstat().st_mtime if not path.is_dir() else 0.0
            found[name] = (kept, path.read_bytes() if path.is_file() else b"")
    return found


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A folder that is no cache of ours, with what once was taken for old entries, and empty folders."""
    folder = tmp_path / "foreign"
    for name in ("src/ab/old.txt", ".gitignore", "swept", f"{'0' * 20}/ab/{'0' * 30}.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("precious")
        os.utime(folder / name, (1, 1))
    for name in ("empty", ".git/refs/heads", f"{'1' * 20}/cd"):
        (folder / name).mkdir(parents=True)
    return folder


@pytest.mark.parametrize("tag", [None, "", "Signature: 8a477f597d28d172789f06886806bc55\n# created by another tool\n"])
def test_a_folder_of_other_things_is_left_as_it_is(
    app: Path, foreign: Path, judged: list[str], tag: str | None
) -> None:
    if tag is not None:
        (foreign / "CACHEDIR.TAG").write_text(tag)
    before = contents(foreign)
    check(app, Cache(foreign))
    os.utime(foreign / "flake8-ownership/CACHEDIR.TAG", (1, 1))
    for text in (APP + "# another\n", APP):  # a folder for another entry is what begins a sweep
        app.write_text(text)
        check(app, Cache(foreign), tests=len(text) > len(APP))
    assert contents(foreign) == before
    assert judged == ["app.py", "app.py"]


def test_a_cache_that_the_environment_names_is_one_of_its_own_as_well(
    app: Path, foreign: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(foreign))
    before = contents(foreign)
    check(app, Cache.usual())
    assert contents(foreign) == before
    assert len(list(foreign.glob("flake8-ownership/*/??/*.json"))) == 1


def test_where_even_the_folder_of_its_own_holds_other_things_nothing_is_kept(app: Path, foreign: Path) -> None:
    (foreign / "flake8-ownership").mkdir()
    (foreign / "flake8-ownership/mine").write_text("precious")
    assert codes(check(app, Cache(foreign)))
    assert [path.name for path in (foreign / "flake8-ownership").iterdir()] == ["mine"]


def test_an_empty_folder_becomes_a_cache(app: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    check(app, Cache(tmp_path / "cache"))
    assert len(entries(tmp_path)) == 1


def test_a_gitignore_that_is_there_stays(app: Path, cache: Cache, tmp_path: Path) -> None:
    check(app, cache)
    (tmp_path / "cache/.gitignore").write_text("!*\n")
    check(app, Cache(tmp_path / "cache"), tests=True)
    assert (tmp_path / "cache/.gitignore").read_text() == "!*\n"


def test_a_link_is_not_written_through(app: Path, cache: Cache, foreign: Path, tmp_path: Path) -> None:
    before = contents(foreign)
    check(app, cache)
    (entry,) = entries(tmp_path)
    entry.unlink()
    entry.parent.rmdir()
    entry.parent.symlink_to(foreign)
    assert codes(check(app, Cache(tmp_path / "cache")))
    assert contents(foreign) == before


def test_an_entry_that_is_a_pipe_or_a_link_is_passed_over(app: Path, cache: Cache, tmp_path: Path) -> None:
    found = check(app, cache)
    (entry,) = entries(tmp_path)
    good = entry.rename(tmp_path / "elsewhere")
    for place in (lambda: os.mkfifo(entry), lambda: entry.symlink_to(good)):
        place()
        assert check(app, cache) == found
        assert entry.is_file()
        assert not entry.is_symlink()
        entry.unlink()


def test_old_entries_go_and_of_the_others_those_used_longest_ago(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for name in ("old", "first", "second", "third"):
        cache.put(name, "x" * 1000)
    ages = {"old": 100, "first": 30, "second": 20, "third": 10}
    for name, days in ages.items():
        then = time.time() - days * 86_400
        os.utime(cache._path(name), (then, then))
    sweep(tmp_path / "cache", most=2100, oldest=50 * 86_400)
    assert [name for name in ages if cache.get(name) is not None] == ["second", "third"]


def test_a_sweep_removes_entries_and_nothing_else(tmp_path: Path, foreign: Path) -> None:
    root = tmp_path / "cache"
    cache = Cache(root)
    cache.put("old", 1)
    state = cache._path("old").parent.parent
    unfinished = cache._path("old").with_suffix(".0a1b2c3d-77")
    unfinished.touch()
    kept = ["ab/old.txt", "notes.json", f"{state.name}/ab/README", f"{state.name}/abc/{'0' * 30}.json"]
    for name in kept:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "empty").mkdir()
    (root / ("f" * 20)).symlink_to(foreign / ("0" * 20))
    (state / "ee").symlink_to(foreign / ("0" * 20) / "ab")
    before = contents(foreign)
    for path in (path for path in root.rglob("*") if path.is_file() and path.name != "CACHEDIR.TAG"):
        os.utime(path, (1, 1))
    sweep(root)
    assert not cache._path("old").exists()
    assert not unfinished.exists()
    assert [name for name in kept if (root / name).exists()] == kept
    assert (root / "empty").is_dir()
    assert contents(foreign) == before
    (root / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")
    cache.put("old", 1)
    os.utime(cache._path("old"), (1, 1))
    sweep(root)
    assert cache._path("old").exists()


def test_a_hit_does_not_load_the_catalogue(app: Path, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from flake8_ownership.faces.cli import main\n"
        "from flake8_ownership.catalogue.shelf import files_by_import\n"
        "code = main(sys.argv[1:])\n"
        "print(files_by_import.cache_info().currsize, code)\n"
    )
    command = [sys.executable, "-c", program, "check", "--cache-dir", str(tmp_path / "cache"), str(app)]
    cold, warm = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert cold.endswith("\n1 1\n")
    assert warm.endswith("\n0 1\n")
    assert warm.splitlines()[:-1] == cold.splitlines()[:-1]


def test_flake8_and_the_command_line_share_entries(app: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "cache")
    command = [sys.executable, "-m", "flake8", "--select=OWN", f"--ownership-cache-dir={folder}", "app.py"]
    first = subprocess.run(command, capture_output=True, text=True, check=False, cwd=app.parent)
    (entry,) = entries(tmp_path)
    before = entry.stat().st_mtime_ns
    other = [sys.executable, "-m", "flake8_ownership", "check", "--cache-dir", folder, "app.py"]
    second = subprocess.run(other, capture_output=True, text=True, check=False, cwd=app.parent)
    assert first.returncode == second.returncode == 1
    assert entries(tmp_path) == [entry]
    assert entry.stat().st_mtime_ns == before


def test_an_editor_keeps_what_is_saved_and_no_draft(app: Path, cache: Cache, judged: list[str]) -> None:
    settings = Settings(root=app.parent, **BY_CALL)  # type: ignore[arg-type]
    for text in (APP + "# a draft\n", APP):
        Checker({app: text}, cache).check(Source(str(app), text), settings)
    assert judged == ["app.py", "app.py"]
    check(app, cache)
    assert judged == ["app.py", "app.py"]
    Checker({app: APP + "# a draft\n"}, cache).check(Source(str(app), APP + "# a draft\n"), settings)
    check(app, cache)
    assert judged == ["app.py", "app.py", "app.py"]


def test_the_editor_and_the_command_line_share_entries(
    app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(tmp_path / "cache")
    command = [sys.executable, "-m", "flake8_ownership", "check", "--cache-dir", folder, "app.py"]
    subprocess.run(command, capture_output=True, text=True, check=False, cwd=app.parent)
    (entry,) = entries(tmp_path)
    before = entry.stat().st_mtime_ns
    monkeypatch.setenv(VARIABLE, folder)
    fingerprint.cache_clear()  # somebody may have saved a file of the tool since this process began
    told = Bench().judged(documents.Buffer(app.as_uri(), app, APP, ()))
    assert [finding.code for finding in told.findings]
    assert entries(tmp_path) == [entry]
    assert entry.stat().st_mtime_ns == before


def test_what_is_no_value_of_a_type_is_refused() -> None:
    for kind, wrong in ((str, 1), (int, True), (tuple[str, int], ["x"]), (frozenset[str], "x"), (str | None, 2)):
        with pytest.raises((ValueError, TypeError)):
            decoder(kind)(wrong)
    assert decoder(frozenset[str])(encoded(frozenset({"b", "a"}))) == {"a", "b"}
