"""Lint cases: files whose comments say what is expected on their line.

    await client.get(url)   # want OWN101
    await client.get(url)   # site api=httpx.AsyncClient.get evidence=annotation verdict=owned
    await queue.get()       # no site

`want` names every code that fires on the line, `site` pairs of a site's JSON keys and values. A line without a comment
has no finding; `site` and `no site` speak only of the line that they stand on. A folder is a small project, and any
of its files may have expectations; `pyproject.toml` in it configures it. Each call is judged by itself; what is told
of operations as a whole stands in `endings.md`. A rule that is off by default is enabled in `cases/pyproject.toml`,
and a file that is about others leaves it out with `# option ignore=OWNnnn`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.formats.json import site as as_json
from flake8_ownership.source import Source

FOLDER = Path(__file__).parent / "cases"
_WANT = re.compile(r"#\s*want\s+((?:OWN\d{3})(?:,\s*OWN\d{3})*)")
_SITE = re.compile(r"#\s*site\s+([^#]+)")
_NO_SITE = re.compile(r"#\s*no site")

BY_CALL = {"granularity": "call"}


@dataclass(slots=True)
class Expected:
    """What the comments of one file say, by row."""

    codes: dict[int, list[str]] = field(default_factory=dict)
    sites: dict[int, dict[str, str]] = field(default_factory=dict)
    none: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, text: str) -> Expected:
        expected = cls()
        for row, line in enumerate(text.splitlines(), start=1):
            if found := _WANT.search(line):
                expected.codes[row] = sorted(code.strip() for code in found[1].split(","))
            if found := _SITE.search(line):
                expected.sites[row] = dict(pair.split("=", 1) for pair in found[1].split())
            if _NO_SITE.search(line):
                expected.none.add(row)
        return expected


def single_files() -> list[Path]:
    """The cases that are one file, by rule; the text after a fix beside some of them is none."""
    return sorted(
        path for path in FOLDER.glob("*/*.py") if not path.name.endswith(".fixed.py") and path.parent.name != "projects"
    )


def projects() -> list[Path]:
    """The cases that are a small project."""
    return sorted(path for path in (FOLDER / "projects").iterdir() if path.is_dir())


def problems(files: list[Path], root: Path) -> Iterator[str]:
    """Where the account of some files differs from what their comments say, in words."""
    checker, settler = Checker(), Settler()
    for path in files:
        text = path.read_text(encoding="utf-8")
        expected = Expected.of(text)
        settings = settler.settings(path).with_options({**BY_CALL, **options(text)}, str(path))
        checked = checker.check(Source(str(path), text), settings)
        name = path.relative_to(root)
        found: dict[int, list[str]] = {}
        for finding in checked.findings:
            found.setdefault(finding.start.row, []).append(finding.code)
        for row in sorted(found.keys() | expected.codes.keys()):
            have, want = sorted(found.get(row, [])), expected.codes.get(row, [])
            if have != want:
                yield f"{name}:{row}: findings {have or 'none'}, wanted {want or 'none'}"
        sites: dict[int, list[dict[str, Any]]] = {}
        for site, codes in checked.sites:
            sites.setdefault(site.start.row, []).append(as_json(site, codes))
        for row, pairs in expected.sites.items():
            if not any(all(_says(site[key]) == value for key, value in pairs.items()) for site in sites.get(row, [])):
                have_sites = [{key: _says(site[key]) for key in pairs} for site in sites.get(row, [])]
                yield f"{name}:{row}: sites {have_sites or 'none'}, wanted {pairs}"
        for row in expected.none & sites.keys():
            yield f"{name}:{row}: a site ({sites[row][0]['api'] or sites[row][0]['call']}), wanted none"


def _says(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value).replace(" ", "-")


def options(text: str) -> dict[str, object]:
    """The options that a case sets in `# option name=value` lines at its top."""
    found: dict[str, object] = dict(re.findall(r"^# option ([\w-]+)=(.+)$", text, re.MULTILINE))
    return {
        name: str(value).split(",") if name in ("select", "enable", "ignore") else value
        for name, value in found.items()
    }


def fixes() -> list[Path]:
    """The cases with the text after a fix beside them."""
    return sorted(path for path in single_files() if path.with_suffix(".fixed.py").exists())
