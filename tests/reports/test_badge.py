"""The badge: what shields.io reads, in the colour of what is so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecheck.engine.runner import Run
from wirecheck.reports import badge
from wirecheck.reports.report import Report

# https://shields.io/badges/endpoint-badge
TEXT = {"type": "string"}
SCHEMA = {
    "type": "object",
    "properties": {
        "schemaVersion": {"const": 1},
        "label": TEXT,
        "message": {"type": "string", "minLength": 1},
        "color": TEXT,
        "labelColor": TEXT,
        "isError": {"type": "boolean"},
        "namedLogo": TEXT,
        "logoSvg": TEXT,
        "logoColor": TEXT,
        "logoSize": TEXT,
        "style": TEXT,
    },
    "required": ["schemaVersion", "label", "message"],
    "additionalProperties": False,
}
CHECKER = jsonschema.Draft202012Validator(SCHEMA)


def made(*runs: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(badge.render(Report(runs)))
    assert [error.message for error in CHECKER.iter_errors(found)] == []
    return found


def told(*runs: Run) -> tuple[str, str, str]:
    found = made(*runs)
    return found["label"], found["message"], found["color"]


def test_a_real_run_makes_a_badge(real: Run) -> None:
    """Red where a `must` is broken, and grey or green where none is."""
    assert (made(real)["color"] == "red", made(real).get("isError", False)) == (bool(real.broken),) * 2


def test_the_badge_says_how_it_is(sample: Run) -> None:
    """What is worst is said: broken, then interrupted, then not judged, then what should be."""
    held, ratio, label, _, unjudged, *_ = sample.results
    must, should, known = sample.findings[0], sample.findings[-2], sample.findings[-1]
    calm = replace(sample, results=(held, held), findings=())
    table = [
        (sample, "1 must requirement broken", "red"),
        (replace(sample, interrupted=True), "1 must requirement broken", "red"),
        (replace(calm, interrupted=True), "interrupted", "lightgrey"),
        (replace(calm, missing=("1/2",)), "parts are missing", "lightgrey"),
        (replace(calm, results=(held, unjudged)), "1 must requirement not judged", "lightgrey"),
        (replace(calm, results=()), "nothing judged", "lightgrey"),
        (replace(calm, findings=(should, should)), "2 held, 1 should requirement broken", "yellow"),
        (replace(calm, findings=(known,)), "2 held, 1 known", "brightgreen"),
        (calm, "2 held", "brightgreen"),
        (
            replace(calm, results=(held, ratio, label), findings=(replace(must, known="ticket"),)),
            "1 held, 1 known",
            "brightgreen",
        ),
    ]
    assert [told(run)[1:] for run, _, _ in table] == [(message, color) for _, message, color in table]


def test_several_providers_have_one_badge(sample: Run) -> None:
    """It is called after one provider, or after wirecheck where there are more, or none."""
    other = replace(sample, provider="dgrid", target="live:dgrid")
    assert [told(sample, sample)[0], told(sample, other)[0], told()[0]] == ["apiyi", "wirecheck", "wirecheck"]
    assert told(sample, other)[1] == "2 must requirements broken"


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=())))
def test_any_text_leaves_it_valid(hostile: Callable[[str], Run], text: str) -> None:
    """Whatever a gateway says, the badge is the same; a provider's name is made harmless."""
    assert made(hostile(text)) == made(hostile("x"))
    assert made(replace(hostile(text), provider=text))["label"].isprintable()
