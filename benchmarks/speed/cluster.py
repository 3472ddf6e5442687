"""What a cluster gains: `python cluster.py FOLDER [FOLDER …]` checks some repositories with local processes and on Dask
clusters of one and of two workers on this machine, without a cache, and prints the seconds that each took.

Runs in an environment that has this package with its extra `dask`.
"""

from __future__ import annotations

import subprocess
import sys
import time

from distributed import LocalCluster

_CHECK = [sys.executable, "-m", "flake8_ownership", "check", "--isolated", "--no-cache"]


def seconds(folders: list[str], *how: str) -> float:
    """Wall seconds of one check of all folders."""
    began = time.perf_counter()
    done = subprocess.run([*_CHECK, *how, *folders], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - began


def main() -> None:
    folders = sys.argv[1:]
    print("| | s |\n|---|---|", flush=True)
    for count in (1, 2):
        print(f"| `-j{count}` | {seconds(folders, f'-j{count}'):.1f} |", flush=True)
    for count in (1, 2):
        options = {"n_workers": count, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
        with LocalCluster(host="127.0.0.1", processes=True, **options) as cluster:
            taken = seconds(folders, "--dask", cluster.scheduler_address)
            print(f"| Dask, {count} worker{'s' * (count > 1)} | {taken:.1f} |", flush=True)


if __name__ == "__main__":
    main()
