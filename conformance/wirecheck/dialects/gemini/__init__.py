"""
Google's generateContent, as gateways offer it: turns of parts go in, candidates of parts come back.

Held by `tests/plan/test_plan.py` and held by `tests/requirements/test_picture.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from wirecheck.dialects.capability import Capability
from wirecheck.dialects.gemini import answer_parts, canonical, planning, request_parts, shapes
from wirecheck.dialects.gemini.member_paths import LEVEL, MODALITIES, RATIO, SIZE
from wirecheck.dialects.planned_request import PlannedRequest
from wirecheck.dialects.protocol import Dialect
from wirecheck.dialects.rejected_members import MAX_WORDS
from wirecheck.dialects.returned_picture import ReturnedPicture
from wirecheck.dialects.usage_names import UsageNames
from wirecheck.dialects.vocabulary import Vocabulary
from wirecheck.spec import location, upstream
from wirecheck.spec.documented import documented_values
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Exchange
from wirecheck.wire.lenient_json import Json, members
from wirecheck.wire.picture_bytes import parse_size

UNKNOWN_NAME = re.compile(r"Unknown name \\?\"(\w{1,200})\\?\"(?: at '([\w.\[\]]{1,200})')?")


class GenerateContent(Dialect):
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

    key_headers = (("x-goog-api-key", ""), ("Authorization", "Bearer "))

    canonical = staticmethod(canonical.canonical)
    requested = staticmethod(request_parts.requested)
    inputs = staticmethod(request_parts.inputs)
    wants_picture = staticmethod(request_parts.wants_picture)
    says_something = staticmethod(request_parts.says_something)
    parts = staticmethod(answer_parts.parts)
    shows_search = staticmethod(answer_parts.shows_search)
    meant_size = staticmethod(shapes.meant_size)
    size_of = staticmethod(shapes.tier_of)
    ratio_of = staticmethod(shapes.ratio_of)
    asked_shape = staticmethod(shapes.asked_shape)
    base = staticmethod(planning.base)
    asks = staticmethod(planning.asks)
    prompted = staticmethod(planning.prompted)

    def upstream_file(self) -> Path | None:
        """What Google publishes."""
        return location.specs_root() / "upstream" / "gemini.yaml"

    def scaffold_file(self) -> Path | None:
        """A spec to start from."""
        return Path(__file__).with_name("scaffold.yaml")

    def has_content(self, answer: Json) -> bool:
        """Whether there are candidates."""
        return bool(members(answer).get("candidates"))

    def rejected(self, answer: Json) -> Iterator[str]:
        """Also a name that Google does not know, with the object that it stands in."""
        yield from super().rejected(answer)
        for name, holder in UNKNOWN_NAME.findall(self.error_words(answer)[:MAX_WORDS]):
            yield f"$.{holder}.{name}"

    def refusal(self, answer: Json) -> str | None:
        """A blocked prompt, or a finish reason that upstream declines with."""
        return answer_parts.refusal(answer, upstream.published(self.name).refusals)

    def pictures(self, answer: Json, opened: Mapping[str, Exchange]) -> Iterator[ReturnedPicture]:
        """The `inlineData` of every part."""
        return answer_parts.pictures(answer)

    def upstream_values(self, facts: upstream.PublishedModel) -> Mapping[str, Sequence[str]]:
        """The ratios and tiers of a model."""
        return {RATIO: facts.ratios, SIZE: facts.tiers}

    def takes_value(self, operation: Operation, facts: upstream.PublishedModel, path: str, value: Json) -> bool:
        """Whether a model takes a value; sizes in pixels count if the page's own sizes are in pixels."""
        if super().takes_value(operation, facts, path, value):
            return True
        shown = (value for value in documented_values(operation, SIZE) if isinstance(value, str))
        in_pixels = any(re.fullmatch(r"\d+x\d+", size) for size in shown)
        size = parse_size(value) if isinstance(value, str) and path == SIZE and in_pixels else None
        return any(size in sizes for tiers in facts.pixels.values() for sizes in tiers.values())

    def planned(
        self, operation: Operation, body: dict[str, Json], purpose: str, kind: str, model: str | None
    ) -> PlannedRequest:
        """A body as a billable request."""
        return planning.planned(operation, model or operation.served_model, body, purpose, kind)


DIALECT: Dialect = GenerateContent()
