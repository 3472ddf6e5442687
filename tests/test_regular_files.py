"""Reading files of others: only regular ones, never more than is bearable, and never by waiting."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from flake8_ownership import regular_files
from flake8_ownership.files import leads_out
from flake8_ownership.regular_files import exists, is_folder, is_regular, read_bytes, read_text, status


def test_a_regular_file_is_read_whole_and_through_a_link(tmp_path: Path) -> None:
    data = bytes(range(256)) * 1_000
    (tmp_path / "a").write_bytes(data)
    (tmp_path / "b").symlink_to("a")
    assert read_bytes(tmp_path / "a") == read_bytes(tmp_path / "b") == data
    assert is_regular(tmp_path / "b")


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 3_000, "a\0b", "\ud800"], ids=range(4))
def test_what_can_be_no_path_leads_nowhere(tmp_path: Path, name: str) -> None:
    for path in (tmp_path / name, f"{tmp_path}/{name}"):
        assert not is_regular(path)
        assert not is_folder(path)
        assert not exists(path)
        assert status(path) is None
        assert not leads_out(Path(path), tmp_path)


def test_a_file_that_claims_to_be_empty_is_read_whole() -> None:
    path = Path("/proc/self/maps")
    assert path.stat().st_size == 0
    assert b"python" in read_bytes(path)


def test_a_text_has_newlines_alone(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("ä\r\nb\rc\n".encode())
    assert read_text(tmp_path / "a") == "ä\nb\nc\n"


def test_a_file_may_have_the_most_bytes_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 10)
    assert read_bytes(tmp_path / "a", most=10) == b"x" * 10
    with pytest.raises(OSError, match="larger than 9 bytes"):
        read_bytes(tmp_path / "a", most=9)


def test_a_file_that_grows_while_it_is_read_is_not_read_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"x" * 10)
    read = os.read

    def growing(descriptor: int, count: int) -> bytes:
        with (tmp_path / "a").open("ab") as file:
            file.write(b"x" * count)
        return read(descriptor, count)

    monkeypatch.setattr(os, "read", growing)
    with pytest.raises(OSError, match="larger than 1,000 bytes"):
        read_bytes(tmp_path / "a", most=1_000)


def test_a_pipe_a_socket_a_device_and_links_to_them_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        (tmp_path / "zero").symlink_to("/dev/zero")
        (tmp_path / "link").symlink_to("pipe")
        for name in ("pipe", "socket", "zero", "link", "/dev/zero"):
            assert not is_regular(name)
            with pytest.raises(OSError, match="not a regular file"):
                read_bytes(name)


def test_a_pipe_that_took_the_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").touch()
    os.mkfifo(tmp_path / "pipe")
    opened = os.open
    monkeypatch.setattr(os, "open", lambda path, flags: opened(tmp_path / "pipe", flags))
    with pytest.raises(OSError, match="not a regular file"):
        regular_files.read_bytes(tmp_path / "a")


@pytest.mark.parametrize(
    "name", ["gone", "x" * 300, "a\0b", "loop", "folder", "folder/x/y", b"\xff".decode("utf-8", "surrogateescape")]
)
def test_whatever_else_cannot_be_read_is_an_oserror(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    assert not is_regular(tmp_path / name)
    with pytest.raises(OSError):
        read_bytes(tmp_path / name)
