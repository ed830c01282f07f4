"""Keys in exchanges from elsewhere, each by itself."""

from __future__ import annotations

import pytest

from wirecheck import judge
from wirecheck.reading.refused_keys import with_a_refused_key
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Request, Response

APIYI = load("apiyi").operation("generateContent")
INVALID = b'{"error": {"code": 400, "message": "bad", "details": [{"reason": "API_KEY_INVALID"}]}}'


def exchange(key: str, status: int, body: bytes = b"{}", url: str = APIYI.url("https://a.test")) -> Exchange:
    headers = (("Authorization", key), ("Content-Type", "application/json")) if key else ()
    return Exchange(Request("POST", url, headers, b"{}"), Response(status, (), body))


CASES = [
    ([("Bearer a", 200), ("Bearer b", 401)], [False, True]),
    ([("Bearer b", 403), ("Bearer a", 200), ("bearer b", 500)], [True, False, True]),
    ([("Bearer a", 200), ("Bearer a", 401)], [False, False]),
    ([("Bearer a", 401), ("Bearer b", 401)], [False, False]),
    ([("Bearer a", 200), ("Bearer b", 400)], [False, False]),
    ([("", 200), ("Bearer b", 401)], [False, False]),
    ([("Bearer a", 200), ("", 401), ("Bearer wirecheckWrongKey1", 401)], [False, False, False]),
    ([], []),
]


@pytest.mark.parametrize(("came", "expected"), CASES, ids=str)
def test_a_key_is_refused_where_another_is_served(came: list[tuple[str, int]], expected: list[bool]) -> None:
    """One that was never served and at least once refused as a key; no key at all is none."""
    assert expected == with_a_refused_key([exchange(*each) for each in came], [APIYI])


def test_google_refuses_a_key_in_its_own_way() -> None:
    """With 400; and what goes elsewhere is nobody's key."""
    elsewhere = exchange("Bearer c", 401, url="https://a.test/elsewhere")
    exchanges = [exchange("Bearer a", 200), exchange("Bearer b", 400, INVALID), elsewhere]
    assert with_a_refused_key(exchanges, [APIYI]) == [False, True, False]


def test_answers_that_are_judged_from_python_are_told_apart_too() -> None:
    """The refusal of one key blames nobody."""
    came = [exchange("Bearer a", 200), exchange("Bearer b", 401)]
    judged = [{finding.requirement for finding in judge(exchanges, "apiyi")} for exchanges in (came, came[1:])]
    assert ["error/has-a-message" in found for found in judged] == [False, True]
