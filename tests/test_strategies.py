"""The strategies that users draw with."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirecheck import Emulator, Exchange, Request, Response, judge, strategies
from wirecheck.errors import SpecError, UsageError
from wirecheck.reading.reading import Reading, Standing
from wirecheck.spec.spec import load, providers

OPERATIONS = {operation.id: operation for provider in providers() for operation in load(provider).operations}
RIGHT = {name: strategies.requests(name, valid=True) for name in OPERATIONS}
WRONG = {name: strategies.requests(name, valid=False) for name in OPERATIONS}
names = st.sampled_from(sorted(OPERATIONS))


# what schemathesis draws with is itself drawn with hypothesis
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_requests_are_documented_or_wrong_in_one_place(data: st.DataObject) -> None:
    name = data.draw(names)
    right, wrong = data.draw(RIGHT[name]), data.draw(WRONG[name])
    assert Reading(OPERATIONS[name], Exchange(right)).documented
    departures = Reading(OPERATIONS[name], Exchange(wrong)).departures
    assert sum(departure.standing is Standing.WRONG for departure in departures) == 1


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_honest_answer_is_blamed(data: st.DataObject) -> None:
    name = data.draw(names)
    request = data.draw(RIGHT[name])
    response = data.draw(strategies.answers(name, request))
    assert judge([Exchange(request, response)], OPERATIONS[name].spec) == []
    assert response.ok or response.status in OPERATIONS[name].retry


@settings(max_examples=40, deadline=None)
@given(strategies.answers("apiyi"))
def test_answers_are_drawn_with_their_requests(response: Response) -> None:
    assert response.body
    assert response.status in (200, 429, 503)


@settings(max_examples=40, deadline=None)
@given(strategies.manners())
def test_manners_go_together(drawn: tuple[str, ...]) -> None:
    assert drawn
    assert Emulator("dgrid", manner=drawn).respond(Request("GET", "http://127.0.0.1/nowhere")).status == 404


def test_an_operation_is_named_in_whole() -> None:
    with pytest.raises(UsageError, match="has several operations"):
        strategies.requests("deerapi")
    with pytest.raises(SpecError):
        strategies.requests("nobody")
    with pytest.raises(SpecError):
        strategies.requests("apiyi:nothing")
