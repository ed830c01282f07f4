"""
An exchange, read against its operation: everything that requirements look at, computed once.

From the request: whose key it carries, what it asks for, and how it departs from the page. From the answer: whether the
request was served, and the answer's content, pictures and tokens. The operation's dialect knows where these stand.
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wirecheck.dialects import error_texts
from wirecheck.dialects.body_format import RequestBody, format_of
from wirecheck.dialects.protocol import Part
from wirecheck.dialects.requested import RequestedOutput, RequestInputs
from wirecheck.dialects.returned_picture import ReturnedPicture
from wirecheck.reading import departures, excuses, stand_ins
from wirecheck.reading.departures import Departure, Standing
from wirecheck.reading.excuses import ALONE, Excuse, OtherAnswers
from wirecheck.reading.stand_ins import StandIn, StandInKind
from wirecheck.secrets.key_patterns import WRONG_KEY
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire import lenient_json, links
from wirecheck.wire.exchange import Exchange, Request, Response
from wirecheck.wire.lenient_json import Json, at

__all__ = ["REQUEST_ID", "UNKNOWN_MODEL", "Credential", "Departure", "Reading", "Standing"]

UNKNOWN_MODEL = "wirecheck-no-such-model"
"""The beginning of the name of a model that does not exist, which gateways should refuse."""

REQUEST_ID = re.compile(
    r"(request|trace|correlation|req|log|call|vercel|cf)-?_?id$|cf-ray|amzn-trace|traceparent|trace-context|azure-ref"
)
"""Headers that carry an id of the request, by their names in lower case."""

KEY_HEADERS = ("authorization", "x-goog-api-key", "x-api-key", "api-key")
"""Headers in which a key may stand, documented or not."""


class Credential(enum.Enum):
    """Whose key a request carries."""

    CALLERS = "callers"
    WRONG = "wrong"
    NONE = "none"
    ELSEWHERE = "elsewhere"
    """A key in another place than the documented one."""


@dataclass(frozen=True)
class Reading:
    """
    One exchange read against its operation.

    :param superseded: whether a retry followed, so that this answer is not the final one.
    :param fetched: exchanges that opened the addresses in this answer, by address.
    :param unknown_path: whether the request goes to a made-up path beside the operation's.
    :param others: what the operation answered to other requests.
    """

    operation: Operation
    exchange: Exchange
    superseded: bool = False
    fetched: Mapping[str, Exchange] = field(default_factory=dict)
    unknown_path: bool = False
    others: OtherAnswers = ALONE

    def forget(self) -> None:
        """Free what takes as much memory as the answer itself; it is computed again when it is next asked for."""
        for name in ("answer", "parts", "pictures"):
            self.__dict__.pop(name, None)
        if self.response is not None:
            self.response.forget()

    # -- the request ---------------------------------------------------------------------------------------------------

    @property
    def dialect(self) -> str:
        return self.operation.dialect

    @functools.cached_property
    def credential(self) -> Credential:
        request = self.exchange.request
        name, template = self.operation.spec.credential(self.operation, "")
        value = request.header(name)
        if value is None or value.strip() in ("", template.strip()):
            others = (request.header(other) for other in KEY_HEADERS)
            elsewhere = any(other and other.strip().lower() != "bearer" for other in others)
            return Credential.ELSEWHERE if elsewhere or re.search(r"[?&]key=\S", request.url) else Credential.NONE
        return Credential.WRONG if WRONG_KEY in value else Credential.CALLERS

    @functools.cached_property
    def _members(self) -> RequestBody:
        written = format_of(self.operation).read(self.exchange.request)
        read = self.operation.protocol.canonical(self.operation, written.value)
        return RequestBody(read.value, written.problem or read.problem)

    @property
    def body(self) -> Json:
        """The members of the request as its protocol reads them, or None where its body cannot be read."""
        return self._members.value

    @property
    def body_problem(self) -> str:
        """Why the body of the request cannot be read, if it cannot."""
        return self._members.problem

    @functools.cached_property
    def model(self) -> Model:
        return self.operation.model(self.operation.protocol.model_asked(self.operation, self.exchange.request))

    @property
    def unknown_model(self) -> bool:
        return self.model.name.startswith(UNKNOWN_MODEL)

    @property
    def right_method(self) -> bool:
        return self.exchange.request.method == self.operation.method

    @functools.cached_property
    def departures(self) -> tuple[Departure, ...]:
        """Every way in which the request departs from the page."""
        return tuple(departures.departures(self))

    @functools.cached_property
    def standing(self) -> Standing:
        standings = {departure.standing for departure in self.departures}
        return next((s for s in (Standing.WRONG, Standing.OPEN) if s in standings), Standing.DOCUMENTED)

    @functools.cached_property
    def within_page(self) -> bool:
        """Whether the page names every member that was sent, and leaves open what it does not name of their values."""
        named = {member.path for member in self.operation.members}
        return all(
            departure.kind in departures.LEFT_OPEN and departure.member in named for departure in self.departures
        )

    @property
    def documented(self) -> bool:
        """Whether the request is one that the page promises to serve, with the caller's key."""
        return self.standing is Standing.DOCUMENTED and self.has_callers_key

    @property
    def has_callers_key(self) -> bool:
        return self.credential is Credential.CALLERS

    @property
    def key_header(self) -> str:
        """The header that carries a key, documented or not; empty if none does."""
        name, _ = self.operation.spec.credential(self.operation, "")
        names = (name, *KEY_HEADERS)
        return next((name for name in names if (self.exchange.request.header(name) or "").strip()), "")

    @property
    def due(self) -> bool:
        """Whether the request ought to be served: it has the caller's key, and nothing is wrong with it."""
        return self.standing is not Standing.WRONG and self.has_callers_key

    @functools.cached_property
    def asked(self) -> RequestedOutput:
        """What the request asks for."""
        return self.operation.protocol.requested(self.body, self.model)

    @functools.cached_property
    def _inputs(self) -> RequestInputs:
        return self.operation.protocol.inputs(self.body)

    @property
    def prompt(self) -> str:
        """All words of the request's turns."""
        return self._inputs.prompt

    @property
    def system_instruction(self) -> str:
        """The words of the system instruction."""
        return self._inputs.system_instruction

    @property
    def input_pictures(self) -> tuple[bytes, ...]:
        """The pictures in the request."""
        return self._inputs.pictures

    # -- the answer ----------------------------------------------------------------------------------------------------

    @property
    def response(self) -> Response | None:
        return self.exchange.response

    @property
    def served(self) -> bool:
        """Whether a whole 2xx answer came."""
        return self.response is not None and self.response.ok and self.exchange.failure is None

    @functools.cached_property
    def fulfilled(self) -> bool:
        """Whether the request ought to be served, and was."""
        return self.due and self.served and self.excuse is None

    @property
    def refused(self) -> bool:
        return self.response is not None and not self.response.ok and self.exchange.failure is None

    @functools.cached_property
    def answer(self) -> Json:
        """What the answer holds, or None where it cannot be read."""
        return self.operation.protocol.answer(self.response) if self.response is not None else None

    @property
    def has_content(self) -> bool:
        """Whether the answer holds what the caller pays for."""
        return self.operation.protocol.has_content(self.answer)

    @functools.cached_property
    def error_text(self) -> str:
        """All texts of an error that say what it is about: message, code, type, status."""
        return self.operation.protocol.error_words(self.answer)

    @property
    def said(self) -> str:
        """The status of a refusal, and the gateway's own words."""
        if self.response is None:
            return "no answer"
        words = excuses.own_words(self)
        return f"{self.response.status}, {lenient_json.snippet(words, 0, 160) if words else 'no message'}"

    @functools.cached_property
    def error_message(self) -> str:
        """What an error says is wrong, in the gateway's own words; its other texts if there is no message."""
        return error_texts.message(self.answer) or self.error_text

    @functools.cached_property
    def stand_in(self) -> StandIn | None:
        """What came in place of an answer that was served; None if it is an answer, or nothing that is known."""
        return stand_ins.stand_in(self.operation.protocol, self.answer) if self.served else None

    @property
    def delivered(self) -> bool:
        """Whether a request was served with an answer that can be read, and that is not an error."""
        failed = self.stand_in is not None and self.stand_in.kind is StandInKind.ERROR
        return self.served and self.answer is not None and not failed

    @functools.cached_property
    def excuse(self) -> Excuse | None:
        """Why the request may go unserved without a promise being broken, or None."""
        return excuses.excuse(self)

    @functools.cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the answer with their paths, if its dialect has parts."""
        return self.operation.protocol.parts(self.answer)

    @functools.cached_property
    def pictures(self) -> tuple[ReturnedPicture, ...]:
        """All pictures of the answer, drafts included."""
        return tuple(self.operation.protocol.pictures(self.answer, self.fetched))

    @property
    def finals(self) -> tuple[ReturnedPicture, ...]:
        """The pictures of the answer that are not drafts."""
        return tuple(picture for picture in self.pictures if not picture.thought)

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses of pictures in an answer that was served."""
        return tuple(self.operation.protocol.links(self.answer)) if self.served else ()

    @property
    def follow_ups(self) -> tuple[Request, ...]:
        """The requests that fetch what the answer only links to."""
        return tuple(Request("GET", link) for link in self.links if links.can_be_opened(link))

    @property
    def usage(self) -> Json:
        return at(self.answer, self.operation.protocol.usage_names.member)
