"""A requirement explained, for a terminal or as a page: who promises it, what it depends on, and an example."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from wirecheck.engine.explanations import Explanation, Promise, Way, WorkedExample
from wirecheck.reports import excerpt
from wirecheck.reports.excerpt import ExcerptLine
from wirecheck.reports.levels import ASKED_BY, MEANING, listed
from wirecheck.requirements.requirement import Level
from wirecheck.spec.spec import Citation

PAGE_WIDTH = 96
"""Columns of an exchange on a page."""

MARK = "<!-- made by `wirecheck requirements --pages`; edit the docstring of the requirement instead -->"
"""The first line of every page."""


def render(explanation: Explanation, *, width: int = 100, page: bool = False) -> str:
    """
    The explanation as text.

    :param width: columns of the terminal; addresses are never wrapped.
    :param page: whether to write a page in Markdown instead of text for a terminal.
    """
    lines = _page(explanation) if page else _screen(explanation, width)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def index(explanations: Sequence[Explanation]) -> str:
    """The index of all pages in Markdown: a table for each family."""
    lines = [MARK, "# Requirements", "", "What is checked, by family.", ""]
    lines += [f"- `{level}`: {meaning}." for level, meaning in MEANING.items()]
    lines += [""]
    lines += ["Each page shows an answer of the emulator that keeps the requirement, and one that a fault breaks."]
    lines += ["There `+` and `-` mark the lines that differ, and `…` stands for what is left out."]
    for family in dict.fromkeys(e.requirement.family for e in explanations):
        lines += ["", f"## {family}", "", "| requirement | level | what holds |", "|---|---|---|"]
        for explanation in explanations:
            requirement = explanation.requirement
            if requirement.family == family:
                link = f"[{requirement.id}]({requirement.id}.md)"
                levels = listed(promise.level for promise in explanation.promises)
                lines.append(f"| {link} | {levels} | {_cell(requirement.statement)} |")
    return "".join(f"{line}\n" for line in lines)


# -- for a terminal ----------------------------------------------------------------------------------------------------


def _screen(explanation: Explanation, width: int) -> Iterator[str]:
    requirement = explanation.requirement
    yield from (requirement.id, "")
    for paragraph in (requirement.statement, *requirement.explanation.split("\n\n")):
        yield from textwrap.wrap(paragraph, width)
    if requirement.also:
        yield from ("", requirement.also)
    yield ""
    yield from _promised(explanation.promises, width)
    if requirement.after:
        yield ""
        told = f"not judged where one of these is broken: {', '.join(requirement.after)}"
        yield from textwrap.wrap(told, width, subsequent_indent="  ", break_on_hyphens=False)
    if explanation.example:
        yield from _shown(explanation.example, width)
    if explanation.faults:
        yield from ("", "faults that break it:")
        column = max(len(fault.id) for fault in explanation.faults)
        for fault in explanation.faults:
            head = f"  {fault.id:<{column}}  "
            yield from textwrap.wrap(fault.summary, width, initial_indent=head, subsequent_indent=" " * len(head))
        if explanation.example and explanation.example.fault:
            yield from ("", f"see it break: {_command(explanation.example.operation, explanation.example.fault)}")


def _promised(promises: Sequence[Promise], width: int) -> Iterator[str]:
    """Who promises it, with the operations grouped by that."""
    groups: dict[tuple[Level | None, Citation | None], list[str]] = {}
    for promise in promises:
        groups.setdefault((promise.level, promise.citation), []).append(promise.operation)
    for (level, citation), operations in groups.items():
        head = f"{level.value} for" if level else "does not apply to"
        yield from _indented(f"{head} {', '.join(operations)}", width)
        if level:
            yield f"    by {_place(citation) if citation else ASKED_BY[level]}"
        if citation:
            yield f"    {citation.url}"
    yield from (f"  {line}" for line in _beyond(promises))


def _beyond(promises: Sequence[Promise]) -> Iterator[str]:
    """The level where a request goes beyond the page, if it is another."""
    for level in dict.fromkeys(promise.beyond for promise in promises if promise.beyond not in (None, promise.level)):
        yield f"a `{level}` where a request goes beyond the page"


def _indented(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _shown(example: WorkedExample, width: int) -> Iterator[str]:
    holds, breaks = _answers(example, width - 4)
    yield ""
    head = f"for example, {example.operation} ({example.purpose})"
    yield from textwrap.wrap(head, width, subsequent_indent="  ", break_on_hyphens=False)
    yield ""
    yield from (f"    {line.text}" for line in excerpt.asked(example.holds[0].request, width - 4))
    manner = f", in the manner `{example.manner.id}`" if example.manner else ""
    yield from ("", f"it holds{manner}:", "", *_marked(holds, "+", "  "))
    if example.seen:
        yield from ("", *_indented(_observed(example), width))
    if example.fault and example.finding:
        yield from ("", f"it breaks, with the fault `{example.fault.id}`:", "", *_marked(breaks, "-", "  "), "")
        told = f"{example.finding.level.value}: {excerpt.steady(example.finding.message)}"
        yield from _indented(told, width)


# -- as a page ---------------------------------------------------------------------------------------------------------


def _page(explanation: Explanation) -> Iterator[str]:
    requirement = explanation.requirement
    yield from (MARK, f"# {requirement.id}", "", requirement.statement)
    for paragraph in filter(None, requirement.explanation.split("\n\n")):
        # one sentence a line
        yield from ("", *re.split(r"(?<=[.!?]) (?=[A-Z`])", paragraph))
    if requirement.also:
        yield from ("", requirement.also)
    yield from ("", "## Who promises it", "", "| operation | level | by |", "|---|---|---|")
    yield from map(_promise_row, explanation.promises)
    yield from (line for said in _beyond(explanation.promises) for line in ("", f"It is {said}."))
    if requirement.after:
        yield from ("", "## What it depends on", "", "It is not judged where one of these is broken:", "")
        yield from (f"- [{id}](../{id}.md)" for id in requirement.after)
    if explanation.example:
        yield from _pictured(explanation.example)
    if explanation.faults:
        yield from _tabled(explanation.faults, explanation.example)
    yield from ("", "[All requirements](../README.md)")


def _promise_row(promise: Promise) -> str:
    if promise.level is None:
        return f"| {promise.operation} | does not apply | |"
    citation = promise.citation
    if citation is None:
        return f"| {promise.operation} | {promise.level.value} | {ASKED_BY[promise.level]} |"
    read = f", read on {citation.read_on}" if citation.read_on else ""
    return f"| {promise.operation} | {promise.level.value} | [{_cell(str(citation))}]({citation.url}){read} |"


def _tabled(faults: Sequence[Way], example: WorkedExample | None) -> Iterator[str]:
    yield from ("", "## Faults that break it", "", "| fault | what it does | seen |", "|---|---|---|")
    for fault in faults:
        seen = f"[there]({fault.seen})" if "://" in fault.seen else _cell(fault.seen)
        yield f"| `{fault.id}` | {_cell(fault.summary)} | {seen} |"
    if example and example.fault:
        yield from ("", *_fenced([_command(example.operation, example.fault)], ""))


def _pictured(example: WorkedExample) -> Iterator[str]:
    holds, breaks = _answers(example, PAGE_WIDTH)
    yield from ("", "## For example", "", f"{example.operation} ({example.purpose}):", "")
    yield from _fenced([line.text for line in excerpt.asked(example.holds[0].request, PAGE_WIDTH)], "http")
    manner = f", in the manner `{example.manner.id}`" if example.manner else ""
    yield from ("", f"It holds{manner}:", "", *_fenced(_marked(holds, "+", ""), "diff"))
    if example.seen:
        yield from ("", *_fenced(textwrap.wrap(_observed(example), PAGE_WIDTH), "text"))
    if example.fault and example.finding:
        yield from ("", f"It breaks, with the fault `{example.fault.id}`:", "")
        yield from _fenced(_marked(breaks, "-", ""), "diff")
        told = textwrap.wrap(excerpt.steady(example.finding.message), PAGE_WIDTH, break_on_hyphens=False)
        yield from ("", f"This is a `{example.finding.level.value}` finding:", "", *_fenced(told, "text"))


def _fenced(lines: Sequence[str], language: str) -> list[str]:
    """Lines in a code fence that is longer than any fence in them."""
    longest = max((len(ticks) for line in lines for ticks in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *lines, fence]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# -- for both ----------------------------------------------------------------------------------------------------------


def _answers(example: WorkedExample, width: int) -> tuple[list[ExcerptLine], list[ExcerptLine]]:
    """The answer that holds and the one that breaks, each with marks where it differs from the other."""
    if not example.breaks:
        return excerpt.answered(example.holds[0], None, width), []
    holds = excerpt.answered(example.holds[0], example.breaks[0], width)
    breaks = excerpt.answered(example.breaks[0], example.holds[0], width)
    if not any(line.differs for line in (*holds, *breaks)):
        # the difference is in what the addresses in the answer lead to
        for holding, breaking in zip(example.holds[1:], example.breaks[1:], strict=False):
            opened = [ExcerptLine(""), *excerpt.asked(holding.request, width), ExcerptLine("")]
            holds += [*opened, *excerpt.answered(holding, breaking, width)]
            breaks += [*opened, *excerpt.answered(breaking, holding, width)]
    return holds, breaks


def _marked(lines: Sequence[ExcerptLine], sign: str, indent: str) -> list[str]:
    return [f"{indent}{sign if line.differs else ' '} {line.text}" for line in lines]


def _observed(example: WorkedExample) -> str:
    return f"observed: {excerpt.steady(example.seen)}"


def _command(operation: str, fault: Way) -> str:
    """A command that breaks the requirement, on the provider of the example."""
    return f"wirecheck run {operation.partition(':')[0]} --fault {fault.id}"


def _place(citation: Citation) -> str:
    return f"{citation}, read on {citation.read_on}" if citation.read_on else str(citation)
