"""Google's generateContent, as gateways offer it: turns of parts go in, candidates of parts come back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from wirecheck.dialects.capability import Capability
from wirecheck.dialects.gemini import answers, planning, requests, shapes
from wirecheck.dialects.gemini.members import LEVEL, MODALITIES, RATIO, SIZE, wants_picture
from wirecheck.dialects.planned_request import Depth, PlannedRequest
from wirecheck.dialects.protocol import Dialect, Part
from wirecheck.dialects.requested import RequestedOutput, RequestInputs
from wirecheck.dialects.returned_picture import ReturnedPicture
from wirecheck.dialects.shape import Shape
from wirecheck.dialects.usage_names import UsageNames
from wirecheck.dialects.vocabulary import Vocabulary
from wirecheck.spec import location, upstream
from wirecheck.spec.documented import documented_values
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire.exchange import Exchange
from wirecheck.wire.lenient_json import Json, members
from wirecheck.wire.picture_bytes import InspectedPicture, parse_size


class Gemini(Dialect):
    """The dialect `gemini`."""

    name = "gemini"
    vocabulary = Vocabulary(
        prompt="contents",
        own_words=frozenset({"contents", "systemInstruction"}),
        texts=frozenset({"text"}),
        sets=(MODALITIES, RATIO, SIZE, LEVEL),
        output=MODALITIES,
        ratio=RATIO,
        size=SIZE,
        visible_defaults=(RATIO, SIZE),
    )
    usage_names = UsageNames(
        member="usageMetadata",
        prompt="promptTokenCount",
        answer="candidatesTokenCount",
        total="totalTokenCount",
        extras=("thoughtsTokenCount", "toolUsePromptTokenCount"),
        details={
            "promptTokensDetails": "promptTokenCount",
            "candidatesTokensDetails": "candidatesTokenCount",
        },
        count=re.compile(r"((prompt|candidates|total|thoughts|toolUsePrompt|cachedContent)T|t)okenCount"),
        answer_may_be_missing=True,
    )
    capabilities = frozenset(
        {
            Capability.DOCUMENT,
            Capability.CANDIDATES,
            Capability.CONVERSATION,
            Capability.RATIO,
            Capability.PUBLISHED_PIXELS,
        }
    )

    def upstream_file(self) -> Path | None:
        """What Google publishes."""
        return location.specs_root() / "upstream" / "gemini.yaml"

    def scaffold_file(self) -> Path | None:
        """A spec to start from."""
        return Path(__file__).with_name("scaffold.yaml")

    def requested(self, body: Json, model: Model) -> RequestedOutput:
        """What its `generationConfig` asks for."""
        return requests.requested(body, model)

    def inputs(self, body: Json) -> RequestInputs:
        """What its turns hold."""
        return requests.inputs(body)

    def wants_picture(self, body: Json) -> bool:
        """Whether IMAGE is among its modalities."""
        return wants_picture(body)

    def says_something(self, body: Json) -> bool:
        """Whether any turn has text or a picture."""
        return requests.says_something(body)

    def has_content(self, answer: Json) -> bool:
        """Whether there are candidates."""
        return bool(members(answer).get("candidates"))

    def refusal(self, answer: Json) -> str | None:
        """A blocked prompt, or a finish reason with which upstream refuses."""
        return answers.refusal(answer, upstream.published(self.name).refusals)

    def parts(self, answer: Json) -> tuple[Part, ...]:
        """The parts of every candidate."""
        return answers.parts(answer)

    def pictures(self, answer: Json, opened: Mapping[str, Exchange]) -> Iterator[ReturnedPicture]:
        """The `inlineData` of every part."""
        return answers.pictures(answer)

    def shows_search(self, answer: Json) -> bool:
        """Whether a candidate names the sources of a search."""
        return answers.shows_search(answer)

    def meant_size(self, model: Model, size: str | None) -> str | None:
        """The tier that a size names, such as `2K`."""
        return shapes.meant_size(model, size)

    def size_of(self, model: Model, picture: InspectedPicture) -> str:
        """The tier that a picture has."""
        return shapes.tier_of(model, picture)

    def ratio_of(self, operation: Operation, model: Model, picture: InspectedPicture, asked: str) -> str:
        """The nearest ratio of those that the page or upstream names."""
        return shapes.ratio_of(operation, model, picture, asked)

    def asked_shape(self, model: Model, requested: RequestedOutput, came: InspectedPicture) -> Shape:
        """The shape that was asked for, in upstream's pixels."""
        return shapes.asked_shape(model, requested, came)

    def upstream_values(self, facts: upstream.Model) -> Mapping[str, Sequence[str]]:
        """The ratios and tiers of a model."""
        return {RATIO: facts.ratios, SIZE: facts.tiers}

    def takes_value(self, operation: Operation, facts: upstream.Model, path: str, value: Json) -> bool:
        """Whether a model takes a value; sizes in pixels count if the page's own sizes are in pixels."""
        if super().takes_value(operation, facts, path, value):
            return True
        shown = (value for value in documented_values(operation, SIZE) if isinstance(value, str))
        in_pixels = any(re.fullmatch(r"\d+x\d+", size) for size in shown)
        size = parse_size(value) if isinstance(value, str) and path == SIZE and in_pixels else None
        return any(size in sizes for tiers in facts.pixels.values() for sizes in tiers.values())

    def base(self, operation: Operation, model: str | None) -> PlannedRequest:
        """The page's own request for a picture."""
        return planning.base(operation, model)

    def planned(
        self, operation: Operation, body: dict[str, Json], purpose: str, kind: str, model: str | None
    ) -> PlannedRequest:
        """A body as a billable request."""
        return planning.planned(operation, model or operation.served_model, body, purpose, kind)

    def asks(self, operation: Operation, depth: Depth, model: str | None) -> Iterator[PlannedRequest]:
        """The billable requests of a depth."""
        return planning.asks(operation, depth, model)

    def prompted(self, body: dict[str, Json], prompt: str) -> dict[str, Json] | None:
        """The body with another prompt, if it has exactly one text."""
        return planning.prompted(body, prompt)


DIALECT: Dialect = Gemini()
