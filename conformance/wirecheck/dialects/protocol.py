"""
What a dialect has to provide: for its requests, for its answers, and for plans.

A dialect is one value. It gets everything as arguments and keeps no state. What most protocols have in common is
written here, and a dialect overrides the rest. A request is its *members*, whatever the format of its body
(`body_formats`), and an answer is one value, however it was sent (`answer`), so that no other module depends on either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wirecheck.dialects import error_texts, rejected_members
from wirecheck.dialects.body_format import BodyFormat, JsonBody, RequestBody, format_of
from wirecheck.dialects.capability import Capability
from wirecheck.dialects.picture_shape import Shape, lowest_terms
from wirecheck.dialects.planned_request import Depth, PlannedRequest
from wirecheck.dialects.requested import RequestedOutput, RequestInputs
from wirecheck.dialects.returned_picture import ReturnedPicture
from wirecheck.dialects.usage_names import UsageNames
from wirecheck.dialects.vocabulary import Vocabulary
from wirecheck.spec import upstream
from wirecheck.spec.documented import documented_values
from wirecheck.spec.operation import JSON_TYPE, Model
from wirecheck.wire.exchange import Exchange, Request, Response
from wirecheck.wire.lenient_json import Json
from wirecheck.wire.picture_bytes import InspectedPicture, parse_size

if TYPE_CHECKING:
    from wirecheck.spec.operation import Operation

Part = tuple[str, dict[str, Json]]
"""One piece of an answer, with its path."""


class Dialect(Protocol):
    """One protocol; a class that derives from it overrides what is different there."""

    name: str
    """The name that specs give in `x-dialect`."""
    vocabulary: Vocabulary
    usage_names: UsageNames = UsageNames()
    capabilities: frozenset[Capability] = frozenset({Capability.DOCUMENT})
    methods: Sequence[str] = ("POST",)
    """The methods of its operations, the usual one first."""
    body_formats: Mapping[str, BodyFormat] = {JSON_TYPE: JsonBody()}
    """The formats of requests, by media type; an operation uses the first one that its page has."""
    answer_types: Sequence[str] = (JSON_TYPE,)
    """The media types of answers; the first one is the one that is judged."""
    numbers: frozenset[str] = frozenset()
    """The members of answers and errors that upstream sends as numbers, apart from counts and times."""
    key_headers: Sequence[tuple[str, str]] = (("Authorization", "Bearer "), ("api-key", ""))
    """The headers in which upstream takes a key, each with what stands before the key."""
    answers_with_links: bool = False
    """Whether a picture may come as an address."""

    def upstream_file(self) -> Path | None:
        """What upstream publishes about its models; None if nothing is known."""
        return None

    def scaffold_file(self) -> Path | None:
        """A spec to start from, of a gateway called `my-gateway`; None if there is none."""
        return None

    # -- requests ------------------------------------------------------------------------------------------------------

    def model_asked(self, operation: Operation, request: Request) -> str | None:
        """The name of the model that a request asks for; the documented default if it is left out."""
        return operation.model_asked(request, format_of(operation).read(request).value)

    def canonical(self, operation: Operation, body: Json) -> RequestBody:
        """A request's members in the spelling of the page, so that what the protocol takes for the same is the same."""
        return RequestBody(body)

    def requested(self, body: Json, model: Model) -> RequestedOutput:
        """What a request asks for."""

    def inputs(self, body: Json) -> RequestInputs:
        """The texts and pictures that a request contains."""
        return RequestInputs()

    def wants_picture(self, body: Json) -> bool:
        """Whether a request asks for a picture."""
        return True

    def says_something(self, body: Json) -> bool:
        """Whether a request says what to draw."""

    # -- answers -------------------------------------------------------------------------------------------------------

    def answer(self, response: Response) -> Json:
        """The content of an answer, as the page shows it; None if it cannot be read."""
        return response.document.value

    def has_content(self, answer: Json) -> bool:
        """Whether an answer holds what the caller pays for, whatever else it says."""

    def is_bare(self, answer: Json) -> bool:
        """Whether a value is what an answer holds, without what the page shows around it."""
        return False

    def error_words(self, answer: Json) -> str:
        """All texts of an error that say what it is about: message, code, type, status."""
        return error_texts.words(answer)

    def shown_by_sdk(self, error: Json) -> Json:
        """What upstream's own SDK shows of an error; its message, wherever it stands, if the SDK shows the whole."""
        return error_texts.message(error)

    def rejected(self, answer: Json) -> Iterator[str]:
        """The members of the request that an error names by its structure, as it spells them."""
        yield from rejected_members.in_structure(answer)
        yield from rejected_members.in_words(self.error_words(answer))

    def refusal(self, answer: Json) -> str | None:
        """Why an answer of success refuses the request on grounds of safety; None if it does not."""
        return None

    def parts(self, answer: Json) -> tuple[Part, ...]:
        """The parts of an answer, if it consists of parts."""
        return ()

    def pictures(self, answer: Json, opened: Mapping[str, Exchange]) -> Iterator[ReturnedPicture]:
        """
        Every picture of an answer, drafts included.

        :param opened: what was found at the addresses in the answer.
        """

    def links(self, answer: Json) -> Iterator[str]:
        """The addresses of pictures in an answer."""
        return iter(())

    def shows_search(self, answer: Json) -> bool:
        """Whether an answer shows that the model searched."""
        return False

    # -- shapes of pictures --------------------------------------------------------------------------------------------

    def meant_size(self, model: Model, size: str | None) -> str | None:
        """A size that was asked for, in the form that `size_of` returns; None if it cannot be understood."""
        pixels = parse_size(size)
        return f"{pixels[0]}x{pixels[1]}" if pixels else None

    def size_of(self, model: Model, picture: InspectedPicture) -> str:
        """The size that a picture has."""
        return f"{picture.width}x{picture.height}"

    def ratio_of(self, operation: Operation, model: Model, picture: InspectedPicture, asked: str) -> str:
        """The ratio that a picture has; if it has several names, the one that was asked for."""
        return lowest_terms(picture.width, picture.height)

    def asked_shape(self, model: Model, requested: RequestedOutput, came: InspectedPicture) -> Shape:
        """The shape that was asked for, with its pixels if they are known."""
        pixels = parse_size(requested.size)
        return Shape(lowest_terms(*pixels) if pixels else "", requested.size or "", *(pixels or (0, 0)))

    # -- upstream's models ---------------------------------------------------------------------------------------------

    def upstream_values(self, facts: upstream.PublishedModel) -> Mapping[str, Sequence[str]]:
        """The values that a model takes, by member; empty if upstream does not say."""
        return {}

    def takes_value(self, operation: Operation, facts: upstream.PublishedModel, path: str, value: Json) -> bool:
        """Whether a model takes a value, as far as upstream says; a spec that is its own page outranks that."""
        if operation.spec.is_page and value in documented_values(operation, path):
            return True
        known = self.upstream_values(facts).get(path, ())
        return not known or not isinstance(value, str) or value in known

    # -- plans ---------------------------------------------------------------------------------------------------------

    def base(self, operation: Operation, model: str | None) -> PlannedRequest:
        """The documented request for a picture that probes are made from."""

    def planned(
        self, operation: Operation, body: dict[str, Json], purpose: str, kind: str, model: str | None
    ) -> PlannedRequest:
        """A body as a billable request."""

    def asks(self, operation: Operation, depth: Depth, model: str | None) -> Iterator[PlannedRequest]:
        """The billable requests of a depth, the documented ones first; for `fuzz`, those of a sweep."""

    def prompted(self, body: dict[str, Json], prompt: str) -> dict[str, Json] | None:
        """The body with another prompt for its picture; None if its purpose depends on its own prompt."""
