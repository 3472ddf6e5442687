"""The count of unknown places: what status each gets, why it is unknown, and what changes from one run to the next."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

ACCURACY = Path(__file__).parents[1] / "benchmarks" / "accuracy"
SOURCE = """
    import asyncio
    import httpx
    import somelib
    from shop import gone


    class Store:
        async def load(self): ...


    async def go(db, it, store: Store):
        async with httpx.AsyncClient() as client:
            await client.get("/")
        await somelib.fetch()
        await store.load()
        await asyncio.sleep(1)
        await db.execute("select 1")
        await it.frobnicate()
        await gone.away()
"""


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ACCURACY))
    import places

    return places


@pytest.fixture
def unknowns(places: ModuleType) -> ModuleType:
    import unknowns

    return unknowns


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(dedent(SOURCE))
    (tmp_path / "broken.py").write_text("async def (")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").write_text("")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_app.py").write_text("async def test(x):\n    await x()\n")
    return tmp_path


def test_each_place_has_a_status_and_comes_from_somewhere(places: ModuleType, package: Path) -> None:
    rows, lack = places.ask(package, 60)
    assert lack == "1 files do not parse"
    assert {row.call: (row.status, row.origin) for row in rows} == {
        "httpx.AsyncClient": ("no-io", "httpx"),
        "client.get": ("catalogued", "httpx"),
        "somelib.fetch": ("assumed", "somelib"),
        "store.load": ("own", "own"),
        "asyncio.sleep": ("no-io", "stdlib"),
        "db.execute": ("named", ""),
        "it.frobnicate": ("unknown", ""),
        "gone.away": ("unfound", ""),
    }


def test_an_open_place_says_why_without_the_names_in_it(places: ModuleType, package: Path) -> None:
    rows, _ = places.ask(package, 60)
    assert {row.code for row in rows if row.status in places.OPEN} == {"unannotated-parameter"}


def test_what_takes_too_long_is_cut_off_and_says_so(places: ModuleType, package: Path) -> None:
    assert places.ask(package, 0.001) == ([], "cut off after 0 s")


def test_a_place_that_becomes_unknown_is_told_from_one_that_becomes_known(
    unknowns: ModuleType, places: ModuleType, package: Path
) -> None:
    rows, _ = places.ask(package, 60)
    before = unknowns.Account("app", "new", rows)
    flipped = [
        replace(row, status={"unknown": "own", "own": "unknown"}.get(row.status, row.status))
        for row in rows
        if row.call != "asyncio.sleep"
    ]
    changes = unknowns.compared(before, unknowns.Account("app", "new", flipped))
    by_kind = {kind: [new.call for _, new in found] for kind, found in changes.by_kind.items() if found}
    assert by_kind == {"lost": ["store.load"], "found": ["it.frobnicate"], "gone": ["asyncio.sleep"]}


def test_an_account_survives_being_written_and_read(unknowns: ModuleType, places: ModuleType, package: Path) -> None:
    rows, lack = places.ask(package, 60)
    [read] = unknowns.decoded(json.loads(json.dumps(unknowns.encoded([unknowns.Account("app", "new", rows, lack)]))))
    assert unknowns.table([read]) == unknowns.table([unknowns.Account("app", "new", rows, lack)])
    assert [[getattr(row, name) for name in unknowns.FIELDS] for row in rows] == [
        [getattr(row, name) for name in unknowns.FIELDS] for row in read.rows
    ]


def test_the_committed_account_is_of_the_packages_of_the_gate(unknowns: ModuleType) -> None:
    accounts = unknowns.decoded(json.loads(unknowns.GATE.read_text(encoding="utf-8")))
    assert {account.name for account in accounts} == set(unknowns.GATE_PACKAGES)
    assert not [account.name for account in accounts if account.lack]


def test_what_is_not_known_is_not_called_harmless(places: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        dedent(
            """
            import asyncio
            from collections.abc import Callable

            import quart
            from somelib import Base


            def work() -> None:
                print("at work")


            class Mine(Base):
                async def start(self, later: Callable[[], None], nothing: None):
                    await super().start()
                    await later
                    await nothing
                    await quart.request.json
                    await asyncio.to_thread(lambda: work())
            """
        )
    )
    rows, _ = places.ask(tmp_path, 60)
    assert {row.call: (row.status, row.code) for row in rows} == {
        "super().start": ("unknown", "foreign-base"),
        "later": ("unknown", "callable"),
        "nothing": ("unknown", "only-none"),
        "quart.request.json": ("unknown", "library-value"),
        "asyncio.to_thread": ("own", ""),
    }
