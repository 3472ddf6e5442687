"""What a project's texts tell without being parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_ownership.index import outlines as outlines_of_texts
from flake8_ownership.index.disk import Disk
from flake8_ownership.index.outlines import Outlines
from flake8_ownership.source import Source


def _outlines(folder: Path, **texts: str) -> Outlines:
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    return Outlines([folder], Disk())


def test_a_file_that_only_defines_a_name_mentions_it_and_does_not_use_it(tmp_path: Path) -> None:
    outlines = _outlines(
        tmp_path,
        calls="from defines import fetch\nfetch()\n",
        defines="async def fetch(): ...\n",
        recurs="def fetch():\n    return fetch()\n",
        unlike="def fetched(): ...\n",
    )
    assert [path.stem for path in outlines.mentioning("fetch") or ()] == ["calls", "defines", "recurs"]
    assert [path.stem for path in outlines.using("fetch") or ()] == ["calls", "recurs"]


def test_words_are_found_whole_whichever_was_asked_for_first(tmp_path: Path) -> None:
    texts = {"a": "add_handler()\n", "b": "readd()\nadd()\n", "c": "connect\n", "d": "reconnect(added)\n"}
    together = _outlines(tmp_path, **texts)
    assert [path.stem for path in together.holding(("connect",), ["add"]) or ()] == ["c"]
    assert [path.stem for path in together.holding(("add", "connect")) or ()] == ["b", "c"]
    assert [path.stem for path in _outlines(tmp_path, **texts).holding(("add",)) or ()] == ["b"]


def test_a_word_that_stands_in_too_many_files_is_not_looked_for_further(tmp_path: Path) -> None:
    outlines = _outlines(tmp_path, **{f"part_{number}": "connect()\n" for number in range(61)}, other="add()\n")
    assert outlines.holding(("connect",)) is None
    assert outlines.holding(("add", "connect")) is None
    assert [path.stem for path in outlines.holding(("add",)) or ()] == ["other"]


class _Counting(Disk):
    """A disk that counts how often each file is read."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}

    def _read(self, path: Path) -> Source:
        self.counts[path.stem] = self.counts.get(path.stem, 0) + 1
        return super()._read(path)


@pytest.mark.parametrize(("room", "counts"), [(1_000, {"a": 1, "b": 1}), (10, {"a": 1, "b": 3})])
def test_files_are_read_once_as_far_as_there_is_room_for_their_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int, counts: dict[str, int]
) -> None:
    monkeypatch.setattr(outlines_of_texts, "_MOST_KEPT", room)
    (tmp_path / "a.py").write_text("add()\n")
    (tmp_path / "b.py").write_text("connect()\n")
    disk = _Counting()
    outlines = Outlines([tmp_path], disk)
    for word in ("add", "connect", "close"):
        outlines.holding((word,))
    assert disk.counts == counts
    outlines.let_go()
    outlines.holding(("read",))
    assert disk.counts == {name: count + 1 for name, count in counts.items()}
