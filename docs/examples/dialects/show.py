"""Mends a copy of an example, runs it with the real libraries, and prints what its own tools say: `show.py NAME`.

One order is taken, the next one fails on purpose.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

FOLDER = Path(__file__).parent


def main(name: str) -> None:
    """Prints the log lines, without times and with the traceback's last line alone, and the metrics."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / name
        shutil.copytree(FOLDER / name, folder, ignore=shutil.ignore_patterns("*.fixed.py", "*.txt"))
        # All that runs the example's functions is in it.
        (folder / "pyproject.toml").write_text('[tool.flake8-ownership]\nkind = "application"\n', encoding="utf-8")
        command = [sys.executable, "-m", "flake8_ownership", "fix", "--unsafe-fixes", "orders.py"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        sys.path.insert(0, str(folder))
        sock = _listening(8125 if "statsd" in name or "datadog" in name else 0)
        shows = {
            "loguru": _loguru,
            "structlog": _structlog,
            "logfire": _logfire,
            "sentry": _sentry,
            "spans": _spans,
        }.get(name.partition("-")[0], _stdlib)
        reader = InMemoryMetricReader() if "opentelemetry" in name else None
        if reader is not None and "logfire" not in name:
            metrics.set_meter_provider(MeterProvider([reader]))
        shows(reader)
        orders = importlib.import_module("orders")
        asyncio.run(_take(orders))
        print("--- metrics")
        match name.partition("-")[2]:
            case "prometheus":
                from prometheus_client import generate_latest

                text = generate_latest().decode()
                print("\n".join(line for line in text.splitlines() if line.startswith("orders_operations_total{")))
            case "opentelemetry":
                _points(reader)
            case "callable":
                print("\n".join(f"{key} {value}" for key, value in sorted(orders.metrics.counts.items())))
            case _:
                _packets(sock, orders)


def _listening(port: int) -> socket.socket:
    """A socket at the port where both statsd libraries send; waits for it while somebody else has it."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for tries_left in reversed(range(100)):
        try:
            sock.bind(("127.0.0.1", port))
            break
        except OSError:
            if not tries_left:
                raise
            time.sleep(0.2)
    sock.settimeout(0.5)
    return sock


async def _take(orders: ModuleType) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if b"2" in request.content:
            raise httpx.ConnectError("the other side is down")
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://shop.example") as client:
        await orders.take_order(client, "order-1")
        try:
            await orders.take_order(client, "order-2")
        except httpx.ConnectError as error:
            print(f"--- the caller gets {error!r}")


def _last(text: str) -> str:
    return text.strip().splitlines()[-1]


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        given = {key: value for key, value in vars(record).items() if key.endswith("_id")}
        raised = f" | {_last(self.formatException(record.exc_info))}" if record.exc_info else ""
        return f"{record.levelname} {record.getMessage()} {given}{raised}"


def _stdlib(_: object) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Formatter())
    logging.getLogger("orders").setLevel(logging.INFO)
    logging.getLogger("orders").addHandler(handler)


def _structlog(_: object) -> None:
    import structlog

    def last_line(_: object, __: str, event: dict[str, object]) -> dict[str, object]:
        if "exception" in event:
            event["exception"] = _last(str(event["exception"]))
        return event

    processors = [structlog.processors.add_log_level, structlog.processors.format_exc_info, last_line]
    structlog.configure(processors=[*processors, structlog.processors.JSONRenderer(sort_keys=True)])


def _loguru(_: object) -> None:
    from loguru import logger

    def write(message: object) -> None:
        record = message.record  # type: ignore[attr-defined]
        raised = f" | {record['exception'].value!r}" if record["exception"] else ""
        print(f"{record['level'].name} {record['message']} {record['extra']}{raised}")

    logger.remove()
    logger.add(write, level="INFO")


def _logfire(reader: object) -> None:
    import logfire

    logfire.configure(
        send_to_logfire=False,
        console=False,
        metrics=logfire.MetricsOptions(additional_readers=[reader]),
        additional_span_processors=[SimpleSpanProcessor(_Printed())],
    )


def _sentry(_: object) -> None:
    import sentry_sdk

    def shown(event: dict[str, Any], _: object) -> None:
        """Prints what would be sent, and sends nothing."""
        (error,) = event["exception"]["values"]
        extra = {key: value for key, value in event["extra"].items() if key.endswith("_id")}
        print(f"event {error['type']}: {error['value']} {extra}")

    sentry_sdk.init(dsn="https://key@sentry.example/1", before_send=shown)


def _spans(_: object) -> None:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(_Printed()))
    trace.set_tracer_provider(provider)


class _Printed(SpanExporter):
    """Prints each span, its status and the exceptions that were recorded on it."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        for span in spans:
            print(f"span {span.name} {span.status.status_code.name} {_given(span.attributes)}")
            for event in span.events:
                told = event.attributes or {}
                print(f"  {event.name} {told['exception.type']}: {told['exception.message']} {_given(told)}")
        return SpanExportResult.SUCCESS


def _given(attributes: Mapping[str, object] | None) -> dict[str, object]:
    """The attributes that the service itself has given."""
    return {key: value for key, value in (attributes or {}).items() if key.startswith("order")}


def _points(reader: object) -> None:
    data = reader.get_metrics_data()  # type: ignore[attr-defined]
    found = [
        f"{metric.name} {dict(sorted(point.attributes.items()))} {point.value}"
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
        for point in metric.data.data_points
    ]
    print("\n".join(sorted(found)))


def _packets(sock: socket.socket, orders: ModuleType) -> None:
    """What arrived at the statsd port, without the lines that say nothing of orders."""
    if hasattr(orders, "statsd"):
        orders.statsd.flush()
    lines: list[str] = []
    try:
        while True:
            lines += sock.recv(65536).decode().splitlines()
    except TimeoutError:
        pass
    print("\n".join(line.partition("|@")[0] for line in lines if "order" in line))


if __name__ == "__main__":
    main(sys.argv[1])
