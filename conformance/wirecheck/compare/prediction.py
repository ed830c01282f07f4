"""
Predict how an operation answers a request that was written for another, from its page and from the upstream model.

The page decides first. Where it is silent, upstream decides: its model accepts its own ratios, sizes and members only.
"""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck.compare import places
from wirecheck.compare.comparison import Objection, Sent, Weight
from wirecheck.dialects.body_format import format_of
from wirecheck.reading.reading import Departure, Reading, Standing
from wirecheck.spec import upstream
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Exchange, Request
from wirecheck.wire.lenient_json import Json, walk

# The address of a gateway that names no server.
SOMEWHERE = "https://gateway.test"

WHYS = {
    "off-set": "is not one of its values",
    "wrong-type": "is of another type there",
    "unsupported": "is not supported there",
    "retired": "is retired upstream",
}


def request(operation: Operation, sent: Sent, key: str = "") -> Request:
    """A request as it would be sent to an operation; its model is kept if the request is about the model."""
    model = sent.model if sent.about_model else counterpart(operation, sent.model)
    body = {**sent.body, "model": model} if "model" in sent.body else sent.body
    keep = operation.fixed_model is not None and not sent.about_model
    url = operation.url(server(operation), None if keep else model)
    header = operation.spec.credential(operation, key or f"${operation.spec.key_env}")
    media_type, content = format_of(operation).write(body)
    return Request(operation.method, url, (header, ("Content-Type", media_type)), content)


def server(operation: Operation) -> str:
    """The address of an operation: the server of its page, with placeholders for what the reader has to fill in."""
    first = next(iter(operation.spec.document.get("servers") or ()), None) or {}
    return operation.spec.server or str(first.get("url") or SOMEWHERE)


def knows(operation: Operation, model: str) -> bool:
    """Whether an operation accepts a model: its page names it, or the path leaves it open and upstream serves it."""
    if model in operation.models or operation.fixed_model is not None:
        return model in operation.models
    facts = upstream.models(operation.dialect).get(model)
    return facts is not None and not facts.retired


def counterpart(operation: Operation, model: str) -> str:
    """The model to use in place of another: the same if it is available, else one of its kind."""
    if knows(operation, model):
        return model
    facts = upstream.models(operation.dialect).get(model)
    text = operation.text_model if facts is not None and facts.kind == "text" else None
    return text or operation.fixed_model or operation.served_model


def objections(operation: Operation, sent: Sent) -> list[Objection]:
    """All objections of an operation to a request, the refusals first."""
    reading = Reading(operation, Exchange(request(operation, sent)))
    against = [
        *_to_the_model(operation, sent),
        *_to_departures(reading),
        *_to_spellings(operation, sent),
        *_upstream(operation, reading),
    ]
    return sorted(dict.fromkeys(against), key=lambda objection: objection.weight is not Weight.REFUSED)


def _to_the_model(operation: Operation, sent: Sent) -> Iterator[Objection]:
    if sent.about_model and not knows(operation, sent.model):
        yield Objection(Weight.REFUSED, "model", sent.model, "is not available there")
    elif sent.about_model and sent.model not in operation.models:
        yield Objection(Weight.UNPROMISED, "model", sent.model, "is not on the page there; upstream serves it")


def _to_spellings(operation: Operation, sent: Sent) -> Iterator[Objection]:
    """The objections to names that the page spells in another way; one to an object covers those inside it."""
    told: list[str] = []
    for member, _ in walk(sent.body):
        twin = spelling(operation, member)
        if twin and not any(member.startswith((f"{outer}.", f"{outer}[]")) for outer in told):
            told.append(member)
            yield Objection(Weight.UNPROMISED, member, None, f"is named `{twin.rpartition('.')[2]}` there")


def _to_departures(reading: Reading) -> Iterator[Objection]:
    """The objections that follow from departures from the page; an unknown member covers those inside it."""
    told: list[str] = []
    for departure in sorted(reading.departures, key=lambda departure: departure.standing is not Standing.WRONG):
        if any(departure.member.startswith((f"{member}.", f"{member}[]")) for member in told):
            continue
        objection = _departed(reading, departure)
        if objection is not None:
            yield objection
            if departure.kind in ("extra", "unsupported"):
                told.append(departure.member)


def refused(operation: Operation, sent: Sent) -> bool:
    """Whether an operation will refuse a request."""
    return any(one.weight is Weight.REFUSED for one in objections(operation, sent))


def spelling(b: Operation, path: str) -> str | None:
    """The spelling of a member in `b`; None if it is the same, or `b` lacks the member."""
    known = [member.path for member in b.members]
    if path in known:
        return None
    return next((one for one in known if _plain(one) == _plain(path)), None)


def _plain(path: str) -> str:
    return path.replace("_", "").lower()


def _departed(reading: Reading, departure: Departure) -> Objection | None:
    """The objection that follows from a departure from the page, or None."""
    member, kind, operation = departure.member, departure.kind, reading.operation
    value = places.value(reading.body, member) if member else None
    if departure.standing is Standing.WRONG:
        if kind == "missing":
            return Objection(Weight.REFUSED, member, None, "is required there")
        why = WHYS.get(kind) or f"does not fit: {departure.message}"
        return Objection(Weight.REFUSED, member or "body", value if kind == "off-set" else None, why)
    if kind == "extra" and spelling(operation, member) is None:
        return Objection(Weight.UNPROMISED, member, None, "is not on the page there, and may be ignored")
    if kind == "open-value" and not _closed(operation, member, value) and _taken(reading, member, value):
        return Objection(Weight.UNPROMISED, member, value, "is not named on the page there; upstream accepts it")
    return None


def _upstream(operation: Operation, reading: Reading) -> Iterator[Objection]:
    """What upstream refuses where the page is silent."""
    model, body, protocol = reading.model, reading.body, operation.protocol
    if model.facts is None:
        return
    if not protocol.says_something(body):
        yield Objection(Weight.REFUSED, protocol.vocabulary.prompt, None, "must not be empty")
    output = protocol.vocabulary.output
    if output and model.kind == "text" and protocol.wants_picture(body):
        yield Objection(Weight.REFUSED, output, places.value(body, output), f"`{model.name}` makes no pictures")
    why = f"upstream's `{model.name}` does not accept it"
    for path in _not_taken(reading):
        yield Objection(Weight.REFUSED, path, None, why)
    for path in dict.fromkeys((*protocol.upstream_values(model.facts), *protocol.vocabulary.sets)):
        value = places.value(body, path)
        if not _taken(reading, path, value) and not _closed(operation, path, value):
            yield Objection(Weight.REFUSED, path, value, why)


def _not_taken(reading: Reading) -> Iterator[str]:
    """The members that the upstream model does not accept, except what the page requires or the model does anyway."""
    model, default = reading.model, reading.model.facts and reading.model.facts.default_size
    for member in reading.operation.members:
        harmless = member.required and places.value(reading.body, member.path) == default
        if places.has(reading.body, member.path) and not model.takes(member.path) and not harmless:
            yield member.path


def _closed(operation: Operation, path: str, value: Json) -> bool:
    """Whether the page itself refuses a value."""
    member = operation.member(path)
    return member is not None and bool(member.values) and value not in member.values


def _taken(reading: Reading, path: str, value: Json) -> bool:
    """Whether the upstream model accepts a value; unknown models, and members that it lacks, are not judged."""
    facts = reading.model.facts
    if facts is None or value is None or not reading.model.takes(path):
        return True
    return reading.operation.protocol.takes_value(reading.operation, facts, path, value)
