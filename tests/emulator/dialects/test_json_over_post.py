"""Requests of JSON, as the emulator reads them leniently."""

from __future__ import annotations

import pytest

from wirecheck.emulator.dialects.json_over_post import camel_case, json_problem
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import Json


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"image_config": {"aspect_ratio": "1:1"}}, {"imageConfig": {"aspectRatio": "1:1"}}),
        ({"parts": [{"inline_data": 1}]}, {"parts": [{"inlineData": 1}]}),
        ({"imageSize": "a_b", "_own": 1}, {"imageSize": "a_b", "_own": 1}),
        ([], {}),
    ],
)
def test_both_spellings_of_names_are_taken(body: Json, expected: Json) -> None:
    """Names at any depth, and no values."""
    assert camel_case(body) == expected


@pytest.mark.parametrize(
    ("body", "problem"),
    [(b'{"n": 1}', False), (b'{"n": 1', True), (b'{"n": NaN}', True), (b'{"n": 1,}', True), (b"", True)],
)
def test_json_is_strict(body: bytes, problem: bool) -> None:
    """By RFC 8259: closed, and without a comma at the end or a number that is none."""
    assert bool(json_problem(Request("POST", "https://a.example", (), body))) is problem
