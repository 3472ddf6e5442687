# Written by tools/returns.py from instructor 1.17.0: what its members return.
import collections
import typing
T = typing.TypeVar("T")

# instructor.AsyncInstructor
class AsyncInstructor:
    def create_iterable(self, messages, response_model: type[T]) -> collections.abc.AsyncGenerator[T, None]: ...
    def create_partial(self, response_model: type[T]) -> collections.abc.AsyncGenerator[T, None]: ...
