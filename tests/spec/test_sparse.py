"""Specs that say little: each either runs against its own emulator, or says what it lacks."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

import wirecheck
from wirecheck.errors import SpecError
from wirecheck.plan import Depth
from wirecheck.spec.spec import load

BODY = {"contents": [{"parts": [{"text": "A boat"}]}], "generationConfig": {"responseModalities": ["IMAGE"]}}
GEMINI: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/v1/models/{model}:generateContent": {
            "post": {
                "x-dialect": "gemini",
                "x-models": {"default": "gemini-3.1-flash-image"},
                "requestBody": {"content": {"application/json": {"schema": {}, "example": BODY}}},
            }
        }
    },
}
IMAGES: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/v1/images/generations": {
            "post": {
                "x-dialect": "openai-images",
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {}, "example": {"model": "gpt-image-2", "prompt": "A boat"}}
                    }
                },
            }
        }
    },
}
Edit = Callable[[dict[str, Any]], Any]


def post(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(iter(document["paths"].values()))["post"]
    return found


def media(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = post(document)["requestBody"]["content"]["application/json"]
    return found


def put(**members: Any) -> Edit:
    return lambda document: post(document).update(members)


def schema(value: Any) -> Edit:
    return lambda document: media(document).update(schema=value)


def moved(path: str) -> Edit:
    return lambda document: document.update(paths={path: next(iter(document["paths"].values()))})


def answering(value: Any) -> Edit:
    return put(responses={"200": {"description": "d", "content": {"application/json": {"schema": value}}}})


def components(**members: Any) -> Edit:
    return lambda document: document.update(components=members)


def tree(document: dict[str, Any]) -> None:
    """A schema inside of itself, as those of functions that a model may call."""
    node = {"type": "object", "properties": {"text": {"type": "string"}, "parts": {"type": "array"}}}
    node["properties"]["parts"]["items"] = {"$ref": "#/components/schemas/Node"}  # type: ignore[index]
    document["components"] = {"schemas": {"Node": node}}
    turns = {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}
    media(document)["schema"] = {"type": "object", "properties": {"contents": turns}}


def exported(document: dict[str, Any]) -> None:
    """As frameworks write them: optional members as a choice with null, names of operations made of their paths."""
    config = {"type": "object", "properties": {"imageConfig": {"anyOf": [{"type": "object"}, {"type": "null"}]}}}
    document["components"] = {"schemas": {"Config": config}}
    choice = {"anyOf": [{"$ref": "#/components/schemas/Config"}, {"type": "null"}], "default": None}
    properties = {"contents": {"type": "array", "items": {}}, "generationConfig": choice}
    media(document)["schema"] = {"type": "object", "required": ["contents"], "properties": properties}
    post(document)["operationId"] = "generate_v1_models__model__post"
    error = {"description": "Validation Error", "content": {"application/json": {"schema": {"type": "object"}}}}
    answer = {"type": "object", "title": "Response"}
    post(document)["responses"] = {
        "200": {"description": "OK", "content": {"application/json": {"schema": answer}}},
        "422": error,
    }


def shared(document: dict[str, Any]) -> None:
    """Bodies, answers, parameters, examples and whole paths by reference."""
    path, item = next(iter(document["paths"].items()))
    post(document)["requestBody"]["content"]["application/json"] = {
        "schema": {"$ref": "#/components/schemas/Body"},
        "examples": {"boat": {"$ref": "#/components/examples/boat"}},
    }
    body = post(document)["requestBody"]
    post(document)["requestBody"] = {"$ref": "#/components/requestBodies/Body"}
    post(document)["responses"] = {"200": {"$ref": "#/components/responses/Served"}}
    post(document)["parameters"] = [{"$ref": "#/components/parameters/model"}]
    document["components"] = {
        "pathItems": {"generate": item},
        "schemas": {"Body": {"type": "object"}},
        "examples": {"boat": {"value": BODY}},
        "requestBodies": {"Body": body},
        "responses": {"Served": {"description": "d", "content": {"application/json": {"schema": {}}}}},
        "parameters": {"model": {"name": "model", "in": "path", "required": True, "schema": {"type": "string"}}},
    }
    document["paths"] = {path: {"$ref": "#/components/pathItems/generate"}}


RUNS: dict[str, tuple[dict[str, Any], Sequence[Edit]]] = {
    "gemini: a schema of {}": (GEMINI, []),
    "gemini: a schema of true": (GEMINI, [schema(True)]),
    "gemini: no schema": (GEMINI, [lambda document: media(document).pop("schema")]),
    "gemini: an object, and nothing else": (GEMINI, [schema({"type": "object"})]),
    "gemini: examples inside of the schema": (
        GEMINI,
        [lambda document: media(document).pop("example"), schema({"examples": [BODY]})],
    ),
    "gemini: no title": (GEMINI, [lambda document: document.pop("info")]),
    "gemini: a model in the path": (
        GEMINI,
        [moved("/v1/models/gemini-3-pro-image:generateContent"), lambda document: post(document).pop("x-models")],
    ),
    "gemini: a model of the parameter": (
        GEMINI,
        [
            lambda document: post(document).pop("x-models"),
            put(parameters=[{"name": "model", "in": "path", "schema": {"type": "string", "default": "our-model"}}]),
        ],
    ),
    "gemini: a model that nobody knows": (GEMINI, [put(**{"x-models": {"default": "our-model"}})]),
    "gemini: the model is a member": (
        GEMINI,
        [
            moved("/generate"),
            lambda document: post(document).pop("x-models"),
            lambda document: media(document).update(example={**BODY, "model": "our-model"}),
        ],
    ),
    "gemini: an answer of {}": (GEMINI, [answering({})]),
    "gemini: an answer without content": (GEMINI, [put(responses={"200": {"description": "OK"}})]),
    "gemini: statuses as numbers": (GEMINI, [put(responses={200: {"description": "OK"}, 400: {"description": "no"}})]),
    "gemini: no security": (GEMINI, [put(security=[])]),
    "gemini: a key in a header of its own": (
        GEMINI,
        [put(security=[{"k": []}]), components(securitySchemes={"k": {"type": "apiKey", "in": "header", "name": "k"}})],
    ),
    "gemini: tokens": (
        GEMINI,
        [put(security=[{"k": []}]), components(securitySchemes={"k": {"type": "oauth2", "flows": {}}})],
    ),
    "gemini: a schema inside of itself": (GEMINI, [tree]),
    "gemini: as frameworks write them": (GEMINI, [exported]),
    "gemini: everything by reference": (GEMINI, [shared]),
    "gemini: members in branches": (
        GEMINI,
        [schema({"allOf": [{"properties": {"contents": {"type": "array"}}, "required": ["contents"]}, {}]})],
    ),
    "gemini: words only": (
        GEMINI,
        [lambda document: media(document).update(example={"contents": BODY["contents"]})],
    ),
    "images: a schema of {}": (IMAGES, []),
    "images: no model in the request": (
        IMAGES,
        [
            lambda document: media(document).update(example={"prompt": "A boat"}),
            put(**{"x-models": {"default": "gpt-image-2"}}),
        ],
    ),
    "images: a model that nobody knows": (
        IMAGES,
        [lambda document: media(document).update(example={"model": "our-model", "prompt": "A boat"})],
    ),
    "images: an answer of {}": (IMAGES, [answering({})]),
    "images: members without types": (
        IMAGES,
        [schema({"properties": {"model": {}, "prompt": {}, "n": {}, "size": {}}})],
    ),
}


def made(tmp_path: Path, start: dict[str, Any], edits: Sequence[Edit]) -> Path:
    document = copy.deepcopy(start)
    for edit in edits:
        edit(document)
    path = tmp_path / "my-gateway.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    return path


@pytest.mark.in_part(3)
@pytest.mark.parametrize("depth", Depth)
@pytest.mark.parametrize("name", RUNS)
def test_a_sparse_spec_runs(name: str, depth: Depth, tmp_path: Path) -> None:
    """Its own emulator is blameless under it, something is judged, and nothing trips."""
    found = wirecheck.run(str(made(tmp_path, *RUNS[name])), depth=depth)
    assert [(finding.requirement, finding.message) for finding in found.findings] == []
    whys = [why for result in found.results for why in result.why if "could not judge" in why]
    assert (whys, found.tape_error) == ([], None)
    assert sum(result.judged for result in found.results) > 20


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf", "allOf"])
@pytest.mark.parametrize("names", ["A", "AB", "ABCDEFGH"])
def test_branches_in_a_circle_are_told(names: str, keyword: str, tmp_path: Path) -> None:
    """A schema that is one of itself says nothing, and whoever follows it follows it forever."""
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    schemas = {name: {keyword: [{"type": "object"}, *refs]} for name in names}
    for edit in (schema({"properties": {"contents": refs[0]}}), answering({"properties": {"candidates": refs[0]}})):
        with pytest.raises(SpecError, match="has more than 200 branches, or is a branch of itself"):
            load(made(tmp_path, GEMINI, [edit, components(schemas=schemas)]))


def test_members_of_a_choice_with_null_are_found(tmp_path: Path) -> None:
    """What frameworks make of an optional member has its set, its items and what is inside of it."""
    null = {"type": "null"}
    ratio = {"anyOf": [{"type": "string", "enum": ["1:1", "16:9"]}, null], "default": "1:1"}
    image = {"anyOf": [{"type": "object", "required": ["aspectRatio"], "properties": {"aspectRatio": ratio}}, null]}
    turns = {"anyOf": [{"type": "array", "items": {"properties": {"role": {"const": "user"}}}}, null]}
    config = {"allOf": [{"required": ["imageConfig"], "properties": {"imageConfig": image}}, {}]}
    body = {"properties": {"contents": turns, "generationConfig": config}}
    edits = [schema(body), lambda document: media(document)["example"]["generationConfig"].update(imageConfig=None)]
    found = load(made(tmp_path, GEMINI, edits)).operations[0].members
    assert [(member.path, member.values, member.required) for member in found] == [
        ("contents", (), False),
        ("contents[].role", ("user",), False),
        ("generationConfig", (), False),
        ("generationConfig.imageConfig", (), True),
        ("generationConfig.imageConfig.aspectRatio", ("1:1", "16:9"), False),
    ]


PROMISED = [
    ("operation", True),
    ("server", True),
    ("security", False),
    ("request", True),
    ("request.contents", True),
    ("request.generationConfig", False),
    ("response", True),
    ("response.candidates", True),
    ("response.candidates[].finishReason", False),
    ("response.usageMetadata", False),
    ("response.promptFeedback", False),
    ("errors", False),
]


@pytest.mark.parametrize("cited", [False, True])
@pytest.mark.parametrize(("location", "promised"), PROMISED)
def test_a_spec_without_citations_is_its_own_page(location: str, promised: bool, cited: bool, tmp_path: Path) -> None:
    """It promises what it states, but what may be null in an answer; with one citation, what is cited alone."""
    candidate = {"properties": {"finishReason": {"type": ["string", "null"]}}}
    usage = {"anyOf": [{"type": "object"}, {"type": "null"}]}
    answer = {"properties": {"candidates": {"type": "array", "items": candidate}, "usageMetadata": usage}}
    edits: list[Edit] = [
        schema({"properties": {"contents": {}}}),
        answering(answer),
        lambda document: post(document)["responses"].update(default={"description": "An error."}),
        lambda document: document.update(servers=[{"url": "https://gateway.test"}]),
        *([put(**{"x-citation": "https://docs.test/images#post"})] if cited else []),
    ]
    operation = load(made(tmp_path, GEMINI, edits)).operations[0]
    found = operation.citation(location)
    if cited:
        assert (found and found.url) == ("https://docs.test/images#post" if location == "operation" else None)
    else:
        path = str(tmp_path / "my-gateway.yaml")
        assert (found and (str(found), found.url)) == ((f"my-gateway.yaml#{location}", path) if promised else None)


LACKS: dict[str, tuple[dict[str, Any], Sequence[Edit], str, str]] = {
    "no request": (GEMINI, [lambda document: media(document).pop("example")], "has no example request", "`examples`"),
    "no body": (GEMINI, [lambda document: post(document).pop("requestBody")], "takes no `application/json`", ""),
    "a form": (
        GEMINI,
        [put(requestBody={"content": {"multipart/form-data": {"schema": {}}}})],
        "takes no `application/json`",
        "no other kind",
    ),
    "no model": (GEMINI, [lambda document: post(document).pop("x-models")], "names no model", "`x-models`"),
    "no model but of text": (GEMINI, [put(**{"x-models": {"text": "gemini-2.5-pro"}})], "names no model", "`x-models`"),
    "an empty example": (GEMINI, [lambda document: media(document).update(example=None)], "is not an object", "init"),
}


@pytest.mark.parametrize("name", LACKS)
def test_what_is_missing_is_told(name: str, tmp_path: Path) -> None:
    """Where nothing can be asked without it, it is named, and how to say it."""
    start, edits, message, hint = LACKS[name]
    with pytest.raises(SpecError) as caught:
        load(made(tmp_path, start, edits))
    assert (message in caught.value.message, hint in caught.value.hint) == (True, True), caught.value.args


def test_json_is_a_spec_as_well(tmp_path: Path) -> None:
    """The same document, as JSON, makes the same plan."""
    (tmp_path / "my-gateway.json").write_text(json.dumps(GEMINI, indent="\t"))
    found = wirecheck.run(f"emulated:{tmp_path / 'my-gateway.json'}", depth="probe")
    assert (found.provider, list(found.findings)) == ("my-gateway", [])


def test_other_endpoints_are_passed_over(tmp_path: Path) -> None:
    """What says no dialect is not asked, and is told, whatever is wrong with it."""
    other = {"get": {"responses": {"200": {"$ref": "https://elsewhere.test/x"}}}, "parameters": []}
    path = made(tmp_path, GEMINI, [lambda document: document["paths"].update({"/v1/models": other})])
    assert (load(path).passed_over, len(load(path).operations)) == (("GET /v1/models",), 1)


def test_many_members_are_not_all_followed(tmp_path: Path) -> None:
    """Schemas that refer to each other without end are an error, and not a run without end."""
    every = {name: {"$ref": f"#/components/schemas/{name}"} for name in "ABCDEFGHIJ"}
    schemas = {name: {"type": "object", "properties": dict(every)} for name in every}
    path = made(tmp_path, GEMINI, [schema({"$ref": "#/components/schemas/A"}), components(schemas=schemas)])
    with pytest.raises(SpecError, match="has more than 1,000 members"):
        load(path)
