# weakref: references that do not keep what they refer to.
from typing import Generic, TypeVar

T = TypeVar("T")

class ref(Generic[T]):
    def __init__(self, o: T, callback: object = None) -> None: ...
    def __call__(self) -> T: ...

class ReferenceType(ref[T]): ...
