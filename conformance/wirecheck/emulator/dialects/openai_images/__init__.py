"""OpenAI's images/generations, as the emulator speaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wirecheck.emulator.dialects.emulated_dialect import MadePicture, PicturePlace, UsageMembers
from wirecheck.emulator.dialects.json_over_post import JsonOverPost
from wirecheck.emulator.dialects.openai_images import bodies, faults, manners, parsing, refusals
from wirecheck.emulator.hooks import Body, EmulatedCall, Hooks, RefusalReason
from wirecheck.emulator.parsed_request import ParsedRequest
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Request


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

    def parse(self, operation: Operation, request: Request) -> ParsedRequest:
        return parsing.parse(operation, request)

    def refusals(self, call: EmulatedCall) -> Iterator[RefusalReason]:
        yield from super().refusals(call)
        yield from refusals.refusals(call)

    def pixels(self, parsed: ParsedRequest) -> tuple[int, int]:
        return parsing.pixels(parsed)

    def answer(self, call: EmulatedCall, made: Sequence[MadePicture]) -> Body:
        return bodies.answer(call, made)

    def error(self, call: EmulatedCall, reason: RefusalReason) -> Body:
        return bodies.error(reason)

    def pictures(self, body: Body) -> Iterator[PicturePlace]:
        return bodies.picture_places(body)


OPENAI_IMAGES = OpenaiImages()
