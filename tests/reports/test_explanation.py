"""A requirement explained, held against snapshots: for a terminal at two widths, and as a page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from wirecheck.engine.explanations import Explanation, Promise, Way, WorkedExample
from wirecheck.judging.findings import Finding
from wirecheck.reading.reading import Reading
from wirecheck.reports.explanation import index, render
from wirecheck.requirements.requirement import Level, Outcome, requirement
from wirecheck.spec.spec import Citation
from wirecheck.wire.exchange import Exchange, Request, Response

SNAPSHOTS = Path(__file__).parent / "snapshots"
PAGE = Citation("text-to-image", "response", "https://docs.example/en/a-long-way-down/text-to-image", "2026-11-20")


@requirement(
    "usage/total-is-the-sum",
    promised_by="response.usage",
    default_level=Level.SHOULD,
    after=("body/is-json", "body/is-complete"),
)
def total(reading: Reading) -> Iterator[Outcome]:
    """
    The total is the sum of its parts.

    Bills are reckoned from it. Both readings are accepted, with the thoughts and without them, and so are others.

    `total` is what the page calls it.
    """
    yield ""


@requirement("picture/is-not-repeated", default_level=Level.OBSERVE)
def repeated(reading: Reading) -> Iterator[Outcome]:
    """Pictures differ | byte for byte."""
    yield ""


REQUEST = Request(
    "POST",
    "http://127.0.0.1:8460/v1/pictures",
    (("Authorization", "Bearer $KEY"), ("Content-Type", "application/json")),
    json.dumps({"prompt": "A paper boat on calm water at sunrise, in the manner of old postcards", "n": 1}).encode(),
)


def answer(total: int, status: int = 200) -> tuple[Exchange, ...]:
    usage = {"input_tokens": 16, "output_tokens": 1680, "total_tokens": total}
    body = {"created": 1795132800, "data": [{"b64_json": "aGk="}], "usage": usage, "more": "of it " * 50}
    headers = (("Content-Type", "application/json"),)
    return (Exchange(REQUEST, Response(status, headers, json.dumps(body).encode())),)


FINDING = Finding(
    requirement=total.id,
    statement=total.statement,
    level=Level.MUST,
    operation="apiyi:createImage",
    message="the total is 2413, and its parts make 1696",
)
OFF = Way("total-is-off", "The total is not the sum.", "https://issues.example/1")
EXAMPLE = WorkedExample(
    "apiyi:createImage", "the page's own request `curl`", answer(1696), None, answer(2413), OFF, FINDING
)
FULL = Explanation(
    replace(total, also="Google has done this, too: https://issues.example/2"),
    (
        Promise("apiyi:createImage", Level.MUST, PAGE),
        Promise("deerapi:createImage", Level.SHOULD),
        Promise("dgrid:createImage", Level.SHOULD),
        Promise("dgrid:generateContent", None),
    ),
    (OFF, Way("counts-differ-each-time", "Each count is another one each time, and none of them fits.", "inferred")),
    EXAMPLE,
)
OBSERVED = Explanation(
    repeated,
    (Promise("apiyi:createImage", Level.OBSERVE),),
    (),
    WorkedExample("apiyi:createImage", "a picture", answer(1696), seen="2 times the same: `a`, `b`"),
)
BARE = Explanation(repeated, (Promise("apiyi:createImage", Level.OBSERVE),))

SHOWN = {
    "explanation-80.txt": render(FULL, width=80),
    "explanation-100.txt": render(FULL, width=100),
    "explanation.md": render(FULL, page=True),
    "explanation-observed-80.txt": render(OBSERVED, width=80),
    "explanation-observed.md": render(OBSERVED, page=True),
    "explanation-index.md": index([FULL, OBSERVED]),
}


@pytest.mark.parametrize("name", SHOWN)
def test_an_explanation_looks_as_it_did(name: str) -> None:
    """Each has its picture; WIRECHECK_SNAPSHOTS=write draws them anew."""
    if os.environ.get("WIRECHECK_SNAPSHOTS") == "write":
        (SNAPSHOTS / name).write_text(SHOWN[name], encoding="utf-8")
    assert (SNAPSHOTS / name).read_text(encoding="utf-8") == SHOWN[name]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_only_an_address_is_wider_than_the_terminal(width: int) -> None:
    """Sentences and exchanges are folded."""
    wide = [line for line in render(FULL, width=width).splitlines() if len(line) > width]
    assert [line for line in wide if "://" not in line] == []


def test_the_lines_that_differ_are_marked() -> None:
    """`+` where it holds, `-` where it breaks, and nowhere else."""
    for text in (render(FULL), render(FULL, page=True)):
        marked = [line.split() for line in text.splitlines() if re.match(r" *[+-] ", line) and "](" not in line]
        assert marked == [["+", '"total_tokens":', "1696"], ["-", '"total_tokens":', "2413"]]
        assert text.index("1696") < text.index("it breaks" if "it breaks" in text else "It breaks") < text.index("2413")


def test_what_no_fault_breaks_is_shown_holding_alone() -> None:
    """No fault, no broken answer, and nothing to run."""
    for page in (False, True):
        text = render(OBSERVED, page=page)
        assert ("t holds" in text, "breaks" in text, "wirecheck run" in text) == (True, False, False)
    for page in (False, True):
        text = render(BARE, page=page)
        assert ("xample" in text, "t holds" in text) == (False, False)


def test_the_manner_is_told_where_it_is_not_the_plain_one() -> None:
    """A reader can have the answer that holds, too."""
    busy = replace(FULL, example=replace(EXAMPLE, manner=Way("busy-at-first", "The first is refused.")))
    assert "it holds, in the manner `busy-at-first`:" in render(busy)
    assert "It holds, in the manner `busy-at-first`:" in render(busy, page=True)


def test_what_an_address_led_to_is_told_where_the_answers_are_alike() -> None:
    """The answers are the same, and what their address leads to is not."""
    opened = Request("GET", "http://127.0.0.1:8460/pictures/1.png")
    holds = (*answer(1696), Exchange(opened, Response(200, (("Content-Type", "text/plain"),), b"here")))
    breaks = (*answer(1696), Exchange(opened, Response(404, (("Content-Type", "text/plain"),), b"gone")))
    text = render(replace(FULL, example=replace(EXAMPLE, holds=holds, breaks=breaks)))
    assert re.findall(r"^  [+-] (.*)", text, re.MULTILINE) == ["HTTP/1.1 200", "here", "HTTP/1.1 404", "gone"]
    assert text.count("GET /pictures/1.png") == 2
    # where the answers themselves differ, nobody asks where the address leads
    assert "GET" not in render(replace(FULL, example=replace(EXAMPLE, holds=holds, breaks=answer(2413))))


EVIL = "\x1b[2J\x1b]0;owned\x07 \u202e\r\n```\n# owned\n~~~\x9b31m"


@pytest.mark.parametrize("page", [False, True])
def test_nothing_of_an_answer_acts(page: bool) -> None:
    """Escapes and turns of direction come out as numbers, and no body ends the fence that it stands in."""
    evil = Response(200, (("Content-Type", EVIL), ("X-Evil", EVIL)), f'{EVIL}\n````\n{{"a": "{EVIL}"}}'.encode())
    shown = replace(
        EXAMPLE, breaks=(Exchange(REQUEST, evil),), holds=answer(1), finding=replace(FINDING, message=EVIL), seen=EVIL
    )
    text = render(replace(FULL, example=shown), page=page)
    assert sorted({char for char in text if not char.isprintable() and char != "\n"}) == []
    assert "\n# owned" not in text
    if page:
        fences = re.findall(r"^(`{3,})(\w*)$", text, re.MULTILINE)
        opening, closing = fences[::2], fences[1::2]
        assert [mark for mark, _ in opening] == [mark for mark, _ in closing]
        assert {language for _, language in closing} == {""}


def test_no_body_ends_its_fence() -> None:
    """A fence has more backticks than any line in it."""
    asked = replace(REQUEST, body=b"````\n# owned")
    shown = replace(EXAMPLE, holds=(replace(answer(1)[0], request=asked),))
    assert "`````http\nPOST /v1/pictures\nAuthorization: Bearer $KEY\n\n````\n# owned\n`````\n" in render(
        replace(FULL, example=shown), page=True
    )


def test_the_index_leads_to_every_page() -> None:
    """A line for each requirement, with its levels, in the table of its family."""
    lines = index([FULL, OBSERVED]).splitlines()
    assert [line for line in lines if line.startswith(("## ", "| ["))] == [
        "## usage",
        "| [usage/total-is-the-sum](usage/total-is-the-sum.md) | must/should | The total is the sum of its parts. |",
        "## picture",
        "| [picture/is-not-repeated](picture/is-not-repeated.md) | observe | Pictures differ \\| byte for byte. |",
    ]
