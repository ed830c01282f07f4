"""Requests of JSON, as the emulator reads them leniently."""

from __future__ import annotations

import pytest

from wirecheck.emulator.dialects.json_over_post import json_problem
from wirecheck.wire.exchange import Request


@pytest.mark.parametrize(
    ("body", "problem"),
    [(b'{"n": 1}', False), (b'{"n": 1', True), (b'{"n": NaN}', True), (b'{"n": 1,}', True), (b"", True)],
)
def test_json_is_strict(body: bytes, problem: bool) -> None:
    """By RFC 8259: closed, and without a comma at the end or a number that is none."""
    assert bool(json_problem(Request("POST", "https://a.example", (), body))) is problem
