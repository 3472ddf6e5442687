"""Which framework starts a function that nothing in the project calls: the one that it is registered with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.catalogue.model import Boundary
from flake8_ownership.index import ancestry, trees
from flake8_ownership.index.kinds import is_closed
from flake8_ownership.index.module import Function
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Lib, Made, OwnClass
from flake8_ownership.settings import Settings
from flake8_ownership.sites.context import is_identifier
from flake8_ownership.sites.failures import Failure
from flake8_ownership.sites.hooks import Hooked, Hooks, name_of_app
from flake8_ownership.sites.registrations import Registrations
from flake8_ownership.sites.site import Identity
from flake8_ownership.sites.summaries import Summaries
from flake8_ownership.sites.trusted import Trusted

# What becomes of a task whose result nobody asks for.
_TASK = ("asyncio", "task")
_PARAMETER = re.compile(r"[{<](\w+)(?::(\w+))?")  # `{order_id:int}`, `<int:order_id>`
# What gives the body of a request, which no framework names.
_BODY = frozenset(
    {
        "body",
        "data",
        "files",
        "FILES",
        "form",
        "get_body_argument",
        "get_body_arguments",
        "get_data",
        "get_json",
        "get_json_body",
        "json",
        "POST",
    }
)


class Operations:
    """What starts the functions of a project; for the judgement of one file."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue, settings: Settings, summaries: Summaries) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._boundaries = Registrations(resolver, catalogue.boundaries, summaries.registrations)
        self.told = Registrations(resolver, catalogue.hooks, summaries.registrations)
        self._hooks = Hooks(resolver, catalogue, self.told, summaries.hooks)
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
        # By its own name, and by that of the framework whose class or function it is another name of.
        by = (found[1], self._catalogue.boundaries.canonical(found[1])) if found else ()
        return self._trusted.naming(function, (*self._boundaries.paths(function), *by))

    def trusts_framework(self, function: Function) -> bool:
        """Whether the name in `boundaries` is that of what calls a function, not its own: `fastapi`."""
        return self.trusted(function) is not None and self._trusted.naming(function, ()) is None

    def names_path(self, function: Function) -> bool:
        """Whether the framework that a function is registered with names the path of the request in what it logs."""
        boundary = self.started_by(function)
        if boundary is None:
            return False
        return "path" in (*boundary.mentions, *(self._hooks.printed(boundary, function) or ()))

    def identifies(self, function: Function) -> bool:
        """Whether that path holds all that tells one case from another: nothing of the request but that is read."""
        if not self.names_path(function):
            return False
        if any(map(is_identifier, _in_path(function))):
            return True
        attributes = (node.attr for node in trees.nodes(function.node) if isinstance(node, ast.Attribute))
        return _BODY.isdisjoint(attributes)

    def answers(self, function: Function) -> bool:
        """Whether the framework that a function is registered with has errors that are answers to a request."""
        boundary = self.started_by(function)
        return boundary is not None and bool(boundary.answers)

    def is_answer(self, function: Function, failure: Failure) -> bool:
        """Whether a failure has become an answer to the request that tells of no breakdown: not found, refused."""
        return not failure.broken and self._becomes_answer(function, failure)

    def is_unheard(self, function: Function, failure: Failure) -> bool:
        """Whether a failure has become an answer saying that something is broken, and nobody else hears of it."""
        return failure.broken and self._becomes_answer(function, failure)

    def _becomes_answer(self, function: Function, failure: Failure) -> bool:
        """Whether a failure has become an error that the framework answers with, without telling anybody else."""
        boundary, raised = self.started_by(function), failure.raised
        match raised:
            case Lib(path) | Made(path):
                paths: Iterable[str] = (path,)
            case OwnClass(cls):
                paths = ancestry.names_of_bases(self._resolver, cls)
            case _:
                return False
        return boundary is not None and any(path in boundary.answers for path in paths)

    def is_peer(self, function: Function, identity: Identity) -> bool:
        """Whether a call is one of the connection that the framework hands a function: its peer leaves as it likes."""
        boundary = self.started_by(function)
        return boundary is not None and (identity.api or "").rpartition(".")[0] in boundary.peers

    def prints(self, function: Function) -> bool:
        """Whether the framework that starts a function prints the traceback of what it raises."""
        found = self.registered(function)
        return found is not None and (
            found[0].tells != "nothing" or self._hooks.printed(found[0], function) is not None
        )

    def hooks(self, function: Function) -> tuple[Hooked, ...]:
        """The project's own functions that are told of what a function raises, where it reaches the boundary.

        In the order of the files; whether one reports is another question. Empty as well where nothing known starts the
        function, and where too many files could set one.
        """
        found = self.registered(function)
        return self._hooks.of(found[0], function) if found is not None else ()

    def hooks_of_answers(self, function: Function) -> tuple[Hooked, ...]:
        """What may hear of errors that a function answers a request with."""
        boundary = self.started_by(function)
        return self._hooks.of_answers(boundary, function) if boundary is not None else ()

    def hooks_of_background(self, function: Function) -> tuple[Hooked, ...]:
        """The project's own functions that are told of what runs behind an answer, of whatever framework."""
        found = (one for one in self._catalogue.boundaries.all if one.what == "background task")
        return tuple(dict.fromkeys(hooked for one in found for hooked in self._hooks.of(one, function)))

    def hooks_of_tasks(self, function: Function) -> tuple[Hooked, ...]:
        """The project's own functions that the event loop tells of tasks that nobody has asked for their results."""
        tasks = next((one for one in self._catalogue.boundaries.all if (one.framework, one.what) == _TASK), None)
        return self._hooks.of(tasks, function) if tasks is not None else ()

    def doubt(self, boundary: Boundary, function: Function) -> str:
        """Why nothing is known of who is told of failures at a boundary, in plain words; empty where that is known."""
        if is_closed(self._resolver.project, self._settings, function.module.path):
            return ""
        app = name_of_app(boundary)
        if app and app not in function.module.source.text and self._hooks.lacks(app):
            return f"the project has no {boundary.app}: who is told of failures is not known"
        return "too many files could decide who is told of its failures" if self._hooks.are_too_many(boundary) else ""

    def _is_hook(self, function: Function, path: str) -> bool:
        owner = path if function.owner is not None else path.rpartition(".")[0]
        if self._catalogue.hooks.overridden(owner, function.name) is not None:
            return True
        hook = self.told.of(function)
        return hook is not None and self._catalogue.boundaries.decorated(hook[1]) is None


def _in_path(function: Function) -> Iterator[str]:
    """The parameters of a function that stand in the path which a decorator gives it: `"/orders/<order_id>"`."""
    parameters = {one.arg for one in trees.parameters(function.node.args)}
    for node in function.node.decorator_list:
        given = node.args[0] if isinstance(node, ast.Call) and node.args else None
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield from parameters.intersection(chain.from_iterable(_PARAMETER.findall(given.value)))
