"""SARIF 2.1.0: valid under its schema, each finding at the line that promises otherwise, and the same when it moves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecheck.engine.runner import Run
from wirecheck.reports import sarif
from wirecheck.reports.placed_promises import PlacedPromises
from wirecheck.reports.report import Report

HERE = Path(__file__).resolve()
SCHEMA = json.loads((HERE.parent / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
CHECKER = jsonschema.Draft4Validator(SCHEMA)
ANY = st.text(st.characters(exclude_categories=()))


def made(runs: list[Run], promises: PlacedPromises) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sarif.render(Report(runs, "1.2.3", promises)))
    return found


def test_the_report_looks_as_it_did(
    sample: Run, promises: PlacedPromises, snapshot: Callable[[str, str], None]
) -> None:
    """Rules, notices and results; two findings of the ten of one kind are enough to see."""
    brief = replace(sample, findings=(*sample.findings[:2], *sample.findings[-2:]))
    snapshot("sarif.json", sarif.render(Report([brief], "1.2.3", promises)))


def test_a_report_is_valid_under_its_schema(real: Run, real_promises: PlacedPromises) -> None:
    """Clean, hardly asked, and with findings; with promises and without."""
    for promises in (real_promises, {}):
        assert [error.message for error in CHECKER.iter_errors(made([real, real], promises))] == []


def test_the_schema_is_a_schema_and_can_fail(sample: Run) -> None:
    """A result of a level that is none is not valid."""
    jsonschema.Draft4Validator.check_schema(SCHEMA)
    broken = made([sample], {})
    broken["runs"][0]["results"][0]["level"] = "must"
    assert not CHECKER.is_valid(broken)


def test_each_finding_is_a_result_of_its_rule(real: Run, real_promises: PlacedPromises) -> None:
    """By name and by number; each rule has its statement and its page as help."""
    [run] = made([real], real_promises)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [result["partialFingerprints"]["wirecheck/v1"] for result in run["results"]] == [
        finding.fingerprint for finding in real.findings
    ]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [f.requirement for f in real.findings]
    for rule in rules:
        mine = [real_promises[rule["id"], o] for o in real.operations if (rule["id"], o) in real_promises]
        page = next((promise.citation.url for promise in mine if promise.citation), None)
        assert (rule["shortDescription"]["text"], rule.get("helpUri")) == (mine[0].statement, page)
        assert mine[0].statement in rule["help"]["markdown"]


def test_a_finding_stands_where_it_is_promised_otherwise(real: Run, real_promises: PlacedPromises) -> None:
    """The line in the spec's file cites the page of the finding, or names the operation."""
    [run] = made([real], real_promises)["runs"]
    for result, finding in zip(run["results"], real.findings, strict=True):
        place = result["locations"][0]["physicalLocation"]
        lines = (HERE.parents[2] / place["artifactLocation"]["uri"]).read_text(encoding="utf-8").splitlines()
        said = str(finding.citation) if finding.citation else finding.operation.partition(":")[2]
        assert said in lines[place["region"]["startLine"] - 1]


def test_what_is_known_is_suppressed(sample: Run) -> None:
    """With the reason of the baseline; nothing else is."""
    [run] = made([sample], {})["runs"]
    told = [[s["justification"] for s in result.get("suppressions", ())] for result in run["results"]]
    assert told == [[]] * 11 + [["reported as ticket 7"]]


def test_what_was_not_judged_is_a_notice(sample: Run) -> None:
    """It is no result, and not passed over either; an interrupted run was no success."""
    stopped = replace(sample, interrupted=True, missing=("2/8",))
    [run] = made([stopped], {})["runs"]
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [notice["message"]["text"] for notice in invocation["toolExecutionNotifications"]] == [
        "The run was interrupted.",
        "Part 2/8 of the plan is missing.",
        "apiyi:generateContent: usage/is-present was not judged: no answer came",
    ]
    assert made([sample], {})["runs"][0]["invocations"][0]["executionSuccessful"] is True


def test_each_run_is_an_analysis_of_its_own(sample: Run) -> None:
    """Code scanning takes one of a category from a file; where a target was run twice, that is the latest."""
    runs = made([sample, sample, replace(sample, target="emulated:apiyi")], {})["runs"]
    categories = [run["automationDetails"]["id"].rpartition("/")[0] for run in runs]
    assert categories == ["wirecheck/live:apiyi", "wirecheck/emulated:apiyi"]


@settings(max_examples=60, deadline=None)
@given(text=ANY)
def test_any_text_leaves_it_valid(hostile: Callable[[str], Run], text: str) -> None:
    """ASCII, no halves of letters, no control characters, and every result there."""
    rendered = sarif.render(Report([replace(hostile(text), target=f"replay:{text}")], "1.2.3", {}))
    found = json.loads(rendered)
    assert (CHECKER.is_valid(found), rendered.isascii(), len(found["runs"][0]["results"])) == (True, True, 12)
    found["runs"][0]["tool"]["driver"]["rules"] = []
    assert re.findall("[\x00-\x1f\ud800-\udfff]", "".join(strings(found))) == []


def strings(value: Any) -> list[str]:
    """Every text of a document."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


def test_a_long_text_is_cut(hostile: Callable[[str], Run]) -> None:
    """A message has at most a thousand characters."""
    [run] = made([hostile("\x1b]" * 500_000)], {})["runs"]
    assert {len(result["message"]["text"]) for result in run["results"]} == {1000}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "/page"])
def test_help_is_on_the_web_or_nowhere(sample: Run, promises: PlacedPromises, url: str) -> None:
    """An address of another kind is no link."""
    cited = {
        key: replace(promise, citation=replace(promise.citation, url=url))
        for key, promise in promises.items()
        if promise.citation is not None
    }
    bare = replace(sample, findings=())
    [run] = made([bare], cited)["runs"]
    assert [rule for rule in run["tool"]["driver"]["rules"] if "helpUri" in rule] == []
