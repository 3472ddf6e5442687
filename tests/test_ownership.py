"""The account of a project: its operations, what they call, and where each failure ends. It judges nothing anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from codeowners import CodeOwners as Peer
from hypothesis import example, given
from hypothesis import strategies as st

from flake8_ownership.ownership import draw, groups, owners, trend
from flake8_ownership.ownership.model import Account, Share
from flake8_ownership.ownership.owners import CodeOwners
from flake8_ownership.sites.site import Operation, Site, Task
from tests.accounts_of import account, drawn, endings, operation
from tests.conftest import CLOSED
from tests.service import MAIN, SERVICE
from tests.test_any_program import any_text, tried
from tests.test_endings import MANY, Page, pages

Write = Callable[[Mapping[str, str]], Path]
SHOP = Path(__file__).parent.parent / "docs" / "examples" / "shop"
# What a page asks of `check` that the account does not follow, because it tells of every operation.
BY_ITSELF = (
    "Every call is to report its failures",
    "A traceback is enough where only what is lost is told",
    "A decorator starts what it decorates as a task",  # the account does not follow that
)


@pytest.fixture
def service(project: Write) -> Account:
    return account(project(SERVICE))


class TestOperations:
    def test_the_worst_come_first(self, service: Account) -> None:
        states = [(one.title, one.what, one.by, one.state) for one in service.operations]
        assert states == [
            ("GET /rates/{currency}", "route", "FastAPI", "lost"),
            ("PUT /orders/{order_id}", "route", "FastAPI", "lost"),
            ("sweep()", "function", "", "lost"),
            ("POST /orders/{order_id}", "route", "FastAPI", "framework"),
            ("DELETE /orders/{order_id}", "route", "FastAPI", "owned"),
        ]

    def test_each_failure_ends_somewhere(self, service: Account) -> None:
        assert endings(operation(service, "rate")) == {"payments.get": "silenced"}
        assert endings(operation(service, "announce")) == {"client.put": "detached"}
        assert endings(operation(service, "sweep")) == {"pool.execute": "open"}
        assert endings(operation(service, "create")) == {"client.put": "boundary"}
        assert endings(operation(service, "remove")) == {"payments.delete": "reported"}

    def test_a_route_goes_by_its_path_with_the_prefix_of_its_router(self, project: Write) -> None:
        text = (
            "from fastapi import APIRouter\nimport httpx\n\n"
            'router = APIRouter(prefix="/orders")\nclient = httpx.AsyncClient()\n\n\n'
            '@router.get("")\nasync def every(shop_id: str):\n    await client.get("/old")\n\n\n'
            '@router.get("/{order_id}")\nasync def one(order_id: str):\n    await client.get("/old")\n'
        )
        titles = [one.title for one in account(project({"app.py": text})).operations]
        assert titles == ["GET /orders", "GET /orders/{order_id}"]

    def test_a_job_goes_by_its_own_name_and_not_by_when_it_runs(self, project: Write) -> None:
        text = (
            "from apscheduler.schedulers.asyncio import AsyncIOScheduler\nimport httpx\n\n"
            "jobs = AsyncIOScheduler()\nclient = httpx.AsyncClient()\n\n\n"
            '@jobs.scheduled_job("interval", minutes=5)\nasync def sweep():\n    await client.get("/old")\n\n\n'
            '@jobs.scheduled_job("cron", hour=3, id="nightly")\nasync def count():\n    await client.get("/all")\n'
        )
        found = account(project({"main.py": text}))
        assert sorted(one.title for one in found.operations) == ["nightly", "sweep()"]

    def test_it_says_who_is_told_and_with_which_identifiers(self, service: Account) -> None:
        (failure,) = operation(service, "remove").failures
        (told,) = failure.ending.told
        assert (told.sort, told.traceback, told.names) == ("log", True, ("order_id",))

    def test_a_road_passes_the_functions_between_the_call_and_its_end(self, service: Account) -> None:
        (failure,) = operation(service, "create").failures
        assert (failure.call.path, failure.call.function) == ("app/store.py", "save")
        assert [(step.filename, step.call, step.within) for step in failure.steps] == [
            ("app/main.py", "save", "create")
        ]
        assert (failure.ending.path, failure.ending.function) == ("app/main.py", "create")

    def test_a_service_goes_by_its_host_and_never_by_a_password(self, service: Account) -> None:
        names = {(call.service.kind, call.service.name) for call in service.calls}
        assert names == {("HTTP", "payments.example:8443"), ("HTTP", "store.example"), ("database", "asyncpg")}

    def test_an_operation_that_runs_another_one_has_its_failures_too(self, project: Write) -> None:
        more = MAIN + '\n\n@app.post("/both")\nasync def both(order_id: str) -> None:\n    await rate(order_id)\n'
        found = account(project({**SERVICE, "app/main.py": more}))
        assert endings(operation(found, "both")) == {"payments.get": "silenced"}
        assert operation(found, "both").way("app/main.py::rate") == ("app/main.py::both",)

    def test_what_runs_itself_in_a_circle_is_followed_once(self, project: Write) -> None:
        text = "import httpx\n\n\nasync def a(client: httpx.AsyncClient) -> None:\n    await client.get('/')\n"
        text += "    await b(client)\n\n\nasync def b(client: httpx.AsyncClient) -> None:\n    await a(client)\n"
        found = account(project({"main.py": text}))
        assert [one.routine.name for one in found.operations] == ["a"]
        assert set(endings(found.operations[0])) == {"client.get"}

    def test_of_too_many_functions_those_nearest_are_followed(
        self, project: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chain = [f"async def f{n}(client: httpx.AsyncClient) -> None:\n    await f{n + 1}(client)\n" for n in range(9)]
        last = "async def f9(client: httpx.AsyncClient) -> None:\n    try:\n        await client.get('/')\n"
        folder = project({"main.py": "\n\n".join(["import httpx", *chain, last + "    except Exception: pass\n"])})
        assert [(one.state, one.is_cut) for one in account(folder).operations] == [("lost", False)]
        monkeypatch.setattr(draw, "MOST_FOLLOWED", 4)
        assert all(one.is_cut for one in account(folder).operations if one.routine.name == "f0")

    def test_of_too_many_failures_the_nearest_are_told(self, project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        text = "import httpx\n\n\nasync def a(client: httpx.AsyncClient) -> None:\n    await client.get('/')\n"
        folder = project({"main.py": text + "    await client.put('/')\n"})
        assert [(len(one.failures), one.is_cut) for one in account(folder).operations] == [(2, False)]
        monkeypatch.setattr(draw, "MOST_FAILURES", 1)
        (found,) = account(folder).operations
        assert (list(endings(found)), found.is_cut) == (["client.get"], True)

    def test_a_library_leaves_failures_to_its_users(self, project: Write) -> None:
        built = '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "lib"\n'
        text = "import httpx\n\n\nasync def fetch(client: httpx.AsyncClient) -> None:\n    await client.get('/')\n"
        found = account(project({"pyproject.toml": built, "lib/__init__.py": "", "lib/main.py": text}))
        assert [(one.state, *endings(one).values()) for one in found.operations] == [("owned", "public")]

    def test_where_a_traceback_is_enough_it_is_a_report(self, project: Write) -> None:
        found = account(project({**SERVICE, "pyproject.toml": CLOSED + 'discipline = "lost"\n'}))
        assert operation(found, "create").state == "owned"

    def test_what_a_comment_waives_is_let_go(self, project: Write) -> None:
        text = MAIN.replace('f"/rates/{currency}")', 'f"/rates/{currency}")  # noqa: OWN201')
        text = text.replace("create_task(save(order_id))", "create_task(save(order_id))  # noqa: OWN301")
        text = text.replace("    await save(order_id)\n", "    await save(order_id)  # noqa: OWN107\n")
        found = account(project({**SERVICE, "app/main.py": text}))
        for name in ("rate", "announce", "create"):
            assert (operation(found, name).state, *endings(operation(found, name)).values()) == ("owned", "let go")

    def test_tests_are_no_operations(self, project: Write) -> None:
        text = "import httpx\n\n\nasync def test_it(client: httpx.AsyncClient) -> None:\n    await client.get('/')\n"
        assert account(project({"tests/test_main.py": text})).operations == ()

    def test_the_shop_of_the_docs_owns_nothing_yet(self) -> None:
        found = account(SHOP)
        assert found.share == Share(lost=5)
        assert [one.routine.name for one in found.operations][:2] == ["confirm_order", "forget"]


@pytest.mark.parametrize("page", [one for one in pages() if one.name not in BY_ITSELF], ids=lambda page: page.name)
def test_it_loses_what_check_says_is_lost_and_nothing_else(page: Page, project: Write) -> None:
    folder = project(page.files)
    for number in range(MANY if "many files" in page.name else 0):
        (folder / f"other_{number}.py").write_text("def main(): ...\n", encoding="utf-8")
    agree(folder)


PRINTED_AND_DISCARDED = """\
import httpx


async def work(client: httpx.AsyncClient):
    try:
        await client.get("/")
    except Exception as exc:
        print("failed", exc)
        raise
    finally:
        return None
"""


@tried
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@example(text=PRINTED_AND_DISCARDED)
@given(text=any_text)
def test_of_any_program_it_loses_what_check_says_is_lost(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "pyproject.toml").write_text(CLOSED, encoding="utf-8")
    (folder / "main.py").write_text(text, encoding="utf-8")
    agree(folder)


def agree(folder: Path) -> None:
    """Demands that a project's account and the findings of its files lose the same failures. OWN202 is off by default,
    and what it tells of is no less lost."""
    settings = folder / "pyproject.toml"
    settings.write_text(f'{settings.read_text(encoding="utf-8")}extend-select = ["OWN202"]\n', encoding="utf-8")
    found, findings = drawn(folder)
    left: set[tuple[str, str]] = set()  # by their names: one finding may stand for several operations of a file
    lost: set[int | None] = set()  # by their rows alone: a helper may stand in another file
    for finding in findings:
        match finding.fact:
            case Operation(name=name, ending="open" | "boundary", others=others):
                path = Path(finding.filename).relative_to(folder).as_posix()
                left.update((path, one) for one in (name, *others))
            case Task(start=start):
                lost.add(start.row)
            case Site(ruling=ruling) if finding.code.startswith("OWN2") and finding.code != "OWN208":
                lost.add(ruling.guard_row)
    ends = [failure.ending for failure in found.failures]
    leaving = [one for one in ends if one.kind in ("open", "boundary")]
    assert {(one.path, one.function.rpartition(".")[2]) for one in leaving} == left
    ended = [one for one in ends if one.kind in ("silenced", "detached")]
    # A log that nobody reads is OWN402's, which is off, where the handler that writes it also ends the failure.
    assert {one.row for one in ended if not one.told} <= lost <= {one.row for one in ended}


class TestIds:
    def test_they_hold_when_lines_move(self, project: Write, tmp_path: Path) -> None:
        before = trend.snapshot(account(project(SERVICE)))
        moved = {name: "# above\n\n" + text if name.endswith(".py") else text for name, text in SERVICE.items()}
        after = trend.snapshot(account(project(moved)))
        assert before == after
        assert trend.between(before, after).changes == ()

    def test_calls_and_functions_that_are_alike_are_numbered(self, project: Write) -> None:
        text = "import httpx\n\n\nasync def fetch(client: httpx.AsyncClient) -> None:\n    await client.get('/')\n"
        text += "    await client.get('/b')\n"
        found = account(project({"main.py": text}))
        assert [call.id for call in found.calls] == [
            "main.py::fetch::client.get",
            "main.py::fetch::client.get#2",
        ]

    def test_projects_of_one_repository_are_told_apart(self, tmp_path: Path) -> None:
        text = "import httpx\n\n\nasync def fetch(client: httpx.AsyncClient) -> None:\n    await client.get('/')\n"
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "pyproject.toml").write_text(CLOSED, encoding="utf-8")
            (tmp_path / name / "main.py").write_text(text, encoding="utf-8")
        assert sorted(one.id for one in account(tmp_path).operations) == ["a/main.py::fetch", "b/main.py::fetch"]

    def test_paths_are_told_from_the_repository(self, project: Write) -> None:
        folder = project(SERVICE)
        assert {one.routine.path for one in account(folder).operations} == {"app/main.py", "jobs/sweep.py"}


class TestTrend:
    def test_it_tells_what_became_better_worse_new_and_gone(self, project: Write) -> None:
        before = trend.snapshot(account(project(SERVICE)))
        text = MAIN.replace("        return 1.0\n", "        log.exception('no rate')\n        return 1.0\n")
        text = text.replace(
            '        log.exception("Failed to remove order %s", order_id)\n        raise', "        pass"
        )
        text = text.replace("announce", "publish")
        change = trend.between(before, trend.snapshot(account(project({"app/main.py": text}))))
        assert [(one.title, one.before, one.now) for one in change.better] == [
            ("GET /rates/{currency}", "lost", "owned")
        ]
        assert [(one.title, one.before, one.now) for one in change.worse] == [
            ("DELETE /orders/{order_id}", "owned", "lost")
        ]
        (worse,) = change.worse
        assert worse.worse == (("app/main.py::remove::payments.delete", "reported", "silenced"),)
        assert list(change.came) == ["app/main.py::publish"]
        assert list(change.went) == ["app/main.py::announce"]

    def test_it_tells_which_calls_came_and_went(self, project: Write) -> None:
        before = trend.snapshot(account(project(SERVICE)))
        text = MAIN.replace("payments.get(", "payments.head(")
        (change,) = trend.between(before, trend.snapshot(account(project({"app/main.py": text})))).changes
        assert change.came == (("app/main.py::rate::payments.head", "silenced"),)
        assert change.went == (("app/main.py::rate::payments.get", "silenced"),)


class TestGroups:
    def test_by_folder(self, service: Account) -> None:
        found = {one.name: (one.share.owned, one.share.total) for one in groups.by_folder(service)}
        assert found == {"app": (1, 4), "jobs": (0, 1)}

    def test_by_library_what_counts_is_what_becomes_of_its_own_calls(self, service: Account) -> None:
        found = {one.name: (one.share.owned, one.share.total) for one in groups.by_library(service)}
        assert found == {"httpx": (1, 4), "asyncpg": (0, 1)}

    def test_by_team(self, service: Account) -> None:
        found = {one.name: (one.share.owned, one.share.total) for one in groups.by_team(service)}
        assert found == {"@shop/web": (1, 4), "@shop/jobs": (0, 1)}

    def test_without_owners_there_are_no_teams(self, project: Write) -> None:
        files = {name: text for name, text in SERVICE.items() if name != "CODEOWNERS"}
        assert groups.by_team(account(project(files))) == []

    def test_to_start_with_is_what_most_operations_lose_failures_at(self, project: Write) -> None:
        store = "import httpx\n\n\nasync def load(client: httpx.AsyncClient) -> None:\n    try:\n"
        store += "        await client.get('/')\n    except Exception:\n        pass\n"
        use = "\n\nasync def use{0}(client: httpx.AsyncClient) -> None:\n    await load(client)\n"
        text = "import httpx\n\nfrom store import load\n" + "".join(map(use.format, range(3)))
        text += "    await client.get('/')\n"
        first, second = groups.starts(account(project({"store.py": store, "main.py": text})))
        assert (first.path, first.row, len(first.operations), first.alone) == ("store.py", 7, 3, 2)
        assert (second.path, len(second.operations)) == ("main.py", 1)

    @given(st.lists(st.integers(0, 3000), min_size=4, max_size=4))
    def test_a_percentage_says_all_only_where_it_is_all(self, counts: list[int]) -> None:
        share = Share(*counts)
        percent = share.percent
        if percent is None:
            assert share.total == share.unclear
        else:
            assert 0 <= percent <= 100
            assert (percent == 100) == (share.owned == share.total - share.unclear)


class TestCodeOwners:
    RULES = """\
# comment
*           @org/all
*.py        @org/python  docs@example.org
/app/       @org/app
docs/*      @org/docs
/lib/**/deep.py @org/deep
build/      @org/build
apps/**     @org/apps
/app/none.py
"""

    @pytest.mark.parametrize(
        "path",
        [
            "README.md",
            "main.py",
            "app/main.py",
            "app/sub/x.txt",
            "app/none.py",
            "docs/a.md",
            "docs/sub/a.md",
            "docs/sub/a.py",
            "lib/deep.py",
            "lib/a/b/deep.py",
            "x/build/y.txt",
            "apps/a/b.txt",
        ],
    )
    def test_it_reads_what_a_peer_reads(self, path: str) -> None:
        assert CodeOwners(self.RULES).of(path) == tuple(owner for _, owner in Peer(self.RULES).of(path))

    def test_a_section_of_gitlab_may_name_owners_for_its_lines(self) -> None:
        found = CodeOwners("[Docs][2] @docs\ndocs/\n^[Code]\n*.py @code\n")
        assert (found.of("docs/a.md"), found.of("a.py")) == (("@docs",), ("@code",))

    def test_a_line_that_is_no_pattern_costs_no_other(self) -> None:
        found = CodeOwners("a[ @one\n!b @two\n**/**/**/**/**/x @three\n*.py @four\n")
        assert found.of("a.py") == ("@four",)

    def test_a_pattern_costs_no_more_than_a_name_is_long(self) -> None:
        assert CodeOwners("a*" * 40 + "b @one\n").of("a" * 4000 + "/x.py") == ()

    def test_a_link_out_of_the_repository_is_not_read(
        self, project: Write, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        outside = tmp_path_factory.mktemp("outside") / "CODEOWNERS"
        outside.write_text("* @outside\n", encoding="utf-8")
        folder = project({name: text for name, text in SERVICE.items() if name != "CODEOWNERS"})
        (folder / "CODEOWNERS").symlink_to(outside)
        assert {owner for one in account(folder).operations for owner in one.owners} == set()


def test_of_many_rules_the_last_ones_count_and_it_is_said(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path, said = tmp_path / "CODEOWNERS", list[str]()
    lines = ["* @first", *("# a comment" for _ in range(6_000)), "/a.py @second"]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert owners.of_repository(tmp_path, said.append).of("a.py") == ("@second",)
    assert said == []
    lines = ["/b.py @first", "[Section] @usual", *(f"/src/{number}.py" for number in range(5_000)), "/a.py @last"]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = owners.of_repository(tmp_path, said.append)
    assert [found.of(name) for name in ("a.py", "src/4999.py", "b.py")] == [("@last",), ("@usual",), ()]
    assert said == ["CODEOWNERS: the last 5,000 of its 5,002 rules are read"]


def test_a_pattern_of_many_stars_is_nobodys() -> None:
    found = CodeOwners(f"{'a*' * 200}b @slow\n/src/ @shop\n")
    assert found.of("src/app.py") == ("@shop",)
    assert found.of("a" * 200 + "b") == ()
