"""The tool's verdict of any program is the one that running the program shows.

`tests.programs` is the grammar of the programs, `tests.program_shapes` says what is left out of it and why,
`tests.oracle` runs them. `OWNERSHIP_EXAMPLES=10000` tries that many.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from flake8_ownership.check import Checker
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site
from flake8_ownership.source import Source
from tests import oracle
from tests.program_parts import module_of
from tests.program_strategies import programs
from tests.programs import Function, text_of

# Hypothesis follows each fresh program with up to five near relatives: a thousand are about two hundred fresh ones.
EXAMPLES = int(os.environ.get("OWNERSHIP_EXAMPLES", "1000"))

# From Python 3.14 on, leaving a `finally` block early is warned of.
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").touch()
    return folder


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(program=programs())
def test_the_verdict_is_what_running_the_program_shows(folder: Path, program: Function) -> None:
    text = text_of(program)
    expected = oracle.judge(text)
    site = _only_site(text, folder)
    assert site.verdict == expected.verdict, _told(text, expected, site)
    if expected.verdict == "owned":
        assert _fits(site, expected), _told(text, expected, site)


def _only_site(text: str, folder: Path) -> Site:
    checked = Checker().check(Source(str(folder / "app.py"), text), Settings(root=folder, kind="application"))
    assert len(checked.sites) == 1, f"{text}\n{len(checked.sites)} sites, findings: {checked.findings}"
    return checked.sites[0][0]


def _fits(site: Site, expected: oracle.Expected) -> bool:
    """Whether the flags of an owned site agree with the runs, as far as the runs settle them.

    The tool tells of the innermost guard that reports, the runs of all that do: each flag must have a report behind it,
    and where every run makes the same sort of report first, its flag must be set.
    """
    log_like, counting = {"log", "capture"}, {"metric"}
    grounded = (not site.logged or bool(expected.sorts & log_like)) and (
        not site.counted or bool(expected.sorts & counting)
    )
    complete = (site.logged or expected.first not in log_like) and (site.counted or expected.first not in counting)
    raised = site.ruling.guard != "handler" or not expected.escapes or site.ruling.reraised
    return grounded and complete and raised


def _told(text: str, expected: oracle.Expected, site: Site) -> str:
    flags = f"logged={site.logged} counted={site.counted} reraised={site.ruling.reraised}"
    return f"\n{text}\nexpected {expected}\ngot      {site.verdict} {flags}: {site.ruling.reason}"


# -- the oracle itself


def _work(body: str) -> str:
    return "async def work(client: httpx.AsyncClient, outbox):\n" + body


def _guarded(*handler: str, clause: str = "except Exception as exc", before: str = "", after: str = "") -> str:
    lines = "".join(f"        {line}\n" for line in handler)
    return _work(f'{before}    try:\n        await client.get("/")\n    {clause}:\n{lines}{after}')


_CALLER = "\n\nasync def {name}(client, outbox):\n    try:\n        await _work(client, outbox)\n    {handler}\n"
_REPORTING, _SILENT = "except Exception:\n        logger.exception('failed')", "except Exception:\n        pass"


def _called(*callers: str) -> str:
    texts = [_CALLER.format(name=f"step_{number}", handler=handler) for number, handler in enumerate(callers)]
    return _work('    await client.get("/")\n').replace("work", "_work") + "".join(texts)


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        pytest.param("unowned", _work('    await client.get("/")\n'), id="nothing around the call is unowned"),
        pytest.param(
            "owned", _guarded('logger.error("failed")', "return None"), id="a handler that logs and returns is owned"
        ),
        pytest.param(
            "owned", _guarded('stats.incr("failed")', "raise"), id="a handler that counts and raises is owned"
        ),
        pytest.param("owned", _guarded("tell(exc)"), id="a helper that logs reports"),
        pytest.param("unowned", _guarded("raise"), id="a handler that only raises is unowned"),
        pytest.param(
            "unowned", _guarded('raise ServiceError("broken") from None'), id="another error in its place is unowned"
        ),
        pytest.param("silenced", _guarded("pass"), id="a handler that passes silences"),
        pytest.param("silenced", _guarded('logger.info("failed: %s", exc)'), id="a whisper is no report"),
        pytest.param(
            "silenced",
            _guarded("pass", after="    logger.warning('be patient')\n"),
            id="what is said on the way of success too is no report",
        ),
        pytest.param("carried", _guarded("return exc"), id="a returned exception is carried"),
        pytest.param("carried", _guarded('return {"error": str(exc)}'), id="its text is carried"),
        pytest.param("carried", _guarded("outbox.errors.append(exc)"), id="an exception in a list is carried"),
        pytest.param("silenced", _guarded('return "failed"'), id="an answer that is not made from it silences"),
        pytest.param(
            "unowned", _guarded("return None", clause="except KeyError"), id="a narrow handler decides nothing"
        ),
        pytest.param(
            "unowned",
            _guarded("pass", clause="except httpx.ConnectError"),
            id="one error of the library is narrow as well",
        ),
        pytest.param("silenced", _guarded("pass", clause="except httpx.HTTPError"), id="the base error is general"),
        pytest.param(
            "owned",
            _guarded("if flag_1:", "    logger.error('failed')"),
            id="a report on one of two ways is a report",
        ),
        pytest.param(
            "unowned",
            _guarded("if raises_1:", "    raise", "return None"),
            id="a handler that raises on one of two ways raises",
        ),
        pytest.param(
            "owned",
            _guarded(
                "failed = exc",
                before="    failed = None\n",
                after="    if failed:\n        logger.error('%s', failed)\n",
            ),
            id="what is kept and reported later is owned",
        ),
        pytest.param(
            "unowned",
            _guarded("failed = exc", before="    failed = None\n", after="    if failed:\n        raise failed\n"),
            id="what is kept and raised later is unowned",
        ),
        pytest.param(
            "silenced",
            _work('    try:\n        await client.get("/")\n    finally:\n        return None\n'),
            id="a return in finally silences",
        ),
        pytest.param(
            "unowned",
            _work("    try:\n        await client.get('/')\n    finally:\n        stats.incr('calls')\n"),
            id="a finally that counts every call owns nothing",
        ),
        pytest.param(
            "silenced",
            _work('    with contextlib.suppress(Exception):\n        await client.get("/")\n'),
            id="suppress silences",
        ),
        pytest.param(
            "owned",
            _work("    with FAILURES.count_exceptions():\n        await client.get('/')\n"),
            id="a context manager that counts exceptions owns",
        ),
        pytest.param(
            "unowned",
            "@FAILURES.count_exceptions()\n" + _work('    await client.get("/")\n'),
            id="as a decorator it only sees the coroutine being made",
        ),
        pytest.param("visible", _called(_REPORTING), id="a private function whose one caller reports is visible"),
        pytest.param("visible", _called(_REPORTING, _REPORTING), id="so is one whose two callers report"),
        pytest.param("unowned", _called(_REPORTING, _SILENT), id="one caller that does not report is enough"),
        pytest.param("unowned", _called(), id="a private function that nobody calls is unowned"),
        pytest.param(
            "unowned", _called(_REPORTING).replace("_work", "work"), id="a public function may be called from elsewhere"
        ),
        pytest.param(
            "unowned",
            "@passes_on\n" + _called(_REPORTING),
            id="a decorated function is handed about, so its callers are not known",
        ),
    ],
)
def test_the_oracle_sees(verdict: str, text: str) -> None:
    assert oracle.judge(module_of(text)).verdict == verdict


def test_the_oracle_tells_what_reported_and_that_the_failure_went_on() -> None:
    text = _guarded("tell(exc)", 'stats.incr("failed")', "raise")
    assert oracle.judge(module_of(text)) == oracle.Expected("owned", frozenset({"log", "metric"}), "log", escapes=True)
