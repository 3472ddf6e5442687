"""Findings are the same however they are come by: with and without the screen, the cache, processes and a cluster."""

from __future__ import annotations

import asyncio
import gc
import importlib
import multiprocessing
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import distributed
import pytest

from flake8_ownership import workers
from flake8_ownership.accounts import Checked
from flake8_ownership.cache import Cache
from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import ConfigError
from flake8_ownership.index.budget import Budget
from flake8_ownership.index.disk import Disk, Snapshot
from flake8_ownership.index.module import Module
from flake8_ownership.index.project import snapshot
from flake8_ownership.run import check_all
from flake8_ownership.search import discover
from flake8_ownership.settings import Settings
from flake8_ownership.sites import screen
from flake8_ownership.source import RUNNING, Source
from flake8_ownership.workers import Workers, cluster, processes

LIBRARIES = ("databases", "httpx", "tortoise", "starlette")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Real packages, as projects."""
    found = []
    for name in LIBRARIES:
        folder = tmp_path_factory.mktemp(name)
        (folder / "pyproject.toml").touch()
        shutil.copytree(Path(importlib.import_module(name).__file__ or "").parent, folder / name)
        found.append(str(folder))
    return found


def accounts(folders: list[str], checker: Checker, hands: Workers | None = None) -> list[Checked]:
    """The accounts of all files of some folders, in order: of their operations, and of each call."""
    found: list[Checked] = []
    for granularity in ("operation", "call"):
        settler = Settler({"enable": ["OWN"], "granularity": granularity}, isolated=True)
        outcomes = list(check_all(discover(folders, settler), settler, checker, hands))
        assert [outcome.error for outcome in outcomes if outcome.error is not None] == []
        found += [outcome.checked for outcome in outcomes if outcome.checked is not None]
    return found


@pytest.fixture(scope="module")
def expected(folders: list[str]) -> list[Checked]:
    found = accounts(folders, Checker())
    assert sum(len(checked.findings) for checked in found) > 50
    return found


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "BATCH", 40_000)


def test_the_look_at_the_text_loses_nothing(
    folders: list[str], expected: list[Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "can_hold_sites", lambda text, settings: True)
    assert accounts(folders, Checker()) == expected


def test_the_look_at_the_rows_loses_nothing(
    folders: list[str], expected: list[Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Module, "functions_at", lambda module, rows: module.every_function())
    assert accounts(folders, Checker()) == expected


def test_to_let_go_of_what_was_read_changes_nothing(
    folders: list[str], expected: list[Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Budget, "exceeded", True)
    assert accounts(folders, Checker()) == expected


def test_nothing_of_a_judgement_waits_for_the_garbage_collector(folders: list[str]) -> None:
    """The trees of all files would be garbage that is only found by looking at all that is alive."""
    checker = Checker()
    accounts(folders, checker)  # what is learned once, stays
    gc.unfreeze()
    gc.collect()
    accounts(folders, checker)
    gc.unfreeze()
    assert gc.collect() == 0


def test_a_text_that_changes_leaves_nothing_behind(folders: list[str]) -> None:
    """An editor changes a file with each key; what was known of it before would soon fill the memory."""
    path = Path(folders[0], "databases", "backends", "mysql.py")
    unsaved = {path: path.read_text(encoding="utf-8")}
    checker = Checker(unsaved)

    def typed() -> int:
        unsaved[path] += "\n"
        checker.changed(path)
        return len(checker.check(Source(str(path), unsaved[path]), Settings()).sites)

    assert typed()
    gc.unfreeze()
    gc.collect()
    assert typed()
    gc.unfreeze()
    assert gc.collect() == 0


def test_the_cache_changes_nothing(folders: list[str], expected: list[Checked], tmp_path: Path) -> None:
    assert accounts(folders, Checker(cache=Cache(tmp_path))) == expected
    assert accounts(folders, Checker(cache=Cache(tmp_path))) == expected


def test_the_order_of_the_files_changes_nothing(folders: list[str], expected: list[Checked]) -> None:
    backwards = accounts(folders[::-1], Checker())
    assert sorted(backwards, key=lambda one: one.filename) == sorted(expected, key=lambda one: one.filename)


@pytest.mark.usefixtures("small_batches")
def test_processes_change_nothing(folders: list[str], expected: list[Checked], tmp_path: Path) -> None:
    checker = Checker(cache=Cache(tmp_path))
    assert accounts(folders, checker, Workers(processes(2), checker)) == expected
    again = Checker(cache=Cache(tmp_path))
    assert accounts(folders, again, Workers(_no_executor, again)) == expected


def _no_executor() -> Executor:
    raise AssertionError("all of this is in the cache")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[distributed.LocalCluster]:
    """A cluster of two processes on the loopback, whose workers stand in a folder of their own."""
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with distributed.LocalCluster(host="127.0.0.1", processes=True, **options) as found:  # type: ignore[no-untyped-call]
        yield found


@pytest.mark.usefixtures("small_batches")
def test_a_cluster_changes_nothing(
    folders: list[str], expected: list[Checked], scheduler: distributed.LocalCluster
) -> None:
    checker = Checker()
    assert accounts(folders, checker, cluster(scheduler.scheduler_address, checker)) == expected


def test_a_cluster_needs_no_disk_of_ours(
    tmp_path: Path, scheduler: distributed.LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever judges `app.py` here can read no `clients.py` any more; it was sent along."""
    monkeypatch.setattr(workers, "BATCH", 1)
    (tmp_path / "pyproject.toml").write_text(
        "[tool.flake8-ownership]\nassume-third-party = false\nkind = 'application'\n"
    )
    (tmp_path / "app.py").write_text("from clients import client\nasync def get(u):\n    await client.get(u)\n")
    (tmp_path / "clients.py").write_text("import httpx\nclient = httpx.AsyncClient()\n")
    checker = Checker()
    hands = cluster(scheduler.scheduler_address, checker)
    share = hands._share
    assert share is not None

    def share_and_delete(texts: Mapping[Path, str]) -> object:
        (tmp_path / "clients.py").unlink()
        return share(texts)

    hands._share = share_and_delete
    settler = Settler()
    app, _ = check_all(discover([str(tmp_path)], settler), settler, checker, hands)
    assert "OWN101" in [finding.code for finding in app.told.findings]


def test_a_snapshot_answers_as_the_disk_does(folders: list[str]) -> None:
    for folder in map(Path, folders):
        sent = Snapshot(snapshot(folder, Disk()))
        disk = Disk()
        for path in sorted(folder.rglob("*.py")):
            assert sent.digest(path) == disk.digest(path)
            assert sent.is_file(path) and sent.exists(path.parent) and sent.is_folder(path.parent)
            assert not sent.is_file(path.with_suffix(".missing")) and not sent.exists(folder / "missing")


def test_a_scheduler_that_does_not_answer_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PATIENCE", 1)
    with pytest.raises(ConfigError, match=r"^tcp://127\.0\.0\.1:9: no Dask scheduler answers"):
        cluster("tcp://127.0.0.1:9", Checker())


@pytest.mark.usefixtures("small_batches")
def test_a_lost_worker_of_a_cluster_costs_nothing(
    folders: list[str], expected: list[Checked], scheduler: distributed.LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_SILENCE", 10.0)
    checker = Checker()
    hands = cluster(scheduler.scheduler_address, checker)
    share = hands._share
    assert share is not None

    killed: list[int] = []

    def share_and_kill(texts: Mapping[Path, str]) -> object:
        sent = share(texts)
        with distributed.Client(scheduler.scheduler_address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            pids = client.run(os.getpid)
        if not killed:
            killed.append(min(pids.values()))
            os.kill(killed[0], signal.SIGKILL)
        return sent

    hands._share = share_and_kill
    assert accounts(folders, checker, hands) == expected


@pytest.mark.usefixtures("small_batches")
def test_a_lost_process_costs_nothing(
    folders: list[str], expected: list[Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "judge", _die)
    checker = Checker()
    assert accounts(folders, checker, Workers(_forking, checker)) == expected


@pytest.mark.usefixtures("small_batches")
def test_what_a_project_tells_is_gathered_before_processes_branch_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").touch()
    for number in range(4):
        (tmp_path / f"part_{number}.py").write_text("async def fetch(client): ...\n" * 1_000)
    gathered: list[bool] = []

    def make() -> Executor:
        ((_, checker),) = workers._latest
        path = tmp_path / "part_0.py"
        project = checker.world(Source(str(path), path.read_text()), Settings()).project
        gathered.append("_named" in vars(project._outlines))
        return _forking()

    monkeypatch.setattr(multiprocessing, "get_start_method", lambda: "fork")
    checker = Checker()
    accounts([str(tmp_path)], checker, Workers(make, checker))
    assert gathered
    assert all(gathered)
    assert not workers._latest


def _forking() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork"))


def _die(*_: object) -> None:
    os._exit(1)


@pytest.mark.usefixtures("small_batches")
def test_an_error_in_a_worker_is_the_files_own(folders: list[str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("async def broken(:\n")
    checker = Checker()
    settler = Settler()
    outcomes = check_all(discover([*folders, str(broken)], settler), settler, checker, Workers(processes(2), checker))
    assert [str(outcome.error) for outcome in outcomes if outcome.error] == [
        f"{broken}:1: cannot be parsed by {RUNNING}: invalid syntax"
    ]


def test_settings_travel(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, kind="application", select=("OWN1",), catalogue={"lib": {"kind": "http"}})
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert pickle.loads(pickle.dumps(Settings())) == Settings()


def test_few_files_are_not_worth_a_process() -> None:
    assert workers.usual_count(10_000) == 1
    assert workers.usual_count(1 << 40) >= 1


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_everything_at_once(tmp_path: Path) -> None:
    # What takes far longer than it takes to send a signal.
    for number in range(20):
        shutil.copytree(Path(asyncio.__file__).parent, tmp_path / f"copy{number}")
    command = [sys.executable, "-m", "flake8_ownership", "check", "-j2", "--isolated", str(tmp_path)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    while len(_children(run.pid)) < 2 and run.poll() is None:
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert (run.returncode, errors) == (130, b"")
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def _children(pid: int) -> list[str]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.split()


class HalfMade(Executor):
    """A pool that an interrupt has left before its own thread was started, as Python's says of itself."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        raise RuntimeError("cannot join thread before it is started")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_pool_that_was_interrupted_while_it_was_made_is_ended(at_once: bool, tmp_path: Path) -> None:
    ended: list[bool] = []
    pool = Workers(HalfMade, Checker(), end=lambda: ended.append(True))
    for name in ("app.py", "other.py"):
        pool.take(Source(str(tmp_path / name), "x = 1\n" * workers.BATCH), Settings(root=tmp_path))
    if at_once:
        pool.close(at_once=True)
        assert ended == [True]
    else:
        with pytest.raises(RuntimeError):
            pool.close()
