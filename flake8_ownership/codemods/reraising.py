"""Where a handler reports that raises on what it caught, or another error in its place."""

from __future__ import annotations

import libcst as cst

from flake8_ownership.codemods.exits import raises_only
from flake8_ownership.codemods.guards import Place
from flake8_ownership.codemods.objections import callee, names_in, tells
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.words import words


def places_to_report(trees: Trees, handler: cst.ExceptHandler) -> list[Place]:
    """Where a handler reports that raises what it caught, or another error: at its start, where all ways raise."""
    places = raise_places(trees, handler)
    return places if places and not raises_only(handler.body) else _beginning(handler)


def raise_places(trees: Trees, handler: cst.ExceptHandler) -> list[Place]:
    """Where a handler raises."""
    nodes = [node for node in trees.below(handler.body) if isinstance(node, cst.Raise)]
    return [place for node in nodes if (place := trees.place(node)) is not None]


def places_raised_on(trees: Trees, handler: cst.ExceptHandler) -> list[Place]:
    """Where a handler beside the new one reports that raises on what it caught, as it is, and tells nobody."""
    if handler.type is None or names_in(handler.type) & words("no-failures") or tells(trees, handler.body):
        return []
    name = handler.name.name.value if handler.name and isinstance(handler.name.name, cst.Name) else ""
    raises = [node for node in trees.below(handler.body) if isinstance(node, cst.Raise)]
    places: list[Place] = []
    for node in raises:
        if node.exc is None or (name and callee(node.exc) == name):
            inner = next(one for one in trees.ancestors(node) if isinstance(one, cst.ExceptHandler))
            place = trees.place(node)
            if inner is handler and place is not None:
                places.append(place)
    return _beginning(handler) if len(places) == len(raises) > 0 and raises_only(handler.body) else places


def _beginning(handler: cst.ExceptHandler) -> list[Place]:
    body = handler.body
    assert isinstance(body, (cst.IndentedBlock, cst.SimpleStatementSuite))
    return [(body, 0)]


def takes_all(handler: cst.ExceptHandler) -> bool:
    """Whether no handler after this one is ever reached."""
    return handler.type is None or "BaseException" in names_in(handler.type)
