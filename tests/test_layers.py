"""What loads what: the lint path stays light, and the layers hold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "flake8_ownership"
MAP = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


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


def test_what_a_test_starts_is_of_this_tree(tmp_path: Path) -> None:
    """Whichever tree is installed in the environment that runs the tests."""
    command = [sys.executable, "-c", "import flake8_ownership; print(flake8_ownership.__file__)"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).parent == PACKAGE


def test_a_file_without_async_code_never_loads_libcst() -> None:
    assert "libcst" not in check("import requests\n\n\ndef fetch(url):\n    return requests.get(url)\n")


def test_a_file_without_a_site_never_loads_libcst() -> None:
    assert "libcst" not in check("import asyncio\n\n\nasync def wait():\n    await asyncio.sleep(1)\n")


def test_a_file_with_a_site_loads_neither_libcst_nor_a_codemod() -> None:
    loaded = check("import httpx\n\n\nasync def get(c: httpx.AsyncClient):\n    await c.get('/')\n")
    assert "libcst" not in loaded
    assert not any(name.startswith("flake8_ownership.codemods") for name in loaded)


def test_the_map_names_each_folder_of_the_package_and_no_other() -> None:
    rows = re.findall(r"^\| (`[a-z_/]+/`(?:, `[a-z_/]+/`)*) \|", MAP.partition("## How one question")[0], re.MULTILINE)
    named = [folder for row in rows for folder in re.findall(r"`([a-z_/]+)/`", row)]
    files = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.*") if "__pycache__" not in path.parts)
    assert sorted(named) == sorted({folder.as_posix() for path in files for folder in path.parents} - {"."})


def test_the_map_names_each_module_beside_the_folders() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert {name for name in modules if not re.search(rf"\b{name}\b", MAP)} == set()


def test_what_the_map_names_in_code_is_there() -> None:
    texts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    names = re.findall(r"`([A-Z]\w+)(?:\.(\w+))?`", MAP)
    assert len(names) > 10
    for name, member in names:
        defining = [text for text in texts if re.search(rf"^(?:class )?{name}\b", text, re.MULTILINE)]
        assert defining, name
        assert not member or any(f"def {member}(" in text for text in defining), f"{name}.{member}"


def test_what_the_map_links_to_is_there() -> None:
    paths = re.findall(r"`((?:tests|docs|tools)/[\w./-]+)`|\]\(([\w./-]+)", MAP)
    missing = [one or other for one, other in paths if not (ROOT / (one or other)).exists()]
    assert [path for path in missing if "OWNnnn" not in path] == []
