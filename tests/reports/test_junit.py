"""JUnit XML: valid under Jenkins' schema, read by a reader of others, and of one mind with the pytest plugin."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml, TestCase, TestSuite

from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options, prepare
from wirecheck.plan import Depth
from wirecheck.reports import junit
from wirecheck.reports.placed_promises import PlacedPromises
from wirecheck.reports.report import Report

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parent / "schemas" / "junit-10.xsd"))
ANY = st.text(st.characters(exclude_categories=()))


def read(text: str) -> list[TestSuite]:
    """The suites of a report, by junitparser."""
    return [suite for suite in JUnitXml.fromstring(text.encode()) if isinstance(suite, TestSuite)]


def outcomes(text: str) -> dict[str, str]:
    """What became of each case."""
    return {f"{case.classname} {case.name}": outcome(case) for suite in read(text) for case in suite}


def outcome(case: TestCase) -> str:
    return "failed" if case.is_failure else "skipped" if case.is_skipped else "passed"


def test_the_report_looks_as_it_did(
    sample: Run, promises: PlacedPromises, snapshot: Callable[[str, str], None]
) -> None:
    """Suites, properties, cases, and what stands in a failure."""
    snapshot("junit.xml", junit.render(Report([sample], "1.2.3", promises)))


@pytest.mark.parametrize("strict", [False, True])
def test_a_report_is_valid_under_its_schema(real: Run, real_promises: PlacedPromises, strict: bool) -> None:
    """Clean, hardly asked, and with findings."""
    SCHEMA.validate(junit.render(Report([real], "1.2.3", real_promises, strict=strict)))


def test_the_schema_can_fail(sample: Run) -> None:
    """A case without a name is not valid."""
    text = junit.render(Report([sample], "1.2.3", {}))
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        SCHEMA.validate(text.replace('<testcase name="answer/has-a-candidate"', "<testcase"))


def test_a_report_of_nothing_is_one() -> None:
    """No runs make no suites."""
    text = junit.render(Report([], "1.2.3", {}))
    SCHEMA.validate(text)
    assert read(text) == []


def test_cases_end_as_they_should(sample: Run) -> None:
    """A broken `must` fails; a broken `should`, what is known and what was not judged are skipped."""
    at = "live.apiyi.generateContent"
    ends = {
        f"{at} answer/has-a-candidate": "passed",
        f"{at} picture/ratio-is-honoured": "failed",
        f"{at} body/is-labelled-json": "skipped",
        f"{at} usage/total-is-the-sum": "skipped",
        f"{at} usage/is-present": "skipped",
        f"{at} limits/wait-is-told": "skipped",
    }
    assert outcomes(junit.render(Report([sample], "1.2.3", {}))) == ends
    strictly = junit.render(Report([sample], "1.2.3", {}, strict=True))
    assert outcomes(strictly) == {**ends, f"{at} body/is-labelled-json": "failed"}


def test_what_is_skipped_says_why(sample: Run) -> None:
    """Each reason has its own words."""
    [suite] = read(junit.render(Report([sample], "1.2.3", {})))
    assert [case.result[0].message for case in suite if case.is_skipped] == [
        "should: it is labelled `text/plain`",
        "known: reported as ticket 7",
        "not judged: no answer came",
        "not tested at this depth",
    ]


def test_counts_are_those_of_the_cases(real: Run, real_promises: PlacedPromises) -> None:
    """What is written of a suite is what a reader counts in it."""
    suites = read(junit.render(Report([real, replace(real, target="live:other")], "1.2.3", real_promises)))
    assert len(suites) == 2 * len(real.operations)
    for suite in suites:
        ends = [outcome(case) for case in suite]
        counted = (len(ends), ends.count("failed"), 0, ends.count("skipped"))
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == counted


def test_every_case_has_its_level_and_its_page(real: Run, real_promises: PlacedPromises) -> None:
    """As properties of its suite, by its name; a page is named where one promises it."""
    for suite in read(junit.render(Report([real], "1.2.3", real_promises))):
        told = {each.name: each.value for each in suite.properties()}  # type: ignore[no-untyped-call]  # junitparser types half of itself
        operation = suite.name.partition(":")[2]
        for case in suite:
            promise = real_promises[case.name, operation]
            page = promise.citation.url if promise.citation else None
            assert (told[f"level:{case.name}"] in ("must", "should"), told.get(f"citation:{case.name}")) == (True, page)


@pytest.mark.exhaustive
def test_it_is_of_one_mind_with_pytest(tmp_path: Path) -> None:
    """`pytest --wirecheck` fails, skips and passes the same requirements."""
    fault = ("ratio-ignored", "key-echoed", "candidates-empty")
    path = tmp_path / "pytest.xml"
    lies = [word for name in fault for word in ("--wirecheck-fault", name)]
    command = [sys.executable, "-m", "pytest", "--rootdir", str(tmp_path), "-q", "-p", "no:cacheprovider"]
    command += ["--wirecheck", "apiyi", *lies, "--wirecheck-depth", "probe", f"--junitxml={path}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    theirs = {}
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        ends = [name for name, tag in (("failed", "failure"), ("skipped", "skipped")) if case.find(tag) is not None]
        theirs[case.attrib["name"].rpartition("::")[2]] = ends[0] if ends else "passed"
    run = prepare("apiyi", Options(depth=Depth.PROBE, fault=fault), environ={}).run()
    mine: dict[str, str] = {}
    for name, end in outcomes(junit.render(Report([run], "1.2.3", {}))).items():
        # pytest has one item for what is on the page and beyond it
        if mine.get(name.split()[1]) != "failed":
            mine[name.split()[1]] = end
    assert theirs.pop("is-served") == "passed", "the item that tells of trouble"
    assert mine == theirs
    assert set(mine.values()) == {"failed", "skipped", "passed"}


@settings(max_examples=60, deadline=None)
@given(text=ANY)
def test_any_text_leaves_it_valid(hostile: Callable[[str], Run], text: str) -> None:
    """Control characters, halves of letters, ends of CDATA: all is valid, can be encoded, and the cases stay."""
    run = hostile(text)
    made = junit.render(Report([replace(run, target=f"replay:{text}")], "1.2.3", {}))
    SCHEMA.validate(made)
    [suite] = read(made)
    assert len(list(suite)) == 6


def test_a_long_text_is_cut(hostile: Callable[[str], Run]) -> None:
    """A message of a megabyte takes no megabyte, and no command is cut in two."""
    made = junit.render(Report([hostile("]]>\x1b" * 250_000)], "1.2.3", {}))
    SCHEMA.validate(made)
    assert len(made) < 200_000
    assert "the command has 1,000,005 characters" in made
