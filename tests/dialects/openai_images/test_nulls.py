"""Members of images/generations that are null: one table, tried on both halves of the dialect."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wirecheck.emulator.emulator import Emulator
from wirecheck.judging.judge import assess
from wirecheck.reading.reading import Reading, Standing
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Request, Response
from wirecheck.wire.lenient_json import Json

OPERATION = load("deerapi").operation("createImage")
NOW = 1_800_000_000.0
PLAIN: dict[str, Json] = {"model": "gpt-image-2", "prompt": "a boat"}
DEFAULTED = ["n", "size", "quality", "output_format", "background", "response_format"]
"""Members that upstream describes as nullable, with a default."""


def sent(body: Any, key: str = "sk-wirecheck") -> Request:
    header = OPERATION.spec.credential(OPERATION, key)
    headers = (header, ("Content-Type", "application/json"))
    return Request("POST", OPERATION.url("https://gateway.test"), headers, json.dumps(body).encode())


def served(body: Any) -> Response:
    return Emulator("deerapi", clock=lambda: NOW).respond(sent(body))


def read(body: Any, response: Response | None = None) -> Reading:
    return Reading(OPERATION, Exchange(sent(body, f"${OPERATION.spec.key_env}"), response, started=NOW, ended=NOW))


def told(response: Response) -> Any:
    """An answer without its pictures."""
    answer = json.loads(response.body)
    return {**answer, "data": [sorted(item) for item in answer["data"]]}


@pytest.mark.parametrize("members", [*([name] for name in DEFAULTED), DEFAULTED])
def test_null_is_the_default(members: list[str]) -> None:
    """The request is served and read as without the member, stays documented, and its honest answer is blameless."""
    body = PLAIN | dict.fromkeys(members)
    response = served(body)
    assert response.status == 200, response.body
    assert told(response) == told(served(PLAIN))
    assert [read(body).asked, read(body).body] == [read(PLAIN).asked, PLAIN]
    assert read(body).standing is Standing.DOCUMENTED
    assert assess([read(body, response).exchange], [OPERATION]).findings == ()


@pytest.mark.parametrize("members", [{"prompt": None}, {"model": None}, {"n": "2"}, {"size": "800x800", "n": None}])
def test_what_the_page_requires_or_closes_stays_so(members: dict[str, Json]) -> None:
    """Null is no prompt, no model where the page requires one, and no excuse for another value."""
    assert served(PLAIN | members).status == 400
    assert read(PLAIN | members).standing is not Standing.DOCUMENTED
