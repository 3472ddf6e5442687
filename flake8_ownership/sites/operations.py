"""What starts a function of the project that nobody in the project calls: the framework that it is registered with."""

from __future__ import annotations

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.catalogue.model import Boundary
from flake8_ownership.index.kinds import is_closed
from flake8_ownership.index.module import Function
from flake8_ownership.index.queries import Queries
from flake8_ownership.index.types import Resolver
from flake8_ownership.settings import Settings
from flake8_ownership.sites.hooks import Hooked, Hooks, Set, name_of_app
from flake8_ownership.sites.registrations import Registrations
from flake8_ownership.sites.trusted import Trusted


class Operations:
    """What starts the functions of a project; for the judgement of one file."""

    def __init__(
        self, resolver: Resolver, catalogue: Catalogue, settings: Settings, kept: Queries[Set] | None = None
    ) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._boundaries = Registrations(resolver, catalogue.boundaries)
        self._told = Registrations(resolver, catalogue.hooks)
        self._hooks = Hooks(resolver, catalogue, self._told, kept or Queries(resolver.project.disk))
        self._settings = settings
        self._trusted = Trusted(resolver, settings)
        self._known: dict[Function, tuple[Boundary, str] | None] = {}

    def started_by(self, function: Function) -> Boundary | None:
        """What starts a function of the project, where that is known: the framework it is registered with.

        A function may be called by others as well. One that a framework tells of failures is no operation.
        """
        found = self.registered(function)
        return found[0] if found is not None else None

    def registered(self, function: Function) -> tuple[Boundary, str] | None:
        """What starts a function, and the path of what registers it: `fastapi.APIRouter.get`."""
        if function not in self._known:
            found = self._boundaries.of(function) if function.is_own else None
            # A middleware runs with each request, and may look at what the others raise as well.
            is_hook = found is not None and found[0].what != "middleware" and self._is_hook(function, found[1])
            self._known[function] = None if is_hook else found
        return self._known[function]

    def trusted(self, function: Function) -> str | None:
        """The name in the option `boundaries` by which the user says that somebody reports what a function raises."""
        if not self._settings.boundaries:
            return None
        found = self.registered(function)
        return self._trusted.naming(function, (*self._boundaries.paths(function), *([found[1]] if found else [])))

    def hooks(self, function: Function) -> tuple[Hooked, ...]:
        """The project's own functions that are told of what a function raises, where it reaches the boundary.

        In the order of the files; whether one reports is another question. Empty as well where nothing known starts the
        function, and where too many files could set one.
        """
        found = self.registered(function)
        return self._hooks.of(found[0], function) if found is not None else ()

    def doubt(self, boundary: Boundary, function: Function) -> str:
        """Why nothing is known of who is told of failures at a boundary, in plain words; empty where that is known."""
        if is_closed(self._resolver.project, self._settings, function.module.path):
            return ""
        app = name_of_app(boundary)
        if app and app not in function.module.source.text and self._hooks.lacks(app):
            return f"the project has no {boundary.app}: who is told of failures is not known"
        return "too many files may say who is told of its failures" if self._hooks.are_too_many(boundary) else ""

    def _is_hook(self, function: Function, path: str) -> bool:
        owner = path if function.owner is not None else path.rpartition(".")[0]
        if self._catalogue.hooks.overridden(owner, function.name) is not None:
            return True
        hook = self._told.of(function)
        return hook is not None and self._catalogue.boundaries.decorated(hook[1]) is None
