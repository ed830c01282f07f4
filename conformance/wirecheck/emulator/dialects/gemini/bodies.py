"""
Answers of generateContent, served and refused.

All counts and names that this module writes are true to what was asked and made; faults then change them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wirecheck.emulator import drawings
from wirecheck.emulator.dialects.emulated_dialect import MadePicture, PicturePlace
from wirecheck.emulator.dialects.gemini.parsing import published
from wirecheck.emulator.hooks import Body, EmulatedCall, RefusalReason
from wirecheck.emulator.parsed_request import ParsedRequest, token_count

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
"""google.rpc's name for a status; 405 has none."""

CATEGORIES = ("HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "HARASSMENT")
THOUGHT = "The shape first, then the light, then the detail."
THOUGHT_TOKENS = 217
PICTURE_TOKENS = 258
"""The tokens of a picture in a request."""


def answer(call: EmulatedCall, made: Sequence[MadePicture]) -> Body:
    """A served request."""
    parsed = call.parsed
    shown = [inline(picture) for picture in made]
    thoughts = [{"text": THOUGHT, "thought": True}] if parsed.thoughts and thinks(parsed) else []
    words = [{"text": sentence(parsed)}] if parsed.text else []
    parts = [*shown, *thoughts, *words] if call.operation.picture_first else [*thoughts, *words, *shown]
    rated = CATEGORIES if call.promises("response.candidates[].safetyRatings[].category") else ()
    candidate: Body = {
        "content": {"role": "model", "parts": parts},
        "finishReason": "STOP",
        "index": 0,
        "safetyRatings": [{"category": f"HARM_CATEGORY_{name}", "probability": "NEGLIGIBLE"} for name in rated],
    }
    if parsed.search:
        candidate["groundingMetadata"] = _grounding(parsed)
    return {
        "candidates": [candidate],
        "usageMetadata": _usage(parsed, len(made)),
        "modelVersion": parsed.model.name,
        "responseId": call.id[:20],
    }


def error(_: EmulatedCall, reason: RefusalReason) -> Body:
    """google.rpc.Status."""
    status: Body = {"code": reason.status, "message": reason.message}
    if reason.status in STATUSES:
        status["status"] = STATUSES[reason.status]
    if reason.status == 400 and reason.member:
        violation = {"field": reason.member, "description": reason.message}
        status["details"] = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return {"error": status}


def inline(picture: MadePicture) -> Body:
    """A part that is a picture."""
    return {"inlineData": {"mimeType": picture.drawing.media_type, "data": picture.base64}}


def thinks(parsed: ParsedRequest) -> bool:
    """Whether the model thinks: models that draw do so since the third generation."""
    return "gemini-2.5-flash-image" not in parsed.model.name and "2.0" not in parsed.model.name


def sentence(parsed: ParsedRequest) -> str:
    """The text of the answer: the colours of the request's pictures or a few words, and the word it was told to use."""
    colours = [colour for colour in map(drawings.colour, parsed.pictures) if colour]
    if colours:
        words = f"The picture is {' and '.join(colours)}."
    elif "this picture" in parsed.prompt:
        words = "I see no picture in what you sent."
    else:
        words = "Here is the picture." if parsed.image else "Good day, and thank you for asking."
    return f"{words} {parsed.closing}".rstrip()


def _usage(parsed: ParsedRequest, made: int) -> Body:
    asked = token_count(parsed.prompt)
    sent = PICTURE_TOKENS * len(parsed.pictures)
    drawn = made * published(parsed.model).tokens.get(parsed.size, 1290)
    said = token_count(sentence(parsed)) if parsed.text else 0
    thought = THOUGHT_TOKENS if thinks(parsed) else 0
    details = [{"modality": "TEXT", "tokenCount": asked}]
    if parsed.pictures:
        details.append({"modality": "IMAGE", "tokenCount": sent})
    shares = (("TEXT", said), ("IMAGE", drawn))
    return {
        "promptTokenCount": asked + sent,
        "candidatesTokenCount": said + drawn,
        "thoughtsTokenCount": thought,
        "totalTokenCount": asked + sent + said + drawn + thought,
        "promptTokensDetails": details,
        "candidatesTokensDetails": [{"modality": kind, "tokenCount": count} for kind, count in shares if count],
    }


def _grounding(parsed: ParsedRequest) -> Body:
    return {
        "webSearchQueries": [parsed.prompt[:60]],
        "searchEntryPoint": {"renderedContent": "<div>search</div>"},
        "groundingChunks": [{"web": {"uri": "https://example.com/found", "title": "example.com"}}],
        "groundingSupports": [],
    }


# -- what stands in an answer ------------------------------------------------------------------------------------------


def candidates(body: Body) -> Iterator[Body]:
    """The candidates of an answer."""
    listed = body.get("candidates")
    yield from (entry for entry in (listed if isinstance(listed, list) else ()) if isinstance(entry, dict))


def contents(body: Body) -> Iterator[Body]:
    """What its candidates hold."""
    for candidate in candidates(body):
        if candidate.get("content"):
            yield candidate["content"]


def parts(body: Body) -> Iterator[Body]:
    """The parts of its candidates."""
    for content in contents(body):
        yield from content.get("parts") or ()


def picture_parts(body: Body) -> Iterator[Body]:
    """Those of its parts that are pictures."""
    return (part for part in parts(body) if part.get("inlineData"))


def picture_places(body: Body) -> Iterator[PicturePlace]:
    """The places of the base64 of its pictures."""
    for part in picture_parts(body):
        yield PicturePlace(part["inlineData"], "data", part["inlineData"].get("mimeType", "image/png"))


def detailed_counts(body: Body) -> Iterator[tuple[Body, str]]:
    """The places of the counts that break down the count of the candidates."""
    for entry in (body.get("usageMetadata") or {}).get("candidatesTokensDetails") or ():
        yield entry, "tokenCount"
