"""
One table of requests that mean the same by ProtoJSON, tried on both halves of the dialect.

The emulator has to serve the other spelling as it serves the plain one, and what judges has to read the same from it.
"""

from __future__ import annotations

import io
import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wirecheck.emulator.emulator import Emulator
from wirecheck.judging.judge import assess
from wirecheck.reading.reading import Reading, Standing
from wirecheck.requirements.requirement import Level
from wirecheck.spec.spec import Operation, load
from wirecheck.wire.exchange import Exchange, Request, Response
from wirecheck.wire.lenient_json import dotted

NATIVE = "gemini-native"
PROMPT = {"parts": [{"text": "a boat"}]}
SAID = {"contents": [{"role": "user", **PROMPT}]}
WIDE = {"aspectRatio": "16:9", "imageSize": "2K"}
SNAKE_WIDE = {"aspect_ratio": "16:9", "image_size": "2K"}


def picture() -> bytes:
    """A picture whose base64 has the characters that differ between the alphabets, and needs padding."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "green").save(out, "PNG")
    whole = out.getvalue()
    return whole + bytes(-len(whole) % 3) + b"\xfb\xff\xfe\xfb"


PICTURE = picture()
PLAIN, URL_SAFE = b64encode(PICTURE).decode(), urlsafe_b64encode(PICTURE).decode()
ASKED: dict[str, Any] = {"text": "Which colour has this picture?"}


def asks(image: Any = WIDE, contents: Any = SAID, **config: Any) -> dict[str, Any]:
    """A request for a picture, in the plain spelling."""
    made = {"responseModalities": ["IMAGE"], "imageConfig": image, **config}
    return {**contents, "generationConfig": {name: value for name, value in made.items() if value is not None}}


def seen(part: Any) -> dict[str, Any]:
    """A request for text about a picture."""
    return {"contents": [{"role": "user", "parts": [part, ASKED]}]}


NAMED = {"inline_data": {"mime_type": "image/png", "data": PLAIN}}

SAME: dict[str, tuple[str, Any, Any]] = {
    "null tools": ("deerapi", {**asks(), "tools": None}, asks()),
    "null generationConfig": ("deerapi", {**SAID, "generationConfig": None}, SAID),
    "null generationConfig, elsewhere": ("dgrid", {**SAID, "generationConfig": None}, SAID),
    "null generation_config": (NATIVE, {**SAID, "generation_config": None}, SAID),
    "null imageConfig": (
        "apiyi",
        {**asks(), "generationConfig": {"responseModalities": ["IMAGE"], "imageConfig": None}},
        asks(None),
    ),
    "null aspectRatio": ("apiyi", asks({"aspectRatio": None, "imageSize": "2K"}), asks({"imageSize": "2K"})),
    "null image_size": ("apiyi", asks({"aspectRatio": "16:9", "image_size": None}), asks({"aspectRatio": "16:9"})),
    "null modalities": (
        "deerapi",
        {**SAID, "generationConfig": {"responseModalities": None}},
        {**SAID, "generationConfig": {}},
    ),
    "null thinkingConfig": (
        "apiyi",
        {**SAID, "generationConfig": {**asks()["generationConfig"], "thinkingConfig": None}},
        asks(),
    ),
    "null thinkingLevel": (
        "apiyi",
        asks(thinkingConfig={"thinkingLevel": None, "includeThoughts": True}),
        asks(thinkingConfig={"includeThoughts": True}),
    ),
    "null includeThoughts": ("apiyi", asks(thinkingConfig={"includeThoughts": None}), asks(thinkingConfig={})),
    "null safetySettings": (NATIVE, {**SAID, "safetySettings": None}, SAID),
    "null systemInstruction": (NATIVE, {**SAID, "system_instruction": None}, SAID),
    "null temperature": (
        NATIVE,
        {**SAID, "generationConfig": {"temperature": None, "topK": None}},
        {**SAID, "generationConfig": {}},
    ),
    "null role": ("deerapi", {"contents": [{"role": None, **PROMPT}]}, {"contents": [PROMPT]}),
    "null in a part": (
        "deerapi",
        {"contents": [{"parts": [{"text": "a boat", "inlineData": None}]}]},
        {"contents": [PROMPT]},
    ),
    "null in a tool": (
        "deerapi",
        {**asks(), "tools": [{"google_search": {}, "codeExecution": None}]},
        {**asks(), "tools": [{"google_search": {}}]},
    ),
    "snake": (
        "apiyi",
        {**SAID, "generation_config": {"response_modalities": ["IMAGE"], "image_config": SNAKE_WIDE}},
        asks(),
    ),
    "snake around camel": ("apiyi", {**SAID, "generation_config": asks()["generationConfig"]}, asks()),
    "snake inside camel": ("apiyi", asks(SNAKE_WIDE), asks()),
    "one of each": ("apiyi", asks({"aspect_ratio": "16:9", "imageSize": "2K"}), asks()),
    "snake modalities": (
        "apiyi",
        {**SAID, "generationConfig": {"response_modalities": ["IMAGE"], "imageConfig": WIDE}},
        asks(),
    ),
    "snake include_thoughts": (
        "apiyi",
        asks(thinkingConfig={"include_thoughts": True, "thinking_level": "High"}),
        asks(thinkingConfig={"includeThoughts": True, "thinkingLevel": "High"}),
    ),
    "snake thinking_config": (
        "apiyi",
        asks(thinking_config={"includeThoughts": True}),
        asks(thinkingConfig={"includeThoughts": True}),
    ),
    "snake on a closed page": (NATIVE, asks(SNAKE_WIDE), asks()),
    "camel googleSearch": (
        "deerapi",
        {**asks(), "tools": [{"googleSearch": {}}]},
        {**asks(), "tools": [{"google_search": {}}]},
    ),
    "system_instruction": (
        NATIVE,
        {**SAID, "system_instruction": {"parts": [{"text": "End with the word TIN."}]}},
        {**SAID, "systemInstruction": {"parts": [{"text": "End with the word TIN."}]}},
    ),
    "order of modalities": (
        "apiyi",
        asks(responseModalities=["IMAGE", "TEXT"]),
        asks(responseModalities=["TEXT", "IMAGE"]),
    ),
    "order, elsewhere": (
        "deerapi",
        asks(responseModalities=["IMAGE", "TEXT"], imageConfig=None),
        asks(responseModalities=["TEXT", "IMAGE"], imageConfig=None),
    ),
    "numbers of modalities": ("apiyi", asks(responseModalities=[2]), asks()),
    "numbers of a safety setting": (
        NATIVE,
        {**SAID, "safety_settings": [{"category": 7, "threshold": 3}]},
        {**SAID, "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}]},
    ),
    "a level by the protocol's name": (
        "apiyi",
        asks(thinkingConfig={"thinking_level": "HIGH", "include_thoughts": True}),
        asks(thinkingConfig={"thinkingLevel": "High", "includeThoughts": True}),
    ),
    "the other level": (
        "apiyi",
        asks(thinkingConfig={"thinking_level": "MINIMAL"}),
        asks(thinkingConfig={"thinkingLevel": "minimal"}),
    ),
    "integers as texts": (
        NATIVE,
        {**SAID, "generationConfig": {"maxOutputTokens": "1024", "top_k": "40"}},
        {**SAID, "generationConfig": {"maxOutputTokens": 1024, "topK": 40}},
    ),
    "integers as floats": (
        NATIVE,
        {**SAID, "generationConfig": {"maxOutputTokens": 1024.0, "topK": "4e1"}},
        {**SAID, "generationConfig": {"maxOutputTokens": 1024, "topK": 40}},
    ),
    "floats as texts": (
        NATIVE,
        {**SAID, "generationConfig": {"temperature": "0.5", "top_p": "1"}},
        {**SAID, "generationConfig": {"temperature": 0.5, "topP": 1}},
    ),
    "a number that the page does not name": ("apiyi", asks(seed="7"), asks(seed=7)),
    "mime_type in inlineData": (NATIVE, seen({"inlineData": {"mime_type": "image/png", "data": PLAIN}}), seen(NAMED)),
    "mimeType in inline_data": (
        "deerapi",
        seen({"inline_data": {"mimeType": "image/png", "data": PLAIN}}),
        seen(NAMED),
    ),
    "all in camelCase": (NATIVE, seen({"inlineData": {"mimeType": "image/png", "data": PLAIN}}), seen(NAMED)),
    "all in snake_case": ("dgrid", seen(NAMED), seen({"inlineData": {"mimeType": "image/png", "data": PLAIN}})),
    "URL-safe base64": (NATIVE, seen({"inlineData": {"mime_type": "image/png", "data": URL_SAFE}}), seen(NAMED)),
    "base64 without padding": (
        NATIVE,
        seen({"inlineData": {"mime_type": "image/png", "data": PLAIN.rstrip("=")}}),
        seen(NAMED),
    ),
    "URL-safe without padding": (
        "deerapi",
        seen({"inlineData": {"mime_type": "image/png", "data": URL_SAFE.rstrip("=")}}),
        seen(NAMED),
    ),
}
"""By what is special: a provider, a request in another spelling, and the same request in the plain one."""

REFUSED: dict[str, tuple[str, Any]] = {
    "both spellings": ("apiyi", asks({"aspectRatio": "16:9", "aspect_ratio": "1:1"})),
    "both spellings of an object": ("deerapi", {**asks(), "generation_config": {}}),
    "both spellings of the same value": ("dgrid", asks({"aspectRatio": "16:9", "aspect_ratio": "16:9"})),
    "a text for a boolean": ("apiyi", asks(thinkingConfig={"include_thoughts": "true"})),
    "null in a list": ("deerapi", {"contents": [{"parts": [None]}]}),
    "null for what the page requires": ("apiyi", {**SAID, "generationConfig": None}),
    "null contents": ("deerapi", {"contents": None}),
    "half an integer as a text": (NATIVE, {**SAID, "generationConfig": {"maxOutputTokens": "5.5"}}),
    "words for a number": (NATIVE, {**SAID, "generationConfig": {"temperature": "warm"}}),
    "no number": (NATIVE, {**SAID, "generationConfig": {"temperature": "NaN"}}),
    "a number for a text": ("apiyi", asks({"aspectRatio": "16:9", "imageSize": 512})),
    "another case of a name": ("apiyi", {**SAID, "generationconfig": asks()["generationConfig"]}),
    "a level in letters of neither": ("apiyi", asks(thinkingConfig={"thinking_level": "hIGH"})),
    "a value off the set, in snake_case": ("apiyi", asks({"aspect_ratio": "7:5"})),
    "modalities off the set": ("apiyi", asks(responseModalities=["TEXT"])),
    "unsupported, in camelCase": ("apiyi", {**asks(), "tools": [{"googleSearch": {}}]}),
    "unsupported, deeper": ("apiyi", {**asks(), "tools": [{"googleSearch": {"search_types": {"imageSearch": {}}}}]}),
}
"""What ProtoJSON or the page does not take, also in another spelling."""


def operation_of(provider: str) -> Operation:
    return load(provider).operation("generateContent")


def sent(operation: Operation, body: Any, key: str = "sk-wirecheck") -> Request:
    """A request for it; a question goes to the model that answers with words, if the page has one."""
    content = json.dumps(body)
    model = operation.text_model if ASKED["text"] in content else None
    header = operation.spec.credential(operation, key)
    url = operation.url("https://gateway.test", model or operation.served_model)
    return Request("POST", url, (header, ("Content-Type", "application/json")), content.encode())


def served(provider: str, body: Any) -> Response:
    return Emulator(provider).respond(sent(operation_of(provider), body))


def told(response: Response) -> Any:
    """An answer with its pictures as their formats and sizes, and without the id."""
    answer = json.loads(response.body)
    for candidate in answer.get("candidates", ()):
        for part in candidate["content"]["parts"]:
            if "inlineData" in part:
                image = Image.open(io.BytesIO(b64decode(part["inlineData"].pop("data"))))
                part["inlineData"] |= {"size": image.size, "format": image.format}
    answer.pop("responseId", None)
    return response.status, answer


def read(provider: str, body: Any, response: Response | None = None) -> Reading:
    operation = operation_of(provider)
    # what is judged has the name of the key's variable in place of the key
    return Reading(operation, Exchange(sent(operation, body, f"${operation.spec.key_env}"), response))


def findings(provider: str, body: Any, response: Response) -> list[tuple[str, Level]]:
    operation = operation_of(provider)
    exchange = read(provider, body, response).exchange
    return [(finding.requirement, finding.level) for finding in assess([exchange], [operation]).findings]


@pytest.mark.parametrize(("provider", "body", "plain"), SAME.values(), ids=SAME.keys())
def test_the_emulator_serves_it_as_it_serves_the_plain_one(provider: str, body: Any, plain: Any) -> None:
    """The same words, counts and sizes."""
    response = served(provider, body)
    assert response.status == 200, response.body
    assert told(response) == told(served(provider, plain))


@pytest.mark.parametrize(("provider", "body", "plain"), SAME.values(), ids=SAME.keys())
def test_the_same_is_read_from_it(provider: str, body: Any, plain: Any) -> None:
    """What is asked for, what is in it, and how it departs from the page."""
    spelt, expected = read(provider, body), read(provider, plain)
    assert spelt.asked == expected.asked
    assert [spelt.prompt, spelt.system_instruction, spelt.input_pictures] == [
        expected.prompt,
        expected.system_instruction,
        expected.input_pictures,
    ]
    assert [spelt.standing, spelt.departures] == [expected.standing, expected.departures]


@pytest.mark.parametrize(("provider", "body", "plain"), SAME.values(), ids=SAME.keys())
def test_an_honest_answer_to_it_has_no_findings(provider: str, body: Any, plain: Any) -> None:
    """Nor has it with the manners that put words before the picture, and thoughts and drafts where asked for."""
    for manner in ("plain", "text-around", "drafts"):
        response = Emulator(provider, manner=manner).respond(sent(operation_of(provider), body))
        assert findings(provider, body, response) == []


@pytest.mark.parametrize(("provider", "body"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_other_spelling_is_refused(provider: str, body: Any) -> None:
    """The emulator answers 400, and no page promises to serve it."""
    assert served(provider, body).status == 400
    assert read(provider, body).standing is not Standing.DOCUMENTED


SPELLINGS_OF_A_RATIO = {
    "whole request": {**SAID, "generation_config": {"response_modalities": ["IMAGE"], "image_config": SNAKE_WIDE}},
    "inner names": asks(SNAKE_WIDE),
    "beside a null": {**asks(SNAKE_WIDE), "tools": None},
    "order": asks(SNAKE_WIDE, responseModalities=["IMAGE", "TEXT"]),
}


@pytest.mark.parametrize("body", SPELLINGS_OF_A_RATIO.values(), ids=SPELLINGS_OF_A_RATIO.keys())
@pytest.mark.parametrize("provider", ["apiyi", NATIVE])
@pytest.mark.parametrize("member", ["imageConfig.aspectRatio", "imageConfig.imageSize"])
def test_what_is_dropped_is_found_in_every_spelling(provider: str, member: str, body: Any) -> None:
    """A gateway that knows one spelling makes a square of 1K from the other; that breaks the page's promise."""
    answers = {
        "imageConfig.aspectRatio": served(provider, asks({"aspectRatio": "1:1", "imageSize": "2K"})),
        "imageConfig.imageSize": served(provider, asks({"aspectRatio": "16:9", "imageSize": "1K"})),
    }
    broken = {
        "imageConfig.aspectRatio": "picture/ratio-is-honoured",
        "imageConfig.imageSize": "picture/size-is-honoured",
    }
    assert (broken[member], Level.MUST) in findings(provider, body, answers[member])


def test_a_leading_text_is_blameless_where_text_was_asked_for() -> None:
    """By name in either order or spelling, or by default; where a picture alone was asked for, it breaks the page."""
    answer = json.loads(served("apiyi", asks()).body)
    answer["candidates"][0]["content"]["parts"].insert(0, {"text": "Here it is."})
    response = Response(200, (("content-type", "application/json"),), json.dumps(answer).encode())
    breach = ("answer/picture-comes-first", Level.MUST)
    both = [["TEXT", "IMAGE"], ["IMAGE", "TEXT"], None]
    assert [breach in findings("apiyi", asks(responseModalities=asked), response) for asked in both] == [False] * 3
    for alone in (asks(), {**SAID, "generation_config": {"response_modalities": ["IMAGE"], "image_config": WIDE}}):
        assert breach in findings("apiyi", alone, response)


def test_a_search_in_either_spelling_is_one_that_the_page_calls_unsupported() -> None:
    """The page names `google_search`, and upstream's samples have both."""
    for name in ("google_search", "googleSearch"):
        departures = read("apiyi", {**asks(), "tools": [{name: {}}]}).departures
        assert [one.member for one in departures if one.kind == "unsupported"] == ["tools[].google_search"]


def snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


@st.composite
def respelt(draw: st.DrawFn, value: Any) -> Any:
    """A request with each name in either spelling, and members that are null beside them."""
    if isinstance(value, list):
        return [draw(respelt(item)) for item in value]
    if not isinstance(value, dict):
        return value
    found = {draw(st.sampled_from([name, snake(name)])): draw(respelt(inner)) for name, inner in value.items()}
    spare = draw(st.sampled_from(["cachedContent", "tool_config", "safetySettings", "mediaResolution", "file_data"]))
    return found | ({spare: None} if draw(st.booleans()) and spare not in value else {})


EXAMPLES = [
    (provider, example.value)
    for provider in ("apiyi", "deerapi", "dgrid", NATIVE)
    for example in operation_of(provider).examples
]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_sample_may_be_respelt(data: st.DataObject) -> None:
    """It stays the page's own request, in whatever mixture of spellings and nulls."""
    provider, plain = data.draw(st.sampled_from(EXAMPLES))
    body = data.draw(respelt(plain))
    expected = read(provider, plain)
    spelt = read(provider, body)
    assert [spelt.body, spelt.asked, spelt.departures] == [expected.body, expected.asked, expected.departures]
    assert told(served(provider, body)) == told(served(provider, plain))


@pytest.mark.parametrize("name", ["labels", "responseSchema"])
def test_names_of_the_caller_are_no_spellings(name: str) -> None:
    """Labels and the properties of a schema are maps: their names are data, and null in them is a value."""
    held: Any = {"my_team": None} if name == "labels" else {"properties": {"first_name": None}}
    body = {**SAID, name: held} if name == "labels" else {**SAID, "generationConfig": {name: held}}
    path = name if name == "labels" else f"generationConfig.{name}"
    assert dotted(read("deerapi", body).body, path) == held
