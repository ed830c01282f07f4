"""The JSON report: valid under its schema, ASCII, and the same for the same answers."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from wirecheck.engine import replay
from wirecheck.engine.prices import Prices
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import ReportError
from wirecheck.judging.verdicts import conclude
from wirecheck.plan import Depth
from wirecheck.reports import json as report
from wirecheck.reports import terminal
from wirecheck.reports.report import Report

RECORDED = Path(__file__).parents[1] / "tape" / "recorded" / "mitmproxy.har"
CHECKER = jsonschema.Draft202012Validator(report.schema())


def made(target: str, **given: Any) -> dict[str, Any]:
    run = prepare(target, Options(depth=Depth.PROBE, **given), environ={}).run()
    found: dict[str, Any] = json.loads(report.render(Report([run], "1.2.3")))
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
    text = report.render(Report([], "1.2.3"))
    assert (
        {name: value for name, value in json.loads(text).items() if name != "started"},
        text.isascii(),
    ) == ({"schema": 1, "wirecheck": "1.2.3", "runs": []}, True)


def test_two_runs_of_the_same_answers_are_the_same() -> None:
    """Nothing but times tells two reports of one gateway apart."""
    one, other = (timeless(made("dgrid", fault=("candidates-empty",))) for _ in range(2))
    assert one == other


def timeless(value: Any) -> Any:
    """A report without its times."""
    if isinstance(value, dict):
        return {name: timeless(inner) for name, inner in value.items() if name not in ("started", "seconds")}
    return [timeless(inner) for inner in value] if isinstance(value, list) else value


PRICES = Prices("EUR", Decimal("0.04"))
MADE: list[tuple[str, dict[str, Any]]] = [
    ("apiyi", {}),
    ("apiyi", {"fault": ("value-refused",), "shard": "2/3", "depth": Depth.SWEEP}),
    ("deerapi", {"budget": 1, "prices": PRICES}),
    ("dgrid", {"fault": ("error-as-200", "key-echoed"), "shard": "1/1"}),
]


@pytest.mark.parametrize(("target", "given"), MADE)
def test_a_report_is_read_back(target: str, given: dict[str, Any]) -> None:
    """What was written is read as it was, shown as it was, and written as it was."""
    run = prepare(target, Options(**{"depth": Depth.PROBE, **given}), environ={}).run()
    text = report.render(Report([run], "1.2.3"))
    assert [error.message for error in CHECKER.iter_errors(json.loads(text))] == []
    found = report.parse(text)
    assert report.render(Report(found, "1.2.3")) == text
    assert terminal.render(Report(found, verbose=True)) == terminal.render(Report([run], verbose=True))
    assert (found[0].results, found[0].findings) == (run.results, run.findings)
    if run.shard:
        assert conclude(found[0].evidence).findings == run.findings


def test_a_tape_from_elsewhere_has_no_depth() -> None:
    """Nobody planned it, and the report says so."""
    [found] = replay.prepare(f"replay:apiyi:{RECORDED}")
    text = report.render(Report([found.run()], "1.2.3"))
    assert [error.message for error in CHECKER.iter_errors(json.loads(text))] == []
    [run] = report.parse(text)
    assert (run.depth, [skipped.count for skipped in run.skipped]) == (None, [1])


WHOLE = made("apiyi")
BAD: list[tuple[str, str]] = [
    ("", "is not valid JSON"),
    ("[" * 100_000, "is not valid JSON"),
    ("[]", "is not a report of wirecheck"),
    ('{"runs": 3}', "is not a report of wirecheck"),
    ('{"runs": []}', "has the schema None"),
    ('{"schema": 2, "runs": []}', "has the schema 2"),
    ('{"schema": 1, "runs": [{}]}', "is not a complete report"),
    ('{"schema": 1, "runs": [7]}', "is not a complete report"),
    (json.dumps({**WHOLE, "runs": [{**WHOLE["runs"][0], "depth": "deep"}]}), "is not a complete report"),
    (json.dumps({**WHOLE, "runs": [{**WHOLE["runs"][0], "charges": [{}]}]}), "is not a complete report"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=range(len(BAD)))
def test_what_is_no_report_is_told(text: str, message: str) -> None:
    """By the file's name, with a hint."""
    with pytest.raises(ReportError) as caught:
        report.parse(text, "run.json")
    assert (message in caught.value.message, "run.json" in caught.value.message) == (True, True)
    assert caught.value.hint
