"""
Manners: ways in which honest gateways differ, none of which breaks a promise.

What a page documents, no manner leaves out, renames or nulls; what it leaves open, some manner does differently.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wirecheck.emulator import pictures
from wirecheck.emulator.bodies import Picture, inline, openai_error, thinks
from wirecheck.emulator.hooks import Bend, Body, Call, Manner, Refusal, Stage, with_header
from wirecheck.emulator.parsed_request import facts
from wirecheck.emulator.pictures import Drawing
from wirecheck.wire.exchange import Response
from wirecheck.wire.lenient_json import Json


def candidates(body: Body) -> Iterator[Body]:
    """The candidates of a served generateContent."""
    found = body.get("candidates")
    yield from (entry for entry in (found if isinstance(found, list) else ()) if isinstance(entry, dict))


def items(body: Body) -> Iterator[Body]:
    """The items of a served images/generations."""
    found = body.get("data")
    yield from (entry for entry in (found if isinstance(found, list) else ()) if isinstance(entry, dict))


def parts(body: Body) -> Iterator[Body]:
    """The parts of its candidates."""
    for candidate in candidates(body):
        yield from (candidate.get("content") or {}).get("parts") or ()


# -- pictures ----------------------------------------------------------------------------------------------------------


def _jpeg(call: Call, drawing: Drawing) -> Drawing:
    return replace(drawing, format="jpeg") if call.gemini else drawing


def _webp(call: Call, drawing: Drawing) -> Drawing:
    return replace(drawing, format="webp") if call.gemini else drawing


def _off_table(call: Call, drawing: Drawing) -> Drawing:
    """Two per cent wider than the ratio says, in the same tier; the odd cell of the table as its neighbours have it."""
    if not call.gemini:
        return drawing
    sizes = facts(call.ask.model).pixels.get(call.ask.ratio, {}).get(call.ask.size)
    height = sizes[-1][1] if sizes else drawing.height
    across, down = (int(part) for part in call.ask.ratio.split(":"))
    return replace(drawing, width=round(height * across / down * 1.02), height=height)


# -- the shape of the answer -------------------------------------------------------------------------------------------


def _nulls(call: Call, body: Body) -> Body:
    """Null for what is neither promised nor there, where the schema lets it be null."""
    if call.gemini:
        _null(call, body, "response", ("promptFeedback", "modelStatus", "createTime"))
        for candidate in candidates(body):
            if not call.promises("response.candidates[].safetyRatings"):
                candidate.pop("safetyRatings", None)
            names = ("safetyRatings", "finishMessage", "citationMetadata", "groundingMetadata", "avgLogprobs")
            _null(call, candidate, "response.candidates[]", names)
        for part in parts(body):
            of_part = ("text", "inlineData", "thought", "thoughtSignature", "functionCall", "fileData")
            _null(call, part, "response.candidates[].content.parts[]", of_part)
        return body
    _null(call, body, "response", ("background", "output_format", "quality", "size"))
    for item in items(body):
        _null(call, item, "response.data[]", ("revised_prompt", "url", "b64_json", "provider_specific_fields"))
    return body


def _null(call: Call, holder: Body, location: str, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in holder and _may_be_null(call.operation.at(f"{location}.{name}")):
            holder[name] = None


def _may_be_null(schema: Mapping[str, Json] | None) -> bool:
    if schema is None:
        return True
    branches = schema.get("anyOf")
    inner = (
        [branch.get("type") for branch in branches if isinstance(branch, dict)] if isinstance(branches, list) else []
    )
    types = [schema.get("type"), *inner]
    return any("null" in kind if isinstance(kind, list) else kind == "null" for kind in types)


def _extra(call: Call, body: Body) -> Body:
    """Members that nobody documented, at every level."""
    body |= {"cost": {"amount": 0.067, "currency": "USD"}, "provider": "upstream-7", "object": "generation"}
    if call.gemini:
        body["usageMetadata"] |= {"trafficType": "ON_DEMAND", "serviceTier": "standard"}
        for candidate in candidates(body):
            candidate |= {"tokenCount": 1120, "avgLogprobs": -0.25}
            candidate["content"]["id"] = "turn-1"
        for part in parts(body):
            part["partMetadata"] = {"rank": 1}
    else:
        body["usage"]["output_tokens_details"] = {"image_tokens": body["usage"]["output_tokens"], "text_tokens": 0}
        for item in items(body):
            item["seed"] = 7
    return body


def _extra_error(_: Call, body: Body) -> Body:
    body["error"]["localized_message"] = body["error"]["message"]
    return {**body, "provider": "upstream-7"}


def _sparse(call: Call, body: Body) -> Body:
    """Without whatever the page does not document."""
    if not call.gemini:
        optional = ("background", "output_format", "quality", "size")
        return {k: v for k, v in body.items() if k not in optional or call.promises(f"response.{k}")}
    body = _promised(call, body, "response", ("modelVersion", "responseId"))
    usage = body["usageMetadata"]
    if not call.promises("response.usageMetadata.thoughtsTokenCount"):
        # The thoughts are charged all the same, so they stay in the count of the answer.
        usage["candidatesTokenCount"] = usage["totalTokenCount"] - usage["promptTokenCount"]
    body["usageMetadata"] = _promised(
        call,
        body["usageMetadata"],
        "response.usageMetadata",
        ("promptTokensDetails", "candidatesTokensDetails", "thoughtsTokenCount"),
    )
    slim = []
    for candidate in candidates(body):
        kept = _promised(call, candidate, "response.candidates[]", ("index", "safetyRatings"))
        kept["content"] = _promised(call, kept["content"], "response.candidates[].content", ("role",))
        slim.append(kept)
    return {**body, "candidates": slim}


def _promised(call: Call, holder: Body, location: str, optional: tuple[str, ...]) -> Body:
    return {k: v for k, v in holder.items() if k not in optional or call.promises(f"{location}.{k}")}


def _text_around(call: Call, body: Body) -> Body:
    """Words on both sides of the picture, or after it where the page's sample reads the first part."""
    if call.gemini and call.ask.text and call.ask.image:
        for candidate in candidates(body):
            found = candidate["content"]["parts"]
            before = [] if call.operation.picture_first else [{"text": "One moment."}]
            candidate["content"]["parts"] = [*before, *found, {"text": "Shall it be changed?"}]
    return body


def _drafts(call: Call, body: Body) -> Body:
    """A draft picture among the thoughts, where thoughts were asked for and the model has any."""
    if call.gemini and call.ask.thoughts and call.ask.image and thinks(call.ask):
        drawing = Drawing(512, 512, seed=call.ask.seed + 5)
        draft = {**inline(Picture(drawing, pictures.draw(drawing))), "thought": True}
        for candidate in candidates(body):
            found = candidate["content"]["parts"]
            final = [part for part in found if part.get("inlineData")]
            rest = [part for part in found if not part.get("inlineData")]
            thoughts = [*(p for p in rest if p.get("thought")), draft]
            said = [part for part in rest if not part.get("thought")]
            first = call.operation.picture_first
            candidate["content"]["parts"] = [*final, *thoughts, *said] if first else [*thoughts, *said, *final]
    return body


def _signatures(call: Call, body: Body) -> Body:
    """A signature on the picture and on the first text after the thoughts."""
    chance = random.Random(call.ask.seed)  # noqa: S311 - noise, no secret
    text_signed = False
    for part in parts(body) if call.gemini else ():
        if part.get("thought") or (part.get("text") and text_signed):
            continue
        text_signed = text_signed or bool(part.get("text"))
        part["thoughtSignature"] = b64encode(chance.randbytes(60_000)).decode()
    return body


def _ga_name(call: Call, body: Body) -> Body:
    known = call.ask.model.facts
    if call.gemini and known:
        body["modelVersion"] = known.name
    return body


def _loose_usage(call: Call, body: Body) -> Body:
    """Thoughts counted among the candidates, and the total as prompt and candidates."""
    if call.gemini:
        usage = body["usageMetadata"]
        usage["candidatesTokenCount"] += usage.get("thoughtsTokenCount", 0)
        usage["totalTokenCount"] = usage["promptTokenCount"] + usage["candidatesTokenCount"]
    return body


# -- errors ------------------------------------------------------------------------------------------------------------


def _openai_envelope(call: Call, body: Body) -> Body:
    if not call.gemini:
        return body
    found = openai_error(Refusal(Stage.WORK, 400, f"{body['error']['message']} (request id: {call.id})"))
    found["error"] |= {"type": "new_api_error", "param": "", "code": "invalid_request"}
    return found


def _oneapi_header(call: Call, response: Response) -> Response:
    return with_header(with_header(response, "x-request-id", None), "X-Oneapi-Request-Id", call.id)


def _google_400(call: Call, refusal: Refusal) -> Refusal:
    if call.gemini and refusal.stage is Stage.KEY:
        return replace(refusal, status=400, message="API key not valid. Please pass a valid API key.")
    return refusal


def _google_details(call: Call, body: Body) -> Body:
    if call.gemini and str(body["error"].get("message", "")).startswith("API key not valid."):
        info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
        body["error"]["details"] = [{**info, "domain": "googleapis.com"}]
    return body


def _lenient(_: Call, refusal: Refusal) -> Refusal | None:
    """Whatever is missing or off its set is passed over; what the page calls unsupported is still refused."""
    return None if refusal.stage is Stage.MEMBERS else refusal


# -- the wire ----------------------------------------------------------------------------------------------------------


def _busy_at_first(call: Call) -> Refusal | None:
    return Refusal(Stage.WORK, 429, "Too many requests.", code="rate_limit_exceeded") if call.attempt == 1 else None


def _wait_a_second(_: Call, response: Response) -> Response:
    return with_header(response, "Retry-After", "1") if response.status == 429 else response


def _trips_at_first(call: Call) -> Refusal | None:
    """With a status that the page tells callers to retry, 500 where that is among them."""
    status = 500 if 500 in call.operation.retry else 503
    return Refusal(Stage.WORK, status, "The model is overloaded. Please try again.") if call.attempt == 1 else None


def _slow(_: Call, response: Response) -> Response:
    if response.status == 200:
        time.sleep(SLOWNESS)
    return response


def _chunked(_: Call, response: Response) -> Response:
    return with_header(response, "Transfer-Encoding", "chunked")


def _gzip(_: Call, response: Response) -> Response:
    packed = gzip.compress(response.body, compresslevel=1, mtime=0)
    return with_header(replace(response, body=packed), "Content-Encoding", "gzip")


def _pretty(_: Call, text: bytes) -> bytes:
    value: Any = json.loads(text)
    return json.dumps(value, indent=2).encode() + b"\n"


def _keep_alive(_: Call, text: bytes) -> bytes:
    return b" \n" * 40 + text


def _header_case(_: Call, response: Response) -> Response:
    spelt = {"content-type": "CONTENT-TYPE", "x-request-id": "X-Request-ID", "allow": "allow"}
    headers = tuple((spelt.get(name.lower(), name), value) for name, value in response.headers)
    changed = replace(response, headers=headers)
    kind = response.header("content-type") or ""
    return with_header(changed, "CONTENT-TYPE", f"{kind};charset=UTF8") if "json" in kind else changed


SLOWNESS = 0.1
"""Seconds that a slow gateway takes for a picture: enough to be seen, and short enough for tests."""

NEW_API = "https://github.com/QuantumNous/new-api"

MANNERS = (
    Manner("plain", "As the page and upstream have it.", "inferred"),
    Manner(
        "jpeg",
        "Pictures of Gemini models are JPEG.",
        "https://github.com/Comfy-Org/ComfyUI/pull/12511",
        Bend(draw=_jpeg),
    ),
    Manner("webp", "Pictures of Gemini models are WebP.", "inferred", Bend(draw=_webp)),
    Manner("off-table", "Pictures are a few per cent off the published pixels.", "inferred", Bend(draw=_off_table)),
    Manner("nulls", "Null for what is not there.", "https://github.com/BerriAI/litellm", Bend(answer=_nulls)),
    Manner(
        "extra-members",
        "Members that nobody documented.",
        "https://github.com/Portkey-AI/gateway",
        Bend(answer=_extra, error=_extra_error),
    ),
    Manner(
        "sparse",
        "Nothing but what the page documents.",
        "https://github.com/archestra-ai/archestra/pull/6892",
        Bend(answer=_sparse),
    ),
    Manner(
        "text-around", "Words around the picture, where words were asked for.", "inferred", Bend(answer=_text_around)
    ),
    Manner(
        "drafts",
        "A draft among the thoughts that were asked for.",
        "https://github.com/minimaxir/gemimg/pull/21",
        Bend(answer=_drafts),
    ),
    Manner(
        "signatures",
        "Long signatures on pictures and texts.",
        "https://github.com/Comfy-Org/docs/pull/1723",
        Bend(answer=_signatures),
    ),
    Manner("gone-ga-name", "A preview model answers by its released name.", "inferred", Bend(answer=_ga_name)),
    Manner(
        "loose-usage",
        "Thoughts are counted among the candidates.",
        "https://github.com/simonw/llm-gemini/issues/75",
        Bend(answer=_loose_usage),
    ),
    Manner(
        "openai-envelope",
        "OpenAI's error envelope on Gemini's route, and another header for the request's id.",
        NEW_API,
        Bend(error=_openai_envelope, send=_oneapi_header),
    ),
    Manner(
        "google-400",
        "A bad key is a 400, as at Google.",
        "https://github.com/router-for-me/CLIProxyAPI/issues/2016",
        Bend(refusal=_google_400, error=_google_details),
    ),
    Manner(
        "lenient",
        "Members that are missing or off their set are passed over.",
        "https://github.com/theopenco/llmgateway/pull/2105",
        Bend(refusal=_lenient),
    ),
    Manner(
        "busy-at-first",
        "The first of several tries is a 429 that says how long to wait.",
        "inferred",
        Bend(refuse=_busy_at_first, send=_wait_a_second),
    ),
    Manner(
        "trips-at-first",
        "The first of several tries fails as the page says that it may.",
        "inferred",
        Bend(refuse=_trips_at_first),
    ),
    Manner("slow", "Pictures take their time.", "inferred", Bend(send=_slow)),
    Manner("chunked", "Answers come in chunks and without a length.", "inferred", Bend(send=_chunked)),
    Manner("gzip", "Answers are compressed.", "inferred", Bend(send=_gzip)),
    Manner("pretty-json", "JSON with indents.", "inferred", Bend(text=_pretty)),
    Manner(
        "keep-alive",
        "White space before the JSON, sent while the picture is drawn.",
        "https://github.com/router-for-me/CLIProxyAPI/issues/2973",
        Bend(text=_keep_alive),
    ),
    Manner(
        "header-case",
        "Header names in capitals, and a charset beside the media type.",
        "inferred",
        Bend(send=_header_case),
    ),
)
"""Every manner, the plain one first."""
