"""Lies in an images/generations answer."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

from wirecheck.emulator import pictures
from wirecheck.emulator.bodies import link
from wirecheck.emulator.hooks import Bend, Body, Call, Fault, with_body, with_status
from wirecheck.emulator.manners import items
from wirecheck.emulator.parsed_request import Ask
from wirecheck.emulator.pictures import Drawing
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Response

IMAGES = ("openai-images",)


def _milliseconds(call: Call, body: Body) -> Body:
    return {**body, "created": int(call.now * 1000)}


def _as_string(_: Call, body: Body) -> Body:
    return {**body, "created": str(body.get("created"))}


def _one(call: Call) -> Ask:
    return replace(call.ask, count=1)


def _data_as_object(_: Call, body: Body) -> Body:
    return {**body, "data": next(items(body), {})}


def _drawing(call: Call) -> Drawing:
    width, height = (int(part) for part in call.ask.size.split("x"))
    return Drawing(width, height, call.ask.format, call.ask.seed)


def _both(call: Call, body: Body) -> Body:
    drawing = _drawing(call)
    for item in items(body):
        item.setdefault("url", link(call, drawing))
        item.setdefault("b64_json", b64encode(pictures.draw(drawing)).decode())
    return body


def _neither(_: Call, body: Body) -> Body:
    for item in items(body):
        item.pop("url", None)
        item.pop("b64_json", None)
        item["revised_prompt"] = "A picture."
    return body


def _swapped(call: Call) -> Ask:
    return replace(call.ask, link=not call.ask.link)


def _png(call: Call, drawing: Drawing) -> Drawing:
    return replace(drawing, format="jpeg" if call.ask.format == "png" else "png")


def _echo(call: Call, body: Body) -> Body:
    """A size that is not the picture's, and another quality."""
    if "size" in body:
        body |= {"size": "512x512", "quality": "auto"}
    return body


def _dead(_: Call, response: Response) -> Response:
    return with_body(with_status(response, 404), b"gone")


def _links(operation: Operation) -> bool:
    return operation.member("response_format") is not None


FAULTS = (
    Fault(
        "created-in-milliseconds",
        "`created` counts milliseconds.",
        "inferred",
        ("images/created-is-the-time",),
        Bend(answer=_milliseconds),
        IMAGES,
    ),
    Fault(
        "created-as-string",
        "`created` is a string.",
        "inferred",
        ("images/created-is-the-time", "body/matches-the-schema"),
        Bend(answer=_as_string),
        IMAGES,
    ),
    Fault(
        "n-ignored",
        "One picture, however many were asked for.",
        "https://github.com/BerriAI/litellm/pull/40074",
        ("images/as-many-as-asked",),
        Bend(ask=_one),
        IMAGES,
    ),
    Fault(
        "data-not-a-list",
        "A picture instead of a list of them.",
        "inferred",
        ("body/matches-the-schema",),
        Bend(answer=_data_as_object),
        IMAGES,
    ),
    Fault(
        "both-url-and-base64",
        "A link and base64 at once.",
        "inferred",
        ("images/base64-or-url",),
        Bend(answer=_both),
        IMAGES,
    ),
    Fault(
        "neither-url-nor-base64",
        "Neither a link nor base64.",
        "inferred",
        ("images/base64-or-url",),
        Bend(answer=_neither),
        IMAGES,
    ),
    Fault(
        "response-format-ignored",
        "A link where base64 was asked for, and the other way round.",
        "https://github.com/Wei-Shaw/sub2api/issues/3152",
        ("images/response-format-is-honoured",),
        Bend(ask=_swapped),
        IMAGES,
        _links,
    ),
    Fault(
        "output-format-ignored",
        "Another file format than the one that was asked for, and the echo says so.",
        "https://github.com/router-for-me/CLIProxyAPI/issues/4114",
        ("images/output-format-is-honoured",),
        Bend(draw=_png),
        IMAGES,
    ),
    Fault(
        "echo-lies",
        "The echoed size is not the picture's.",
        "https://github.com/Wei-Shaw/sub2api/issues/3309",
        ("images/echoes-are-true",),
        Bend(answer=_echo),
        IMAGES,
    ),
    Fault(
        "url-dead",
        "The link to the picture leads nowhere.",
        "inferred",
        ("images/url-opens",),
        Bend(fetch=_dead),
        IMAGES,
        _links,
    ),
)
