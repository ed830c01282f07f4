"""Prompts of the caller's own: in the pictures that are paid for, and nowhere where words are what is asked about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wirecheck.engine.prompts import read
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import UsageError
from wirecheck.plan import Case, Depth, Phase, Wire, plan
from wirecheck.spec.spec import load, providers

LIGHTHOUSE, HARBOUR = "a lighthouse at dusk", "a harbour at dawn"


def planned(provider: str, *prompts: str, depth: Depth = Depth.SWEEP) -> list[Case]:
    wire = Wire("https://gateway.test", "KEY", prompts=prompts)
    return [case for operation in load(provider).operations for case in plan(operation, depth, wire)]


@pytest.mark.parametrize("depth", [Depth.PROBE, Depth.SWEEP, Depth.PAIRS])
@pytest.mark.parametrize("provider", providers())
def test_pictures_are_drawn_of_them(provider: str, depth: Depth) -> None:
    """Billable pictures take them in turn; what is free or refused stays; nothing else about a case changes."""
    before, after = planned(provider, depth=depth), planned(provider, LIGHTHOUSE, HARBOUR, depth=depth)
    assert [(c.purpose, c.phase, c.kind, c.tokens) for c in before] == [
        (c.purpose, c.phase, c.kind, c.tokens) for c in after
    ]
    drawn = [case for case in after if LIGHTHOUSE in str(case.request.body) or HARBOUR in str(case.request.body)]
    assert {case.phase for case in drawn} == {Phase.BILLABLE}
    turns = [LIGHTHOUSE in str(case.request.body) for case in drawn]
    assert set(turns) == ({True} if len(turns) == 1 else {True, False})
    same = {c.id for c in before} & {c.id for c in after}
    assert same == {case.id for case in after} - {case.id for case in drawn}


def test_questions_keep_their_words() -> None:
    """What asks for the colour of a picture, or for a search, is judged by its words."""
    for provider in ("deerapi", "gemini-native"):
        for case in planned(provider, LIGHTHOUSE):
            body = case.request.document.value
            if "inline" in str(body) or "tools" in str(body):
                assert LIGHTHOUSE not in str(body)


WORDS = [
    'He said "no" \\ and left\nfor the sea',
    "\N{FOX FACE} \N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET} \u202eabc",
    "colour colour: which colour is this picture?",
    "21:9 4K 16:9 imageSize=512",
    "x" * 10_000,
    "Search for today's weather",
]


@pytest.mark.parametrize("prompt", WORDS, ids=range(len(WORDS)))
@pytest.mark.parametrize("provider", providers())
def test_any_words_will_do(provider: str, prompt: str) -> None:
    """An honest gateway is blameless whatever it is asked to draw."""
    found = prepare(provider, Options(prompts=(prompt,)), {}).run()
    assert (found.findings, found.unjudged) == ((), ())
    assert any(json.dumps(prompt) in case.request.body.decode() for case in found.cases)


def test_a_file_of_prompts(tmp_path: Path) -> None:
    """One a line; blank lines, comments and a mark at the beginning are none."""
    path = tmp_path / "prompts.txt"
    path.write_bytes("\ufeff# boats\na boat\n\n  a ship \n#x\n".encode())
    assert read(["first"], path) == ("first", "a boat", "a ship")


BAD: list[tuple[list[str], bytes | None, str]] = [
    ([" "], None, "a prompt is empty"),
    ([], b"# nothing\n", "has no prompt in it"),
    ([], b"\xff\xfe", "it is not UTF-8"),
]


@pytest.mark.parametrize(("texts", "content", "message"), BAD)
def test_no_prompt_is_told(tmp_path: Path, texts: list[str], content: bytes | None, message: str) -> None:
    """Before anything is sent, with a hint."""
    path = tmp_path / "prompts.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read(texts, path if content is not None else None)
    assert (message in caught.value.message, bool(caught.value.hint)) == (True, True)
    with pytest.raises(UsageError, match="cannot be read"):
        read([], tmp_path / "gone.txt")
