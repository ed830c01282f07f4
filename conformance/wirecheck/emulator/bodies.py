"""
Answers, served and refused, as each dialect writes them.

Every count, echo and name in here is true to what was asked and made; that is what the faults then bend.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from wirecheck.emulator import pictures
from wirecheck.emulator.hooks import Body, Call, Refusal
from wirecheck.emulator.parsed_request import Ask, facts
from wirecheck.emulator.pictures import Drawing

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
"""google.rpc's word for a status; 405 has none."""

CATEGORIES = ("HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "HARASSMENT")
THOUGHT = "The shape first, then the light, then the detail."
THOUGHT_TOKENS = 217
PICTURE_TOKENS = 258
"""Tokens of a picture in a request."""

OUTPUT_TOKENS = {"low": 272, "medium": 1056, "high": 4160, "standard": 1056, "hd": 4160}
"""Where upstream gives no figure for a model and quality."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was made."""

    drawing: Drawing
    data: bytes

    @property
    def base64(self) -> str:
        return b64encode(self.data).decode()


def gemini(call: Call, made: Sequence[Picture]) -> Body:
    """A served generateContent."""
    ask = call.ask
    shown = [inline(picture) for picture in made]
    thoughts = [{"text": THOUGHT, "thought": True}] if ask.thoughts and thinks(ask) else []
    words = [{"text": sentence(ask)}] if ask.text else []
    parts = [*shown, *thoughts, *words] if call.operation.picture_first else [*thoughts, *words, *shown]
    rated = call.promises("response.candidates[].safetyRatings[].category")
    candidate: Body = {
        "content": {"role": "model", "parts": parts},
        "finishReason": "STOP",
        "index": 0,
        "safetyRatings": [{"category": f"HARM_CATEGORY_{name}", "probability": "NEGLIGIBLE"} for name in CATEGORIES]
        if rated
        else [],
    }
    if ask.search:
        candidate["groundingMetadata"] = _grounding(ask)
    return {
        "candidates": [candidate],
        "usageMetadata": _gemini_usage(ask, len(made)),
        "modelVersion": ask.model.name,
        "responseId": call.id[:20],
    }


def inline(picture: Picture) -> Body:
    """A part that is a picture."""
    return {"inlineData": {"mimeType": picture.drawing.media_type, "data": picture.base64}}


def thinks(ask: Ask) -> bool:
    """Whether the model thinks: those that draw do since the third generation."""
    return "gemini-2.5-flash-image" not in ask.model.name and "2.0" not in ask.model.name


def sentence(ask: Ask) -> str:
    """What a model says: the colours of the pictures that it was sent or a few words, and the word it was told to."""
    seen = [colour for colour in map(pictures.colour, ask.pictures) if colour]
    said = "Here is the picture." if ask.image else "Good day, and thank you for asking."
    if not seen and "this picture" in ask.prompt:
        said = "I see no picture in what you sent."
    if seen:
        said = f"The picture is {' and '.join(seen)}."
    return f"{said} {ask.closing}".rstrip()


def words(text: str) -> int:
    """Tokens of a text: about one for four characters."""
    return max(1, len(text) // 4) if text else 0


def _gemini_usage(ask: Ask, made: int) -> Body:
    prompt = words(ask.prompt) + PICTURE_TOKENS * len(ask.pictures)
    drawn = made * facts(ask.model).tokens.get(ask.size, 1290)
    said = words(sentence(ask)) if ask.text else 0
    thought = THOUGHT_TOKENS if thinks(ask) else 0
    details = [{"modality": "TEXT", "tokenCount": words(ask.prompt)}]
    if ask.pictures:
        details.append({"modality": "IMAGE", "tokenCount": PICTURE_TOKENS * len(ask.pictures)})
    shares = (("TEXT", said), ("IMAGE", drawn))
    return {
        "promptTokenCount": prompt,
        "candidatesTokenCount": said + drawn,
        "thoughtsTokenCount": thought,
        "totalTokenCount": prompt + said + drawn + thought,
        "promptTokensDetails": details,
        "candidatesTokensDetails": [{"modality": kind, "tokenCount": count} for kind, count in shares if count],
    }


def _grounding(ask: Ask) -> Body:
    return {
        "webSearchQueries": [ask.prompt[:60]],
        "searchEntryPoint": {"renderedContent": "<div>search</div>"},
        "groundingChunks": [{"web": {"uri": "https://example.com/found", "title": "example.com"}}],
        "groundingSupports": [],
    }


def images(call: Call, made: Sequence[Picture]) -> Body:
    """A served images/generations."""
    ask = call.ask
    known = ask.model.facts
    gpt = known is None or bool(known.formats)
    items = [{"url": link(call, picture.drawing)} if ask.link else {"b64_json": picture.base64} for picture in made]
    if known and known.name == "dall-e-3":
        items = [{"revised_prompt": ask.prompt, **item} for item in items]
    body: Body = {"created": int(call.now)}
    if gpt:
        first = made[0].drawing
        size = f"{first.width}x{first.height}"
        body |= {"background": ask.background, "output_format": first.format, "quality": ask.quality, "size": size}
    spent = words(ask.prompt)
    each = (known.tokens if known else {}).get(ask.quality) or OUTPUT_TOKENS.get(ask.quality, 1056)
    body["usage"] = {
        "input_tokens": spent,
        "input_tokens_details": {"image_tokens": 0, "text_tokens": spent},
        "output_tokens": each * len(made),
        "total_tokens": spent + each * len(made),
    }
    body["data"] = items
    return body


def link(call: Call, drawing: Drawing) -> str:
    """An address of the emulator's own, under which it draws the picture for whoever asks."""
    parts = urlsplit(call.request.url)
    prefix = parts.path.rstrip("/").removesuffix(call.operation.path)
    return f"{parts.scheme}://{parts.netloc}{prefix}{drawing.name}"


def error(call: Call, refusal: Refusal) -> Body:
    """A refusal in the dialect's own envelope."""
    return google_error(refusal) if call.gemini else openai_error(refusal)


def google_error(refusal: Refusal) -> Body:
    """google.rpc.Status."""
    body: Body = {"code": refusal.status, "message": refusal.message}
    if refusal.status in STATUSES:
        body["status"] = STATUSES[refusal.status]
    if refusal.status == 400 and refusal.member:
        violation = {"field": refusal.member, "description": refusal.message}
        body["details"] = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return {"error": body}


def openai_error(refusal: Refusal) -> Body:
    """OpenAI's envelope."""
    kind = "invalid_request_error" if refusal.status < 500 else "server_error"
    return {
        "error": {
            "message": refusal.message,
            "type": "rate_limit_error" if refusal.status == 429 else kind,
            "param": refusal.member or None,
            "code": refusal.code or None,
        }
    }
