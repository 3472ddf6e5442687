"""The fixes as LibCST codemod commands, for `python -m libcst.tool codemod -x --no-format <module>.OwnFailures`."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
from libcst.codemod import CodemodCommand, SkipFile

from flake8_ownership.check import Checker
from flake8_ownership.codemods import engine
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError
from flake8_ownership.source import Source

_CHECKER = Checker()


class OwnFailures(CodemodCommand):
    """Inserts the ownership pattern around async I/O calls whose failure nobody would see."""

    DESCRIPTION: str = "Own the failures of async I/O calls: log them, count them, raise them again."

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """The module with its findings mended; skipped, with the reason, where it cannot be judged."""
        path = Path(self.context.filename or "stdin.py")
        try:
            source = Source(str(path), tree.code, encoding=tree.encoding)
            fixed = engine.fix(source, _CHECKER, Settler().settings(path), unsafe=True)
        except OwnershipError as error:
            raise SkipFile(str(error)) from error
        for refusal in fixed.refused:
            self.warn(str(refusal))
        return cst.parse_module(fixed.text, tree.config_for_parsing) if fixed.changed else tree
