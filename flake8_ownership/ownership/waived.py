"""What comments in the checked files say is meant: failures that are let go there."""

from __future__ import annotations

from flake8_ownership.outstanding import Outstanding
from flake8_ownership.sites.site import Operation, Site, Task


class Waived:
    """The places whose findings a comment waives, all of them."""

    def __init__(self) -> None:
        self._rows: set[tuple[str, int]] = set()
        self._functions: set[tuple[str, str]] = set()

    def add(self, path: str, told: Outstanding) -> None:
        """Takes the findings of a file."""
        still_told = {(finding.code, finding.start) for finding in told.findings}
        for finding in told.waived:
            if (finding.code, finding.start) in still_told:
                continue
            match finding.fact:
                case Operation(function=function):
                    self._functions.add((path, function))
                case Task(start=start):
                    self._rows.add((path, start.row))
                case Site(ruling=ruling) if finding.guard_row is not None and ruling.guard_row is not None:
                    self._rows.add((path, ruling.guard_row))

    def has_row(self, path: str, row: int) -> bool:
        """Whether what loses failures on a row is meant to."""
        return (path, row) in self._rows

    def has_function(self, path: str, function: str) -> bool:
        """Whether failures are meant to leave an operation."""
        return (path, function) in self._functions
