"""Which family of edits mends what: the one list of them, by the names that rules give their edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flake8_ownership.codemods.edits import (
    Job,
    entries,
    handlers,
    ownership,
    reports,
    responses,
    results,
    retries,
    successes,
    suppresses,
    tasks,
)


def families() -> Mapping[str, Callable[[Job], None]]:
    """What mends a function's findings, by the name of the edit, in the order in which they take their turns."""
    return {
        "InsertOwnership": ownership.insert,
        "ReplaceSuppress": suppresses.replace,
        "ReadResults": results.read,
        "ReadDone": results.read_done,
        "AddDoneCallback": tasks.add_callback,
        "ReportFailure": handlers.report,
        "ReportTimeout": handlers.report_timeout,
        "RaiseLevel": reports.raise_level,
        "LogTraceback": reports.add_traceback,
        "AddContext": reports.add_context,
        "KeepCause": reports.keep_cause,
        "AddFailureLog": handlers.log,
        "AddFailureCount": handlers.count,
        "AddRetryHook": retries.add_hook,
        "RaiseForStatus": responses.check,
        "AddSuccessCount": successes.count,
        "AddEntryLog": entries.announce,
    }
