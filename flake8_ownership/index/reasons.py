"""Why nothing tells what something is: a code to count by, and a sentence to read."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """The value is the code; `words` have `{0}` for what it is about, and `{1}` for a part of that."""

    words: str

    def __new__(cls, code: str, words: str) -> Reason:
        made = object.__new__(cls)
        made._value_ = code
        made.words = words
        return made

    PARAMETER = "unannotated-parameter", "the parameter {0} has no annotation"
    ANY = "any", "{0} can be anything"
    TYPE_VARIABLE = "type-variable", "nothing settles the type variable {0}"
    LIBRARY_RETURN = "library-return", "{0}() has no declared return"
    STDLIB_RETURN = "stdlib-return", "{0}() has no declared return"
    LIBRARY_CONTENTS = "library-contents", "what {0} holds is not declared"
    LIBRARY_MEMBER = "library-member", "the catalogue does not list {0}"
    LIBRARY_VALUE = "library-value", "nothing declares the type of {0}, which is not called"
    FOREIGN_BASE = "foreign-base", "{0} may declare {1}"
    FOREIGN_PART = "foreign-part", "{0} is a part of a namespace that is not here"
    UNREADABLE = "unreadable", "{0} is the project's, but cannot be read"
    UNBOUND = "unbound-name", "nothing in this file binds {0}"
    UNTYPED = "untyped-binding", "{0} holds whatever it is given"
    UNDECLARED = "undeclared", "{0} does not declare {1}"
    NO_MEMBER = "no-member", "none of what it may be has {0}"
    NO_RETURN = "no-return", "{0} has no return annotation"
    CONTENTS = "contents", "nothing tells what is in {0}"
    EXCLUDED = "excluded", "{0} is no {1}"
    ONLY_NONE = "only-none", "only None was found"
    CALLABLE = "callable", "a callable of which only the result is known"
    DYNAMIC = "dynamic", "the name of the attribute is made at run time"
    ANNOTATION = "annotation", "the annotation {0} names no type"
    DECORATOR = "decorator", "what the decorator {0} makes of a function is not known"
    CIRCLE = "circle", "{0} is defined by itself"
    LIMIT = "limit", "a limit is reached: {0}"
    NOT_FOLLOWED = "not-followed", "{0} {1} is not followed"
