"""Calls of a client library in samples of Python and JavaScript."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse.calls import ClientCall, call

PYTHON = 'client = OpenAI(base_url="https://a.example/v1/")\nclient.images.generate(\n  n=2,\n  extra_body={"seed": 7})'
SCRIPT = "const x = await client.images.generate({\n  n: 2,\n  prompt: words,\n});"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            PYTHON,
            ClientCall(("images", "generate"), {"n": 2, "seed": 7}, {"n": 2, "seed": 3}, "https://a.example/v1"),
        ),
        (SCRIPT, ClientCall(("images", "generate"), {"n": 2}, {"n": 1}, None)),
        ("client.images.generate(n=2, timeout=60)", ClientCall(("images", "generate"), {"n": 2}, {"n": 0}, None)),
        ("client.images.list(n=2)", None),
        ("print(n=2)", None),
    ],
)
def test_call(code: str, expected: ClientCall | None) -> None:
    """With what is plain in it, and without what only the client itself minds."""
    assert call(code) == expected
