"""Requests of the gemini dialect: which pictures to ask for, and how."""

from __future__ import annotations

import base64
import copy
import json
import math
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence

from wirecheck.dialects.gemini.member_paths import CONFIG, LEVEL, MODALITIES, RATIO, SIZE, THOUGHTS
from wirecheck.dialects.gemini.request_parts import wants_picture
from wirecheck.dialects.packing import Column, pairs, rows, told
from wirecheck.dialects.planned_request import PROMPT, Depth, PlannedRequest
from wirecheck.spec.documented import closed_set, documented_values
from wirecheck.spec.spec import Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json, at, pick
from wirecheck.wire.picture_bytes import parse_ratio

COMMON = {"1:1", "16:9", "9:16", "4:3", "3:4"}
"""Ratios that every gateway gets right."""

SEARCH_PROMPT = "Search for today's weather in Lisbon, and draw it as a small icon"
COLOUR_QUESTION = "Which colour is this picture?"
SAMPLES: Mapping[str, Json] = {
    "systemInstruction": {"parts": [{"text": "Answer in one short sentence, and end it with the word HARBOUR."}]},
    "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}],
    f"{CONFIG}.temperature": 0.7,
    f"{CONFIG}.topP": 0.95,
    f"{CONFIG}.topK": 40,
    f"{CONFIG}.maxOutputTokens": 1024,
}
"""A valid value for each member that has no list of values."""

GREEN = (20, 160, 60)
"""The colour of a picture in a request: one that a model would not guess."""

DRAWS = 2
"""How many rows of upstream's values a sweep asks for if the page closes no set."""


def base(operation: Operation, model: str | None) -> PlannedRequest:
    """The page's own request for a picture."""
    example = next((e for e in operation.examples if wants_picture(e.value)), operation.examples[0])
    body = lenient_json.members(copy.deepcopy(example.value))
    return PlannedRequest(body, "the page's own request", model or operation.served_model)


def prompted(body: dict[str, Json], prompt: str) -> dict[str, Json] | None:
    """A request with another prompt, unless it asks for a search, contains a picture, or wants certain words back."""
    parts = lenient_json.items(at(body, "contents", -1), "parts")
    if not wants_picture(body) or "tools" in body or len(parts) != 1 or lenient_json.text(parts[0], "text") is None:
        return None
    other = copy.deepcopy(body)
    lenient_json.members(other, "contents", -1, "parts", 0)["text"] = prompt
    return other


def asks(operation: Operation, depth: Depth, model: str | None) -> Iterator[PlannedRequest]:
    """The billable requests of a depth."""
    image = model or operation.served_model
    examples = list(_examples(operation, image))
    drawn = _drawn(operation, image)
    minimal = _minimal(operation, image)
    if depth is Depth.PROBE:
        yield from _probe(operation, image, examples, minimal, drawn)
        return
    yield from examples
    if minimal is not None:
        yield minimal
    if depth is Depth.PAIRS:
        yield from _pairs(operation, image)
    else:
        yield from _sweep(operation, image, [example.body for example in examples])
        yield from drawn[:DRAWS]
    yield from _members(operation, image)
    if model is None:
        yield from _other_models(operation, image)


def _tokens(operation: Operation, model: str, body: Json) -> int:
    facts = operation.model(model).facts
    if facts is None or facts.kind != "image":
        return 0
    size = lenient_json.dotted(body, SIZE)
    return facts.tokens.get(size if isinstance(size, str) else facts.default_size, facts.tokens.get("1K", 0))


def planned(
    operation: Operation, model: str, body: dict[str, Json], purpose: str, kind: str = "documented"
) -> PlannedRequest:
    """A body as a billable request."""
    return PlannedRequest(body, purpose, model, kind, _tokens(operation, model, body))


def _examples(operation: Operation, image: str) -> Iterator[PlannedRequest]:
    """The page's own requests, one of each structure."""
    seen: set[str] = set()
    for example in operation.examples:
        body = lenient_json.members(copy.deepcopy(example.value))
        shape = json.dumps({**body, "contents": len(lenient_json.items(body, "contents"))}, sort_keys=True)
        if shape in seen:
            continue
        seen.add(shape)
        text = operation.text_model if not wants_picture(body) else None
        yield planned(operation, text or image, body, f"the page's own request `{example.name}`")


def _contents(operation: Operation) -> list[Json]:
    """One prompt, written as in the page's samples: with a role if they have one."""
    turn: dict[str, Json] = {"parts": [{"text": PROMPT}]}
    shown = any(at(example.value, "contents", 0, "role") for example in operation.examples)
    return [{"role": "user", **turn}] if shown else [turn]


def _body(operation: Operation, row: Mapping[str, Json]) -> dict[str, Json]:
    """A request for a picture, made from values by member."""
    body: dict[str, Json] = {"contents": _contents(operation)}
    for member, value in row.items():
        put(body, member, value)
    return body


def put(body: dict[str, Json], member: str, value: Json) -> None:
    """Set a member by its dotted path; missing objects on the way are made."""
    *outer, last = member.split(".")
    for name in outer:
        inner = body.setdefault(name, {})
        assert isinstance(inner, dict)
        body = inner
    body[last] = copy.deepcopy(value)


def _modalities(operation: Operation) -> list[Json]:
    return [v for v in documented_values(operation, MODALITIES) if isinstance(v, list) and "IMAGE" in v] or [["IMAGE"]]


def _minimal(operation: Operation, image: str) -> PlannedRequest | None:
    """A request for a picture without any optional member."""
    body = _body(operation, {MODALITIES: _modalities(operation)[0]})
    if not operation.request_validator.is_valid(body):
        return None
    return planned(
        operation, image, body, "without optional members: is it served, and do the documented defaults apply?"
    )


def _sizes(operation: Operation, image: str) -> list[str]:
    """The documented size tiers, cheapest first."""
    facts = operation.model(image).facts
    tokens = facts.tokens if facts else {}
    member = operation.member(SIZE)
    values = member.values if member is not None and operation.model(image).takes(SIZE) else ()
    return sorted((str(value) for value in values), key=lambda tier: tokens.get(tier, 10**6))


def _rare(ratios: Sequence[Json]) -> list[Json]:
    """Ratios, the most unusual first."""

    def unusual(ratio: Json) -> tuple[bool, float]:
        value = parse_ratio(str(ratio)) or 1
        return ratio in COMMON, -abs(math.log(value))

    return sorted(ratios, key=unusual)


def _probe(
    operation: Operation,
    image: str,
    examples: list[PlannedRequest],
    minimal: PlannedRequest | None,
    drawn: list[PlannedRequest],
) -> Iterator[PlannedRequest]:
    """One or two requests that show nearly everything."""
    ratios = _rare(closed_set(operation, RATIO))
    if not ratios:
        yield next((example for example in examples if wants_picture(example.body)), examples[0])
        yield from drawn[:1]
        return
    row = _rare_values(operation, ratios[0], _sizes(operation, image))
    yield planned(operation, image, _body(operation, row), f"rare values at once: {told(row)}")
    yield from (example for example in examples if example.model != image) if minimal is None else (minimal,)


def _rare_values(operation: Operation, ratio: Json, sizes: list[str]) -> dict[str, Json]:
    """Of each closed set the value that is asked for least."""
    row: dict[str, Json] = {MODALITIES: _modalities(operation)[-1], RATIO: ratio}
    if sizes:
        size = operation.member(SIZE)
        default = (size.default if size else None) or "1K"
        row[SIZE] = next((tier for tier in sizes if tier != default), sizes[0])
    levels = closed_set(operation, LEVEL)
    if levels:
        row[LEVEL] = levels[-1]
    if closed_set(operation, THOUGHTS):
        row[THOUGHTS] = True
    return row


def _sweep(operation: Operation, image: str, asked: list[dict[str, Json]]) -> Iterator[PlannedRequest]:
    """Requests for each value of each closed set that no example asks for."""

    def left(path: str) -> list[Json]:
        done = [value for body in asked for value in pick(body, path)]
        return [value for value in closed_set(operation, path) if value not in done]

    sizes = _sizes(operation, image)
    cheapest = sizes[0] if sizes else None
    columns = [
        Column(MODALITIES, left(MODALITIES), _modalities(operation)[0]),
        Column(RATIO, left(RATIO), closed_set(operation, RATIO)[0] if closed_set(operation, RATIO) else None),
        Column(SIZE, [size for size in sizes if size in left(SIZE)], cheapest),
        # the deepest thinking comes first, together with a request for thoughts: shallow thinking may give none
        Column(LEVEL, left(LEVEL)[::-1]),
        Column(THOUGHTS, sorted(left(THOUGHTS), key=lambda asked: asked is not True)),
    ]
    extras = list(_contents_extras(operation))
    for i, row in enumerate(rows(columns)):
        body = _body(operation, row)
        note = ""
        if i < len(extras):
            body["contents"], note = extras[i]
        yield planned(operation, image, body, f"documented values: {told(row)}{note}")


def _pairs(operation: Operation, image: str) -> Iterator[PlannedRequest]:
    """Requests for each value of a closed set with each value of every other; upstream's sets if the page has none."""
    taken = filter(operation.model(image).takes, (MODALITIES, RATIO, SIZE, LEVEL, THOUGHTS))
    sets = {path: closed_set(operation, path) for path in taken}
    kind, whose = "documented", "documented"
    facts = operation.model(image).facts
    if not sets.get(RATIO) and facts is not None and operation.member(RATIO) is not None:
        sets |= {RATIO: list(facts.ratios), SIZE: list(facts.tiers)}
        kind, whose = "upstream", "upstream's"
    first = _modalities(operation)[0]
    columns = [Column(path, values, first if path == MODALITIES else None) for path, values in sets.items()]
    for row in pairs(columns):
        yield planned(operation, image, _body(operation, row), f"pairs of {whose} values: {told(row)}", kind)


def _contents_extras(operation: Operation) -> Iterator[tuple[list[Json], str]]:
    """Requests that use documented members of the turns: an earlier turn of the model, a picture in the request."""
    role = operation.member("contents[].role")
    if role is not None and role.citation is not None and "model" in role.values:
        earlier: list[Json] = [
            {"role": "user", "parts": [{"text": "We are going to draw a boat."}]},
            {"role": "model", "parts": [{"text": "Gladly. What should it look like?"}]},
        ]
        yield [*earlier, {"role": "user", "parts": [{"text": PROMPT}]}], ", after a turn of the model"
    for name, media, data in (("inline_data", "mime_type", "data"), ("inlineData", "mimeType", "data")):
        member = operation.member(f"contents[].parts[].{name}")
        if member is not None and member.citation is not None:
            picture: Json = {name: {media: "image/png", data: base64.b64encode(_png(64, 64)).decode()}}
            text: Json = {"text": f"Say which colour this picture has, in one English word. Then draw: {PROMPT}"}
            yield [{"role": "user", "parts": [picture, text]}], f", with a picture in the request as `{name}`"


def _colour_question(operation: Operation) -> list[Json] | None:
    """A turn that asks for the colour of a picture, in the spelling of the page; None if it shows no picture."""
    extra = next((contents for contents, note in _contents_extras(operation) if "picture" in note), None)
    picture = at(extra, 0, "parts", 0)
    return None if picture is None else [{"role": "user", "parts": [picture, {"text": COLOUR_QUESTION}]}]


def _members(operation: Operation, image: str) -> Iterator[PlannedRequest]:
    """The documented members that no set describes: in a request for text where the page has one, as it is cheapest."""
    yield from _of_text(operation)
    extras = [] if closed_set(operation, RATIO) else list(_contents_extras(operation))
    if _promised(operation, "tools") and not operation.unsupported:
        body = _body(operation, {MODALITIES: _modalities(operation)[0], "tools": [{"google_search": {}}]})
        lenient_json.members(body, "contents", 0, "parts", 0)["text"] = SEARCH_PROMPT
        body["contents"], note = extras.pop(0) if extras else (body["contents"], "")
        yield planned(operation, image, body, f"documented members: tools (google_search){note}")
    for contents, note in extras:
        body = _body(operation, {MODALITIES: _modalities(operation)[0]})
        body["contents"] = contents
        yield planned(operation, image, body, f"documented members: a picture{note}")


def _of_text(operation: Operation) -> Iterator[PlannedRequest]:
    """All documented members at once, asked of the model that answers with words."""
    paths = [path for path in SAMPLES if _promised(operation, path)]
    if not operation.text_model or not paths:
        return
    body = _body(operation, {path: SAMPLES[path] for path in paths})
    told_members = ", ".join(path.rpartition(".")[2] for path in paths)
    question = _colour_question(operation)
    if question is not None:
        body["contents"] = question
        told_members += ", a picture whose colour is asked"
    yield planned(operation, operation.text_model, body, f"documented members: {told_members}")


def _promised(operation: Operation, path: str) -> bool:
    member = operation.member(path)
    return member is not None and member.citation is not None


def _drawn(operation: Operation, image: str) -> list[PlannedRequest]:
    """Requests for upstream's values, if the page closes no set."""
    facts = operation.model(image).facts
    if facts is None or closed_set(operation, RATIO) or operation.member(RATIO) is None:
        return []
    known = documented_values(operation, RATIO)
    ratios = [ratio for ratio in _rare(list(facts.ratios)) if ratio not in known]
    sizes = [tier for tier in facts.tiers if tier not in documented_values(operation, SIZE)]
    asks = []
    for ratio, size in zip(ratios, [size for size in sizes if size != facts.default_size], strict=False):
        row: dict[str, Json] = {MODALITIES: _modalities(operation)[0], RATIO: ratio, SIZE: size}
        asks.append(planned(operation, image, _body(operation, row), f"upstream's values: {told(row)}", "upstream"))
    return asks


def _other_models(operation: Operation, image: str) -> Iterator[PlannedRequest]:
    """A request to each other picture model that the page names and upstream serves, with members that it takes."""
    for name, model in operation.models.items():
        if name == image or model.kind != "image" or model.facts is None or model.facts.retired:
            continue
        ratios = [ratio for ratio in _rare(closed_set(operation, RATIO)) if ratio in model.facts.ratios]
        row: dict[str, Json] = {MODALITIES: _modalities(operation)[0], **({RATIO: ratios[0]} if ratios else {})}
        if model.takes(SIZE) and _sizes(operation, name):
            row[SIZE] = _sizes(operation, name)[0]
        yield planned(operation, name, _body(operation, row), f"the model {name}: {told(row)}", "model")


def _png(width: int, height: int) -> bytes:
    """A small picture of one colour, to put into a request."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + bytes(GREEN) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
