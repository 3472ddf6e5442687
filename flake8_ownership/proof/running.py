"""The hooks that are in force with `--ownership`."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from flake8_ownership import sinks
from flake8_ownership.errors import OwnershipError
from flake8_ownership.ownership.proved import Proofs, decoded
from flake8_ownership.proof import leftovers, summary, writing
from flake8_ownership.proof.session import Options, Session, seconds_of
from flake8_ownership.report_file import ReportFile
from flake8_ownership.reports import words

_KEY = "flake8_ownership"  # what a worker of pytest-xdist hands to its controller


def begin(config: pytest.Config) -> None:
    """Reads the project and puts the probes in place. Raises UsageError for options that are none."""
    options = _options(config)
    given, here = config.known_args_namespace, config.invocation_params.dir
    checked = [str(path) for path in options.paths]
    try:
        # Known before the tests run, which may take an hour, and may go to another folder.
        name, tests = given.ownership_report, given.ownership_write_tests
        report = ReportFile(str(here / name), checked, "--ownership-report") if name else None
        folder = writing.Folder(here / tests, checked) if tests else None
        session = Session(options)
    except OwnershipError as error:
        raise pytest.UsageError(str(error)) from error
    session.start()
    config.add_cleanup(session.stop)
    config.pluginmanager.register(Running(session, report, folder), "flake8-ownership-running")


def _options(config: pytest.Config) -> Options:
    given = config.known_args_namespace
    try:
        budget = seconds_of(given.ownership_budget)
    except ValueError:
        raise pytest.UsageError(
            f"--ownership-budget: {given.ownership_budget!r} is no time such as 90s or 5m"
        ) from None
    paths = tuple(Path(path).resolve() for path in given.ownership_path) or (Path(config.rootpath),)
    for path in paths:
        if not path.exists():
            raise pytest.UsageError(f"--ownership-path: {path} does not exist")
    root = Path(config.rootpath)
    return Options(paths, root, budget, given.ownership_seed, given.ownership_only, given.ownership_failure)


class Running:
    """Of one process: a plain one, a worker of pytest-xdist, or its controller."""

    def __init__(self, session: Session, report: ReportFile | None, folder: writing.Folder | None) -> None:
        self._session = session
        self._report = report
        self._folder = folder
        self._proofs: Proofs | None = None
        self._written = writing.Written()
        self._failed: list[str] = []
        self._tests: pytest.Session | None = None
        self._threads: frozenset[threading.Thread] = frozenset()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Learns what each test reaches."""
        with self._session.learning(item):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Learns which tests pass."""
        self._session.learned(report)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, Any, Any]:
        """Runs tests again once all have run; those of a controller run elsewhere."""
        result = yield
        if not session.shouldstop and not session.config.option.collectonly:
            reporter = session.config.pluginmanager.get_plugin("terminalreporter")

            def say(text: str) -> None:
                if reporter is not None:
                    reporter.ensure_newline()
                    reporter.write_line(text)

            before = leftovers.alive()
            self._session.run(say)
            self._tests, self._threads = session, leftovers.alive() - before
        return result

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Nothing is left to do but to end, which a thread that a failure left behind must not prevent."""
        tests = self._tests
        if tests is not None:
            leftovers.end_without(self._threads, lambda: int(tests.exitstatus))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hands over what was shown, or saves it."""
        config = session.config
        proofs = self._proofs = self._session.proofs()
        output = getattr(config, "workeroutput", None)
        if output is not None:
            output[_KEY] = proofs.text()
            return
        if self._report is not None:
            try:
                self._report.write(proofs.text())
            except OwnershipError as error:
                self._failed.append(str(error))
        if self._folder is not None:
            self._written = self._folder.write(proofs, self._session.claims.root)
            self._failed += self._written.failed
        if self._failed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Takes what a worker has shown."""
        text = getattr(node, "workeroutput", {}).get(_KEY)
        if text is not None:
            self._session.add(decoded(json.loads(text)))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tells of it."""
        if self._proofs is not None:
            terminalreporter.section("ownership")
            for line in (*summary.lines(self._proofs), *self._files()):
                terminalreporter.write_line(line)

    def _files(self) -> Iterator[str]:
        """What became of the files that were asked for."""
        new, kept = self._written.new, self._written.kept
        if new:
            yield f"{words.many(len(new), 'test')} written to {sinks.part(str(new[0].parent))}"
        for path in kept:
            yield f"not written, for it is there already: {sinks.part(str(path))}"
        for line in self._failed:
            yield f"error: {line}"
