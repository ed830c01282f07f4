"""One attribute of a member, compared: the rules of types, limits and duties, by what is known and what is stated."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest

from wirecheck.diff import RULES
from wirecheck.drift import OWN, attribute_changes, attributes_vs_spec
from wirecheck.drift.attributes import duty, key, limits, type_rule
from wirecheck.drift.values import holder
from wirecheck.facts import Attr, Basis, Fact, Qualifier, Side
from wirecheck.wire.lenient_json import Json

IDS = {*(rule.id for rule in RULES), *OWN}
SIDES = (Side.REQUEST, Side.RESPONSE, Side.PATH)


@pytest.mark.parametrize(
    ("was", "now", "action"),
    [
        ("string", "string", None),
        ("array", "object[]", None),
        ("string[]", "object[]", "type-changed"),
        ("integer", "number", "type-generalized"),
        ("number", "integer", "type-specialized"),
        ("string", "string|object", "type-generalized"),
        ("string|object", "object", "type-specialized"),
        ("string", "integer", "type-changed"),
        ("object", "object[]", "type-changed"),
    ],
)
def test_types_are_wider_narrower_or_others(was: str, now: str, action: str | None) -> None:
    """An array of no stated items agrees with any."""
    assert type_rule(Side.REQUEST, was, now) == (action and f"request-property-{action}")


@pytest.mark.parametrize(
    ("was", "now", "action"),
    [
        ({"maximum": 4}, {"maximum": 3}, "limit-tightened"),
        ({"maximum": 4}, {"maximum": 5}, "limit-loosened"),
        ({"minimum": 4}, {"minimum": 5}, "limit-tightened"),
        ({"minimum": 4}, {"minimum": 3}, "limit-loosened"),
        ({}, {"maxLength": 3}, "limit-tightened"),
        ({"maxLength": 3}, {}, "limit-loosened"),
        ({"pattern": "a"}, {"pattern": "b"}, "constraint-changed"),
    ],
)
def test_limits_are_tighter_or_looser(was: dict[str, int], now: dict[str, int], action: str) -> None:
    """By their direction."""
    assert [rule for rule, *_ in limits(Side.REQUEST, {**was}, {**now})] == [f"request-property-{action}"]


def test_a_number_is_the_same_in_quotes() -> None:
    """Pages write both."""
    assert key("1") == key(1) != key("2")


@pytest.mark.parametrize("table", [attribute_changes.DUTIES, attributes_vs_spec.DUTIES])
def test_each_change_of_a_duty_has_a_rule(table: Mapping[tuple[str, str], tuple[str, str, str]]) -> None:
    """On each side, and a sentence for either."""
    for side, (action, *sentences) in product(SIDES, table.values()):
        assert (action if action in OWN else f"{holder(side)}-{action}") in IDS
        assert len(sentences) == 2


def stated(value: Json, qualifier: Qualifier | None) -> Fact:
    return Fact("POST /v1", Side.REQUEST, "a", Attr.REQUIRED, value, qualifier, Basis.DECLARED, (1, 1), "")


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (None, "unsaid"),
        (stated(False, Qualifier.EXPLICIT), "optional"),
        (stated(False, None), "optional"),
        (stated(True, Qualifier.CONDITIONAL), "conditional"),
        (stated(True, Qualifier.EXPLICIT), "required"),
    ],
)
def test_a_duty_has_one_of_four_words(fact: Fact | None, expected: str) -> None:
    """Whatever a page says of it."""
    assert duty(fact) == expected
