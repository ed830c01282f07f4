"""Drifts as values: every rule that they name is one, and says whom it breaks and why."""

from __future__ import annotations

import ast
from itertools import product
from pathlib import Path

import pytest

from wirecheck import drift
from wirecheck.diff import RULES
from wirecheck.drift import OWN, Against, Breaks, Drift
from wirecheck.drift.values import holder
from wirecheck.facts import Attr, Side

ACTIONS = (
    "became-enum",
    "became-not-enum",
    "became-optional",
    "became-required",
    "constraint-changed",
    "default-value-added",
    "default-value-changed",
    "default-value-removed",
    "enum-value-added",
    "enum-value-removed",
    "example-changed",
    "limit-loosened",
    "limit-tightened",
    "removed",
    "type-changed",
    "type-generalized",
    "type-specialized",
)
IDS = {rule.id for rule in RULES}


def made(rule: str, side: Side = Side.REQUEST, *, sample: bool = False) -> Drift:
    return Drift("page", Against.SPEC, "POST /v1", side, "a.b", Attr.TYPE, rule, "is", sample=sample)


SIDES = (Side.REQUEST, Side.RESPONSE, Side.PATH, Side.QUERY)


@pytest.mark.parametrize(("side", "action"), [*product(SIDES, ACTIONS)])
def test_each_action_is_a_rule_of_diff(side: Side, action: str) -> None:
    """On each side; what is in the path or in the query is a parameter."""
    one = made(f"{holder(side)}-{action}", side)
    assert one.rule in IDS
    assert one.reason.endswith(".")
    assert one.breaks is not (Breaks.CALLERS if side is Side.RESPONSE else Breaks.READERS)


def test_each_rule_in_the_code_is_one() -> None:
    """Those that are written out, in whatever module."""
    found = set()
    for path in Path(drift.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    heads = ("api-", "request-", "response-", "page-")
    written = {text for text in found if text.startswith(heads) and text.count("-") >= 2 and text[-1] != "-"}
    assert written - {"request-property", "response-property", "request-parameter"} - IDS - set(OWN) == set()
    assert set(OWN) <= written | {"request-sample-invalid", "response-sample-invalid"}


def test_samples_break_nobody() -> None:
    """Whatever they show."""
    one = made("request-property-removed", sample=True)
    assert (one.breaks, one.client.value) == (Breaks.NOTE, "none")
    assert made("request-property-removed").breaks is Breaks.CALLERS


@pytest.mark.parametrize(
    ("rule", "side", "breaks"),
    [
        ("response-property-removed", Side.RESPONSE, Breaks.READERS),
        ("response-property-enum-value-added", Side.RESPONSE, Breaks.READERS),
        ("request-property-default-value-changed", Side.REQUEST, Breaks.BEHAVIOUR),
        ("request-parameter-renamed", Side.PATH, Breaks.CLIENT),
        ("request-optional-property-added", Side.REQUEST, Breaks.NOTE),
        ("api-server-changed", Side.OPERATION, Breaks.CALLERS),
        ("page-claim-dropped", Side.REQUEST, Breaks.NOTE),
        ("request-sample-invalid", Side.REQUEST, Breaks.CALLERS),
    ],
)
def test_each_class_has_its_drifts(rule: str, side: Side, breaks: Breaks) -> None:
    """All five of them."""
    assert made(rule, side).breaks is breaks
