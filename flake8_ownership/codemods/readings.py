"""What single statements do with the responses of a function: look at their status, read their body, or lose them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

import libcst as cst

from flake8_ownership.codemods.objections import callee
from flake8_ownership.codemods.statuses import Statuses
from flake8_ownership.codemods.trees import Trees

_RAISES = "raise_for_status"
_BODY = frozenset({"json", "text", "content", "read", "aread", "data", "body"})
# A function that is given a response to look at its status.
_CHECKS = re.compile(r"_*(raise|check|verify|ensure|validate|assert)(_|$)|\w*(status|error)s?(_|$)", re.IGNORECASE)


class Readings:
    """The statements about the responses in some `names`, each with the attributes that tell its status."""

    def __init__(self, trees: Trees, names: Mapping[str, Collection[str]]) -> None:
        self.statuses = Statuses(names)
        self._trees = trees
        self._names = names
        # What keeps something that was read from a body.
        self._read: set[str] = set()

    @property
    def names(self) -> Iterator[str]:
        """The names that a statement about the responses holds one of, except one that directly follows."""
        yield from self._names
        yield from self.statuses.aliases

    def raises(self, statement: cst.CSTNode) -> bool:
        """Whether a statement raises where the status is bad: by `raise_for_status()`, or an assertion."""
        if not isinstance(statement, (cst.SimpleStatementLine, cst.BaseSmallStatement)):
            return False
        for node in self._trees.below(statement):
            if isinstance(node, cst.Call) and callee(node.func) == _RAISES and self._is_of_response(node.func):
                return True
            if isinstance(node, cst.Assert) and self.statuses.standing(node.test) == "good":
                return True
        return False

    def checker(self, statement: cst.CSTNode) -> cst.Call | None:
        """The call by which a statement hands a response to a function that looks at its status."""
        for node in self._trees.below(statement) if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(node, cst.Call) and _CHECKS.match(callee(node.func)):
                given = [one.value for one in node.args]
                if any(isinstance(one, cst.Name) and one.value in self._names for one in given):
                    return node
        return None

    def asks(self, statement: cst.CSTNode) -> bool:
        """Whether a test of an `if`, or the subject of a `match`, looks at a status."""
        if isinstance(statement, cst.Match):
            return bool(self.statuses.attribute(statement.subject))
        while isinstance(statement, cst.If):
            if any(self.statuses.attribute(node) for node in self._trees.below(statement.test)):
                return True
            if statement.orelse is None:
                break
            statement = statement.orelse
        return False

    def reads(self, statement: cst.CSTNode) -> bool:
        """Whether a statement does nothing but read a body, in a call that may fail, or work with one; notes what keeps
        it."""
        if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
            return False
        small = statement.body[0]
        if not isinstance(small, (cst.Assign, cst.AnnAssign, cst.Return)):
            return False
        reads = any(
            isinstance(given, cst.Attribute) and given.attr.value in _BODY and self._is_of_response(given)
            for node in self._trees.below(small)
            if isinstance(node, cst.Call)
            for given in (node.func, *(argument.value for argument in node.args))
        )
        if reads:
            targets = [one.target for one in small.targets] if isinstance(small, cst.Assign) else []
            self._read.update(target.value for target in targets if isinstance(target, cst.Name))
        return reads

    def asks_body(self, statement: cst.CSTNode) -> bool:
        """Whether an `if` without `else` looks at what was read from a body."""
        if not isinstance(statement, cst.If) or statement.orelse is not None:
            return False
        return any(
            isinstance(node, cst.Name) and node.value in self._read for node in self._trees.below(statement.test)
        )

    def names_status(self, statement: cst.CSTNode) -> bool:
        """Whether a statement gives a status another name; notes it."""
        match statement:
            case cst.SimpleStatementLine(
                body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=alias))], value=value)]
            ):
                attribute = self.statuses.attribute(value)
                if attribute:
                    self.statuses.name(alias, attribute)
                    return True
        return False

    def rebinds(self, statement: cst.CSTNode) -> bool:
        """Whether a statement gives the name of a response to something else."""
        for node in self._trees.below(statement):
            match node:
                case (
                    cst.AssignTarget(target=cst.Name(value=name))
                    | cst.AnnAssign(target=cst.Name(value=name))
                    | cst.NamedExpr(target=cst.Name(value=name))
                    | cst.For(target=cst.Name(value=name))
                    | cst.AsName(name=cst.Name(value=name))
                ) if name in self._names:
                    return True
        return False

    def _is_of_response(self, node: cst.BaseExpression) -> bool:
        match node:
            case cst.Attribute(value=cst.Name(value=name)):
                return name in self._names
        return False
