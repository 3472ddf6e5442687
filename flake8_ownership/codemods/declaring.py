"""How a module without a logger gets one: the one that the settings name, or as the project's other files do."""

from __future__ import annotations

from flake8_ownership.codemods.additions import Additions, Refused
from flake8_ownership.codemods.dialects import Call, Need
from flake8_ownership.codemods.dialects.libraries import BY_NAME, LOGGING, THIRD_PARTY
from flake8_ownership.codemods.known_loggers import KnownLoggers, Logger
from flake8_ownership.codemods.proofs import base
from flake8_ownership.codemods.survey import Habit, Survey
from flake8_ownership.index.module import Module
from flake8_ownership.index.scopes import END
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Bound, Lib, Value, Where
from flake8_ownership.options import TRACKERS
from flake8_ownership.requirements import first_required
from flake8_ownership.settings import Settings

_NAMES = ("logger", "_logger", "log", "module_logger")
_MOST_HABITS = 5
SETTLES = 'logging = "module:name" says what else to log with'
# Where a logger of a library would do as well.
SETTLES_SIMPLY = (
    'logging = "stdlib" has it log with the standard library, logging = "module:name" with a logger of yours'
)


class Declaring:
    """Gives one module a logger."""

    def __init__(
        self,
        module: Module,
        resolver: Resolver,
        settings: Settings,
        survey: Survey,
        additions: Additions,
        known: KnownLoggers,
    ) -> None:
        self._module = module
        self._resolver = resolver
        self._project = resolver.project
        self._settings = settings
        self._wanted = settings.logging if settings.logging not in TRACKERS else "auto"
        self._survey = survey
        self._additions = additions
        self._known = known
        self._elsewhere: dict[Habit, tuple[Module, Logger] | Refused] = {}

    def logger(self) -> Logger:
        """A logger that the module has from now on. Raises Refused where the settings name none that is there."""
        if ":" in self._wanted:
            return self._of_settings(*self._wanted.split(":"))
        for habit in self._survey.loggers[:_MOST_HABITS]:
            if self._is_made_here(habit):
                raise Refused(f"the project's loggers are made in this file; {SETTLES}")
            try:
                return self._as_elsewhere(habit)
            except Refused:
                continue
        if self._wanted == "auto" and self._survey.is_of_many_files:
            raise Refused(
                f"no other file of this project has a logger that this one could use as well; {SETTLES_SIMPLY}"
            )
        return self._of_library()

    def _of_settings(self, path: str, target: str) -> Logger:
        """The logger that the settings name."""
        name, dot, rest = target.partition(".")
        self._additions.check_named("logging", self._settings.logging_path, path)
        there = self._project.find(path)
        value: Value = Lib(f"{path}.{name}")
        if there is not None:
            value = self._resolver.name(name, Where(there, END))
        for part in filter(None, rest.split(".")):
            value = self._resolver.attribute(value, part)
        try:
            found = self._known.logger(target, value, there or self._module, named=True)
        except Refused as refusal:
            raise Refused(f"{self._settings.logging_path or 'the option'}: logging: {target}, {refusal}") from refusal
        bound = self._additions.object(path, name, settled=True)
        return Logger(found.library, f"{bound}{dot}{rest}", found.speech)

    def _of_library(self) -> Logger:
        """A logger of the library that the settings name, else of one that the project requires."""
        library, settled = self._wanted, True
        if library == "auto":
            library = first_required(THIRD_PARTY, self._survey.requirements) or "stdlib"
            settled = False
        name = self._additions.free(*_NAMES)
        row = BY_NAME[library]
        if row.given:
            name = self._additions.object(row.module, row.given, name, settled=settled)
        elif row.maker:
            self._assign(name, f"{self._additions.module(row.module, settled=settled)}.{row.maker}", row.arguments)
        else:
            name = self._additions.module(row.module, settled=settled)
        return Logger(library, name)

    # -- as other files do

    def _as_elsewhere(self, habit: Habit) -> Logger:
        """A logger come by as another file does. Raises Refused where that cannot be done here."""
        there, found = self._of_habit(habit)
        if self._wanted not in ("auto", found.library):
            raise Refused(f"{self._wanted} is wanted")
        if habit.module:
            self._check_public(habit)
            name = self._additions.object(habit.module, habit.imported, habit.name)
            return Logger(found.library, name, found.speech)
        maker = self._maker(habit, there)
        name = self._additions.free(habit.name, *_NAMES)
        self._assign(name, maker, habit.arguments)
        return Logger(found.library, name, found.speech)

    def _is_made_here(self, habit: Habit) -> bool:
        """Whether a logger of other files is, or is made by, what this module defines."""
        if habit.module:
            return habit.module == self._module.name
        there = self._project.at(habit.path)
        first = habit.maker.partition(".")[0]
        bindings = there.body.bindings.get(first, ()) if there is not None and there is not self._module else ()
        return any(one.imported and there is not None and base(there, one) == self._module.name for one in bindings)

    def _of_habit(self, habit: Habit) -> tuple[Module, Logger]:
        """The other file and its logger, found out once for all functions. Raises Refused where it has none."""
        if habit not in self._elsewhere:
            try:
                self._elsewhere[habit] = self._looked_up(habit)
            except Refused as refusal:
                self._elsewhere[habit] = refusal
        found = self._elsewhere[habit]
        if isinstance(found, Refused):
            raise found
        return found

    def _looked_up(self, habit: Habit) -> tuple[Module, Logger]:
        there = self._project.at(habit.path)
        if there is None or there is self._module or habit.name not in _sure(there):
            raise Refused(f"{habit.path} has no {habit.name}")
        return there, self._known.logger(habit.name, self._resolver.name(habit.name, Where(there, END)), there)

    def _check_public(self, habit: Habit) -> None:
        """Raises Refused where a logger is that of a package to which this module does not belong."""
        package = habit.module.rpartition(".")[0]
        if self._is_in(self._module, package):
            return
        importers = self._survey.importers(habit.module, habit.imported)
        modules = (self._project.at(path) for path in importers)
        if not any(one is not None and not self._is_in(one, package) for one in modules):
            raise Refused(f"{habit.module} is for {package} alone")

    @staticmethod
    def _is_in(module: Module, package: str) -> bool:
        return module.name == package or module.name.startswith(f"{package}.") or not package

    def _maker(self, habit: Habit, there: Module) -> str:
        """How this module writes what makes a logger elsewhere. Raises Refused where it cannot."""
        first, _, rest = habit.maker.partition(".")
        binding = next(iter(there.body.bindings.get(first, ())), None)
        if binding is None or binding.kind != "import" or binding.block is not None:
            raise Refused(f"{habit.maker} is not imported")
        value = self._resolver.name(first, Where(there, END))
        path = value.path if isinstance(value, Lib) else value.api.name if isinstance(value, Bound) else ""
        package, _, last = path.rpartition(".")
        if "logging" in (path, package) and not habit.arguments:
            raise Refused("the root logger is only ever used on purpose")
        if any(path == row.module and row.maker for row in LOGGING) and rest:
            return f"{self._additions.module(path)}.{rest}"
        if any(package in row.makers for row in LOGGING) and not rest:
            module = self._additions.known_module(package)
            return f"{module}.{last}" if module is not None else self._additions.object(package, last, first)
        source = base(there, binding)
        if binding.imported and not rest and source != self._module.name:  # where it is made below its first use
            return self._additions.object(source, binding.imported, first)
        raise Refused(f"{habit.maker} is not known here")

    def _assign(self, name: str, maker: str, arguments: str) -> None:
        self._additions.need(Need("", name, value=Call(maker, (arguments,) if arguments else ())))


def _sure(module: Module) -> set[str]:
    """The names that a module is sure to have."""
    return {name for name, found in module.body.bindings.items() if all(one.block is None for one in found)}
