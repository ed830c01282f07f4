"""An exchange read against its page: how the request stands to it, whose key it has, and what came."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import pytest

from wirecheck.judging.judge import readings
from wirecheck.reading.departures import member_path
from wirecheck.reading.excuses import Excuse, TroubleKind
from wirecheck.reading.reading import Credential, Reading, Standing
from wirecheck.spec.documented import documented_values
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response
from wirecheck.wire.lenient_json import Json, pick

DOCUMENTED, OPEN, WRONG = Standing.DOCUMENTED, Standing.OPEN, Standing.WRONG
IMAGE = {"responseModalities": ["IMAGE"]}
ROLE = {"contents": [{"role": "user", "parts": [{"text": "a boat"}]}]}
BARE = {"contents": [{"parts": [{"text": "a boat"}]}]}
JSON = (("Content-Type", "application/json"),)


def read(
    body: Any,
    provider: str = "apiyi",
    name: str = "generateContent",
    *,
    model: str | None = None,
    answer: Any = None,
    status: int = 200,
    headers: Sequence[tuple[str, str]] = (("Authorization", "Bearer $KEY"),),
    method: str = "POST",
    failure: Failure | None = None,
) -> Reading:
    operation = load(provider).operation(name)
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(
        method, operation.url("https://gateway.test", model or operation.served_model), tuple(headers), sent
    )
    raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return Reading(operation, Exchange(request, Response(status, JSON, raw), failure))


def config(base: dict[str, Any] = BARE, **members: Any) -> dict[str, Any]:
    return {**base, "generationConfig": {**IMAGE, **members}}


def image(base: dict[str, Any] = BARE, **members: Any) -> dict[str, Any]:
    return config(base, imageConfig=members)


NATIVE = "gemini-native"
TABLE: list[tuple[str, Any, Standing]] = [
    ("apiyi", config(), DOCUMENTED),
    ("apiyi", image(aspectRatio="1:8", imageSize="512"), DOCUMENTED),
    ("apiyi", config(thinkingConfig={"thinkingLevel": "High"}), DOCUMENTED),
    ("apiyi", config(ROLE), DOCUMENTED),
    ("apiyi", BARE, WRONG),
    ("apiyi", image(aspectRatio="7:5"), WRONG),
    ("apiyi", image(imageSize="1k"), WRONG),
    ("apiyi", config(responseModalities=["TEXT"]), WRONG),
    ("apiyi", config(responseModalities=["IMAGE", "TEXT"]), DOCUMENTED),
    ("apiyi", {**config(), "tools": None}, DOCUMENTED),
    ("apiyi", {**config(), "generationConfig": None}, WRONG),
    ("apiyi", {**config(), "generation_config": {}}, WRONG),
    ("apiyi", config(temperature=1), OPEN),
    ("apiyi", {**config(), "tools": [{"google_search": {}}]}, WRONG),
    ("apiyi", {**config(), "contents": []}, WRONG),
    ("apiyi", {**config(), "contents": "a boat"}, WRONG),
    ("apiyi", b'{"contents": [', WRONG),
    ("apiyi", b"", WRONG),
    ("apiyi", b'{"contents": [], "contents": []}', WRONG),
    ("deerapi", config(ROLE), OPEN),
    ("deerapi", image(ROLE, aspectRatio="1:1", imageSize="4K"), OPEN),
    ("deerapi", {**ROLE, "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]}}, DOCUMENTED),
    ("deerapi", {**ROLE, "tools": [{"google_search": {}}]}, DOCUMENTED),
    ("deerapi", {**ROLE, "generationConfig": {"thinkingConfig": {"anything": 1}}}, DOCUMENTED),
    ("deerapi", {}, WRONG),
    ("dgrid", ROLE, DOCUMENTED),
    ("dgrid", image(ROLE, aspectRatio="1:1", imageSize="1024x1024"), DOCUMENTED),
    ("dgrid", image(ROLE, aspectRatio="16:9"), OPEN),
    ("dgrid", {**ROLE, "generationConfig": {"imageConfig": {}}}, WRONG),
    (NATIVE, ROLE, DOCUMENTED),
    (NATIVE, image(ROLE, aspectRatio="21:9", imageSize="4K"), DOCUMENTED),
    (NATIVE, image(ROLE, aspectRatio="21:9"), WRONG),
    (NATIVE, config(ROLE), WRONG),
    (NATIVE, image(ROLE, aspectRatio="1:8", imageSize="4K"), WRONG),
]


@pytest.mark.parametrize(("provider", "body", "standing"), TABLE, ids=[f"{r[0]}-{str(r[1])[-60:]}" for r in TABLE])
def test_how_a_request_stands_to_the_page(provider: str, body: Any, standing: Standing) -> None:
    """What the page names is documented, what it leaves open is open, and what it forbids is wrong."""
    assert standing == read(body, provider).standing


IMAGES = [
    ({"model": "gpt-image-2", "prompt": "x"}, DOCUMENTED),
    ({"model": "gpt-image-2", "prompt": "x", "size": "1024x1024", "quality": "low", "n": 1}, DOCUMENTED),
    ({"model": "gpt-image-2", "prompt": "x", "size": "1536x1024"}, OPEN),
    ({"model": "gpt-image-2", "prompt": "x", "n": 2}, OPEN),
    ({"model": "gpt-image-2", "prompt": "x", "response_format": "url"}, OPEN),
    ({"model": "gpt-image-2", "prompt": "x", "seed": 1}, OPEN),
    ({"model": "dall-e-3", "prompt": "x"}, OPEN),
    ({"model": "gpt-image-1.5", "prompt": "x"}, OPEN),
    ({"model": "wirecheck-no-such-model", "prompt": "x"}, WRONG),
    ({"model": "gpt-image-2"}, WRONG),
    ({"model": "gpt-image-2", "prompt": "x", "n": "1"}, WRONG),
    ({"model": "gpt-image-2", "prompt": "x", "response_format": "file"}, WRONG),
]


@pytest.mark.parametrize(("body", "standing"), IMAGES, ids=[str(row[0]) for row in IMAGES])
def test_how_a_request_for_images_stands_to_the_page(body: Any, standing: Standing) -> None:
    """The same in the other dialect; what upstream says a model does not take is open, not wrong."""
    assert standing == read(body, "deerapi", "createImage").standing


def test_a_model_that_upstream_has_without_a_member_is_open() -> None:
    """The page requires imageSize of every picture, upstream has none for 2.5: neither way is a mistake."""
    without = image(ROLE, aspectRatio="1:1")
    with_it = image(ROLE, aspectRatio="1:1", imageSize="1K")
    found = [read(body, NATIVE, model="gemini-2.5-flash-image").standing for body in (without, with_it)]
    assert found == [OPEN, OPEN]


def test_a_wrong_method_is_the_only_departure() -> None:
    """A GET has no body to be wrong."""
    assert [departure.kind for departure in read(b"", method="GET").departures] == ["method"]


def test_departures_name_their_member() -> None:
    """What is missing, off the set, of the wrong type or unsupported is named by its path."""
    body = {
        "generationConfig": {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "7:5", "imageSize": 1}}
    }
    found = {(departure.kind, departure.member) for departure in read(body).departures if departure.standing is WRONG}
    path = "generationConfig.imageConfig"
    wanted = {("missing", "contents"), ("off-set", f"{path}.aspectRatio"), ("wrong-type", f"{path}.imageSize")}
    assert wanted == {row for row in found if row != ("off-set", f"{path}.imageSize")}


CREDENTIALS = [
    ((), Credential.NONE),
    ((("Authorization", ""),), Credential.NONE),
    ((("Authorization", "Bearer "),), Credential.NONE),
    ((("authorization", "Bearer $APIYI_API_KEY"),), Credential.CALLERS),
    ((("Authorization", "Bearer sk-1"),), Credential.CALLERS),
    ((("Authorization", "Bearer wirecheckWrongKeyab12"),), Credential.WRONG),
    ((("x-goog-api-key", "sk-1"),), Credential.ELSEWHERE),
    ((("x-goog-api-key", ""),), Credential.NONE),
]


@pytest.mark.parametrize(("headers", "credential"), CREDENTIALS)
def test_whose_key_a_request_carries(headers: Sequence[tuple[str, str]], credential: Credential) -> None:
    """The caller's, a wrong one, or none; a key in another header than the documented one is neither."""
    assert credential == read(config(), headers=headers).credential


def error(message: str, **members: Any) -> dict[str, Any]:
    return {"error": {"message": message, **members}}


STOPPED = {"candidates": [{"finishReason": "IMAGE_SAFETY", "content": {"parts": []}}]}
PART = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(b"bytes").decode()}}
EXCUSES = [
    (200, {"candidates": [{"finishReason": "STOP"}]}, None),
    (200, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, "the prompt was blocked: `PROHIBITED_CONTENT`"),
    (200, STOPPED, "the picture was refused: `IMAGE_SAFETY`"),
    (200, {"candidates": [{"finishReason": "IMAGE_SAFETY", "content": {"parts": [PART]}}]}, None),
    (200, {"candidates": [{"finishReason": "NO_IMAGE"}]}, None),
    (400, error("invalid argument"), None),
    (500, error("upstream failed"), "status 500: an outage"),
    (429, error("slow down"), "status 429: too many requests"),
    (429, error("insufficient_quota"), "status 429: the account has no quota left"),
    (
        403,
        error("insufficient user quota", code="insufficient_user_quota"),
        "status 403: the account has no quota left",
    ),
    (402, {}, "status 402: the account has no quota left"),
    (400, error("refused by our safety system", code="moderation_blocked"), "status 400: refused on grounds of safety"),
    (500, error("prohibited_content"), "status 500: refused on grounds of safety"),
    (503, error("try again", code="invalid_request"), "status 503: an outage"),
    (
        503,
        error("no available channel for the model"),
        "status 503: the model cannot be reached with this account",
    ),
    (503, error("invalid model"), None),
]


@pytest.mark.parametrize(("status", "answer", "excuse"), EXCUSES)
def test_what_excuses_an_unserved_request(status: int, answer: Any, excuse: str | None) -> None:
    """Safety, an empty account and a limit are nobody's breach; every other refusal is one."""
    found = read(config(), status=status, answer=answer).excuse
    assert excuse == (found.why if found is not None else None)


def test_a_failure_is_an_excuse() -> None:
    """A connection that broke is nobody's word on the request."""
    found = read(config(), failure=Failure(FailureKind.CUT, "it broke")).excuse
    assert found == Excuse(TroubleKind.LOST, "no whole answer came: it broke", "it broke")


def test_only_the_last_attempt_has_the_last_word() -> None:
    """An answer that was asked for again is superseded by the one that followed."""
    asked = read(config())
    attempts = [Exchange(asked.exchange.request, Response(status), attempt=i) for i, status in ((1, 503), (2, 200))]
    assert [reading.superseded for reading in readings(attempts, [asked.operation])] == [True, False]


def test_pictures_are_found_with_their_place() -> None:
    """Every part of every candidate is looked at, and drafts are told from the answer."""
    parts = [{"text": "hm", "thought": True}, {**PART, "thought": True}, {"text": "here"}, PART, {"inlineData": None}]
    reading = read(config(), answer={"candidates": [{"content": {"parts": parts}}, {"content": {"parts": [PART]}}]})
    where = ["candidates[0].content.parts[1]", "candidates[0].content.parts[3]", "candidates[1].content.parts[0]"]
    assert [f"{place}.inlineData" for place in where] == [found.where for found in reading.pictures]
    assert [f"{place}.inlineData" for place in where[1:]] == [found.where for found in reading.finals]
    assert (reading.finals[0].base64.content, reading.finals[0].declared) == (b"bytes", "image/png")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "x",
        7,
        {"candidates": {}},
        {"candidates": [1, None]},
        {"candidates": [{"content": []}]},
        {"data": [1]},
        {"candidates": [{"content": {"parts": [None, 1, {"inlineData": 5}]}}]},
        {"data": {"a": 1}},
    ],
)
@pytest.mark.parametrize("name", ["generateContent", "createImage"])
def test_an_answer_of_any_shape_is_read(answer: Any, name: str) -> None:
    """Whatever stands where, no picture with bytes is made of it, and nothing raises."""
    body = config(ROLE) if name == "generateContent" else {"model": "gpt-image-2", "prompt": "x"}
    reading = read(body, "deerapi", name, answer=answer)
    assert [found for found in reading.pictures if found.image is not None] == []
    assert (reading.excuse, reading.error_text, reading.usage) == (None, "", None)


def test_an_opened_address_is_joined_to_its_picture() -> None:
    """The bytes and the type that an address gave are those of the picture; a failed opening gives none."""
    body = {"model": "dall-e-3", "prompt": "x", "response_format": "url"}
    asked = read(
        body, "deerapi", "createImage", answer={"data": [{"url": "https://a.test/1"}, {"url": "https://a.test/2"}]}
    )
    opened = Exchange(Request("GET", "https://a.test/1"), Response(200, (("Content-Type", "image/png"),), b"bytes"))
    failed = Exchange(Request("GET", "https://a.test/2"), Response(403, (), b"no"))
    reading = readings([asked.exchange, opened, failed], [asked.operation])[0]
    assert [(found.fetched, found.declared) for found in reading.pictures] == [(b"bytes", "image/png"), (None, None)]


def test_documented_values_are_all_that_the_page_names() -> None:
    """Closed sets, defaults and the samples' own values."""
    apiyi, dgrid = (load(name).operation("generateContent") for name in ("apiyi", "dgrid"))
    path = "generationConfig.imageConfig.imageSize"
    assert {"512", "1K", "2K", "4K"} == set(documented_values(apiyi, path))
    assert {"1024x1024"} == set(documented_values(dgrid, path))


def test_pick_goes_into_every_item() -> None:
    """A path with `[]` yields each item's value, and nothing where the shape is another."""
    value: Json = {"a": [{"b": 1}, {}, {"b": [2, 3]}], "c": 4}
    found = [list(pick(value, path)) for path in ("a[].b", "a[].b[]", "c", "c[]", "a.b", "d")]
    assert found == [[1, [2, 3]], [2, 3], [4], [], [], []]


def test_a_member_path_is_dotted() -> None:
    """Indices become `[]`."""
    assert member_path(["a", 0, "b", 1, 2, "c"]) == "a[].b[][].c"
