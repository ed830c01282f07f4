"""
Relatives of the lies that were seen: the same promise broken in another way.

Nobody reported them; a suite that looks for what must hold, and not for what was seen, finds them all the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from wirecheck.emulator.faults import answers, usage
from wirecheck.emulator.faults.picture import encoded
from wirecheck.emulator.faults.wire import served, written
from wirecheck.emulator.hooks import (
    Bend,
    Body,
    Call,
    Fault,
    Refusal,
    Stage,
    always,
    with_body,
    with_header,
    with_status,
)
from wirecheck.emulator.manners import candidates, items, parts
from wirecheck.emulator.parsed_request import Ask, facts
from wirecheck.emulator.pictures import Drawing
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Response

GEMINI = ("gemini",)
IMAGES = ("openai-images",)
BOTH = (*GEMINI, *IMAGES)
PAGE = b"<!DOCTYPE html><html><body>One moment, please.</body></html>"


def _fault(
    id: str,
    summary: str,
    breaks: str,
    bend: Bend,
    dialects: tuple[str, ...] = BOTH,
    applies: Callable[[Operation], bool] = always,
) -> Fault:
    return Fault(id, summary, "inferred", (breaks,), bend, dialects, applies)


# -- bends of one kind -------------------------------------------------------------------------------------------------


def _failed(change: Callable[[Response], Response]) -> Bend:
    return Bend(send=lambda call, response: change(response) if response.status >= 400 else response)


def _labelled(name: str, value: str) -> Bend:
    return served(lambda response: with_header(with_body(response, response.content), name, value))


def _each_candidate(change: Callable[[Body], object]) -> Bend:
    def answer(_: Call, body: Body) -> Body:
        for candidate in candidates(body):
            change(candidate)
        return body

    return Bend(answer=answer)


def _each_picture(change: Callable[[Body], object]) -> Bend:
    """A lie in every part that is a picture."""

    def answer(_: Call, body: Body) -> Body:
        for part in parts(body):
            if part.get("inlineData"):
                change(part)
        return body

    return Bend(answer=answer)


def _each_base64(change: Callable[[str], object]) -> Bend:
    def answer(_: Call, body: Body) -> Body:
        for holder, name, _type in list(encoded(body)):
            holder[name] = change(holder[name])
        return body

    return Bend(answer=answer)


def _member(**members: Any) -> Bend:
    """Members of the answer set; None takes one away."""

    def answer(_: Call, body: Body) -> Body:
        merged = {**body, **members}
        return {name: value for name, value in merged.items() if value is not None}

    return Bend(answer=answer)


def _error(**members: Any) -> Bend:
    def error(_: Call, body: Body) -> Body:
        inner = body["error"]
        return {"error": {**inner, **members}} if isinstance(inner, dict) else body

    return Bend(error=error)


def _at(stage: Stage, status: int, message: str = "") -> Bend:
    """Another status for what is refused at a stage."""

    def refusal(_: Call, found: Refusal) -> Refusal:
        if found.stage is not stage:
            return found
        return replace(found, status=status, message=message or found.message)

    return Bend(refusal=refusal)


def _busy(value: str) -> Bend:
    def send(_: Call, response: Response) -> Response:
        return with_header(response, "Retry-After", value) if response.status == 429 else response

    return Bend(refuse=lambda call: Refusal(Stage.WORK, 429, "Slow down.", code="rate_limit_exceeded"), send=send)


# -- bends of their own ------------------------------------------------------------------------------------------------


def _turned(_: Call, drawing: Drawing) -> Drawing:
    return replace(drawing, width=drawing.height, height=drawing.width)


def _common(call: Call) -> Ask:
    """The nearest of the five ratios that everybody knows."""
    across, down = (int(part) for part in call.ask.ratio.split(":"))
    known = ((1, 1), (16, 9), (9, 16), (4, 3), (3, 4))
    near = min(known, key=lambda ratio: abs(ratio[0] / ratio[1] - across / down))
    return replace(call.ask, ratio=f"{near[0]}:{near[1]}")


def _scaled(factor: float) -> Callable[[Call, Drawing], Drawing]:
    def draw(call: Call, drawing: Drawing) -> Drawing:
        # another tier, whichever was asked for
        grows = factor > 1 and drawing.width < 3000
        by = factor if grows or factor < 1 else 1 / factor
        return replace(drawing, width=round(drawing.width * by), height=round(drawing.height * by))

    return draw


def _called(media_type: str, format: str) -> Bend:
    def draw(_: Call, drawing: Drawing) -> Drawing:
        return replace(drawing, format=format)

    def answer(_: Call, body: Body) -> Body:
        for part in parts(body):
            if part.get("inlineData"):
                part["inlineData"]["mimeType"] = media_type
        return body

    return Bend(draw=draw, answer=answer)


def _many_tiers(operation: Operation) -> bool:
    return len(facts(operation.model(operation.served_model)).tiers) > 1


def _rare_refused(call: Call) -> Refusal | None:
    asked = call.request.document.value
    ratio = asked.get("generationConfig") if isinstance(asked, dict) else None
    image = ratio.get("imageConfig") if isinstance(ratio, dict) else None
    value = image.get("aspectRatio") if isinstance(image, dict) else None
    rare = value is not None and value not in ("1:1", "16:9", "9:16", "4:3", "3:4")
    return Refusal(Stage.MEMBERS, 400, f"aspectRatio {value} is not supported.", "aspectRatio") if rare else None


def _closes_ratios(operation: Operation) -> bool:
    member = operation.member("generationConfig.imageConfig.aspectRatio")
    return member is not None and member.citation is not None and len(member.values) > 5


def _no_such_text(_: Call, body: Body) -> Body:
    return {"error": {**body["error"], "message": None}} if isinstance(body["error"], dict) else body


def _fewer_tokens(_: Call, body: Body) -> Body:
    for member, total in (("usageMetadata", "totalTokenCount"), ("usage", "total_tokens")):
        if isinstance(body.get(member), dict):
            body[member].pop(total, None)
    return body


def _has_total(operation: Operation) -> bool:
    places = ("response.usageMetadata.totalTokenCount", "response.usage.total_tokens")
    return any(operation.citation(place) for place in places)


FAULTS = (
    # access
    _fault(
        "bearer-shown",
        "An error repeats the upstream's Authorization header.",
        "auth/no-secret-is-shown",
        _error(message="upstream said no to 'Authorization: Bearer 9f8e7d6c5b4a39281706f5e4d3c2b1a0'"),
    ),
    _fault(
        "inner-address-in-error",
        "An error names the address that could not be reached.",
        "auth/no-secret-is-shown",
        _error(message="dial tcp 10.0.4.17:3000: connect: connection refused"),
    ),
    _fault(
        "no-key-is-400",
        "A missing or wrong key is any bad request.",
        "auth/refusal-is-401-or-403",
        _at(Stage.KEY, 422, "Bad request."),
    ),
    _fault(
        "path-405",
        "The documented method is not allowed.",
        "endpoint/documented-path-exists",
        Bend(refuse=lambda call: Refusal(Stage.PATH, 405, "Method Not Allowed")),
    ),
    _fault(
        "path-501",
        "The documented path is not implemented.",
        "endpoint/documented-path-exists",
        Bend(refuse=lambda call: Refusal(Stage.PATH, 501, "Not Implemented")),
    ),
    _fault(
        "model-gone-400",
        "The documented model is unknown, says a 400.",
        "endpoint/model-is-served",
        Bend(refuse=lambda call: Refusal(Stage.MODEL, 400, f"Unknown model: {call.ask.model.name[:80]}", "model")),
    ),
    _fault(
        "unknown-model-500",
        "An unknown model is an inner error.",
        "endpoint/unknown-model-refusal-is-final",
        _at(Stage.MODEL, 500),
    ),
    # requests
    _fault(
        "rare-ratios-refused",
        "Only the common ratios are taken.",
        "request/documented-value-is-served",
        Bend(refuse=_rare_refused),
        GEMINI,
        _closes_ratios,
    ),
    # the wire
    _fault(
        "deflate-mislabelled",
        "The label says deflate, the body is not.",
        "body/encoding-is-as-labelled",
        _labelled("content-encoding", "deflate"),
    ),
    _fault(
        "encoded-unasked",
        "An encoding that was not asked for.",
        "body/encoding-is-as-labelled",
        _labelled("content-encoding", "br"),
    ),
    _fault("body-empty", "A success with nothing in it.", "body/is-json", written(lambda text: b"")),
    _fault("page-as-200", "A page for people as a success.", "body/is-json", written(lambda text: PAGE)),
    _fault(
        "json-as-html",
        "JSON is labelled as a page.",
        "body/is-labelled-json",
        _labelled("content-type", "text/html; charset=utf-8"),
    ),
    _fault(
        "json-as-bytes",
        "JSON is labelled as any bytes.",
        "body/is-labelled-json",
        _labelled("content-type", "application/octet-stream"),
    ),
    _fault(
        "script-around",
        "The JSON stands in a call of a function.",
        "body/is-json",
        written(lambda text: b"callback(" + text + b");"),
    ),
    _fault(
        "not-utf-8",
        "The JSON is written in Latin-1.",
        "body/is-json",
        written(lambda text: text.rstrip()[:-1] + b',"note":"caf\xe9"}'),
    ),
    _fault(
        "infinite",
        "Infinity, which JSON does not know.",
        "body/is-strict-json",
        written(lambda text: text.rstrip()[:-1] + b',"score":-Infinity}'),
    ),
    _fault(
        "log-line-after",
        "A line of a log follows the JSON.",
        "body/is-one-document",
        written(lambda text: text + b"\n[info] request done"),
    ),
    _fault(
        "closing-comma",
        "A comma after the last member.",
        "body/is-json",
        written(lambda text: text.rstrip()[:-1] + b",}"),
    ),
    _fault(
        "single-quotes", "The JSON is Python's.", "body/is-json", written(lambda text: repr(json.loads(text)).encode())
    ),
    # answers
    _fault(
        "answer-in-a-list",
        "The answer stands in a list, as streams have it.",
        "answer/has-a-candidate",
        written(lambda text: b"[" + text + b"]"),
        GEMINI,
    ),
    _fault(
        "answer-as-text",
        "The answer is a text that holds JSON.",
        "answer/has-a-candidate",
        written(lambda text: json.dumps(text.decode()).encode()),
        GEMINI,
    ),
    _fault(
        "candidates-null",
        "There are no candidates, says null.",
        "answer/has-a-candidate",
        _member(candidates=None),
        GEMINI,
    ),
    _fault(
        "content-missing",
        "A candidate without content.",
        "answer/has-the-picture",
        _each_candidate(lambda c: c.pop("content")),
        GEMINI,
    ),
    _fault(
        "parts-empty",
        "A turn without parts.",
        "answer/has-the-picture",
        _each_candidate(lambda c: c["content"].update(parts=[])),
        GEMINI,
    ),
    _fault(
        "picture-as-file",
        "The picture is a file elsewhere.",
        "answer/has-the-picture",
        _each_picture(
            lambda p: (
                p.update(fileData={"fileUri": "https://files.example.com/1", "mimeType": "image/png"})
                or p.pop("inlineData")
            )
        ),
        GEMINI,
    ),
    _fault(
        "picture-as-data-url",
        "The picture is a data URL in a text.",
        "answer/has-the-picture",
        _each_picture(lambda p: p.update(text=f"data:image/png;base64,{p.pop('inlineData')['data']}")),
        GEMINI,
    ),
    _fault(
        "picture-data-empty",
        "The picture's data is empty.",
        "answer/has-the-picture",
        _each_picture(lambda p: p["inlineData"].update(data="")),
        GEMINI,
    ),
    _fault(
        "reason-in-small-letters",
        "The finish reason is another dialect's.",
        "answer/finish-reason-fits",
        _each_candidate(lambda c: c.update(finishReason="stop")),
        GEMINI,
    ),
    _fault(
        "reason-null",
        "The finish reason is null.",
        "answer/has-a-finish-reason",
        _each_candidate(lambda c: c.update(finishReason=None)),
        GEMINI,
        answers.promised("response.candidates[].finishReason"),
    ),
    _fault(
        "reason-is-safety",
        "A refusal is said beside the picture.",
        "answer/finish-reason-fits",
        _each_candidate(lambda c: c.update(finishReason="IMAGE_SAFETY")),
        GEMINI,
    ),
    _fault(
        "role-is-assistant-like",
        "The role is the caller's.",
        "answer/role-is-model",
        _each_candidate(lambda c: c["content"].update(role="user")),
        GEMINI,
    ),
    _fault(
        "model-of-another-name",
        "The answer is of an older model.",
        "answer/model-is-the-one-asked",
        _member(modelVersion="gemini-2.0-flash-preview-image-generation"),
        GEMINI,
    ),
    _fault(
        "media-type-wrong-kind",
        "The media type is a text's.",
        "picture/declared-type-is-true",
        _each_picture(lambda p: p["inlineData"].update(mimeType="text/plain")),
        GEMINI,
        answers.promised("response.candidates[].content.parts[].inlineData.mimeType"),
    ),
    _fault(
        "png-called-webp",
        "A PNG is declared as WebP.",
        "picture/declared-type-is-true",
        _called("image/webp", "png"),
        GEMINI,
    ),
    _fault(
        "webp-called-jpeg",
        "A WebP is declared as JPEG.",
        "picture/declared-type-is-true",
        _called("image/jpeg", "webp"),
        GEMINI,
    ),
    # images
    _fault("created-missing", "There is no `created`.", "images/created-is-the-time", _member(created=None), IMAGES),
    _fault("created-zero", "`created` is 0.", "images/created-is-the-time", _member(created=0), IMAGES),
    _fault(
        "created-as-date",
        "`created` is a date in words.",
        "images/created-is-the-time",
        _member(created="2026-11-20T10:00:00Z"),
        IMAGES,
    ),
    _fault("data-empty", "No picture is in the list.", "images/as-many-as-asked", _member(data=[]), IMAGES),
    _fault(
        "one-too-many",
        "One picture more than was asked for.",
        "images/as-many-as-asked",
        Bend(ask=lambda call: replace(call.ask, count=call.ask.count + 1)),
        IMAGES,
    ),
    _fault(
        "base64-null",
        "The picture is null.",
        "images/base64-or-url",
        Bend(
            answer=lambda call, body: {
                **body,
                "data": [{**item, "b64_json": None, "url": None} for item in items(body)],
            }
        ),
        IMAGES,
    ),
    _fault(
        "format-echo-lies",
        "The echoed format is not the picture's.",
        "images/echoes-are-true",
        Bend(
            answer=lambda call, body: {
                **body,
                "output_format": "webp" if body.get("output_format") != "webp" else "png",
            }
        ),
        IMAGES,
    ),
    # pictures
    _fault("ratio-turned", "Width and height are exchanged.", "picture/ratio-is-honoured", Bend(draw=_turned), GEMINI),
    _fault(
        "ratio-rounded", "The nearest common ratio is made.", "picture/ratio-is-honoured", Bend(ask=_common), GEMINI
    ),
    _fault(
        "size-halved",
        "Pictures are half as wide and high.",
        "picture/size-is-honoured",
        Bend(draw=_scaled(0.5)),
        BOTH,
        lambda operation: operation.dialect != "gemini" or _many_tiers(operation),
    ),
    _fault(
        "size-doubled",
        "Pictures are made larger or smaller than they are asked for.",
        "picture/size-is-honoured",
        Bend(draw=_scaled(2)),
        BOTH,
        lambda operation: operation.dialect != "gemini" or _many_tiers(operation),
    ),
    _fault(
        "base64-in-lines",
        "Base64 in lines, as mail has it.",
        "picture/base64-is-strict",
        _each_base64(lambda text: "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))),
    ),
    _fault(
        "base64-padded-twice",
        "Base64 with more padding than it needs.",
        "picture/base64-is-strict",
        _each_base64(lambda text: text + "===="),
    ),
    _fault("base64-quoted", "Base64 in quotes.", "picture/base64-is-strict", _each_base64(lambda text: f'"{text}"')),
    _fault(
        "end-marker-lost",
        "The last bytes of the picture are lost.",
        "picture/is-whole",
        Bend(picture=lambda call, data: data[:-12]),
    ),
    _fault(
        "drawing-as-svg",
        "The picture is a drawing in SVG.",
        "picture/format-is-known",
        Bend(picture=lambda call, data: b'<svg xmlns="http://www.w3.org/2000/svg" width="1024" height="1024"/>'),
    ),
    _fault(
        "placeholder",
        "The picture is a single point.",
        "picture/is-not-blank",
        Bend(draw=lambda call, drawing: replace(drawing, width=1, height=1)),
    ),
    # usage
    _fault(
        "usage-null",
        "The usage is null.",
        "usage/is-present",
        _member(usageMetadata=None, usage=None),
        BOTH,
        usage.promised,
    ),
    _fault("total-missing", "The total is left out.", "usage/is-present", Bend(answer=_fewer_tokens), BOTH, _has_total),
    # errors
    _fault(
        "error-empty", "An error without a body.", "error/is-json", _failed(lambda response: with_body(response, b""))
    ),
    _fault(
        "error-as-text",
        "An error is a line of text.",
        "error/is-json",
        _failed(lambda response: with_body(response, b"Bad Request")),
    ),
    _fault("message-null", "The message is null.", "error/has-a-message", Bend(error=_no_such_text)),
    _fault(
        "error-is-a-flag",
        "`error` is true, and nothing else is said.",
        "error/has-a-message",
        Bend(error=lambda call, body: {"error": True}),
    ),
    _fault(
        "client-error-503",
        "The caller's mistake is an outage.",
        "error/client-mistake-is-a-4xx",
        Bend(
            refusal=lambda call, found: (
                replace(found, status=503)
                if found.stage in (Stage.JSON, Stage.PROMPT, Stage.MEMBERS, Stage.SUPPORT)
                else found
            )
        ),
    ),
    _fault(
        "malformed-is-200",
        "Half a document is answered with 200 and an error.",
        "error/is-never-a-2xx",
        Bend(
            send=lambda call, response: (
                with_status(response, 200) if response.status == 400 and not call.request.document.read else response
            )
        ),
    ),
    _fault(
        "code-as-other-text",
        "`code` is another status, as a text.",
        "error/code-is-the-status",
        _error(code="503", status=None),
    ),
    _fault("wait-negative", "`Retry-After` is below zero.", "limits/429-says-how-long", _busy("-5")),
    _fault("wait-empty", "`Retry-After` is empty.", "limits/429-says-how-long", _busy("")),
)
