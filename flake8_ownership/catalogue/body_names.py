"""What is done with the body of an HTTP answer, by the names in the section `[bodies]` of `names.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from flake8_ownership.catalogue import world


@dataclass(frozen=True, slots=True)
class BodyNames:
    """The words, and the patterns that are made of them; `decoders` search the end of a dotted path."""

    errors: re.Pattern[str]
    addresses: frozenset[str]
    texts: frozenset[str]
    headers: frozenset[str]
    parsers: frozenset[str]
    pages: frozenset[str]
    files: frozenset[str]
    pictures: frozenset[str]
    splitters: frozenset[str]
    lenient: frozenset[str]
    finders: frozenset[str]
    validators: re.Pattern[str]
    decoders: re.Pattern[str]


@cache
def words() -> BodyNames:
    table = world.read_table("names.toml")["bodies"]
    return BodyNames(
        errors=re.compile(rf"^(?:{'|'.join(table['errors'])})$", re.IGNORECASE),
        addresses=frozenset(table["addresses"]),
        texts=frozenset(table["texts"]),
        headers=frozenset(table["headers"]),
        parsers=frozenset(table["parsers"]),
        pages=frozenset(table["pages"]),
        files=frozenset(table["files"]),
        pictures=frozenset(table["pictures"]),
        splitters=frozenset(table["splitters"]),
        lenient=frozenset(table["lenient"]),
        finders=frozenset(table["finders"]),
        validators=world.any_of(table["validators"]),
        decoders=re.compile(rf"(?:^|\.)(?:{'|'.join(table['decoders'])})$"),
    )
