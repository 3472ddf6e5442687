"""Which identifiers a fix tells: those of what is acted on, each value once, and those that make up a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_fix_merging import HEAD, mended, project, text_of

CALL = "    try:\n{}    except httpx.HTTPError:\n        logger.exception('It failed')\n        raise\n"


@pytest.mark.parametrize(
    ("signature", "calls", "told"),
    [
        (
            "page_id: str, bank_id: str | None = None",
            "        bank = bank_id or default()\n        await client.get(f'/{bank}/{page_id}')\n",
            "(page_id=%s, bank_id=%s)', page_id, bank_id",
        ),
        (
            "page_id: str, bank_id: str | None = None",
            "        await client.get(f'/{page_id}')\n",
            "page_id=%s)', page_id)",
        ),
        (
            "page_id: str, bank_id: str | None = None",
            "        page, found = of(page_id, bank_id)\n        await client.post('/', json=page)\n",
            "(page_id=%s, bank_id=%s)', page_id, bank_id",
        ),
        (
            "a_id, b_id, c_id, d_id",
            "        await client.get('/', params={'a': a_id, 'b': b_id, 'c': c_id, 'd': d_id})\n",
            "(a_id=%s, b_id=%s, c_id=%s)', a_id, b_id, c_id)",
        ),
    ],
    ids=["by way of a local", "not used", "unpacked", "three at most"],
)
def test_what_a_call_is_made_with_is_told(tmp_path: Path, signature: str, calls: str, told: str) -> None:
    body = f"async def load(client: httpx.AsyncClient, {signature}):\n" + CALL.format(calls)
    assert told in text_of(tmp_path, body, select=("OWN403",), line_length=120)


@pytest.mark.parametrize(
    ("decorator", "told"),
    [
        ("@router.delete('/sources/{source_id}/sessions/{session_id}')", "(source_id=%s, session_id=%s)"),
        ("@router.delete('/sources/{source_id}/sessions')", "source_id=%s)', source_id)"),
        ("@app.route('/sources/<source_id>/<uuid:session_id>')", "(source_id=%s, session_id=%s)"),
    ],
)
def test_a_session_that_stands_in_the_path_is_told(tmp_path: Path, decorator: str, told: str) -> None:
    body = (
        f"{decorator}\nasync def remove(client: httpx.AsyncClient, source_id: str, session_id: str):\n"
        + CALL.format("        await client.delete(url_of(source_id, session_id))\n")
    )
    head = HEAD + "from shop import app, router, url_of\n\n\n"
    assert told in text_of(tmp_path, body, head, select=("OWN403",), line_length=120)


@pytest.mark.parametrize("name", ["auth_session_id", "login_token_session_id", "session_token"])
def test_a_session_of_a_login_is_never_told(tmp_path: Path, name: str) -> None:
    given = f"client: httpx.AsyncClient, user_id: str, {name}: str"
    body = f"@router.delete('/of/{{user_id}}/{{{name}}}')\nasync def remove({given}):\n"
    body += CALL.format("        await client.delete('/')\n")
    text = text_of(tmp_path, body, HEAD + "from shop import router\n\n\n", select=("OWN403",), line_length=120)
    assert "'It failed (user_id=%s)', user_id)" in text


def test_a_value_is_told_once(tmp_path: Path) -> None:
    body = (
        "class Node:\n    async def open(self, client: httpx.AsyncClient, node_id: int):\n        self.id = node_id\n"
        "        key_id = str(node_id)\n"
        "        try:\n            await client.get('/', params={'a': key_id, 'b': self.id})\n"
        "        except httpx.HTTPError:\n            logger.exception('It failed')\n            raise\n"
    )
    text = text_of(tmp_path, body, select=("OWN403",), line_length=120)
    assert text.count("_id=%s") == 1


RECORD = (
    "from dataclasses import dataclass\n\n\n@dataclass\nclass Note:\n    id: str\n    command: str\n\n"
    "    async def relate(self, client: httpx.AsyncClient, relationship: str, target_id: str):\n"
    "        try:\n            await link(client, {})\n"
    "        except httpx.HTTPError:\n            {}\n\n\n"
    "async def link(client: httpx.AsyncClient, **given):\n    await client.post('/', json=given)\n"
)


def test_both_ends_of_a_relation_are_told(tmp_path: Path) -> None:
    given = "source=self.id, relationship=relationship, target=target_id"
    text = text_of(tmp_path, RECORD.format(given, "logger.exception('It failed')"), select=("OWN403",), line_length=120)
    assert "(source=%s, target_id=%s, relationship=%s)', self.id, target_id, relationship)" in text


def test_a_field_of_the_object_is_told(tmp_path: Path) -> None:
    asked = "await client.post('/jobs', json={'command': str(self.command)})"
    body = RECORD.format("", "return None").replace("await link(client, )", asked)
    text = text_of(tmp_path, body, select=("OWN201",))
    assert "self.command" in text.partition("logger.warning(")[2]


def test_a_field_that_is_the_same_for_all_objects_is_not_told(tmp_path: Path) -> None:
    asked = "await client.post('/jobs', json={'command': str(self.command), 'of': target_id})"
    body = RECORD.format("", "return None").replace("await link(client, )", asked)
    text = text_of(tmp_path, body.replace("command: str", "command: str = 'run'"), select=("OWN201",))
    told = text.partition("logger.warning(")[2].partition("return None")[0]
    assert "target_id" in told
    assert "self.command" not in told


def test_a_field_that_a_database_may_be_asked_for_is_not_told(tmp_path: Path) -> None:
    body = RECORD.replace("@dataclass\n", "").replace("Note:", "Note:\n    __tablename__ = 'notes'")
    given = "source=self.id, relationship=relationship, target=target_id"
    text = text_of(tmp_path, body.format(given, "logger.exception('It failed')"), select=("OWN403",), line_length=120)
    assert "logger.exception('It failed (target_id=%s, relationship=%s)', target_id, relationship)" in text


def test_how_a_call_is_made_is_no_case(tmp_path: Path) -> None:
    body = (
        "async def move(client: httpx.AsyncClient, name: str, retry_delay: int = 30):\n"
        "    try:\n        await client.get(f'/{name}')\n    except httpx.HTTPError:\n        return None\n"
        "    logger.info('Again in %s', retry_delay)\n"
    )
    fixed = mended(project(tmp_path), HEAD + body, select=("OWN201",))
    assert "name" in fixed.text.partition("logger.warning(")[2].partition(")")[0]
    assert "retry_delay" not in fixed.text.partition("logger.warning(")[2].partition("return")[0]
