"""The truthful emulator: what it serves, what it refuses, and with which words."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import jsonschema_rs
import pytest
from PIL import Image

from wirecheck.emulator import Emulator, faults, faults_for, manners
from wirecheck.emulator.dialects.gemini.parsing import published as facts
from wirecheck.emulator.hooks import EmulatedCall
from wirecheck.errors import SpecError, UsageError
from wirecheck.spec.spec import Operation, load, providers
from wirecheck.wire import lenient_json
from wirecheck.wire.exchange import Request, Response

Ask = Callable[..., Request]
BASE = "https://gateway.test/prefix"
PROMPT = [{"role": "user", "parts": [{"text": "a boat"}]}]
GEMINI = ("apiyi", "deerapi", "dgrid", "gemini-native")


def gemini(name: str) -> Operation:
    return load(name).operation("generateContent")


def images() -> Operation:
    return load("deerapi").operation("createImage")


def drawn(response: Response) -> list[Image.Image]:
    """The pictures in a generateContent answer."""
    parts = json.loads(response.content)["candidates"][0]["content"]["parts"]
    return [Image.open(BytesIO(b64decode(p["inlineData"]["data"]))) for p in parts if p.get("inlineData")]


def message(response: Response) -> str:
    return str(json.loads(response.content)["error"]["message"])


def picture_request(**image: str) -> dict[str, Any]:
    return {"contents": PROMPT, "generationConfig": {"responseModalities": ["IMAGE"], "imageConfig": image}}


@pytest.mark.parametrize("manner", [manner.id for manner in manners()])
def test_examples_are_served(operation: Operation, manner: str, ask: Ask) -> None:
    """Each documented example is served in each manner, after the documented retry, as the spec's own schema has it."""
    emulator = Emulator(operation.spec, manner=manner, clock=lambda: 1_700_000_000.5)
    schema = jsonschema_rs.validator_for(operation.response_schema)
    for example in operation.examples:
        response = emulator.respond(ask(operation, example.value))
        if response.status in operation.retry:
            response = emulator.respond(ask(operation, example.value))
        assert (response.status, list(schema.iter_errors(response.document.value))) == (200, [])
        assert not response.decoded.problem
        assert not response.document.slips


def test_answers_repeat(operation: Operation, ask: Ask) -> None:
    """The same request at the same time is answered with the same bytes."""
    emulator = Emulator(operation.spec, clock=lambda: 1.0)
    request = ask(operation, operation.examples[0].value)
    assert emulator.respond(request) == emulator.respond(request)


@pytest.mark.parametrize(
    ("key", "status"), [("sk-wirecheck", 200), ("sk-other", 401), (None, 401), ("", 401), ("sk-wirecheck ", 200)]
)
def test_the_key_opens(operation: Operation, key: str | None, status: int, ask: Ask) -> None:
    """The right key is let in, another and none are a 401, and the wrong one is never repeated."""
    response = Emulator(operation.spec).respond(ask(operation, operation.examples[0].value, key=key))
    assert response.status == status
    assert b"sk-other" not in response.body


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "", 405, "POST, OPTIONS"),
        ("DELETE", "", 405, "POST, OPTIONS"),
        ("HEAD", "", 405, "POST, OPTIONS"),
        ("OPTIONS", "", 204, "POST, OPTIONS"),
        ("POST", "/nowhere", 404, None),
        ("OPTIONS", "/nowhere", 404, None),
    ],
)
def test_paths_and_methods(
    operation: Operation, method: str, path: str, status: int, allow: str | None, ask: Ask
) -> None:
    """Unknown paths are a 404, other methods a 405 that says what is allowed; HEAD has no body."""
    request = ask(operation, operation.examples[0].value, method=method)
    response = Emulator(operation.spec).respond(Request(method, request.url + path, request.headers, request.body))
    assert (response.status, response.header("allow")) == (status, allow)
    assert response.header("x-request-id")
    assert method != "HEAD" or not response.body


@pytest.mark.parametrize("body", [b"", b"{bad", b'{"a":1}{', b'{"a":NaN}', b"\xff", b"[" * 100_000, b'"text"', b"null"])
def test_what_is_no_json_object_is_a_400(operation: Operation, body: bytes, ask: Ask) -> None:
    """A body that is no JSON object is refused, never served and never a crash."""
    assert Emulator(operation.spec).respond(ask(operation, body)).status == 400


@pytest.mark.parametrize("provider", GEMINI)
def test_unknown_model(provider: str, ask: Ask) -> None:
    """A model that nobody knows is a 404 NOT_FOUND."""
    operation = gemini(provider)
    response = Emulator(provider).respond(ask(operation, operation.examples[-1].value, model="gemini-9-none"))
    assert (response.status, json.loads(response.body)["error"]["status"]) == (404, "NOT_FOUND")


def test_a_fixed_model_is_the_only_one(ask: Ask) -> None:
    """Where the path fixes the model, no other one is known."""
    operation = gemini("apiyi")
    response = Emulator("apiyi").respond(ask(operation, operation.examples[0].value, model="gemini-2.5-flash-image"))
    assert response.status == 404


@pytest.mark.parametrize("provider", GEMINI)
@pytest.mark.parametrize("ratio", ["1:1", "16:9", "9:16", "21:9", "4:5"])
@pytest.mark.parametrize("size", ["1K", "2K"])
@pytest.mark.parametrize("manner", ["plain", "off-table", "jpeg", "webp"])
def test_pixels(provider: str, ratio: str, size: str, manner: str, ask: Ask) -> None:
    """A picture has upstream's pixels for ratio and size; off the table, it is at most 2.8 % off the ratio."""
    operation = gemini(provider)
    response = Emulator(provider, manner=manner).respond(
        ask(operation, picture_request(aspectRatio=ratio, imageSize=size))
    )
    (picture,) = drawn(response)
    published = facts(operation.model(operation.served_model)).pixels[ratio][size][0]
    if manner != "off-table":
        assert picture.size == published
    across, down = map(int, ratio.split(":"))
    assert abs(picture.width / picture.height / (across / down) - 1) <= 0.028
    assert abs(picture.width * picture.height / (published[0] * published[1]) - 1) < 0.1


@pytest.mark.parametrize("provider", ["apiyi", "deerapi", "dgrid"])
def test_defaults(provider: str, ask: Ask) -> None:
    """Ratio and size that are left out are 1:1 and 1K."""
    (picture,) = drawn(Emulator(provider).respond(ask(gemini(provider), picture_request())))
    assert picture.size == (1024, 1024)


REFUSED = [
    ("apiyi", {"contents": PROMPT}, "generationConfig"),
    ("apiyi", {"contents": PROMPT, "generationConfig": {}}, "responseModalities"),
    ("apiyi", {"contents": [], "generationConfig": {"responseModalities": ["IMAGE"]}}, "contents"),
    ("apiyi", picture_request(aspectRatio="7:3"), "aspectRatio"),
    ("apiyi", picture_request(imageSize="1k"), "imageSize"),
    ("apiyi", {**picture_request(), "tools": [{"google_search": {}}]}, "google_search"),
    ("deerapi", picture_request(aspectRatio="7:3"), "aspectRatio"),
    ("deerapi", picture_request(imageSize="8K"), "imageSize"),
    ("deerapi", picture_request(imageSize="1024x1024"), "imageSize"),
    ("deerapi", {"generationConfig": {}}, "contents"),
    ("dgrid", picture_request(imageSize="1000x1000"), "imageSize"),
    ("dgrid", {}, "contents"),
    ("gemini-native", picture_request(aspectRatio="16:9"), "imageSize"),
    ("gemini-native", picture_request(aspectRatio="1:8", imageSize="1K"), "aspectRatio"),
    ("gemini-native", {"contents": PROMPT, "generationConfig": {"temperature": "hot"}}, "temperature"),
]


@pytest.mark.parametrize(("provider", "body", "member"), REFUSED)
def test_refused_members(provider: str, body: dict[str, Any], member: str, ask: Ask) -> None:
    """What a page requires or closes, and what upstream does not have, is a 400 that names the member."""
    response = Emulator(provider).respond(ask(gemini(provider), body))
    assert (response.status, member in message(response)) == (400, True)


SERVED = [
    ("apiyi", {**picture_request(), "labels": {"team": "a"}}),
    ("dgrid", picture_request(imageSize="1024x1024")),
    ("dgrid", picture_request(imageSize="2048x2048")),
    ("deerapi", {"contents": PROMPT}),
    ("deerapi", {**picture_request(imageSize="512"), "tools": [{"google_search": {}}]}),
    ("deerapi", {"contents": [{"parts": [{"inline_data": {"mime_type": "image/png", "data": "AA=="}}]}]}),
]


@pytest.mark.parametrize(("provider", "body"), SERVED)
def test_served_members(provider: str, body: dict[str, Any], ask: Ask) -> None:
    """What is documented, and what nobody documented, is served."""
    assert Emulator(provider).respond(ask(gemini(provider), body)).status == 200


def test_a_model_with_one_size(ask: Ask) -> None:
    """A model without sizes is served without one, or with its own where the page requires one; no other."""
    emulator, operation = Emulator("gemini-native"), gemini("gemini-native")
    statuses = [
        emulator.respond(ask(operation, picture_request(aspectRatio="16:9", **size), model="gemini-2.5-flash-image"))
        for size in ({}, {"imageSize": "1K"}, {"imageSize": "2K"})
    ]
    assert [response.status for response in statuses] == [200, 200, 400]
    assert drawn(statuses[0])[0].size == (1344, 768)


def test_parts_and_modalities(ask: Ask) -> None:
    """IMAGE alone brings a picture alone; with TEXT the picture comes first only where the page's sample needs it."""
    shapes = {}
    for provider in ("apiyi", "deerapi"):
        body = picture_request()
        body["generationConfig"]["responseModalities"] = ["TEXT", "IMAGE"]
        response = Emulator(provider).respond(ask(gemini(provider), body))
        shapes[provider] = [next(iter(p)) for p in json.loads(response.body)["candidates"][0]["content"]["parts"]]
    assert shapes == {"apiyi": ["inlineData", "text"], "deerapi": ["text", "inlineData"]}


def test_thoughts_when_asked(ask: Ask) -> None:
    """Thoughts come when they are asked for, marked as such, after the picture where that comes first."""
    body = picture_request()
    body["generationConfig"]["thinkingConfig"] = {"includeThoughts": True, "thinkingLevel": "High"}
    response = Emulator("apiyi").respond(ask(gemini("apiyi"), body))
    parts = json.loads(response.body)["candidates"][0]["content"]["parts"]
    assert ["inlineData" in parts[0], parts[1]["thought"]] == [True, True]


def test_search_grounds(ask: Ask) -> None:
    """A search that was asked for leaves its metadata."""
    body = {**picture_request(), "tools": [{"google_search": {}}]}
    response = Emulator("deerapi").respond(ask(gemini("deerapi"), body))
    assert json.loads(response.body)["candidates"][0]["groundingMetadata"]["webSearchQueries"]


@pytest.mark.parametrize("colour", ["red", "blue", "green", "white", "black"])
@pytest.mark.parametrize("spelling", [("inline_data", "mime_type"), ("inlineData", "mimeType")])
def test_a_text_model_sees(colour: str, spelling: tuple[str, str], ask: Ask) -> None:
    """A text model that is sent a picture names its colour."""
    from base64 import b64encode

    out = BytesIO()
    Image.new("RGB", (64, 64), colour).save(out, "PNG")
    holder, media_type = spelling
    picture = {holder: {media_type: "image/png", "data": b64encode(out.getvalue()).decode()}}
    body = {"contents": [{"role": "user", "parts": [{"text": "Which colour?"}, picture]}]}
    response = Emulator("gemini-native").respond(ask(gemini("gemini-native"), body, model="gemini-2.5-pro"))
    assert colour in json.loads(response.body)["candidates"][0]["content"]["parts"][0]["text"]


def test_gemini_usage_adds_up(ask: Ask) -> None:
    """The total is prompt, candidates and thoughts; a picture counts as upstream's table says."""
    response = Emulator("apiyi").respond(ask(gemini("apiyi"), picture_request(imageSize="2K")))
    usage = json.loads(response.body)["usageMetadata"]
    assert usage["candidatesTokenCount"] == 1680
    parts = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
    assert usage["totalTokenCount"] == sum(usage[name] for name in parts)


def test_images_are_as_asked(ask: Ask) -> None:
    """OpenAI's answer: n different pictures of the size and format asked for, echoes, time and usage true."""
    body = {"model": "gpt-image-2", "prompt": "a boat", "n": 3, "size": "1536x1024", "output_format": "webp"}
    answer = json.loads(Emulator("deerapi", clock=lambda: 1234.9).respond(ask(images(), body)).body)
    pictures = [Image.open(BytesIO(b64decode(item["b64_json"]))) for item in answer["data"]]
    assert [(p.size, p.format) for p in pictures] == [((1536, 1024), "WEBP")] * 3
    assert len({item["b64_json"] for item in answer["data"]}) == 3
    assert (answer["created"], answer["size"], answer["output_format"]) == (1234, "1536x1024", "webp")
    assert answer["usage"]["total_tokens"] == answer["usage"]["input_tokens"] + answer["usage"]["output_tokens"]


@pytest.mark.parametrize(
    ("extra", "member"),
    [
        ({"n": 11}, "n"),
        ({"n": "two"}, "n"),
        ({"size": "100x100"}, "size"),
        ({"size": "huge"}, "size"),
        ({"quality": "ultra"}, "quality"),
        ({"output_format": "bmp"}, "output_format"),
        ({"response_format": "url"}, "response_format"),
        ({"response_format": "gif"}, "response_format"),
        ({"prompt": ""}, "prompt"),
        ({"model": "dall-e-3", "n": 2}, "n"),
        ({"model": "dall-e-3", "output_format": "png"}, "output_format"),
    ],
)
def test_refused_images(extra: dict[str, Any], member: str, ask: Ask) -> None:
    """What a model of OpenAI's does not take is a 400 that names the member."""
    response = Emulator("deerapi").respond(ask(images(), {"model": "gpt-image-2", "prompt": "a boat", **extra}))
    assert (response.status, member in message(response)) == (400, True)


def test_any_size(ask: Ask) -> None:
    """gpt-image-2 draws any size within its rule."""
    body = {"model": "gpt-image-2", "prompt": "a boat", "size": "1824x1024"}
    assert json.loads(Emulator("deerapi").respond(ask(images(), body)).body)["size"] == "1824x1024"


def test_links_open(ask: Ask) -> None:
    """A link leads to the emulator itself, under the same host and prefix, and opens without a key."""
    emulator = Emulator("deerapi")
    answer = json.loads(emulator.respond(ask(images(), {"model": "dall-e-3", "prompt": "a boat"})).body)
    url = answer["data"][0]["url"]
    assert url.startswith("https://gateway.test/prefix/pictures/")
    fetched = emulator.respond(Request("GET", url))
    assert (fetched.header("content-type"), Image.open(BytesIO(fetched.body)).size) == ("image/png", (1024, 1024))
    assert "output_format" not in answer


@pytest.mark.parametrize("name", ["99999x99999-1.png", "0x5-1.png", "12000x12000-1.jpeg", "1x1-1.gif"])
def test_links_have_bounds(name: str) -> None:
    """A link to a picture that is never made is a 404."""
    assert Emulator("deerapi").respond(Request("GET", f"https://x.test/pictures/{name}")).status == 404


def test_unknown_names() -> None:
    """What is not known is an error that says what was meant, or what lists what there is."""
    with pytest.raises(UsageError) as manner:
        Emulator("apiyi", manner="rude")
    with pytest.raises(UsageError) as fault:
        Emulator("apiyi", fault="n-ignore")
    with pytest.raises(SpecError) as provider:
        Emulator("nobody")
    assert manner.value.hint == "`wirecheck manners` lists them"
    assert fault.value.hint == "did you mean `n-ignored`?"
    assert "`apiyi`" in provider.value.hint


def test_a_fault_of_another_dialect() -> None:
    """A lie that a provider cannot tell is an error that says who can."""
    with pytest.raises(UsageError) as error:
        Emulator("apiyi", fault="n-ignored")
    assert error.value.hint == "it applies to `deerapi`"


@pytest.mark.parametrize("text", ["\ud800", "\x00", "x" * 100_000, "é\u202e"])
def test_strange_text(operation: Operation, text: str, ask: Ask) -> None:
    """No text crashes the emulator."""
    body = {"contents": [{"parts": [{"text": text}]}], "model": text, "prompt": text, "generationConfig": {text: 1}}
    assert Emulator(operation.spec, manner="pretty-json").respond(ask(operation, body)).status in (200, 400, 404)


def test_manners_and_faults_compose(ask: Ask) -> None:
    """Several manners and faults work together."""
    operation = gemini("deerapi")
    emulator = Emulator("deerapi", manner=[m.id for m in manners()], fault=["total-is-off", "base64-url-safe"])
    tries = [emulator.respond(ask(operation, operation.examples[0].value)) for _ in range(2)]
    assert [(response.status, response.decoded.problem) for response in tries] == [(429, ""), (200, "")]


def test_catalogues() -> None:
    """Ids are unique words, every fault names what must find it, and every operation has faults."""
    for catalogue in (manners(), faults()):
        ids = [entry.id for entry in catalogue]
        assert len(set(ids)) == len(ids)
        assert all(entry.seen == "inferred" or entry.seen.startswith("https://") for entry in catalogue)
    assert all("/" in name for fault in faults() for name in fault.breaks)
    assert all(bool(fault.breaks) != bool(fault.trouble) for fault in faults())
    assert faults_for(images()) != faults_for(gemini("apiyi"))


@pytest.mark.parametrize("backwards", [False, True])
def test_all_faults_at_once(operation: Operation, backwards: bool, ask: Ask) -> None:
    """Lies do not trip over each other: with all of them told, there is still an answer."""
    told = [fault.id for fault in faults_for(operation) if not fault.hooks.refuse(_served(operation, ask))]
    emulator = Emulator(operation.spec, fault=told[::-1] if backwards else told)
    for body in (operation.examples[0].value, b"{"):
        assert 200 <= emulator.respond(ask(operation, body)).status < 600


def _served(operation: Operation, ask: Ask) -> EmulatedCall:
    """A call of the first example, as the emulator reads it."""
    return Emulator(operation.spec)._call(ask(operation, operation.examples[0].value))


@pytest.mark.parametrize("fault", [fault.id for fault in faults()])
def test_each_fault_is_told(fault: str, ask: Ask) -> None:
    """Each fault changes some answer of each provider that it applies to."""
    entry = next(entry for entry in faults() if entry.id == fault)
    for operation in (o for name in providers() for o in load(name).operations if entry.applies_to(o)):
        honest = Emulator(operation.spec, clock=lambda: 5.0)
        liar = Emulator(operation.spec, fault=fault, clock=lambda: 5.0)
        asked = list(_asked(operation, ask))
        assert any(honest.respond(request) != liar.respond(request) for request in asked), operation.id


def _plane() -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new("RGB", (8, 8), (20, 160, 60)).save(out, "PNG")
    return out.getvalue()


def _asked(operation: Operation, ask: Ask) -> Iterator[Request]:
    """Requests of every kind, among them one for each lie."""
    for example in operation.examples:
        for key in ("sk-wirecheck", "sk-other", None):
            yield ask(operation, example.value, key=key)
        yield ask(operation, example.value, method="GET")
        yield ask(operation, example.value, model="gemini-9-none")
    yield ask(operation, b"{bad")
    yield ask(operation, json.dumps([operation.examples[0].value]).encode())
    yield Request("GET", f"{BASE}/pictures/64x64-1.png")
    if operation.dialect != "gemini":
        yield ask(operation, {**lenient_json.members(operation.examples[0].value), "output_format": "bmp"})
    if operation.dialect == "gemini":
        yield ask(operation, picture_request())
        for member in ("aspectRatio", "imageSize"):
            for value in ("16:9", "21:9", "512", "2K", "4K"):
                other = {"aspectRatio": "1:1", "imageSize": "1K"}
                yield ask(operation, picture_request(**{**other, member: value}))
        extra: dict[str, Any] = {"systemInstruction": {"parts": [{"text": "Be brief."}]}}
        yield ask(operation, {**picture_request(aspectRatio="1:1", imageSize="1K"), **extra})
        yield ask(operation, {**picture_request(), "tools": [{"google_search": {}}]})
        thoughts = {"thinkingConfig": {"thinkingLevel": "High", "includeThoughts": True}}
        asked = picture_request(aspectRatio="1:1", imageSize="1K")
        yield ask(operation, {**asked, "generationConfig": {**asked["generationConfig"], **thoughts}})
        sent = {"inline_data": {"mime_type": "image/png", "data": b64encode(_plane()).decode()}}
        told = {"systemInstruction": {"parts": [{"text": "End with the word HARBOUR."}]}}
        turn = [{"role": "user", "parts": [sent, {"text": "Which colour is this picture?"}]}]
        yield ask(operation, {**picture_request(), "contents": turn})
        yield ask(operation, {"contents": turn, **told}, model=operation.text_model)
        yield ask(operation, {"contents": PROMPT}, model=operation.text_model)
    else:
        base = {"model": "gpt-image-2", "prompt": "a boat"}
        for more in ({}, {"n": 2}, {"model": "nobody"}, {"size": "1536x1024"}, {"output_format": "webp"}):
            yield ask(operation, {**base, **more})
        for container in ("url", "b64_json"):
            yield ask(operation, {**base, "model": "dall-e-3", "response_format": container})
