"""Takes orders that fail, with the real libraries, and prints who was told: `failing_orders.py FOLDER DIALECT NAME…`.

FOLDER holds a mended module for each NAME of `test_injected_failures.FAILURES`. Each gets a line of JSON: `told`, the
lines of errors as the project's own format prints them; `failures` and `successes`, what was counted; `raised`, the
name of the error that the caller gets.
"""

from __future__ import annotations

import asyncio
import atexit
import importlib
import io
import json
import logging
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

import httpx
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

ORDER = "order-7"
Told = Callable[[], list[str]]
# What was counted since the start, by outcome.
Counted = Callable[[ModuleType], tuple[float, float]]


def main(folder: str, dialect: str, *names: str) -> None:
    """Prints a line for each failure."""
    sys.path.insert(0, folder)
    # Not to be counted among what an error in the module says.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    reporting, _, counting = dialect.partition("-")
    reader = InMemoryMetricReader()
    told = TOLD[reporting](reader) if reporting in TOLD else _lines_of_logging()
    if counting == "opentelemetry" and reporting != "logfire":
        metrics.set_meter_provider(MeterProvider([reader]))
    counted = COUNTED[counting](reader)
    for name in names:
        if counting == "prometheus":
            _forget_collectors()
        orders = importlib.import_module(f"orders_{name}")
        lines_before, counts_before = len(told()), counted(orders)
        raised = asyncio.run(_raised(orders, name))
        failures, successes = (after - before for after, before in zip(counted(orders), counts_before, strict=True))
        entry = {"told": told()[lines_before:], "failures": failures, "successes": successes, "raised": raised}
        print(json.dumps({"failure": name, **entry}))


async def _raised(orders: ModuleType, name: str) -> str | None:
    async with CLIENTS[name.rstrip("0123456789")](name) as client:
        try:
            await orders.take_order(client, ORDER)
        except Exception as error:
            return type(error).__name__
    return None


def _closed_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@asynccontextmanager
async def _answering(name: str) -> AsyncIterator[httpx.AsyncClient]:
    """A service that answers with the status that the name ends with."""
    status = int(name.removeprefix("http"))
    transport = httpx.MockTransport(lambda _: httpx.Response(status))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as client:
        yield client


@asynccontextmanager
async def _redis(_: str) -> AsyncIterator[Any]:
    """A store that is down."""
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    client = Redis(host="127.0.0.1", port=_closed_port(), retry=Retry(NoBackoff(), 0))
    yield client
    await client.aclose()


@asynccontextmanager
async def _asyncpg(_: str) -> AsyncIterator[str]:
    """The address of a database that is down."""
    yield f"postgresql://shop@127.0.0.1:{_closed_port()}/shop"


@asynccontextmanager
async def _aiosqlite(_: str) -> AsyncIterator[Any]:
    """A database without its tables."""
    import aiosqlite

    async with aiosqlite.connect(":memory:") as connection:
        yield connection


@asynccontextmanager
async def _broker(_: str) -> AsyncIterator[Any]:
    """A broker that takes the connection and closes it at the first message."""
    import nats
    from nats.js.client import JetStreamContext

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'INFO {"server_id":"a","version":"2.10.0","headers":true,"max_payload":1048576}\r\n')
        while line := await reader.readline():
            if line.startswith(b"PING"):
                writer.write(b"PONG\r\n")
            elif line.startswith((b"PUB", b"HPUB")):
                break
        writer.close()

    async def quiet(_: Exception) -> None: ...

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = await nats.connect(f"nats://127.0.0.1:{port}", allow_reconnect=False, error_cb=quiet)
    stream: JetStreamContext = client.jetstream(timeout=0.5)
    yield stream
    await client.close()
    server.close()


CLIENTS: dict[str, Any] = {
    "http": _answering,
    "redis": _redis,
    "asyncpg": _asyncpg,
    "aiosqlite": _aiosqlite,
    "broker": _broker,
}


def _lines_of_logging() -> Told:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s|%(levelname)s|%(name)s|%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    return lambda: [line for line in stream.getvalue().splitlines() if "|ERROR|" in line]


def _lines_of_structlog(_: object) -> Told:
    import structlog

    stream = io.StringIO()
    processors = [structlog.processors.add_log_level, structlog.processors.format_exc_info]
    structlog.configure(
        processors=[*processors, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    return lambda: [line for line in stream.getvalue().splitlines() if json.loads(line)["level"] == "error"]


def _lines_of_loguru(_: object) -> Told:
    from loguru import logger

    stream = io.StringIO()
    logger.remove()
    logger.add(stream, format="{time}|{level}|{message}")
    return lambda: [line for line in stream.getvalue().splitlines() if "|ERROR|" in line]


def _spans_of_logfire(reader: InMemoryMetricReader) -> Told:
    import logfire

    exporter = InMemorySpanExporter()
    logfire.configure(
        send_to_logfire=False,
        console=False,
        metrics=logfire.MetricsOptions(additional_readers=[reader]),
        additional_span_processors=[SimpleSpanProcessor(exporter)],
    )
    return lambda: [_told(span) for span in exporter.get_finished_spans() if span.status.status_code.name == "ERROR"]


def _spans(_: object) -> Told:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return lambda: [
        _told(event) for span in exporter.get_finished_spans() for event in span.events if event.name == "exception"
    ]


def _told(given: Any) -> str:
    return f"{given.name} {dict(given.attributes)}"


def _events_of_sentry(_: object) -> Told:
    import sentry_sdk

    events: list[str] = []

    def keep(event: dict[str, Any], _: object) -> None:
        events.append(f"{event['exception']['values'][-1]['type']} {event['extra']}")

    # Only what is handed to it: its integrations with logging and with redis would tell of other things as well.
    sentry_sdk.init(dsn="https://key@sentry.example/1", before_send=keep, default_integrations=False)  # type: ignore[arg-type]
    return lambda: list(events)


TOLD: dict[str, Callable[[InMemoryMetricReader], Told]] = {
    "structlog": _lines_of_structlog,
    "loguru": _lines_of_loguru,
    "logfire": _spans_of_logfire,
    "sentry": _events_of_sentry,
    "spans": _spans,
}


def _forget_collectors() -> None:
    from prometheus_client import REGISTRY

    for collector in list(REGISTRY._collector_to_names):
        REGISTRY.unregister(collector)


def _counted_by_prometheus(_: object) -> Counted:
    from prometheus_client import REGISTRY

    def counted(_: ModuleType) -> tuple[float, float]:
        samples = [sample for metric in REGISTRY.collect() for sample in metric.samples]
        counts = [
            sum(one.value for one in samples if one.name.endswith("_total") and one.labels.get("outcome") == outcome)
            for outcome in ("failure", "success")
        ]
        return counts[0], counts[1]

    return counted


def _counted_by_opentelemetry(reader: InMemoryMetricReader) -> Counted:
    def counted(_: ModuleType) -> tuple[float, float]:
        data = reader.get_metrics_data()
        points = [
            point
            for resource in (data.resource_metrics if data is not None else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
            if isinstance(point, NumberDataPoint) and "operation" in (point.attributes or {})
        ]
        failed = sum(point.value for point in points if "error.type" in (point.attributes or {}))
        return failed, sum(point.value for point in points) - failed

    return counted


def _counted_by_callable(_: object) -> Counted:
    return lambda orders: _by_name([name for name, count in orders.metrics.counts.items() for _ in range(count)])


def _counted_by_statsd(_: object) -> Counted:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    atexit.register(sock.close)
    sock.bind(("127.0.0.1", 0))
    sock.setblocking(False)
    port = sock.getsockname()[1]
    lines: list[str] = []

    def counted(orders: ModuleType) -> tuple[float, float]:
        if hasattr(orders, "statsd"):
            orders.statsd.flush()
        try:
            while True:
                lines.extend(sock.recv(65536).decode().splitlines())
        except BlockingIOError:
            _send_to(orders, port)
        return _by_name(lines)

    return counted


def _send_to(orders: ModuleType, port: int) -> None:
    """The port 8125 may be somebody else's."""
    if hasattr(orders, "statsd"):
        orders.statsd.port = port
        orders.statsd.close_socket()
    else:
        orders.stats._addr = ("127.0.0.1", port)
        atexit.register(orders.stats.close)  # which whoever drops the module would leave to the garbage collector


def _by_name(names: list[str]) -> tuple[float, float]:
    failed = sum("failure" in name or "failed" in name for name in names)
    return failed, sum("success" in name for name in names)


COUNTED: dict[str, Callable[[InMemoryMetricReader], Counted]] = {
    "prometheus": _counted_by_prometheus,
    "opentelemetry": _counted_by_opentelemetry,
    "callable": _counted_by_callable,
    "statsd": _counted_by_statsd,
    "datadog": _counted_by_statsd,
}


if __name__ == "__main__":
    main(*sys.argv[1:])
