"""Small projects in which a failure has one road from each site to each operation: the grammar, its text, the strategy.

A project is made of trees. The root of one makes calls of a library, what it is called by are its branches, and the
leaves are the operations, which nobody calls. So a failure that is injected at a site meets, on its way to one
operation, each function once. The words come from `tests.project_parts`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from tests import project_parts as parts
from tests.program_parts import LIBRARIES, MODULES, used
from tests.project_shapes import is_left_out

NAMES = ("clients", "services", "flows", "entry")
HELPERS = "helpers"
_STANDARD = ("abc", *MODULES)
_LIBRARIES = ("requests", *LIBRARIES)
_MADE_OF = tuple(parts.HELPERS)


@dataclass(frozen=True)
class Node:
    """A function; `links` are how it runs what it calls, one after the other: calls of the library at the root, the
    function below everywhere else. `near` where it stands in the module of what it calls."""

    form: str
    links: tuple[str, ...]
    layers: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    near: bool = True
    plainly: bool = True
    callers: tuple[Node, ...] = ()

    def everyone(self) -> Iterator[Node]:
        """This function, its callers, and theirs."""
        yield self
        for caller in self.callers:
            yield from caller.everyone()


@dataclass(frozen=True)
class Operation:
    """A function that nobody calls: its module, what runs it there, given a `client`, and its qualified name."""

    module: str
    call: str
    qualname: str
    ends_the_process: bool


@dataclass(frozen=True)
class Site:
    """A call of the library: the module and row that it stands in, the address that it is given, and the operations
    from which it is reached."""

    module: str
    row: int
    address: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Project:
    """Files by the names of their modules, and the sites in them."""

    files: dict[str, str]
    sites: tuple[Site, ...]


# -- the text


@dataclass(frozen=True)
class _Callee:
    """A function that others call: how, by which name it is handed on, what it is given, and where it is found."""

    call: str
    function: str
    arguments: str
    module: str
    kind: parts.Kind

    @property
    def imported(self) -> str:
        """The name that stands for it in its module."""
        return re.split(r"\W", self.function)[0]


class _Module:
    def __init__(self, name: str) -> None:
        self.name = name
        self.functions: list[str] = []
        self.imports: dict[str, None] = {}

    def text(self) -> str:
        body = "\n\n\n".join(self.functions)
        needed = used(body, _MADE_OF)
        own = [name for name in needed if name in ("logger", "stats")]
        whole = "\n\n\n".join([*(parts.HELPERS[name] for name in own), body])
        given = [name for name in needed if name not in own]
        helpers = [f"from {HELPERS} import {', '.join(given)}"] if given else []
        return "\n".join([*_imports(whole), *helpers, *self.imports]) + "\n\n\n" + whole + "\n"


def _imports(text: str) -> list[str]:
    return [f"import {name}" for name in (*used(text, _STANDARD), *used(text, _LIBRARIES))]


def written(trees: tuple[Node, ...]) -> Project:
    """The files of a project."""
    modules = {name: _Module(name) for name in NAMES}
    numbers = itertools.count(1)
    reached: dict[str, tuple[Operation, ...]] = {}
    for tree in trees:
        _Writer(modules, numbers, reached).write(tree)
    files = {module.name: module.text() for module in modules.values() if module.functions}
    needed, pending = set[str](), list(files.values())
    while pending:
        found = set(used(pending.pop(), _MADE_OF)) - needed
        needed |= found
        pending += [parts.HELPERS[name] for name in found]
    body = "\n\n\n".join(parts.HELPERS[name] for name in _MADE_OF if name in needed)
    if body:
        files[HELPERS] = "\n".join(_imports(body)) + "\n\n\n" + body + "\n"
    sites = []
    for address, operations in reached.items():
        module = next(name for name, text in files.items() if f'"{address}"' in text)
        rows = files[module].splitlines()
        row = next(row for row, line in enumerate(rows, 1) if f'"{address}"' in line)
        sites.append(Site(module, row, address, operations))
    return Project(files, tuple(sites))


@dataclass
class _Writer:
    """Writes one tree; `reached` are the addresses of its sites, each with the operations that reach it."""

    modules: dict[str, _Module]
    numbers: Iterator[int]
    reached: dict[str, tuple[Operation, ...]]

    def write(self, root: Node) -> None:
        before = set(self.reached)
        operations = tuple(self._node(root, None, 0))
        for address in self.reached:
            if address not in before:
                self.reached[address] = operations

    def _node(self, node: Node, callee: _Callee | None, at: int) -> Iterator[Operation]:
        """Writes a function and its callers; yields the operations among them."""
        number = next(self.numbers)
        name, form = f"step_{number}", parts.FORMS[node.form]

        def filled(text: str) -> str:
            return text.replace("NAME", name).replace("NUMBER", str(number))

        if not node.near and callee is not None:
            at = min(at + 1, len(NAMES) - 1)
        module = self.modules[NAMES[at]]
        last = len(node.links) - 1
        lines = [
            line
            for index, link in enumerate(node.links)
            for line in self._link(link, node, callee, self._prefix(node, callee, module), is_last=index == last)
        ]
        text = filled(_filled(form.text, self._nest(node.layers, lines)))
        for decorator in reversed(node.decorators):
            text = re.sub(rf"^( *)((?:async )?def {name}\()", rf"\1@{decorator}\n\1\2", text, flags=re.MULTILINE)
        module.functions.append(text)
        own = _Callee(filled(form.call), filled(form.function), form.arguments, module.name, form.kind)
        if not node.callers:
            yield Operation(module.name, own.call.format(client="client"), filled(form.qualname), node.form == "run")
        for caller in node.callers:
            yield from self._node(caller, own, at)

    def _prefix(self, node: Node, callee: _Callee | None, module: _Module) -> str:
        """What stands before the name of what is called; it is imported where it is of another module."""
        if callee is None or callee.module == module.name:
            return ""
        whole = f"import {callee.module}"
        module.imports[f"from {callee.module} import {callee.imported}" if node.plainly else whole] = None
        return "" if node.plainly else f"{callee.module}."

    def _link(self, link: str, node: Node, callee: _Callee | None, prefix: str, *, is_last: bool) -> list[str]:
        template, form = parts.EVERY_LINK[link], parts.FORMS[node.form]
        if not is_last:
            # What follows is to be reached, and has names of its own.
            template = re.sub(r"(?<![.\w{])(task|tasks|done|group|handlers?|results?)\b(?!\})", r"\1_0", template)
            template = template.removeprefix("return ")
        if callee is None:
            address = f"/orders/{next(self.numbers)}"
            self.reached[address] = ()
            maker = "requests" if form.kind == "blocking" or link in parts.THREAD_LINKS else form.client
            call, function, only = f'{maker}.get("{address}")', f"{maker}.get", f'"{address}"'
        else:
            said = (callee.call, callee.function, callee.arguments)
            call, function, only = (one.format(client=form.client) for one in said)
            call, function = prefix + call, prefix + function
        args = f", {only}" if only else ""
        return template.format(call=call, fn=function, args=args, only=only).splitlines()

    def _nest(self, layers: tuple[str, ...], lines: list[str]) -> list[str]:
        for layer in reversed(layers):
            text = parts.LAYERS[layer].replace("NUMBER", str(next(self.numbers)))
            lines = _filled(text, lines).splitlines()
        return lines


def _filled(text: str, body: list[str]) -> str:
    """A template with its body, indented as the word that stands for it."""
    found = re.search(r"^( *)BODY$", text, re.MULTILINE)
    assert found is not None
    return text.replace(found[0], "\n".join(found[1] + line for line in body))


# -- the strategy

_STARTING = [name for name, form in parts.FORMS.items() if form.starts]
_CALLED = [*(name for name, form in parts.FORMS.items() if form.kind == "coroutine"), "generator", "manager", "enter"]
_YIELDING = ("generator", "manager")
_LINKS_OF: dict[parts.Kind, list[str]] = {
    "coroutine": list(parts.LINKS),
    "generator": list(parts.GENERATOR_LINKS),
    "manager": list(parts.MANAGER_LINKS),
    "blocking": list(parts.THREAD_LINKS),
}


def projects() -> st.SearchStrategy[tuple[Node, ...]]:
    """One tree, or two that share modules and helpers."""
    one = trees()
    return st.one_of(st.tuples(one), st.tuples(one), st.tuples(one, one))


def trees() -> st.SearchStrategy[Node]:
    return nodes(None, 3).filter(lambda tree: not any(map(is_left_out, tree.everyone())))


@st.composite
def nodes(draw: st.DrawFn, calls: str | None, callers: int) -> Node:
    """A function that calls one of a form, or a library where that is None, with callers as many floors up at most."""
    floors = draw(st.sampled_from(range(callers + 1))) if callers else 0
    blocking = calls in (None, "blocking") and floors > 1 and draw(st.sampled_from((True, False, False, False)))
    form = "blocking" if blocking else draw(st.sampled_from(_CALLED if floors else _STARTING))
    link = st.sampled_from(_links(form, calls))
    number = draw(st.sampled_from((1, 1, 1, 2))) if calls is None else 1
    links = tuple(draw(link) for _ in range(number))
    some = st.sampled_from(_layers(form))
    layers = tuple(draw(some) for _ in range(draw(st.sampled_from((0, 1, 1, 2)))))
    decorated = parts.FORMS[form].kind == "coroutine" and draw(st.sampled_from((True, False, False, False)))
    decorators = (draw(st.sampled_from(parts.DECORATORS)),) if decorated else ()
    above = tuple(draw(nodes(form, floors - 1)) for _ in range(draw(st.sampled_from((1, 1, 2))) if floors else 0))
    return Node(form, links, layers, decorators, draw(st.booleans()), draw(st.booleans()), above)


def _links(form: str, calls: str | None) -> list[str]:
    if form == "blocking":
        return list(parts.BLOCKING_LINKS)
    links = [*parts.LINKS, *parts.THREAD_LINKS] if calls is None else _LINKS_OF[parts.FORMS[calls].kind]
    # A generator may return nothing.
    return [link for link in links if form not in _YIELDING or "return " not in parts.EVERY_LINK[link]]


def _layers(form: str) -> list[str]:
    layers = parts.BLOCKING_LAYERS if form == "blocking" else tuple(parts.LAYERS)
    return [layer for layer in layers if form not in _YIELDING or "return " not in parts.LAYERS[layer]]
