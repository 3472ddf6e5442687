"""No fix ever logs a secret, wherever it stands."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path

from flake8_ownership.check import Checker
from flake8_ownership.codemods.engine import fix
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

SECRETS = (
    "password", "passwd", "user_password", "secret", "client_secret", "secret_id", "token", "access_token", "token_id",
    "refresh_token_id", "api_key", "apikey", "api_key_id", "authorization", "auth_id", "credential_id", "cookie",
    "cookie_id", "session_id", "session", "dsn", "database_url", "private_key_id", "signature_id", "email", "email_id",
    "phone_id", "card_id", "iban", "cvv", "otp_id", "pin", "jwt", "bearer", "nonce_id", "body", "payload", "headers",
    "query", "sql", "params", "hash_id", "certificate_id", "connection_string",
)  # fmt: skip
# Where a secret can stand; `{secret}` is its name. Each is the rest of a function that fails.
PLACES = (
    "{secret}: str):\n    await client.post('/', json={secret})",
    "*, {secret}: str = ''):\n    await client.post('/', json={secret})",
    "order: Order{n}):\n    await client.post('/', json=order.{secret})",
    "given: dict):\n    {secret} = given['x']\n    await client.post('/', json={secret})",
    "{secret}: str):\n    order_id = {secret}\n    await client.post('/', json=order_id)",
    "given: dict):\n    order_id = given['{secret}']\n    await client.post('/', json=order_id)",
    "order_id: str, {secret}: str):\n    order_id = order_id + {secret}\n    await client.post('/', json=order_id)",
    "{many}: list):\n    for order_id in {many}:\n        await client.post('/', json=order_id)",
    "{secret}: str):\n    try:\n        await client.post('/')\n    except httpx.HTTPError:\n        pass",
    "{secret}: str):\n    with suppress(httpx.HTTPError):\n        await client.post('/', json={secret})",
    "{secret}: str):\n    await asyncio.gather(client.post('/', json={secret}), return_exceptions=True)",
    "{secret}: str):\n    return [await client.post('/', json=one) for one in {secret}]",
    "order: Order{n}):\n    order_id = order.{secret}\n    await client.post('/', json=order_id)",
    "{secret}: str):\n    await client.post('/', content={secret}.encode())",
    "{secret}: str):\n    await client.post(f'/orders/{{{secret}}}')",
)
IMPORTS = "import asyncio\nimport logging\nfrom contextlib import suppress\n\nimport httpx\n\n"
HEAD = IMPORTS + "logger = logging.getLogger(__name__)\n\n\n"


def seeded() -> str:
    """A module with a function for each secret in each place."""
    parts = [HEAD]
    for number, (place, secret) in enumerate(itertools.product(PLACES, SECRETS)):
        if "Order" in place:
            parts.append(f"class Order{number}:\n    order_id: str\n    {secret}: str\n\n\n")
        rest = place.format(n=number, secret=secret, many=secret if secret.endswith("s") else f"{secret}s")
        parts.append(f"async def f{number}(client: httpx.AsyncClient, {rest}\n\n\n")
    return "".join(parts)


def test_no_secret_of_five_hundred_functions_is_logged(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    text = seeded()
    assert text.count("async def") > 500
    settings = Settings(root=tmp_path, enable=("OWN",), ignore=("OWN501",))
    fixed = fix(Source(str(tmp_path / "app.py"), text), Checker(), settings, unsafe=True)
    assert len(fixed.applied) > 500
    logs = [node for node in ast.walk(ast.parse(fixed.text)) if _is_log(node)]
    assert len(logs) > 500
    # `order.order_id` of a class that declares it is no secret; `order_id` alone always has one in it here.
    shown = {ast.unparse(log): _shown(log) for log in logs}
    assert {
        text: names for text, names in shown.items() if names - {"order", "order_id"} or names == {"order_id"}
    } == {}


def _is_log(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and re.match(r"logger\.\w+$", ast.unparse(node.func)) is not None


def _shown(log: ast.AST) -> set[str]:
    """The names and attributes that a log passes, but for the exception's own."""
    assert isinstance(log, ast.Call)
    found: set[str] = set()
    for argument in (*log.args, *(keyword.value for keyword in log.keywords if keyword.arg != "exc_info")):
        for node in ast.walk(argument):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
    return found
