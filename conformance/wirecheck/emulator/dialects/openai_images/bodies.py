"""
Answers of images/generations, served and refused.

All counts and echoes that this module writes are true to what was asked and made; faults then change them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from wirecheck.emulator.dialects.emulated_dialect import MadePicture, PicturePlace
from wirecheck.emulator.dialects.openai_images.parsing import published
from wirecheck.emulator.drawings import Drawing
from wirecheck.emulator.hooks import Body, EmulatedCall, RefusalReason
from wirecheck.emulator.parsed_request import ParsedRequest, token_count

OUTPUT_TOKENS = {"low": 272, "medium": 1056, "high": 4160, "standard": 1056, "hd": 4160}
"""The tokens of a picture if upstream gives no number for its model and quality."""


def answer(call: EmulatedCall, made: Sequence[MadePicture]) -> Body:
    """A served request."""
    parsed = call.parsed
    body: Body = {"created": int(call.now)}
    if published(parsed.model).formats:
        first = made[0].drawing
        body["background"] = parsed.background
        body["output_format"] = first.format
        body["quality"] = parsed.quality
        body["size"] = f"{first.width}x{first.height}"
    body["usage"] = _usage(parsed, len(made))
    body["data"] = [_entry(call, picture) for picture in made]
    return body


def error(_: EmulatedCall, reason: RefusalReason) -> Body:
    """OpenAI's envelope."""
    kind = "invalid_request_error" if reason.status < 500 else "server_error"
    return {
        "error": {
            "message": reason.message,
            "type": "rate_limit_error" if reason.status == 429 else kind,
            "param": reason.member or None,
            "code": reason.code or None,
        }
    }


def link(call: EmulatedCall, drawing: Drawing) -> str:
    """An address of the emulator itself, at which it draws the picture for any caller."""
    parts = urlsplit(call.request.url)
    prefix = parts.path.rstrip("/").removesuffix(call.operation.route)
    return f"{parts.scheme}://{parts.netloc}{prefix}{drawing.name}"


def _entry(call: EmulatedCall, picture: MadePicture) -> Body:
    known = call.parsed.model.facts
    revised = {"revised_prompt": call.parsed.prompt} if known and known.name == "dall-e-3" else {}
    if call.parsed.link:
        return {**revised, "url": link(call, picture.drawing)}
    return {**revised, "b64_json": picture.base64}


def _usage(parsed: ParsedRequest, made: int) -> Body:
    known = parsed.model.facts
    asked = token_count(parsed.prompt)
    each = (known.tokens if known else {}).get(parsed.quality) or OUTPUT_TOKENS.get(parsed.quality, 1056)
    return {
        "input_tokens": asked,
        "input_tokens_details": {"image_tokens": 0, "text_tokens": asked},
        "output_tokens": each * made,
        "total_tokens": asked + each * made,
    }


# -- what stands in an answer ------------------------------------------------------------------------------------------


def entries(body: Body) -> Iterator[Body]:
    """The entries of an answer, one for each picture."""
    listed = body.get("data")
    yield from (entry for entry in (listed if isinstance(listed, list) else ()) if isinstance(entry, dict))


def picture_places(body: Body) -> Iterator[PicturePlace]:
    """The places of the base64 of its pictures."""
    for entry in entries(body):
        if entry.get("b64_json"):
            yield PicturePlace(entry, "b64_json", f"image/{body.get('output_format', 'png')}")


def detailed_counts(body: Body) -> Iterator[tuple[Body, str]]:
    """The places of the counts that break down the count of the request."""
    details = (body.get("usage") or {}).get("input_tokens_details") or {}
    return ((details, name) for name in list(details))
