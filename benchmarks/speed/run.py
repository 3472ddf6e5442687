"""How fast we are beside our peers: every contender in turn over the same files, several times, in one run.

    python benchmarks/speed/run.py [--rounds 5] [--slow-rounds 1] [--only NAME …] [--work FOLDER]
                                   [--skip-growth] [--skip-editor] [--skip-fixes]

Downloads pinned packages with pip, makes an environment for each contender below the work folder, and prints medians,
ratios and peak memory as Markdown, with the machine's description. Ratios are of user seconds, all processes of a
contender together; memory is that of its largest process. With `--plot FILE` the growth is drawn as SVG.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
SUBJECTS = {
    "open-webui": "open-webui==0.12.4",
    "agno": "agno==3.1.10",
    "lnbits": "lnbits==1.6.2",
    "homeassistant": "homeassistant==2024.3.3",
}
FLAKE8 = ("flake8==7.5.0",)
ENVIRONMENTS = {
    "bare": FLAKE8,
    "ours": (*FLAKE8, f"{REPOSITORY}[lsp]"),
    "async": (*FLAKE8, "flake8-async==26.8.1"),
    "bugbear": (*FLAKE8, "flake8-bugbear==26.10.27"),
    "ruff": ("ruff==0.17.6",),
    "semgrep": ("semgrep",),
    "fixit": ("fixit==2.2.1",),
}
KEPT = "{kept}"  # our cache's folder: emptied before a cold run, and left for a warm one


@dataclass(frozen=True)
class Contender:
    """A command over one subject; `slow` ones run fewer times."""

    name: str
    environment: str
    command: tuple[str, ...]
    subject: str = "open-webui"
    warm: bool = False
    slow: bool = False


@dataclass
class Measured:
    """User seconds, and the peak memory of the largest process in MB, of each round."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    elapsed: list[float] = field(default_factory=list)


_FLAKE8 = ("flake8", "-j1", ".")
_KEPT = ("flake8", "-j1", f"--ownership-cache-dir={KEPT}", ".")
_OURS = ("flake8-ownership", "check", "--isolated")
_CHECK_1 = (*_OURS, "-j1", "--cache-dir", KEPT, ".")
_CHECK_2 = (*_OURS, "-j2", "--cache-dir", KEPT, ".")
_TEXT = (*_OURS, "-j1", "--no-cache", ".")
_JSON = (*_TEXT, "--output-format", "json")
_RUFF = ("ruff", "check", "--isolated", "--no-cache", "--select", "BLE,TRY,LOG,ASYNC,S110", ".")
_SEMGREP = ("semgrep", "scan", "--metrics=off", "--disable-version-check", "--quiet", "-j1", "--config")
_FIXIT = ("fixit", "--rules", "fixit.rules.no_static_if_condition", "lint", ".")
CONTENDERS = (
    Contender("flake8", "bare", _FLAKE8),
    Contender("flake8 + ours, cold", "ours", _KEPT),
    Contender("flake8 + ours, warm", "ours", _KEPT, warm=True),
    Contender("flake8 + flake8-bugbear", "bugbear", _FLAKE8),
    Contender("flake8 + flake8-async", "async", _FLAKE8, slow=True),
    Contender("check -j1, cold", "ours", _CHECK_1),
    Contender("check -j2, cold", "ours", _CHECK_2),
    Contender("check -j2, warm", "ours", _CHECK_2, warm=True),
    Contender("ruff, BLE TRY LOG ASYNC S110", "ruff", _RUFF),
    Contender("semgrep, one rule", "semgrep", (*_SEMGREP, str(HERE / "awaited.yaml"), "."), slow=True),
    Contender("Fixit, one rule", "fixit", _FIXIT, slow=True),
    Contender("flake8", "bare", _FLAKE8, "homeassistant"),
    Contender("check -j2, cold", "ours", _CHECK_2, "homeassistant"),
    Contender("check -j2, warm", "ours", _CHECK_2, "homeassistant", warm=True),
)


def main() -> None:
    options = _options()
    work = Path(options.work).absolute()
    work.mkdir(parents=True, exist_ok=True)
    contenders = [one for one in CONTENDERS if not options.only or any(name in one.name for name in options.only)]
    contenders = [one for one in contenders if not options.subject or one.subject == options.subject]
    for name in dict.fromkeys(one.environment for one in contenders):
        _environment(work, name)
    for name in dict.fromkeys(one.subject for one in contenders):
        _subject(work, name)
    print(_machine(), flush=True)
    if contenders:
        print(_table(_rounds(work, contenders, options), contenders), flush=True)
    if not options.skip_editor:
        _environment(work, "ours")
        _subject(work, "open-webui")
        print(_editor(work, options.rounds), flush=True)
    if not options.skip_fixes:
        print(_fixes(work, options.rounds), flush=True)
    if not options.skip_growth:
        _environment(work, "ours")
        growth = dict(_growth(work, options.rounds))
        for title, points in growth.items():
            print(f"\n{title}\n")
            print("\n".join(f"- {count}: {seconds:.2f} s" for count, seconds in points))
        if options.plot:
            Path(options.plot).write_text(_plot(growth), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slow-rounds", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="parts of the names of contenders")
    parser.add_argument("--subject", choices=tuple(SUBJECTS))
    parser.add_argument("--work", default=str(Path.home() / ".cache" / "ownership-speed"))
    parser.add_argument("--skip-growth", action="store_true")
    parser.add_argument("--skip-editor", action="store_true")
    parser.add_argument("--skip-fixes", action="store_true")
    parser.add_argument("--plot", help="where to draw the growth")
    return parser.parse_args()


def _environment(work: Path, name: str) -> None:
    folder = work / "environments" / name
    if not (folder / "bin" / "pip").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    if not (folder / "ready").exists() or name == "ours":
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *ENVIRONMENTS[name]], check=True)
        (folder / "ready").touch()


def _subject(work: Path, name: str) -> None:
    folder = work / "subjects" / name
    if folder.exists():
        return
    wheels = work / "wheels" / name
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:none:", "-d", wheels]
    subprocess.run([*download, "--ignore-requires-python", SUBJECTS[name]], check=True)
    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
        wheel.extractall(folder)


def _rounds(work: Path, contenders: list[Contender], options: argparse.Namespace) -> dict[Contender, Measured]:
    found = {one: Measured() for one in contenders}
    for number in range(options.rounds):
        for one in contenders:
            if not one.slow or number < options.slow_rounds:
                folder = work / "subjects" / one.subject
                _measure(work, one.environment, one.command, folder, warm=one.warm, into=found[one])
                print(f"round {number + 1}: {one.subject}: {one.name}: {found[one].seconds[-1]:.2f}", file=sys.stderr)
    return found


def _measure(
    work: Path, environment: str, command: tuple[str, ...], folder: Path, *, warm: bool = False, into: Measured
) -> None:
    kept = work / "kept" / environment
    if not warm:
        shutil.rmtree(kept, ignore_errors=True)
    program = work / "environments" / environment / "bin" / command[0]
    arguments = [str(program), *(part.replace(KEPT, str(kept)) for part in command[1:])]
    environ = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    began = time.perf_counter()
    nowhere = subprocess.DEVNULL
    run = subprocess.Popen(arguments, cwd=folder, stdout=nowhere, stderr=nowhere, env=environ)
    _, status, used = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode not in (0, 1):
        print(f"{' '.join(arguments)} ended with {run.returncode}", file=sys.stderr)
    into.elapsed.append(time.perf_counter() - began)
    into.seconds.append(used.ru_utime)
    into.megabytes.append(used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2))


def _table(found: dict[Contender, Measured], contenders: list[Contender]) -> str:
    lines = []
    for subject in dict.fromkeys(one.subject for one in contenders):
        mine = [one for one in contenders if one.subject == subject and found[one].seconds]
        bare = next((statistics.median(found[one].seconds) for one in mine if one.name == "flake8"), None)
        lines += [
            "",
            f"Over {SUBJECTS[subject]}:",
            "",
            "| | user s | to flake8 | s | MB | rounds |",
            "|---|---|---|---|---|---|",
        ]
        for one in mine:
            seconds = statistics.median(found[one].seconds)
            ratio = f"{seconds / bare:.3f}" if bare else ""
            elapsed, memory = statistics.median(found[one].elapsed), max(found[one].megabytes)
            row = (one.name, f"{seconds:.2f}", ratio, f"{elapsed:.1f}", f"{memory:.0f}", str(len(found[one].seconds)))
            lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


# -- fixes


def _fixes(work: Path, rounds: int) -> str:
    """What JSON costs, which holds the fix of each finding, beside text and beside bare flake8: the least of the user
    seconds of each, which other work on the machine changes least."""
    lines = [
        "",
        "| fixes in JSON | flake8, user s | text | JSON | JSON to text | text to flake8 | MB, text | MB, JSON |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in ("bare", "ours"):
        _environment(work, name)
    for subject in ("open-webui", "agno", "lnbits"):
        _subject(work, subject)
        bare, text, json = Measured(), Measured(), Measured()
        for _ in range(rounds):
            for environment, command, into in (("bare", _FLAKE8, bare), ("ours", _TEXT, text), ("ours", _JSON, json)):
                _measure(work, environment, command, work / "subjects" / subject, into=into)
        least = [min(one.seconds) for one in (bare, text, json)]
        figures = (*least, least[2] / least[1], least[1] / least[0])
        memory = (f"{max(one.megabytes):.0f}" for one in (text, json))
        lines.append(f"| {' | '.join((SUBJECTS[subject], *(f'{one:.2f}' for one in figures), *memory))} |")
    return "\n".join(lines)


# -- the editor

_EDITED = "open_webui/routers/retrieval.py"


def _editor(work: Path, rounds: int) -> str:
    """The seconds that an editor waits for its diagnostics, beside what bare flake8 takes for the file."""
    path = work / "subjects" / "open-webui" / _EDITED
    bare = Measured()
    _measure(work, "bare", ("flake8", "-j1", path.name), path.parent, into=bare)
    python = work / "environments" / "ours" / "bin" / "python"
    done = subprocess.run(
        [python, HERE / "editor.py", path, str(rounds)],
        env={**os.environ, "FLAKE8_OWNERSHIP_CACHE": "off"},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    opened, changed = map(float, done.stdout.split())
    lines = len(path.read_text(encoding="utf-8").splitlines())
    return (
        f"\nThe language server over {path.name} ({lines} lines): {opened:.2f} s from opening to diagnostics, "
        f"{changed:.2f} s from a change to them; flake8 alone takes {bare.elapsed[0]:.2f} s for the file."
    )


# -- growth

_FUNCTION = """
async def fetch_{number}(client: httpx.AsyncClient, order_id: str) -> bytes:
    response = await client.get(f"/orders/{{order_id}}")
    total = 0
    for item in response.json():
        total += item["price"] * item["count"]
    if total > {number}:
        response = await client.post("/large", json={{"total": total}})
    return response.content

"""


def _growth(work: Path, rounds: int) -> Iterator[tuple[str, list[tuple[int, float]]]]:
    """User seconds of `check -j1 --no-cache`, by what grows."""
    yield "Thousand lines in one file", _series(work, rounds, (1, 2, 4, 8, 16, 32), _thousand_lines)
    yield "Files of 250 lines", _series(work, rounds, (25, 50, 100, 200, 400), _files)
    yield "Findings in one file", _series(work, rounds, (100, 200, 400, 800), _findings)


def _thousand_lines(folder: Path, count: int) -> None:
    _lines(folder / "app.py", count * 100)


def _findings(folder: Path, count: int) -> None:
    _lines(folder / "app.py", count // 2)


def _lines(path: Path, functions: int) -> None:
    path.write_text("import httpx\n" + "".join(_FUNCTION.format(number=number) for number in range(functions)))


def _files(folder: Path, count: int) -> None:
    for number in range(count):
        _lines(folder / f"part_{number}.py", 25)


def _series(
    work: Path, rounds: int, counts: tuple[int, ...], write: Callable[[Path, int], None]
) -> list[tuple[int, float]]:
    points = []
    for count in counts:
        folder = work / "growth"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "pyproject.toml").touch()
        write(folder, count)
        measured = Measured()
        for _ in range(rounds):
            _measure(work, "ours", (*_OURS, "-j1", "--no-cache", "."), folder, into=measured)
        points.append((count, statistics.median(measured.seconds)))
    return points


def _plot(growth: dict[str, list[tuple[int, float]]]) -> str:
    """Each series as a line over axes that both begin at nought: a straight one is linear growth."""
    width, height, gap = 260, 180, 50
    parts = []
    for place, (title, points) in enumerate(growth.items()):
        left = gap + place * (width + gap)
        most_x, most_y = points[-1][0], max(seconds for _, seconds in points)
        dots = [(left + width * x / most_x, gap + height * (1 - y / most_y)) for x, y in points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
        parts += [
            f'<text x="{left}" y="{gap - 20}" font-weight="bold">{title}</text>',
            f'<path d="M{left},{gap}V{gap + height}H{left + width}" fill="none" stroke="#888"/>',
            f'<polyline points="{line}" fill="none" stroke="#2563eb" stroke-width="2"/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#2563eb"/>' for x, y in dots),
            f'<text x="{left + width}" y="{gap + height + 18}" text-anchor="end">{most_x}</text>',
            f'<text x="{left - 6}" y="{gap + 5}" text-anchor="end">{most_y:.1f} s</text>',
        ]
    whole = gap + len(growth) * (width + gap)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {height + 2 * gap}" '
        f'font-family="sans-serif" font-size="13" fill="#888">\n{body}\n</svg>\n'
    )


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
