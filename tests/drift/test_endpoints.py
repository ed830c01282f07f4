"""Endpoints of two readings: what has moved, and which way of proving a key is another."""

from __future__ import annotations

import pytest

from wirecheck.drift.endpoints import addresses, carriers, disagreeing, status_rule, unnamed
from wirecheck.facts import Operation


def test_the_names_of_parameters_make_no_other_endpoint() -> None:
    """Nor does how the method is written."""
    assert unnamed("post", "/v1/{model}/draw") == unnamed("POST", "/v1/{name}/draw") == "POST /v1/{}/draw"


@pytest.mark.parametrize(
    ("method", "path", "rules"),
    [
        ("POST", "/v1/{model}", []),
        ("PUT", "/v1/{model}", ["api-method-changed"]),
        ("POST", "/v1/{name}", ["request-parameter-renamed"]),
        ("PUT", "/v2/{model}", ["api-method-changed", "api-path-changed"]),
    ],
)
def test_an_address_changes_in_parts(method: str, path: str, rules: list[str]) -> None:
    """Its method, its path, or the names of its parameters alone."""
    now = Operation("POST", "/v1/{model}", (), None)
    assert [rule for rule, _, _ in addresses(method, path, now)] == rules


def test_ways_to_send_a_key_agree_as_far_as_both_say() -> None:
    """A header alone is that header with any scheme."""
    assert carriers("Authorization: Bearer or ?key") == ["Authorization: Bearer", "?key"]
    assert disagreeing(["Authorization", "?key"], ["authorization: Bearer"]) == ["?key"]
    assert disagreeing(["Authorization: Key"], ["Authorization: Bearer"]) == ["Authorization: Key"]


def test_statuses_are_of_success_or_of_error() -> None:
    """By their first digit."""
    assert status_rule("204", "added") == "response-success-status-added"
    assert status_rule("5xx", "removed") == "response-error-status-removed"
