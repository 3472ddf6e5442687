"""The editor: a language server over standard input and output.

A thread of its own, the bench, owns the checker and does all judging, one job after another; the event loop owns the
documents and hands the bench snapshots that no longer change. So what is typed while a file is judged is never lost,
and nothing is locked.
"""

from flake8_ownership.faces.lsp.server import serve

__all__ = ["serve"]
