"""Which member a refusal is blamed on, by what its error says, in the words and envelopes of many gateways."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wirecheck import Exchange, Request, Response, load
from wirecheck.judging.attribution import weights
from wirecheck.judging.judge import assess
from wirecheck.reading.reading import Reading

JSON = (("Content-Type", "application/json"),)
CONFIG = "generationConfig"
RATIO, SIZE = f"{CONFIG}.imageConfig.aspectRatio", f"{CONFIG}.imageConfig.imageSize"
MODALITIES = f"{CONFIG}.responseModalities"
PICTURE = {
    "contents": [{"parts": [{"text": "a boat"}]}],
    CONFIG: {"responseModalities": ["TEXT", "IMAGE"], "imageConfig": {"aspectRatio": "4:5", "imageSize": "4K"}},
}
LIST = {"model": "gpt-image-2", "prompt": "a boat", "n": 1, "size": "1024x1024", "quality": "low"}


def gemini(body: Any = None) -> Request:
    operation = load("apiyi").operation("generateContent")
    key = ("Authorization", "Bearer $APIYI_API_KEY")
    return Request("POST", operation.url("https://gateway.test"), (key, *JSON), json.dumps(body or PICTURE).encode())


def images(body: Any = None) -> Request:
    operation = load("deerapi").operation("createImage")
    key = ("Authorization", "Bearer $DEERAPI_KEY")
    return Request("POST", operation.url("https://gateway.test"), (key, *JSON), json.dumps(body or LIST).encode())


def said(message: Any, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


def violated(*fields: str) -> dict[str, Any]:
    kind = "type.googleapis.com/google.rpc.BadRequest"
    details = [{"@type": kind, "fieldViolations": [{"field": field, "description": "no"} for field in fields]}]
    return said("Request contains an invalid argument.", code=400, status="INVALID_ARGUMENT", details=details)


def refused(request: Request, answer: Any, status: int = 400) -> Exchange:
    return Exchange(request, Response(status, JSON, json.dumps(answer).encode()), started=1e9, ended=1e9)


def served(request: Request) -> Exchange:
    return Exchange(request, Response(200, JSON, b'{"candidates": [], "data": []}'), started=1e9, ended=1e9)


def blamed(*exchanges: Exchange) -> list[tuple[str, str]]:
    """Members and values that documented requests are blamed on; one that nobody can tell has neither."""
    operation = load("apiyi" if b"contents" in exchanges[0].request.body else "deerapi").operations
    ids = ("request/documented-value-is-served", "request/documented-member-is-served")
    findings = assess(exchanges, operation).findings
    return [(finding.member, finding.value) for finding in findings if finding.requirement in ids]


WRAPPED = "upstream said 400: " + json.dumps(violated("generation_config.image_config.image_size"))
TOLD = [
    ("a field violation", violated("generation_config.image_config.aspect_ratio"), RATIO),
    ("one with a position", violated("generation_config.response_modalities[0]"), MODALITIES),
    ("in camelCase", violated("generationConfig.imageConfig.imageSize"), SIZE),
    ("without what is around it", violated("image_config.image_size"), SIZE),
    ("the last name alone", violated("aspectRatio"), RATIO),
    ("an object", violated("contents[0].parts[0]"), "contents[].parts"),
    ("a value at a path", said("Invalid value at 'generation_config.image_config.aspect_ratio' (TYPE)"), RATIO),
    ("a value in a list", said("Invalid value at 'contents[0].parts[0]' (oneof)"), "contents[].parts"),
    (
        "an unknown name",
        said("Invalid JSON payload received. Unknown name \"imageConfig\" at 'generation_config': Cannot find field."),
        f"{CONFIG}.imageConfig",
    ),
    ("an unknown outer name", said('Unknown name "generationConfig": Cannot find field.'), CONFIG),
    (
        "a path behind a type",
        said("* GenerateContentRequest.generation_config.image_config: bad"),
        f"{CONFIG}.imageConfig",
    ),
    ("a path in backticks", said(f"`{RATIO}` was refused, with the text of contents"), RATIO),
    ("a bare path", said(f"{SIZE} is not for this model."), SIZE),
    ("steps", {"detail": [{"loc": ["body", CONFIG, "imageConfig", "aspectRatio"], "msg": "no"}]}, RATIO),
    (
        "steps through a list",
        {"detail": [{"loc": ["body", "contents", 0, "parts", 0, "text"]}]},
        "contents[].parts[].text",
    ),
    ("a pointer", {"error": {"errors": [{"instancePath": "/generationConfig/imageConfig/imageSize"}]}}, SIZE),
    ("a JSON path", {"errors": {"$.generationConfig.responseModalities": ["no"]}}, MODALITIES),
    ("an error in an error", said(WRAPPED), SIZE),
    ("a name of two words", said("aspectRatio is not supported by this model"), RATIO),
    ("in snake_case", said("image_size: not one of the sizes that the model draws"), SIZE),
    (
        "in words, with its values",
        said("Model does not support the requested response modalities: text,image"),
        MODALITIES,
    ),
    ("in one word", said("The response modality IMAGE does not go with TEXT"), MODALITIES),
    ("the values alone", said("this model has no way to make TEXT, IMAGE at once"), MODALITIES),
    ("with its value", said("Unsupported aspect ratio 4:5 for this text and size"), RATIO),
    ("a value in quotes", said("'4K' is more than this model can do"), SIZE),
    ("a value like no other text", said("4:5 is not available"), RATIO),
]


@pytest.mark.parametrize(("answer", "member"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_what_an_error_names_is_blamed(answer: Any, member: str) -> None:
    """One refusal, alone, is blamed on what its error names."""
    assert {member} == {name for name, _ in blamed(refused(gemini(), answer))}


TOLD_OF_LISTS = [
    ("param", said("Invalid value.", type="invalid_request_error", param="size", code="invalid_value"), "size"),
    ("one letter", said("bad", param="n"), "n"),
    ("a parameter in quotes", said("Unknown parameter: 'quality'."), "quality"),
    ("a value for it", said("Invalid value for 'size': see the text of the model's quality."), "size"),
    (
        "a body's",
        {"detail": [{"loc": ["body", "quality"], "msg": "Input should be 'low'", "input": "high"}]},
        "quality",
    ),
    ("a field's messages", {"errors": {"size": ["is not included in the list"]}}, "size"),
    ("one of an upstream in bytes", said('BadRequest - b\'{\\n "error": {\\n "param": "quality"}}\''), "quality"),
    ("escaped", said('upstream: {\\"error\\": {\\"param\\": \\"size\\"}}'), "size"),
    ("its value", said("1024x1024 is not supported"), "size"),
]


@pytest.mark.parametrize(
    ("answer", "member"), [row[1:] for row in TOLD_OF_LISTS], ids=[row[0] for row in TOLD_OF_LISTS]
)
def test_what_an_error_of_a_list_names_is_blamed(answer: Any, member: str) -> None:
    """Also where the member's name is a word like any other."""
    assert {member} == {name for name, _ in blamed(refused(images(), answer))}


MERE_WORDS = [
    "text, contents, parts and role are no use to this model",
    "The image could not be made: text too long for the model, size and quality aside.",
    "model not ready; n of m workers are busy; quality of service is low",
    "The prompt's text was refused: high demand",
    "Invalid parameter: the model's size",
    "read https://gateway.test/docs/contents/size and/or the model's page",
    "gemini-3.1-flash-image.text",
]


@pytest.mark.parametrize("message", MERE_WORDS)
@pytest.mark.parametrize("request_", [gemini(), images()], ids=["gemini", "images"])
def test_a_mere_word_blames_nobody(message: str, request_: Request) -> None:
    """A word that happens to be a member's name says nothing: the finding names no member alone."""
    assert {("", "")} == set(blamed(refused(request_, said(message))))


def test_what_the_error_names_is_blamed_though_it_was_served_elsewhere() -> None:
    """`param` outweighs what other requests were served; a name in words does not."""
    other = images({name: value for name, value in LIST.items() if name != "quality"})
    assert blamed(served(other), refused(images(), said("no", param="size"))) == [("size", "1024x1024")]
    assert blamed(served(other), refused(images(), said("1024x1024 is too much"))) == [("quality", "low")]


def test_two_members_that_an_error_names_alike_are_told_together() -> None:
    """Where an error has two names, neither is blamed alone."""
    both = violated("generationConfig.imageConfig.aspectRatio", "generationConfig.imageConfig.imageSize")
    assert blamed(refused(gemini(), both)) == [("", "")]


def test_values_of_two_members_are_told_together() -> None:
    """A text that has the values of two members blames neither alone, unless one of them was served elsewhere."""
    message = said("4:5 is not drawn in 4K")
    assert blamed(refused(gemini(), message)) == [("", "")]
    other = {**PICTURE, CONFIG: {"imageConfig": {"imageSize": "4K"}, "responseModalities": ["TEXT", "IMAGE"]}}
    assert blamed(served(gemini(other)), refused(gemini(), message)) == [(RATIO, "4:5")]


@pytest.mark.parametrize("piece", ["'size' ", "a.b/", '"param": "', "response ", "(", "parameter  ", "\\", "4:5,"])
def test_an_error_of_any_length_is_looked_at_in_part(piece: str) -> None:
    """A gateway that sends a long error gets no more of our time than one that sends a short one."""
    reading = Reading(load("apiyi").operations[0], refused(gemini(), said(piece * 300_000)))
    assert len(weights(reading, [(RATIO, "4:5"), (SIZE, "")])) == 2
