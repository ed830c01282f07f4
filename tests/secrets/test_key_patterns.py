"""What looks like a key does, and what merely is long and random does not."""

from __future__ import annotations

import json

import pytest

from wirecheck.secrets.key_patterns import KEY_LIKE, found_in, shown

R = "aB3dE5gH7jK9mN1pQ3sT5vW7xY9zA1cD3eF5"
"""Thirty-six characters, as random as a test may have them."""

PEM = (
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy\nAQAB\n-----END RSA PRIVATE KEY-----"
)
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"

KEYS = [
    (f"AIza{R[:35]}", "AIza..."),
    (f"ya29.{R}", "ya29...."),
    (f"GOCSPX-{R[:28]}", "GOCSPX-..."),
    (f"sk-{R}", "sk-..."),
    (f"sk-proj-{R}_{R}", "sk-proj-..."),
    (f"sk-ant-api03-{R}-{R}AA", "sk-ant-api03-..."),
    (f"sk-or-v1-{R}", "sk-or-v1-..."),
    ("AKIAQ3EGRI5LM2XN7YPV", "AKIA..."),
    ("ASIAQEGRILMXNYPVBCDF", "ASIA..."),
    (f"ghp_{R}", "ghp_..."),
    (f"github_pat_{R}_{R}", "github_pat_..."),
    (f"xoxb-123456789012-{R}", "xoxb-..."),
    (f"hf_{R}", "hf_..."),
    (JWT, "eyJ..."),
    (PEM, "rsa private key"),
]
AROUND = [
    "{}",
    "key: {}.",
    '{{"message":"{}"}}',
    "\\n{}\\n",
    "?a=1&u={}&b",
    "x%3D{}%26",
    "api_key\\u003d{}\\u0026",
    "({})",
]
LEADS = [
    (f"Bearer {R}", "Bearer ", "Bearer ..."),
    (f"authorization: bearer {R}==", "authorization: bearer ", "bearer ..."),
    ("Basic dXNlcjpwYXNzd29yZDEyMzQ1Njc4", "Basic ", "Basic ..."),
    (f"https://a.test/x?key={R}&alt=sse", "https://a.test/x?key=", "?key=..."),
    (f"https://a.test/x?alt=sse&api_key={R}", "https://a.test/x?alt=sse&api_key=", "&api_key=..."),
    (f"https://a.test/x?alt=sse\\u0026key={R}", "https://a.test/x?alt=sse\\u0026key=", "\\u0026key=..."),
    (f"https%3A%2F%2Fa.test%26access_token%3D{R}", "https%3A%2F%2Fa.test%26access_token%3D", "%26access_token%3D..."),
]


def cleaned(text: str) -> str:
    body = text.encode()
    for start, end, instead in reversed(list(found_in(body, 0, len(body)))):
        body = body[:start] + instead + body[end:]
    return body.decode()


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(("key", "hint"), KEYS, ids=[row[1] for row in KEYS])
def test_a_key_is_known_by_how_it_begins(key: str, hint: str, around: str) -> None:
    """All of it goes, and what is left says what it was; both are found, and told alike."""
    key = json.dumps(key)[1:-1]
    text = around.format(key)
    assert cleaned(text) == around.format(f"{KEY_LIKE}: {hint}]")
    assert (shown(text), shown(cleaned(text))) == (hint, hint)


@pytest.mark.parametrize(("text", "left", "hint"), LEADS, ids=[row[2] for row in LEADS])
def test_a_key_is_known_by_what_it_follows(text: str, left: str, hint: str) -> None:
    """What stands before it stays."""
    found = cleaned(text)
    assert (found.startswith(f"{left}{KEY_LIKE}]"), R in found) == (True, False)
    assert (shown(text), shown(found) is None) == (hint, False)


HONEST = [
    "req_011CSHoEeqs5C35K2UUqR7Fy",
    "550e8400-e29b-41d4-a716-446655440000",
    'W/"33a64df551425fcc55e4d42a148795d9f25f89d4"',
    "8f2b1c3d4e5f6a7b-FRA",
    "gemini-3.1-flash-image-preview",
    "chatcmpl-9xK2mN1pQ3sT5vW7xY9zA1cD3eF5",
    "projects/123456789012/locations/us-central1/publishers/google/models/gemini-2.5-flash-image",
    "ABgVH8_" + R * 2,
    "Root=1-67891233-abcdef012345678912345678",
    'Bearer realm="https://accounts.google.com/", error="invalid_token"',
    "task-0123456789abcdef0123456789abcdef",
    '{"endpoints":[{"url":"https:\\/\\/a.nel.cloudflare.com\\/report\\/v4?s=' + R * 3 + '"}]}',
    "https://s3.test/a.png?X-Amz-Credential=AKIAQ3EGRI5LM2XN7YPV%2F20260101&X-Amz-Signature=" + "a1" * 32,
    "https://cdn.test/sign/a.png?token=" + JWT,
    "https://cdn.test/a.png?Expires=1&Key-Pair-Id=K2JCJMDEHXQW5F&Signature=" + R,
    "https://firebase.test/o/a.png?alt=media&token=550e8400-e29b-41d4-a716-446655440000",
    "sha256-" + R,
    "Incorrect API key provided: sk-proj-********************abcd.",
    "sk-ab****yz",
    "AIzaSyAB****************************yz",
    "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx12",
    "sk-your-api-key-here-1234567890",
    "AIzaSyYOUR_API_KEY_GOES_HERE_0123456789",
    "AKIAIOSFODNN7EXAMPLE",
    "use ?key=your-gateway-api-key or Bearer YOUR-API-KEY-FROM-THE-CONSOLE",
    "Bearer authentication-is-required-here",
    "sk-wirecheckWrongKey0123456789abcdef0123",
    "Bearer wirecheckWrongKey0123456789abcdef0123",
    "?key=wirecheckWrongKey0123456789abcdef0123",
    "-----BEGIN CERTIFICATE-----",
]


@pytest.mark.parametrize("text", HONEST)
def test_what_is_no_key_stays(text: str) -> None:
    """Ids, digests, names, signatures of links, masked keys, help texts, and wirecheck's own wrong key."""
    assert (cleaned(text), shown(text)) == (text, None)


HOSTILE = [
    b"sk-",
    b"eyJ",
    b"eyJaaaaaaaaaaa.",
    b"-----BEGIN PRIVATE KEY-----",
    b"Bearer ",
    b"?key=",
    b"\\\\u0026",
    b"AIza",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_beginnings_without_end_end(piece: bytes) -> None:
    """What begins like a key at every word holds nobody up."""
    body = piece * 50_000 + b" " + piece * 50_000
    assert sum(1 for _ in found_in(body, 0, len(body))) <= 100_000
