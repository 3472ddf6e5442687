"""What is known of the projects that files belong to: made when it is first asked for, and the one place that decides
what of it stays in memory."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.configuration import row_in
from flake8_ownership.index.budget import Budget
from flake8_ownership.index.disk import Disk
from flake8_ownership.index.module import Module
from flake8_ownership.index.notes import Noted
from flake8_ownership.index.project import Home, Project
from flake8_ownership.index.types import Resolver
from flake8_ownership.settings import Settings
from flake8_ownership.sites.summaries import Summaries
from flake8_ownership.source import Source

# Characters of source between two looks of the garbage collector at all that was left, which should be next to nothing.
_MOST_UNSWEPT = 20_000_000


@dataclass(frozen=True, slots=True)
class _Ground:
    """What decides what a name in a file denotes; files that agree in it share what was learned of their project."""

    home: Home
    src: tuple[str, ...]
    root: Path | None
    environment: str
    config_path: str
    catalogue: Mapping[str, Any] = field(hash=False)


@dataclass(slots=True)
class World:
    """What the files of one project share."""

    project: Project
    resolver: Resolver
    catalogue: Catalogue
    summaries: Summaries

    def let_go(self) -> None:
        """Starts anew, with no module in memory."""
        self.resolver.let_go()
        self.summaries.let_go()
        self.project.let_go()


class Database:
    """The projects of the files that are checked, the one that was used last at the end.

    Between two files it lets go of as many modules as its budget asks for: first of those of the projects that were
    not used for longest, all of one project at once, because what was learned of one module is woven into what was
    learned of the others. `unsaved` are texts that stand for what the disk holds, by absolute path.
    """

    def __init__(self, unsaved: Mapping[Path, str], disk: Disk | None = None) -> None:
        self.budget = Budget()
        self._unsaved = unsaved
        self._disk = disk or Disk(unsaved)
        self._worlds: dict[_Ground, World] = {}
        self._homes: dict[Path, Home] = {}
        self._unswept = 0

    @contextmanager
    def noting(self) -> Iterator[set[Noted]]:
        """Gathers what the judgement of one file asks of the disk."""
        with self._disk.apart() as notes:
            yield notes

    def world(self, source: Source, settings: Settings) -> World:
        """The project that a file belongs to."""
        path = Path(os.path.abspath(source.path))
        self._disk.given(path, source.text)
        if path.parent not in self._homes:
            self._homes[path.parent] = Home.of(path.parent, self._disk)
        home = self._homes[path.parent]
        key = _Ground(home, settings.src, settings.root, settings.environment, settings.config_path, settings.catalogue)
        world = self._worlds.pop(key, None)
        if world is None:
            catalogue = Catalogue(settings.catalogue, settings.config_path, partial(row_in, settings.config_path))
            project = Project(home, self._disk, settings.src, settings.root, self.budget, settings.environment)
            world = World(project, Resolver(project, catalogue), catalogue, Summaries(self._disk))
        self._worlds[key] = world
        return world

    def module(self, source: Source, settings: Settings) -> tuple[Module, World]:
        """The module of a file under check, and its project. Raises SourceError where it does not parse."""
        world = self.world(source, settings)
        self._make_room()
        return world.project.checked(source, Path(os.path.abspath(source.path))), world

    def share(self, source: Source) -> None:
        """Gives a source the tree that some project holds of the same text, so that it is not parsed twice."""
        path = Path(os.path.abspath(source.path))
        for world in self._worlds.values() if not source.is_parsed else ():
            world.project.share(source, path)

    def changed(self, path: Path, *, saved: bool) -> None:
        """Lets go of what was learned from one file, and of all that followed from it."""
        self._disk.changed(path)
        for world in self._worlds.values():
            if saved:
                world.project.outline_anew()
            module = world.project.forget(path)
            world.resolver = Resolver(world.project, world.catalogue)
            world.summaries.let_go()
            if module is not None:
                module.let_go()

    def _make_room(self) -> None:
        for world in self._worlds.values():
            if not self.budget.exceeded:
                return
            world.let_go()
            self.budget.start_anew()

    @contextmanager
    def uncollected(self, size: int) -> Iterator[None]:
        """Keeps the garbage collector from what is no garbage while a file of that many characters is judged.

        The trees are many objects, and it would look at all of them again and again, which is half of the time that a
        file takes. What a project holds is let go by hand.
        """
        self._unswept += size
        collecting = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if collecting:
                # A sweep looks at all that is held, and is made once for as much as that.
                if self._unswept >= max(_MOST_UNSWEPT, 2 * self.budget.held):
                    self._unswept = 0
                    gc.unfreeze()
                    gc.collect()
                gc.freeze()
                gc.enable()
