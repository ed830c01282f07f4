"""What the emulator has to know about a protocol, to answer in it truthfully and with faults."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from wirecheck.emulator.drawings import Drawing
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, Manner, RefusalReason
from wirecheck.emulator.parsed_request import ParsedRequest
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Request, Response


@dataclass(frozen=True, slots=True)
class MadePicture:
    """A picture that the emulator made."""

    drawing: Drawing
    data: bytes

    @property
    def base64(self) -> str:
        return b64encode(self.data).decode()


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """The place of a picture's base64 in an answer: the object, the member, and the picture's media type."""

    holder: Body
    member: str
    media_type: str


@dataclass(frozen=True, slots=True)
class UsageMembers:
    """
    Where an answer has its usage: the member, and in it the counts, among them that of the answer and the total.

    `details` gives the places of the counts that break another count down; `output_details` is the member that breaks
    down the count of the answer.
    """

    member: str
    counts: tuple[str, ...]
    output: str
    total: str
    details: Callable[[Body], Iterator[tuple[Body, str]]]
    output_details: str = ""


class EmulatedDialect(Protocol):
    """
    One protocol, as the emulator speaks it.

    `media_type` is that of its answers. `ratio_member` is the path of the ratio in a request, and `demanded_member` the
    path of an optional member that a faulty gateway demands; each is empty if the protocol has none. `usage` is None if
    answers have no usage.
    `manners` and `faults` are those that only this dialect has; `additions` are what it adds to those of every dialect,
    by their ids.
    """

    @property
    def name(self) -> str: ...

    @property
    def media_type(self) -> str: ...

    @property
    def ratio_member(self) -> str: ...

    @property
    def demanded_member(self) -> str: ...

    @property
    def usage(self) -> UsageMembers | None: ...

    @property
    def manners(self) -> tuple[Manner, ...]: ...

    @property
    def faults(self) -> tuple[Fault, ...]: ...

    @property
    def additions(self) -> Mapping[str, Hooks]: ...

    # -- requests ------------------------------------------------------------------------------------------------------

    def methods(self, operation: Operation, request: Request) -> tuple[str, ...]:
        """The methods that an operation takes at a request's path; none if the path is not the operation's."""

    def parse(self, operation: Operation, request: Request) -> ParsedRequest:
        """What a request asks for; this never fails."""

    def refusals(self, call: EmulatedCall) -> Iterator[RefusalReason]:
        """All reasons to refuse a request whose body could be read, in any order."""

    def has_sizes(self, operation: Operation) -> bool:
        """Whether a picture may be asked for in more than one size."""

    # -- answers -------------------------------------------------------------------------------------------------------

    def pixels(self, parsed: ParsedRequest) -> tuple[int, int]:
        """Width and height of the picture that is asked for."""

    def answer(self, call: EmulatedCall, made: Sequence[MadePicture]) -> Body:
        """The body of a served request."""

    def error(self, call: EmulatedCall, reason: RefusalReason) -> Body:
        """The body of a refusal."""

    def encode(self, call: EmulatedCall, body: Body, reason: RefusalReason | None) -> Response:
        """An answer as it is sent, with its status and the headers that its body needs."""

    def pictures(self, body: Body) -> Iterator[PicturePlace]:
        """The place of each picture's base64 in an answer."""

    def error_object(self, body: Body) -> Body | None:
        """The object in a refusal's body that holds its `message` and `code`; None if there is no such object."""
