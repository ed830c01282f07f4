"""
What an operation will say of a request that was written for another: read off its page, and off upstream behind it.

Its page decides first. Where that is silent, upstream's model does: it takes its own ratios, sizes and members only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from wirecheck.compare import places
from wirecheck.compare.comparison import Objection, Sent, Weight
from wirecheck.compare.requests import wants_picture
from wirecheck.reading.reading import Departure, Reading, Standing, documented_values
from wirecheck.spec import upstream
from wirecheck.spec.spec import JSON_TYPE, Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.exchange import Exchange, Request
from wirecheck.wire.lenient_json import Json
from wirecheck.wire.picture_bytes import parse_size

SOMEWHERE = "https://gateway.test"
"""Where a gateway is that names no server."""

RATIO = "generationConfig.imageConfig.aspectRatio"
SIZE = "generationConfig.imageConfig.imageSize"
MODALITIES = "generationConfig.responseModalities"
WHYS = {
    "off-set": "is not one of its values",
    "wrong-type": "is of another type there",
    "unsupported": "is not supported there",
    "retired": "is retired upstream",
}


def request(operation: Operation, sent: Sent, key: str = "") -> Request:
    """A request as it goes to an operation; its model as it stands where it is what the request is about."""
    model = sent.model if sent.about_model else counterpart(operation, sent.model)
    body = {**sent.body, "model": model} if "model" in sent.body else sent.body
    in_path = "/models/" in operation.path
    keep = operation.fixed_model is not None and not sent.about_model
    url = operation.url(server(operation), model if in_path and not keep else None)
    header = operation.spec.credential(operation, key or f"${operation.spec.key_env}")
    return Request(operation.method, url, (header, ("Content-Type", JSON_TYPE)), json.dumps(body).encode())


def server(operation: Operation) -> str:
    """Where an operation is called: the server that its page names, with whatever the reader has to fill in."""
    first = next(iter(operation.spec.document.get("servers") or ()), None) or {}
    return operation.spec.server or str(first.get("url") or SOMEWHERE)


def knows(operation: Operation, model: str) -> bool:
    """Whether an operation takes a model: one that its page names, or upstream serves where the path leaves it open."""
    if model in operation.models or operation.fixed_model is not None:
        return model in operation.models
    facts = upstream.models(operation.dialect).get(model)
    return facts is not None and not facts.retired


def counterpart(operation: Operation, model: str) -> str:
    """The model to ask for in place of another: itself where it is known, else one of its kind."""
    if knows(operation, model):
        return model
    facts = upstream.models(operation.dialect).get(model)
    text = operation.text_model if facts is not None and facts.kind == "text" else None
    return text or operation.fixed_model or operation.served_model


def objections(operation: Operation, sent: Sent) -> list[Objection]:
    """Everything that an operation has against a request, the refusals first."""
    asked = request(operation, sent)
    reading = Reading(operation, Exchange(asked))
    found: list[Objection] = []
    if sent.about_model and not knows(operation, sent.model):
        found.append(Objection(Weight.REFUSED, "model", sent.model, "is not known there"))
    elif sent.about_model and sent.model not in operation.models:
        found.append(Objection(Weight.UNPROMISED, "model", sent.model, "is not on the page there; upstream serves it"))
    told: list[str] = []
    for departure in sorted(reading.departures, key=lambda one: one.standing is not Standing.WRONG):
        if any(departure.member.startswith((f"{member}.", f"{member}[]")) for member in told):
            continue
        for one in _departed(reading, departure):
            found.append(one)
            if departure.kind in ("extra", "unsupported"):
                told.append(departure.member)
    found += _upstream(operation, reading)
    return sorted(dict.fromkeys(found), key=lambda one: one.weight is not Weight.REFUSED)


def refused(operation: Operation, sent: Sent) -> bool:
    """Whether an operation will refuse a request."""
    return any(one.weight is Weight.REFUSED for one in objections(operation, sent))


def spelling(b: Operation, path: str) -> str | None:
    """How `b` spells a member that it has under another spelling; None where it has it as it is, or not at all."""
    known = [member.path for member in b.members]
    if path in known:
        return None
    return next((one for one in known if _plain(one) == _plain(path)), None)


def _plain(path: str) -> str:
    return path.replace("_", "").lower()


def _departed(reading: Reading, departure: Departure) -> Iterator[Objection]:
    """What a departure from the page comes to."""
    member, kind = departure.member, departure.kind
    value = places.value(reading.body, member) if member else None
    if kind == "missing":
        if departure.standing is Standing.WRONG:
            yield Objection(Weight.REFUSED, member, None, "has to be sent there")
    elif departure.standing is Standing.WRONG:
        shown = value if kind == "off-set" else None
        yield Objection(Weight.REFUSED, member or "body", shown, WHYS.get(kind) or f"does not fit: {departure.message}")
    elif kind == "extra":
        twin = spelling(reading.operation, member)
        why = f"is spelt `{twin.rpartition('.')[2]}` there" if twin else "is not on the page there, and may be ignored"
        yield Objection(Weight.UNPROMISED, member, None, why)
    elif kind == "open-value" and not _closed(reading.operation, member, value) and not _off(reading, member):
        yield Objection(Weight.UNPROMISED, member, value, "is not named on the page there; upstream takes it")


def _upstream(operation: Operation, reading: Reading) -> Iterator[Objection]:
    """What upstream refuses where the page is silent."""
    model = reading.model
    if model.facts is None:
        return
    body = reading.body
    if not _said(operation, body):
        yield Objection(
            Weight.REFUSED, "contents" if operation.dialect == "gemini" else "prompt", None, "has to say something"
        )
    if operation.dialect == "gemini" and model.kind == "text" and wants_picture(operation, body):
        yield Objection(Weight.REFUSED, MODALITIES, places.value(body, MODALITIES), f"`{model.name}` makes no pictures")
    for member in operation.members:
        if places.has(body, member.path) and not model.takes(member.path):
            value = places.value(body, member.path)
            if member.required and value == model.facts.default_size:
                continue
            why = f"upstream's `{model.name}` does not take it"
            yield Objection(Weight.REFUSED, member.path, None, why)
    paths = (RATIO, SIZE) if operation.dialect == "gemini" else ("size", "quality", "output_format", "n")
    for path in paths:
        for value in _off(reading, path):
            if not _closed(operation, path, value):
                yield Objection(Weight.REFUSED, path, value, f"upstream's `{model.name}` does not take it")


def _closed(operation: Operation, path: str, value: Json) -> bool:
    """Whether the page itself refuses a value."""
    member = operation.member(path)
    return member is not None and bool(member.values) and value not in member.values


def _said(operation: Operation, body: Json) -> bool:
    if operation.dialect != "gemini":
        return bool((lenient_json.text(body, "prompt") or "").strip())
    parts = [part for turn in lenient_json.items(body, "contents") for part in lenient_json.items(turn, "parts")]
    return any(
        (lenient_json.text(part, "text") or "").strip() or lenient_json.members(part, name)
        for part in parts
        for name in ("inlineData", "inline_data")
    )


def _off(reading: Reading, path: str) -> list[Json]:
    """The value of a member if upstream's model does not take it, in a list."""
    facts = reading.model.facts
    value = places.value(reading.body, path)
    if facts is None or value is None or not reading.model.takes(path):
        return []
    if path == "n":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return [] if not whole or 1 <= value <= facts.max_n else [value]  # type: ignore[operator]
    known = {
        RATIO: facts.ratios,
        SIZE: facts.tiers,
        "size": (*facts.sizes, "auto") if facts.formats else facts.sizes,
        "quality": (*facts.qualities, "auto") if facts.formats else facts.qualities,
        "output_format": facts.formats,
    }.get(path, ())
    if not known or not isinstance(value, str) or value in known:
        return []
    if path == SIZE and _pixels(reading.operation, value, facts):
        return []
    if path == "size" and _any_size(value, facts):
        return []
    return [value]


def _pixels(operation: Operation, value: str, facts: upstream.Model) -> bool:
    """Whether a size is that of one of the model's pictures, on a page whose own sizes are pixels."""
    own = [one for one in documented_values(operation, SIZE) if isinstance(one, str)]
    if not any(re.fullmatch(r"\d+x\d+", one) for one in own):
        return False
    size = parse_size(value)
    return any(size in sizes for tiers in facts.pixels.values() for sizes in tiers.values())


def _any_size(value: str, facts: upstream.Model) -> bool:
    size, rule = parse_size(value), facts.any_size
    if not rule or size is None:
        return False
    width, height = size
    return (
        width % rule["multiple_of"] == height % rule["multiple_of"] == 0
        and max(size) <= rule["max_edge"]
        and max(size) <= rule["max_ratio"] * min(size)
        and rule["min_pixels"] <= width * height <= rule["max_pixels"]
    )
