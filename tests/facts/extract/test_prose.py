"""What sentences claim of operations."""

from __future__ import annotations

import pytest

from wirecheck.facts.extract import prose
from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.parse.blocks import Prose
from wirecheck.wire.lenient_json import Json

CLAIMED: list[tuple[str, list[tuple[str, str, Json]]]] = [
    ("`seed` is not supported.", [("seed", "unsupported", True)]),
    ("`seed` is not supported when `n` is set.", [("seed", "unsupported", True)]),
    ("`seed` and `n` are not available.", [("seed", "unsupported", True), ("n", "unsupported", True)]),
    ("The service answers when `n` is set to anything but its default, `seed` is not supported.", []),
    ("Not supported: `k`, `l`.", [("k", "unsupported", True), ("l", "unsupported", True)]),
    ("Base URL: https://a.example/v1/", [("", "server", "https://a.example/v1")]),
    ("Authorization: Bearer <key>", [("", "auth", "Authorization: Bearer")]),
    ("Authorization: http", []),
    ("scheme: basic", [("", "auth", "Authorization: Basic")]),
    ("Retry on 429 and 503.", [("", "status", 429), ("", "status", 503)]),
    ("It returns 512 px.", []),
]


@pytest.mark.parametrize(("text", "claimed"), CLAIMED)
def test_sentences(text: str, claimed: list[tuple[str, str, Json]]) -> None:
    """Set phrases only, and no number of anything but a status."""
    claims = Claims([text])
    assert not prose.read(claims, Prose(text, 1, 1), False)
    assert [(claim.path, claim.attr.value, claim.value) for claim in claims.raw] == claimed


def test_a_list_of_what_is_not_supported() -> None:
    """It goes on with bullets, which name members, shapes of them, or something of the operation."""
    lines = ["The following are not supported:", "- `tool_choice`", "- tools: [{type}]", "- Batches: all", "Words."]
    claims = Claims(lines)
    listing = False
    goes_on = []
    for number, line in enumerate(lines, start=1):
        listing = prose.read(claims, Prose(line, number, number), listing)
        goes_on.append(listing)
    assert goes_on == [True, True, True, True, False]
    assert [(claim.path, claim.value) for claim in claims.raw] == [
        ("tool_choice", True),
        ("tools[].type", True),
        ("", "Batches"),
    ]
