"""Trouble is told once, first, in the gateway's own words and in every format, and is never a finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import jsonschema_rs
import pytest

from wirecheck.engine.merging import merge
from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options, prepare
from wirecheck.judging.trouble import Trouble
from wirecheck.reading.excuses import TroubleKind
from wirecheck.reports import badge, github, html, junit, markdown, sarif, terminal
from wirecheck.reports import json as json_report
from wirecheck.reports.report import Report
from wirecheck.reports.trouble_lines import line, trouble_lines
from wirecheck.requirements.requirement import Level, Verdict

WORDS = "Invalid token: it may have expired."
TOLD = "`$APIYI_API_KEY` was refused, status 401: Invalid token: it may have expired."


@pytest.fixture(scope="module")
def refused() -> Run:
    """A run whose key is refused."""
    return prepare("emulated:apiyi", Options(fault=("key-expired",)), environ={}).run()


@pytest.fixture(scope="module")
def passing(refused: Run) -> Run:
    """A run in which one request of nine failed, and all was judged."""
    trouble = Trouble(TroubleKind.OUTAGE, "apiyi:generateContent", "busy <b>&", 502, 1, 1, ("c1",), due=9)
    held = prepare("emulated:apiyi", Options(), environ={}).run()
    return replace(held, troubles=(trouble,))


LINES = [
    (
        Trouble(TroubleKind.KEY, "a:b", "no", 401, 3, due=3, key="KEY"),
        "a:b: `$KEY` was refused, status 401: no (3 of 3 requests)",
    ),
    (Trouble(TroubleKind.KEY, "a:b", "", 401, 1, due=1), "a:b: the key was refused, status 401 (the only request)"),
    (
        Trouble(TroubleKind.LOST, "a:b", "no complete answer within 5 s", 0, 1, 1, due=9),
        "a:b: no whole answer: no complete answer within 5 s (1 of 9 requests; 1 may have been charged)",
    ),
    (
        Trouble(TroubleKind.MONEY, "a:b", "余额不足", 403, 2, due=2),
        "a:b: the account has no quota left, status 403: 余额不足 (2 of 2 requests)",
    ),
]


@pytest.mark.parametrize(("trouble", "text"), LINES)
def test_trouble_is_one_line(trouble: Trouble, text: str) -> None:
    """What is wrong, the gateway's words, and how far it reached."""
    assert line(trouble, blocking=True).text == text


def test_the_terminal_tells_it_first(refused: Run) -> None:
    """Before everything else, once, and also where nothing but findings is asked for."""
    for quiet in (False, True):
        first, *rest = terminal.render(Report([refused], quiet=quiet)).splitlines()
        assert first.startswith(f"trouble  apiyi:generateContent: {TOLD}")
        assert not any(text.startswith("trouble") for text in rest)


def test_json_has_it_and_reads_it_back(refused: Run) -> None:
    """Valid under the schema, and the same when it is read."""
    text = json_report.render(Report([refused]))
    jsonschema_rs.validate(json_report.schema(), json.loads(text))
    (raw,) = json.loads(text)["runs"][0]["troubles"]
    assert (raw["kind"], raw["status"], raw["stopped"], raw["key"]) == ("key", 401, 3, "APIYI_API_KEY")
    assert json_report.parse(text)[0].troubles == refused.troubles


def cases(run: Run) -> Iterator[ElementTree.Element]:
    return ElementTree.fromstring(junit.render(Report([run]))).iter("testcase")


def test_junit_has_an_error_and_no_failure(refused: Run, passing: Run) -> None:
    """An error where a `must` could not be judged for it, else a skipped case."""
    (error,) = [case for case in cases(refused) if case.find("error") is not None]
    assert TOLD in str(error.find("error").get("message"))  # type: ignore[union-attr]  # it was found a line above
    assert not any(case.find("failure") is not None for case in cases(refused))
    root = ElementTree.fromstring(junit.render(Report([refused])))
    assert (root.get("errors"), root.get("failures")) == ("1", "0")
    (came,) = [case for case in cases(passing) if str(case.get("name")).startswith("trouble")]
    assert came.find("skipped") is not None
    assert came.find("error") is None


def test_sarif_has_a_notification(refused: Run, passing: Run) -> None:
    """An error of a run that did not succeed, else a warning."""
    for run, level, succeeded in ((refused, "error", False), (passing, "warning", True)):
        (invocation,) = json.loads(sarif.render(Report([run])))["runs"][0]["invocations"]
        (told,) = [
            n for n in invocation["toolExecutionNotifications"] if n["message"]["text"].startswith("Trouble on ")
        ]
        assert (told["level"], invocation["executionSuccessful"]) == (level, succeeded)


def test_markdown_and_github_tell_it_before_findings(refused: Run, passing: Run) -> None:
    """In Markdown before the table; on GitHub as the first annotation."""
    text = markdown.render(Report([refused]))
    assert text.index("**trouble** on `apiyi:generateContent`") < text.index("| target |")
    assert WORDS in text
    assert github.render(Report([refused])).startswith("::error title=trouble on apiyi%3AgenerateContent::")
    assert github.render(Report([passing])).startswith("::warning title=trouble on")


def test_html_tells_it_before_everything_else(refused: Run, passing: Run) -> None:
    """The first thing below the heading, escaped."""
    page = html.render(Report([refused]))
    assert page.index("<main") < page.index('class="troubles"') < page.index('id="matrix"')
    assert WORDS in page
    assert "busy &lt;b&gt;&amp;" in html.render(Report([passing]))


def test_the_badge_names_it(refused: Run, passing: Run) -> None:
    """Where it leaves something unjudged."""
    assert json.loads(badge.render(Report([refused])))["message"] == "trouble: the key was refused"
    assert "held" in json.loads(badge.render(Report([passing])))["message"]


def test_nothing_served_is_not_held_anywhere(refused: Run) -> None:
    """No `must` is held, and no format says that all held."""
    assert {row.verdict for row in refused.results if row.level is Level.MUST} <= {
        Verdict.NOT_JUDGED,
        Verdict.NOT_APPLICABLE,
    }
    for text in (
        terminal.render(Report([refused])),
        markdown.render(Report([refused])),
        github.render(Report([refused])),
        html.render(Report([refused])),
    ):
        assert "all held" not in text
        assert "every `must` requirement held" not in text
        assert "every <code>must</code> requirement held" not in text


def test_parts_of_a_plan_tell_it_once() -> None:
    """Trouble of several parts is one, with the sum of what it stopped."""
    parts = [
        prepare("emulated:deerapi:createImage", Options(fault=("account-empty",), shard=f"{n}/2"), environ={}).run()
        for n in (1, 2)
    ]
    (whole,) = merge([json_report.parse(json_report.render(Report([part])))[0] for part in parts])
    (trouble,) = whole.troubles
    stopped = sum(part.troubles[0].stopped for part in parts if part.troubles)
    assert (trouble.kind, trouble.stopped, trouble.due) == (TroubleKind.MONEY, stopped, stopped)
    assert [told.blocking for told in trouble_lines([whole])] == [True]
