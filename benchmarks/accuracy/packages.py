"""Fetches pinned packages from the package index: unpacked into a cache, never installed, imported or run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ownership-benchmarks"


def source_of(package: dict[str, str]) -> Path:
    """The folder of a package's unpacked archive; downloads and checks it where it is not there yet.

    `package` has `name`, `version`, `file` and `sha256`.
    """
    folder = CACHE / "src" / f"{package['name']}-{package['version']}"
    if folder.is_dir():
        return folder
    archive = CACHE / "archives" / package["file"]
    if not archive.exists():
        _download(package, archive.parent)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package["sha256"]:
        raise SystemExit(f"{archive}: sha256 is {digest}, not the pinned one")
    part = folder.with_name(folder.name + ".part")
    part.mkdir(parents=True, exist_ok=True)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(part)
    else:
        with tarfile.open(archive) as source:
            source.extractall(part, filter="data")
    part.rename(folder)
    return folder


def _download(package: dict[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    wheel = package["file"].endswith(".whl")
    kind = ["--only-binary", ":all:", "--python-version", "3.13"] if wheel else ["--no-binary", ":all:"]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--ignore-requires-python",
            *kind,
            "--dest",
            str(folder),
            f"{package['name']}=={package['version']}",
        ],
        check=True,
    )


def wheel_of(name: str, version: str) -> Path:
    """The folder of a library's unpacked wheel. Raises LookupError where there is none."""
    folder = CACHE / "libraries" / f"{name}-{version}"
    if folder.is_dir():
        return folder
    archives = folder.with_name(folder.name + ".archives")
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--ignore-requires-python", "--python-version", "3.13"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(archives), f"{name}=={version}"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise LookupError(f"no wheel of {name} {version}")
    part = folder.with_name(folder.name + ".part")
    for archive in archives.glob("*.whl"):
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(part)
    part.rename(folder)
    return folder
