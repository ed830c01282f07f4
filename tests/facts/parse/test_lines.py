"""What begins on a line of a page, and where it ends."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse.blocks import Block, Code, EndpointLine, Heading, Nesting, Prose, Status
from wirecheck.facts.parse.lines import blocks

BLOCKS: list[tuple[list[str], list[Block]]] = [
    (["POST /v1/images"], [EndpointLine("POST", "/v1/images", 1, 1)]),
    (["## `GET /v1/images`"], [EndpointLine("GET", "/v1/images", 1, 1)]),
    (["POST", "https://a.example/", "/v1/x"], [EndpointLine("POST", "https://a.example/v1/x", 1, 3)]),
    (["POST", "", "/", "v1", "/", "{model}", ":run"], [EndpointLine("POST", "/v1/{model}:run", 1, 7)]),
    (
        ["POST", "Make things", "/v1/x"],
        [EndpointLine("POST", "/v1/x", 1, 3), Prose("Make things", 2, 2), Prose("/v1/x", 3, 3)],
    ),
    (["## Notes ##"], [Heading("Notes", 2, 1)]),
    (["**Response**"], [Heading("Response", 6, 1)]),
    (["Body"], [Heading("Body", 0, 1)]),
    (["200 - OK"], [Status(200, 1)]),
    (["Array [", "]"], [Nesting(True, 1), Nesting(False, 2)]),
    (["~~~json x", "{}", "~~~"], [Code("{}", "json x", 2, 2)]),
    (['{"a": 1} Response'], [Code('{"a": 1}', "", 1, 1), Heading("Response", 0, 1)]),
    (['{"a": 1}', "", "curl -d x"], [Code('{"a": 1}', "", 1, 1), Code("curl -d x", "curl", 3, 3)]),
    (
        ["curl https://a.example -d '{", "}'Response"],
        [Code("curl https://a.example -d '{\n}'", "curl", 1, 2), Heading("Response", 0, 2)],
    ),
    (
        ["import x", "", "y(1)", "", "Some words here."],
        [Code("import x\n\ny(1)", "", 1, 3), Prose("Some words here.", 5, 5)],
    ),
]


@pytest.mark.parametrize(("lines", "expected"), BLOCKS)
def test_blocks(lines: list[str], expected: list[Block]) -> None:
    """Each form is told by its lines alone."""
    assert list(blocks(lines)) == expected


def test_what_looks_like_a_heading() -> None:
    """It stands below a blank line, or above one, a table or an object."""
    assert list(blocks(["Words here.", "A title", "more"]))[1] == Prose("A title", 2, 2)
    assert list(blocks(["Words here.", "A title", ""]))[1] == Heading("A title", 0, 2)
