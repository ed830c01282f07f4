"""The JSON report: valid under its schema, ASCII, and the same for the same answers."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest

from wirecheck.plan import Depth
from wirecheck.reports import json as report
from wirecheck.session import Options, prepare

CHECKER = jsonschema.Draft202012Validator(report.schema())


def made(target: str, **given: Any) -> dict[str, Any]:
    run = prepare(target, Options(depth=Depth.PROBE, **given), environ={}).run()
    found: dict[str, Any] = json.loads(report.render([run], "1.2.3"))
    return found


@pytest.mark.parametrize(
    ("target", "given"),
    [
        ("apiyi", {}),
        ("deerapi", {}),
        ("apiyi", {"budget": 0}),
        ("dgrid", {"fault": ("key-echoed",)}),
        ("gemini-native", {"fault": ("candidates-empty",)}),
        ("deerapi:createImage", {"fault": ("created-as-string",)}),
    ],
)
def test_a_report_is_valid_under_its_schema(target: str, given: dict[str, Any]) -> None:
    """Clean, with findings, with what was left out: each has the shape that is promised."""
    target = f"emulated:{target}" if ":" in target else target
    assert [error.message for error in CHECKER.iter_errors(made(target, **given))] == []


def test_the_schema_is_a_schema_and_can_fail() -> None:
    """A report with a verdict that is none is not valid."""
    jsonschema.Draft202012Validator.check_schema(report.schema())
    broken = copy.deepcopy(made("apiyi"))
    broken["runs"][0]["requirements"][0]["verdict"] = "perhaps"
    assert not CHECKER.is_valid(broken)


def test_a_report_of_nothing_is_one() -> None:
    """No runs make an empty list."""
    text = report.render([], "1.2.3")
    assert (
        {name: value for name, value in json.loads(text).items() if name != "started"},
        text.isascii(),
    ) == ({"schema": 1, "wirecheck": "1.2.3", "runs": []}, True)


def test_two_runs_of_the_same_answers_are_the_same() -> None:
    """Nothing but the time tells two reports of one gateway apart."""
    one, other = (made("dgrid", fault=("candidates-empty",)) for _ in range(2))
    assert {**one, "started": ""} == {**other, "started": ""}
