"""
OpenAI's images/generations, as the emulator speaks it.

Held by `tests/emulator/test_emulator.py` and held by `tests/test_canaries.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wirecheck.emulator.dialects.emulated_dialect import UsageMembers
from wirecheck.emulator.dialects.json_over_post import JsonOverPost
from wirecheck.emulator.dialects.openai_images import bodies, faults, manners, parsing, refusals
from wirecheck.emulator.hooks import EmulatedCall, Hooks, RefusalReason


class OpenaiImages(JsonOverPost):
    """images/generations: a prompt in, pictures out, as base64 or as links."""

    name = "openai-images"
    demanded_member = "size"
    usage = UsageMembers(
        "usage",
        ("input_tokens", "output_tokens", "total_tokens"),
        "output_tokens",
        "total_tokens",
        bodies.detailed_counts,
    )
    additions: Mapping[str, Hooks] = {**manners.ADDITIONS, **faults.ADDITIONS}
    faults = faults.FAULTS

    parse = staticmethod(parsing.parse)
    pixels = staticmethod(parsing.pixels)
    answer = staticmethod(bodies.answer)
    error = staticmethod(bodies.error)
    pictures = staticmethod(bodies.picture_places)

    def refusals(self, call: EmulatedCall) -> Iterator[RefusalReason]:
        yield from super().refusals(call)
        yield from refusals.refusals(call)


OPENAI_IMAGES = OpenaiImages()
