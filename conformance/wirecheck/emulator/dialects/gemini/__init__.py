"""
Gemini's generateContent, as the emulator speaks it.

Held by `tests/emulator/test_emulator.py` and held by `tests/test_canaries.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wirecheck.emulator.dialects.emulated_dialect import UsageMembers
from wirecheck.emulator.dialects.gemini import bodies, faults, inferred_faults, parsing, refusals, request_faults
from wirecheck.emulator.dialects.gemini.manners import ADDITIONS, MANNERS
from wirecheck.emulator.dialects.gemini.parsing import RATIO, SIZE, published
from wirecheck.emulator.dialects.json_over_post import JsonOverPost
from wirecheck.emulator.hooks import EmulatedCall, Hooks, RefusalReason
from wirecheck.spec.members import Member
from wirecheck.spec.spec import Operation
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

    parse = staticmethod(parsing.parse)
    pixels = staticmethod(parsing.pixels)
    answer = staticmethod(bodies.answer)
    error = staticmethod(bodies.error)
    pictures = staticmethod(bodies.picture_places)

    def refusals(self, call: EmulatedCall) -> Iterator[RefusalReason]:
        yield from super().refusals(call)
        yield from refusals.refusals(call)

    def has_sizes(self, operation: Operation) -> bool:
        return len(published(operation.model(operation.served_model)).tiers) > 1

    def tolerates(self, call: EmulatedCall, member: Member) -> bool:
        """A page may require a size for every model, also for one that has only one: that is then taken."""
        own = published(call.parsed.model).default_size
        return member.path == SIZE and member.required and dotted(call.parsed.members, SIZE) == own


GEMINI = Gemini()
