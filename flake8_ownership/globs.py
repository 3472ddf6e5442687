"""Patterns of .gitignore and CODEOWNERS files, as git reads them, at a cost that grows with the name alone."""

from __future__ import annotations

import re

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern


class Pattern(GitIgnoreSpecPattern):
    """A pattern that costs about as much as a name is long. Raises ValueError or re.error for what is none.

    Of what stands between two stars, the first place in the name is as good as any later one, and no other is tried.
    """

    _STARS = re.compile(r"(?:\[\^/\]\*)+")
    _BETWEEN_STARS = re.compile(r"\[\^/\]\*((?:\\.|\[(?:\\.|[^\]\\])+\](?![*+])|[^\\\[/()*+?{}|^$])+)(?=\[\^/\]\*)")
    _MOST_DEPTHS = 3  # `**` in one pattern, each of which stands for any number of folders

    @classmethod
    def pattern_to_regex(cls, pattern: str) -> tuple[str | None, bool | None]:  # type: ignore[override]
        """The regular expression, and whether it leaves out."""
        regex, include = super().pattern_to_regex(pattern)
        if regex is None:
            return None, include
        if regex.count(".+") > cls._MOST_DEPTHS:
            raise ValueError(f"more than {cls._MOST_DEPTHS} times `**`")
        return cls._BETWEEN_STARS.sub(r"(?>[^/]*?\1)", cls._STARS.sub("[^/]*", regex)), include
