"""Which names say that what they name is a secret. How sure one has to be depends on what is done with the answer."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from flake8_ownership.catalogue import secret_names

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")


def is_secret(name: str) -> bool:
    """Whether a value of that name must not stand in a log, whoever wrote it: a password, a token, whole headers."""
    return secret_names.names().no_doubt.search(name) is not None


def is_sensitive(name: str) -> bool:
    """Whether a value of that name is never put into a log by a fix: a secret, or something personal, or long."""
    return secret_names.names().sensitive.search(name) is not None


@lru_cache(maxsize=4096)  # the same names come again and again
def says_secret(name: str) -> bool:
    """Whether the words of a name say that it is a secret: `csrf_id`, `userPwd`, `X-Access-Key`."""
    known = secret_names.names()
    parts = [part.lower() for part in _BOUNDARY.split(name) if part]
    words = [part if part in known.every_word else part.removesuffix("s") for part in parts]
    return (
        not known.words.isdisjoint(words)
        or not known.pairs.isdisjoint(pairwise(words))
        or known.session.search("_".join(parts)) is not None
    )


def is_of_session(name: str) -> bool:
    """Whether a name is that of a session's id, and says nothing else that is a secret: of a chat, maybe."""
    parts = "_".join(part.lower() for part in _BOUNDARY.split(name) if part)
    found = secret_names.names().session.search(parts)
    if found is None:
        return False
    rest = parts[: found.start()]
    return found[0].endswith(("_id", "_uuid")) and not (rest and (is_sensitive(rest) or says_secret(rest)))
