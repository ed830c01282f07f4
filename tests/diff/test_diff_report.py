"""Differences as text, JSON and Markdown: the worst first, nothing of a spec's acts, and words are counted."""

from __future__ import annotations

import json
import re

import pytest

from wirecheck.diff import (
    Bump,
    Client,
    Difference,
    Impact,
    WireBreak,
    diff,
    impact,
    render_json,
    render_markdown,
    render_text,
)
from wirecheck.diff.differing import difference, told
from wirecheck.spec.spec import load

SERVER = difference("api-server-changed", "server", "", "is `https://b.test`, and was `https://a.test`", "a", "b")
VALUE = difference("response-property-enum-value-added", "response.mood", "draw", "may be `sad` as well", None, ["sad"])
DEFAULT = difference("request-property-default-value-changed", "request.size", "draw", "is `2K` when it is left out")
MEMBER = difference("request-optional-property-added", "request.tone", "draw", "is new, and may be left out")
WORDS = difference("request-property-description-changed", "request.tone", "draw", "has another description")
EVERY = (WORDS, MEMBER, DEFAULT, VALUE, SERVER)

TEXT = """\
old -> new

breaks callers
  server
      is `https://b.test`, and was `https://a.test`
      api-server-changed: Requests, and the key with them, go to another host. The generated client
        breaks.

breaks those who read answers strictly
  draw  response.mood
      may be `sad` as well
      response-property-enum-value-added: A reader that knows only the old values may get a new one.
        The generated client changes without breaking code.

changes what happens
  draw  request.size
      is `2K` when it is left out
      request-property-default-value-changed: Another default applies when it is left out.

breaks nobody
  draw  request.tone
      is new, and may be left out
      request-optional-property-added: A caller may send more than before. The generated client
        changes without breaking code.

words only: 1 description; `--verbose` lists them

5 differences: breaks callers; the client breaks; the next version is a major one.
"""

MARKDOWN = """\
# old to new

2 differences: breaks those who read answers strictly; the client changes without breaking code; \
the next version is a minor one.

## Breaks those who read answers strictly

| where | what | client | rule |
|---|---|---|---|
| draw: `response.mood` | may be `sad` as well | additive | `response-property-enum-value-added` |

## Words only

- 1 description
"""


def test_text_has_the_worst_first_and_counts_words() -> None:
    """Each class has its heading, each difference its place, what changed, the rule and why."""
    assert render_text(EVERY, "old", "new") == TEXT


def test_verbose_text_lists_words() -> None:
    """What is otherwise counted is listed on demand."""
    text = render_text(EVERY, "old", "new", verbose=True)
    assert "  draw  request.tone\n      has another description\n      request-property-description-changed\n" in text
    assert "words only" not in text


def test_no_line_is_wider_than_asked() -> None:
    """Sentences are folded at the width; a place is there to be pasted, and is not."""
    found = diff(load("apiyi"), load("gemini-native"))
    lines = render_text(found, "a", "b", width=70).splitlines()
    places = {f"  {one.operation}  {one.location}" for one in found}
    assert max(len(line) for line in lines if line not in places) <= 70


def test_markdown_has_a_table_for_each_class() -> None:
    """Words are counted below the tables."""
    assert render_markdown((VALUE, WORDS), "old", "new") == MARKDOWN


def test_no_difference_is_said_in_every_format() -> None:
    """Two specs that are the same are said to be."""
    assert render_text((), "a", "b") == "a -> b\n\nNo difference.\n"
    assert "No difference." in render_markdown((), "a", "b")
    assert json.loads(render_json((), "a", "b"))["verdict"] == {"wire": "none", "client": "none", "bump": "none"}


def test_json_holds_everything() -> None:
    """Each difference is there with its rule's axes and both values."""
    document = json.loads(render_json(EVERY, "old", "new"))
    assert document["verdict"] == {"wire": "callers", "client": "breaking", "bump": "major"}
    assert [one["rule"] for one in document["differences"]] == [one.rule for one in EVERY]
    assert document["differences"][3] == {
        "rule": "response-property-enum-value-added",
        "side": "response",
        "area": "property-enum-value",
        "action": "added",
        "operation": "draw",
        "location": "response.mood",
        "wire": "readers",
        "client": "additive",
        "message": "may be `sad` as well",
        "reason": "A reader that knows only the old values may get a new one.",
        "before": None,
        "after": ["sad"],
    }


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), Impact(WireBreak.NONE, Client.NONE, Bump.NONE)),
        ((WORDS,), Impact(WireBreak.NONE, Client.NONE, Bump.PATCH)),
        ((WORDS, DEFAULT), Impact(WireBreak.BEHAVIOUR, Client.NONE, Bump.MINOR)),
        ((MEMBER,), Impact(WireBreak.NONE, Client.ADDITIVE, Bump.MINOR)),
        ((VALUE, MEMBER), Impact(WireBreak.READERS, Client.ADDITIVE, Bump.MINOR)),
        (EVERY, Impact(WireBreak.CALLERS, Client.BREAKING, Bump.MAJOR)),
        (
            (difference("api-operation-id-changed", "operation", "draw", "is called otherwise"),),
            Impact(WireBreak.NONE, Client.BREAKING, Bump.MAJOR),
        ),
        (
            (difference("request-property-limit-tightened", "request.text", "draw", "is shorter"),),
            Impact(WireBreak.CALLERS, Client.NONE, Bump.MAJOR),
        ),
    ],
    ids=["nothing", "words", "default", "member", "value", "server", "name", "limit"],
)
def test_the_version_follows_from_the_worst(found: tuple[Difference, ...], expected: Impact) -> None:
    """Breaking is a major, whatever changes is a minor, words are a patch."""
    assert impact(found) == expected


def test_nothing_of_a_spec_acts_in_a_report() -> None:
    """Control characters, markup and cell borders of a spec's values stay text."""
    values = told(["\x1b[31mred", "a|b", "<script>"])
    one = difference("request-property-enum-value-added", "request.a|b`<i>", "draw", f"takes {values} as well, <b>")
    for text in (render_text((one,), "a", "b"), render_markdown((one,), "a", "b"), render_json((one,), "a", "b")):
        assert "\x1b" not in text
    row = next(line for line in render_markdown((one,), "a", "b").splitlines() if "draw" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert "<b>" not in row
