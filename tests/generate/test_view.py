"""The derived view: what the generator is handed, shape by shape."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from wirecheck.errors import SpecError
from wirecheck.generate import view
from wirecheck.spec import spec

NULL = {"type": "null"}
BASE64 = {"$ref": "#/components/schemas/Base64"}
STRING = {"type": "string"}
OPEN = [{"title": "Word", "type": "string", "enum": ["a", "b"]}, STRING, NULL]


def document(request: dict[str, Any], answer: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    """A spec of one operation."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "security": [{"bearer": []}],
        "paths": {
            "/{model}": {
                "post": {
                    "operationId": "makeIt",
                    "x-dialect": "gemini",
                    "parameters": [
                        {"name": "model", "in": "path", "required": True, "schema": {**STRING, "default": "m"}}
                    ],
                    "requestBody": {"content": {"application/json": {"schema": request, "examples": {"one": {}}}}},
                    "responses": {
                        "200": {"description": "It.", "content": {"application/json": {"schema": answer}}},
                        "default": {"description": "An error."},
                    },
                }
            }
        },
        "components": {"schemas": schemas},
    }


def both(request: dict[str, Any], answer: dict[str, Any], **schemas: Any) -> tuple[Any, Any, Any]:
    """The view's request schema, answer schema and schemas by name."""
    found: Any = view.derive(document(request, answer, **schemas))
    operation = found["paths"]["/{model}"]["post"]
    asked = operation["requestBody"]["content"]["application/json"]["schema"]
    answered = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return asked, answered, found["components"]["schemas"]


def members(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


REQUESTS = {
    "required stays": ({**members(a=STRING), "required": ["a"]}, {**members(a=STRING), "required": ["a"]}),
    "a default is told": (
        members(a={**STRING, "description": "Size.", "default": "1K"}),
        members(a={**STRING, "description": "Size. Default: 1K, applied by the gateway."}),
    ),
    "a default without words": (
        members(a={"type": "boolean", "default": False}),
        members(a={"type": "boolean", "description": "Default: false, applied by the gateway."}),
    ),
    "a default of null": (
        members(a={"type": ["string", "null"], "default": None}),
        members(a={"type": ["string", "null"], "description": "Default: null, applied by the gateway."}),
    ),
    "a closed set stays": (members(a={**STRING, "enum": ["a"]}), members(a={**STRING, "enum": ["a"]})),
    "our keys go": (members(a={**STRING, "x-citation": "p#a", "x-values": [["a"]]}), members(a=STRING)),
    "a closed set is told": (
        members(a={**STRING, "description": "Size.", "enum": ["a", "b"], "default": "a"}),
        members(
            a={
                **STRING,
                "description": "Size. One of `a`, `b`. Default: a, applied by the gateway.",
                "enum": ["a", "b"],
            }
        ),
    ),
    "a closed set of items is told": (
        members(a={"type": "array", "items": {**STRING, "enum": ["a", "b"]}}),
        members(
            a={
                "type": "array",
                "description": "Each one of `a`, `b`.",
                "items": {**STRING, "description": "One of `a`, `b`.", "enum": ["a", "b"]},
            }
        ),
    ),
    "base64 may be given as text": (
        members(a={**STRING, "description": "D.", "contentEncoding": "base64"}),
        members(a={"description": "D.", "anyOf": [BASE64, STRING]}),
    ),
    "conditions go": (
        {**members(a=STRING), "if": {"required": ["a"]}, "then": {}, "else": {}},
        members(a=STRING),
    ),
    "members that are called like keywords stay": (
        members(**{"default": STRING, "required": STRING, "if": STRING, "x-a": STRING, "enum": STRING}),
        members(**{"default": STRING, "required": STRING, "if": STRING, "x-a": STRING, "enum": STRING}),
    ),
    "the first example is shown": (
        members(a={**STRING, "examples": ["x", "y"]}),
        members(a={**STRING, "example": "x"}),
    ),
    "an inner default is told too": (
        members(a={"type": "array", "items": members(b={"type": "integer", "default": 1})}),
        members(
            a={
                "type": "array",
                "items": members(b={"type": "integer", "description": "Default: 1, applied by the gateway."}),
            }
        ),
    ),
}

ANSWERS = {
    "nothing is required": ({**members(a=STRING), "required": ["a"]}, members(a=STRING)),
    "a default goes": (members(a={**STRING, "default": "x"}), members(a=STRING)),
    "a date stays text": (members(a={**STRING, "format": "date-time"}), members(a=STRING)),
    "more members are let in": ({**members(a=STRING), "additionalProperties": False}, members(a=STRING)),
    "a set is opened": (
        members(a={**STRING, "title": "Word", "description": "D.", "enum": ["a", "b"]}),
        members(a={"description": "D.", "anyOf": OPEN}),
    ),
    "a set without a title is called like its member": (
        members(word={**STRING, "enum": ["a", "b"]}),
        members(word={"anyOf": OPEN}),
    ),
    "a set with null": (
        members(word={"type": ["string", "null"], "enum": ["a", "b", None]}),
        members(word={"anyOf": OPEN}),
    ),
    "a constant is opened": (
        members(word={"const": "a"}),
        members(word={"anyOf": [{"title": "Word", "type": "string", "enum": ["a"]}, STRING, NULL]}),
    ),
    "a set of one truth value": (
        members(a={"type": "boolean", "enum": [True]}),
        members(a={"anyOf": [{"type": "boolean"}, NULL]}),
    ),
    "an open set stays": (members(a={"anyOf": OPEN}), members(a={"anyOf": OPEN})),
    "a half-open set is finished": (members(a={"anyOf": OPEN[:1]}), members(a={"anyOf": OPEN})),
    "base64 has a class": (
        members(a={"type": ["string", "null"], "description": "D.", "contentEncoding": "base64"}),
        members(a={"description": "D.", "anyOf": [BASE64, NULL]}),
    ),
    "an array may be null": (
        members(a={"type": "array", "items": STRING}),
        members(a={"type": ["array", "null"], "items": STRING}),
    ),
    "an object may be null": (
        members(a={"$ref": "#/components/schemas/Inner", "x-citation": "p#a", "description": "D."}),
        members(a={"description": "D.", "anyOf": [{"$ref": "#/components/schemas/Inner"}, NULL]}),
    ),
    "an inner object gets a name": (
        members(a=members(b=STRING)),
        members(a={"anyOf": [{"title": "MakeItAnswerA", **members(b=STRING)}, NULL]}),
    ),
    "what may be null already stays": (
        members(a={"anyOf": [{"$ref": "#/components/schemas/Inner"}, NULL]}),
        members(a={"anyOf": [{"$ref": "#/components/schemas/Inner"}, NULL]}),
    ),
}


@pytest.mark.parametrize(("given", "expected"), REQUESTS.values(), ids=REQUESTS)
def test_request(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """A request stays closed, and sends nothing that its caller did not say."""
    asked, _, _ = both(given, {})
    assert asked == expected


@pytest.mark.parametrize(("given", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_answer(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """An answer is open, whatever the page promises of it."""
    _, answered, _ = both({}, given, Inner=members(c=STRING))
    assert answered == expected


def test_what_only_answers_reach() -> None:
    """A schema that only answers lead to is shaped as an answer, however deep."""
    one, two = "#/components/schemas/One", "#/components/schemas/Two"
    _, _, schemas = both({}, {"$ref": one}, One=members(a={"$ref": two}), Two={**members(b=STRING), "required": ["b"]})
    assert schemas["Two"] == members(b=STRING)


def test_shared_and_alike() -> None:
    """A schema that is the same in requests and answers stays one."""
    inner = {"$ref": "#/components/schemas/Inner"}
    asked, answered, schemas = both(inner, inner, Inner=members(a=STRING))
    assert (asked, answered, list(schemas)) == (inner, inner, ["Inner"])


def test_shared_and_different() -> None:
    """A schema that has to differ becomes two, and so does every schema that leads to it."""
    outer, inner = "#/components/schemas/Outer", "#/components/schemas/Inner"
    asked, answered, schemas = both(
        {"$ref": outer},
        {"$ref": outer},
        Outer={"title": "Outer", "type": "object", "allOf": [{"$ref": inner}]},
        Inner={"title": "Inner", **members(word={**STRING, "enum": ["a", "b"]}), "required": ["word"]},
    )
    assert (asked["$ref"], answered["$ref"]) == (outer, f"{outer}Answer")
    assert sorted(schemas) == ["Inner", "InnerAnswer", "Outer", "OuterAnswer"]
    assert schemas["Outer"]["allOf"] == [{"$ref": inner}]
    assert schemas["OuterAnswer"]["allOf"] == [{"$ref": f"{inner}Answer"}]
    assert schemas["Inner"]["required"] == ["word"]
    assert schemas["InnerAnswer"] == {"title": "InnerAnswer", **members(word={"anyOf": OPEN})}


def test_second_name_taken() -> None:
    """A second schema is not put over one that the spec has already."""
    inner = {"$ref": "#/components/schemas/Inner"}
    with pytest.raises(SpecError, match="InnerAnswer"):
        both(inner, inner, Inner={**members(a=STRING), "required": ["a"]}, InnerAnswer=STRING)


def test_the_name_of_base64_is_taken() -> None:
    """The class for base64 is not put over a schema of its name, and is there only where there is base64."""
    base64 = members(a={**STRING, "contentEncoding": "base64"})
    _, _, schemas = both({}, base64)
    assert schemas == {"Base64": {"title": "Base64", "type": "object"}}
    with pytest.raises(SpecError, match="Base64"):
        both({}, base64, Base64=members(a=STRING))


def test_dangling_reference() -> None:
    """A reference that leads nowhere is told, not generated."""
    with pytest.raises(SpecError, match="Gone"):
        both({"$ref": "#/components/schemas/Gone"}, {})


def test_recursion() -> None:
    """A schema may lead to itself."""
    tree = "#/components/schemas/Tree"
    _, _, schemas = both({}, {"$ref": tree}, Tree=members(next={"$ref": tree}))
    assert schemas["Tree"] == members(next={"anyOf": [{"$ref": tree}, NULL]})


def test_operation() -> None:
    """Security stands on the operation, a path's default in words; an answer without a body is left out."""
    found: Any = view.derive(document({}, {}))
    operation = found["paths"]["/{model}"]["post"]
    assert operation["security"] == [{"bearer": []}]
    assert operation["parameters"][0]["schema"] == {
        "type": "string",
        "description": "Default on the page: m; it has to be named.",
    }
    assert list(operation["responses"]) == ["200"]


def test_unreached_schemas_go() -> None:
    """A schema that no operation leads to has no class."""
    _, _, schemas = both({}, {}, Idle=members(a=STRING))
    assert schemas == {}


@pytest.mark.parametrize("provider", spec.providers())
def test_every_spec(provider: str) -> None:
    """Of every spec here the view is the same twice, leaves the spec as it is, and keeps no key of ours."""
    given = spec.load(provider).document
    before = copy.deepcopy(given)
    once, twice = (json.dumps(view.derive(given)) for _ in range(2))
    assert once == twice
    assert given == before
    assert '"x-' not in once
    assert '"default": ' not in once, "the spec documents a body for `default`, or the view keeps a default"


def test_what_is_sent_by_itself_is_no_argument() -> None:
    """Headers and queries are the client's to send, and JSON is what it speaks beside other forms."""
    whole = document(members(a=STRING), members(b=STRING))
    post = whole["paths"]["/{model}"]["post"]
    post["parameters"] += [{"name": name, "in": name, "required": True, "example": "x"} for name in ("header", "query")]
    post["requestBody"]["content"]["multipart/form-data"] = {"schema": members(c=STRING)}
    found: Any = view.derive(whole)
    node = found["paths"]["/{model}"]["post"]
    assert [entry["name"] for entry in node["parameters"]] == ["model"]
    assert list(node["requestBody"]["content"]) == ["application/json"]
