"""
How an answer is altered: the points in its making at which a manner or a fault may step in.

A manner and a fault are the same machine. A manner stays within what the page promises; a fault does not.

Held by `tests/emulator/test_hook_makers.py`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from wirecheck.emulator.drawings import Drawing
from wirecheck.emulator.parsed_request import ParsedRequest
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Request, Response

if TYPE_CHECKING:
    from wirecheck.emulator.dialects.emulated_dialect import EmulatedDialect

Body: TypeAlias = dict[str, Any]
"""What an answer holds, before its dialect encodes it."""


class Stage(enum.IntEnum):
    """When a refusal is decided; the earliest one is sent."""

    PATH = 1
    METHOD = 2
    KEY = 3
    JSON = 4
    """The body cannot be read."""
    MODEL = 5
    PROMPT = 6
    MEMBERS = 7
    """A required member is missing, or one is of the wrong type or off its set."""
    SUPPORT = 8
    """A member that the page or the model does not support, or more pictures than the model makes."""
    WORK = 9


@dataclass(frozen=True, slots=True)
class RefusalReason:
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
class EmulatedCall:
    """
    A request as the emulator sees it.

    `methods` are those that are taken at its path, none where the path is not one of the provider's; `operation` is
    the provider's first there. `key` is the right one, `given` what stands in the documented header; `attempt` counts
    the same request, from 1.
    """

    operation: Operation
    dialect: EmulatedDialect
    request: Request
    parsed: ParsedRequest
    now: float
    key: str
    given: str | None
    id: str
    methods: tuple[str, ...]
    attempt: int = 1

    def promises(self, location: str) -> bool:
        """Whether the page promises what stands at a location."""
        return self.operation.citation(location) is not None


def pass_parsed(call: EmulatedCall) -> ParsedRequest:
    return call.parsed


def pass_second(_: EmulatedCall, value: Any) -> Any:
    return value


def no_refusal(_: EmulatedCall) -> RefusalReason | None:
    return None


def always(_: Operation) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Hooks:
    """
    The points of an answer's making, in their order.

    `refuse` adds a reason to refuse; `refusal` alters one, or lifts it with None; `parsed` alters what is understood;
    `draw` the drawing, `picture` its bytes; `answer` the served body, `error` the body of a refusal; `encoded` the body
    as it is written; `send` the finished answer; `fetch` the answer with a picture that a link led to.
    """

    refuse: Callable[[EmulatedCall], RefusalReason | None] = no_refusal
    refusal: Callable[[EmulatedCall, RefusalReason], RefusalReason | None] = pass_second
    parsed: Callable[[EmulatedCall], ParsedRequest] = pass_parsed
    draw: Callable[[EmulatedCall, Drawing], Drawing] = pass_second
    picture: Callable[[EmulatedCall, bytes], bytes] = pass_second
    answer: Callable[[EmulatedCall, Body], Body] = pass_second
    error: Callable[[EmulatedCall, Body], Body] = pass_second
    encoded: Callable[[EmulatedCall, bytes], bytes] = pass_second
    send: Callable[[EmulatedCall, Response], Response] = pass_second
    fetch: Callable[[EmulatedCall, Response], Response] = pass_second


@dataclass(frozen=True, slots=True)
class Manner:
    """
    A way in which honest gateways differ.

    :param seen: where it was seen, an address, or `inferred`.
    :param listed_after: the id of the general manner that one of a dialect's is listed after, with those that follow.
    :param dialect: the dialect that it belongs to, which the list of manners fills in; any where it is empty.
    """

    id: str
    summary: str
    seen: str
    hooks: Hooks = Hooks()
    listed_after: str = ""
    dialect: str = ""

    def applies_to(self, operation: Operation) -> bool:
        """Whether an operation may have it."""
        return self.dialect in ("", operation.dialect)


@dataclass(frozen=True, slots=True)
class Fault:
    """
    A lie, and the requirements that must find it.

    :param seen: where it was seen in a real gateway, an address, or `inferred`.
    :param breaks: ids of requirements, the narrowest ones.
    :param applies: whether an operation promises what the lie denies.
    :param listed_after: the id of the general fault that one of a dialect's is listed after, with those that follow.
    :param dialect: the dialect that it belongs to, which the list of faults fills in; any where it is empty.
    """

    id: str
    summary: str
    seen: str
    breaks: tuple[str, ...]
    hooks: Hooks = Hooks()
    applies: Callable[[Operation], bool] = always
    listed_after: str = ""
    dialect: str = ""

    def applies_to(self, operation: Operation) -> bool:
        """Whether the lie can be told at that operation."""
        return self.dialect in ("", operation.dialect) and self.applies(operation)


def promised(location: str) -> Callable[[Operation], bool]:
    """Whether an operation's page promises what stands at a location."""

    def applies(operation: Operation) -> bool:
        return operation.citation(location) is not None

    return applies


def inferred(
    id: str,
    summary: str,
    breaks: str,
    hooks: Hooks,
    applies: Callable[[Operation], bool] = always,
    listed_after: str = "",
) -> Fault:
    """A fault that nobody reported: the same promise broken in another way than one that was seen."""
    return Fault(id, summary, "inferred", (breaks,), hooks, applies, listed_after)
