"""What loads what: the lint path stays light, and the layers hold."""

from __future__ import annotations

import subprocess
import sys


def modules_after(code: str) -> set[str]:
    """What is loaded once some code has run in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_flake8_face_alone_loads_neither_libcst_nor_the_codemods() -> None:
    loaded = modules_after("import flake8_ownership.faces.flake8")
    assert "flake8_ownership.check" in loaded
    assert {name for name in loaded if name.startswith(("libcst", "flake8_ownership.codemods"))} == set()


def check(text: str) -> set[str]:
    return modules_after(
        "import ast\n"
        "from flake8_ownership.faces.flake8 import Plugin\n"
        f"text = {text!r}\n"
        "list(Plugin(ast.parse(text), 'app.py', text.splitlines(True)).run())"
    )


def test_a_file_without_async_code_never_loads_libcst() -> None:
    assert "libcst" not in check("import requests\n\n\ndef fetch(url):\n    return requests.get(url)\n")


def test_a_file_without_a_site_never_loads_libcst() -> None:
    assert "libcst" not in check("import asyncio\n\n\nasync def wait():\n    await asyncio.sleep(1)\n")


def test_a_file_with_a_site_loads_libcst_but_no_codemod() -> None:
    loaded = check("import httpx\n\n\nasync def get(c: httpx.AsyncClient):\n    await c.get('/')\n")
    assert "libcst" in loaded
    assert not any(name.startswith("flake8_ownership.codemods") for name in loaded)
