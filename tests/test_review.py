"""`review`: what a change does to the failures of the services that a project calls."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flake8_ownership.accounts import Checked
from flake8_ownership.check import Checker
from flake8_ownership.faces.cli import main
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests.conftest import CLOSED

Run = Callable[..., tuple[int, str, str]]

REPORTED = """\
import logging

import httpx

log = logging.getLogger(__name__)


async def send(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        (await client.post("https://shop.example/orders")).raise_for_status()
    except httpx.HTTPError:
        log.exception("order %s was not sent", order_id)
"""
SILENCED = REPORTED.replace('        log.exception("order %s was not sent", order_id)\n', "        pass\n")
ANOTHER = """

async def forget(client: httpx.AsyncClient, order_id: str) -> None:
    await client.delete("https://store.example/orders")
"""


def git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=somebody", "-c", "user.email=somebody@shop.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a repository whose only commit has one text, and whose working tree has another."""

    def make(before: str, now: str, name: str = "app.py") -> Path:
        folder = tmp_path / "shop"
        folder.mkdir()
        (folder / "pyproject.toml").write_text(CLOSED, encoding="utf-8")
        (folder / "app.py").write_text(before, encoding="utf-8")
        git(folder, "init", "-q", "-b", "main")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "one")
        (folder / "app.py").unlink()
        (folder / name).write_text(now, encoding="utf-8")
        monkeypatch.chdir(folder)
        return folder

    return make


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """What the command returns, prints and notes."""

    def review(*words: str) -> tuple[int, str, str]:
        code = main(["review", *(words or ("HEAD",))])
        return code, *capsys.readouterr()

    return review


def calls(run: Run, *words: str) -> dict[str, list[str]]:
    document: dict[str, Any] = json.loads(run("--json", "HEAD", *words)[1])
    parts = ("lost", "came", "went", "worse", "better")
    return {part: [one["call"] for one in document[part]] for part in parts if document[part]}


class TestWhatIsFound:
    def test_a_report_that_is_taken_away(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED, SILENCED)
        code, out, _ = run()
        assert code == 1
        assert out.splitlines() == [
            "Since HEAD: 1 failure lost",
            "  ownership 100 % before, 0 % now (-100.0 points)",
            "",
            "Reported before, and lost now",
            "  app.py:10  client.post: silenced, in send() (before: reported)",
            "     the handler for httpx.HTTPError ends it and says nothing",
        ]

    def test_calls_that_one_handler_ends_are_one_line(self, change: Callable[..., Path], run: Run) -> None:
        three = "".join(f'        await client.{name}("/orders")\n' for name in ("get", "put", "delete"))
        after = "    except httpx.HTTPError:\n"
        change(REPORTED.replace(after, three + after), SILENCED.replace(after, three + after))
        _, out, _ = run()
        assert "client.post and 3 other calls: silenced, in send() (before: reported)" in " ".join(out.split())

    def test_a_report_that_is_added(self, change: Callable[..., Path], run: Run) -> None:
        change(SILENCED, REPORTED)
        code, out, _ = run()
        assert code == 0
        assert "Lost before, and no longer" in out
        assert "     log at error with traceback, names order_id" in out.splitlines()

    def test_a_new_call(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED, REPORTED + ANOTHER)
        assert calls(run) == {"lost": ["client.delete"], "came": ["client.delete"]}

    def test_a_call_that_is_gone(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED + ANOTHER, REPORTED)
        assert calls(run) == {"went": ["client.delete"]}

    def test_lines_that_move_are_no_change(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED, f"# a comment\n\n{REPORTED}")
        assert run()[:2] == (
            0,
            "Since HEAD: nothing changes in the calls that are known\n  ownership 100 % before, 100 % now\n",
        )

    def test_a_call_that_moves_to_another_function_and_file_is_the_same(
        self, change: Callable[..., Path], run: Run
    ) -> None:
        change(REPORTED, REPORTED.replace("def send", "def deliver"), "orders.py")
        assert calls(run) == {}
        assert calls(run, "orders.py") == {"came": ["client.post"]}

    def test_a_call_that_moves_and_is_lost_there(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED, SILENCED.replace("def send", "def deliver"))
        assert calls(run) == {"lost": ["client.post"], "worse": ["client.post"]}

    def test_work_that_a_function_of_the_project_runs_is_no_other_than_before(
        self, change: Callable[..., Path], run: Run
    ) -> None:
        work = ANOTHER + "\n\ndef main() -> None:\n    {}(forget(httpx.AsyncClient(), 'o'))\n"
        head = "import asyncio\n\nimport httpx\n\n\ndef run(coro):\n    return asyncio.run(coro)\n"
        change(head + work.format("asyncio.run"), head + work.format("run"))
        assert (
            run()[1] == "Since HEAD: nothing changes in the calls that are known\n  ownership 100 % before, 100 % now\n"
        )

    @pytest.mark.parametrize("marker", ["uv.lock", "pants.toml", "WORKSPACE", "setup.py"])
    def test_nothing_changes_where_nothing_has(self, marker: str, change: Callable[..., Path], run: Run) -> None:
        """What says where a project begins is there on both sides."""
        folder = change(SILENCED, SILENCED)
        (folder / "part").mkdir()
        (folder / "part/__init__.py").touch()
        (folder / "part/work.py").write_text(
            ANOTHER.replace("async def", "import httpx\n\n\nasync def"), encoding="utf-8"
        )
        (folder / marker).touch()
        git(folder, "add", ".")
        git(folder, "commit", "-m", "marked")
        assert "nothing changes" in run("HEAD")[1]

    def test_a_settings_file_that_is_broken_is_said_once(self, change: Callable[..., Path], run: Run) -> None:
        folder = change(REPORTED, REPORTED)
        (folder / "other.py").write_text(ANOTHER, encoding="utf-8")
        (folder / ".flake8").write_text("[flake8\n", encoding="utf-8")
        code, out, err = run("HEAD")
        assert code == 2
        assert (out.count("expected a section"), err.count("expected a section")) == (1, 1)

    def test_of_the_revision_only_what_was_another_is_judged(
        self, change: Callable[..., Path], run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The file that has changed, and the one that calls a function of it; not the one that has nothing of it."""
        folder = change(REPORTED, SILENCED)
        (folder / "caller.py").write_text(
            "import httpx\n\nfrom app import send\n\n\nasync def main(client: httpx.AsyncClient) -> None:\n"
            "    await send(client, 'o')\n    await client.get('https://shop.example/')\n",
            encoding="utf-8",
        )
        (folder / "apart.py").write_text(f"import httpx\n{ANOTHER}", encoding="utf-8")
        git(folder, "add", "caller.py", "apart.py")
        git(folder, "commit", "-q", "-m", "two")
        judged: list[Path] = []
        judge = Checker._judged

        def counted(self: Checker, source: Source, settings: Settings) -> Checked:
            judged.append(Path(source.path))
            return judge(self, source, settings)

        monkeypatch.setattr(Checker, "_judged", counted)
        assert calls(run) == {"lost": ["client.post"], "worse": ["client.post"]}
        assert sorted(path.name for path in judged if path.is_absolute()) == ["app.py", "caller.py"]
        assert sorted(path.name for path in judged if not path.is_absolute()) == ["apart.py", "app.py", "caller.py"]

    def test_what_is_found_is_the_same_with_a_cache_and_without(
        self, change: Callable[..., Path], run: Run, tmp_path: Path
    ) -> None:
        change(REPORTED + ANOTHER, SILENCED)
        without = run("HEAD", "--json", "--no-cache")
        for _ in range(2):
            assert run("HEAD", "--json", "--cache-dir", str(tmp_path / "cache")) == without

    def test_each_side_is_judged_by_its_own_settings(self, change: Callable[..., Path], run: Run) -> None:
        folder = change(SILENCED, SILENCED)
        (folder / "pyproject.toml").write_text(f'{CLOSED}not-io = ["httpx.AsyncClient.post"]\n', encoding="utf-8")
        assert calls(run) == {"went": ["client.post"]}


def told(handler: str) -> str:
    """The service with another handler."""
    return REPORTED.replace('        log.exception("order %s was not sent", order_id)\n', handler)


LOGGED = "        log.error('%s was not sent: %s', order_id, error, exc_info=True)\n"
HANDLER = REPORTED.replace("except httpx.HTTPError:", "except httpx.HTTPError as error:").replace(
    '        log.exception("order %s was not sent", order_id)\n', LOGGED
)


class TestWhatIsToldOfAFailure:
    """Who is told is the same as before, and what they are told is not."""

    def changed(self, run: Run) -> dict[str, list[list[str]]]:
        document: dict[str, Any] = json.loads(run("--json", "HEAD")[1])
        kept = ("worse", "better", "obscured", "cleared", "lost")
        assert [document[part] for part in kept] == [[]] * len(kept)
        parts = {part: [one["lost"] + one["gained"] for one in document[part]] for part in ("told_less", "told_better")}
        return {part: found for part, found in parts.items() if found}

    @pytest.mark.parametrize(
        ("before", "now", "lost", "gained"),
        [
            (
                "log.error('not sent: %s', order_id, exc_info=True)",
                "log.error('not sent', exc_info=True)",
                ["no longer names order_id"],
                ["names order_id now"],
            ),
            (
                "log.error('not sent: %s', order_id)",
                "log.warning('not sent: %s', order_id)",
                ["logged at warning (before: error)"],
                ["logged at error (before: warning)"],
            ),
            (
                "log.exception('%s: %s', order_id, error)",
                "log.error('%s: %s', order_id, error)",
                ["no longer with traceback"],
                ["with traceback now"],
            ),
            (
                "log.error('%s: %s', order_id, error)",
                "log.error('%s', order_id)",
                ["no longer says what went wrong"],
                ["says what went wrong now"],
            ),
            (
                "log.error('%s', order_id); FAILED.inc()",
                "log.error('%s', order_id)",
                ["no longer counted"],
                ["counted now"],
            ),
            (
                "raise RuntimeError('not sent') from error",
                "raise RuntimeError('not sent') from None",
                ["the error that is raised in its place hides its cause now"],
                ["the error that is raised in its place no longer hides its cause"],
            ),
            (
                "log.info('%s', order_id)",
                "pass",
                ["nothing is told any more"],
                ["told of now"],
            ),
        ],
    )
    def test_it_is_told_less_well_or_better(
        self, before: str, now: str, lost: list[str], gained: list[str], change: Callable[..., Path], run: Run
    ) -> None:
        head = "import prometheus_client\n\nFAILED = prometheus_client.Counter('failed', 'orders')\n"
        one, other = (head + HANDLER.replace(LOGGED.strip(), handler) for handler in (before, now))
        folder = change(one, other)
        assert self.changed(run) == {"told_less": [lost]}
        git(folder, "commit", "-a", "-m", "two")
        (folder / "app.py").write_text(one, encoding="utf-8")
        assert self.changed(run) == {"told_better": [gained]}

    @pytest.mark.parametrize(
        "handler",
        [
            "log.error('an order was not sent (%s): %s', order_id, error, exc_info=True)",
            "log.exception('order %s was not sent: %s', order_id, error)",
            "log.critical('order %s was not sent: %s', order_id, error, exc_info=error)",
        ],
    )
    def test_other_words_are_no_loss(self, handler: str, change: Callable[..., Path], run: Run) -> None:
        change(HANDLER, HANDLER.replace(LOGGED.strip(), handler))
        assert "told_less" not in self.changed(run)

    def test_an_identifier_that_goes_by_another_name_is_no_loss(self, change: Callable[..., Path], run: Run) -> None:
        change(HANDLER, HANDLER.replace("order_id", "order_number"))
        assert self.changed(run) == {}

    def test_it_is_said_once_for_all_calls_of_a_handler(self, change: Callable[..., Path], run: Run) -> None:
        more = HANDLER.replace("    try:\n", "    try:\n        await client.get('https://shop.example/health')\n")
        change(more, more.replace(LOGGED, "        log.error('%s was not sent: %s', order_id, error)\n"))
        assert run()[1].splitlines() == [
            "Since HEAD: 2 told less well",
            "  ownership 100 % before, 100 % now",
            "",
            "Told less well than before",
            "  app.py:12  client.get and 1 other call, in send(): no longer with traceback",
            "     now: log at error, names order_id",
        ]

    def test_a_comment_on_a_pull_request_says_so(self, change: Callable[..., Path], run: Run) -> None:
        change(HANDLER, HANDLER.replace("%s was not sent: %s', order_id,", "%s', "))
        row = "app.py:11 client.post, in send(): no longer names order\\_id"
        assert f"| What is told less well than before? | {row} |" in run("HEAD", "--markdown")[1]

    def test_a_failure_that_has_two_ends_is_compared_at_each(self, change: Callable[..., Path], run: Run) -> None:
        callers = """

async def send(client: httpx.AsyncClient) -> None:
    await client.post("https://shop.example/orders")


async def first(client: httpx.AsyncClient) -> None:
    await send(client)


async def second(client: httpx.AsyncClient) -> None:
    try:
        await send(client)
    except httpx.HTTPError:
        log.exception("not sent")
"""
        head = "import logging\n\nimport httpx\n\nlog = logging.getLogger(__name__)\n"
        change(head + callers, head + callers.replace('log.exception("not sent")', "pass"))
        assert calls(run) == {"lost": ["client.post"], "worse": ["client.post"]}

    def test_a_suppress_is_no_better_than_a_log_that_nobody_reads(self, change: Callable[..., Path], run: Run) -> None:
        suppressed = """\
    with contextlib.suppress(httpx.HTTPError):
        (await client.post("https://shop.example/orders")).raise_for_status()
"""
        change(
            told("        log.debug('not sent')\n"),
            f"import contextlib\n{REPORTED.partition('    try:')[0]}{suppressed}",
        )
        assert self.changed(run) == {"told_less": [["nothing is told any more"]]}


ROUTE = """\
import functools
import logging

import httpx
from fastapi import FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()
log = logging.getLogger(__name__)


def answering(function):
    @functools.wraps(function)
    async def inner(*args, **kwargs):
        try:
            return await function(*args, **kwargs)
        except Exception as error:
            log.exception("failed")
            return JSONResponse({"error": str(error)}, status_code=502)

    return inner


@app.get("/orders/{order_id}")
@answering
async def order(client: httpx.AsyncClient, order_id: str) -> None:
    await client.get(f"https://shop.example/orders/{order_id}")
"""


def test_a_log_that_a_decorator_has_lost_is_told_though_it_still_answers(change: Callable[..., Path], run: Run) -> None:
    change(ROUTE, ROUTE.replace('            log.exception("failed")\n', ""))
    code, out, _ = run()
    assert code == 0
    assert out.splitlines()[0] == "Since HEAD: 1 handed on instead of reported"
    assert "Reported before, and handed on as a value now" in out.splitlines()
    assert "| What was reported, and no longer is? | client.get (app.py:26) |" in run("HEAD", "--markdown")[1]


def test_another_handler_of_the_function_is_no_report_of_this_call(change: Callable[..., Path], run: Run) -> None:
    fetch = """\
import logging

import httpx

log = logging.getLogger(__name__)


async def fetch(client: httpx.AsyncClient) -> None:
    try:
        await client.get("https://shop.example/orders")
    except httpx.HTTPError:
        log.exception("no orders")
    try:
        await client.post("https://shop.example/orders")
    except httpx.HTTPError:
        log.exception("not sent")


async def main(client: httpx.AsyncClient) -> None:
    await fetch(client)
"""
    handled = '    try:\n        await client.get("https://shop.example/orders")\n'
    handled += '    except httpx.HTTPError:\n        log.exception("no orders")\n'
    change(fetch, fetch.replace(handled, '    await client.get("https://shop.example/orders")\n'))
    out = run()[1].splitlines()
    assert out[0] == "Since HEAD: 1 failure lost"
    assert any(line.startswith("  app.py:9  client.get: ") and line.endswith("(before: reported)") for line in out)


class TestWhatIsNotClear:
    """What cannot be told is neither a gain nor a loss."""

    LEFT = """\
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
async def orders(client: httpx.AsyncClient) -> None:
    await client.get("https://shop.example/orders")
"""
    HANDED = LEFT.replace('@app.get("/orders")\n', "") + "\n\nhandlers = [orders]\n"

    def test_a_call_may_be_less_clear_than_it_was(self, change: Callable[..., Path], run: Run) -> None:
        change(self.LEFT, self.HANDED)
        code, out, _ = run()
        assert code == 0
        assert out.startswith("Since HEAD: 1 not clear any more\n")
        assert "better" not in out

    def test_a_call_may_be_clearer_than_it_was(self, change: Callable[..., Path], run: Run) -> None:
        change(self.HANDED, self.LEFT)
        out = run()[1]
        assert out.startswith("Since HEAD: 1 clear now\n")
        assert "less well" not in out


class TestOutput:
    def test_a_comment_answers_what_to_ask_before_a_merge(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED, SILENCED + ANOTHER)
        out = run("HEAD", "--markdown")[1]
        assert "| Which services do new calls go to? | HTTP store.example |" in out
        assert "| What was reported, and no longer is? | client.post (app.py:10) |" in out

    def test_a_new_operation_says_where_it_goes_by_calls_that_were_there(
        self, change: Callable[..., Path], run: Run
    ) -> None:
        route = "\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
        route += '@app.post("/orders/{order_id}")\nasync def accept(order_id):\n    await send(order_id)\n'
        change(SILENCED, SILENCED + route)
        said = "new operations go to HTTP shop.example, by calls that were there"
        assert f"| Which services do new calls go to? | {said} |" in run("HEAD", "--markdown")[1]

    def test_a_workflow_is_given_an_error_for_each_failure_that_is_lost(
        self, change: Callable[..., Path], run: Run
    ) -> None:
        change(REPORTED, SILENCED)
        first, last = run("HEAD", "--github")[1].splitlines()
        assert first.startswith("::error file=app.py,line=10,col=16,title=A failure is lost::client.post: silenced")
        assert last.startswith("::notice title=Ownership::since HEAD: 1 failure lost")

    def test_names_of_the_project_steer_nothing(self, change: Callable[..., Path], run: Run) -> None:
        change("", SILENCED.replace("send", "s\N{LATIN SMALL LETTER E WITH ACUTE}nd"), "a\n::error::b.py")
        out = run("HEAD", "--github")[1]
        assert [line for line in out.splitlines() if line.startswith("::error::")] == []

    def test_it_is_written_to_a_file(self, change: Callable[..., Path], run: Run) -> None:
        folder = change(REPORTED, SILENCED)
        assert run("HEAD", "--markdown", "--output-file", "review.md")[1] == ""
        assert (folder / "review.md").read_text(encoding="utf-8").startswith("### Ownership since `HEAD`")

    def test_a_loss_can_be_told_without_failing(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED, SILENCED)
        assert run("HEAD", "--exit-zero")[0] == 0


class TestWhatCannotBeCompared:
    def test_a_revision_that_does_not_exist(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED, SILENCED)
        code, out, err = run("nowhere")
        assert (code, out) == (2, "")
        assert "'nowhere' is no revision of this repository" in err

    def test_a_folder_outside_of_any_repository(
        self, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        code, _, err = run()
        assert code == 2
        assert "lies in no git repository" in err

    def test_stdin(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED, SILENCED)
        assert run("HEAD", "-")[0] == 2

    def test_a_file_of_the_revision_that_does_not_parse_is_no_error_of_this_change(
        self, change: Callable[..., Path], run: Run
    ) -> None:
        change("async def (:\n", REPORTED)
        code, _, err = run()
        assert (code, err) == (0, "1 thing could not be judged as of HEAD: what is in there counts as new\n")

    def test_a_file_that_does_not_parse_now_is(self, change: Callable[..., Path], run: Run) -> None:
        change(REPORTED, "async def (:\n")
        code, out, err = run()
        assert code == 2
        assert "app.py" in err
        assert "Not judged" in out

    def test_the_copy_of_the_revision_holds_no_link_and_nothing_outside_of_it(
        self, change: Callable[..., Path], run: Run
    ) -> None:
        folder = change(REPORTED, REPORTED)
        (folder / "secret.py").symlink_to("/etc/passwd")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "two")
        (folder / "secret.py").unlink()
        assert run()[0] == 0


class TestHostileRepositories:
    def test_the_name_of_a_file_begins_no_command_of_a_workflow(self, change: Callable[..., Path], run: Run) -> None:
        folder = change("", "")
        (folder / "::stop-commands::x").mkdir()
        (folder / "::stop-commands::x" / "a.py").write_text(SILENCED, encoding="utf-8")
        lines = run()[1].splitlines()
        assert any("stop-commands" in line for line in lines)
        assert not any(line.lstrip().startswith("::") for line in lines)

    def test_a_revision_that_holds_too_much_is_not_copied(
        self, change: Callable[..., Path], run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change(REPORTED, SILENCED)
        monkeypatch.setattr("flake8_ownership.revision._MOST_BYTES", 10)
        code, out, err = run()
        assert (code, out) == (2, "")
        assert "the revision holds more than is copied to be compared" in err

    def test_a_line_of_codeowners_that_names_nothing_is_passed_over(
        self, change: Callable[..., Path], run: Run
    ) -> None:
        folder = change(REPORTED, SILENCED)
        (folder / "CODEOWNERS").write_text("\\\n", encoding="utf-8")
        assert run()[0] == 1


def test_a_repository_within_has_a_history_of_its_own(change: Callable[..., Path], run: Run) -> None:
    folder = change(REPORTED, REPORTED)
    inner = folder / "vendored"
    inner.mkdir()
    (inner / "app.py").write_text(SILENCED, encoding="utf-8")
    git(inner, "init", "-q")
    git(inner, "add", "-A")
    git(inner, "commit", "-q", "-m", "one")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "with another repository in it")
    for since in ("HEAD", "HEAD~1"):
        document = json.loads(run("--json", since)[1])
        assert (document["lost"], document["came"]) == ([], [])


def test_a_file_of_the_revision_that_the_repository_lacks_is_said(change: Callable[..., Path], run: Run) -> None:
    folder = change(REPORTED, SILENCED)
    named = subprocess.run(["git", "rev-parse", "HEAD:app.py"], cwd=folder, check=True, capture_output=True, text=True)
    blob = named.stdout.strip()
    (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    code, out, said = run("HEAD")
    assert (code, out) == (2, "")
    assert said.endswith("the repository lacks some files of the revision; `git fsck` says more\n")
