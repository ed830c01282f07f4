"""
Hooks: the points in the making of an answer at which a manner or a fault may change it.

Manners and faults use the same mechanism. A manner keeps what the page promises; a fault does not.

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
"""The content of an answer, before its dialect encodes it."""


class Stage(enum.IntEnum):
    """The stages at which a request may be refused; the earliest refusal is sent."""

    PATH = 1
    METHOD = 2
    KEY = 3
    PARAMETERS = 4
    """A header, a cookie or a part of the query is missing, or outside its set."""
    JSON = 5
    """The body cannot be read."""
    MODEL = 6
    PROMPT = 7
    MEMBERS = 8
    """A required member is missing, or a member is of the wrong type or outside its set."""
    SUPPORT = 9
    """A member that the page or the model does not support, or more pictures than the model makes."""
    WORK = 10


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """
    Why a request is not served.

    `member` is the member of the request that is wrong; `code` is OpenAI's `code` for it, and Google's `reason`.
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

    `methods` are those that are taken at its path; if the path is not one of the provider's, there are none, and
    `operation` is the provider's first. `key` is the valid key, `given` the value of the documented header; `attempt`
    counts the same request, from 1.
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
    The points in the making of an answer, in their order.

    `refuse` adds a reason to refuse; `refusal` changes a reason, or removes it by returning None; `parsed` changes what
    the request is understood to ask for; `draw` changes the drawing, `picture` its bytes, `answer` the body of a served
    answer, `error` the body of a refusal, `encoded` the body as it is written, `send` the finished answer, and `fetch`
    the answer with a picture that was fetched by its link.
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
    :param listed_after: for a dialect's own manner, the id of the general manner after which it is listed; those that
        follow it without an id are listed there too.
    :param dialect: the dialect that it belongs to, filled in by the list of manners; empty for any dialect.
    """

    id: str
    summary: str
    seen: str
    hooks: Hooks = Hooks()
    listed_after: str = ""
    dialect: str = ""

    def applies_to(self, operation: Operation) -> bool:
        """Whether an operation may have this manner."""
        return self.dialect in ("", operation.dialect)


@dataclass(frozen=True, slots=True)
class Fault:
    """
    A named lie of the emulator, and the requirements that must find it.

    :param seen: where it was seen in a real gateway, an address, or `inferred`.
    :param breaks: ids of the narrowest requirements that it breaks.
    :param applies: whether an operation makes the promise that the fault breaks.
    :param trouble: the kind of trouble that a run must tell, for what is no lie but stops requests; no requirement
        finds that.
    :param listed_after: for a dialect's own fault, the id of the general fault after which it is listed; those that
        follow it without an id are listed there too.
    :param dialect: the dialect that it belongs to, filled in by the list of faults; empty for any dialect.
    """

    id: str
    summary: str
    seen: str
    breaks: tuple[str, ...]
    hooks: Hooks = Hooks()
    applies: Callable[[Operation], bool] = always
    listed_after: str = ""
    dialect: str = ""
    trouble: str = ""

    def applies_to(self, operation: Operation) -> bool:
        """Whether an operation can have this fault."""
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
    """A fault that nobody reported: it breaks the same promise as one that was seen, in another way."""
    return Fault(id, summary, "inferred", (breaks,), hooks, applies, listed_after)
