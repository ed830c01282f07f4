"""
What an honest gateway refuses in every dialect: unknown paths, other methods, wrong keys, bodies that cannot be read.

What else it refuses is decided by its dialect, from its page and its model.
"""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck.emulator.hooks import EmulatedCall, RefusalReason, Stage


def refusals(call: EmulatedCall) -> Iterator[RefusalReason]:
    """All reasons to refuse a request, in any order."""
    if not call.methods:
        yield RefusalReason(Stage.PATH, 404, "Not Found", code="not_found")
        return
    if call.request.method not in call.methods:
        message = f"{call.request.method[:20]} is not allowed here."
        yield RefusalReason(Stage.METHOD, 405, message, code="method_not_allowed")
    if call.given is None:
        yield RefusalReason(Stage.KEY, 401, "No API key was given.", code="invalid_api_key")
    elif call.given != call.key:
        yield RefusalReason(Stage.KEY, 401, "The API key is not valid.", code="invalid_api_key")
    yield from _parameters(call)
    if call.parsed.problem:
        yield RefusalReason(Stage.JSON, 400, call.parsed.problem, code="invalid_json")
        return
    yield from call.dialect.refusals(call)


def _parameters(call: EmulatedCall) -> Iterator[RefusalReason]:
    """What the page requires in headers, in cookies and in the query, and what it closes there."""
    for parameter in call.operation.sent:
        given = parameter.carried(call.request)
        if given is None:
            message = f"{parameter.title} is required."
            yield RefusalReason(Stage.PARAMETERS, 400, message, parameter.name, "missing_required_parameter")
        elif parameter.values and given not in parameter.values:
            yield bad(parameter.name, f"it must be {' or '.join(parameter.values)}", stage=Stage.PARAMETERS)


def bad(member: str, message: str, code: str = "invalid_value", stage: Stage = Stage.MEMBERS) -> RefusalReason:
    """A 400 because of a member."""
    return RefusalReason(stage, 400, f"Invalid value at `{member}`: {message}", member, code)
