"""The docs say what the code does: made pages are current, the site builds, its links hold, its examples are judged."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.configuration import Configuration
from flake8_ownership.faces.cli.arguments import parser
from flake8_ownership.options import OPTIONS
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

Project = Callable[[Mapping[str, str]], Path]
ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path for path in [*DOCS.rglob("*.md"), ROOT / "README.md"] if "_build" not in path.parts)


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """docs/generate.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_made_pages_are_what_the_code_says(generate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    code = generate.main(["--check"])
    assert (capsys.readouterr().err, code) == ("", 0)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning is a failure."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-W", "--keep-going", "-b", "html", str(DOCS), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)
    return folder


class _Page(HTMLParser):
    """The links of a page, and what a link may point at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif name in ("href", "src") and value and tag in ("a", "img", "link", "script"):
                self.links.append(value)


def test_every_link_inside_the_site_holds(site: Path) -> None:
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment)
            if not target.exists() or (anchor and target in pages and anchor not in pages[target].anchors):
                broken.append(f"{path.name}: {link}")
    assert broken == []
    assert len(pages) > 30


def test_every_page_is_within_three_steps_of_the_first(site: Path) -> None:
    reached, edge = set(), {site / "index.html"}
    for _ in range(3):
        reached |= edge
        found = set()
        for path in edge:
            for link in _Page(path.read_text(encoding="utf-8")).links:
                target = (path.parent / unquote(urlsplit(link).path)).resolve()
                if target.suffix == ".html" and target.exists():
                    found.add(target)
        edge = found - reached
    pages = {path for path in site.rglob("*.html") if path.name not in ("genindex.html", "search.html")}
    assert pages <= reached | edge


def test_every_command_in_the_docs_parses() -> None:
    """What a shell block or a piece of code says after `flake8-ownership`; words in capitals stand for anything."""
    checked = 0
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
        lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
        inline = re.findall(r"`(flake8-ownership [^`]+)`", text)
        for line in [*lines, *inline]:
            words = re.match(r"flake8-ownership ((?:[^#|&>;\"']|\"[^\"]*\"|'[^']*')*)", line)
            if words is None or words[1].startswith(("--", "server")):
                continue
            arguments = [word.strip("\"'") for word in re.findall(r"(?:[^\s\"']|\"[^\"]*\"|'[^']*')+", words[1])]
            if line in inline and len(arguments) == 1:
                arguments.append("--help")  # the name of a command, not a use of it
            try:
                parser().parse_args(arguments)
            except SystemExit as ended:
                if ended.code:
                    pytest.fail(f"{path.name}: {line}")
            checked += 1
    assert checked > 40


def test_every_table_of_settings_in_the_docs_loads(tmp_path: Path) -> None:
    loaded = 0
    for path in PAGES:
        for block in re.findall(r"```toml\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            if "flake8-ownership" in block:
                tomllib.loads(block)
                (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
                Configuration.from_pyproject(tmp_path / "pyproject.toml")
                loaded += 1
    assert loaded >= 6


def test_each_verdict_of_the_example_is_the_one_it_is_named_for(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    text = (DOCS / "verdicts.md").read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    head = "import logging\n\nimport httpx\n\nlogger = logging.getLogger(__name__)\n"
    typed = head + re.sub(r"def (\w+)\(client\)", r"def \1(client: httpx.AsyncClient)", text)
    (tmp_path / "app.py").write_text(typed, encoding="utf-8")
    sites = Checker().check(Source(str(tmp_path / "app.py"), typed), Settings(root=tmp_path, kind="application")).sites
    assert [(site.function, site.verdict) for site, _ in sites] == [
        (name, name) for name in ("owned", "carried", "silenced", "visible", "unowned")
    ]


def test_the_requests_of_users_are_answered_by_options_and_commands_that_exist() -> None:
    table = (DOCS / "requests.md").read_text(encoding="utf-8")
    for name in re.findall(r"`([a-z-]+) = ", table):
        assert name in {option.name for option in OPTIONS}
