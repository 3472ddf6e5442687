"""Rows C1 and C2: shapes whose cost once doubled with each line, or grew with the square of the length.

Seconds are user seconds of the whole process, less what it takes to start; only how they grow says something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from bench import HEAD, UNOWNED, Outcome, check, git, project, row

_SHORT = 0.4  # seconds, of noise and of what is done once
Shape = Callable[[int], str]
_GET = '    await c.get("u")\n'
_FUNCTION = "async def f(c: httpx.AsyncClient, x):\n"


def _others(name: str, n: int, own: int, joint: str = " or ") -> str:
    return joint.join(name.format(other) for other in range(n) if other != own)


def _k(n: int) -> str:
    return f'{HEAD}async def go():\n    await f0().get("u")\n' + "".join(
        f"def f{i}():\n    return {_others('f{}()', n, i)}\n" for i in range(n)
    )


def _attrs(n: int) -> str:
    starts = "".join(f"        self.a{i} = None\n" for i in range(n))
    methods = "".join(f"    def m{i}(self):\n        self.a{i} = {_others('self.a{}', n, i)}\n" for i in range(n))
    last = '    async def go(self):\n        await self.a0.get("u")\n'
    return f"{HEAD}class C:\n    def __init__(self):\n{starts}{methods}{last}"


def _loopvars(n: int) -> str:
    starts = "".join(f"    v{i} = None\n" for i in range(n))
    turns = "".join(f"        v{i} = {_others('v{}', n, i)}\n" for i in range(n))
    return f'{HEAD}async def go(client):\n{starts}    while True:\n{turns}        await v0.get("u")\n'


def _aliases(n: int) -> str:
    lines = "".join(f"A{i} = Union[{_others(chr(34) + 'A{}' + chr(34), n, i, ', ')}]\n" for i in range(n))
    return f'{HEAD}from typing import Union\n{lines}async def go(c: A0):\n    await c.get("u")\n'


def _classes(n: int) -> str:
    classes = "".join(
        f"class C{i}:\n    def __init__(self):\n        self.x = None\n    def m(self):\n"
        f"        return {_others('C{}().m()', n, i)}\n"
        for i in range(n)
    )
    return f'{HEAD}{classes}async def go():\n    await C0().m().get("u")\n'


def _params(n: int) -> str:
    functions = "".join(f"def g{i}(x):\n    return {_others('g{}(x)', n, i)}\n" for i in range(n))
    return f'{HEAD}{functions}async def go(y):\n    await g0(y).get("u")\n'


def _nestarg(n: int) -> str:
    functions = "".join(f"def g{i}(x):\n    y = (x, x)\n    return g{i + 1}((x, x))\n" for i in range(n))
    last = f'def g{n}(x):\n    return x\nasync def go(c: httpx.AsyncClient):\n    await g0(c)[0].get("u")\n'
    return HEAD + functions + last


def _passthru(n: int) -> str:
    functions = "".join(f"def g{i}(x):\n    return g{i + 1}(x) or g{i + 1}(x)\n" for i in range(n))
    return (
        f'{HEAD}{functions}def g{n}(x):\n    return x\nasync def go(c: httpx.AsyncClient):\n    await g0(c).get("u")\n'
    )


def _lambdas(n: int) -> str:
    lines = "".join(f"    l{i + 1} = lambda: l{i}() or l{i}()\n" for i in range(n))
    return f'{HEAD}async def go(c: httpx.AsyncClient):\n    l0 = lambda: c\n{lines}    await l{n}().get("u")\n'


def _chain(n: int) -> str:
    lines = "".join(f"    v{i + 1} = v{i} if c else v{i}\n" for i in range(n))
    return f'{HEAD}async def go(c: httpx.AsyncClient):\n    v0 = c\n{lines}    await v{n}.get("u")\n'


_KNOTS: dict[str, Shape] = {
    "k": _k,
    "attrs": _attrs,
    "loopvars": _loopvars,
    "aliases": _aliases,
    "classes": _classes,
    "params": _params,
}
_LADDERS: dict[str, Shape] = {"nestarg": _nestarg, "passthru": _passthru, "lambdas": _lambdas, "chain": _chain}


def _seconds(text: str, folder: Path, *arguments: str) -> float | None:
    """The seconds of a check of one text, None where it did not end as it should."""
    folder.mkdir(exist_ok=True)
    ran = check(project(folder, {"a.py": text}), "--no-cache", "--config=enable = ['OWN']", *arguments, "a.py")
    return ran.seconds if ran.code in (0, 1) and not ran.crashed else None


def _growing(shape: Shape, sizes: Sequence[int], most: float, *arguments: str) -> Callable[[Path], Outcome]:
    """Whether twice the size costs no more than so many times as much; what a tiny text costs is taken off."""

    def tried(folder: Path) -> Outcome:
        start = min(_seconds(shape(2), folder / f"start{i}", *arguments) or 0.0 for i in range(2))
        return _grown(sizes, start, [_seconds(shape(size), folder / str(size), *arguments) for size in sizes], most)

    return tried


def _grown(sizes: Sequence[int], start: float, found: Sequence[float | None], most: float) -> Outcome:
    """What the seconds for each of two sizes say, of which one is twice the other."""
    words, own = [], []
    for size, seconds in zip(sizes, found, strict=True):
        if seconds is None:
            return Outcome(f"{size:,}: did not end as it should", holds=False)
        own.append(max(seconds - start, 0.0))
        words.append(f"{size:,}: {own[-1]:.2f} s")
    return Outcome(", ".join(words), own[1] <= most * own[0] + _SHORT)


# Everything in a knot refers to everything else, so its text grows with the square of its size.
for _name, _shape in _KNOTS.items():
    row("C1", f"{_name}, 80 and 160", "test_growth.py, the shapes of one another")(_growing(_shape, (80, 160), 5.0))
    row("C1", f"{_name} with `sync`, 80 and 160", "test_growth.py, with `sync`")(
        _growing(_shape, (80, 160), 5.0, "--config=sync = true")
    )
for _name, _shape in _LADDERS.items():
    row("C1", f"{_name}, 20 and 40", "test_growth.py, the ladders")(_growing(_shape, (20, 40), 2.3))
    row("C1", f"{_name}, 1,000 and 2,000", "test_growth.py, the ladders")(_growing(_shape, (1_000, 2_000), 2.3))


def _function(line: str) -> Callable[[int], str]:
    """A function with a block of lines for each number."""
    return lambda n: (
        HEAD + _FUNCTION + "".join(line.replace("%0", str(i)).replace("%1", str(max(i - 1, 0))) for i in range(n))
    )


def _dict(n: int) -> str:
    entries = ",".join(f'"k{i}": httpx.AsyncClient()' for i in range(n))
    return f"{HEAD}D = {{{entries}}}\nasync def f():\n" + "".join(f'    await D["k{i}"].get("u")\n' for i in range(n))


def _fill(n: int) -> str:
    entries = "".join(f'D["k{i}"] = httpx.AsyncClient()\n' for i in range(n))
    return f"{HEAD}D = {{}}\n{entries}async def f():\n" + "".join(f'    await D["k{i}"].get("u")\n' for i in range(n))


def _selfattr(n: int) -> str:
    starts = "".join(f"        self.c{i} = httpx.AsyncClient()\n" for i in range(n))
    methods = "".join(f'    async def m{i}(self):\n        await self.c{i}.get("u")\n' for i in range(n))
    return f"{HEAD}class A:\n    def __init__(self):\n{starts}{methods}"


def _cls(n: int) -> str:
    classes = "".join(
        f'class C{i + 1}(C{i}):\n    async def m(self):\n        await self.c.get("u")\n' for i in range(n)
    )
    return f"{HEAD}class C0:\n    def __init__(self): self.c = httpx.AsyncClient()\n{classes}"


def _glob(n: int) -> str:
    functions = "".join(
        f'async def g{i}():\n    global C\n    C = httpx.AsyncClient()\n    await C.get("u")\n' for i in range(n)
    )
    return f"{HEAD}C = None\n{functions}"


def _par(n: int) -> str:
    return HEAD + "".join(
        f'async def g{i}(c):\n    await c.get("u")\nasync def k{i}():\n    await g{i}(httpx.AsyncClient())\n'
        for i in range(n)
    )


_LONG: dict[str, Shape] = {
    "dict": _dict,
    "fill": _fill,
    "selfattr": _selfattr,
    "cls": _cls,
    "glob": _glob,
    "rebind": _function(f"    c = c\n{_GET}"),
    "trys": _function('    try:\n        await c.get("u")\n    except Exception:\n        pass\n'),
    "ifs": _function(f"    if x == %0:\n        c = x\n{_GET}"),
    "tasks": lambda n: "import asyncio\n" + _function('    asyncio.create_task(c.get("u"))\n')(n),
    "par": _par,
    "v": _function("    r%0 = await c.get(r%1)\n"),
}
for _name, _shape in _LONG.items():
    row("C2", f"{_name}, 1,000 and 2,000", "test_growth.py, the shape of the same text")(
        _growing(_shape, (1_000, 2_000), 2.3)
    )


_HUB = """\
from app.hub import *
import httpx
{body}
async def f{number}():
    await client.get("u")
"""


def _hub(folder: Path, size: int) -> Path:
    """Modules that find a client through a hub which imports all of them, the last of which has it."""
    here = project(
        folder, {"app/__init__.py": "", "app/hub.py": "".join(f"from app.m{i} import *\n" for i in range(size))}
    )
    for number in range(size):
        body = "".join(f"def m{number}_{i}(a, b):\n    return a + b + {i}  # {'x' * 60}\n" for i in range(1_200))
        text = _HUB.format(body=body, number=number) + "client = httpx.AsyncClient()\n" * (number == size - 1)
        (here / f"app/m{number}.py").write_text(text, encoding="utf-8")
    return here


@row(
    "C2",
    "84 and 168 modules of 120 KB, more than is held at once, behind one hub of `import *`",
    "none: too long for a test",
)
def a_hub(folder: Path) -> Outcome:
    sizes = (84, 168)
    found: list[float | None] = []
    for size in sizes:
        ran = check(_hub(folder / str(size), size), "--no-cache", "app")
        found.append(None if ran.code is None or ran.out.count("OWN101") != size or ran.crashed else ran.seconds)
    return _grown(sizes, _start(folder), found, 2.3)


def _start(folder: Path) -> float:
    """The seconds that a check takes for next to nothing."""
    return check(project(folder / "start"), "--no-cache", "a.py").seconds


def _toml(lines: str, before: str, after: str) -> Callable[[int], str]:
    return lambda n: before + "".join(lines.replace("%0", str(i)) for i in range(n)) + after


for _name, _shape in {
    "a list of lines that hold `]`": _toml('  "pkg%0[extra]>=1",\n', "[tool.x]\ndeps = [\n", "]\n"),
    "a text of lines that hold `]`": _toml("] x\n", '[tool.x]\ns = """\n', '"""\n'),
    "`[[tool.x.y]]`": _toml("[[tool.x.y]]\na = %0\n", "", ""),
}.items():

    def _settings(folder: Path, shape: Callable[[int], str] = _shape) -> Outcome:
        found: list[float | None] = []
        for size in (4_000, 8_000):
            text = f'{shape(size)}[tool.flake8-ownership]\nkind = "application"\n'
            ran = check(project(folder / str(size), {"pyproject.toml": text}), "--no-cache", ".")
            found.append(None if ran.code is None or not ran.told else ran.seconds)
        return _grown((4_000, 8_000), _start(folder), found, 2.3)

    row(
        "C2",
        f"pyproject.toml: {_name}, 4,000 and 8,000",
        "test_hostile_settings.py::test_the_rows_of_a_text_are_found_in_linear_time",
    )(_settings)


@row(
    "C2",
    "`--diff-base` with 6,000 and 12,000 equal lines, 15 of them changed",
    "test_diff_base.py::test_lines_that_repeat_cost_what_others_do",
)
def equal_lines(folder: Path) -> Outcome:
    found: list[float | None] = []
    for size in (6_000, 12_000):
        lines = ["x = 1\n"] * size
        here = project(folder / str(size), {"a.py": UNOWNED + "".join(lines)})
        git(here, "init", "-q", ".")
        git(here, "add", ".")
        git(here, "commit", "-qm", "x")
        for place in range(0, size, size // 15):
            lines[place] = "y = 2\n"
        (here / "a.py").write_text(UNOWNED.replace('"u"', '"v"') + "".join(lines), encoding="utf-8")
        ran = check(here, "--no-cache", "--diff-base", "HEAD", "a.py")
        found.append(None if ran.code is None or not ran.told else ran.seconds)
    return _grown((6_000, 12_000), _start(folder), found, 2.3)
