"""What tests share: a checker on texts and small projects."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest

from flake8_ownership.accounts import Checked
from flake8_ownership.cache import VARIABLE
from flake8_ownership.check import Checker
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

ROOT = Path(__file__).parent.parent
# What a test starts as a process of its own is this tree's as well, whichever tree the environment has installed.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))

Check = Callable[..., Checked]
# The configuration of a project that holds all that runs its functions.
CLOSED = '[tool.flake8-ownership]\nkind = "application"\n'

# A test fails because of a change, not by chance or because the machine is slow: the same examples each time, unless
# OWNERSHIP_EXAMPLES asks for new ones, and none is timed.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize="OWNERSHIP_EXAMPLES" not in os.environ)
hypothesis.settings.load_profile("repeatable")


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, object, object]:
    """Escapes what has no UTF-8 in a report: pytest-xdist could not send it and would end the whole run."""
    return _encodable((yield))


def _encodable(value: object) -> object:
    """The same value, with lone surrogates in its texts written out as escapes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_encodable, value))
    return value


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests judge everything anew, but for those that bring a cache of their own."""
    monkeypatch.setenv(VARIABLE, "off")


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Writes files by relative name into a folder that is a project of its own, and returns the folder."""

    def write(files: Mapping[str, str]) -> Path:
        (tmp_path / "pyproject.toml").write_text(CLOSED, encoding="utf-8")
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def here(
    project: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Mapping[str, str]], Path]:
    """As `project`, and the folder is the working directory."""

    def write(files: Mapping[str, str]) -> Path:
        folder = project(files)
        monkeypatch.chdir(folder)
        return folder

    return write


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Checks a text as a module of an empty project, with options given by their field's names."""
    (tmp_path / "pyproject.toml").touch()

    def run(text: str, name: str = "app.py", **options: object) -> Checked:
        settings = Settings(root=tmp_path, **{"kind": "application", **options})  # type: ignore[arg-type]
        return Checker().check(Source(str(tmp_path / name), text), settings)

    return run


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C interrupts, as in a terminal; what runs in the background of a shell is started without."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)
