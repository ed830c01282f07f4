"""The requests that an operation documents: its samples, each value, each member, and each optional member left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wirecheck.compare import places
from wirecheck.compare.comparison import Sent
from wirecheck.spec.documented import documented_values
from wirecheck.spec.spec import Member, Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json, at

# A green dot, used as the input picture.
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGMQWWADAAGsANUDJNUXAAAAAElFTkSuQmCC"


def documented(operation: Operation) -> Iterator[Sent]:
    """Every request that an operation documents, each about one thing; upstream may refuse some."""
    samples = list(_samples(operation))
    yield from samples
    base = next((sent for sent in samples if operation.protocol.wants_picture(sent.body)), next(iter(samples), None))
    if base is None:
        return
    base = Sent(base.what, "", base.body, operation.served_model)
    if "model" in base.body:
        base.body["model"] = operation.served_model
    for name in operation.models:
        yield from _of_model(operation, base, samples, name)
    for member in operation.members:
        if member.path != "model":
            yield from _of_member(operation, base, member)


def _samples(operation: Operation) -> Iterator[Sent]:
    for example in operation.examples:
        body = lenient_json.members(example.value)
        text = operation.text_model if not operation.protocol.wants_picture(body) else None
        model = lenient_json.text(body, "model") or example.model or text or operation.served_model
        yield Sent(
            f"the sample `{example.name}`", "", places.put(body, "model", model) if "model" in body else body, model
        )


def _of_model(operation: Operation, base: Sent, samples: list[Sent], name: str) -> Iterator[Sent]:
    """A request for a model: for a picture, with what the model accepts, or the page's own sample for text."""
    model = operation.model(name)
    chosen = base
    if model.kind == "text":
        chosen = next((sent for sent in samples if not operation.protocol.wants_picture(sent.body)), base)
    body = {**chosen.body, "model": name} if "model" in chosen.body else chosen.body
    for member in operation.members:
        if places.has(body, member.path) and not model.takes(member.path):
            own = model.facts.default_size if model.facts else None
            body = places.put(body, member.path, own) if member.required else places.without(body, member.path)
    yield Sent(f"the model {name}", "model", body, name, about_model=True)


def _of_member(operation: Operation, base: Sent, member: Member) -> Iterator[Sent]:
    values = list(member.values) or documented_values(operation, member.path) or [sample(operation, member.schema)]
    seen: list[str] = []
    for value in values:
        key = json.dumps(value, sort_keys=True)
        if key not in seen:
            seen.append(key)
            body = places.put(_around(operation, base.body, member.path), member.path, value)
            yield Sent(f"{member.path} {shown(value)}", member.path, body, base.model)
    if places.has(base.body, member.path):
        yield Sent(f"without {member.path}", member.path, places.without(base.body, member.path), base.model)


def _around(operation: Operation, body: dict[str, Json], path: str) -> dict[str, Json]:
    """A body with the object around a member, and with the required members of that object."""
    outer = path.rpartition(".")[0]
    around = operation.member(outer.removesuffix("[]")) if outer else None
    if around is None or places.has(body, outer.removesuffix("[]")):
        return body
    whole = sample(operation, around.schema)
    return places.put(_around(operation, body, around.path), around.path, whole)


def shown(value: Json) -> str:
    """A value in few characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def sample(operation: Operation, schema: Mapping[str, Any], depth: int = 0) -> Json:
    """A value that fits a schema: one that it states, else a minimal one of its type."""
    schema = operation.spec.resolve(schema)
    stated = next(_stated(schema), None)
    if stated is not None:
        return stated
    if schema.get("contentEncoding") == "base64":
        return PICTURE
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object" or "properties" in schema:
        return _sample_object(operation, schema, depth)
    if kind == "array":
        return [sample(operation, schema.get("items") or {}, depth + 1)]
    return {"integer": 1, "number": 1, "boolean": True}.get(str(kind), "a paper boat on calm water")


def _stated(schema: Mapping[str, Any]) -> Iterator[Json]:
    """The values that a schema states, the most certain first."""
    values = (
        *(schema.get("default"), at(schema.get("x-values"), 0), at(schema.get("enum"), 0), schema.get("const")),
        *(schema.get("examples") or ()),
        schema.get("example"),
    )
    return (value for value in values if value is not None)


def _sample_object(operation: Operation, schema: Mapping[str, Any], depth: int) -> dict[str, Json]:
    """An object with the required members; if there are none, with the first member."""
    properties = schema.get("properties") or {}
    names = [name for name in properties if name in (schema.get("required") or ())] or list(properties)[:1]
    return {name: sample(operation, properties[name], depth + 1) for name in names} if depth < 10 else {}
