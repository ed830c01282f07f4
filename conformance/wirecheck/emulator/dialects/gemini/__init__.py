"""Gemini's generateContent, as the emulator speaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wirecheck.emulator.dialects.emulated_dialect import MadePicture, PicturePlace, UsageMembers
from wirecheck.emulator.dialects.gemini import bodies, faults, inferred_faults, parsing, refusals, request_faults
from wirecheck.emulator.dialects.gemini.manners import ADDITIONS, MANNERS
from wirecheck.emulator.dialects.gemini.parsing import RATIO, SIZE, published
from wirecheck.emulator.dialects.json_over_post import JsonOverPost
from wirecheck.emulator.hooks import Body, EmulatedCall, Hooks, RefusalReason
from wirecheck.emulator.parsed_request import ParsedRequest
from wirecheck.spec.members import Member
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import dotted


class Gemini(JsonOverPost):
    """generateContent: a turn of parts in, candidates of parts out, pictures among them as base64."""

    name = "gemini"
    ratio_member = RATIO
    demanded_member = RATIO
    usage = UsageMembers(
        "usageMetadata",
        ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "totalTokenCount"),
        "candidatesTokenCount",
        "totalTokenCount",
        bodies.detailed_counts,
        "candidatesTokensDetails",
    )
    manners = MANNERS
    additions: Mapping[str, Hooks] = {**ADDITIONS, **faults.ADDITIONS}
    faults = (*request_faults.FAULTS, *faults.FAULTS, *inferred_faults.FAULTS)

    def parse(self, operation: Operation, request: Request) -> ParsedRequest:
        return parsing.parse(operation, request)

    def refusals(self, call: EmulatedCall) -> Iterator[RefusalReason]:
        yield from super().refusals(call)
        yield from refusals.refusals(call)

    def has_sizes(self, operation: Operation) -> bool:
        return len(published(operation.model(operation.served_model)).tiers) > 1

    def tolerates(self, call: EmulatedCall, member: Member) -> bool:
        """A page may require of every model the size that one of them does not have: its one size is then taken."""
        own = published(call.parsed.model).default_size
        return member.path == SIZE and member.required and dotted(call.parsed.members, SIZE) == own

    def pixels(self, parsed: ParsedRequest) -> tuple[int, int]:
        return parsing.pixels(parsed)

    def answer(self, call: EmulatedCall, made: Sequence[MadePicture]) -> Body:
        return bodies.answer(call, made)

    def error(self, call: EmulatedCall, reason: RefusalReason) -> Body:
        return bodies.error(reason)

    def pictures(self, body: Body) -> Iterator[PicturePlace]:
        return bodies.picture_places(body)


GEMINI = Gemini()
