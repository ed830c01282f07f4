"""
One level everywhere: in every format, in `explain` and in the exit code, on the page and beyond it.

Each requirement of the catalogue is made to break on an answer to a request that the page documents, on one to a
request that goes beyond it, and on both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from wirecheck.cli.output import exit_code
from wirecheck.engine.explanations import documented_operations, promises
from wirecheck.engine.runner import RequestCounts, Run
from wirecheck.judging.judge import assess
from wirecheck.plan import Depth
from wirecheck.reading.reading import Reading
from wirecheck.reports import badge, github, html, junit, markdown, sarif, terminal
from wirecheck.reports import json as json_report
from wirecheck.reports.report import Report
from wirecheck.requirements.catalogue import catalogue
from wirecheck.requirements.requirement import Broken, Level, Outcome, Reads, Requirement
from wirecheck.spec.operation import Operation
from wirecheck.wire.exchange import Exchange, Request, Response

Levels = set[tuple[str, str]]
"""Requirements, and the level that something says each has."""

OPERATIONS = {operation.id: operation for operation in documented_operations()}
ASKED = {"on the page": (False,), "beyond it": (True,), "both": (False, True)}


def breaking(requirement: Requirement) -> Requirement:
    """The same requirement, broken by every answer."""

    def judge(reading: Reading) -> Iterator[Outcome]:
        """It is broken."""
        yield Broken("it is broken", "member", "on" if reading.within_page else "beyond")

    return replace(requirement, judge=judge, asked=lambda reading: True, after=(), reads=Reads.ANY, suspects=False)


def exchange(operation: Operation, beyond: bool) -> Exchange:
    """The page's own request, or the same with a member that the page does not name."""
    sample = operation.examples[0].value
    assert isinstance(sample, dict)
    body = sample | ({"invented_here": 1} if beyond else {})
    name, value = operation.spec.credential(operation, "sk-mine")
    headers = ((name, value), ("Content-Type", "application/json"))
    model = next(iter(operation.models))
    path = operation.path.replace("{model}", model)
    request = Request("POST", f"https://gateway.example{path}", headers, json.dumps(body).encode())
    return Exchange(request, Response(200, (("Content-Type", "application/json"),), b"{}"), started=1.0, ended=2.0)


def broken(operation: Operation, asked: str) -> Run:
    exchanges = [exchange(operation, beyond) for beyond in ASKED[asked]]
    assert [Reading(operation, one).within_page for one in exchanges] == [not beyond for beyond in ASKED[asked]]
    judgement = assess(exchanges, [operation], requirements=[breaking(one) for one in catalogue()])
    return Run(
        target=f"emulated:{operation.id}",
        provider=operation.provider,
        operations=(operation.id,),
        depth=Depth.PROBE,
        counts=RequestCounts(2, 2, 2, 0),
        left_out=(),
        results=judgement.results,
        findings=judgement.findings,
        started=1.0,
    )


def expected(operation: Operation, asked: str) -> Levels:
    """What `explain` says of each requirement."""
    found = set()
    for requirement in catalogue():
        [promise] = promises(requirement, [operation])
        levels = {promise.beyond if beyond else promise.level for beyond in ASKED[asked]}
        found |= {(requirement.id, level.value) for level in levels if level not in (None, Level.OBSERVE)}
    return found


def rows(run: Run) -> Levels:
    told = json.loads(json_report.render(Report([run])))["runs"][0]["requirements"]
    return {(row["id"], row["level"]) for row in told if row["verdict"] == "broken" and row["level"] != "observe"}


def findings(run: Run) -> Levels:
    told = json.loads(json_report.render(Report([run])))["runs"][0]["findings"]
    assert all(finding["citation"] is None for finding in told if finding["beyond_page"])
    return {(finding["requirement"], finding["level"]) for finding in told}


def on_a_terminal(run: Run) -> Levels:
    text = terminal.render(Report([run], verbose=True, width=120))
    for block in re.split(r"\n(?=must|should)", text):
        assert ("promised by" in block) <= block.startswith("must"), block
    heads: Levels = {(id, level) for level, id in re.findall(r"^(must|should) +(\S+/\S+)", text, re.MULTILINE)}
    listed: Levels = set(re.findall(r"^  (\S+/\S+) +(must|should) +broken", text, re.MULTILINE))
    assert heads == listed
    return heads


def in_a_browser(run: Run) -> Levels:
    text = html.render(Report([run]))
    articles = re.findall(r'<span class="level \w+">(\w+)</span> <code>([^<]+)</code>.*?</article>', text, re.DOTALL)
    for article in re.findall(r"<article class=\"finding\".*?</article>", text, re.DOTALL):
        assert ("Promised by" in article) <= ('class="level must"' in article)
    verdict = "Broken" if run.broken else "Held"
    assert re.search(rf">\s*{verdict}\b", text)
    return {(id, level) for level, id in articles}


def for_code_scanning(run: Run) -> Levels:
    [found] = json.loads(sarif.render(Report([run])))["runs"]
    severity = {"must": "error", "should": "warning"}
    assert all(result["level"] == severity[result["properties"]["level"]] for result in found["results"])
    return {(result["ruleId"], result["properties"]["level"]) for result in found["results"]}


def as_test_cases(run: Run) -> Levels:
    root = ElementTree.fromstring(junit.render(Report([run])))
    properties = {p.get("name"): p.get("value") for p in root.iter("property")}
    found = set()
    for case in root.iter("testcase"):
        failure, skipped, name = case.find("failure"), case.find("skipped"), str(case.get("name"))
        if failure is not None:
            found.add((name, failure.get("type")))
        elif skipped is not None and str(skipped.get("message")).startswith("should: "):
            found.add((name, "should"))
        else:
            continue
        assert (name, properties[f"level:{name}"]) in found
    return {(name.removesuffix(" beyond the page"), str(level)) for name, level in found}


def in_a_comment(run: Run) -> Levels:
    found: Levels = set()
    for finding in run.findings:
        # one by one, as a comment is too short for all
        text = markdown.render(Report([replace(run, findings=(finding,))]))
        assert ("promised by" in text) <= (finding.level is Level.MUST)
        found |= {(id, level) for level, id in re.findall(r"^### (must|should) `([^`]+)`", text, re.MULTILINE)}
    return found


def in_a_log(run: Run) -> Levels:
    found = re.findall(r"^::(error|warning) title=(must|should) (\S+)", github.render(Report([run])), re.MULTILINE)
    assert all({"must": "error", "should": "warning"}[level] == command for command, level, _ in found)
    return {(id, level) for _, level, id in found}


FORMATS: list[Callable[[Run], Levels]] = [
    rows,
    findings,
    on_a_terminal,
    in_a_browser,
    for_code_scanning,
    as_test_cases,
    in_a_comment,
    in_a_log,
]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_no_two_levels_differ(operation: Operation, asked: str) -> None:
    """Every format names the same requirements with the same levels as `explain`, and none counts others."""
    run, levels = broken(operation, asked), expected(operation, asked)
    [again] = json_report.parse(json_report.render(Report([run])))
    assert (again.results, again.findings) == (run.results, run.findings)
    for told in FORMATS:
        assert told(run) == levels, told.__name__
    must = sum(level == "must" for _, level in levels)
    assert must > 20 or asked == "beyond it"
    assert json.loads(badge.render(Report([run])))["message"].startswith(f"{must} must") is bool(must)
    assert (exit_code([run]), exit_code([run], strict=True)) == (1 if must else 0, 1)


def test_what_keeps_its_level_beyond_the_page() -> None:
    """A broken `must` there is one everywhere: that an error is no 2xx is promised by any documented 200."""
    operation = OPERATIONS["apiyi:generateContent"]
    fixed = {r.id for r in catalogue() if r.level_is_fixed and r.level(operation) is Level.MUST}
    assert {id for id, level in expected(operation, "beyond it") if level == "must"} == fixed
