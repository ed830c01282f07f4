"""Manners of generateContent: ways in which honest gateways differ; and what it adds to those of every dialect."""

from __future__ import annotations

import random
from base64 import b64encode
from dataclasses import replace

from wirecheck.emulator import drawings
from wirecheck.emulator.dialects.emulated_dialect import MadePicture
from wirecheck.emulator.dialects.gemini.bodies import candidates, inline, parts, thinks
from wirecheck.emulator.dialects.gemini.parsing import published
from wirecheck.emulator.dialects.json_over_post import add_nulls, only_promised
from wirecheck.emulator.dialects.openai_images.bodies import error as openai_error
from wirecheck.emulator.drawings import Drawing
from wirecheck.emulator.hook_makers import draws, restates
from wirecheck.emulator.hooks import Body, EmulatedCall, Hooks, Manner, RefusalReason, Stage

# -- pictures ----------------------------------------------------------------------------------------------------------


def _off_table(call: EmulatedCall, drawing: Drawing) -> Drawing:
    """Two per cent wider than the ratio says, in the same tier; the irregular cell of the table as its neighbours."""
    parsed = call.parsed
    sizes = published(parsed.model).pixels.get(parsed.ratio, {}).get(parsed.size)
    height = sizes[-1][1] if sizes else drawing.height
    across, down = (int(part) for part in parsed.ratio.split(":"))
    return replace(drawing, width=round(height * across / down * 1.02), height=height)


# -- the shape of the answer -------------------------------------------------------------------------------------------


def _nulls(call: EmulatedCall, body: Body) -> Body:
    add_nulls(call, body, "response", ("promptFeedback", "modelStatus", "createTime"))
    for candidate in candidates(body):
        if not call.promises("response.candidates[].safetyRatings"):
            candidate.pop("safetyRatings", None)
        names = ("safetyRatings", "finishMessage", "citationMetadata", "groundingMetadata", "avgLogprobs")
        add_nulls(call, candidate, "response.candidates[]", names)
    of_part = ("text", "inlineData", "thought", "thoughtSignature", "functionCall", "fileData")
    for part in parts(body):
        add_nulls(call, part, "response.candidates[].content.parts[]", of_part)
    return body


def _extra(_: EmulatedCall, body: Body) -> Body:
    body["usageMetadata"] |= {"trafficType": "ON_DEMAND", "serviceTier": "standard"}
    for candidate in candidates(body):
        candidate |= {"tokenCount": 1120, "avgLogprobs": -0.25}
        candidate["content"]["id"] = "turn-1"
    for part in parts(body):
        part["partMetadata"] = {"rank": 1}
    return body


def _sparse(call: EmulatedCall, body: Body) -> Body:
    body = only_promised(call, body, "response", ("modelVersion", "responseId"))
    usage = body["usageMetadata"]
    if not call.promises("response.usageMetadata.thoughtsTokenCount"):
        # Thoughts are charged even if they are not shown, so they stay in the count of the answer.
        usage["candidatesTokenCount"] = usage["totalTokenCount"] - usage["promptTokenCount"]
    optional = ("promptTokensDetails", "candidatesTokensDetails", "thoughtsTokenCount")
    body["usageMetadata"] = only_promised(call, usage, "response.usageMetadata", optional)
    slim = []
    for candidate in candidates(body):
        kept = only_promised(call, candidate, "response.candidates[]", ("index", "safetyRatings"))
        kept["content"] = only_promised(call, kept["content"], "response.candidates[].content", ("role",))
        slim.append(kept)
    return {**body, "candidates": slim}


def _text_around(call: EmulatedCall, body: Body) -> Body:
    """Text before and after the picture, if text was asked for too."""
    if call.parsed.text and call.parsed.image:
        for content in (candidate["content"] for candidate in candidates(body)):
            content["parts"] = [{"text": "One moment."}, *content["parts"], {"text": "Shall it be changed?"}]
    return body


def _drafts(call: EmulatedCall, body: Body) -> Body:
    """A draft picture among the thoughts, if thoughts were asked for and the model has any."""
    parsed = call.parsed
    if not (parsed.thoughts and parsed.image and thinks(parsed)):
        return body
    drawing = Drawing(512, 512, seed=parsed.seed + 5)
    draft = {**inline(MadePicture(drawing, drawings.draw(drawing))), "thought": True}
    for content in (candidate["content"] for candidate in candidates(body)):
        pictures, thoughts, words = _by_kind(content["parts"])
        thoughts.append(draft)
        picture_first = call.operation.picture_first
        content["parts"] = [*pictures, *thoughts, *words] if picture_first else [*thoughts, *words, *pictures]
    return body


def _by_kind(parts: list[Body]) -> tuple[list[Body], list[Body], list[Body]]:
    """The parts that are pictures, those that are thoughts, and the others."""
    pictures = [part for part in parts if part.get("inlineData")]
    others = [part for part in parts if not part.get("inlineData")]
    thoughts = [part for part in others if part.get("thought")]
    return pictures, thoughts, [part for part in others if not part.get("thought")]


def _signatures(call: EmulatedCall, body: Body) -> Body:
    """A signature on the picture and on the first text after the thoughts."""
    chance = random.Random(call.parsed.seed)  # noqa: S311 - noise, no secret
    text_signed = False
    for part in parts(body):
        if part.get("thought") or (part.get("text") and text_signed):
            continue
        text_signed = text_signed or bool(part.get("text"))
        part["thoughtSignature"] = b64encode(chance.randbytes(60_000)).decode()
    return body


def _ga_name(call: EmulatedCall, body: Body) -> Body:
    if call.parsed.model.facts:
        body["modelVersion"] = call.parsed.model.facts.name
    return body


def _loose_usage(_: EmulatedCall, body: Body) -> Body:
    """Thoughts counted in the candidates, and the total as the sum of prompt and candidates."""
    usage = body["usageMetadata"]
    usage["candidatesTokenCount"] += usage.get("thoughtsTokenCount", 0)
    usage["totalTokenCount"] = usage["promptTokenCount"] + usage["candidatesTokenCount"]
    return body


# -- errors ------------------------------------------------------------------------------------------------------------


def _openai_envelope(call: EmulatedCall, body: Body) -> Body:
    message = f"{body['error']['message']} (request id: {call.id})"
    envelope = openai_error(call, RefusalReason(Stage.WORK, 400, message))
    envelope["error"] |= {"type": "new_api_error", "param": "", "code": "invalid_request"}
    return envelope


def _google_details(_: EmulatedCall, body: Body) -> Body:
    if str(body["error"].get("message", "")).startswith("API key not valid."):
        info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
        body["error"]["details"] = [{**info, "domain": "googleapis.com"}]
    return body


KEY_NOT_VALID = "API key not valid. Please pass a valid API key."

MANNERS = (
    Manner(
        "jpeg",
        "Pictures of Gemini models are JPEG.",
        "https://github.com/Comfy-Org/ComfyUI/pull/12511",
        draws(format="jpeg"),
        listed_after="plain",
    ),
    Manner("webp", "Pictures of Gemini models are WebP.", "inferred", draws(format="webp")),
    Manner(
        "off-table", "Pictures differ from the published pixels by a few per cent.", "inferred", Hooks(draw=_off_table)
    ),
    Manner(
        "text-around",
        "Text comes before and after the picture, if text was asked for.",
        "inferred",
        Hooks(answer=_text_around),
        listed_after="sparse",
    ),
    Manner(
        "drafts",
        "A draft picture comes among the thoughts that were asked for.",
        "https://github.com/minimaxir/gemimg/pull/21",
        Hooks(answer=_drafts),
    ),
    Manner(
        "signatures",
        "Pictures and texts have long signatures.",
        "https://github.com/Comfy-Org/docs/pull/1723",
        Hooks(answer=_signatures),
    ),
    Manner("gone-ga-name", "A preview model answers under its released name.", "inferred", Hooks(answer=_ga_name)),
    Manner(
        "loose-usage",
        "Thoughts are counted in the candidates.",
        "https://github.com/simonw/llm-gemini/issues/75",
        Hooks(answer=_loose_usage),
    ),
    Manner(
        "google-400",
        "A bad key is answered with 400, as at Google.",
        "https://github.com/router-for-me/CLIProxyAPI/issues/2016",
        replace(restates(Stage.KEY, status=400, message=KEY_NOT_VALID), error=_google_details),
        listed_after="openai-envelope",
    ),
)
"""The dialect's own manners."""

ADDITIONS = {
    "nulls": Hooks(answer=_nulls),
    "extra-members": Hooks(answer=_extra),
    "sparse": Hooks(answer=_sparse),
    "openai-envelope": Hooks(error=_openai_envelope),
}
"""What the dialect adds to the manners of every dialect, by their ids."""
