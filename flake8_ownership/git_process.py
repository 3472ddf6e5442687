"""Runs git itself: which program that is, what it finds in its environment, and how long it may take."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from flake8_ownership.errors import ConfigError

KEY = "diff-base"  # the option for whose sake git is asked
# Seconds that an honest question takes at most. Each repository in which one takes longer leaves half as many for the
# next, so that however many there are, all of them together cost no more than twice as long.
_LONGEST = 60.0
_MOST_PRINTED = 100_000_000  # bytes

# Repositories in which git did not end in time: it is not waited for once more.
_given_up: set[Path] = set()


def run(
    room: Path,
    arguments: tuple[str, ...],
    variables: Mapping[str, str],
    path: Path,
    *,
    succeeds: tuple[int, ...] = (0,),
    reads: str = "nothing",
) -> bytes | None:
    """What git prints in a room, None where it does not succeed. `path` is what it is asked about, whose repository
    brings along no git of its own.

    Raises ConfigError where git is missing, or does not come to an end.
    """
    command = [_program(path), "--no-pager", "--literal-pathspecs", "--no-optional-locks", *arguments]
    with (
        (room / reads).open("rb") as given,
        subprocess.Popen(
            command,
            cwd=room / "tree",
            env=_environment(room) | dict(variables),
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process,
    ):
        late = threading.Event()
        timer = threading.Timer(_LONGEST / 2 ** len(_given_up), _ending(process, late))
        timer.daemon = True
        timer.start()
        assert process.stdout is not None
        printed = process.stdout.read(_MOST_PRINTED + 1)
        if len(printed) > _MOST_PRINTED:
            process.kill()
        code = process.wait()
        timer.cancel()
    if late.is_set():
        _given_up.add(path)
    if late.is_set() or len(printed) > _MOST_PRINTED:
        raise _no_end(path)
    return printed if code in succeeds else None


def refuse_if_endless(path: Path) -> None:
    """Raises ConfigError where git did not come to an end in a repository before."""
    if path in _given_up:
        raise _no_end(path)


def _no_end(path: Path) -> ConfigError:
    return ConfigError(str(path), "git does not come to an end in this repository", key=KEY)


def _ending(process: subprocess.Popen[bytes], late: threading.Event) -> Callable[[], None]:
    def end() -> None:
        late.set()
        process.kill()

    return end


def _environment(room: Path) -> dict[str, str]:
    """The user's, without what would point git elsewhere, and with no configuration to read but the room's."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    nothing = str(room / "nothing")
    return environment | {
        "GIT_DIR": str(room),
        "GIT_WORK_TREE": str(room / "tree"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": nothing,
        "GIT_CONFIG_GLOBAL": nothing,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "HOME": str(room),  # an older git looks there, whatever the variables above say
        "XDG_CONFIG_HOME": str(room),
        "LC_ALL": "C",
    }


def _program(path: Path) -> str:
    """git, from the folders that PATH names in full: one that it names relatively may be the checked project's, and
    one that lies in the repository around a path is."""
    refused = ""
    for folder in os.get_exec_path():
        if Path(folder).is_absolute():
            for name in ("git.exe", "git") if os.name == "nt" else ("git",):
                if found := shutil.which(str(Path(folder, name))):
                    if not _is_inside(Path(found), path):
                        return found
                    refused = f"; {found} lies in what is checked, and is not run"
    raise ConfigError(str(path), f"needs git, which is not installed{refused}", key=KEY)


def _is_inside(program: Path, path: Path) -> bool:
    """Whether a program, or a link that leads to it, lies in a repository around a path: the outermost."""
    real = Path(os.path.realpath(path))
    tops = [above for above in (real, *real.parents) if os.path.lexists(above / ".git")]
    places = (Path(os.path.realpath(program)), Path(os.path.realpath(program.parent)))
    return bool(tops) and any(place.is_relative_to(tops[-1]) for place in places)
