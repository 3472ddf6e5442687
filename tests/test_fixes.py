"""Fixes: what they write, and the laws that every fixed text keeps."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.codemods.edits import Job, ownership
from flake8_ownership.codemods.engine import Fixed, fix
from flake8_ownership.codemods.wording import wording
from flake8_ownership.configuration import Settler
from flake8_ownership.faces.cli import main
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests import cases
from tests.test_deep_code import compiles
from tests.test_dialects import TELEMETRY

FIXES = cases.fixes()


@pytest.fixture
def fixed(tmp_path: Path) -> Callable[[Path, str], Fixed]:
    """Fixes a text in a project of its own, with the options of a case and those that the text's comments name."""
    write_project(tmp_path)

    def run(path: Path, text: str) -> Fixed:
        settings = replace(Settler().settings(path), root=tmp_path).with_options(
            {"kind": "application", **cases.options(text)}, str(path)
        )
        return fix(Source(str(tmp_path / "case.py"), text), Checker(), settings, unsafe=True)

    return run


def write_project(folder: Path) -> None:
    """What the cases are part of: a project with metrics."""
    (folder / "app").mkdir()
    (folder / "app" / "__init__.py").touch()
    for path in (folder / "telemetry.py", folder / "app" / "telemetry.py"):
        path.write_text(TELEMETRY, encoding="utf-8")
    (folder / "pyproject.toml").write_text("[tool.ruff]\nline-length = 120\n", encoding="utf-8")


@pytest.mark.parametrize("path", FIXES, ids=lambda path: path.stem)
def test_a_fix_writes_what_stands_beside_the_case(path: Path, fixed: Callable[[Path, str], Fixed]) -> None:
    assert fixed(path, path.read_text(encoding="utf-8")).text == path.with_suffix(".fixed.py").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("path", FIXES, ids=lambda path: path.stem)
def test_a_fixed_text_is_clean_and_fixing_it_again_changes_nothing(
    path: Path, fixed: Callable[[Path, str], Fixed]
) -> None:
    text = path.with_suffix(".fixed.py").read_text(encoding="utf-8")
    again = fixed(path, text)
    assert again.text == text
    assert [finding.message for finding in again.left] == []


def test_every_fix_case_has_its_fixed_text() -> None:
    assert [path.name for path in cases.single_files() if path.parent.name == "fix" and path not in FIXES] == []


def test_fixed_texts_bring_no_finding_of_other_linters(tmp_path: Path) -> None:
    """flake8 with bugbear and flake8-async finds in no fixed text what it did not find before."""
    before, after = tmp_path / "before", tmp_path / "after"
    for path in FIXES:
        for folder, text in ((before, path), (after, path.with_suffix(".fixed.py"))):
            folder.mkdir(exist_ok=True)
            (folder / path.name).write_text(text.read_text(encoding="utf-8"), encoding="utf-8")
    assert _flake8(after) - _flake8(before) == set()


def _flake8(folder: Path) -> set[tuple[str, str]]:
    command = [sys.executable, "-m", "flake8", "--isolated", "--max-line-length=120", "--extend-ignore=OWN,W191,E101"]
    done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    found = set()
    for line in done.stdout.splitlines():
        name, _, _, message = line.split(":", 3)
        found.add((name, message.split()[0]))
    return found


def test_one_finding_is_mended_and_the_others_left(tmp_path: Path) -> None:
    function = "\n\nasync def {}(client: httpx.AsyncClient):\n    await client.get('/')\n"
    text = "import httpx\n" + function.format("first") + function.format("second")
    source = Source(str(tmp_path / "app.py"), text)
    settings = Settings(root=tmp_path, kind="application", select=("OWN101",))
    _, second = Checker().check(source, settings).findings
    done = fix(source, Checker(), settings, unsafe=True, only=second)
    assert done.applied == [second]
    (left,) = Checker().check(Source(source.path, done.text), settings).findings
    assert left.function == "first"


def test_re_indented_calls_stay_within_the_line_length(tmp_path: Path) -> None:
    """What has become too long is split as black would; what was too long before is left alone."""
    text = (
        "import httpx\n\n\nasync def send(client: httpx.AsyncClient) -> None:\n"
        '    await client.post("/invoices", params={"kind": "new"}, json={"invoice": "abcdef"})\n'
        '    await client.put("/a/rather/long/path/of/invoices", json={"first": 1}, params={"a": 1, "b": 2})\n'
        '    await client.get("/invoices")\n'
    )
    settings = Settings(root=tmp_path, kind="application", line_length=88, select=("OWN101",))
    done = fix(Source(str(tmp_path / "app.py"), text), Checker(), settings, unsafe=True)
    assert (
        "        await client.post(\n"
        '            "/invoices", params={"kind": "new"}, json={"invoice": "abcdef"}\n'
        "        )\n"
        '        await client.put("/a/rather/long/path/of/invoices", json={"first": 1}, params={"a": 1, "b": 2})\n'
    ) in done.text


SENDS = "async def send(client: httpx.AsyncClient, flag: int):\n"
BRANCHES = """    if flag == 1:
        pass
    elif flag == 2:
{}    else:
        return 1
"""


def test_a_branch_of_several_is_mended(tmp_path: Path) -> None:
    call = '        await client.get("/")\n'
    done, why = refusals(tmp_path, SENDS + BRANCHES.format(call), ignore=("OWN501",))
    assert why == []
    guarded = '        try:\n            await client.get("/")\n        except Exception:\n'
    assert guarded in done.text


def test_spaces_below_the_last_statement_stay_there(tmp_path: Path) -> None:
    call = "    if await client.get('/'):\n        flag += 1\n"
    done, why = refusals(tmp_path, f"{SENDS}{call}        ", ignore=("OWN501",))
    assert why == []
    assert done.applied
    assert done.text.endswith("raise\n        ")


def test_a_text_of_several_parts_is_returned_beside_what_is_mended(tmp_path: Path) -> None:
    done, why = refusals(tmp_path, SENDS + '    await client.get("/")\n    return "a" "b"\n')
    assert why == []
    assert done.applied


def test_a_module_gets_no_second_logger_where_a_function_hides_its_own(tmp_path: Path) -> None:
    done, why = refusals(
        tmp_path, "async def send(client: httpx.AsyncClient, logger: str):\n    return await client.get(logger)\n"
    )
    assert not done.changed
    assert why[0].endswith("the function binds 'logger', which hides the module's logger")


@pytest.mark.parametrize(
    ("above", "margin"),
    [("", ""), ("class A:\n", "    "), ("if R:\n", "    "), ("class A:\n    class B:\n", " " * 8)],
)
@pytest.mark.parametrize(
    ("body", "written"),
    [
        ('return await R.get("x")  # why', 'return await R.get("x")'),
        ('await R.get("x");', 'await R.get("x")'),
        ('return [await R.get(key) for key in "ab"]', 'return [await R.get(key) for key in "ab"]'),
    ],
)
def test_a_function_on_one_line_is_mended_wherever_it_stands(
    tmp_path: Path, above: str, margin: str, body: str, written: str
) -> None:
    text = f"import redis.asyncio as redis\n\nR = redis.Redis()\n{above}{margin}async def f(): {body}\n"
    settings = Settings(root=tmp_path, kind="application", select=("OWN101",), entry_log="off")
    fixed = fix(Source(str(tmp_path / "new.py"), text), Checker(), settings, unsafe=True)
    assert not fixed.refused
    assert f"\n{margin}    try:\n{margin}        {written}\n{margin}    except Exception:\n" in fixed.text
    assert (f"async def f():{'  # why' if 'why' in body else ''}\n") in fixed.text


@pytest.mark.parametrize(("first", "other", "step"), [("\t", "  ", " " * 4), ("  ", "\t", "\t")])
def test_a_block_is_indented_by_what_it_is_indented_by_itself(
    tmp_path: Path, first: str, other: str, step: str
) -> None:
    text = (
        f"import redis.asyncio as redis\n\nR = redis.Redis()\n\n\ndef g():\n{first}pass\n\n\n"
        f'class A:\n{other}async def f(self):\n{other * 2}return await R.get("x")\n'
    )
    settings = Settings(root=tmp_path, kind="application", select=("OWN101",), entry_log="off")
    fixed = fix(Source(str(tmp_path / "new.py"), text), Checker(), settings, unsafe=True)
    assert f'\n{other * 2}try:\n{other * 2}{step}return await R.get("x")\n' in fixed.text
    assert f"\n{other * 2}{step}logger.exception(" in fixed.text


@pytest.mark.parametrize("link", [".b()", "[0]", ".b"])
def test_a_chain_of_calls_costs_a_fix_as_many_calls_for_each_link(tmp_path: Path, link: str) -> None:
    texts = [
        f'import httpx\n\n\nasync def f(c: httpx.AsyncClient):\n    x = a{link * length}\n    await c.get("u")\n'
        for length in (50, 50, 100, 150)
    ]
    _, few, more, most = (_calls_of_a_fix(text, tmp_path) for text in texts)  # the first one loads what is kept
    assert most - more <= 1.2 * (more - few)


def test_a_chain_that_is_as_long_as_python_parses_is_mended(tmp_path: Path) -> None:
    texts = [
        f'import httpx\n\n\nasync def f(c: httpx.AsyncClient):\n    x = a{".b()" * length}\n    await c.get("u")\n'
        for length in (2_000, 1_000, 500)
    ]
    text = next(filter(compiles, texts))
    fixed = fix(
        Source(str(tmp_path / "new.py"), text), Checker(), Settings(root=tmp_path, kind="application"), unsafe=True
    )
    assert 'logger.exception("GET u failed")' in fixed.text


def _calls_of_a_fix(text: str, root: Path) -> int:
    """The calls that are made, and the generators that are resumed, for the fix of a text."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        fixed = fix(Source(str(root / "new.py"), text), Checker(), Settings(root=root, kind="application"), unsafe=True)
    finally:
        sys.setprofile(None)
    assert fixed.changed
    return count


def test_a_docstring_on_one_line_with_a_call_stays_a_docstring(tmp_path: Path) -> None:
    text = 'async def send(client: httpx.AsyncClient):\n    """Sends."""; await client.get("/")\n'
    done, why = refusals(tmp_path, text, ignore=("OWN501",))
    assert not done.changed
    assert why[0].endswith("a docstring is on the same line")


def refusals(folder: Path, body: str, **options: object) -> tuple[Fixed, list[str]]:
    """What becomes of a module that imports what such code needs, and why its findings were left."""
    (folder / "telemetry.py").write_text(TELEMETRY, encoding="utf-8")
    text = "import asyncio\nimport logging\n\nimport httpx\n\nlogger = logging.getLogger(__name__)\n\n\n" + body
    settings = Settings(root=folder, **{"kind": "application", **options})  # type: ignore[arg-type]
    done = fix(Source(str(folder / "app.py"), text), Checker(), settings, unsafe=True)
    return done, [refusal.message for refusal in done.refused]


def test_a_task_whose_failure_is_read_as_a_value_is_left_alone(tmp_path: Path) -> None:
    done, why = refusals(
        tmp_path,
        "async def send(client: httpx.AsyncClient) -> bool:\n"
        "    task = asyncio.create_task(client.get('/'))\n"
        "    await asyncio.wait({task})\n"
        "    return task.exception() is None\n",
        select=("OWN101",),
    )
    assert not done.changed
    assert why == ["OWN101 at client.get is not mended: its failure is read as a value"]


@pytest.mark.parametrize("clause", ["except:", "except BaseException:"])
def test_a_handler_that_takes_all_gets_no_sibling_behind_it(tmp_path: Path, clause: str) -> None:
    """Nothing behind it is ever reached, and it must not report the cancellation that it catches as well."""
    done, why = refusals(
        tmp_path,
        "async def send(client: httpx.AsyncClient) -> None:\n"
        f"    try:\n        await client.get('/')\n    {clause}\n        print('clean up')\n        raise\n",
        select=("OWN101",),
    )
    assert not done.changed
    assert why == [
        "OWN101 at client.get is not mended: a handler there catches cancellation as well, which is no failure"
    ]


def test_a_task_that_only_a_head_awaits_is_left_alone_where_the_rest_cannot_be_guarded(tmp_path: Path) -> None:
    """A guard around `as_completed()` alone would catch nothing; its neighbour is mended all the same."""
    done, why = refusals(
        tmp_path,
        "async def send(client: httpx.AsyncClient, ids: list[str]) -> int:\n"
        "    await client.post('/')\n"
        "    tasks = [asyncio.create_task(client.get(one)) for one in ids]\n"
        "    for task in asyncio.as_completed(tasks):\n"
        "        if await task:\n"
        "            return 1\n"
        "    return 0\n",
        select=("OWN101",),
        metrics="telemetry:metrics.increment",
    )
    assert [finding.call for finding in done.applied] == ["client.post"]
    assert why == [
        "OWN101 at client.get is not mended: its task is awaited in a statement that cannot be guarded as a whole"
    ]


_OWN_ERRORS = "a guard around it would report the errors that the statement itself raises"
_TOLD_TWICE = "a guard around it would report again what a handler in it reports"


@pytest.mark.parametrize(
    ("body", "call", "reason"),
    [
        (
            "    async for chunk in response.aiter_bytes():\n        if not chunk:\n            raise ValueError\n",
            "response.aiter_bytes",
            _OWN_ERRORS,
        ),
        (
            "    try:\n        if not await client.get('/'): raise ValueError\n    except KeyError:\n        pass\n",
            "client.get",
            _OWN_ERRORS,
        ),
        (
            "    async with client.stream('GET', '/'):\n        try: pass\n        except OSError: warn('-'); raise\n",
            "client.stream",
            _TOLD_TWICE,
        ),
    ],
)
def test_what_a_guard_would_tell_wrongly_is_left_alone(tmp_path: Path, body: str, call: str, reason: str) -> None:
    """Its neighbour is mended all the same."""
    done, why = refusals(
        tmp_path,
        "async def send(client: httpx.AsyncClient, response: httpx.Response) -> None:\n"
        f"    await client.post('/')\n    print('sent')\n{body}",
        select=("OWN101",),
    )
    assert [finding.call for finding in done.applied] == ["client.post"]
    assert why == [f"OWN101 at {call} is not mended: {reason}"]


@pytest.mark.parametrize(
    ("function", "owner", "starting", "failed"),
    [
        ("process_order", "Shop", "Processing order", "Failed to process order"),
        ("get_or_create_user", "", "Getting or creating user", "Failed to get or create user"),
        ("get_or_new_user", "", "", "get_or_new_user failed"),
        ("bulk_create_users", "", "Bulk creating users", "Failed to bulk create users"),
        ("aopen_tunnel", "", "Opening tunnel", "Failed to open tunnel"),
        ("reactivate_task", "", "Reactivating task", "Failed to reactivate task"),
        ("execute_query_async", "", "Executing query", "Failed to execute query"),
        ("api_get_stats", "", "Getting stats", "Failed to get stats"),
        ("user_exists", "", "Checking whether user exists", "Failed to check whether user exists"),
        ("_check_if_wallet_exists", "", "Checking whether wallet exists", "Failed to check whether wallet exists"),
        ("_is_active", "", "Checking _is_active", "Failed to check _is_active"),
        ("save", "OrderRepository", "", "OrderRepository.save failed"),
        ("get_by_id", "Orders", "", "Orders.get_by_id failed"),
        ("queue_delete", "", "", "queue_delete failed"),
        ("queue_order", "", "Queuing order", "Failed to queue order"),
        ("fetch_one", "Orders", "", "Orders.fetch_one failed"),
        ("__aexit__", "Orders", "", "Orders.__aexit__ failed"),
        ("save", "", "", "save failed"),
        ("on_message", "", "", "on_message failed"),
        ("sample_complete", "", "", "sample_complete failed"),
        ("scan_init_from_spec", "", "", "scan_init_from_spec failed"),
        ("poll_loop", "", "", "poll_loop failed"),
        ("set_attacked", "", "", "set_attacked failed"),
        ("file_as_data", "", "", "file_as_data failed"),
        ("run_chat_v1_0", "", "", "run_chat_v1_0 failed"),
        ("get_change_history", "", "Getting change history", "Failed to get change history"),
        ("node_degree", "Graph", "", "node_degree failed"),
        ("login_attempt", "", "", "login_attempt failed"),
        ("login_user", "", "Logging in user", "Failed to log in user"),
    ],
)
def test_an_operation_is_named_by_its_function(function: str, owner: str, starting: str, failed: str) -> None:
    words = wording(function, owner)
    assert (words.starting, words.failed) == (starting, failed)


def test_a_nested_operation_is_named_with_the_function_around_it() -> None:
    words = wording("_operation", "upsert_edge", nested=True)
    assert (words.failed, words.failure_metric) == (
        "upsert_edge._operation failed",
        "upsert_edge_operation_failed",
    )
    assert wording("load_order", "make_routes", nested=True).failed == "Failed to load order"


def test_a_metric_is_named_for_its_operation_and_its_outcome() -> None:
    names = [("process_order", ""), ("save", "OrderRepository"), ("get_1ml_stats", "")]
    assert [(words.failure_metric, words.success_metric) for words in (wording(*one) for one in names)] == [
        ("order_processing_failed", "order_processed_successfully"),
        ("order_repository_save_failed", "order_repository_save_succeeded"),
        ("get_1ml_stats_failed", "get_1ml_stats_succeeded"),
    ]


def test_lines_are_as_long_as_those_that_a_formatter_splits(tmp_path: Path) -> None:
    """A text is left alone by formatters, however long, and says nothing of what a line may hold."""
    text = (
        "import httpx\n\n\nasync def send(client: httpx.AsyncClient, order_id: str, customer_id: str) -> None:\n"
        + f'    print("{"long " * 20}")\n' * 3
        + "    await client.get(identifier_of_the_order, identifier_of_the_customer_who_pays)\n"
    )
    done = fix(
        Source(str(tmp_path / "app.py"), text), Checker(), Settings(root=tmp_path, kind="application"), unsafe=True
    )
    assert done.applied
    assert [line for line in done.text.splitlines() if len(line) > 88 and "long" not in line] == []


def test_a_change_that_would_not_make_its_finding_go_away_is_not_made(tmp_path: Path) -> None:
    """Nobody knows what the named logger does, so a report made with it counts as none."""
    (tmp_path / "elsewhere.py").write_text("from acme import tell\n", encoding="utf-8")
    done, why = refusals(
        tmp_path,
        "async def send(client: httpx.AsyncClient) -> None:\n    await client.get('/')\n",
        select=("OWN101",),
        logging="elsewhere:tell",
    )
    assert not done.changed
    assert why == ["OWN101 at client.get is not mended: the change would not make the finding go away"]


def test_a_logger_of_a_module_that_does_not_exist_is_told_with_file_and_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, path = tmp_path / "pyproject.toml", tmp_path / "app.py"
    config.write_text("[tool.flake8-ownership]\nlogging = 'app.telemetry:log'\n", encoding="utf-8")
    text = "import httpx\n\n\nasync def send(client: httpx.AsyncClient) -> None:\n    await client.get('/')\n"
    path.write_text(text, encoding="utf-8")
    assert main(["fix", "--unsafe-fixes", "--select", "OWN101", str(path)]) == 2
    said = f"{config}:2: logging: app.telemetry:log: the project has no module app.telemetry\n"
    assert said in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == text


def test_a_logger_that_nobody_knows_gets_identifiers_in_its_message(tmp_path: Path) -> None:
    """The one form that every logger takes; a report without them would be a finding of OWN403."""
    (tmp_path / "audit.py").write_text("from acme import log\n", encoding="utf-8")
    done, _ = refusals(
        tmp_path,
        "async def send(client: httpx.AsyncClient, order_id: str) -> None:\n    await client.get('/')\n",
        select=("OWN1", "OWN4"),
        logging="audit:log",
    )
    assert "log.exception(f'GET request failed (order_id={order_id})')" in done.text
    assert done.left == ()


def test_a_comment_that_would_be_lost_is_a_reason_to_leave_a_report_alone(tmp_path: Path) -> None:
    report = (
        "logger.error(\n            'failed %s',\n            order_id,\n"
        "            exc_info=(\n                False  # as told\n            ),\n        )\n"
    )
    done, refused = refusals(
        tmp_path,
        "async def send(client: httpx.AsyncClient, order_id: str) -> None:\n    try:\n        await client.get('/')\n"
        f"    except httpx.HTTPError:\n        {report}        return\n",
        select=("OWN401",),
    )
    assert report in done.text
    assert refused == [
        "OWN401 at client.get is not mended: a comment in what is rewritten would be lost, or appear twice"
    ]


@pytest.mark.parametrize(
    ("shown", "refused"),
    [
        ('"{order_id}".format(**locals())', True),
        ("sorted(vars())", True),
        ("dir()", True),
        ('eval("order_id")', True),
        ('exec("print(order_id)")', True),
        ("sys._getframe().f_locals", True),
        ("currentframe()", True),
        ("(lambda: locals())()", True),
        ("vars(client)", False),
        ('eval("1", {})', False),
        ('"locals()"', False),
        ("locals", False),
    ],
)
def test_a_function_that_shows_its_locals_gets_no_more_of_them(tmp_path: Path, shown: str, refused: bool) -> None:
    done, why = refusals(
        tmp_path,
        f"async def send(client: httpx.AsyncClient, order_id: str):\n    await client.post('/')\n    return {shown}\n",
    )
    assert {finding.code for finding in done.applied} == ({"OWN101"} if refused else {"OWN101", "OWN501"})
    reason = "the function shows all of its local names, and 'response' would be one more"
    assert why == [f"OWN501 at client.post is not mended: {reason}"] * refused


@pytest.mark.parametrize(
    "body",
    [
        "    await asyncio.gather(client.get('/'), return_exceptions=True)\n    return locals()\n",
        "    asyncio.create_task(client.get('/'))\n    return locals()\n",
        "    try:\n        await client.get('/')\n    except httpx.HTTPError:\n        return locals()\n",
        "    with contextlib.suppress(Exception):\n        await client.get('/')\n    return locals()\n",
        "    return locals(), await client.get('/')\n",
    ],
)
@pytest.mark.parametrize("options", [{}, {"metrics": "telemetry:metrics.increment"}])
def test_whatever_mends_a_function_that_shows_its_locals_it_has_the_same(
    tmp_path: Path, body: str, options: dict[str, str]
) -> None:
    text = f"async def send(client: httpx.AsyncClient, order_id: str):\n{body}"
    done, _ = refusals(tmp_path, text, enable=("OWN",), **options)
    bound = ("results", "result", "task", "error", "response", "outcome")
    assert not re.search(rf"\b({'|'.join(bound)})( =| in |:\n)|    def ", done.text)


@pytest.mark.parametrize(
    ("passed", "named"),
    [
        ('f"/bot{bot_token}/send"', "bot_token"),
        ('"/bot" + bot_token', "bot_token"),
        ('"/bot%s/send" % bot_token', "bot_token"),
        ('"/bot{}/send".format(bot_token)', "bot_token"),
        ('f"/send?sig={order_id}"', "/send?sig="),
        ('"/send", params={"api_key": order_id}', "api_key"),
        ('"/send", headers={"Authorization": order_id}', "Authorization"),
        ('"/send", params=[("q", bot_token)]', "bot_token"),
        ("url", "bot_token"),
    ],
)
@pytest.mark.parametrize(
    "does",
    [
        "    except httpx.HTTPError:\n        logger.error('could not send %s', order_id)\n",
        "    except Exception:\n        pass\n",
        "    except httpx.HTTPError:\n        FAILURES.inc()\n",
    ],
)
def test_no_traceback_is_logged_of_a_call_that_is_given_a_secret(
    tmp_path: Path, passed: str, named: str, does: str
) -> None:
    """The text of an exception holds the URL that was asked, and a safe fix must not bring that into a log."""
    done, why = refusals(
        tmp_path,
        "from prometheus_client import Counter\n\nFAILURES = Counter('failures', 'what failed')\n\n\n"
        "async def send(client: httpx.AsyncClient, order_id: str, bot_token: str) -> None:\n"
        "    url = '/bot' + bot_token\n"
        f"    try:\n        (await client.get({passed})).raise_for_status()\n{does}",
        select=("OWN104", "OWN201", "OWN401"),
    )
    assert not done.changed
    assert [reason.partition("is not mended: ")[2] for reason in why] == [
        f"a call there is given {named!r}, named like a secret, which the exception's text may show"
    ]


@pytest.mark.parametrize(
    "does",
    [
        "    with contextlib.suppress(httpx.HTTPError):\n        await client.get(f'/bot{bot_token}')\n",
        "    await asyncio.gather(client.get(f'/bot{bot_token}'), return_exceptions=True)\n",
        "    asyncio.create_task(client.get(f'/bot{bot_token}'))\n",
    ],
)
def test_no_exception_is_logged_of_a_call_that_is_given_a_secret(tmp_path: Path, does: str) -> None:
    done, why = refusals(
        tmp_path,
        f"import contextlib\n\n\nasync def send(client: httpx.AsyncClient, bot_token: str) -> None:\n{does}",
        select=("OWN2", "OWN202", "OWN3"),
    )
    assert not done.changed
    assert len(why) == 1
    assert "is given 'bot_token'" in why[0]


def test_a_crash_in_a_fix_costs_only_the_function_that_it_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = ownership.insert

    def crashing(job: Job) -> None:
        if job.function.name == "broken":
            raise ZeroDivisionError
        insert(job)

    monkeypatch.setattr(ownership, "insert", crashing)
    done, why = refusals(
        tmp_path,
        "async def broken(client: httpx.AsyncClient):\n    await client.get('/')\n\n\n"
        "async def save_order(client: httpx.AsyncClient):\n    await client.get('/')\n",
        select=("OWN101",),
    )
    assert "Failed to save order" in done.text
    assert [finding.function for finding in done.left] == ["broken"]
    assert ["ZeroDivisionError in test_fixes.py" in reason for reason in why] == [True]


def test_no_guard_logs_what_a_call_that_is_given_a_secret_raises(tmp_path: Path) -> None:
    text = (
        "async def send(client: httpx.AsyncClient, order_id: str, bot_token: str) -> None:\n"
        "    await client.get(f'/bot{bot_token}')\n"
        "    if order_id:\n        await client.get(f'/orders/{order_id}')\n"
    )
    done, why = refusals(tmp_path, text, select=("OWN101",), fix_max_lines=1)
    assert "    await client.get(f'/bot{bot_token}')\n" in done.text
    assert "            logger.exception('GET /orders failed (order_id=%s)', order_id)\n" in done.text
    assert [reason.partition("is not mended: ")[2] for reason in why] == [
        "a call there is given 'bot_token', named like a secret, which the exception's text may show"
    ]
    noted, _ = refusals(tmp_path, text, select=("OWN101",), style="note", metrics="telemetry:metrics.increment")
    assert not noted.left


def test_a_form_feed_stays_before_what_is_rewritten_and_what_is_put_deeper(
    tmp_path: Path, fixed: Callable[[Path, str], Fixed]
) -> None:
    text = (
        "import httpx\n\n\nasync def f(c: httpx.AsyncClient, order_id):\n    x = 1\n"
        "    \f    await c.post('/a')\n\f    y = await c.get('/b', order_id)\n    return y\n"
    )
    _check_fed(fixed(tmp_path / "case.py", text))
    # In the row as well that a level is measured by.
    _check_fed(fixed(tmp_path / "case.py", text.replace("    x = 1\n", "")))


def _check_fed(result: Fixed) -> None:
    assert {finding.code for finding in result.applied} == {"OWN501", "OWN101"}
    assert [line for line in result.text.split("\n") if "\f" in line] == [
        "    \f        response = await c.post('/a')",
        "\f        y = await c.get('/b', order_id)",
    ]
