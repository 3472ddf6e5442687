"""The libraries that fixes log, count and track failures with, one row each: to support another one, add a row.

How its calls are written is its dialect's; `known_loggers` and `meters` choose the dialect by the name of the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class LoggingLibrary:
    """A library that logs, by its `name` in the settings.

    `loggers` are the paths of what logs: classes, objects, modules. A file without a logger is given what `maker` of
    the `module` makes when it is called with `arguments`; where there is no maker, the `given` object of the module,
    else the module itself. `makers` are the modules that other files may import a maker from. A log takes identifiers
    in `context`, or, where its format prints the message alone, at a `mark` in it; and it takes an exception by
    `exception`. What is empty is not known.
    """

    name: str
    module: str
    loggers: tuple[str, ...]
    maker: str = ""
    arguments: str = ""
    given: str = ""
    makers: tuple[str, ...] = ()
    context: Literal["extra", "keywords", "bind", ""] = ""
    mark: str = ""
    exception: Literal["exc_info", "opt", ""] = ""


@dataclass(frozen=True, slots=True)
class MetricsLibrary:
    """A library that counts, by its `name` in the settings: the `module` of what counts, the `types` of objects that
    do, and the one `object` that the library makes itself, of the first of them. With `each_is_one` every object is a
    metric of its own, and none counts another by its name."""

    name: str
    module: str
    types: tuple[str, ...]
    object: str = ""
    each_is_one: bool = False


@dataclass(frozen=True, slots=True)
class TrackingLibrary:
    """A library that is handed failures, by its `name` in the settings: by what `tells` it of one, a function of the
    `module`, or the method of an object that `starter` gives."""

    name: str
    module: str
    tells: str
    starter: str = ""


# The first that a project requires is what a file is given, the standard library's where it requires none.
LOGGING = (
    LoggingLibrary(
        "stdlib",
        "logging",
        ("logging", "logging.Logger", "logging.LoggerAdapter", "picologging.Logger"),
        maker="getLogger",
        arguments="__name__",
        makers=("logging",),
        context="extra",
        mark="%s",
        exception="exc_info",
    ),
    LoggingLibrary(
        "structlog",
        "structlog",
        ("structlog.stdlib.BoundLogger", "structlog.typing.FilteringBoundLogger", "structlog.BoundLogger"),
        maker="get_logger",
        makers=("structlog", "structlog.stdlib"),
        context="keywords",
        exception="exc_info",
    ),
    LoggingLibrary("loguru", "loguru", ("loguru.logger",), given="logger", context="bind", mark="{}", exception="opt"),
    LoggingLibrary("logfire", "logfire", ("logfire",)),
)
METRICS = (
    MetricsLibrary("prometheus_client", "prometheus_client", ("prometheus_client.Counter",), each_is_one=True),
    MetricsLibrary(
        "opentelemetry",
        "opentelemetry.metrics",
        ("opentelemetry.metrics.Counter", "opentelemetry.metrics.Meter"),
        each_is_one=True,
    ),
    MetricsLibrary("datadog", "datadog", ("datadog.dogstatsd.base.DogStatsd",), object="datadog.statsd"),
    MetricsLibrary("statsd", "statsd", ("statsd.StatsClient",)),
)
SENTRY = TrackingLibrary("sentry", "sentry_sdk", "capture_exception")
SPANS = TrackingLibrary("opentelemetry", "opentelemetry.trace", "record_exception", starter="start_as_current_span")
BY_NAME = {library.name: library for library in LOGGING}
THIRD_PARTY = tuple(library.name for library in LOGGING if library.module != "logging")
# The top-level modules of those whose every object is one metric.
OF_ONE_METRIC = frozenset(library.module.partition(".")[0] for library in METRICS if library.each_is_one)
# The top-level modules, as a file imports them.
MODULES = tuple(dict.fromkeys(library.module.partition(".")[0] for library in (*LOGGING, *METRICS)))
# What makes a logger, and a child of one.
MAKERS = (*(library.maker for library in LOGGING if library.maker), "getChild")
# What makes a client that counts by names.
CLIENTS = tuple(library.types[0].rpartition(".")[2] for library in METRICS if not library.each_is_one)
# The modules of those that a file may import from their package, `from opentelemetry import metrics`.
SUBMODULES = tuple(library.module for library in METRICS if "." in library.module)
