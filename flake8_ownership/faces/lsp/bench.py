"""The bench: all judging, on one thread that owns the checker. All of it but `ask`, `tell` and `close` runs there."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from flake8_ownership import baseline
from flake8_ownership.cache import Cache
from flake8_ownership.check import Checker, Explained
from flake8_ownership.codemods import engine
from flake8_ownership.codemods.engine import Fixed
from flake8_ownership.configuration import Settler, find_pyproject
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.lsp.documents import Buffer
from flake8_ownership.faces.lsp.ends import End, Texts, ends, on_disk
from flake8_ownership.formats import why
from flake8_ownership.outstanding import Outstanding, codes, outstanding
from flake8_ownership.rules import Finding
from flake8_ownership.run import load
from flake8_ownership.search import discover, is_excluded
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

CONFIGURATIONS = ("pyproject.toml", "setup.cfg", "tox.ini", ".flake8")
EDITOR = "the editor's settings"
_Answer = TypeVar("_Answer")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is reported of a text, with the other ends of each finding, in the order of findings; or why nothing is."""

    told: Outstanding = field(default_factory=Outstanding)
    error: OwnershipError | None = None
    ends: tuple[tuple[End, ...], ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.told.findings


class Bench:
    """Judges snapshots. What is asked again of a text that has not changed is remembered."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "bench")
        self._unsaved: dict[Path, str] = {}
        self._texts = Texts(self._unsaved)
        self._checker = Checker(self._unsaved, Cache.usual())
        self._given: dict[Path, Mapping[str, object]] = {}
        self._settlers: dict[Path, Settler] = {}
        self._judged: dict[Path, tuple[str, Judged]] = {}

    async def ask(self, job: Callable[[], _Answer]) -> _Answer:
        """Does a job after all that were asked for before it. One that is cancelled before its turn never runs."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, job)

    def tell(self, job: Callable[[], None]) -> None:
        """The same, with no answer to wait for."""
        self._thread.submit(job).add_done_callback(_tell_failure)

    def close(self) -> None:
        """Does no further job."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    # -- what changes

    def configure(self, given: Mapping[Path, Mapping[str, object]]) -> None:
        """Takes the editor's settings for each folder, and reads the configuration files anew."""
        self._given = dict(given)
        self.reread()

    def reread(self) -> None:
        """Reads the configuration files anew when they are next asked for."""
        self._settlers.clear()
        self._judged.clear()

    def hold(self, path: Path, text: str) -> None:
        """Takes an editor's text for a file in place of the one on disk."""
        before = self._unsaved.get(path, on_disk(path))
        self._unsaved[path] = text
        if text != before:
            self.changed([path])

    def let_go(self, path: Path) -> None:
        """Goes back to the file on disk."""
        self._judged.pop(path, None)
        if path in self._unsaved and self._unsaved.pop(path) != on_disk(path):
            self.changed([path])

    def changed(self, paths: Iterable[Path], *, saved: bool = False) -> None:
        """Notes that texts are others now; every answer may depend on them."""
        self._judged.clear()
        self._texts.forget()
        for path in paths:
            self._checker.changed(path, saved=saved)

    def came_or_went(self) -> None:
        """Notes that files are there, or are gone, that were not before."""
        self._judged.clear()
        self._texts.forget()
        self._checker.forget()

    # -- what is asked

    def judged(self, buffer: Buffer) -> Judged:
        """What the command line reports of the same text."""
        known = self._judged.get(buffer.path)
        if known is None or known[0] != buffer.text:
            known = self._judged[buffer.path] = (buffer.text, self._judge(buffer))
        return known[1]

    def _judge(self, buffer: Buffer) -> Judged:
        try:
            settler = self._settler(buffer.path)
            settings = settler.settings(buffer.path)
            if is_excluded(buffer.path, settler):
                return Judged()
            source = buffer.source()
            return self._told(source, settings)
        except OwnershipError as error:
            return Judged(error=error)

    def _told(self, source: Source, settings: Settings) -> Judged:
        checked = self._checker.check(source, settings)
        told = outstanding(checked, source, settings)
        return Judged(told, ends=tuple(ends(finding, checked, source, self._texts) for finding in told.findings))

    def judged_file(self, path: Path) -> tuple[str, Judged]:
        """A file's text on disk, and what is reported of it."""
        try:
            source, settings = load(path, self._settler(path))
            return source.text, self._told(source, settings)
        except OwnershipError as error:
            return "", Judged(error=error)

    def files(self, folder: Path) -> list[Path]:
        """The files that a check of a folder reads."""
        return [path for path in discover([str(folder)], self._settler(folder / "any.py")) if isinstance(path, Path)]

    def watched(self, folder: Path) -> set[str]:
        """The names of the files, beside the modules, on which the findings in a folder depend."""
        names = {*CONFIGURATIONS, baseline.DEFAULT}
        with contextlib.suppress(OwnershipError):
            location = baseline.location(self._settings(folder / "any.py"))
            names |= {location.name} if location is not None else set()
        return names

    def explained(self, buffer: Buffer, row: int) -> list[Explained]:
        """What is known of the calls on a row; nothing where the text does not parse."""
        try:
            return self._checker.explain(buffer.source(), self._settings(buffer.path), row)
        except OwnershipError:
            return []

    def why(self, buffer: Buffer, row: int) -> list[str]:
        """What `flake8-ownership why` prints of a row of the same text. Raises OwnershipError."""
        from flake8_ownership.roads import explanation

        source, settings = buffer.source(), self._settings(buffer.path)
        found, row = explanation.explained_around(self._checker, self._load, source, settings, row)
        return list(why.lines(found, str(buffer.path), row))

    def _load(self, path: Path) -> tuple[Source, Settings]:
        text = self._unsaved.get(path)
        settler = self._settler(path)
        return load(path, settler) if text is None else (Source(str(path), text), settler.settings(path))

    def mended(self, buffer: Buffer, finding: Finding) -> Fixed:
        """The text with one finding mended. Raises OwnershipError."""
        return engine.fix(buffer.source(), self._checker, self._settings(buffer.path), unsafe=True, only=finding)

    def mended_safely(self, buffer: Buffer) -> Fixed:
        """The text with all mended that can be mended safely. Raises OwnershipError."""
        return engine.fix(buffer.source(), self._checker, self._settings(buffer.path), unsafe=False)

    def _settings(self, path: Path) -> Settings:
        return self._settler(path).settings(path)

    def _settler(self, path: Path) -> Settler:
        """The settings as flake8 would find them from the workspace folder, or else the project, around a file."""
        around = [folder for folder in self._given if path.is_relative_to(folder)]
        folder = max(around, key=lambda one: len(one.parts), default=None)
        marker = find_pyproject(path.parent) if folder is None else None
        start = folder or (marker or path).parent
        if start not in self._settlers:
            self._settlers[start] = Settler(self._given.get(start, {}), EDITOR, folder=start, codes=codes())
        return self._settlers[start]


def _tell_failure(job: Future[None]) -> None:
    if not job.cancelled() and job.exception() is not None:
        log.error("a job failed", exc_info=job.exception())
