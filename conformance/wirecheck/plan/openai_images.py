"""Requests of the openai-images dialect: which pictures to ask for, and how."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

from wirecheck.plan import PROMPT, Ask, Depth
from wirecheck.plan.packing import Column, pairs, rows, told
from wirecheck.reading.reading import documented_values
from wirecheck.spec.spec import Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json

SETS = ("size", "quality", "output_format", "background")
"""The members that take one value of a set; the container is asked for apart, as not every model takes it."""


class OpenAIImages:
    """Makes requests of images/generations."""

    def base(self, operation: Operation, model: str | None) -> Ask:
        example = operation.examples[0]
        body = lenient_json.members(copy.deepcopy(example.value))
        if model is not None:
            body["model"] = model
        return _ask(operation, body, "the page's own request")

    def prompted(self, body: dict[str, Json], prompt: str) -> dict[str, Json] | None:
        return {**body, "prompt": prompt}

    def ask(self, operation: Operation, body: dict[str, Json], purpose: str, kind: str, model: str | None) -> Ask:
        return _ask(operation, body, purpose, kind)

    def asks(self, operation: Operation, depth: Depth, model: str | None) -> Iterator[Ask]:
        image = model or operation.served_model
        for example in operation.examples:
            body = {**lenient_json.members(copy.deepcopy(example.value)), **({"model": model} if model else {})}
            yield _ask(operation, body, f"the page's own request `{example.name}`")
        drawn = list(_drawn(operation, image))
        if depth is Depth.PROBE:
            yield from drawn[:1]
            return
        bare: dict[str, Json] = {"model": image, "prompt": PROMPT}
        purpose = "what is optional left out: served, and are the documented defaults applied?"
        yield _ask(operation, bare, purpose)
        yield from drawn
        if depth is Depth.PAIRS:
            yield from _pairs(operation, image)
        else:
            yield from _sweep(operation, image)
        yield from _containers(operation, [image] if model else [image, *operation.models])


def _ask(operation: Operation, body: dict[str, Json], purpose: str, kind: str = "documented") -> Ask:
    model = str(body.get("model") or operation.default_model)
    facts = operation.model(model).facts
    quality = body.get("quality")
    tokens = facts.tokens.get(quality if isinstance(quality, str) else "", 0) if facts else 0
    return Ask(body, purpose, model, kind, tokens)


def _drawn(operation: Operation, image: str) -> Iterator[Ask]:
    """Upstream's values, where the page leaves the sets open: all at the cheapest quality."""
    facts = operation.model(image).facts
    if facts is None:
        return

    sizes = (
        [v for v in facts.sizes if v not in documented_values(operation, "size")] if operation.member("size") else []
    )
    shown = [lenient_json.at(example.value, "output_format") for example in operation.examples]
    formats = [v for v in facts.formats if v not in shown] if operation.member("output_format") else []
    quality = facts.qualities[0] if facts.qualities else None
    for i in range(max(len(sizes), len(formats))):
        row: dict[str, Json] = {}
        if i < len(sizes):
            row["size"] = sizes[i]
        if i < len(formats):
            row["output_format"] = formats[-1 - i]
        if quality and operation.member("quality"):
            row["quality"] = quality
        if i == 1 and operation.member("n") and facts.max_n > 1:
            # the page advises one: a refusal is honest, one silent picture is not
            row["n"] = 2
        body: dict[str, Json] = {"model": image, "prompt": PROMPT, **row}
        yield _ask(operation, body, f"upstream's values: {told(row)}", "upstream")


def _closed(operation: Operation, name: str) -> list[Json]:
    member = operation.member(name)
    return list(member.values) if member is not None and member.citation is not None else []


def _sweep(operation: Operation, image: str) -> Iterator[Ask]:
    """Each value of each closed set that no example has asked for yet."""
    shown = {name: [lenient_json.at(example.value, name) for example in operation.examples] for name in SETS}
    columns = [Column(name, [v for v in _closed(operation, name) if v not in shown[name]]) for name in SETS]
    for row in rows(columns):
        body: dict[str, Json] = {"model": image, "prompt": PROMPT, **row}
        yield _ask(operation, body, f"documented values: {told(row)}")


def _pairs(operation: Operation, image: str) -> Iterator[Ask]:
    """Each value of a closed set with each of every other; upstream's values where the page leaves the sets open."""
    closed = {name: values for name in SETS if (values := _closed(operation, name))}
    facts = operation.model(image).facts
    sets: dict[str, list[Json]] = dict(closed)
    if not closed and facts is not None:
        known = {"size": facts.sizes, "output_format": facts.formats, "quality": facts.qualities}
        sets = {name: list(values) for name, values in known.items() if operation.member(name)}
    kind, whose = ("documented", "documented") if closed else ("upstream", "upstream's")
    for row in pairs([Column(name, values) for name, values in sets.items()]):
        body: dict[str, Json] = {"model": image, "prompt": PROMPT, **row}
        yield _ask(operation, body, f"pairs of {whose} values: {told(row)}", kind)


def _containers(operation: Operation, models: Sequence[str]) -> Iterator[Ask]:
    """The closed set of containers, asked of a model that takes the member."""
    member = operation.member("response_format")
    if member is None or member.citation is None:
        return
    taker = next((name for name in models if operation.model(name).takes("response_format")), None)
    if taker is None:
        return
    for value in member.values:
        body: dict[str, Json] = {"model": taker, "prompt": PROMPT, "response_format": value}
        yield _ask(operation, body, f"documented values: response_format {value}, of {taker}", "container")
