"""No fix ever logs a secret, wherever it stands."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path

import pytest

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
# Names that say so by one of their words.
NAMES = (
    "session_uuid", "csrf_id", "xsrf_id", "pwd_id", "pw_id", "pin_id", "pass_id", "passport_id", "sess_id",
    "sms_code_id", "magic_link_id", "access_key_id", "reset_link_id", "recovery_code_id", "pin_codes_id", "mfa_id",
    "cvc_id", "id_csrf",
)  # fmt: skip
# Those that only sound alike.
HARMLESS = ("pinned_id", "passenger_id", "link_id", "code_id", "session_user_id", "compass_id", "sms_id", "access_id")
# What keeps `slug_id` as a secret under another name; `client` is at hand.
KEPT = (
    "token: str = slug_id",
    "if token := slug_id:\n        pass",
    "user, password = 'x', slug_id",
    "(user, (password, other)) = 'x', (slug_id, 1)",
    "*rest, password = 1, 2, slug_id",
    "[user, password] = slug_id",
    "password += slug_id",
    "for token in [slug_id]:\n        pass",
    "tokens = [token for token in slug_id]",
    "key: SecretStr = slug_id",
    "key: 'SecretStr' = slug_id",
    "pwd = slug_id",
    "client.csrf = slug_id",
    "client.headers[AUTH] = slug_id",
    "client.headers[hdrs.AUTHORIZATION] = slug_id",
    "hdr = 'X-Auth-Token'\n    headers = {hdr: slug_id}",
    "headers = {AUTH: slug_id}",
    "client.headers.setdefault('Authorization', slug_id)",
    "setattr(client, 'password', slug_id)",
    "client.auth = httpx.BasicAuth('user', slug_id)",
    "client.sign(aiohttp.BasicAuth('user', password=slug_id))",
    "client.sign(MyDigestAuth(slug_id))",
    "client.login('user', slug_id)",
    "client.set_password(slug_id)",
    "verify_otp(slug_id)",
    "sign_in_as('user', slug_id)",
    "Signer('user', slug_id)",
    "if slug_id == client.api_key:\n        pass",
    "url = f'https://user:{slug_id}@host/'",
    "url = f'https://{slug_id}@host/'",
    "url = 'https://u:%s@host' % slug_id",
    "url = 'https://%(u)s:%(p)s@host' % {'u': 1, 'p': slug_id}",
    "url = 'https://{}:{}@host'.format('u', slug_id)",
    "url = 'https://{u}:{p}@host'.format(u='u', p=slug_id)",
    "url = 'https://u:' + slug_id + '@host'",
    "url = ''.join(['https://u:', slug_id, '@host'])",
    "url = DSN % ('u', slug_id)",
    "url = 'u?x=%s&api_key=%s' % (1, slug_id)",
    "url = 'u?x={}&api_key={}'.format(1, slug_id)",
    'text = f\'{{"token": "{slug_id}"}}\'',
    "client.execute('ALTER USER x PASSWORD $1', slug_id)",
    "client.execute(text('UPDATE users SET secret = :s'), {'s': slug_id})",
    "client.execute(SQL, slug_id)",
    "client.execute('SELECT 1 FROM users WHERE token = %s', (slug_id,))",
    "client.execute(f\"ALTER USER x PASSWORD '{slug_id}'\")",
    "other = slug_id.strip()\n    password = other",
    "key = client.api_key\n    slug_id = key",
)
# What passes it under no secret's name.
PASSED = (
    "user, password = slug_id, 'x'",
    "token = client.get_token(slug_id)",
    "url = f'https://host/{slug_id}@x'",
    "url = 'u?x=%s&api_key=%s' % (slug_id, 1)",
    "url = 'u?api_key={}&x={}'.format(1, slug_id)",
    "client.execute('SELECT password FROM users WHERE id = $1', slug_id)",
    "client.execute('UPDATE users SET name = $1', slug_id)",
    "headers = {KEY: slug_id}",
    "if slug_id == client.owner:\n        pass",
)
CONSTANTS = """\
AUTH = 'X-Auth-Token'
KEY = 'X-Request'
DSN = 'postgresql://%s:%s@host/db'
SQL = 'INSERT INTO users (name, password) VALUES ($1, $2)'


def sign_in_as(user, password):
    pass


class Signer:
    def __init__(self, user, secret):
        pass


"""
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
    settings = Settings(root=tmp_path, kind="application", enable=("OWN",), ignore=("OWN501",))
    fixed = fix(Source(str(tmp_path / "app.py"), text), Checker(), settings, unsafe=True)
    assert len(fixed.applied) > 400
    logs = [node for node in ast.walk(ast.parse(fixed.text)) if _is_log(node)]
    assert len(logs) > 400
    # `order.order_id` of a class that declares it is no secret; `order_id` alone always has one in it here.
    shown = {ast.unparse(log): _shown(log) for log in logs}
    assert {
        text: names for text, names in shown.items() if names - {"order", "order_id"} or names == {"order_id"}
    } == {}


def test_names_of_secrets_are_known_by_their_words(tmp_path: Path) -> None:
    parameters = (*NAMES, *HARMLESS)
    text = "".join(
        f"async def f{number}(client: httpx.AsyncClient, {name}):\n    return await client.get('/')\n\n\n"
        for number, name in enumerate(parameters)
    )
    logged = _logged(tmp_path, HEAD + text)
    assert {name for number, name in enumerate(parameters) if name in logged[f"f{number}"]} == set(HARMLESS)


def test_what_a_function_keeps_as_a_secret_is_not_logged(tmp_path: Path) -> None:
    rows = (*KEPT, *PASSED)
    text = "".join(
        f"async def f{number}(client: httpx.AsyncClient, slug_id, password=''):\n    {row}\n"
        "    return await client.get('/')\n\n\n"
        for number, row in enumerate(rows)
    )
    logged = _logged(tmp_path, HEAD + CONSTANTS + text)
    assert [row for number, row in enumerate(rows) if "slug_id" in logged[f"f{number}"]] == list(PASSED)


def test_a_call_given_a_secret_in_an_url_is_not_logged_with_its_text(tmp_path: Path) -> None:
    text = (
        "async def f(client: httpx.AsyncClient, slug_id):\n    return await client.get(f'https://u:{slug_id}@host')\n"
    )
    assert _logged(tmp_path, HEAD + text) == {"f": set()}


@pytest.mark.parametrize(
    ("cls", "address", "checked", "is_told"),
    [
        ("Webhook", "self.base.url", True, False),
        ("Webhook", "self.base.url", False, True),
        ("Order", "self.base.url", True, True),
        ("Order", "self.webhook_url", True, False),
        ("Webhook", "'/orders'", True, True),
    ],
    ids=["kept by its class", "no status", "another class", "called so", "another address"],
)
def test_the_address_of_a_webhook_is_not_logged_with_a_bad_status(
    tmp_path: Path, cls: str, address: str, checked: bool, is_told: bool
) -> None:
    check = "            answer.raise_for_status()\n" if checked else ""
    text = (
        f"class {cls}:\n    async def send_order(self, client: httpx.AsyncClient, order_id: str):\n        try:\n"
        f"            answer = await client.post({address}, json={{}})\n{check}"
        "        except httpx.HTTPError:\n            return None\n"
    )
    assert bool(_logged(tmp_path, HEAD + text)["send_order"]) is is_told


def _logged(root: Path, text: str) -> dict[str, set[str]]:
    """What the logs that a fix inserts pass, by the name of the function."""
    (root / "pyproject.toml").touch()
    settings = Settings(root=root, kind="application", enable=("OWN",), ignore=("OWN501",))
    fixed = fix(Source(str(root / "app.py"), text), Checker(), settings, unsafe=True)
    return {
        function.name: {name for log in ast.walk(function) if _is_log(log) for name in _shown(log)}
        for function in ast.walk(ast.parse(fixed.text))
        if isinstance(function, ast.AsyncFunctionDef)
    }


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
