"""Which part of a page a block stands in, step by step."""

from __future__ import annotations

import pytest

from wirecheck.facts.extract.part import Part, status_of
from wirecheck.facts.page import Side
from wirecheck.facts.parse import literals
from wirecheck.facts.parse.blocks import Code, Heading, MemberEntry, Status

NAMES: dict[str, set[str]] = {Side.REQUEST: {"prompt", "model"}, Side.RESPONSE: {"data", "created"}}


def of_body(part: Part, text: str, info: str = "") -> Side | None:
    body = literals.literal(text)
    assert body is not None
    return part.of_body(Code(text, info, 1, 1), body, NAMES)


def test_a_heading_begins_a_part() -> None:
    """It speaks of a side, and ends the answer and the list that were shown before."""
    before = Part(status=200, unsupported=True)
    assert before.at_heading(Heading("Response fields", 2, 1)) == Part(
        heading=Side.RESPONSE, members=Side.RESPONSE, label="Response fields"
    )


def test_a_heading_of_answers_may_name_statuses() -> None:
    """The last of them is the one that is shown."""
    assert Part().at_heading(Heading("Response 200 or 201", 2, 1)).status == 201


def test_what_only_looks_like_a_heading_does_not_end_a_list_of_members() -> None:
    """One that is marked does."""
    part = Part(heading=Side.RESPONSE, members=Side.RESPONSE)
    assert part.at_heading(Heading("Notes", 0, 1)).members is Side.RESPONSE
    assert part.at_heading(Heading("Notes", 2, 1)).members is None


@pytest.mark.parametrize("text", ["Example", "示例:", "Curl"])
def test_a_caption_heads_no_part(text: str) -> None:
    """It is a label for the sample below it, and nothing else changes."""
    part = Part(heading=Side.REQUEST)
    assert part.is_caption(Heading(text, 3, 1))
    assert part.at_heading(Heading(text, 3, 1)) == Part(heading=Side.REQUEST, label=text)


def test_body_right_below_a_status_is_of_the_answer() -> None:
    """Once a member was declared, it heads the request again."""
    answer = Part().at_status(Status(200, 1))
    assert answer.at_heading(Heading("Body", 2, 2)) == answer
    declared = Part(status=200)
    assert declared.at_heading(Heading("Body", 2, 2)).heading is Side.REQUEST


def test_tabs_in_a_row() -> None:
    """The first of them is open, and each body is of the next one."""
    part = Part().at_status(Status(200, 10)).at_status(Status(400, 12))
    assert part.status == 200
    first = part.at_body(Side.RESPONSE)
    second = first.at_body(Side.RESPONSE)
    assert (first.status, second.status) == (200, 400)
    assert part.at_body(Side.REQUEST) == part


def test_statuses_further_apart_are_no_tabs() -> None:
    """Each of them begins its answer."""
    part = Part().at_status(Status(200, 10)).at_status(Status(400, 13))
    assert (part.status, part.tabs) == (400, (Status(400, 13),))


@pytest.mark.parametrize(
    ("members", "expected"),
    [(Side.RESPONSE, Side.RESPONSE), ("auth", Side.HEADER), ("status", None), (None, Side.REQUEST)],
)
def test_where_declared_members_stand(members: Side | str | None, expected: Side | None) -> None:
    """Where the heading says, unless the member says it."""
    part = Part(members=members)
    assert part.of_member(MemberEntry("size", "string", 1, 1)) is expected
    assert part.of_member(MemberEntry("size", "string", 1, 1, side=Side.QUERY)) is Side.QUERY


def test_tables() -> None:
    """Those on keys are of headers, those of what only reads are of answers, and some list statuses."""
    shape = ("name", "description")
    assert Part(heading="auth").of_table(shape, "GET") is Side.HEADER
    assert Part().of_table(shape, "GET") is Side.RESPONSE
    assert Part().of_table(shape, "POST") is None
    assert Part().of_table((*shape, "required"), "GET") is None
    assert Part().lists_statuses(("Status", "Description"))
    assert Part(heading="status").lists_statuses(("Status", "What it is"))
    assert not Part().lists_statuses(("Name", "Status"))


@pytest.mark.parametrize(
    ("part", "text", "info", "expected"),
    [
        (Part(), '{"error": {"code": 1}}', "", None),
        (Part(status=200), '{"error": {"code": 1}}', "", Side.RESPONSE),
        (Part(), '{"prompt": "x"}', "Response", Side.RESPONSE),
        (Part(label="Request body"), '{"data": []}', "", Side.REQUEST),
        (Part(), '{"prompt": "x"}', "json 200", Side.RESPONSE),
        (Part(status=200), '{"prompt": "x"}', "", Side.RESPONSE),
        (Part(), '{"prompt": "x", "data": 1, "model": "m"}', "", Side.REQUEST),
        (Part(heading=Side.REQUEST), '{"data": [], "created": 1}', "", Side.RESPONSE),
        (Part(heading=Side.REQUEST), '{"unknown": 1}', "", Side.REQUEST),
        (Part(), '{"unknown": 1}', "", Side.RESPONSE),
        (Part(), "[1]", "", None),
    ],
)
def test_whether_a_body_is_sent_or_comes_back(part: Part, text: str, info: str, expected: Side | None) -> None:
    """What it is called comes first, then where an answer is shown, then its members, then the heading."""
    assert of_body(part, text, info) is expected


def test_the_status_of_a_fence() -> None:
    """It may stand alone, or as a title."""
    assert status_of(Code("{}", 'json title="404"', 1, 1)) == 404
    assert status_of(Code("{}", "json", 1, 1)) is None
