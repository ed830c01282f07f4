"""Edits that state nothing new change no fact but its lines; those that do change that fact alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecheck.facts import Fact, Page, read

SAMPLES = Path(__file__).parent / "samples"
PAGES = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".gold")
TEXTS = [path for path in PAGES if path.suffix == ".txt"]

Said = tuple[str, str, str, str, str, str, str]


def said(page: Page) -> frozenset[Said]:
    """All facts without their lines and quotes."""
    return frozenset(map(_said, page.facts))


def _said(fact: Fact) -> Said:
    qualifier = fact.qualifier or ""
    return (fact.op, fact.side, fact.path, fact.attr, repr(fact.value), qualifier, fact.basis)


def _blanks_doubled(text: str) -> str:
    return text.replace("\n\n", "\n\n\n")


def _blanks_behind(text: str) -> str:
    return "\n".join(f"{line}  " if line and not line.endswith("\\") else line for line in text.split("\n"))


def _hard_blanks(text: str) -> str:
    """Blanks between words as some editors and sites write them."""
    return re.sub(r"(?<=\w) (?=\w)", "\u00a0", text)


EDITS: dict[str, Callable[[str], str]] = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "hard blanks": _hard_blanks,
    "a mark in front": lambda text: "\ufeff" + text,
    "zero-width blanks": lambda text: text.replace("\n\n", "\n\u200b\n"),
    "blanks behind lines": _blanks_behind,
    "blank lines doubled": _blanks_doubled,
    "blank lines at both ends": lambda text: text if text.startswith("---") else f"\n\n{text}\n\n\n",
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_white_space_says_nothing(path: Path, edit: str) -> None:
    """Line ends, blanks of other kinds and blank lines change no fact."""
    text = path.read_text(encoding="utf-8")
    assert said(read(EDITS[edit](text), "page")) == said(read(text, "page"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_reading_twice_reads_the_same(path: Path) -> None:
    """The same text makes the same page, in the same order."""
    text = path.read_text(encoding="utf-8")
    assert read(text, "page") == read(text, "page")


PROSE = [
    "Made with care in a small town.",
    "Ask the team where something is unclear.",
    "This page is being written anew; come back soon.",
    "Pictures are beautiful, and so are words.",
]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(TEXTS), st.lists(st.sampled_from(PROSE), min_size=1, max_size=4), st.randoms(use_true_random=False)
)
def test_prose_between_sections_says_nothing(path: Path, more: list[str], random: object) -> None:
    """Sentences that speak of no member may come and go between paragraphs."""
    text = path.read_text(encoding="utf-8")
    rows = text.split("\n")
    gaps = [at for at in range(1, len(rows)) if not rows[at].strip() and not _inside(rows, at)]
    for line in more:
        at = random.choice(gaps) if gaps else len(rows)  # type: ignore[attr-defined]
        rows[at:at] = ["", line, ""]
        gaps = [gap if gap <= at else gap + 3 for gap in gaps]
    assert said(read("\n".join(rows), "page")) == said(read(text, "page"))


def _inside(rows: list[str], at: int) -> bool:
    """Whether a gap parts a member from its own labels, where words would be part of its description."""
    ahead = next((row for row in rows[at:] if row.strip()), "")
    behind = next((row for row in reversed(rows[:at]) if row.strip()), "")
    labels = r"(?:Example|Available options|Required range|M\w+ (?:string|array) length).*"
    return (
        bool(re.fullmatch(labels, ahead) or re.fullmatch(labels, behind))
        or _member(behind)
        or ahead in ("{", "required")
    )


def _member(row: str) -> bool:
    return bool(re.fullmatch(r"[\w.\[\]<>| ]{1,40}", row)) and not row.istitle()


SECTIONS = ("Authorizations", "Path Parameters", "Headers", "Body", "Response")


def _sections(text: str) -> tuple[str, list[str]]:
    """What stands before the sections that the system makes, and these."""
    places = sorted(found.start() for name in SECTIONS for found in re.finditer(rf"^{name}$", text, re.MULTILINE))
    ends = [*places[1:], len(text)]
    return text[: places[0]], [text[start:end] for start, end in zip(places, ends, strict=True)]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["mintlify-chat.txt", "glued-native.txt"]), st.randoms(use_true_random=False))
def test_the_order_of_sections_says_nothing(name: str, random: object) -> None:
    """A page whose sections change places states what it stated."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    head, sections = _sections(text.rstrip() + "\n\n")
    assert len(sections) >= 4
    random.shuffle(sections)  # type: ignore[attr-defined]
    assert said(read(head + "".join(sections), "page")) == said(read(text, "page"))


CHANGES = {
    "a member renamed": ("temperature\nnumber", "warmth\nnumber", "request warmth exists True"),
    "a type": ("stream\nboolean\ndefault:false", "stream\nstring\ndefault:false", "request stream type 'string'"),
    "required": ("integer | null\n", "integer | null\nrequired\n", "request max_tokens required True"),
    "a default": ("number\ndefault:1\n", "number\ndefault:0.7\n", "request temperature default 0.7"),
    "a value more": ("parrot-mini\n", "parrot-mini,\nparrot-nano\n", "request model values ['parrot-large'"),
    "a bound": ("0 <= x <= 2", "0 <= x <= 1", "request temperature constraint {'maximum': 1}"),
    "a member more": ("user\nstring\n", "seed\ninteger\n\nA number.\n\nuser\nstring\n", "request seed type 'integer'"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_seen_where_it_changed(change: str) -> None:
    """A change of one thing shows at that member, and nowhere else."""
    before, after, expected = CHANGES[change]
    text = (SAMPLES / "mintlify-chat.txt").read_text(encoding="utf-8")
    assert text.count(before) == 1
    old, new = said(read(text, "page")), said(read(text.replace(before, after), "page"))
    more = {" ".join(one[1:5]) for one in new - old}
    assert any(one.startswith(expected) for one in more), more
    member = expected.split()[1]
    assert {one[2] for one in new ^ old} <= {member, "temperature" if member == "warmth" else member}
