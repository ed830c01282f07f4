"""Makers of single hooks, from which manners and faults are composed, and changes of a finished answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from wirecheck.emulator.hooks import Body, EmulatedCall, Hooks, RefusalReason, Stage
from wirecheck.wire.exchange import Response


def with_header(response: Response, name: str, value: str | None) -> Response:
    """The answer with a header set, or removed if the value is None."""
    rest = tuple((key, old) for key, old in response.headers if key.lower() != name.lower())
    return Response(response.status, rest if value is None else (*rest, (name, value)), response.body)


def with_body(response: Response, body: bytes) -> Response:
    """The answer with another body, without a content encoding."""
    plain = with_header(response, "content-encoding", None)
    return Response(plain.status, plain.headers, body)


def with_status(response: Response, status: int) -> Response:
    return Response(status, response.headers, response.body)


# -- what is refused ---------------------------------------------------------------------------------------------------


def refuses(stage: Stage, status: int, message: str, member: str = "", code: str = "") -> Hooks:
    """Every request is refused."""
    return Hooks(refuse=lambda call: RefusalReason(stage, status, message, member, code))


def lifts(*stages: Stage, when: Callable[[EmulatedCall], bool] = lambda call: True) -> Hooks:
    """Requests that would be refused at some stages are served."""
    return Hooks(refusal=lambda call, reason: None if reason.stage in stages and when(call) else reason)


def restates(
    *stages: Stage, status: int, message: str = "", when: Callable[[EmulatedCall], bool] = lambda call: True
) -> Hooks:
    """Refusals at some stages have another status, and another message if one is given."""

    def refusal(call: EmulatedCall, reason: RefusalReason) -> RefusalReason:
        if reason.stage not in stages or not when(call):
            return reason
        return replace(reason, status=status, message=message or reason.message)

    return Hooks(refusal=refusal)


# -- what is understood and drawn --------------------------------------------------------------------------------------


def understands(**members: Any) -> Hooks:
    """Members of `ParsedRequest` have these values, whatever is asked for."""
    return Hooks(parsed=lambda call: replace(call.parsed, **members))


def draws(**members: Any) -> Hooks:
    """Members of `Drawing` have these values, whatever is asked for."""
    return Hooks(draw=lambda call, drawing: replace(drawing, **members))


# -- what is sent ------------------------------------------------------------------------------------------------------


def with_members(**members: Any) -> Hooks:
    """Members of a served answer are set; None removes one."""

    def answer(_: EmulatedCall, body: Body) -> Body:
        merged = {**body, **members}
        return {name: value for name, value in merged.items() if value is not None}

    return Hooks(answer=answer)


def in_error(change: Callable[[EmulatedCall, Body], object]) -> Hooks:
    """A change of an error's object, if there is one."""

    def error(call: EmulatedCall, body: Body) -> Body:
        inner = call.dialect.error_object(body)
        if inner is not None:
            change(call, inner)
        return body

    return Hooks(error=error)


def sent(change: Callable[[Response], Response], status: int) -> Hooks:
    """A change of finished answers that have a certain status."""
    return Hooks(send=lambda call, response: change(response) if response.status == status else response)


def served(change: Callable[[Response], Response]) -> Hooks:
    """A change of served answers only."""
    return sent(change, 200)


def written(change: Callable[[bytes], bytes]) -> Hooks:
    """A change in how the body of a served answer is written."""
    return served(lambda response: with_body(response, change(response.content)))


def as_success(status: int) -> Hooks:
    """Answers that have a certain status are sent with 200."""
    return sent(lambda response: with_status(response, 200), status)
