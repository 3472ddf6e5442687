# Written by tools/returns.py from fastapi 0.165.0: what its members return.
import typing

# fastapi.BackgroundTasks
class BackgroundTasks:
    def add_task(self) -> None: ...
