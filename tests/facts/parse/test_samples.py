"""Samples: what is sent where, and with what."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse.samples import auth, placeholder, sample, split
from wirecheck.wire.lenient_json import Json

URL = "https://a.example/v1/x"


@pytest.mark.parametrize(
    ("code", "method", "body"),
    [
        (f"curl {URL}", "GET", None),
        (f"curl {URL} -d '{{\"a\": 1}}'", "POST", {"a": 1}),
        (f'curl -X PUT {URL} -d "{{\\"a\\": 1}}"', "PUT", None),
        (f'curl {URL} --json @- <<EOF\n{{"a": 1}}\nEOF', "POST", {"a": 1}),
        (f'curl --data \'{{"u": "https://b.example"}}\' {URL}', "POST", {"u": "https://b.example"}),
        (f'requests.put("{URL}", json={{"a": 1}})', "PUT", {"a": 1}),
        (f'm = "x"\np = {{"a": m}}\nrequests.post("{URL}", json=p)', "POST", {"a": "x"}),
        (f"fetch('{URL}', {{body: JSON.stringify({{a: 1}})}})", "POST", {"a": 1}),
    ],
)
def test_what_is_sent(code: str, method: str, body: Json) -> None:
    """By a command, or by a program in any language."""
    shown = sample(code)
    assert shown is not None
    assert (shown.url, shown.method) == (URL, method)
    assert (shown.body.plain() if shown.body else None) == body


def test_headers_and_forms_of_a_command() -> None:
    """Headers that every request has are left out."""
    shown = sample(f"curl {URL} -H 'X-Key : k' -H \"Accept: a\" -H 'none' -F 'prompt=a b' -F \"file=@x\"")
    assert shown is not None
    assert shown.headers == (("X-Key", "k"),)
    assert shown.form == (("prompt", "a b"), ("file", "@x"))


def test_headers_of_a_program() -> None:
    """Those whose values are texts."""
    shown = sample(f'h = 1\nrequests.post("{URL}", headers={{"X-Key": "k", "Accept": "a", "X-No": f(1)}})')
    assert shown is not None
    assert shown.headers == (("X-Key", "k"),)


def test_an_answer() -> None:
    """A body alone, which is an object or a list of them."""
    shown = sample('{"a": 1}')
    assert shown is not None
    assert shown.url is None
    assert sample("[1]") is None
    assert sample("some(words)") is None


def test_what_carries_the_key() -> None:
    """By its name, with its scheme."""
    assert auth("Authorization", "Bearer x") == "Authorization: Bearer"
    assert auth("x-api-key", "k") == "x-api-key"
    assert auth("X-Other", "k") is None


@pytest.mark.parametrize("value", ["", "string", "<token>", "{name}", "YOUR_KEY", "...", 123, None, []])
def test_placeholders(value: Json) -> None:
    """They only hold the place of a value."""
    assert placeholder(value)


def test_urls() -> None:
    """Server, path and names of the query; what is none is a path."""
    assert split("https://a.example/v1?x=1&y") == ("https://a.example", "/v1", ("x", "y"))
    assert split("https://[bad/v1") == ("", "https://[bad/v1", ())
