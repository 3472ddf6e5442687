"""The pages of a report: every link leads somewhere, nothing is asked of another host, and no name steers a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from flake8_ownership.reports.html.names import SHAPE
from flake8_ownership.reports.html.pages import pages
from tests.accounts_of import account
from tests.service import MAIN, SERVICE

Write = Callable[[Mapping[str, str]], Path]
_VOID = frozenset({"meta", "link", "input", "br", "wbr"})
_EVIL = "<script>alert(1)</script>\"'><img src=https://evil.example/x>{{ 7*7 }}{% raw %}javascript:alert(1)"
_UNSEEN = "\u202e\u2066\x07\u200b"


@dataclass
class Page(HTMLParser):
    """What a page holds: its links and what it loads, the places in it, its tags and attributes, its words."""

    text: str
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self.feed(self.text)
        self.close()
        assert self._open == []

    def _end(self, *tags: str) -> None:
        """Ends what HTML has end by itself: a cell before the next one, a row before the next one."""
        for tag in tags:
            if self._open[-1:] == [tag]:
                self._open.pop()
                self.words += " "

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("tr", "td"):
            self._end(*(("td", "tr") if tag == "tr" else ("th",)))
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.words += " " if tag == "br" else ""
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"] or "")
        if "href" in given:
            (self.loads if tag == "link" else self.links).append(given["href"] or "")
        if "src" in given:
            self.loads.append(given["src"] or "")
        if tag not in _VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._end("td", "tr")
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif tag not in ("circle", "rect", "path"):
            raise AssertionError(f"</{tag}> closes {self._open[-1:]}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def made(folder: Path, name: str = "shop") -> dict[str, str]:
    """The files of the report on a project."""
    return dict(pages(account(folder), name))


def html(site: Mapping[str, str]) -> Iterator[tuple[str, Page]]:
    return ((name, Page(text)) for name, text in site.items() if name.endswith(".html"))


@pytest.fixture
def site(project: Write) -> dict[str, str]:
    return made(project(SERVICE))


def test_there_is_a_page_for_each_operation_and_each_file(site: Mapping[str, str]) -> None:
    kinds = sorted(re.sub(r"-.*", "", name) for name in site)
    assert kinds == [
        *["file"] * 3,
        "files.html",
        "index.html",
        "map.html",
        *["operation"] * 5,
        "report.js",
        "style.css",
    ]
    assert all(SHAPE.fullmatch(name) for name in site)


def test_every_link_leads_to_a_place_that_there_is(site: Mapping[str, str]) -> None:
    ids = {name: set(page.ids) for name, page in html(site)}
    for name, page in html(site):
        assert len(page.ids) == len(set(page.ids))
        for link in page.links:
            target = urlsplit(link)
            assert (target.scheme, target.netloc, target.query) == ("", "", ""), link
            assert (unquote(target.path) or name) in site, link
            assert not target.fragment or target.fragment in ids[target.path or name], link


def test_every_page_can_be_reached_from_the_first(site: Mapping[str, str]) -> None:
    found = dict(html(site))
    seen, waiting = {"index.html"}, ["index.html"]
    while waiting:
        for link in found[waiting.pop()].links:
            path = urlsplit(link).path
            if path and path not in seen:
                seen.add(path)
                waiting.append(path)
    assert seen == set(found)


def test_nothing_is_loaded_but_what_lies_beside_the_page(site: Mapping[str, str]) -> None:
    for _, page in html(site):
        assert set(page.loads) == {"style.css", "report.js"}
        assert not {"style", "iframe", "object", "embed", "base"} & page.tags
        assert not any(name == "style" or name.startswith("on") for name in page.attributes)
        assert "default-src 'none'" in page.text
    assert not re.search(r"url\(|@import|https?:", site["style.css"])
    assert not re.search(r"fetch|XMLHttp|import\(|https?:|innerHTML|eval", site["report.js"])


def test_the_index_has_the_worst_first_with_what_the_filter_reads(site: Mapping[str, str]) -> None:
    rows = re.findall(r'<li data-state="(\w+)" data-kind="([^"]*)" data-words="([^"]*)"', site["index.html"])
    assert [state for state, _, _ in rows] == ["lost", "lost", "lost", "framework", "owned"]
    assert "get /rates/{currency} rate app/main.py http payments.example:8443 @shop/web" in [row[2] for row in rows]


def test_a_file_has_each_line_coloured_by_what_becomes_of_failures_there(site: Mapping[str, str]) -> None:
    (text,) = [text for name, text in site.items() if name.startswith("file-app-main")]
    rows = {int(row): state for row, state in re.findall(r'<tr id="L(\d+)" class="(\w+)"', text)}
    lines = MAIN.splitlines()
    assert {lines[row - 1].strip(): state for row, state in rows.items()} == {
        "async def create(order_id: str) -> None:": "framework",
        'response = await payments.get(f"/rates/{currency}")': "lost",
        "except httpx.HTTPError:": "lost",
        'await payments.delete(f"/orders/{order_id}")': "owned",
        "except Exception:": "owned",
        "asyncio.create_task(save(order_id))": "lost",
    }
    assert len(re.findall(r'<tr id="L', text)) == len(lines)


def test_a_page_of_an_operation_draws_the_road_from_the_call_to_where_it_ends(site: Mapping[str, str]) -> None:
    (page,) = [page for name, page in html(site) if name.startswith("operation-app-main-py-create")]
    words = " ".join(page.words.split())
    assert "client.put HTTP store.example fails in save app/store.py:6" in words
    assert "passes save in create app/main.py:17" in words
    assert "traceback only 1 failure in create app/main.py:16" in words


def test_a_line_of_source_costs_little_beside_its_text(project: Write) -> None:
    line = "x = 'a line of nobody'\n"

    def size(count: int) -> int:
        site = made(project({"main.py": MAIN + line * count, "app/store.py": SERVICE["app/store.py"]}))
        return sum(len(text) for name, text in site.items() if name.startswith("file-main"))

    assert (size(1_100) - size(100)) / 1_000 < len(line) + len("&#39;") * 2 + 28


def test_a_map_of_many_operations_is_one_of_their_files(project: Write) -> None:
    text = "import httpx\n\nclient = httpx.AsyncClient()\n"
    text += "".join(f"\n\nasync def f{number}() -> None:\n    await client.get('/')\n" for number in range(45))
    (page,) = [page for name, page in html(made(project({"many.py": text, "app/one.py": text}))) if name == "map.html"]
    assert "Each line is a file that calls a service." in " ".join(page.words.split())


@pytest.mark.parametrize("count", [0, 1])
def test_a_project_of_one_operation_or_none_has_its_pages(project: Write, count: int) -> None:
    text = "import httpx\n" + "\n\nasync def load() -> None:\n    await httpx.AsyncClient().get('/')\n" * count
    assert "What calls what" in made(project({"app.py": text}))["map.html"]


def test_no_name_of_a_project_is_more_than_a_text(project: Write) -> None:
    route = f"/{_EVIL}{_UNSEEN}".replace('"', '\\"').replace("\x07", "\\x07")
    text = MAIN.replace("/rates/{currency}", route, 1) + f"\n# {_EVIL}{_UNSEEN.replace(chr(7), '')}\n"
    name = "app/" + _EVIL.replace("/", "") + _UNSEEN + ".py"
    owners = "* @<script>x</script> @{{ 7*7 }}\n"
    files = {**SERVICE, "app/main.py": text, name: MAIN, "CODEOWNERS": owners}
    site = made(project(files), f"<b>{_EVIL}{_UNSEEN}")
    for file, page in html(site):
        assert SHAPE.fullmatch(file)
        assert "img" not in page.tags
        assert page.text.count("<script") == 1
        assert set(page.loads) == {"style.css", "report.js"}
        assert all(urlsplit(link).scheme == "" and "evil" not in urlsplit(link).netloc for link in page.links)
        assert not set(_UNSEEN) & set(page.text)
        assert "49" not in re.findall(r"@\S*", page.words)
    assert "{{ 7*7 }}" in Page(site["index.html"]).words


def test_a_file_that_is_no_unicode_has_its_page(project: Write) -> None:
    folder = project(SERVICE)
    (folder / "app/latin.py").write_bytes(b"# coding: latin-1\n# \xe9\n" + MAIN.encode())
    assert any("é" in text for name, text in made(folder).items() if name.startswith("file-app-latin"))
