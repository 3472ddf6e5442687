"""The words that generated programs are made of, as tables: add a row and it is tried in every place that it fits.

In handlers the caught exception is `exc`. `FAILED` and `COLLECTED` stand for names that belong to one `try`, bound
before it to `None` and to an empty list. The text `broken` marks a failure's text (see `tests.oracle`).
"""

from __future__ import annotations

import re

# -- what a module may need, each included where its name is used

PARTS: dict[str, str] = {
    "logger": "logger = logging.getLogger(__name__)",
    "stats": "stats = statsd.StatsClient()",
    "metrics": "metrics = telemetry.Client()",
    "FAILURES": 'FAILURES = prometheus_client.Counter("failures", "What went wrong")',
    "DURATION": 'DURATION = prometheus_client.Histogram("duration", "How long it took")',
    "app_metrics": "from telemetry import app_metrics",
    "app_log": "from telemetry import app_log",
    "tracer": "tracer = trace.get_tracer(__name__)",
    "NETWORK_ERRORS": "NETWORK_ERRORS = (httpx.HTTPError, OSError)",
    "ServiceError": "class ServiceError(Exception):\n    pass",
    "GatewayError": "class GatewayError(ServiceError):\n    pass",
    "UpstreamError": "class UpstreamError(httpx.HTTPError):\n    pass",
    "NotThere": "class NotThere(KeyError):\n    pass",
    # helpers that handlers call
    "tell": 'def tell(error):\n    logger.error("failed: %s", error)',
    "tell_deeply": "def tell_deeply(error):\n    tell(error)",
    "tell_slowly": 'async def tell_slowly():\n    logger.warning("failed")\n    stats.incr("failed")',
    "note": 'def note(error):\n    logger.debug("failed: %s", error)',
    "tidy": 'def tidy():\n    try:\n        pass\n    except Exception:\n        logger.exception("tidying failed")',
    "ignore": "def ignore(error):\n    pass",
    "described": 'def described(error):\n    return f"it said {error}"',
    "converted": 'def converted(error):\n    return ServiceError("broken")',
    "fail": 'def fail(error):\n    raise ServiceError("broken") from error',
    # context managers
    "plain": "@contextlib.asynccontextmanager\nasync def plain():\n    yield",
    "tidies": (
        "@contextlib.asynccontextmanager\nasync def tidies():\n    try:\n        yield\n"
        '    finally:\n        stats.incr("calls")'
    ),
    "reports": (
        "@contextlib.asynccontextmanager\nasync def reports():\n    try:\n        yield\n"
        '    except Exception:\n        logger.exception("failed")\n        raise'
    ),
    "counts": (
        "@contextlib.contextmanager\ndef counts():\n    try:\n        yield\n"
        '    except httpx.HTTPError:\n        stats.incr("failed")\n        raise'
    ),
    "reports_and_goes_on": (
        "@contextlib.asynccontextmanager\nasync def reports_and_goes_on():\n    try:\n        yield\n"
        '    except Exception:\n        logger.exception("failed")'
    ),
    "swallows": (
        "@contextlib.asynccontextmanager\nasync def swallows():\n    try:\n        yield\n"
        "    except httpx.HTTPError:\n        pass"
    ),
    "hides": "@contextlib.contextmanager\ndef hides():\n    with contextlib.suppress(Exception):\n        yield",
    "whispers": (
        "@contextlib.asynccontextmanager\nasync def whispers():\n    try:\n        yield\n"
        '    except Exception:\n        logger.debug("failed")\n        raise'
    ),
    "expects_one": (
        "@contextlib.asynccontextmanager\nasync def expects_one():\n    try:\n        yield\n"
        '    except KeyError:\n        logger.exception("failed")'
    ),
    "translates": (
        "@contextlib.asynccontextmanager\nasync def translates():\n    try:\n        yield\n"
        '    except httpx.HTTPError as error:\n        raise ServiceError("broken") from error'
    ),
    "Plain": (
        "class Plain:\n    async def __aenter__(self):\n        return self\n\n"
        "    async def __aexit__(self, kind, error, trace):\n        return None"
    ),
    "Reporting": (
        "class Reporting:\n    async def __aenter__(self):\n        return self\n\n"
        "    async def __aexit__(self, kind, error, trace):\n"
        '        if error is not None:\n            logger.error("failed: %s", error)\n        return False'
    ),
    "Swallowing": (
        "class Swallowing:\n    async def __aenter__(self):\n        return self\n\n"
        "    async def __aexit__(self, kind, error, trace):\n        return True"
    ),
    "Timing": (
        "class Timing:\n    def __enter__(self):\n        return self\n\n"
        "    def __exit__(self, kind, error, trace):\n        stats.incr('calls')\n        return False"
    ),
    # decorators
    "passes_on": (
        "def passes_on(function):\n    @functools.wraps(function)\n    async def wrapper(*args, **kwargs):\n"
        "        return await function(*args, **kwargs)\n\n    return wrapper"
    ),
    "logs_and_raises": (
        "def logs_and_raises(function):\n    @functools.wraps(function)\n    async def wrapper(*args, **kwargs):\n"
        "        try:\n            return await function(*args, **kwargs)\n"
        '        except Exception:\n            logger.exception("failed")\n            raise\n\n    return wrapper'
    ),
    "swallows_all": (
        "def swallows_all(function):\n    @functools.wraps(function)\n    async def wrapper(*args, **kwargs):\n"
        "        try:\n            return await function(*args, **kwargs)\n"
        "        except Exception:\n            return None\n\n    return wrapper"
    ),
    "expects_missing": (
        "def expects_missing(function):\n    @functools.wraps(function)\n    async def wrapper(*args, **kwargs):\n"
        "        try:\n            return await function(*args, **kwargs)\n"
        "        except KeyError:\n            return None\n\n    return wrapper"
    ),
    "counted": (
        "def counted(name):\n    def decorate(function):\n        @functools.wraps(function)\n"
        "        async def wrapper(*args, **kwargs):\n            try:\n"
        "                return await function(*args, **kwargs)\n            except httpx.RequestError:\n"
        "                stats.incr(name)\n                raise\n\n        return wrapper\n\n    return decorate"
    ),
    "raises_its_own": (
        "def raises_its_own(function):\n    @functools.wraps(function)\n    async def wrapper(*args, **kwargs):\n"
        "        try:\n            return await function(*args, **kwargs)\n"
        '        except Exception as error:\n            raise ServiceError("broken") from error\n\n    return wrapper'
    ),
    "answers_with_it": (
        "def answers_with_it(function):\n    @functools.wraps(function)\n    async def wrapper(*args, **kwargs):\n"
        "        try:\n            return await function(*args, **kwargs)\n"
        "        except Exception as error:\n            return error\n\n    return wrapper"
    ),
    "ticks": "async def ticks():\n    yield 1",
}
MODULES = ("asyncio", "contextlib", "functools", "logging", "sys", "traceback")
LIBRARIES = ("httpx", "prometheus_client", "sentry_sdk", "statsd", "telemetry")

# -- clauses of `except` and arguments of `suppress`; the first is what a failing example shrinks to

CLAUSES = (
    "Exception",
    "httpx.HTTPError",
    "",
    "BaseException",
    "httpx.RequestError",
    "httpx.TransportError",
    "(httpx.HTTPError, ValueError)",
    "(KeyError, httpx.RequestError)",
    "NETWORK_ERRORS",
    "KeyError",
    "(KeyError, ValueError)",
    "LookupError",
    "httpx.TimeoutException",
    "httpx.ConnectError",
    "httpx.HTTPStatusError",
    "(httpx.ConnectError, httpx.TimeoutException)",
    "asyncio.TimeoutError",
    "TimeoutError",
    "asyncio.CancelledError",
    "(asyncio.CancelledError, Exception)",
    "OSError",
    "RuntimeError",
    "ServiceError",
    "GatewayError",
    "UpstreamError",
    "(ServiceError, KeyError)",
    "(ServiceError, *NETWORK_ERRORS)",
)

# -- statements of handlers

REPORTS = (
    'logger.error("failed")',
    'logger.exception("failed")',
    'logger.warning("failed: %s", exc)',
    'logger.error("failed", exc_info=True)',
    'logger.critical("failed", exc_info=exc)',
    'logger.log(logging.ERROR, "failed")',
    'logger.error(f"failed: {exc}")',
    'for _ in range(1):\n    logger.error("failed")',
    'with contextlib.nullcontext():\n    stats.incr("failed")',
    'stats.incr("failed")',
    'metrics.increment("failed")',
    'app_metrics.increment("failed")',
    'app_log.error("failed")',
    "FAILURES.inc()",
    'FAILURES.labels(kind="get").inc()',
    "sentry_sdk.capture_exception(exc)",
    "tell(exc)",
    'tell("no luck")',
    "tell_deeply(exc)",
    "await tell_slowly()",
)
WHISPERS = (
    "pass",
    'print("failed", exc)',
    'logger.info("failed: %s", exc)',
    'logger.debug("failed", exc_info=True)',
    'logger.log(logging.INFO, "failed")',
    "note(exc)",
    "tidy()",
    "traceback.print_exc()",
    "result = None",
    "message = str(exc)",
    "message = described(exc)",
    "ignore(exc)",
    "try:\n    tidy()\nexcept Exception:\n    logger.exception('tidying failed')",
    "try:\n    tidy()\nexcept KeyError:\n    raise",
    "def later():\n    logger.error('failed')",
    "later = lambda: logger.error('failed')",
)
HANDS_ON = (
    "outbox.errors.append(exc)",
    "outbox.errors.append(str(exc))",
    "outbox.future.set_exception(exc)",
    'outbox.state["error"] = exc',
    "outbox.last = exc",
)
KEPT = re.compile("FAILED|COLLECTED|result")
KEEP = "KEEP"  # keeps the exception for later, in the way of the `try` around it

# -- how handlers end

FALLS = ""
LEAVE, BREAK = "LEAVE", "BREAK"  # continue and break in a loop, else return
QUIET_ENDS = (FALLS, "return None", "return []", 'return "later"', LEAVE, BREAK)
TELLING_ENDS = (
    "return exc",
    'return {"error": str(exc)}',
    'return f"no luck: {exc}"',
    "return described(exc)",
    "return None, exc",
    "return traceback.format_exc()",
)
RAISES = (
    "raise",
    "raise exc",
    'raise ServiceError("broken") from exc',
    'raise ServiceError("broken") from None',
    'raise GatewayError("broken")',
    'raise UpstreamError("broken") from exc',
    'raise RuntimeError("broken") from exc',
    'raise KeyError("broken") from exc',
    'raise httpx.ConnectError("broken") from exc',
    'raise TimeoutError("broken") from exc',
    'raise NotThere("broken") from exc',
    "raise converted(exc) from exc",
    'error = ServiceError("broken")\nraise error from exc',
    'raise ServiceError("broken").with_traceback(exc.__traceback__)',
    "fail(exc)",
    "sys.exit(1)",
)

# -- what becomes of an exception that is kept: how it is bound before the `try`, how it is kept, how it is used

KEEPS = (
    ("", "message = str(exc)", ""),
    ("FAILED = None", "FAILED = exc", "if FAILED is not None:\n    raise FAILED"),
    ("FAILED = None", "FAILED = exc", 'if FAILED is not None:\n    logger.error("failed: %s", FAILED)'),
    ("FAILED = None", "FAILED = str(exc)", 'if FAILED:\n    logger.warning("failed", extra={"why": FAILED})'),
    ("FAILED = None", "FAILED = exc", 'if FAILED is not None:\n    raise ServiceError("broken") from FAILED'),
    ("FAILED = None", "FAILED = exc", "if FAILED is not None:\n    sentry_sdk.capture_exception(FAILED)"),
    ("FAILED = None", "FAILED = exc", 'logger.debug("so far: %s", FAILED)'),
    ("FAILED = None", "FAILED = str(exc)", "if FAILED is not None:\n    return FAILED"),
    ("FAILED = None", 'FAILED = {"error": exc}', "return FAILED"),
    ("COLLECTED = []", "COLLECTED.append(exc)", "return COLLECTED"),
    ("COLLECTED = []", "COLLECTED.append(exc)", 'for error in COLLECTED:\n    logger.warning("failed: %s", error)'),
    ("COLLECTED = []", "COLLECTED.append(exc)", 'if COLLECTED:\n    logger.error("failed: %s", COLLECTED)'),
    ("COLLECTED = []", "COLLECTED.append(exc)", "if COLLECTED:\n    raise COLLECTED[0]"),
    ("result = None", "result = None", "return result"),
)

# -- statements that say nothing of the failure

NOISE = (
    'logger.info("here")',
    'logger.warning("be patient")',
    'stats.incr("tries")',
    "result = None",
    "for _ in range(1):\n    break",
    "try:\n    pass\nexcept Exception:\n    logger.exception('elsewhere')",
)
FINALS = (
    "",
    'logger.info("done")',
    'stats.incr("calls")',
    "for _ in range(1):\n    break",
    "return None",
    LEAVE,
    BREAK,
)
ELSE_ERROR = 'raise KeyError("other")'

# -- what may surround the site besides `try`

SYNC_ITEMS = (
    "contextlib.suppress(Exception)",
    "contextlib.suppress(httpx.HTTPError, ValueError)",
    "contextlib.suppress(KeyError)",
    "contextlib.suppress(httpx.TimeoutException)",
    "contextlib.suppress(ServiceError)",
    "contextlib.suppress(*NETWORK_ERRORS)",
    "contextlib.suppress()",
    "contextlib.nullcontext()",
    "counts()",
    "hides()",
    "Timing()",
    "FAILURES.count_exceptions()",
    "DURATION.time()",
    'tracer.start_as_current_span("call")',
    'tracer.start_as_current_span("call", record_exception=False, set_status_on_exception=False)',
)
ASYNC_ITEMS = (
    "plain()",
    "tidies()",
    "reports()",
    "reports_and_goes_on()",
    "swallows()",
    "whispers()",
    "expects_one()",
    "translates()",
    "Plain()",
    "Reporting()",
    "Swallowing()",
    "asyncio.timeout(5)",
    "asyncio.Lock()",
)
DECORATORS = (
    "passes_on",
    "logs_and_raises",
    "swallows_all",
    "expects_missing",
    'counted("failed")',
    "raises_its_own",
    "answers_with_it",
    'tracer.start_as_current_span("work")',
    "FAILURES.count_exceptions()",
)
LOOPS = ("for _ in range(1):", "for _ in range(2):", "async for _ in ticks():", "while TRIES < 2:")

# -- the site

SITES = (
    'await client.get("/")',
    'response = await client.get("/")',
    'return await client.get("/")',
    'if await client.get("/"):\n    pass',
    'for _ in await client.get("/"):\n    pass',
)

# Which clauses catch what is raised in a failure's place, so that they can be drawn together.
CATCHING = {
    "ServiceError": ("ServiceError", "(ServiceError, KeyError)", "Exception"),
    "GatewayError": ("ServiceError", "GatewayError"),
    "UpstreamError": ("UpstreamError", "httpx.HTTPError", "httpx.RequestError"),
    "RuntimeError": ("RuntimeError", "Exception"),
    "KeyError": ("KeyError", "(KeyError, ValueError)", "LookupError"),
    "NotThere": ("KeyError", "LookupError"),
    "TimeoutError": ("TimeoutError", "asyncio.TimeoutError", "OSError", "NETWORK_ERRORS"),
    "httpx.ConnectError": ("httpx.ConnectError", "httpx.HTTPError", "httpx.TransportError"),
    "converted": ("ServiceError",),
    "fail": ("ServiceError",),
    "translates": ("ServiceError", "httpx.HTTPError"),
}


def raised_class(text: str) -> str:
    """The class that a statement of RAISES raises, or the helper that chooses it; `raise` for what was caught."""
    found = re.match(r"(?:raise |error = )?([\w.]+)\(", text)
    return found[1] if found else "raise"


def used(text: str, names: tuple[str, ...]) -> list[str]:
    """Which of some names a text uses."""
    return [name for name in names if re.search(rf"(?<![.\w]){name}\b", text)]


def module_of(text: str) -> str:
    """The module that holds some functions, with everything that they need before them."""
    needed: set[str] = set()
    pending = [text]
    while pending:
        found = set(used(pending.pop(), tuple(PARTS))) - needed
        needed |= found
        pending += [PARTS[name] for name in found]
    parts = [PARTS[name] for name in PARTS if name in needed]
    body = "\n\n\n".join([*parts, text])
    switches = sorted(set(re.findall(r"\b(?:flag|raises)_\d+", body)))
    imports = [f"import {name}" for name in (*used(body, MODULES), *used(body, LIBRARIES))]
    if "tracer" in needed:
        imports.append("from opentelemetry import trace")
    if switches:
        imports.append(f"from switches import {', '.join(switches)}")
    return "\n".join(imports) + "\n\n\n" + body + "\n"
