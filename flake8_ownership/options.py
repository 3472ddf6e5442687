"""Every option, a row each. The row is all that an option needs beside its default in `Settings`.

The loader, the command line, flake8's own options, the JSON schema and the reference in the docs are all made from this
one list, which is why it is long.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from flake8_ownership.option import Option

METRICS_LIBRARIES = ("prometheus_client", "opentelemetry", "datadog", "statsd")
LOGGING_LIBRARIES = ("stdlib", "structlog", "loguru", "logfire")
# What is told, instead of a log, of a failure that ends in a handler.
TRACKERS = ("sentry", "opentelemetry")
SEVERITIES = ("error", "warning", "info")  # the worst first
# What a template may hold: literal text, and fields.
_TEMPLATE = r"([^{}]|\{\{|\}\}|\{(do|doing|function|module)\})*"
_TEMPLATE_FORM = "a text with no other fields than {do}, {doing}, {function} and {module}"
_TARGET = r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*"
_CODES, _CODES_FORM = r"OWN\d{0,3}", "codes or prefixes, such as OWN2 or OWN201"

OPTIONS: tuple[Option, ...] = (
    Option(
        "select",
        "list",
        "Which rules, which files",
        "Codes or prefixes to report; all that is on by default if empty.",
        "A whole code (`OWN402`) switches an opt-in rule on; a prefix (`OWN4`) chooses among the rules that are on. "
        "flake8's own `select` and `extend-select` mean the same for our codes, as arguments and in its file; a bare "
        "`OWN` there lets all of our rules through, and chooses none.",
        pattern=_CODES,
        form=_CODES_FORM,
    ),
    Option(
        "ignore",
        "list",
        "Which rules, which files",
        "Codes or prefixes never to report.",
        'The longer matching prefix wins: `select = ["OWN"]` with `ignore = ["OWN102"]` reports all but OWN102.',
        pattern=_CODES,
        form=_CODES_FORM,
    ),
    Option(
        "extend-select",
        "list",
        "Which rules, which files",
        "Codes or prefixes to report beside those of `select`; a whole code switches an opt-in rule on.",
        pattern=_CODES,
        form=_CODES_FORM,
    ),
    Option(
        "enable",
        "list",
        "Which rules, which files",
        "Codes or prefixes of opt-in rules to report beside the others; a prefix switches on all that begin so.",
        pattern=_CODES,
        form=_CODES_FORM,
    ),
    Option(
        "min-severity",
        "choice",
        "Which rules, which files",
        "The least severity that is reported: `error`, `warning`, or `info`, which is all.",
        "An `error` is a failure that is lost in a handler or a task, and a secret in a log (OWN2, OWN3, OWN404). A "
        "`warning` is an operation that nothing known watches, and a response whose status nobody reads (OWN101, "
        "OWN501). `info` is the rest: what a traceback of the framework tells of (OWN107, OWN304) among it, and "
        "whatever is only assumed to be I/O. A baseline holds all of them.",
        choices=SEVERITIES,
    ),
    Option(
        "exclude",
        "list",
        "Which rules, which files",
        "Glob patterns of files and folders to leave out, relative to the project root.",
        "A file that is named on the command line is read all the same, unless `--force-exclude` is given.",
    ),
    Option(
        "src",
        "list",
        "Which rules, which files",
        "Source folders, relative to the project root, beside the ones that are found.",
        "Found by themselves are the root, `src`, and the folder that holds the topmost package around a file. "
        "They lie within the repository, links included.",
        names="path",
    ),
    Option(
        "environment",
        "text",
        "What is I/O",
        "The folder of an installed environment (`.venv`) whose libraries are read, relative to the project root.",
        "For libraries that the catalogue lacks, it tells what their functions return, what their attributes are, and "
        "what their classes inherit. Their stubs and sources are read as text, never imported, and only what lies in "
        "the folder, links included; `.pth` files count for nothing. A folder that is not there tells nothing, and "
        "with `--dask` none is read. A project's own settings name no folder outside its repository; the command line "
        "may. By default no answer depends on what is installed.",
        names="path",
    ),
    Option(
        "baseline",
        "text",
        "What is new",
        "The file of known findings, relative to the project root; `none` to use none.",
        "By default `ownership-baseline.json` counts where it exists; see [A baseline](how-to/baseline.md). "
        "A project's own settings name no file outside its repository; the command line may.",
        names="path",
    ),
    Option(
        "diff-base",
        "text",
        "What is new",
        "Report only what changed since this git revision; `origin/main...` since where HEAD left it.",
        "A finding is new where its call changed, or the handler that silences it. An untracked file is all new.",
        names="revision",
    ),
    Option(
        "io",
        "list",
        "What is I/O",
        "Functions of your own whose call is I/O, by canonical name (`app.gateways.*.send`).",
        "The canonical name is module, class and function joined by dots, with `fnmatch` wildcards.",
    ),
    Option(
        "not-io",
        "list",
        "What is I/O",
        "Calls that are no I/O whatever they look like, by canonical name.",
        "A call that only its names identify (OWN102) is named as it is written: `db.save`.",
    ),
    Option(
        "assume-third-party",
        "flag",
        "What is I/O",
        "Count an awaited call of a library that the catalogue lacks as I/O.",
    ),
    Option("sync", "flag", "What is I/O", "Judge blocking I/O calls in functions that are not async as well."),
    Option(
        "kind",
        "choice",
        "What reports a failure",
        "Whether the project is an `application`, or a `library`, whose callers are its users.",
        "With `auto`, the default, a project that is built into a package and has nothing that is deployed (a "
        "Dockerfile, a `manage.py` …) is a library; `flake8-ownership config` says which it is, and why. A failure "
        "that leaves a function of a library that nothing in it calls is its user's (OWN108, off by default). With "
        "`application` you say that all that runs its functions is in the project: one that nothing calls is an "
        "operation then (OWN101), where it may be dead or run by something unknown otherwise.",
        choices=("auto", "application", "library"),
    ),
    Option(
        "discipline",
        "choice",
        "What reports a failure",
        "Which failures have to be reported: those that are `lost`, or those of all `operations`.",
        "`lost`: a failure has to be reported by something, were it a framework's traceback (OWN107 is off). "
        "`operations`, the default: each operation reports its failures with identifiers, or counts them.",
        choices=("operations", "lost"),
    ),
    Option(
        "granularity",
        "choice",
        "What reports a failure",
        "What one finding about unreported failures is for: an `operation`, or a `call`.",
        "`operation`, the default: a failure is followed to the operation that it leaves, and told there, once for all "
        "calls of the operation (OWN101, OWN102, OWN107, OWN108). `call`: OWN101 and OWN102 tell of each call that "
        "nothing reports, where it stands, whatever it leaves; `discipline` then makes no difference to them.",
        choices=("operation", "call"),
    ),
    Option(
        "catalogue",
        "tables",
        "What is I/O",
        "Libraries of your own, by import name, with the keys of the catalogue's files.",
        "[The catalogue](catalogue.md) lists the keys. A table lives in `pyproject.toml` alone.",
    ),
    Option(
        "tests",
        "flag",
        "Which rules, which files",
        "Report findings in tests and examples as well.",
        "A test runner reports what a test raises, and whoever runs an example looks at it. Test code is what its name "
        "says: `test_*.py`, `*_test.py`, `conftest.py`, and whatever lies in a folder `tests`, `test`, `testing` or "
        "`_tests`, and what has tests or fixtures of pytest in it; examples lie in a folder `examples`, `demos`, "
        "`tutorials` or `cookbooks`, in the singular too. So does what nobody runs any more, in a folder `deprecated` "
        "or `obsolete`, or one whose name ends so.",
    ),
    Option(
        "boundaries",
        "list",
        "What reports a failure",
        "What reports the failures that leave the functions it calls: a framework, or functions of your own.",
        "By import name or dotted path (`fastapi`, `app.modules.base.Handler.*`), with wildcards; a name that stands "
        "for nothing is an error. A failure that leaves such a function counts as *visible*. By default no framework "
        "is trusted: its boundary has the traceback and none of the identifiers (OWN107).",
    ),
    Option(
        "observers",
        "list",
        "What reports a failure",
        "Functions, decorators and context managers of your own that report a failure.",
        "By canonical name, with wildcards.",
    ),
    Option(
        "metrics",
        "text",
        "What reports a failure",
        "What counts: a callable as `module:name` (`app.telemetry:metrics.increment`), a library, or `none`.",
        "Calls of it count as reports, and fixes write them. Libraries: `prometheus_client`, `opentelemetry`, "
        "`datadog` and `statsd`. By default fixes count with what the file itself uses, else with the one object that "
        "other files of the project count with. A file gets a counter of its own where it makes metrics itself, "
        "or where this option names the library; with `none` nothing is counted. What only an extra brings is not "
        "imported, and a callable that does not exist, or takes more than a name, is an error.",
        pattern=rf"({_TARGET}|{'|'.join(METRICS_LIBRARIES)}|none)?",
        form=f"module:name, {', '.join(METRICS_LIBRARIES)} or none",
    ),
    Option(
        "logging",
        "text",
        "What a fix writes",
        "What fixes report with: `auto`, a library, or a logger of your own as `module:name`.",
        "The module is one of the project's, or of a library that it requires or imports; one that is not there, or "
        "has no such name, is an error. The libraries are `stdlib`, `structlog`, `loguru` and `logfire`. With `auto`, "
        "the default, it is the file's own logger, whatever its name, or what the method's object logs with; else one "
        "that the file gets as the project's other files get theirs; else one of "
        "the libraries that the project requires. A method is called only where the logger is known to have it: by its "
        "class, or because files call it. Where a file logs with something of which too little is known, its fixes are "
        "refused rather than given a second logger.\n\n"
        "With `sentry`, a failure that ends in a handler is captured instead of logged; with `opentelemetry` it is "
        "recorded on the span that the function started around it, where it did. Whatever is raised on is logged as "
        "with `auto`: a capture would send it twice. `auto` does the same where the file calls `capture_exception()` "
        "or `record_exception()` and does not log failures, and for spans where most files of the project do.",
        pattern=rf"{_TARGET}|auto|{'|'.join((*LOGGING_LIBRARIES, *TRACKERS))}",
        form=f"module:name, auto, {', '.join((*LOGGING_LIBRARIES, *TRACKERS))}",
    ),
    Option(
        "style",
        "choice",
        "What a fix writes",
        "What a fix does with a failure that it lets go on: log it (`ownership`), or `note` it on the exception.",
        "`ownership`, the default, logs and counts. `note` counts, and adds what a log would say to the exception, for "
        "projects that log once, at the boundary. It needs something to count with, and Python 3.11.",
        choices=("ownership", "note"),
    ),
    Option(
        "context",
        "choice",
        "What a fix writes",
        "Where the identifiers of a log go: into `extra`, into the `message`, or `auto`, where they are read.",
        "A plain format prints the message alone. With `auto`, the default, identifiers go into `extra` where the "
        "file itself gives its logs one, where one log in ten of the project does, or where the project imports or "
        "requires a JSON formatter, which prints it; with loguru into `bind()` where a format prints `{extra}`. Else "
        "they go into the message as the file writes its own: "
        '`logger.exception("Failed to save order %s", order_id)`, or an f-string. structlog and logfire get them as '
        "keywords.",
        choices=("auto", "extra", "message"),
    ),
    Option(
        "identifiers",
        "list",
        "What a fix writes",
        "Names, besides `*_id` and its like, whose values tell one case from another (`currency`, `tenant`).",
        "Parameters and variables of such a name are logged wherever they are sure to be bound, unless they are given "
        "as a secret. What else tells a case, such as `key`, `path`, `topic` or `host`, is logged where the failing "
        "call itself is given it.",
        pattern=r"[A-Za-z_]\w*",
        form="names",
    ),
    Option(
        "entry-log",
        "choice",
        "What a fix writes",
        "The level at which a fix announces the start of an operation, with its identifiers.",
        "With `auto`, the default, at level info and only in an operation: a function that a framework starts, or that "
        "nobody in the project calls. Of these `auto` announces none that only gets a guard since its framework prints "
        "a traceback alone (OWN107): who tells of failures tells of each request or job as well. With a level, in each "
        "function that gets a guard. Never without an identifier to tell, where the function logs its progress itself, "
        "within a loop, or where its name is no sentence.",
        choices=("auto", "debug", "info", "off"),
    ),
    Option(
        "entry-message",
        "text",
        "What a fix writes",
        "Template of the message that announces an operation; `{doing}` by default.",
        "The fields of all templates: `{do}` (process order), `{doing}` (Processing order), `{function}`, `{module}`.",
        pattern=_TEMPLATE,
        form=_TEMPLATE_FORM,
    ),
    Option(
        "failure-message",
        "text",
        "What a fix writes",
        "Template of the message of a failure; by default it is about the call that failed.",
        "The fields are those of `entry-message`. The default is `Failed to {do}` where the function does nothing else "
        "and its name is a sentence, else `GET /rates failed`, `Failed to connect to Redis` and the like.",
        pattern=_TEMPLATE,
        form=_TEMPLATE_FORM,
    ),
    Option(
        "failure-metric",
        "text",
        "What a fix writes",
        "Template of the metric of failures, where metrics have names of their own.",
        "A callable and statsd have. The fields are in snake case; the default is `order_processing_failed`.",
        pattern=_TEMPLATE,
        form=_TEMPLATE_FORM,
    ),
    Option(
        "success-metric",
        "text",
        "What a fix writes",
        "Template of the metric of successes, where metrics have names of their own.",
        "The default is `order_processed_successfully`.",
        pattern=_TEMPLATE,
        form=_TEMPLATE_FORM,
    ),
    Option(
        "fix-max-lines",
        "number",
        "What a fix writes",
        "A fix that would re-indent more lines than this guards each statement alone.",
        "Below that, one guard holds all unowned calls of a function.",
    ),
    Option(
        "line-length",
        "number",
        "What a fix writes",
        "The line length that fixes keep to; read from ruff, black or flake8 when 0.",
        "Where none of them says, it is 88, the default of black and ruff. A message that is longer is broken at its"
        " spaces where a linter would complain of it, or where a length is set and no line of the file is longer.",
    ),
)
BY_NAME: Mapping[str, Option] = MappingProxyType({option.name: option for option in OPTIONS})
CODES = ("select", "extend-select", "ignore", "enable")  # the options that hold codes or prefixes


def unknown(name: str, prefix: str = "") -> str:
    """What to say of an option that does not exist; `prefix` stands before the names of those that do."""
    near = difflib.get_close_matches(name, [*(prefix + known for known in BY_NAME), "overrides"], n=1)
    return "unknown option" + (f"; did you mean {near[0]!r}?" if near else "")
