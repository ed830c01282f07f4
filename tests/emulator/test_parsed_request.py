"""What the emulator makes of every request, in whatever dialect."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wirecheck.emulator.parsed_request import fingerprint, seed, token_count
from wirecheck.wire.exchange import Request


@pytest.mark.parametrize(("text", "count"), [("", 0), ("boat", 1), ("a", 1), ("a" * 40, 10)])
def test_a_token_is_four_characters(text: str, count: int) -> None:
    """As OpenAI's rule of thumb has it; no text at all is none, and any text at least one."""
    assert token_count(text) == count


def test_only_the_same_request_has_the_same_fingerprint() -> None:
    """Method, address and body count, and headers do not: a key may change."""
    request = Request("POST", "https://a.example/v1", (), b"{}")
    others = [replace(request, method="GET"), replace(request, url="https://a.example/v2"), replace(request, body=b"")]
    assert len({fingerprint(each) for each in (request, *others)}) == 4
    assert fingerprint(replace(request, headers=(("a", "b"),))) == fingerprint(request)
    assert 0 <= seed(request) < 2**16
