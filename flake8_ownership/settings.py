"""What the user decided: one frozen value, checked once, the same whichever face it came through.

`OPTIONS` is the single list of options: the loader, the command line, flake8's own options, the JSON schema and the
reference in the docs are all made from it.
"""

from __future__ import annotations

import difflib
import fnmatch
import re
import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from flake8_ownership.errors import ConfigError

TABLE = "flake8-ownership"
METRICS_LIBRARIES = ("prometheus_client", "opentelemetry", "datadog", "statsd")
LOGGING_LIBRARIES = ("stdlib", "structlog", "loguru", "logfire")
# What is told, instead of a log, of a failure that ends in a handler.
TRACKERS = ("sentry", "opentelemetry")
# What a template may hold: literal text, and fields.
_TEMPLATE = r"([^{}]|\{\{|\}\}|\{(do|doing|function|module)\})*"
_TEMPLATE_FORM = "a text with no other fields than {do}, {doing}, {function} and {module}"
_LONGEST_NAME, _LONGEST_PATH = 255, 4_000  # bytes that every system takes
_TARGET = r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*"
# A number of more digits is a slip, and Python refuses to print one of some thousands.
LARGEST = 999_999_999
_DEEPEST = 12  # tables and lists within one another; the catalogue's own are half of that
Kind = Literal["flag", "number", "text", "list", "choice", "tables"]
Group = Literal["Which rules, which files", "What is new", "What is I/O", "What reports a failure", "What a fix writes"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name as users write it (`not-io`), the shape of its value, and what it does.

    `help` is one sentence for every face, `details` is what the docs say beyond it, in Markdown. A text, or each item
    of a list, must match `pattern` where there is one; `form` says so in words. With `names`, it is the path of a file
    or folder, or a git revision.
    """

    name: str
    kind: Kind
    group: Group
    help: str
    details: str = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    form: str = ""
    names: Literal["", "path", "revision"] = ""

    @property
    def field(self) -> str:
        return self.name.replace("-", "_")

    def checked(self, value: object) -> object:
        """The value as Settings holds it; raises ValueError that says what was expected."""
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and (flaw := self._flaw(text)):
                raise ValueError(flaw)
        match self.kind, value:
            case "flag", bool():
                return value
            case "number", int() if not isinstance(value, bool) and 0 <= value <= LARGEST:
                return value
            case "text", str() if self._fits(value):
                return value
            case "choice", str() if value in self.choices:
                return value
            case "list", list() if all(isinstance(item, str) and self._fits(item) for item in value):
                return tuple(value)
            case "tables", dict() if _is_shallow(value):
                return value
        raise ValueError(f"expected {self.expected}, found {shown(value)}")

    def parsed(self, text: str) -> object:
        """The value that a text stands for, as flake8's files and arguments have it: lists by commas or lines."""
        match self.kind:
            case "flag":
                return {"true": True, "false": False}.get(text.strip().lower(), text)
            case "number":
                return int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text) else text
            case "list":
                return [item for item in re.split(r"[,\s]+", text.strip()) if item]
            case _:
                return text

    def _flaw(self, text: str) -> str:
        """Why no file system or git could be given a text, whatever it means."""
        if "\0" in text:
            return "holds a NUL character"
        if not self.names:
            return ""
        try:
            data = text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return "holds what is no character"
        longest = max(map(len, data.replace(b"\\", b"/").split(b"/"))) if self.names == "path" else 0
        return "is too long" if longest > _LONGEST_NAME or len(data) > _LONGEST_PATH else ""

    def _fits(self, text: str) -> bool:
        return not self.pattern or re.fullmatch(self.pattern, text) is not None

    @property
    def expected(self) -> str:
        words = {
            "flag": "true or false",
            "number": f"a whole number from 0 to {LARGEST}",
            "text": self.form or "a string",
            "list": f"a list of {self.form or 'strings'}",
            "tables": "a table",
            "choice": "one of " + ", ".join(self.choices),
        }
        return words[self.kind]


_CODES, _CODES_FORM = r"OWN\d{0,3}", "codes or prefixes, such as OWN2 or OWN201"

OPTIONS: tuple[Option, ...] = (
    Option(
        "select",
        "list",
        "Which rules, which files",
        "Codes or prefixes to report; what is on by default if empty.",
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
        "enable",
        "list",
        "Which rules, which files",
        "Codes or prefixes of opt-in rules to report beside the others.",
        pattern=_CODES,
        form=_CODES_FORM,
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
        "Report findings in test code as well.",
        "A test runner reports what a test raises. Test code is what its name says: `test_*.py`, `*_test.py`, "
        "`conftest.py`, and whatever lies in a folder `tests`, `test`, `testing` or `_tests`.",
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
        "other files of the project count with. A file that does not count gets a counter of its own only where this "
        "option names the library; with `none` nothing is counted. What only an extra brings is not imported, and a "
        "callable that does not exist, or takes more than a name, is refused.",
        pattern=rf"({_TARGET}|{'|'.join(METRICS_LIBRARIES)}|none)?",
        form=f"module:name, {', '.join(METRICS_LIBRARIES)} or none",
    ),
    Option(
        "logging",
        "text",
        "What a fix writes",
        "What fixes report with: `auto`, a library, or a logger of your own as `module:name`.",
        "The module is one of the project's, or of a library that it imports. The libraries are `stdlib`, `structlog`, "
        "`loguru` and `logfire`. With `auto`, the default, it is the file's own logger, whatever its name, or what the "
        "method's object logs with; else one that the file gets as the project's other files get theirs; else one of "
        "the libraries that the project requires. A method is called only where the logger is known to have it: by its "
        "class, or because files call it. Where a file logs with something of which too little is known, its fixes are "
        "refused rather than given a second logger.\n\n"
        "With `sentry`, a failure that ends in a handler is captured instead of logged; with `opentelemetry` it is "
        "recorded on the span that the function started around it, where it did. Whatever is raised on is logged as "
        "with `auto`: a capture would send it twice. `auto` does the same where the file, else most files of the "
        "project, call `capture_exception()` or `record_exception()` and do not log failures.",
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
        "A plain format prints the message alone. With `auto`, the default, identifiers go into `extra` where some "
        "file of the project gives its logs one, or where it imports or requires a JSON formatter, which prints it; "
        "with loguru into `bind()` where some file binds. Else they go into the message as the file writes its own: "
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
        "nobody in the project calls. With a level, in each function that gets a guard. Never without an identifier to "
        "tell, where the function logs its progress itself, within a loop, or where its name is no sentence.",
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
        "Where none of them says, it is 88, the default of black and ruff.",
    ),
)
_NAMING = ("baseline", "diff-base", "boundaries")  # options that name what may be missing
CODES = ("select", "ignore", "enable")  # the options that hold codes or prefixes
BY_NAME: Mapping[str, Option] = MappingProxyType({option.name: option for option in OPTIONS})


@dataclass(frozen=True)
class Settings:
    """What holds for one file. `root` is the folder that patterns, `src` and the baseline are relative to,
    `config_path` where the catalogue's tables were given, `logging_path` and `metrics_path` where those options were.

    `rows` are options that name what may be missing, each with the file and the row where it stands.
    `silent` are codes or prefixes that flake8's own file ignores: no option of ours brings them back, in any face.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    enable: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    src: tuple[str, ...] = ()
    baseline: str = ""
    diff_base: str = ""
    io: tuple[str, ...] = ()
    not_io: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    metrics: str = ""
    logging: str = "auto"
    style: str = "ownership"
    assume_third_party: bool = True
    tests: bool = False
    boundaries: tuple[str, ...] = ()
    sync: bool = False
    kind: str = "auto"
    discipline: str = "operations"
    granularity: str = "operation"
    context: str = "auto"
    identifiers: tuple[str, ...] = ()
    entry_log: str = "auto"
    entry_message: str = ""
    failure_message: str = ""
    failure_metric: str = ""
    success_metric: str = ""
    fix_max_lines: int = 25
    line_length: int = 0
    catalogue: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    root: Path | None = None
    config_path: str = ""
    logging_path: str = field(default="", compare=False)
    metrics_path: str = field(default="", compare=False)
    silent: tuple[str, ...] = ()
    rows: tuple[tuple[str, str, int], ...] = field(default=(), compare=False, repr=False)

    def fault(self, name: str, message: str, path: str, key: str | None = None) -> ConfigError:
        """What is wrong with what an option names, `path`: at the option's row of a file, where it has one."""
        for option, file, row in self.rows:
            if option == name:
                return ConfigError(file, f"{path}: {message}", row, name)
        return ConfigError(path, message, key=key)

    def __getstate__(self) -> dict[str, object]:
        """As other processes get it: the default catalogue, which nothing can change, does not travel."""
        return {**self.__dict__, "catalogue": dict(self.catalogue)}

    def reports(self, code: str, *, default: bool) -> bool:
        """Whether findings of `code` are wanted; `default` says whether its rule is on by itself."""
        if code.startswith(self.silent):
            return False
        wanted = _selectivity(code, self.select) if self.select else (1 if default else 0)
        wanted = max(wanted, _selectivity(code, self.enable))
        return wanted > _selectivity(code, self.ignore)

    def with_options(self, values: Mapping[str, object], path: str, rows: Mapping[str, int] | None = None) -> Settings:
        """These settings with `values` (names as users write them) laid over them; raises ConfigError.

        `rows` has the row of those that stand in a file.
        """
        changes: dict[str, Any] = {}
        for name, value in values.items():
            option = BY_NAME.get(name)
            if option is None:
                raise ConfigError(path, unknown(name), key=name)
            try:
                changes[option.field] = option.checked(value)
            except ValueError as error:
                raise ConfigError(path, str(error), key=name) from None
        named = [name for name in _NAMING if name in values]
        if named:
            kept = [known for known in self.rows if known[0] not in named]
            changes["rows"] = (*kept, *((name, path, rows[name]) for name in named if rows and name in rows))
        if "catalogue" in changes:
            changes["config_path"] = path
        if "logging" in changes:
            changes["logging_path"] = path
        if "metrics" in changes:
            changes["metrics_path"] = path
        return replace(self, **changes)


class _Shown(reprlib.Repr):
    """Values of any size and depth in a few words."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = 80

    def repr_int(self, x: int, level: int) -> str:
        return super().repr_int(x, level) if abs(x) <= LARGEST else f"a number of {x.bit_length()} bits"


def shown(value: object) -> str:
    """A value as a message has it: in one short line, whatever it is."""
    return _Shown().repr(value)


def _is_shallow(value: object) -> bool:
    """Whether a value of TOML or JSON can be walked and printed by whoever gets it."""
    layer = [value]
    for _ in range(_DEEPEST):
        if any(isinstance(one, int) and abs(one) > LARGEST for one in layer):
            return False
        below = [one.values() if isinstance(one, dict) else one for one in layer if isinstance(one, (dict, list))]
        layer = [item for items in below for item in items]
    return not layer


def _selectivity(code: str, prefixes: Iterable[str]) -> int:
    """The length of the longest prefix that names `code`, so that the more specific choice wins."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)


def unknown(name: str, prefix: str = "") -> str:
    """What to say of an option that does not exist; `prefix` stands before the names of those that do."""
    near = difflib.get_close_matches(name, [*(prefix + known for known in BY_NAME), "overrides"], n=1)
    return "unknown option" + (f"; did you mean {near[0]!r}?" if near else "")


def matches(path: Path, root: Path, patterns: Iterable[str]) -> bool:
    """Whether a glob names `path`, its name, or a folder that it lies in, relative to `root`."""
    try:
        parts = path.absolute().relative_to(root.absolute()).parts
    except ValueError:
        parts = path.parts
    names = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    for pattern in patterns:
        plain = pattern.rstrip("/")
        if any(fnmatch.fnmatch(name, plain) for name in names):
            return True
        if "/" not in plain and any(fnmatch.fnmatch(part, plain) for part in parts):
            return True
    return False


assert {option.field for option in OPTIONS} <= {item.name for item in fields(Settings)}
