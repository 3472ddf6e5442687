"""Which logger a function's logs are written with: one that the file has and uses, or a new one."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from flake8_ownership.catalogue.observers import LEVELS
from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Additions, Refused
from flake8_ownership.codemods.constructed import is_sure
from flake8_ownership.codemods.declaring import SETTLES, SETTLES_SIMPLY, Declaring
from flake8_ownership.codemods.dialects import Logs
from flake8_ownership.codemods.known_loggers import KnownLoggers, Logger, library_of
from flake8_ownership.codemods.manners import Manners, Told
from flake8_ownership.codemods.neighbours import form
from flake8_ownership.codemods.operations import is_called
from flake8_ownership.codemods.survey import Survey
from flake8_ownership.index import ancestry, trees
from flake8_ownership.index.module import Class, Function, Module, last_name
from flake8_ownership.index.scopes import END, Binding
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnFunction, OwnInstance, Value, Where
from flake8_ownership.options import TRACKERS
from flake8_ownership.settings import Settings

_NAMED = re.compile(r"^_*(log|logger|logging)_?$|_(log|logger)$", re.IGNORECASE)
_LOGS = re.compile(r"\.(?:" + "|".join(sorted(LEVELS)) + r")\(")
# A logger that is given something first.
_BOUND = re.compile(rf"\b((\w[\w.]*)\.(?:bind|opt|new)\([^()\n]*\))\.(?:{'|'.join(sorted(LEVELS))})\(")
_NO_NAME = re.compile(r"[^\w.]")


class Loggers:
    """The loggers of one module; `quote` is the quote of its strings."""

    def __init__(
        self,
        module: Module,
        resolver: Resolver,
        settings: Settings,
        survey: Survey,
        additions: Additions,
        manners: Manners,
        quote: str,
    ) -> None:
        self._module = module
        self._resolver = resolver
        self._wanted = settings.logging if settings.logging not in TRACKERS else "auto"
        self._additions = additions
        self._known = KnownLoggers(module, resolver, settings, survey, manners, quote)
        self._declaring = Declaring(module, resolver, settings, survey, additions, self._known)

    def of(self, function: Function, before: int | None = None) -> Logs:
        """What a function's logs are written with: the logger that it uses itself before the others that it sees.
        Raises Refused where it hides the module's, where it is made at the row `before` or below, and where the
        function logs with one of which too little is known."""
        hidden = names.bound_in(function)
        method = _method_around(function)
        around = method.owner.text if method is not None and method.owner is not None else function.text
        doubtful = self._of_own_form(method)
        found = [one for one in self._existing if one.name not in hidden]
        given = (
            *self._of_parameters(function),
            *self._of_locals(function),
            *self._of_given_objects(function),
            *self._of_object(method, function),
        )
        for expression, value in given:
            try:
                logger = self._known.logger(expression, value, function)
            except Refused as refusal:
                # Methods of an object that have such names may well have nothing to do with logs.
                if method is None or expression != method.receiver:
                    doubtful[expression] = str(refusal)
                continue
            if self._wanted in ("auto", logger.library):
                found.append(logger)
        found.sort(key=lambda one: (not _speaks(function.text, one.expression), not _speaks(around, one.expression)))
        if ":" not in self._wanted and not any(_speaks(around, one.expression) for one in found):
            _check_doubtful(doubtful)
        for logger in found:
            if logger.name in function.body.bindings and logger.name not in _parameters(function):
                row = function.body.bindings[logger.name][0].row
                if before is not None and row >= before:
                    raise Refused(f"{logger.name!r} is defined below it")
            row = before if before is not None else function.end_row
            return self._known.written(logger, form(self._module, function, row, logger.expression))
        if self._existing:
            raise Refused(f"the function binds {self._existing[0].name!r}, which hides the module's logger")
        self._check_silent(function)
        logger = self._of_module
        if logger.name in hidden:
            raise Refused(f"the function binds {logger.name!r}, which hides the module's logger")
        return self._known.written(logger)

    def _check_silent(self, function: Function) -> None:
        """Raises Refused where a file that has no logger of its own would be given one: it logs with another, or logs
        nothing, and leaves that to those who call it."""
        if self._wanted != "auto":
            return
        _check_doubtful(self._unproven)
        self._check_others("the function does")
        if is_called(function, self._resolver.project):
            raise Refused(f"the file logs nothing, and leaves that to those who call it; {SETTLES_SIMPLY}")

    def _check_others(self, who: str) -> None:
        """Raises Refused where the file logs with something that `who` lacks: nobody wants a second logger."""
        others = [one for one in _speaking(self._module.text) if _NAMED.search(one.rpartition(".")[2])]
        if others:
            raise Refused(f"the file logs with {min(others)!r}, which {who} not have; {SETTLES_SIMPLY}")

    def at_top(self, row: int) -> Logger:
        """A logger that the top of the module has bound before a row."""
        for logger in self._existing:
            if all(binding.row < row for binding in self._module.body.bindings[logger.name]):
                return logger
        if self._existing:
            raise Refused(f"{self._existing[0].name!r} is defined below it")
        if self._wanted == "auto":
            self._check_others("a function at the top of the module does")
        logger = self._of_module
        if not self._additions.declares_before(row):
            raise Refused(f"{logger.name!r} can only be defined below it")
        return logger

    def takes(self, function: Function, call: ast.Call, method: str, named: frozenset[str]) -> bool:
        """Whether the logger that a call is made on has another method, which takes what the call gives and keywords
        that are `named`."""
        assert isinstance(call.func, ast.Attribute)
        receiver = call.func.value
        value = self._resolver.value(receiver, Where(function, (receiver.lineno, receiver.col_offset)))
        return bool(library_of(value)) or self._known.takes(ast.unparse(receiver), value, method, call, named)

    def told(self, library: str) -> Told:
        """How identifiers are written with a library whose usual format prints the message alone."""
        return self._known.told(library)

    def written(self, logger: Logger) -> Logs:
        """The dialect of a logger."""
        return self._known.written(logger)

    @property
    def _of_module(self) -> Logger:
        """A logger that the module is given, since it has none."""
        _check_doubtful(self._unproven)
        if self._additions.logger is None:
            self._additions.logger = self._declaring.logger()
        return self._additions.logger

    # -- what is there

    @cached_property
    def _existing(self) -> list[Logger]:
        """Loggers at the top of the module: those whose type is known first, the module `logging` itself last."""
        self._unproven: dict[str, str] = {}
        if ":" in self._wanted:
            return []
        found: list[Logger] = []
        for name, value in self._additions.at_top.items():
            spoken = _speaks(self._module.text, name)
            if any(_may_be_none(binding) for _, binding in self._module.bound_from_within(name)):
                self._unproven.update({name: "which a function sets to None"} if spoken else {})
                continue
            if not _is_there(name, self._module.body.bindings[name], self._module.text):
                continue
            made = self._module.body.bindings[name]
            is_made = _NAMED.search(name) is not None and all(isinstance(one.expr, ast.Call) for one in made)
            if not spoken and (_is_root(made) or not (library_of(value) or is_made)):
                continue
            if not library_of(value) and not (_NAMED.search(name) or _is_named_for_logs(value)):
                continue
            bound = _bound(self._module).get(name)
            given = self._resolver.value(bound, Where(self._module, END)) if bound is not None else value
            try:
                expression = ast.unparse(bound) if bound is not None else name
                found.append(self._known.logger(expression, given, self._module))
            except Refused as refusal:
                self._unproven[name] = str(refusal)
        wanted = [one for one in found if self._wanted in ("auto", one.library)]
        return sorted(
            wanted,
            key=lambda one: (
                one.expression == "logging",
                one.library == "plain",
                not self._is_for_all(one.expression),
                -self._module.text.count(f"{one.expression}."),
            ),
        )

    def _is_for_all(self, name: str) -> bool:
        """Whether a logger is that of the whole file, rather than one for some of what it does."""
        made = [binding.expr for binding in self._module.body.bindings.get(name, ())]
        return not any(
            isinstance(one, ast.Call) and any(isinstance(given, ast.Constant) for given in one.args) for one in made
        )

    def _of_parameters(self, function: Function) -> Iterator[tuple[str, Value]]:
        """Loggers that the function is given, and keeps; one without a type is, where the function logs with it."""
        for name in sorted(_parameters(function)):
            bindings = function.body.bindings.get(name, ())
            if not _NAMED.search(name) or len(bindings) != 1 or any(map(_may_be_none, bindings)):
                continue
            value = self._resolver.name(name, Where(function, END))
            if names.stays_bound(function, name) and (library_of(value) or _speaks(function.text, name)):
                yield name, value

    def _of_locals(self, function: Function) -> Iterator[tuple[str, Value]]:
        """Loggers that the function keeps in a variable before it does anything else of length."""
        scope: object = function
        while isinstance(scope, Function):
            for name, bindings in scope.body.bindings.items():
                if not _NAMED.search(name) or len(bindings) != 1 or bindings[0].kind == "parameter":
                    continue
                value = self._resolver.name(name, Where(scope, END))
                if not library_of(value) or not names.stays_bound(scope, name):
                    continue
                if bindings[0].block is None:
                    yield name, value
                elif scope is function:
                    raise Refused(f"the function makes {name!r} under a condition")
            scope = scope.outer

    def _of_given_objects(self, function: Function) -> Iterator[tuple[str, Value]]:
        """Loggers of the objects that the function is given, where the file logs with them: `context.logger`."""
        given = {name for name in _parameters(function) if len(function.body.bindings.get(name, ())) == 1}
        for expression in sorted(_speaking(self._module.text)):
            name, _, rest = expression.partition(".")
            if name in given and name != function.receiver and _NAMED.search(rest) and "." not in rest:
                value = self._resolver.attribute(self._resolver.name(name, Where(function, END)), rest)
                yield expression, value

    def _of_own_form(self, method: Function | None) -> dict[str, str]:
        """The method by which an object logs in a form of its own: `self._log("error", …)`."""
        if method is None or method.owner is None or method.receiver is None:
            return {}
        called = _called_in_own_form(method.owner, method.receiver)
        itself = OwnInstance(method.owner)
        return {
            f"{method.receiver}.{name}": "in a form of its own"
            for name, times in called.items()
            if times > 1 and isinstance(self._resolver.attribute(itself, name), OwnFunction)
        }

    def _of_object(self, method: Function | None, function: Function) -> Iterator[tuple[str, Value]]:
        """What the object of a method logs with, which a function is or stands in: its own methods where it logs so,
        and loggers that it keeps."""
        if method is None or method.owner is None or method.receiver is None:
            return
        owner, receiver = method.owner, method.receiver
        if "classmethod" in method.decorator_names or len(method.body.bindings[receiver]) > 1:
            return
        itself = OwnInstance(owner)
        reporting = (self._resolver.attribute(itself, name) for name in ("exception", "error", "warning"))
        if _speaks(owner.text, receiver) and any(isinstance(one, OwnFunction) for one in reporting):
            yield receiver, itself
        around = "\n".join(cls.text for cls in ancestry.lineage(self._resolver, owner) if isinstance(cls, Class))
        for name, made in sorted(_attributes(self._resolver, owner).items()):
            expression = f"{receiver}.{name}"
            sure = is_sure(self._resolver, owner, name) or _speaks(function.text, expression)
            if not sure or not _is_there(expression, made, around):
                continue
            value = self._resolver.attribute(itself, name)
            if library_of(value) or _speaks(owner.text, expression):
                yield expression, value


_OWN_FORM = re.compile(r"_*a?log(_event|_message)?$")


@lru_cache(maxsize=8)  # each finding of a class asks
def _called_in_own_form(owner: Class, receiver: str) -> Counter[str]:
    """How often the methods of a class call which of those by which it might log."""
    return Counter(
        call.func.attr
        for one in owner.all_functions
        for call, _ in one.body.calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == receiver
        and _OWN_FORM.match(call.func.attr)
    )


def _method_around(function: Function) -> Function | None:
    """The method that a function is, or in which it stands and sees its object."""
    hidden: set[str] = set()
    scope: object = function
    while isinstance(scope, Function):
        if scope.owner is not None:
            return None if scope.receiver in hidden else scope
        hidden |= scope.body.bindings.keys() - scope.body.outer_names
        scope = scope.outer
    return None


def _check_doubtful(doubtful: Mapping[str, str]) -> None:
    """Raises Refused where the file logs with something too little is known about: nobody wants a second logger."""
    for expression, why in doubtful.items():
        raise Refused(f"the file logs with {expression!r}, {why}; {SETTLES}")


def _is_named_for_logs(value: Value) -> bool:
    """Whether a value is of a class of the project that is called a logger."""
    return isinstance(value, OwnInstance) and value.cls.name.endswith(("Logger", "Log"))


def _is_root(bindings: Iterable[Binding]) -> bool:
    """Whether a name is bound to the root logger, or what stands for it: files use those to set logs up."""
    return any(
        (isinstance(one.expr, ast.Call) and last_name(one.expr) == "getLogger" and not one.expr.args)
        or (one.kind == "import" and one.imported is None)
        for one in bindings
    )


def _speaks(text: str, name: str) -> bool:
    """Whether a text logs with a name."""
    return name in _speaking(text)


@lru_cache(maxsize=32)  # each name of a module asks
def _speaking(text: str) -> frozenset[str]:
    """The names and dotted names with which a text logs."""
    found = (match.start() for match in _LOGS.finditer(text))
    plain = {_NO_NAME.split(text[text.rfind("\n", 0, end) + 1 : end])[-1] for end in found}
    return frozenset(plain) | {one for match in _BOUND.finditer(text) for one in match.groups()}


@lru_cache(maxsize=4)  # each function of a module asks
def _bound(module: Module) -> dict[str, ast.Call]:
    """What a module's loggers are mostly given before they log, where that is the same each time:
    `logger.bind(tag=TAG)`."""
    direct: Counter[str] = Counter()
    bound: dict[str, Counter[str]] = {}
    first: dict[str, ast.Call] = {}
    for scope in (module, *module.every_function()):
        for call, _ in scope.body.calls:
            match call.func:
                case ast.Attribute(value=ast.Name(id=name), attr=level) if level in LEVELS:
                    direct[name] += 1
                case ast.Attribute(
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="bind")) as made, attr=level
                ) if level in LEVELS and _is_same(made, module):
                    written = ast.unparse(made)
                    bound.setdefault(name, Counter())[written] += 1
                    first.setdefault(written, made)
    most = {name: found.most_common(1)[0] for name, found in bound.items()}
    return {name: first[written] for name, (written, times) in most.items() if times > direct[name]}


def _is_same(call: ast.Call, module: Module) -> bool:
    """Whether a call is given nothing but constants and names of the module's top."""
    given = [*call.args, *(one.value for one in call.keywords)]
    top = module.body.bindings
    return all(isinstance(one, ast.Constant) or (isinstance(one, ast.Name) and one.id in top) for one in given)


def _is_there(expression: str, bindings: Iterable[Binding], text: str) -> bool:
    """Whether a logger is never None, as far as its bindings tell, and the use of it in the text that sees the same."""
    if not any(map(_may_be_none, bindings)):
        return True
    name = re.escape(expression)
    asked = re.search(rf"\b(if|and|or)\s+(not\s+)?{name}\b(?!\.)|(?<![\w.]){name}\s+(is|and)\b", text)
    return _speaks(text, expression) and asked is None


def _may_be_none(binding: Binding) -> bool:
    """Whether a name is bound to None, or its annotation allows that."""
    if isinstance(binding.expr, ast.Constant) and binding.expr.value is None:
        return True
    return (
        binding.annotation is not None
        and re.search(r"\b(None|Optional)\b", ast.unparse(binding.annotation)) is not None
    )


@lru_cache(maxsize=8)  # each finding of a class asks
def _attributes(resolver: Resolver, owner: Class) -> dict[str, list[Binding]]:
    """The attributes of a class and its bases that are named as loggers are, with their bindings and those of the
    parameters that they are bound to."""
    found: dict[str, list[Binding]] = {}
    for cls in ancestry.lineage(resolver, owner):
        if not isinstance(cls, Class):
            continue
        names_ = {name for method in cls.all_functions for name in method.body.attributes} | cls.body.bindings.keys()
        for name in filter(_NAMED.search, names_):
            if cls is owner or not names.is_private(name):
                found.setdefault(name, []).extend(_given(cls, name))
    return found


def _given(owner: Class, attribute: str) -> Iterator[Binding]:
    """The bindings of an attribute, and those of the parameters that it is bound to."""
    yield from owner.body.bindings.get(attribute, ())
    for method in owner.all_functions:
        for binding in method.body.attributes.get(attribute, ()):
            yield binding
            if isinstance(binding.expr, ast.Name):
                yield from method.body.bindings.get(binding.expr.id, ())


def _parameters(function: Function) -> set[str]:
    return {one.arg for one in trees.parameters(function.node.args)}
