"""The edit `InsertOwnership`: an entry log, a guard that logs, counts and raises again, and a success count."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Sequence

import libcst as cst

from flake8_ownership.codemods import names
from flake8_ownership.codemods.context import identifiers
from flake8_ownership.codemods.dialects import Counts, Logs, Need
from flake8_ownership.codemods.dialects.callable import CallableCounts
from flake8_ownership.codemods.dialects.stdlib import StdlibLogs
from flake8_ownership.codemods.imports import with_needs
from flake8_ownership.codemods.insert import Inserter, Voice
from flake8_ownership.codemods.plan import Body, Plan, Planner, Refused
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.wording import wording
from flake8_ownership.errors import FixRefused
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Instance, Lib, Made, OwnFunction, Pending, Where
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class OwnershipInserter:
    """Mends the unowned sites of one module."""

    def __init__(self, module: Module, resolver: Resolver, settings: Settings, width: int) -> None:
        self._module = module
        self._resolver = resolver
        self._settings = settings
        self._width = width
        self._trees = Trees(module)
        self._quote = _quote(module.source.text)
        self._needs: list[Need] = []
        self._taken = set(module.body.bindings)
        self.applied: list[Finding] = []
        self.refused: list[FixRefused] = []

    def apply(self, findings: Sequence[Finding]) -> str:
        """The text with the findings mended; what could not be is in `refused`."""
        planner = Planner(
            self._trees,
            counts=bool(self._settings.metrics),
            most_lines=self._settings.fix_max_lines,
            swallows=self._swallows,
        )
        inserter = Inserter(self._trees.cst, self._width)
        for (node, function), sites in self._by_function(findings).items():
            try:
                reraised = {place for finding, place in sites if _is_reraised(finding)}
                plan = planner.plan(function, node, [place for _, place in sites], reraised)
                inserter.add(plan, self._voice(plan))
                self.applied += [finding for finding, _ in sites]
            except Refused as refusal:
                self.refused += [self._refusal(finding, str(refusal)) for finding, _ in sites]
        changed = self._trees.cst.visit(inserter)
        return with_needs(changed, self._needs, self._resolver.project.owns).code

    def _by_function(
        self, findings: Sequence[Finding]
    ) -> dict[tuple[cst.FunctionDef, Function], list[tuple[Finding, cst.CSTNode]]]:
        found: dict[tuple[cst.FunctionDef, Function], list[tuple[Finding, cst.CSTNode]]] = defaultdict(list)
        for finding in findings:
            expr = self._trees.expression(finding) if finding.fact is not None else None
            place = self._trees.statement(expr) if expr is not None else None
            around = self._trees.function_around(place) if place is not None else None
            if place is None or around is None:
                self.refused.append(self._refusal(finding, "its place was not found again in LibCST's tree"))
            else:
                found[around].append((finding, place))
        return found

    def _refusal(self, finding: Finding, why: str) -> FixRefused:
        return FixRefused(finding.filename, f"{finding.code} at {finding.call} is not mended: {why}", finding.start.row)

    def _voice(self, plan: Plan) -> Voice:
        function = plan.function
        hidden = names.bound_in(function)
        first = self._first(plan.entry[0], plan.entry[1])
        guarded = self._first(plan.guards[0].block, plan.guards[0].start)
        at_entry = identifiers(function, first, self._resolver) if first is not None else ()
        at_guard = identifiers(function, guarded, self._resolver) if guarded is not None else ()
        used = names.used_in(function)
        words = wording(function.name)
        return Voice(
            self._logs(function, hidden),
            self._counts(hidden),
            words,
            function.name,
            self._settings.entry_log,
            at_entry,
            at_guard,
            names.free(("result", "outcome", "answer"), used),
        )

    def _first(self, block: Body, index: int) -> ast.stmt | None:
        """The `ast` statement at a place."""
        statement = block.body[index]
        if isinstance(statement, cst.SimpleStatementLine):
            statement = statement.body[0]
        twin = self._trees.twin(statement)
        return twin if isinstance(twin, ast.stmt) else None

    # -- the project's words

    def _logs(self, function: Function, hidden: set[str]) -> Logs:
        """The module's own logger, or one that is declared now."""
        logger = names.module_level(self._module, self._resolver, names.is_stdlib_logger)
        if logger is not None and logger not in hidden:
            return StdlibLogs(logger, self._quote)
        declared = next((need for need in self._needs if need.declaration), None)
        if declared is not None:
            name = declared.declaration.partition(" = ")[0]
            if name in hidden:
                raise Refused(f"the function binds {name!r}, which hides the module's logger")
            return StdlibLogs(name, self._quote)
        name = names.free(("logger", "_logger", "log", "module_logger"), self._taken | self._all_bound())
        package = self._imported("logging")
        self._need(Need("", declaration=f"{name} = {package}.getLogger(__name__)"))
        return StdlibLogs(name, self._quote)

    def _all_bound(self) -> set[str]:
        """Names that any function of the module binds: one logger must be visible in all of them."""
        bound: set[str] = set()
        for function in self._module.every_function():
            bound |= function.body.bindings.keys()
        return bound

    def _imported(self, path: str) -> str:
        """The name under which a module of the standard library is imported, by a new import if need be."""
        name = names.module_level(self._module, self._resolver, names.names_module(path))
        if name is not None:
            return name
        alias = "" if path not in self._taken else names.free((f"stdlib_{path}",), self._taken)
        self._need(Need(path, alias=alias))
        return alias or path

    def _counts(self, hidden: set[str]) -> Counts | None:
        """The callable that the configuration names, as this module can write it."""
        if not self._settings.metrics:
            return None
        path, _, target = self._settings.metrics.partition(":")
        name, _, rest = target.partition(".")
        if path == self._module.name:
            return CallableCounts(target, self._quote)
        bound = self._bound_to(path, name)
        if bound is None:
            alias = (
                "" if name not in self._taken | self._all_bound() else names.free((f"ownership_{name}",), self._taken)
            )
            self._need(Need(path, name, alias, own=True))
            bound = alias or name
        if bound in hidden:
            raise Refused(f"the function binds {bound!r}, which hides the project's metrics")
        return CallableCounts(f"{bound}.{rest}" if rest else bound, self._quote)

    def _bound_to(self, path: str, name: str) -> str | None:
        """The name by which the module already imports `name` from the module at `path`."""
        for local, bindings in self._module.body.bindings.items():
            for binding in bindings:
                if binding.kind == "import" and binding.imported == name and binding.block is None:
                    package = self._module.package.split(".") if binding.level else []
                    base = ".".join([*package[: len(package) - binding.level + 1], *filter(None, [binding.module])])
                    if base == path:
                        return local
        return next((need.alias or need.name for need in self._needs if (need.module, need.name) == (path, name)), None)

    def _need(self, need: Need) -> None:
        if need not in self._needs:
            self._needs.append(need)
            self._taken.add(need.alias or need.name or need.module or need.declaration.partition(" = ")[0])

    def _swallows(self, node: cst.With) -> bool:
        """Whether a `with` may end an exception by itself: anything that is not known to let it pass."""
        twin = self._trees.twin(node)
        if not isinstance(twin, (ast.With, ast.AsyncWith)):
            return True
        around = self._trees.function_around(node)
        assert around is not None
        for item in twin.items:
            expr = item.context_expr.func if isinstance(item.context_expr, ast.Call) else item.context_expr
            where = Where(around[1], (expr.lineno, expr.col_offset))
            value = self._resolver.value(expr, where)
            if (
                isinstance(value, OwnFunction)
                and "except" not in value.function.text
                and ("suppress" not in value.function.text)
            ):
                continue
            if isinstance(value, Lib) and value.path == "contextlib.suppress":
                return True
            result = self._resolver.value(item.context_expr, where)
            if not isinstance(result, (Instance, Pending, Made)):
                return True
        return False


def _is_reraised(finding: Finding) -> bool:
    return isinstance(finding.fact, Site) and finding.fact.ruling.reraised


def _quote(text: str) -> str:
    """The quote that the file's strings mostly have."""
    single = len(re.findall(r"(?<!')'(?!')", text))
    double = len(re.findall(r'(?<!")"(?!")', text))
    return "'" if single > double else '"'
