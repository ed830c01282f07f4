"""Two answers that are the same but for ids, numbers, paths and pieces of a key, and two that are not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wirecheck.reading.likeness import alike
from wirecheck.wire.exchange import Response


def answer(body: Any, status: int = 404) -> Response:
    return Response(status, (), body if isinstance(body, bytes) else json.dumps(body).encode())


def said(message: Any, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


ALIKE = [
    ("the same", {"detail": "Not Found"}, {"detail": "Not Found"}),
    ("nothing", b"", b""),
    (
        "a path",
        said("Invalid URL (POST /v1beta/models/a:draw)"),
        said("Invalid URL (POST /v1beta/models/no-such-path)"),
    ),
    ("a path in a sentence", b"Cannot POST /v1/images/generations", b"Cannot POST /v1/images/no-such-path"),
    ("ids", said("no (request id: 2026abc)", request_id="x"), said("no (request id: 2027def)", request_id="y")),
    ("numbers", {"detail": "no", "timestamp": 17, "took": 3}, {"detail": "no", "timestamp": 18, "took": 4}),
    (
        "a page",
        b"<html><title>404 Not Found</title><p>Ray 8f2b</p>",
        b"<html><title>404 Not Found</title><p>Ray 91aa</p>",
    ),
    ("a masked key", said("Incorrect key provided: sk-ab***xyz."), said("Incorrect key provided: wire****0a1.")),
    ("a cut key", said("no such token: sk-abcdef...wxyz"), said("no such token: wirecheckWr...c3d4")),
    ("one with an ellipsis", said("no such token: sk-ab…wx"), said("no such token: wire…c3")),
    ("a key taken out", said("no such key: [the caller's key]"), said("no such key: wirecheckWrongKey0a1b2c")),
    ("the end of a key", said("no such key, ending in wxyz"), said("no such key, ending in c3d4")),
    ("in Chinese", said("无效的令牌 sk-a***z (request id: 1)"), said("无效的令牌 wire***c (request id: 2)")),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in ALIKE], ids=[row[0] for row in ALIKE])
def test_what_differs_each_time_does_not_matter(one: Any, other: Any) -> None:
    """Ids, numbers, paths and pieces of a key."""
    assert alike(answer(one), answer(other))


DIFFERENT = [
    ("words", said("the page was not found"), said("the model was not found")),
    ("a model", said("model draw-pro is not found"), said("model no-such-path is not found")),
    ("an envelope", {"detail": "Not Found"}, {"error": {"detail": "Not Found"}}),
    ("a code", said("no", code=1004), said("no", code=1008)),
    ("a code in words", said("no", code="invalid_api_key"), said("no", code="account_deactivated")),
    ("a member more", said("no"), said("no", type="x")),
    ("JSON and a page", {"detail": "Not Found"}, b"<html>Not Found"),
    ("in Chinese", said("无效的令牌"), said("该令牌额度已用尽")),
    ("a key of one's own and no key", said("no such key: [the caller's key]"), said("no key was given")),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in DIFFERENT], ids=[row[0] for row in DIFFERENT])
def test_other_words_are_another_answer(one: Any, other: Any) -> None:
    """What says something else, or says it elsewhere."""
    assert not alike(answer(one), answer(other))


def test_another_status_is_another_answer() -> None:
    """Whatever the words."""
    assert not alike(answer({"detail": "no"}, 404), answer({"detail": "no"}, 401))


@pytest.mark.parametrize("piece", ["<", "a", "ending in ", "[the caller's key", "1/", '{"a":', "[", "…"])
def test_answers_of_any_length_are_compared(piece: str) -> None:
    """A long answer costs what a short one does."""
    long = piece.encode() * 500_000
    assert alike(answer(long), answer(long))
