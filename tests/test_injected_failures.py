"""A failure with the real libraries, in each dialect: told once, with its order, counted once, and raised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.codemods.engine import fix
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples" / "dialects"
DIALECTS = sorted(path.parent.name for path in EXAMPLES.glob("*/orders.py"))
HARNESS = Path(__file__).with_name("failing_orders.py")
_POST = '    response = await client.post("/orders", json={"id": order_id})\n    response.raise_for_status()\n'
# What fails: the import, the client's type, the call, the error that a handler names.
FAILURES = {
    "http500": ("", "httpx.AsyncClient", _POST, "httpx.HTTPError"),
    "http404": ("", "httpx.AsyncClient", _POST, "httpx.HTTPError"),
    "redis": (
        "from redis.asyncio import Redis\nfrom redis.exceptions import RedisError\n",
        "Redis",
        "    await client.set(order_id, 'taken')\n",
        "RedisError",
    ),
    "asyncpg": ("import asyncpg\n", "str", "    await asyncpg.connect(client)\n", "OSError"),
    "aiosqlite": (
        "import aiosqlite\n",
        "aiosqlite.Connection",
        "    await client.execute('INSERT INTO orders VALUES (?)', (order_id,))\n",
        "aiosqlite.Error",
    ),
    "broker": (
        "import nats.errors\nfrom nats.js.client import JetStreamContext\n",
        "JetStreamContext",
        "    await client.publish('orders', order_id.encode())\n",
        "nats.errors.Error",
    ),
}
RAISED = {
    "http500": {"HTTPStatusError"},
    "http404": {"HTTPStatusError"},
    "redis": {"ConnectionError"},
    "asyncpg": {"ConnectionRefusedError", "OSError"},
    "aiosqlite": {"OperationalError"},
    "broker": {"TimeoutError", "ConnectionClosedError", "NoRespondersError"},
}
# Here the failure ends in a handler that answers the caller.
ENDS = {"sentry-prometheus", "spans-opentelemetry"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_injected_failure_is_told_and_counted_once(dialect: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    for path in (EXAMPLES / dialect).glob("*.py"):
        if not path.name.startswith("orders"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    for name, text in {name: mended(service(dialect, name), tmp_path) for name in FAILURES}.items():
        (tmp_path / f"orders_{name}.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(HARNESS), str(tmp_path), dialect, *FAILURES], capture_output=True, text=True, check=False
    )
    entries = {entry.pop("failure"): entry for entry in map(json.loads, done.stdout.splitlines())}
    assert entries.keys() == FAILURES.keys(), done.stderr
    for name, entry in entries.items():
        assert len(entry["told"]) == 1, (name, entry)
        assert "order-7" in entry["told"][0], (name, entry)
        assert (entry["failures"], entry["successes"]) == (1, 0), (name, entry)
        assert entry["raised"] in ({None} if dialect in ENDS else RAISED[name]), (name, entry)


def service(dialect: str, failure: str) -> str:
    """The example of a dialect, whose first function makes another call."""
    imported, client, call, error = FAILURES[failure]
    text = (EXAMPLES / dialect / "orders.py").read_text(encoding="utf-8")
    taking, parted, others = text.partition("\n\n\nasync def cancel_order")
    lines = _POST.splitlines()
    indent = next(line.partition("response")[0] for line in taking.splitlines() if lines[0].strip() in line)
    taking = taking.replace("httpx.AsyncClient", client).replace("httpx.HTTPError", error)
    shifted = "".join(f"{indent}{line.strip()}\n" for line in call.splitlines())
    taking = f"{taking}\n".replace("".join(f"{indent}{line.strip()}\n" for line in lines), shifted)[:-1]
    return (taking + parted + others).replace("import httpx\n", f"import httpx\n{imported}", 1)


def mended(text: str, folder: Path) -> str:
    settings = Settings(root=folder, kind="application")
    fixed = fix(Source(str(folder / "orders.py"), text), Checker(), settings, unsafe=True)
    assert not fixed.refused
    assert fixed.text != text
    return fixed.text
