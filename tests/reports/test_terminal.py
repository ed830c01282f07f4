"""The report for a terminal, held against snapshots; and that nothing of a gateway's acts on the terminal."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from wirecheck.engine.prices import Charge
from wirecheck.engine.runner import RequestCounts, Run
from wirecheck.engine.sender import LeftOut
from wirecheck.judging.findings import Finding, Result
from wirecheck.plan import Depth
from wirecheck.reports.plain import plain
from wirecheck.reports.report import Report
from wirecheck.reports.terminal import render
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.spec import Citation

SNAPSHOTS = Path(__file__).parent / "snapshots"
OPERATION = "apiyi:generateContent"
PAGE = Citation("text-to-image", "parameter-quick-reference", "https://docs.example/text-to-image", "2026-11-20")
RATIO = Finding(
    requirement="picture/ratio-is-honoured",
    statement="The picture has the ratio that was asked for.",
    level=Level.MUST,
    operation=OPERATION,
    message="8:1 asked for, the picture is 1024x1024, nearest to 1:1",
    member="aspectRatio",
    value="8:1",
    citation=PAGE,
    fingerprint="0123456789ab",
    curl="curl -sS https://api.example/v1 -H \"Authorization: Bearer $APIYI_API_KEY\" --data-binary '{}'",
    cases=("aaaaaaaaaaaa",),
)
MANY = [replace(RATIO, value=f"{n}:1", message=f"{n}:1 asked for, the picture is 1024x1024") for n in range(2, 11)]
LABEL = Finding(
    requirement="body/is-labelled-json",
    statement="A served answer is labelled `application/json`.",
    level=Level.SHOULD,
    operation=OPERATION,
    message="it is labelled `text/plain`",
    also="Google does this, too: https://issues.example/1",
    curl="curl -sS https://api.example/v1",
)
HELD = Result("answer/has-a-candidate", OPERATION, Level.MUST, Verdict.HELD, judged=3)
BROKEN = Result("picture/ratio-is-honoured", OPERATION, Level.MUST, Verdict.BROKEN, judged=3, broken=1)
UNJUDGED = Result("usage/is-present", OPERATION, Level.MUST, Verdict.NOT_JUDGED, why="no answer came")
CLEAN = Run(
    "live:apiyi",
    "apiyi",
    (OPERATION,),
    Depth.PROBE,
    RequestCounts(9, 9, 2, 0),
    (),
    (HELD,),
    (),
    started=0.0,
    seconds=12.34,
)
RUNS = {
    "clean": CLEAN,
    "findings": replace(CLEAN, results=(HELD, BROKEN), findings=(RATIO, *MANY, LABEL)),
    "unjudged": replace(
        CLEAN,
        results=(HELD, UNJUDGED),
        left_out=(LeftOut("a", OPERATION, "a picture", "the budget is spent"),) * 2,
    ),
}


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("name", RUNS)
def test_a_report_looks_as_it_did(name: str, width: int) -> None:
    """Each kind of run has its picture, at each width; WIRECHECK_SNAPSHOTS=write draws them anew."""
    path = SNAPSHOTS / f"{name}-{width}.txt"
    text = render(Report([RUNS[name]], width=width))
    if os.environ.get("WIRECHECK_SNAPSHOTS") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_all_that_was_judged_is_told_when_asked() -> None:
    """`-v` tells each requirement's verdict, on how many answers, and what the matrix shows of it."""
    seen = Result("request/bad-input-is-refused", OPERATION, Level.OBSERVE, Verdict.HELD, 2, 0, "served: unknown size")
    path = SNAPSHOTS / "verbose-80.txt"
    text = render(Report([replace(CLEAN, results=(HELD, BROKEN, UNJUDGED, seen))], width=80, verbose=True))
    if os.environ.get("WIRECHECK_SNAPSHOTS") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("name", RUNS)
def test_only_what_is_to_be_pasted_is_wider_than_the_terminal(name: str, width: int) -> None:
    """Commands, addresses and their heads may run over; sentences are folded."""
    wide = [line.strip() for line in render(Report([RUNS[name]], width=width)).splitlines() if len(line) > width]
    assert [line for line in wide if not re.match(r"curl |promised by |Google does |\(|must |should ", line)] == []


@pytest.mark.parametrize("colour", [False, True])
def test_nothing_of_a_gateways_acts_on_a_terminal(colour: bool) -> None:
    """Escapes, line breaks, bells and turns of direction in a message come out as a sign that something was there."""
    evil = "\x1b[2J\x1b]0;owned\x07 [red]red[/red] \u202e\r\nmust broken\x9b31m"
    shown = replace(RATIO, message=evil, curl=f"curl {evil}", value=evil, member=evil)
    left = (LeftOut("a", OPERATION, evil, evil),)
    hostile = replace(
        CLEAN, findings=(shown, *[shown] * 8), results=(replace(UNJUDGED, why=evil), BROKEN), left_out=left
    )
    text = render(Report([hostile], colour=colour, verbose=True, width=200))
    styled = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert sorted({char for char in styled if not char.isprintable() and char != "\n"}) == []
    assert ("\x1b" in text, "[red]red[/red]" in styled) == (colour, True)
    assert [line for line in styled.splitlines() if line.startswith("must broken")] == []


KINDS = tuple(
    replace(RATIO, requirement=f"picture/kind-{n}", level=level, message=f"message {n}", fingerprint=f"{n:012x}")
    for n, level in enumerate([Level.SHOULD, *[Level.MUST] * 6, Level.SHOULD])
)


def test_of_many_causes_the_worst_are_whole() -> None:
    """Beyond five, four kinds are told with page and command, of the others a message; `-v` tells all."""
    elsewhere = [replace(KINDS[n], operation=f"deerapi:{n}", fingerprint=f"a{n:011x}") for n in (1, 2)]
    again = replace(KINDS[-1], message="another", fingerprint="f" * 12)
    run = replace(CLEAN, findings=(*KINDS, *elsewhere, again))
    text = render(Report([run], width=80))
    path = SNAPSHOTS / "many-80.txt"
    if os.environ.get("WIRECHECK_SNAPSHOTS") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
    assert (text.count("curl "), render(Report([run], verbose=True)).count("curl ")) == (4, 10)
    heads = [line.split()[1] for line in text.splitlines() if re.match("must|should", line)]
    assert heads == [f"picture/kind-{n}" for n in (1, 1, 2, 2, 3, 4, 5, 6, 0, 7)]


def test_one_requirement_everywhere_is_told_once() -> None:
    """The other operations have a line each and a message."""
    run = replace(CLEAN, findings=tuple(replace(RATIO, operation=f"p:{n}", fingerprint=f"{n:012x}") for n in range(9)))
    text = render(Report([run]))
    assert (text.count("curl "), text.count("promised by"), text.count("must   picture")) == (1, 1, 9)
    assert "`-v` shows the pages and commands of the other 8 as well" in text


def test_five_causes_are_told_whole() -> None:
    """One line on what is not shown would be longer than what it leaves out."""
    assert render(Report([replace(CLEAN, findings=KINDS[:5])])).count("curl ") == 5


def test_what_is_known_comes_last() -> None:
    """A known `must` after a `should` that nobody knew of."""
    known = replace(KINDS[1], known="ticket 7")
    heads = [
        line.split()[0] for line in render(Report([replace(CLEAN, findings=(known, KINDS[0]))])).splitlines() if line
    ]
    assert [word for word in heads if word in ("must", "should")] == ["should", "must"]


def test_an_operation_of_two_targets_is_told_with_its_target() -> None:
    """So that it is seen which of the two is broken."""
    run = replace(CLEAN, findings=(LABEL,))
    text = render(Report([run, replace(run, target="emulated:apiyi")]))
    assert "apiyi:generateContent on live:apiyi" in text
    assert "apiyi:generateContent on emulated:apiyi" in text
    assert " on live" not in render(Report([run]))


def test_quiet_is_nothing_but_findings() -> None:
    """No table, no notes, no last line; and nothing at all where there is nothing."""
    loud, quiet = (render(Report([RUNS["findings"]], quiet=quiet)) for quiet in (False, True))
    assert loud.startswith(quiet)
    assert (quiet.count("must  "), "held" in quiet, "requests" in quiet) == (1, False, False)
    assert render(Report([CLEAN], quiet=True)) == ""


def test_a_long_message_is_cut() -> None:
    """A megabyte of a gateway's takes a few lines."""
    long = replace(RATIO, message="x" * 1_000_000, value="y" * 1_000_000, known="z" * 1_000_000, curl="v" * 1_000_000)
    unjudged = replace(UNJUDGED, why="w" * 1_000_000)
    run = replace(CLEAN, findings=(long,) * 9, results=(unjudged,))
    assert len(render(Report([run], verbose=True))) < 10_000


def test_plain_keeps_what_can_be_printed() -> None:
    """Letters of every script stay."""
    assert plain("日本 é \x1b[0m") == "日本 é \N{REPLACEMENT CHARACTER}[0m"


def test_ids_of_the_bill_are_whole() -> None:
    """They are what is searched for in the gateway's console, so that no width cuts or folds them."""
    id, model = "req_" + "7" * 40, "gemini-3.1-flash-image-preview"
    charge = Charge("a", OPERATION, model, "16:9 2K", 0.0, 9.0, 200, id, None)
    told = render(
        Report([replace(CLEAN, charges=(charge, replace(charge, request_id="short", certain=False)))], width=60)
    )
    lines = [line for line in told.splitlines() if line.startswith("  1970-01-01 00:00:00+00:00  ")]
    assert lines[0].split("  ")[2:5] == [id, model, "16:9 2K"]
    assert lines[1].endswith("16:9 2K  perhaps: no complete answer came")
