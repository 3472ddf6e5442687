"""The names of the typing modules, by last name: typing, typing_extensions and collections.abc share most of them."""

from __future__ import annotations

ITERABLES = frozenset(
    {
        "list",
        "List",
        "set",
        "Set",
        "frozenset",
        "FrozenSet",
        "deque",
        "Deque",
        "Sequence",
        "MutableSequence",
        "Iterable",
        "Iterator",
        "Collection",
        "AsyncIterable",
        "AsyncIterator",
        "AsyncGenerator",
        "Generator",
        "AbstractSet",
        "MutableSet",
    }
)
MAPPINGS = frozenset(
    {
        "dict",
        "Dict",
        "Mapping",
        "MutableMapping",
        "DefaultDict",
        "defaultdict",
        "OrderedDict",
        "WeakValueDictionary",
        "Counter",
    }
)
AWAITABLES = frozenset({"Awaitable", "Coroutine", "Future", "Task"})
MANAGERS = frozenset({"AbstractAsyncContextManager", "AsyncContextManager", "AbstractContextManager", "ContextManager"})
MODULES = frozenset(
    {
        "typing",
        "typing_extensions",
        "collections",
        "builtins",
        "asyncio",
        "contextlib",
        "types",
        "weakref",
        "contextvars",
    }
)
# What says nothing of what it annotates.
OPEN = frozenset({"Any", "Callable", "ClassVar", "Final", "Protocol", "TypeAlias", "TypeVar", "object"})
