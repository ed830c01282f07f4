"""Changes of a finished answer: its headers, its body, its status, and the hooks that are made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wirecheck.emulator.hooks import Body, EmulatedCall, Hooks
from wirecheck.wire.exchange import Response


def with_header(response: Response, name: str, value: str | None) -> Response:
    """The answer with a header set, or taken out where the value is None."""
    rest = tuple((key, old) for key, old in response.headers if key.lower() != name.lower())
    return Response(response.status, rest if value is None else (*rest, (name, value)), response.body)


def with_body(response: Response, body: bytes) -> Response:
    """The answer with another body, not encoded."""
    plain = with_header(response, "content-encoding", None)
    return Response(plain.status, plain.headers, body)


def with_status(response: Response, status: int) -> Response:
    return Response(status, response.headers, response.body)


def served(change: Callable[[Response], Response]) -> Hooks:
    """A lie about served answers alone."""

    def send(_: EmulatedCall, response: Response) -> Response:
        return change(response) if response.status == 200 else response

    return Hooks(send=send)


def written(change: Callable[[bytes], bytes]) -> Hooks:
    """A lie in how the body of a served answer is written."""
    return served(lambda response: with_body(response, change(response.content)))


def with_members(**members: Any) -> Hooks:
    """Members of a served answer set; None takes one away."""

    def answer(_: EmulatedCall, body: Body) -> Body:
        merged = {**body, **members}
        return {name: value for name, value in merged.items() if value is not None}

    return Hooks(answer=answer)


def in_error(change: Callable[[EmulatedCall, Body], object]) -> Hooks:
    """A lie in the object of an error, where there is one."""

    def error(call: EmulatedCall, body: Body) -> Body:
        inner = call.dialect.error_object(body)
        if inner is not None:
            change(call, inner)
        return body

    return Hooks(error=error)
