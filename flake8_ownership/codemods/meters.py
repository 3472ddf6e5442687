"""What a module counts with: its own metric, the configured one, or what the project's other files use."""

from __future__ import annotations

import ast
import re
from collections import Counter as Tally
from functools import cached_property

from flake8_ownership.codemods import callables, names
from flake8_ownership.codemods.additions import Additions, Refused
from flake8_ownership.codemods.dialects import Counts, Need, opentelemetry, prometheus
from flake8_ownership.codemods.dialects.callable import CallableCounts
from flake8_ownership.codemods.dialects.datadog import DatadogCounts
from flake8_ownership.codemods.dialects.libraries import METRICS
from flake8_ownership.codemods.dialects.opentelemetry import OpenTelemetryCounts
from flake8_ownership.codemods.dialects.prometheus import Counter, PrometheusCounts
from flake8_ownership.codemods.speech import Speeches, uses_of
from flake8_ownership.codemods.survey import Survey
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.scopes import Binding
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Instance, Lib, Made, OwnClass, OwnInstance, OwnModule, Unknown
from flake8_ownership.options import METRICS_LIBRARIES
from flake8_ownership.settings import Settings

# Objects that a library makes itself, by their type.
_OBJECTS = {library.types[0]: library.object for library in METRICS if library.object}
_COUNTING = frozenset({"increment", "incr", "inc", "count"})
_NAMED = re.compile(r"metric|stats|counter|telemetry", re.IGNORECASE)
_SCRIPT = re.compile(r"^if __name__ == ", re.MULTILINE)


class Meters:
    """What the functions of one module count with; `quote` is the quote of its strings."""

    def __init__(
        self, module: Module, resolver: Resolver, settings: Settings, survey: Survey, additions: Additions, quote: str
    ) -> None:
        self._module = module
        self._resolver = resolver
        self._settings = settings
        self._wanted = settings.metrics
        self._survey = survey
        self._additions = additions
        self._quote = quote
        self._speeches = Speeches(resolver)

    def of(self, function: Function, *, successes: bool) -> Counts | None:
        """What a function counts with, None where nothing is counted here. `successes` are counted as well as failures.

        Raises Refused where the function hides the name.
        """
        counts = self._chosen(function, successes=successes)
        if counts is None:
            return None
        root = re.split(r"\W", _expression(counts), maxsplit=1)[0]
        if root in names.bound_in(function):
            raise Refused(f"the function binds {root!r}, which hides the project's metrics")
        return counts

    @property
    def _is_settled(self) -> bool:
        """Whether the settings name the library that counts."""
        return self._wanted in METRICS_LIBRARIES

    def _chosen(self, function: Function, *, successes: bool) -> Counts | None:
        if self._wanted == "none":
            return None
        if ":" in self._wanted:
            return self._callable(self._wanted)
        library = self._wanted or self._library
        match library:
            case "prometheus_client":
                return self._prometheus(function, successes=successes)
            case "opentelemetry":
                return self._opentelemetry(successes=successes)
            case "statsd" | "client":
                return self._client(library)
            case "datadog":
                name = self._of_type("datadog.dogstatsd.base.DogStatsd")
                if name is None:
                    name = self._additions.object("datadog", "statsd", settled=self._is_settled)
                return DatadogCounts(name, self._quote)
        return None

    @cached_property
    def _library(self) -> str:
        """What the file counts with, else the one object that the project's other files count with."""
        for row in METRICS:
            if any(self._of_type(kind) for kind in row.types):
                return row.name
        if self._called is not None:
            return "client"
        for library in METRICS_LIBRARIES:
            if any(self._path(name) == library for name in self._module.body.bindings):
                return library
        # A counter of its own is nothing that a file gets because others have one.
        return "client" if self._survey.metrics else self._of_singletons()

    def _of_singletons(self) -> str:
        """A library with one object that counts for everybody, where other files count with it."""
        used, proofs = self._survey.libraries, self._additions.proofs
        return next((one.name for one in METRICS if one.object and used[one.name] and not proofs.library(one.name)), "")

    def _path(self, name: str) -> str:
        """The library of a name at the top of the module, where it is something that counts."""
        value = self._additions.at_top.get(name)
        path = value.path if isinstance(value, Lib) else ""
        return next((one.name for one in METRICS if f"{path}.".startswith(f"{one.module}.")), "")

    def _of_type(self, path: str) -> str | None:
        """A name at the top of the module that is an instance of a type."""
        return names.first(
            self._additions.at_top,
            lambda value: (
                (isinstance(value, Instance) and value.type.name == path)
                or (isinstance(value, Lib) and value.path == _OBJECTS.get(path))
            ),
        )

    def _makes_its_own(self, library: str) -> bool:
        """Whether a file makes metrics by itself, or the settings say that it may; one that only counts with what
        others have made gets none of its own."""
        bindings = self._module.body.bindings
        types = {kind for one in METRICS if one.name == library for kind in one.types}
        return self._is_settled or any(
            self._path(name) == library
            or (isinstance(value, Instance) and value.type.name in types and bindings[name][0].kind != "import")
            for name, value in self._additions.at_top.items()
        )

    # -- a callable

    def _callable(self, wanted: str) -> Counts:
        """The callable that the configuration names, as this module can write it."""
        path, _, target = wanted.partition(":")
        name, _, rest = target.partition(".")
        self._additions.check_named("metrics", self._settings.metrics_path, path)
        there = self._resolver.project.find(path)
        why = callables.misfit(there, target, self._resolver) if there is not None else ""
        if why:
            raise Refused(f"{self._settings.metrics_path or 'the option'}: metrics: {why}")
        bound = self._additions.object(path, name, settled=True)
        return CallableCounts(f"{bound}.{rest}" if rest else bound, self._quote)

    @cached_property
    def _called(self) -> str | None:
        """The counting callable that the file itself calls most, by what is at its top: `metrics.increment`."""
        found: Tally[str] = Tally()
        for name, value in self._additions.at_top.items():
            if not _NAMED.search(name) or not isinstance(value, (OwnInstance, OwnClass, OwnModule, Unknown, Made, Lib)):
                continue
            uses = list(uses_of(self._module, name))
            for method in sorted({use.method for use in uses} & _COUNTING):
                if self._speeches.takes(value, method, uses):
                    found[f"{name}.{method}"] = sum(use.method == method and use.text for use in uses)
        return found.most_common(1)[0][0] if found else None

    def _client(self, library: str) -> Counts | None:
        """A statsd client or the project's own: the file's, else the one that other files import."""
        name = self._of_type("statsd.StatsClient")
        if name is not None:
            return CallableCounts(f"{name}.incr", self._quote)
        if self._called is not None:
            return CallableCounts(self._called, self._quote)
        for habit in self._survey.metrics[:3]:
            there = self._resolver.project.at(habit.path)
            uses = list(uses_of(there, habit.name)) if there is not None else []
            if there is None or not callables.takes(
                there, habit.name, habit.maker, self._resolver, self._speeches, uses
            ):
                continue
            try:
                bound = self._additions.object(habit.module, habit.imported, habit.name)
            except Refused:
                continue
            return CallableCounts(f"{bound}.{habit.maker}", self._quote)
        return None

    # -- prometheus_client

    def _prometheus(self, function: Function, *, successes: bool) -> Counts | None:
        counters = [one for one in self._counters if not one.is_of_one_thing or f"{one.expression}." in function.text]
        both = [counter for counter in counters if counter.counts_failures and counter.counts_successes]
        failures = [counter for counter in counters if counter.counts_failures]
        if both:
            return PrometheusCounts(both[0], self._quote)
        if len(failures) == 1 and not successes:
            return PrometheusCounts(failures[0], self._quote)
        if _SCRIPT.search(self._module.text):
            return None  # run as a script and imported as well, it would register its counter twice
        if not self._makes_its_own("prometheus_client"):
            return None
        if "prometheus" not in self._additions.declared:
            name = self._additions.free("OPERATIONS", "OPERATION_COUNTS", "OWNED_OPERATIONS")
            wanted = self._additions.free("Counter", "PromCounter")
            callee = self._additions.object("prometheus_client", "Counter", wanted, settled=self._is_settled)
            made = prometheus.declaration(callee, self._module.name, self._quote)
            self._additions.need(Need("", name, value=made))
            self._additions.declared["prometheus"] = ("prometheus_client", name)
        return PrometheusCounts(Counter(self._additions.declared["prometheus"][1], prometheus.OWN_LABELS), self._quote)

    @cached_property
    def _counters(self) -> list[Counter]:
        """The counters that the module has at its top, with their labels where these are plain."""
        found = []
        for name, value in self._additions.at_top.items():
            bindings = self._module.body.bindings[name]
            if len(bindings) == 1 and isinstance(value, Instance) and value.type.name == "prometheus_client.Counter":
                labels = _labels(self._made(bindings[0], name))
                if labels is not None:
                    found.append(Counter(name, labels))
        return found

    def _made(self, binding: Binding, name: str) -> ast.expr | None:
        """The expression that makes an object, in the module that declares it."""
        if binding.kind != "import" or not binding.imported:
            return binding.expr
        there = (
            self._resolver.project.find(binding.module)
            if not binding.level
            else self._resolver.project.beside(self._module, binding.level, binding.module)
        )
        declared = there.body.bindings.get(binding.imported, ()) if there is not None else ()
        return declared[0].expr if len(declared) == 1 and declared[0].kind != "import" else None

    # -- OpenTelemetry

    def _opentelemetry(self, *, successes: bool) -> Counts | None:
        usable = re.compile(r"operation|outcome" if successes else r"operation|fail|error|outcome", re.IGNORECASE)
        counters = {name: value for name, value in self._additions.at_top.items() if usable.search(name)}
        counter = names.first(
            counters,
            lambda value: isinstance(value, Instance) and value.type.name == "opentelemetry.metrics.Counter",
        )
        if counter is not None:
            return OpenTelemetryCounts(counter, self._quote)
        if not self._makes_its_own("opentelemetry"):
            return None
        if "opentelemetry" not in self._additions.declared:
            name = self._additions.free("OPERATIONS", "OPERATION_COUNTS", "OWNED_OPERATIONS")
            logfire = names.first(self._additions.at_top, names.names_module("logfire"))
            maker = f"{logfire}.metric_counter" if logfire is not None else self._meter()
            made = opentelemetry.declaration(maker, self._module.name, self._quote)
            self._additions.need(Need("", name, value=made))
            self._additions.declared["opentelemetry"] = ("opentelemetry", name)
        return OpenTelemetryCounts(self._additions.declared["opentelemetry"][1], self._quote)

    def _meter(self) -> str:
        module = self._additions.module("opentelemetry.metrics", settled=self._is_settled)
        return f"{module}.get_meter(__name__).create_counter"


def _expression(counts: Counts) -> str:
    match counts:
        case PrometheusCounts(counter):
            return counter.expression
        case OpenTelemetryCounts(expression) | DatadogCounts(expression) | CallableCounts(expression):
            return expression
    return ""


def _labels(expr: ast.expr | None) -> tuple[str, ...] | None:
    """The labels that a counter is declared with; None where they are not plain strings."""
    if not isinstance(expr, ast.Call) or any(isinstance(argument, ast.Starred) for argument in expr.args):
        return None
    given = {keyword.arg: keyword.value for keyword in expr.keywords}
    if None in given or "labelvalues" in given:
        return None
    labels = given.get("labelnames", expr.args[2] if len(expr.args) > 2 else None)
    if labels is None:
        return ()
    if not isinstance(labels, (ast.List, ast.Tuple)):
        return None
    names_ = [label.value for label in labels.elts if isinstance(label, ast.Constant) and isinstance(label.value, str)]
    return tuple(names_) if len(names_) == len(labels.elts) else None
