"""Shapes that the strategy leaves out, each with its reason: take an entry out to have it generated again.

`POLICIES` are shapes about which a rule that reads and one that runs may differ without either being wrong: what the
design decides by order of reading is not what any one run shows. `DEFECTS` are shapes that the tool judges otherwise
than the design; they are to go one by one as it is mended. Both hold words of `tests.program_parts`, or questions that
are asked of every function of a program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests import program_parts as parts
from tests.programs import Function, Handler, Layer, Loop, Step, Try, With

Question = Callable[[Function], bool]


def shapes(program: Function) -> list[str]:
    """The left-out shapes that a program has."""
    questions = {**POLICIES, **DEFECTS}
    return [name for name, has in questions.items() if any(has(function) for function in program.everyone())]


def allowed(words: tuple[str, ...]) -> list[str]:
    """Those of some words that are not left out."""
    return [word for word in words if word not in WORDS]


def _handlers(function: Function) -> Iterator[tuple[Try, Handler]]:
    return ((layer, handler) for layer in function.tries for handler in layer.handlers)


def _raises(layer: Try, step: Step) -> bool:
    return step.raises or (step.text == parts.KEEP and layer.keep.raises)


def _raised(handler: Handler) -> list[str]:
    """The classes that a handler raises, `raise` where it raises what it caught."""
    texts = [step.text for step in handler.path if step.raises]
    return [parts.raised_class(text) for text in texts]


# -- policies


def hands_on_before_it_raises(function: Function) -> bool:
    """Raising comes before handing on in the design; a run that did both has handed it on all the same."""
    return any(
        step.text in parts.HANDS_ON and any(_raises(layer, later) for later in handler.path[index + 1 :])
        for layer, handler in _handlers(function)
        for index, step in enumerate(handler.path)
    )


def value_is_lost_in_finally(function: Function) -> bool:
    """The handler decides before a `finally` around it, which may yet throw its value away."""
    return any(
        isinstance(layer, Try)
        and layer.leaves_in_finally
        and any(_gives_value(inner) for inner in function.layers[at:])
        for at, layer in enumerate(function.layers)
    )


def _gives_value(layer: object) -> bool:
    if not isinstance(layer, Try):
        return False
    return any(
        step.text in parts.TELLING_ENDS or step.text == parts.KEEP
        for handler in layer.handlers
        for step in handler.path
    )


def different_errors_are_raised(function: Function) -> bool:
    """Two failures are then under way, and the design follows one."""
    return any(len(set(_raised(handler))) > 1 for _, handler in _handlers(function))


def leaves_the_program(function: Function) -> bool:
    """What `sys.exit()` raises takes the failure's place: whoever reads follows it, and a run finds no word of it."""
    handlers = [handler for _, handler in _handlers(function)]
    exits = any("sys.exit(1)" in (one.end, *(step.text for step in one.steps)) for one in handlers)
    return exits and any(one.clause in ("", "BaseException") for one in handlers)


def kept_then_left(function: Function) -> bool:
    """A handler keeps the exception, but leaves before it is used: reading does not tell what a use can reach."""
    return any(
        isinstance(layer, Try) and bool(layer.keep.use) and _leaves_before_use(layer, function.layers[:at])
        for at, layer in enumerate(function.layers)
    )


def _leaves_before_use(layer: Try, around: tuple[Layer, ...]) -> bool:
    # A `return` is no use at the end: it stands right after the `try`.
    at_end = layer.use_at == "end" and not layer.keep.use.startswith("return")
    in_loop = any(isinstance(outer, Loop) for outer in around)
    reaching = {"", *((parts.LEAVE, parts.BREAK) if in_loop and at_end else ())}
    ends = {handler.end for handler in layer.handlers if Step(parts.KEEP) in _plain(handler.steps)}
    returned = at_end and any(isinstance(outer, Try) and outer.keep.use.startswith("return") for outer in around)
    return bool(ends) and (bool(ends - reaching) or returned)


def _plain(steps: tuple[Step, ...]) -> list[Step]:
    return [Step(step.text) for step in steps]


# -- defects


def one_error_is_raised_in_two_places(function: Function) -> bool:
    """The walk goes on with the error that was caught, where a handler raises another in more than one place."""
    return any(len([name for name in _raised(handler) if name != "raise"]) > 1 for _, handler in _handlers(function))


def kept_and_raised_elsewhere(function: Function) -> bool:
    """The walk goes on from the handler, not from where the kept exception is raised."""
    return any(
        isinstance(layer, Try)
        and layer.keep.raises
        and layer.use_at == "end"
        and any(isinstance(outer, Try | With) for outer in function.layers[:at])
        for at, layer in enumerate(function.layers)
    )


def narrower_builtin_is_raised(function: Function) -> bool:
    """A builtin error is caught by its own name alone, not by those of its bases or aliases."""
    clauses = {handler.clause for program in function.everyone() for _, handler in _handlers(program)}
    raised = {name for program in function.everyone() for _, handler in _handlers(program) for name in _raised(handler)}
    return bool(
        (raised & {"KeyError", "NotThere"} and "LookupError" in clauses)
        or ("TimeoutError" in raised and clauses & {"OSError", "asyncio.TimeoutError"})
        or ("TimeoutError" in raised and "NETWORK_ERRORS" in repr(function))
    )


POLICIES: dict[str, Question] = {
    question.__name__: question
    for question in (
        hands_on_before_it_raises,
        value_is_lost_in_finally,
        different_errors_are_raised,
        kept_then_left,
        leaves_the_program,
    )
}
DEFECTS: dict[str, Question] = {
    question.__name__: question
    for question in (
        one_error_is_raised_in_two_places,
        kept_and_raised_elsewhere,
        narrower_builtin_is_raised,
    )
}
WORDS: dict[str, str] = {
    'for error in COLLECTED:\n    logger.warning("failed: %s", error)': "what a handler appends to a list is carried, "
    "even where the list is reported",
    'if COLLECTED:\n    logger.error("failed: %s", COLLECTED)': "the same",
    "if COLLECTED:\n    raise COLLECTED[0]": "the same where it is raised",
    'if FAILED is not None:\n    raise ServiceError("broken") from FAILED': "the walk goes on with the error "
    "that was kept, not with the one that is raised over it",
    "translates()": "what a context manager raises in a failure's place is not what the walk goes on with",
    "raises_its_own": "the same of a decorator",
    "answers_with_it": "a decorator that hands the failure on as a value is passed over",
    "fail(exc)": "a helper that raises is taken to be handed the failure",
    "ignore(exc)": "so is one that does nothing",
    "message = described(exc)": "so is one whose result nobody uses",
    "raise converted(exc) from exc": "the walk goes on with the error that was caught, not with what the helper makes",
    'error = ServiceError("broken")\nraise error from exc': "the same of a name",
    'raise ServiceError("broken").with_traceback(exc.__traceback__)': "the same of a method that returns the error",
    'raise httpx.ConnectError("broken") from exc': "a library's error is caught by its own name alone",
    "try:\n    tidy()\nexcept Exception:\n    logger.exception('tidying failed')": "a report of another failure counts",
    "try:\n    tidy()\nexcept KeyError:\n    raise": "raising another failure counts",
}
