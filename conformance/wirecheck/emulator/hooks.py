"""
How an answer is bent: the points at which a manner or a fault may step in.

A manner and a fault are the same machine. A manner stays within what the page promises; a fault does not.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from wirecheck.emulator.parsed_request import Ask
from wirecheck.emulator.pictures import Drawing
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Request, Response

Body: TypeAlias = dict[str, Any]


class Stage(enum.IntEnum):
    """When a refusal is decided; the earliest one is sent."""

    PATH = 1
    METHOD = 2
    KEY = 3
    JSON = 4
    MODEL = 5
    PROMPT = 6
    MEMBERS = 7
    """A required member is missing, or one is of the wrong type or off its set."""
    SUPPORT = 8
    """A member that the page or the model does not support, or more pictures than the model makes."""
    WORK = 9


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    Why a request is not served.

    `member` is the member of the request at fault; `code` a word for it, in OpenAI's dialect and as Google's reason.
    """

    stage: Stage
    status: int
    message: str
    member: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """
    A request as the emulator sees it.

    `found` tells whether the path is one of the provider's; where it is not, `operation` is the provider's first.
    `key` is the right one, `given` what stands in the documented header; `attempt` counts the same request, from 1.
    """

    operation: Operation
    request: Request
    ask: Ask
    now: float
    key: str
    given: str | None
    id: str
    found: bool = True
    attempt: int = 1

    @property
    def gemini(self) -> bool:
        return self.operation.dialect == "gemini"

    def promises(self, location: str) -> bool:
        """Whether the page promises what stands at a location."""
        return self.operation.citation(location) is not None


def pass_ask(call: Call) -> Ask:
    return call.ask


def pass_second(_: Call, value: Any) -> Any:
    return value


def no_refusal(_: Call) -> Refusal | None:
    return None


def always(_: Operation) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Bend:
    """
    The points of an answer's making, in their order.

    `refuse` adds a reason to refuse; `refusal` alters one, or lifts it with None; `ask` alters what is understood;
    `draw` the drawing, `picture` its bytes; `answer` the served body, `error` the body of a refusal; `text` the JSON as
    it is written; `send` the finished answer; `fetch` the answer with a picture that a link led to.
    """

    refuse: Callable[[Call], Refusal | None] = no_refusal
    refusal: Callable[[Call, Refusal], Refusal | None] = pass_second
    ask: Callable[[Call], Ask] = pass_ask
    draw: Callable[[Call, Drawing], Drawing] = pass_second
    picture: Callable[[Call, bytes], bytes] = pass_second
    answer: Callable[[Call, Body], Body] = pass_second
    error: Callable[[Call, Body], Body] = pass_second
    text: Callable[[Call, bytes], bytes] = pass_second
    send: Callable[[Call, Response], Response] = pass_second
    fetch: Callable[[Call, Response], Response] = pass_second


@dataclass(frozen=True, slots=True)
class Manner:
    """
    A way in which honest gateways differ.

    :param seen: where it was seen, an address, or `inferred`.
    """

    id: str
    summary: str
    seen: str
    bend: Bend = Bend()


@dataclass(frozen=True, slots=True)
class Fault:
    """
    A lie, and the requirements that must find it.

    :param seen: where it was seen in a real gateway, an address, or `inferred`.
    :param breaks: ids of requirements, the narrowest ones.
    :param dialects: the dialects that it can be told in.
    :param applies: whether an operation promises what the lie denies.
    """

    id: str
    summary: str
    seen: str
    breaks: tuple[str, ...]
    bend: Bend = Bend()
    dialects: tuple[str, ...] = ("gemini", "openai-images")
    applies: Callable[[Operation], bool] = always

    def applies_to(self, operation: Operation) -> bool:
        """Whether the lie can be told at that operation."""
        return operation.dialect in self.dialects and self.applies(operation)


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
