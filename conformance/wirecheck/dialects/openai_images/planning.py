"""Requests of the openai-images dialect: which pictures to ask for, and how."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping, Sequence

from wirecheck.dialects.packing import Column, pairs, rows, told
from wirecheck.dialects.planned_request import PROMPT, Depth, PlannedRequest
from wirecheck.spec.documented import closed_set, documented_values
from wirecheck.spec.spec import Example, Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json

SETS = ("size", "quality", "output_format", "background")
"""The members that take one value of a set; the container is asked for separately, as not every model takes it."""


def base(operation: Operation, model: str | None) -> PlannedRequest:
    """The page's first request."""
    return planned(operation, _of_model(operation.examples[0], model), "the page's own request")


def _of_model(example: Example, model: str | None) -> dict[str, Json]:
    body = lenient_json.members(copy.deepcopy(example.value))
    return {**body, "model": model} if model else body


def asks(operation: Operation, depth: Depth, model: str | None) -> Iterator[PlannedRequest]:
    """The billable requests of a depth."""
    image = model or operation.served_model
    for example in operation.examples:
        yield planned(operation, _of_model(example, model), f"the page's own request `{example.name}`")
    drawn = list(_drawn(operation, image))
    if depth is Depth.PROBE:
        yield from drawn[:1]
        return
    purpose = "without optional members: is it served, and do the documented defaults apply?"
    yield planned(operation, _body(image), purpose)
    yield from drawn
    if depth is Depth.PAIRS:
        yield from _pairs(operation, image)
    else:
        yield from _sweep(operation, image)
    yield from _containers(operation, [image] if model else [image, *operation.models])


def planned(operation: Operation, body: dict[str, Json], purpose: str, kind: str = "documented") -> PlannedRequest:
    """A body as a billable request."""
    model = str(body.get("model") or operation.default_model)
    facts = operation.model(model).facts
    quality = body.get("quality")
    tokens = facts.tokens.get(quality if isinstance(quality, str) else "", 0) if facts else 0
    return PlannedRequest(body, purpose, model, kind, tokens)


def _body(model: str, row: Mapping[str, Json] | None = None) -> dict[str, Json]:
    return {"model": model, "prompt": PROMPT, **(row or {})}


def _drawn(operation: Operation, image: str) -> Iterator[PlannedRequest]:
    """Requests for upstream's values, if the page closes no set: all at the cheapest quality."""
    facts = operation.model(image).facts
    if facts is None:
        return
    sizes = _unnamed(operation, "size", facts.sizes, documented_values(operation, "size"))
    shown = [lenient_json.at(example.value, "output_format") for example in operation.examples]
    # the least usual format comes first
    formats = _unnamed(operation, "output_format", facts.formats, shown)[::-1]
    for i, (size, output_format) in enumerate(itertools.zip_longest(sizes, formats)):
        row: dict[str, Json] = {"size": size, "output_format": output_format}
        if facts.qualities and operation.member("quality"):
            row["quality"] = facts.qualities[0]
        if i == 1 and operation.member("n") and facts.max_n > 1:
            # the page advises one picture: refusing several is honest, silently making one is not
            row["n"] = 2
        row = {name: value for name, value in row.items() if value is not None}
        yield planned(operation, _body(image, row), f"upstream's values: {told(row)}", "upstream")


def _unnamed(operation: Operation, name: str, values: Sequence[str], known: Sequence[Json]) -> list[str]:
    """Upstream's values that the page does not name, of members that it documents."""
    return [value for value in values if value not in known] if operation.member(name) else []


def _sweep(operation: Operation, image: str) -> Iterator[PlannedRequest]:
    """Requests for each value of each closed set that no example asks for."""
    shown = {name: [lenient_json.at(example.value, name) for example in operation.examples] for name in SETS}
    taken = [name for name in SETS if operation.model(image).takes(name)]
    columns = [Column(name, [v for v in closed_set(operation, name) if v not in shown[name]]) for name in taken]
    for row in rows(columns):
        yield planned(operation, _body(image, row), f"documented values: {told(row)}")


def _pairs(operation: Operation, image: str) -> Iterator[PlannedRequest]:
    """Requests for each value of a closed set with each value of every other; upstream's sets if the page has none."""
    taken = [name for name in SETS if operation.model(image).takes(name)]
    closed = {name: values for name in taken if (values := closed_set(operation, name))}
    facts = operation.model(image).facts
    sets: dict[str, list[Json]] = dict(closed)
    if not closed and facts is not None:
        known = {"size": facts.sizes, "output_format": facts.formats, "quality": facts.qualities}
        sets = {name: list(values) for name, values in known.items() if name in taken and operation.member(name)}
    kind, whose = ("documented", "documented") if closed else ("upstream", "upstream's")
    for row in pairs([Column(name, values) for name, values in sets.items()]):
        yield planned(operation, _body(image, row), f"pairs of {whose} values: {told(row)}", kind)


def _containers(operation: Operation, models: Sequence[str]) -> Iterator[PlannedRequest]:
    """Requests for the closed set of containers, to a model that takes the member."""
    member = operation.member("response_format")
    if member is None or member.citation is None:
        return
    taker = next((name for name in models if operation.model(name).takes("response_format")), None)
    if taker is None:
        return
    for value in member.values:
        yield planned(
            operation,
            _body(taker, {"response_format": value}),
            f"documented values: response_format {value}, of {taker}",
            "container",
        )
