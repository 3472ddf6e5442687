"""How a value is written for a reader: as the type that an annotation would name."""

from __future__ import annotations

from flake8_ownership.index.values import (
    Adapted,
    Annotation,
    Bound,
    Closure,
    Coroutine,
    Either,
    Instance,
    Items,
    Lent,
    Lib,
    Made,
    Maker,
    Manager,
    Many,
    Nothing,
    OwnClass,
    OwnFunction,
    OwnInstance,
    OwnModule,
    Parameter,
    Pending,
    Plain,
    Super,
    Table,
    Unknown,
    Value,
    Variable,
)


def display(value: Value) -> str:
    """The type of a value, such as `list[httpx.AsyncClient]`; `Unknown` with the reason where nothing settles it."""
    match value:
        case Either(values):
            return " | ".join(display(part) for part in values)
        case Instance(known, of=of):
            return known.name if of is None else f"{known.name}[{display(of)}]"
        case OwnInstance(cls, arguments):
            inner = ", ".join(display(part) for part in arguments)
            return f"{cls.canonical}[{inner}]" if inner else cls.canonical
        case Many(element):
            return f"Iterable[{display(element)}]"
        case Table(element):
            return f"Mapping[{display(element)}]"
        case Items(elements):
            return f"tuple[{', '.join(display(part) for part in elements)}]"
        case Coroutine(result):
            return f"Awaitable[{display(result)}]"
        case Manager(result):
            return f"ContextManager[{display(result)}]"
        case Maker(result):
            return f"Callable[..., {display(result)}]"
        case Variable():
            return value.name or "TypeVar"
        case Parameter(bound=bound) if bound is not None:
            return display(bound)
        case Unknown():
            return f"Unknown ({value.why})"
        case Nothing():
            return "None"
    return _named(value)


def _named(value: Value) -> str:
    match value:
        case Plain(what, result):
            return f"result of {what}" if result else what
        case Made(path, stage):
            return {"result": f"result of {path}", "member": f"member {path}"}.get(stage, path)
        case Pending(api):
            return f"pending {api.name}"
        case Bound(api):
            return f"method {api.name}"
        case OwnFunction(function):
            return f"def {function.canonical}"
        case OwnClass(cls) | Super(cls):
            return f"type[{cls.canonical}]"
        case OwnModule(module):
            return f"module {module.name}"
        case Lib(path):
            return f"library {path}"
        case Lent(inner) | Adapted(inner):
            return display(inner)
        case Annotation(instance):
            return f"type[{display(instance)}]"
        case Closure():
            return "lambda"
    return type(value).__name__
