"""Secrets in headers: by whole words of a name, and within a value whose name says nothing."""

from __future__ import annotations

import re

import pytest

from wirecheck.secrets.header_secrets import PLACEHOLDER, is_secret, placeholders, spans, without_secrets
from wirecheck.wire.exchange import Headers

SECRET = [
    *("Authorization", "Proxy-Authorization", "cf-aig-authorization", "Helicone-Auth", "X-Auth-Token", "xAuthToken"),
    *("X-Api-Key", "api-key", "apikey", "X-ApiKey", "XAPIKEY", "APIkey", "x-goog-api-key", "x-portkey-api-key"),
    *("Ocp-Apim-Subscription-Key", "x-portkey-virtual-key", "CF-Access-Client-Secret", "X-Vault-Token", "Cookie"),
    *("password", "db_password", "credential", "credentials", "X-Session", "OAuthToken", "access_token", "api_keys"),
    *("x-litellm-api-key", "X-Amz-Security-Token", "clientSecret", "X-Key", "key", "X-JWT"),
]
HARMLESS = [
    *("x-portkey-provider", "X-Monkey", "X-Keyboard", "X-Hockey-Team", "X-Author", "X-Authority", "X-Tokenizer"),
    *("X-Secretary", "Idempotency-Key", "Sec-WebSocket-Key", "X-Cache-Key", "Surrogate-Key", "X-Token-Count"),
    *("X-Max-Tokens", "X-Auth-Mode", "X-Goog-AuthUser", "CF-Access-Client-Id", "X-Key-Id", "X-Session-Id", "X-Team"),
    *("X-Passwordless", "Accept", "X-Turkey", "x-basic-plan", "X-Tokyo", "", "---", "7"),
]


@pytest.mark.parametrize("name", SECRET)
def test_a_name_tells_a_secret_by_a_word(name: str) -> None:
    """Words end at hyphens, underscores and capitals."""
    assert is_secret(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_part_of_a_word_tells_nothing(name: str) -> None:
    """Nor does a word about a secret, or a key that opens nothing."""
    assert not is_secret(name)


LIKE_A_KEY = "sk-proj-0aB1cD2eF3gH4iJ5kL6mN7oP"
VALUES = [
    ("X-Api-Key", "hush", ["hush"]),
    ("Authorization", "Bearer hush", ["hush"]),
    ("Cookie", "lang=en; sid=hush", ["lang=en; sid=hush"]),
    ("X-Api-Key", "  ", []),
    ("x-portkey-provider", "openai", []),
    ("x-config", '{"api_key": "hush", "provider": "openai"}', ["hush"]),
    (
        "x-config",
        '{"targets": [{"headers": {"Authorization": "Bearer hush"}}, {"virtualKey": "h2"}]}',
        ["Bearer hush", "h2"],
    ),
    ("x-config", '{"api_keys": ["a", "b"], "keyboard": "c", "token_limit": 5}', ["a", "b"]),
    ("x-config", r'{"api_key": "hu\/sh\u0021"}', [r"hu\/sh\u0021"]),
    ("x-config", '{"api_key": "", "secret": null, "token": 5}', []),
    ("x-config", '{"api_key": "hush"', []),
    ("x-config", "[" * 100_000, []),
    ("X-Upstream", "https://me:hush@host.test/v1?key=h2&size=1", ["me:hush", "h2"]),
    ("X-Upstream", "https://host.test/v1?monkey=1#a", []),
    ("X-Options", "provider=openai; api_key=hush, retry=2", ["hush"]),
    ("X-Upstream", f"key {LIKE_A_KEY}", [LIKE_A_KEY]),
    ("X-Note", f"日本 {LIKE_A_KEY} ü", [LIKE_A_KEY]),
    ("X-Note", "Basic plan", []),
]


@pytest.mark.parametrize(("name", "value", "secrets"), VALUES, ids=range(len(VALUES)))
def test_only_the_secret_part_of_a_value_is_one(name: str, value: str, secrets: list[str]) -> None:
    """What stands around it is nobody's secret: a scheme, other members, the rest of an address."""
    assert secrets == [value[start:end] for start, end in spans(name, value)]


def test_variables_stand_for_secrets_and_are_filled_in_again() -> None:
    """Each secret has a variable of its own, also two of one header, and two whose names are alike."""
    headers: Headers = (
        ("Cookie", "a=1"),
        ("cookie", "a=2"),
        ("x-config", '{"api_key": "hu\\/sh", "token": "two", "to": "openai"}'),
        ("Api-Key", "three"),
        ("X-Team", "blue"),
    )
    shown, secrets = placeholders(headers, {"WIRECHECK_API_KEY"})
    assert [value for _, value in shown] == [
        "$WIRECHECK_COOKIE",
        "$WIRECHECK_COOKIE_2",
        '{"api_key": "$WIRECHECK_X_CONFIG", "token": "$WIRECHECK_X_CONFIG_2", "to": "openai"}',
        "$WIRECHECK_API_KEY_2",
        "blue",
    ]
    assert secrets["WIRECHECK_X_CONFIG_READ"] == "hu/sh"
    filled = tuple((n, PLACEHOLDER.sub(lambda name: secrets[name[0][1:]], value)) for n, value in shown)
    assert headers == filled


def test_headers_without_their_secrets() -> None:
    """What is a secret goes, scheme and all; what has one in it stays, with another text in its place."""
    headers, _ = placeholders(
        (("Authorization", "Bearer a"), ("x-config", '{"api_key": "b", "to": "c"}'), ("X-Team", "$HOME"))
    )
    assert without_secrets(headers, PLACEHOLDER, "wrong") == (
        ("x-config", '{"api_key": "wrong", "to": "c"}'),
        ("X-Team", "$HOME"),
    )
    assert without_secrets((("X-A", "Key $MINE"),), re.compile(r"\$MINE\b")) == ()
