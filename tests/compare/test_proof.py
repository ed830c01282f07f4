"""What compare says is tried: what one page documents is sent to the other's emulator, as it is and moved."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from wirecheck import Emulator
from wirecheck.compare import Sent, accepted, compare, objections, refused
from wirecheck.compare.prediction import request
from wirecheck.compare.requests import documented
from wirecheck.emulator import KEY
from wirecheck.spec.spec import JSON_TYPE, Operation, Spec, load, providers
from wirecheck.wire.exchange import Request

OPERATIONS = [operation for name in providers() for operation in load(name).operations]
BOTH = [(a, b) for a in OPERATIONS for b in OPERATIONS if a is not b and a.dialect == b.dialect]
PAIRS = [pytest.param(a, b, id=f"{a.id}-to-{b.id}") for a, b in BOTH]

Schemas = dict[str, dict[str, Any]]


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Emulators answer without pictures: whether they serve is all that is asked here, some thousand times."""
    monkeypatch.setattr("wirecheck.emulator.drawings.draw", lambda drawing: b"")


def served(operation: Operation, sent: Sent) -> bool:
    """Whether the operation's emulator serves a request."""
    return Emulator(operation.spec).respond(request(operation, sent, KEY)).ok


def changed(operation: Operation, change: Callable[[Schemas, dict[str, Any]], object]) -> Operation:
    """An operation of a spec that is changed by a function of its schemas and of the operation."""
    document = copy.deepcopy(dict(operation.spec.document))
    node = document["paths"][operation.path][operation.method.lower()]
    change(document["components"]["schemas"], node)
    return Spec(operation.provider, document, operation.spec.pages, operation.spec.path).operation(operation.name)


# -- as it is ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_what_is_accepted_is_served_where_it_is_documented(operation: Operation) -> None:
    """Of what a page documents, its own emulator serves what compare takes for accepted, and nothing else."""
    sent = list(documented(operation))
    assert [one.what for one in sent if served(operation, one)] == [one.what for one in accepted(operation)]
    assert len(list(accepted(operation))) > 10


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_what_is_said_to_be_refused_is_refused_and_nothing_else(a: Operation, b: Operation) -> None:
    """Each sample, value, member and omission that `a` accepts is refused by `b` exactly where it is said."""
    sent = list(accepted(a))
    assert [one.what for one in sent if refused(b, one)] == [one.what for one in sent if not served(b, one)]


def closed(schemas: Schemas, node: dict[str, Any]) -> None:
    schemas["ImageConfig"]["properties"]["aspectRatio"]["enum"] = ["1:1", "16:9"]


def opened(schemas: Schemas, node: dict[str, Any]) -> None:
    for name in ("aspectRatio", "imageSize"):
        schemas["ImageConfig"]["properties"][name].pop("enum", None)


def demanding(schemas: Schemas, node: dict[str, Any]) -> None:
    for name in ("Content", "Part", "ImageConfig", "GenerationConfig", "GenerateContentRequest"):
        schemas[name]["required"] = list(schemas[name]["properties"])[:2]


def lenient(schemas: Schemas, node: dict[str, Any]) -> None:
    for schema in schemas.values():
        for key in ("required", "if", "then", "dependentRequired", "minItems"):
            schema.pop(key, None)


def unsupporting(schemas: Schemas, node: dict[str, Any]) -> None:
    node["x-unsupported"] = ["generationConfig.imageConfig.imageSize", "systemInstruction", "tools"]


def retyped(schemas: Schemas, node: dict[str, Any]) -> None:
    schemas["ImageConfig"]["properties"]["imageSize"] = {"type": "integer"}


def bounded(schemas: Schemas, node: dict[str, Any]) -> None:
    schemas["Part"]["properties"]["text"]["maxLength"] = 40


def tied(schemas: Schemas, node: dict[str, Any]) -> None:
    schemas["GenerationConfig"]["dependentRequired"] = {"imageConfig": ["temperature"]}


def other_model(schemas: Schemas, node: dict[str, Any]) -> None:
    models = {"gemini-2.5-flash-image": {"kind": "image"}, **node["x-models"]["models"]}
    node["x-models"] = {"served": "gemini-2.5-flash-image", "models": models}


@pytest.mark.in_part(7)
@pytest.mark.parametrize("turn", ["to", "from"])
@pytest.mark.parametrize(
    "change",
    [closed, opened, demanding, lenient, unsupporting, retyped, bounded, tied, other_model],
    ids=lambda change: change.__name__,
)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_it_holds_for_pages_that_are_not_here(
    a: Operation, b: Operation, change: Callable[[Schemas, dict[str, Any]], object], turn: str
) -> None:
    """The same for specs that close, open, require, retype, bound, tie or drop what those of the repository do not."""
    a, b = (changed(a, change), b) if turn == "from" else (a, changed(b, change))
    sent = [one for one in accepted(a) if served(a, one)]
    assert [one.what for one in sent if refused(b, one)] == [one.what for one in sent if not served(b, one)]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_a_comparison_tells_every_refusal(a: Operation, b: Operation) -> None:
    """What the comparison lists as refused are the objections to the requests that are refused, all of them."""
    told = {(one.member, one.why) for one in compare(a, b).refused}
    met = {
        (one.member, one.why)
        for sent in accepted(a)
        if not served(b, sent)
        for one in objections(b, sent)
        if one.weight == "refused"
    }
    assert told == met


# -- moved -------------------------------------------------------------------------------------------------------------


def received(text: str, operation: Operation) -> Request:
    """A request out of its text, with the key in its place."""
    head, _, body = text.partition("\n\n")
    first, *headers = head.splitlines()
    method, _, url = first.partition(" ")
    pairs = tuple((name, value) for name, _, value in (line.partition(": ") for line in headers))
    keyed = tuple((name, value.replace(f"${operation.spec.key_env}", KEY)) for name, value in pairs)
    return Request(method, url, keyed, body.encode())


def moves() -> Iterator[Any]:
    for a, b in BOTH:
        yield pytest.param(a, b, id=f"{a.id}-to-{b.id}")
        for change in (closed, opened, unsupporting, tied, demanding, other_model):
            yield pytest.param(a, changed(b, change), id=f"{a.id}-to-{b.id}-{change.__name__}")


@pytest.mark.in_part(5)
@pytest.mark.parametrize(("a", "b"), list(moves()))
def test_a_sample_is_served_before_and_after(a: Operation, b: Operation) -> None:
    """A sample as it stands is served by `a`, and rewritten by `b`; what was changed in it is told."""
    comparison = compare(a, b)
    assert comparison.rewritten
    for sample in comparison.rewritten:
        assert Emulator(a.spec).respond(received(sample.before, a)).ok
        answer = Emulator(b.spec).respond(received(sample.after, b))
        assert answer.ok == ("it is still refused there" not in sample.notes), answer.body
        if not answer.ok:
            continue
        bodies = [json.loads(text.partition("\n\n")[2]) for text in (sample.before, sample.after)]
        assert (bodies[0] == bodies[1]) <= all("is asked" in note for note in sample.notes)


def test_every_sample_can_be_moved() -> None:
    """Between the operations that are here, every sample can be moved."""
    for a, b in BOTH:
        for sample in compare(a, b).rewritten:
            assert "it is still refused there" not in sample.notes


def test_a_key_goes_into_the_header_that_the_page_names() -> None:
    """A sample is rewritten for another scheme of keys as well."""
    a, b = load("apiyi").operations[0], load("deerapi").operation("generateContent")
    document = copy.deepcopy(dict(b.spec.document))
    document["components"]["securitySchemes"]["bearer"] = {"type": "apiKey", "in": "header", "name": "x-goog-api-key"}
    other = Spec("other", document).operation("generateContent")
    comparison = compare(a, other)
    assert "x-goog-api-key: $OTHER_API_KEY" in comparison.rewritten[0].after
    assert [(row.a, row.b) for row in comparison.calls if row.what == "key"] == [
        ("Authorization: Bearer KEY", "x-goog-api-key: KEY")
    ]
    assert Emulator(other.spec).respond(received(comparison.rewritten[0].after, other)).ok


def test_a_picture_is_spelt_as_the_other_page_spells_it() -> None:
    """Members that differ by their underscores only are taken for one, and moved into the other spelling."""
    a, b = load("deerapi").operation("generateContent"), load("gemini-native").operations[0]

    def shown(schemas: Schemas, node: dict[str, Any]) -> None:
        examples = node["requestBody"]["content"][JSON_TYPE]["examples"]
        turns = examples["curl"]["value"]["contents"]
        turns[0]["parts"].append({"inlineData": {"mimeType": "image/png", "data": "AAAA"}})

    moved = compare(changed(a, shown), b).rewritten[0]
    body = json.loads(moved.after.partition("\n\n")[2])
    assert body["contents"][0]["parts"][1] == {"inline_data": {"mime_type": "image/png", "data": "AAAA"}}
    assert "`inlineData` is named `inline_data`" in moved.notes
