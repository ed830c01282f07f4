"""The words of errors, in the envelopes of many gateways."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from google.genai import errors as google_errors
from openai import APIStatusError, OpenAI

from wirecheck.dialects import error_texts
from wirecheck.spec import dialect_registry

OPENAI = {"error": {"message": "no such size", "type": "invalid_request_error", "param": None, "code": None}}


@pytest.mark.parametrize(
    ("answer", "message", "words"),
    [
        (OPENAI, "no such size", "no such size invalid_request_error"),
        ({"error": {"code": 400, "message": "no", "status": "INVALID_ARGUMENT"}}, "no", "no INVALID_ARGUMENT"),
        ({"error": {"message": {"detail": "no such size"}, "type": "bad"}}, "no such size", "no such size bad"),
        ({"message": "outer", "error": {"message": "inner"}}, "inner", "inner outer"),
        ({"error": "Bad Request", "message": "no such size"}, "no such size", "no such size Bad Request"),
        ({"status": "failure", "message": "no", "errors": ["too", "large"]}, "no", "no too large failure"),
        ({"error": {"message": "no", "details": [{"reason": "LIMIT"}], "param": "size"}}, "no", "no"),
        ({"error": {"code": None, "message": None}}, "", ""),
        ({"error": {"message": "…", "code": "null"}}, "", ""),
        ("no such size", "no such size", "no such size"),
        ([{"error": {"message": "no"}}], "no", "no"),
        (None, "", ""),
        (7, "", ""),
    ],
)
def test_words(answer: Any, message: str, words: str) -> None:
    """Texts alone are quoted: neither what stands for nothing, nor numbers, nor objects."""
    assert (error_texts.message(answer), error_texts.words(answer)) == (message, words)


@pytest.mark.parametrize("value", ["", " ", "…", "400", "- 1 -", "null", '"None"', "undefined", "x", 7, None, [], {}])
def test_no_words(value: Any) -> None:
    """What a program writes for nothing says nothing."""
    assert not error_texts.has_words(value)


@pytest.mark.parametrize("value", ["no", "尺寸", "Zu groß", "нет", "none of these", "null is not a size"])
def test_some_words(value: str) -> None:
    """In any script."""
    assert error_texts.has_words(value)


ENVELOPES: list[Any] = [
    OPENAI,
    {"message": "no such size"},
    {"success": False, "message": "no such size"},
    {"error": {"message": ""}},
    {"error": {"message": {"detail": "no such size"}}},
    {"error": {"msg": "no such size"}},
    {"error": "no such size"},
    {"error": "Bad Request", "message": "no such size"},
    {"error": None, "message": "no such size"},
    {"detail": "no such size"},
    {"detail": [{"msg": "no such size"}]},
    {"errors": ["no such size"]},
    [{"error": {"message": "no such size"}}],
    {},
    "no such size",
]


@pytest.mark.parametrize("envelope", ENVELOPES, ids=json.dumps)
def test_openai_shows_what_we_say_it_shows(envelope: Any) -> None:
    """The package itself, asked for a picture, and refused in an envelope."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(400, json=envelope))
    client = OpenAI(api_key="k", base_url="https://a.test/v1", http_client=httpx2.Client(transport=transport))
    with pytest.raises(APIStatusError) as raised:
        client.images.generate(prompt="a boat")
    shown = dialect_registry.get("openai-images").shown_by_sdk(envelope)
    words = shown if isinstance(shown, str) and shown else ""
    assert raised.value.message == f"Error code: 400{f' - {words}' if words else ''}"


@pytest.mark.parametrize("envelope", ENVELOPES, ids=json.dumps)
def test_google_shows_the_whole_of_an_error(envelope: Any) -> None:
    """So that no envelope hides the message from a caller of `google-genai`, and none is blamed for that."""
    shown = str(google_errors.ClientError(400, envelope, None))
    assert ("no such size" in shown) == ("no such size" in json.dumps(envelope))
