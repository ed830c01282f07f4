"""Whatever a gateway answers, every requirement can say what it makes of it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecheck.emulator import Emulator
from wirecheck.judging.judge import assess
from wirecheck.plan import Depth, Phase, Wire, plan
from wirecheck.secrets.redaction import Secrets
from wirecheck.spec.spec import Operation, load, providers
from wirecheck.wire.exchange import Exchange, Request, Response

OPERATIONS = [operation for name in providers() for operation in load(name).operations]
KEY = "sk-wirecheck"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20) | st.just("STOP"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


def honest(operation: Operation) -> tuple[Request, Any]:
    """The first billable request of a probe, and its honest answer as JSON."""
    cases = plan(operation, Depth.PROBE, Wire("http://gateway.test", "KEY"))
    request = next(case.request for case in cases if case.phase is Phase.BILLABLE)
    response = Emulator(operation.provider, key=KEY).respond(Secrets({"KEY": KEY}).fill(request))
    return request, response.document.value


ANSWERS = {operation.id: honest(operation) for operation in OPERATIONS}


def unjudged(operation: Operation, request: Request, response: Response) -> list[str]:
    """What our own judging tripped over."""
    results = assess([Exchange(request, response)], [operation]).results
    return [f"{result.requirement}: {result.why}" for result in results if "could not judge" in result.why]


def places(value: Any) -> list[list[str | int]]:
    """Every way into a document."""
    found: list[list[str | int]] = [[]]
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        found += [[key, *rest] for rest in places(one)]
    return found


def with_value(value: Any, path: list[str | int], new: Any) -> Any:
    """A document with one place changed."""
    if not path:
        return new
    changed = copy.deepcopy(value)
    here = changed
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = new
    return changed


@settings(max_examples=150, deadline=None)
@given(data=st.data(), new=JSON, status=st.sampled_from([200, 200, 200, 400, 429, 500]))
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_any_member_may_be_anything(operation: Operation, data: st.DataObject, new: Any, status: int) -> None:
    """An honest answer with any one place in it replaced by anything is judged, and trips nothing of ours."""
    request, answer = ANSWERS[operation.id]
    changed = with_value(answer, data.draw(st.sampled_from(places(answer))), new)
    response = Response(status, (("content-type", "application/json"),), json.dumps(changed).encode())
    assert unjudged(operation, request, response) == []


@settings(max_examples=150, deadline=None)
@given(
    body=st.binary(max_size=200),
    headers=st.lists(st.tuples(st.sampled_from(["Content-Type", "Content-Encoding", "Retry-After"]), st.text())),
    status=st.integers(100, 999),
    operation=st.sampled_from(OPERATIONS),
)
def test_any_bytes_may_come(body: bytes, headers: list[tuple[str, str]], status: int, operation: Operation) -> None:
    """Bytes, headers and a status of any kind are judged, and trip nothing of ours."""
    request, _ = ANSWERS[operation.id]
    assert unjudged(operation, request, Response(status, tuple(headers), body)) == []


@settings(max_examples=150, deadline=None)
@given(
    body=JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=50),
    operation=st.sampled_from(OPERATIONS),
)
def test_any_request_may_have_been_sent(body: bytes, operation: Operation) -> None:
    """A request that somebody else sent may hold anything, too."""
    sent, answer = ANSWERS[operation.id]
    request = Request("POST", sent.url, sent.headers, body)
    assert unjudged(operation, request, Response(200, (), json.dumps(answer).encode())) == []
