"""Faults in an images/generations answer."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from urllib.parse import urlsplit

from wirecheck.emulator import drawings
from wirecheck.emulator.dialects.openai_images.bodies import entries, link
from wirecheck.emulator.drawings import Drawing
from wirecheck.emulator.hook_makers import draws, understands, with_body, with_members, with_status, written
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, inferred, promised
from wirecheck.spec.spec import Operation


def _drawing(call: EmulatedCall) -> Drawing:
    width, height = (int(part) for part in call.parsed.size.split("x"))
    return Drawing(width, height, call.parsed.format, call.parsed.seed)


def _both(call: EmulatedCall, body: Body) -> Body:
    drawing = _drawing(call)
    for entry in entries(body):
        entry.setdefault("url", link(call, drawing))
        entry.setdefault("b64_json", b64encode(drawings.draw(drawing)).decode())
    return body


def _neither(_: EmulatedCall, body: Body) -> Body:
    for entry in entries(body):
        entry.pop("url", None)
        entry.pop("b64_json", None)
        entry["revised_prompt"] = "A picture."
    return body


def _echo(call: EmulatedCall, body: Body) -> Body:
    """A size that is not that of the picture, and another quality."""
    if "size" in body:
        body |= {"size": "512x512", "quality": "auto"}
    return body


def _null_pictures(_: EmulatedCall, body: Body) -> Body:
    return {**body, "data": [{**entry, "b64_json": None, "url": None} for entry in entries(body)]}


def _other_format(_: EmulatedCall, body: Body) -> Body:
    return {**body, "output_format": "webp" if body.get("output_format") != "webp" else "png"}


def _relative(_: EmulatedCall, body: Body) -> Body:
    """Addresses without their host, as gateways send that put their own files behind a proxy."""
    for entry in entries(body):
        if entry.get("url"):
            entry["url"] = urlsplit(entry["url"]).path
    return body


def _texts(call: EmulatedCall, body: Body) -> Body:
    """The message in a list of texts, where no SDK looks for it."""
    error = call.dialect.error_object(body)
    return body if error is None else {"status": "failure", "errors": [error.get("message")]}


def _has_links(operation: Operation) -> bool:
    return operation.member("response_format") is not None


FAULTS = (
    Fault(
        "created-in-milliseconds",
        "`created` is in milliseconds.",
        "inferred",
        ("images/created-is-the-time",),
        Hooks(answer=lambda call, body: {**body, "created": int(call.now * 1000)}),
        listed_after="unsupported-ignored",
    ),
    Fault(
        "created-as-string",
        "`created` is a string.",
        "inferred",
        ("images/created-is-the-time", "body/matches-the-schema"),
        Hooks(answer=lambda _, body: {**body, "created": str(body.get("created"))}),
    ),
    Fault(
        "n-ignored",
        "One picture comes, however many were asked for.",
        "https://github.com/BerriAI/litellm/pull/40074",
        ("images/as-many-as-asked",),
        understands(count=1),
    ),
    Fault(
        "data-not-a-list",
        "`data` is a single picture and not a list.",
        "inferred",
        ("images/has-pictures",),
        Hooks(answer=lambda _, body: {**body, "data": next(entries(body), {})}),
    ),
    Fault(
        "pictures-bare",
        "The list of pictures comes without the rest of the answer.",
        "inferred",
        ("body/is-not-wrapped",),
        written(lambda text: json.dumps(json.loads(text)["data"]).encode()),
    ),
    Fault(
        "echo-is-a-number",
        "The echoed quality is a number.",
        "inferred",
        ("body/matches-the-schema",),
        with_members(quality=2),
        promised("response.quality"),
    ),
    Fault(
        "error-in-texts",
        "The message of an error stands in a list of texts.",
        "inferred",
        ("error/sdk-shows-the-message",),
        Hooks(error=_texts),
    ),
    Fault(
        "both-url-and-base64",
        "A picture has both a link and base64.",
        "inferred",
        ("images/base64-or-url",),
        Hooks(answer=_both),
    ),
    Fault(
        "neither-url-nor-base64",
        "A picture has neither a link nor base64.",
        "inferred",
        ("images/base64-or-url",),
        Hooks(answer=_neither),
    ),
    Fault(
        "response-format-ignored",
        "A link comes if base64 was asked for, and base64 if a link was.",
        "https://github.com/Wei-Shaw/sub2api/issues/3152",
        ("images/response-format-is-honoured",),
        Hooks(parsed=lambda call: replace(call.parsed, link=not call.parsed.link)),
        _has_links,
    ),
    Fault(
        "output-format-ignored",
        "The file format is not the one that was asked for, and the echo says so.",
        "https://github.com/router-for-me/CLIProxyAPI/issues/4114",
        ("images/output-format-is-honoured",),
        Hooks(draw=lambda call, drawing: replace(drawing, format="jpeg" if call.parsed.format == "png" else "png")),
    ),
    Fault(
        "echo-lies",
        "The echoed size is not that of the picture.",
        "https://github.com/Wei-Shaw/sub2api/issues/3309",
        ("images/echoes-are-true",),
        Hooks(answer=_echo),
    ),
    Fault(
        "url-dead",
        "The link to the picture does not work.",
        "inferred",
        ("images/url-opens",),
        Hooks(fetch=lambda _, response: with_body(with_status(response, 404), b"gone")),
        _has_links,
    ),
    Fault(
        "url-relative",
        "The link to the picture has neither scheme nor host.",
        "inferred",
        ("images/url-is-absolute",),
        Hooks(answer=_relative),
        _has_links,
    ),
    inferred(
        "created-missing",
        "There is no `created`.",
        "images/created-is-the-time",
        with_members(created=None),
        listed_after="single-quotes",
    ),
    inferred("created-zero", "`created` is 0.", "images/created-is-the-time", with_members(created=0)),
    inferred(
        "created-as-date",
        "`created` is a date as text.",
        "images/created-is-the-time",
        with_members(created="2026-11-20T10:00:00Z"),
    ),
    inferred("data-empty", "The list of pictures is empty.", "images/has-pictures", with_members(data=[])),
    inferred(
        "one-too-many",
        "One picture more comes than was asked for.",
        "images/as-many-as-asked",
        Hooks(parsed=lambda call: replace(call.parsed, count=call.parsed.count + 1)),
    ),
    inferred(
        "base64-null",
        "The picture is null.",
        "images/base64-or-url",
        Hooks(answer=_null_pictures),
    ),
    inferred(
        "format-echo-lies",
        "The echoed format is not that of the picture.",
        "images/echoes-are-true",
        Hooks(answer=_other_format),
    ),
)
"""The dialect's own faults."""

# the size that bridges to chat models draw, whatever is asked for
ADDITIONS = {"size-ignored": draws(width=1254, height=1254)}
"""What the dialect adds to the faults of every dialect, by their ids."""
