"""Members that tags declare, and those within them."""

from __future__ import annotations

from wirecheck.facts.page import Side
from wirecheck.facts.parse.blocks import EndpointLine, Heading, MemberEntry
from wirecheck.facts.parse.mdx import fields


def test_members_within_members() -> None:
    """Each stands below those that are open, with the mark of items where that is an array."""
    lines = [
        '<ParamField body="a" type="object[]" required>',
        "  Words.",
        '  <ParamField body="b" type="string" default="x" />',
        '  <ParamField body="a.c" type="string">More</ParamField>',
        "</ParamField>",
        "after",
    ]
    found = fields(lines, 0)
    assert found is not None
    members, end = found
    assert end == 5
    declared = [entry for entry in members if isinstance(entry, MemberEntry)]
    assert [(entry.path, entry.required, entry.default, entry.words) for entry in declared] == [
        ("a", True, None, "Words."),
        ("a[].b", None, "x", ""),
        ("a.c", None, None, "More"),
    ]


def test_sides() -> None:
    """By the property that names the member, or by the tag."""
    for line, side in (('<Param query="q" />', Side.QUERY), ('<ResponseField name="r" />', Side.RESPONSE)):
        found = fields([line], 0)
        assert found is not None
        assert [entry.side for entry in found[0] if isinstance(entry, MemberEntry)] == [side]


def test_what_is_no_member() -> None:
    """Examples head a part, an endpoint may be a tag, and other tags are left."""
    assert fields(["<RequestExample>"], 0) == ([Heading("Request example", 0, 1)], 1)
    assert fields(['<MethodEndpoint method={"get"} path={"/v1/x"} />'], 0) == ([EndpointLine("GET", "/v1/x", 1, 1)], 1)
    assert fields(["<Card>"], 0) is None
