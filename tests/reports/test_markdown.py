"""Markdown: parsed back with markdown-it, within GitHub's bound, and nothing in it acts but what is ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from wirecheck.engine.runner import Run
from wirecheck.reports import markdown
from wirecheck.reports.report import Report

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
EVIL = st.text("`|<>@#[]()!\\*_~&;\r\n\t -=\u202e\x1b:./ab1") | st.text(st.characters(exclude_categories=()))
OURS = ["<details><summary>a command that shows it</summary>", "</details>"]


def tokens(text: str) -> Iterator[Token]:
    """Every token, those in lines included."""

    def walk(found: Sequence[Token]) -> Iterator[Token]:
        for token in found:
            yield token
            yield from walk(token.children or ())

    return walk(READER.parse(text))


def test_the_report_looks_as_it_did(sample: Run, snapshot: Callable[[str, str], None]) -> None:
    """How it ended, the table, findings, and what was not judged."""
    snapshot("markdown.md", markdown.render(Report([sample])))


def test_it_has_the_parts_that_it_should(sample: Run) -> None:
    """A heading for each cause, the command folded, the page as a link, the message as code."""
    found = list(tokens(markdown.render(Report([sample]))))
    kinds = Counter(token.type for token in found)
    assert (kinds["table_open"], kinds["th_open"], kinds["td_open"]) == (1, 5, 5)
    assert [token.tag for token in found if token.type == "heading_open"] == ["h2", "h3", "h3", "h3", "h3"]
    assert [token.content.strip() for token in found if token.type == "html_block"] == OURS * 3
    assert [token.content.rstrip("\n") for token in found if token.type == "fence"] == [
        sample.findings[0].curl,
        "curl -sS https://api.example/v1",
        "curl -sS https://api.example/v1",
    ]
    links = [token.attrs["href"] for token in found if token.type == "link_open"]
    assert links == ["https://docs.example/text-to-image", "https://issues.example/1"]
    codes = [token.content for token in found if token.type == "code_inline"]
    assert {"it is labelled `text/plain`", "reported as ticket 7", "no answer came", "live:apiyi"} <= set(codes)


HEADINGS: list[tuple[dict[str, object], str]] = [
    ({}, "1 `must` requirement broken"),
    ({"findings": ()}, "not all `must` requirements could be judged"),
    ({"findings": (), "results": ()}, "every `must` requirement held"),
    ({"findings": (), "results": (), "missing": ("1/2",)}, "not all `must` requirements could be judged"),
    ({"findings": (), "results": (), "interrupted": True}, "not all `must` requirements could be judged"),
]


@pytest.mark.parametrize(("change", "told"), HEADINGS)
def test_the_heading_says_how_it_is(sample: Run, change: dict[str, object], told: str) -> None:
    """Broken, unsure, or held."""
    text = markdown.render(Report([replace(sample, **change)]))  # type: ignore[arg-type]  # a table of changes
    assert text.splitlines()[0] == f"## wirecheck, `live:apiyi`: {told}"


@settings(max_examples=300, deadline=None)
@given(text=EVIL)
def test_nothing_of_a_gateways_acts(hostile: Callable[[str], Run], text: str) -> None:
    """No heading, link, picture, HTML, cell or mention is made by a text; it stands in code."""
    marked = f"EVIL{text}EVIL"
    run = hostile(marked)
    rendered = markdown.render(Report([replace(run, target=f"replay:{marked}")]))
    found = list(tokens(rendered))
    kinds = Counter(token.type for token in found)
    assert (kinds["table_open"], kinds["td_open"], kinds["heading_open"], kinds["fence"]) == (1, 5, 5, 3)
    assert (kinds["link_open"], kinds["image"], kinds["html_inline"], kinds["code_block"]) == (2, 0, 0, 0)
    assert (kinds["hr"], kinds["blockquote_open"], kinds["s_open"]) == (0, 0, 0)
    assert [token.content.strip() for token in found if token.type == "html_block"] == OURS * 3
    assert [token.content for token in found if token.type == "text" and "EVIL" in token.content] == []
    assert [token.content for token in found if token.type in ("fence", "code_inline") and "EVIL" in token.content]
    assert rendered.encode()


@settings(max_examples=200, deadline=None)
@given(text=EVIL)
def test_code_is_read_back(text: str) -> None:
    """What is code comes back as it was, but for what cannot be printed and spaces at its ends."""
    shown = markdown.code(text, 10_000)
    told = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text).strip()
    assert [token.content for token in tokens(shown) if token.type == "code_inline"] == ([told] if told else [])


@settings(max_examples=200, deadline=None)
@given(text=EVIL)
@example(text="[a]: b")
@example(text="1. a")
def test_prose_is_a_paragraph(sample: Run, text: str) -> None:
    """A statement that is full of marks is text and code, mentions nobody and links to nothing."""
    one = replace(sample, findings=tuple(replace(f, statement=text, also="") for f in sample.findings[-1:]))
    found = list(tokens(markdown.render(Report([one]))))
    kinds = Counter(token.type for token in found)
    assert (kinds["link_open"], kinds["image"], kinds["html_inline"], kinds["em_open"]) == (0, 0, 0, 0)
    assert (kinds["heading_open"], kinds["ordered_list_open"], kinds["bullet_list_open"]) == (3, 0, 2)
    said = "".join(token.content for token in found if token.type == "text")
    assert re.findall(r"[@#]\w", said) == []
    start = next(i for i, token in enumerate(found) if token.tag == "h3" and token.type == "heading_close")
    [paragraph] = [token.content for token in found[start + 1 : start + 3] if token.type == "inline"]
    read = "".join(t.content for t in tokens(paragraph) if t.type in ("text", "code_inline")).partition("(no page")[0]
    assert bare(read) == bare("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text))


def bare(text: str) -> str:
    """A text without what Markdown or we may take or add: blanks, the marks of code, and word joiners."""
    return re.sub(r"[\s`\N{WORD JOINER}]", "", text)


def test_a_command_does_not_end_its_block(sample: Run) -> None:
    """One that looks like the end of a block of code stays in it."""
    for curl in ("```", "`````", "~~~"):
        one = replace(sample, findings=(replace(sample.findings[0], curl=curl),))
        assert [t.content for t in tokens(markdown.render(Report([one]))) if t.type == "fence"] == [f"{curl}\n"]


def test_a_bar_does_not_end_its_cell(sample: Run) -> None:
    """An operation of somebody's own may have any name."""
    found = list(
        tokens(markdown.render(Report([replace(sample, operations=("my|own:a`|`b\\|",), results=(), findings=())])))
    )
    cells = [found[i + 1].content for i, token in enumerate(found) if token.type == "td_open"]
    assert (len(cells), cells[1]) == (5, "``my¦own:a`¦`b\\¦``")


def test_upstreams_page_is_a_link(sample: Run) -> None:
    """What Google or OpenAI does, too, is told with its address."""
    also = "Google does this, too (https://issues.example/a_b-c?d=1). See @somebody."
    one = replace(sample, findings=tuple(replace(f, also=also) for f in sample.findings[-1:]))
    found = list(tokens(markdown.render(Report([one]))))
    assert [t.attrs["href"] for t in found if t.type == "link_open"] == ["https://issues.example/a_b-c?d=1"]
    assert "). See @\N{WORD JOINER}somebody." in [token.content for token in found if token.type == "text"]


def test_it_fits_into_a_comment(hostile: Callable[[str], Run]) -> None:
    """However much is found, there are 65,536 characters at most, and the rest is counted."""
    base = hostile("`" * 1_000_000)
    many = [
        replace(
            base,
            target=f"replay:{n}",
            operations=(f"p:{n}",),
            findings=tuple(replace(f, operation=f"p:{n}", fingerprint=f"{n:012x}") for f in base.findings),
            results=tuple(replace(r, operation=f"p:{n}", why=f"{n}" * 400) for r in base.results),
        )
        for n in range(300)
    ]
    text = markdown.render(Report(many))
    assert 30_000 < len(text) <= 65_536
    found = re.search(r"^(\d+) of 900 broken requirements are not shown here", text, re.MULTILINE)
    assert found is not None
    headings = [token for token in tokens(text) if token.tag == "h3" and token.type == "heading_open"]
    assert len(headings) - 1 + int(found[1]) == 900


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/> <b>", "https://a.example/\n"])
def test_only_addresses_are_links(sample: Run, url: str) -> None:
    """What is no address of the web, or has more in it than one, is not linked."""
    citation = sample.findings[0].citation
    assert citation is not None
    one = replace(sample, findings=(replace(sample.findings[0], citation=replace(citation, url=url)),))
    kinds = Counter(token.type for token in tokens(markdown.render(Report([one]))))
    assert (kinds["link_open"], kinds["html_inline"]) == (0, 0)
