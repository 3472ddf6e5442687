"""What a condition says about the status of a response: that it is good, bad, or an expected exception."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Literal

import libcst as cst

# What holds of a response where a test holds; empty where that is not known.
Standing = Literal["good", "bad", "expected", ""]
# Attributes that tell the status of a response whatever its type.
TELLING = frozenset({"raise_for_status", "status_code", "is_success", "is_error"})
_CODES = frozenset({"status_code", "status", "code"})
_WELL = frozenset({"is_success", "is_successful", "ok"})
_ILL = frozenset({"is_error", "is_client_error", "is_server_error"})
# What a service says where there is nothing to find, or something already.
_EXPECTED = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.CONFLICT})
_FIRST_BAD = 400
_NAMED_CODE = re.compile(r"HTTP_(\d{3})_")
_MIRRORED: dict[type[cst.BaseCompOp], cst.BaseCompOp] = {
    cst.LessThan: cst.GreaterThan(),
    cst.LessThanEqual: cst.GreaterThanEqual(),
    cst.GreaterThan: cst.LessThan(),
    cst.GreaterThanEqual: cst.LessThanEqual(),
}


class Statuses:
    """The `responses` of a function by name, with the attributes that tell their status, and other names for such an
    attribute (`status = response.status_code`)."""

    def __init__(self, responses: Mapping[str, Collection[str]]) -> None:
        self._responses = responses
        self.aliases: dict[str, str] = {}

    def name(self, alias: str, attribute: str) -> None:
        """Notes another name for an attribute."""
        self.aliases[alias] = attribute

    def attribute(self, node: cst.CSTNode) -> str:
        """The attribute of a response that an expression is, empty for any other."""
        match node:
            case cst.Name(value=name):
                return self.aliases.get(name, "")
            case cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value=attribute)):
                return attribute if attribute in self._responses.get(name, ()) else ""
        return ""

    def standing(self, test: cst.BaseExpression) -> Standing:
        """How the response stands where a test holds."""
        match test:
            case cst.UnaryOperation(operator=cst.Not(), expression=inner):
                return opposite(self.standing(inner))
            case cst.BooleanOperation(left=left, right=right, operator=operator):
                return _joined(self.standing(left), self.standing(right), isinstance(operator, cst.And))
            case cst.Comparison(left=left, comparisons=[one]):
                return self._compared(left, one.operator, one.comparator)
            case cst.Comparison(left=low, comparisons=[first, second]):
                lower = self._compared(first.comparator, _mirrored(first.operator), low)
                return _joined(lower, self._compared(first.comparator, second.operator, second.comparator), both=True)
        attribute = self.attribute(test)
        return "good" if attribute in _WELL else "bad" if attribute in _ILL else ""

    def _compared(self, left: cst.BaseExpression, operator: cst.BaseCompOp, right: cst.BaseExpression) -> Standing:
        if isinstance(left, cst.BinaryOperation) and isinstance(left.operator, cst.FloorDivide):
            return self._of_class(left.left, operator, right)
        if self.attribute(left) not in _CODES:
            return self._compared(right, _mirrored(operator), left) if self.attribute(right) in _CODES else ""
        codes = _codes(right)
        match operator:
            case cst.Equal() | cst.In():
                return _of_codes(codes) if codes else "good" if isinstance(operator, cst.Equal) else ""
            case cst.NotEqual() | cst.NotIn():
                return opposite(_of_codes(codes)) if codes else "bad"
            case cst.GreaterThan() | cst.GreaterThanEqual() if len(codes) == 1:
                return "bad" if codes[0] >= HTTPStatus.MULTIPLE_CHOICES - 1 else "good"
            case cst.LessThan() | cst.LessThanEqual() if len(codes) == 1:
                return "good" if codes[0] > HTTPStatus.OK else "bad"
        return ""

    def _of_class(self, status: cst.BaseExpression, operator: cst.BaseCompOp, right: cst.BaseExpression) -> Standing:
        """How a response stands whose status is compared by its hundreds: `status // 100 != 2`."""
        if self.attribute(status) not in _CODES or not isinstance(right, cst.Integer):
            return ""
        standing = _of_codes([int(right.value, 0) * 100])
        return standing if isinstance(operator, cst.Equal) else opposite(standing)


def opposite(standing: Standing) -> Standing:
    """How a response stands where a test does not hold; not to be the expected one says nothing."""
    return {"good": "bad", "bad": "good", "expected": "", "": ""}[standing]  # type: ignore[return-value]


def _joined(left: Standing, right: Standing, both: bool) -> Standing:
    """What two tests say together, when `both` hold or at least one does."""
    found = {left, right}
    if "bad" in found:
        return "bad"
    if both:
        return "expected" if "expected" in found else "good" if "good" in found else ""
    return left if left == right else ""


def _of_codes(codes: Collection[int]) -> Standing:
    if all(code < _FIRST_BAD for code in codes):
        return "good"
    return "expected" if all(code in _EXPECTED or code < _FIRST_BAD for code in codes) else "bad"


def _codes(node: cst.BaseExpression) -> list[int]:
    """The status codes that an expression lists, empty where one of them is not known."""
    if isinstance(node, (cst.Tuple, cst.List, cst.Set)):
        found = [_codes(element.value) for element in node.elements]
        return [code for one in found for code in one] if all(found) else []
    if isinstance(node, cst.Integer):
        return [int(node.value, 0)]
    name = node.attr.value if isinstance(node, cst.Attribute) else node.value if isinstance(node, cst.Name) else ""
    if name == "value" and isinstance(node, cst.Attribute):
        return _codes(node.value)
    numbered = _NAMED_CODE.match(name)
    if numbered is not None:
        return [int(numbered[1])]
    member = HTTPStatus.__members__.get(name.upper())
    return [member.value] if member is not None else []


def _mirrored(operator: cst.BaseCompOp) -> cst.BaseCompOp:
    """The operator of a comparison whose sides change places."""
    return _MIRRORED.get(type(operator), operator)
