"""Addresses of pictures: which of them a caller can open, and which hold the picture."""

from __future__ import annotations

import pytest

from wirecheck.wire import links

PROBLEMS = [
    ("https://cdn.test/a.png?sig=1", ""),
    ("http://127.0.0.1:8080/a", ""),
    ("HTTPS://CDN.TEST/a", ""),
    ("data:image/png;base64,aGk=", ""),
    ("/api/v1/files/9f1c/content", "is a relative address, which no caller can open"),
    ("files/9f1c", "is a relative address, which no caller can open"),
    ("//cdn.test/a.png", "is a relative address, which no caller can open"),
    ("?id=9f1c", "is a relative address, which no caller can open"),
    ("cdn.test/a.png", "is a relative address, which no caller can open"),
    ("ftp://cdn.test/a.png", "is an address of `ftp:`, which HTTP clients do not open"),
    ("file:///tmp/a.png", "is an address of `file:`, which HTTP clients do not open"),
    ("s3://bucket/a.png", "is an address of `s3:`, which HTTP clients do not open"),
    ("https:///a.png", "names no host"),
    ("data:image/png;base64,", "holds no data"),
    ("data:image/png", "holds no data"),
    ("http://[::1/a", "is not a valid address: Invalid IPv6 URL"),
    ("http://cdn.test:99999/a", "is not a valid address: Port out of range 0-65535"),
]


@pytest.mark.parametrize(("url", "problem"), PROBLEMS)
def test_why_nobody_can_open_an_address(url: str, problem: str) -> None:
    """In words that follow the address; and what is no address of HTTP is never sent a request."""
    assert links.problem(url) == problem
    assert links.can_be_opened(url) == (not problem and url.lower().startswith("http"))


HELD = [
    ("data:image/png;base64,aGk=", ("image/png", "aGk=")),
    ("DATA:image/webp;charset=x;BASE64,aG%2Fk%3D", ("image/webp", "aG/k=")),
    ("data:,a%20b", ("text/plain", b"a b")),
    ("data:image/svg+xml,%3Csvg/%3E", ("image/svg+xml", b"<svg/>")),
    ("https://cdn.test/a,b", None),
    ("data:image/png;base64", None),
    ("", None),
]


@pytest.mark.parametrize(("url", "held"), HELD)
def test_what_an_address_holds(url: str, held: object) -> None:
    """Base64 as the text that it is, so that it is held to the same as elsewhere."""
    assert links.held(url) == held
