"""The hooks of pytest. Nothing else of the package is loaded unless `--ownership` is given."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options."""
    group = parser.getgroup("ownership", "what becomes of failures (flake8-async-ownership)")
    group.addoption(
        "--ownership",
        action="store_true",
        help="run tests again with failures injected at the calls of other services, and show what becomes of them",
    )
    group.addoption("--ownership-report", metavar="FILE", help="save what was shown as JSON")
    group.addoption("--ownership-write-tests", metavar="DIR", help="write a test for each failure that is lost")
    group.addoption(
        "--ownership-budget", metavar="TIME", default="10m", help="the time for runs with a failure: 90s, 5m (10m)"
    )
    group.addoption("--ownership-seed", metavar="N", type=int, default=0, help="draw the order of the runs")
    group.addoption(
        "--ownership-path", metavar="PATH", action="append", default=[], help="what to judge (the root of the tests)"
    )
    group.addoption("--ownership-only", metavar="ID", default="", help="inject failures at this call alone")
    group.addoption(
        "--ownership-failure", choices=("general", "timeout", "status 500"), help="inject this kind of failure alone"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    """Begins before a `conftest.py` imports the project."""
    if early_config.known_args_namespace.ownership:
        from flake8_ownership.proof.running import begin

        begin(early_config)
