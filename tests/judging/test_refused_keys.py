"""A refused key is the caller's first: it is a breach only where the same key is served."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from wirecheck import Exchange, Request, Response, load
from wirecheck.judging.judge import assess
from wirecheck.judging.verdicts import Judgement
from wirecheck.plan import Case, Phase, case_id, with_key_elsewhere
from wirecheck.reading.excuses import TroubleKind
from wirecheck.reading.reading import Credential, Reading
from wirecheck.secrets.key_patterns import WRONG_KEY
from wirecheck.spec.spec import Operation, providers

JSON = (("Content-Type", "application/json"),)
OPERATIONS = [operation for provider in providers() for operation in load(provider).operations]
KEY = "auth/documented-key-is-served"
SERVED: dict[str, Any] = {"candidates": [{}], "data": [{"b64_json": "aGk="}]}
each = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)


def case(operation: Operation, key: str = "$KEY", example: int = -1) -> Case:
    url = operation.url("https://gateway.test", operation.served_model)
    body = json.dumps(operation.examples[example].value).encode()
    request = Request("POST", url, (operation.spec.credential(operation, key), *JSON), body)
    return Case(case_id(operation, request), operation.id, request, "the page's own request", Phase.BILLABLE, "")


def answered(case: Case, status: int, answer: Any) -> Exchange:
    return Exchange(case.request, Response(status, JSON, json.dumps(answer).encode()), started=1e9, ended=1e9)


def said(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


def found(judgement: Judgement) -> list[str]:
    return [finding.requirement for finding in judgement.findings if finding.level == "must"]


def kinds(judgement: Judgement) -> list[TroubleKind]:
    return [trouble.kind for trouble in judgement.troubles]


REFUSED = [
    ("the same words", 401, said("Invalid API key."), said("Invalid API key.")),
    ("pieces of the key", 401, said("no such token: sk-ab***yz"), said(f"no such token: {WRONG_KEY}0a1b")),
    ("other ids", 403, said("Forbidden (id: 1a)", code=7), said("Forbidden (id: 2b)", code=7)),
    ("as Google does", 400, said("API key not valid."), said("API key not valid.")),
    ("a bad token", 400, said("bad token"), said("bad token")),
    ("in Chinese", 403, said("无效的令牌"), said("无效的令牌")),
    ("expired, where a wrong key is unknown", 401, said("This key has expired."), said("Invalid API key.")),
    ("nothing of a wrong key, by its status", 401, said("no"), None),
    ("nothing of a wrong key, by its words", 403, said("The API key was disabled."), None),
]


@each
@pytest.mark.parametrize(("status", "mine", "wrong"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_key_that_is_never_served_is_trouble(operation: Operation, status: int, mine: Any, wrong: Any) -> None:
    """With the gateway's words, and no promise is broken."""
    exchanges = [answered(case(operation), status, mine)]
    if wrong is not None:
        exchanges.append(answered(case(operation, f"{WRONG_KEY}0a1b"), status, wrong))
    judgement = assess(exchanges, [operation])
    assert found(judgement) == []
    assert kinds(judgement) == [TroubleKind.KEY]
    assert judgement.troubles[0].words.startswith(mine["error"]["message"])


@each
@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_mistake_that_both_are_told_of_is_not_the_keys(operation: Operation, status: int) -> None:
    """A gateway may look at the request first, and then a wrong key gets what the right one gets."""
    message = said("The publisher has no such asset.")
    wrong = answered(case(operation, f"{WRONG_KEY}0a1b"), status, message)
    judgement = assess([answered(case(operation), status, message), wrong], [operation])
    assert kinds(judgement) == []
    assert found(judgement) == ["request/documented-example-is-served"]


@each
def test_a_key_that_is_refused_now_and_then_is_a_breach(operation: Operation) -> None:
    """The same key was served otherwise."""
    message = said("Invalid API key.")
    wrong = answered(case(operation, f"{WRONG_KEY}0a1b"), 401, message)
    served = answered(case(operation), 200, SERVED)
    judgement = assess([served, answered(case(operation), 401, message), wrong], [operation])
    assert KEY in found(judgement)
    assert kinds(judgement) == []


@each
def test_a_403_that_a_wrong_key_does_not_get_is_not_the_keys(operation: Operation) -> None:
    """It is told of what was asked for, with its words."""
    wrong = answered(case(operation, f"{WRONG_KEY}0a1b"), 401, said("Invalid API key."))
    served = answered(case(operation), 200, SERVED)
    refused = answered(case(operation), 403, said("Your plan has no such size."))
    judgement = assess([served, refused, wrong], [operation])
    assert KEY not in found(judgement)
    finding = next(f for f in judgement.findings if f.requirement == "request/documented-example-is-served")
    assert "Your plan has no such size." in finding.message


@each
def test_a_403_for_one_model_is_trouble_of_that_model(operation: Operation) -> None:
    """The key is good."""
    refused = answered(case(operation), 403, said(f"You have no access to model {operation.served_model}"))
    wrong = answered(case(operation, f"{WRONG_KEY}0a1b"), 403, said("Invalid API key."))
    judgement = assess([refused, wrong], [operation])
    assert (found(judgement), kinds(judgement)) == ([], [TroubleKind.MODEL])


@each
def test_a_key_that_is_served_elsewhere_breaks_the_documented_place(operation: Operation) -> None:
    """The finding says where the key does work, and is about the request in which it stands where the page says."""
    documented = case(operation)
    elsewhere = with_key_elsewhere(operation, documented)
    message = said("Invalid API key.")
    wrong = answered(case(operation, f"{WRONG_KEY}0a1b"), 401, message)
    refused = [answered(documented, 401, message), wrong]
    judgement = assess([*refused, answered(elsewhere, 200, SERVED)], [operation])
    assert (found(judgement), kinds(judgement)) == ([KEY], [])
    (finding,) = [finding for finding in judgement.findings if finding.requirement == KEY]
    name = Reading(operation, answered(elsewhere, 200, SERVED)).key_header
    assert f"in `{name}` was served" in finding.message
    assert "Invalid API key." in finding.message
    for answer in (answered(elsewhere, 401, message), answered(elsewhere, 200, message)):
        judgement = assess([*refused, answer], [operation])
        assert (KEY in found(judgement), kinds(judgement)) == (False, [TroubleKind.KEY])


@each
def test_a_key_elsewhere_is_in_a_header_that_upstream_takes(operation: Operation) -> None:
    """It is never in the query, it is the only key, and nothing else of the request is changed."""
    documented = case(operation)
    elsewhere = with_key_elsewhere(operation, documented)
    name, _ = operation.spec.credential(operation, "")
    assert elsewhere.request.header(name) is None
    assert Reading(operation, Exchange(elsewhere.request)).credential is Credential.ELSEWHERE
    assert [value.endswith("$KEY") for _, value in elsewhere.request.headers].count(True) == 1
    assert replace(elsewhere.request, headers=()) == replace(documented.request, headers=())
    assert elsewhere.id != documented.id
