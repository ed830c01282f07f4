"""
Drift as text, as JSON and as Markdown.

Held by `tests/drift/test_command.py`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from wirecheck.diff import Client
from wirecheck.drift.compared import ComparedPage, DriftReport, PageSource
from wirecheck.drift.values import Against, Breaks, Drift, worst
from wirecheck.wire.lenient_json import Json

TITLES = {
    Breaks.CALLERS: "breaks callers",
    Breaks.READERS: "breaks those who read answers",
    Breaks.CLIENT: "breaks the generated client",
    Breaks.BEHAVIOUR: "changes what happens",
    Breaks.NOTE: "breaks nobody",
}
SINCE = {
    Against.ACCEPTED: "the page has changed since it was accepted",
    Against.SPEC: "the page and the spec differ",
}
IN_CLIENT = {
    Client.BREAKING: " The generated client breaks once the spec follows.",
    Client.ADDITIVE: " The generated client changes once the spec follows, without breaking code.",
    Client.NONE: "",
}


def render_text(report: DriftReport, *, width: int = 100) -> str:
    """A report for a terminal: the pages with drift first, the worst of it first; the others a line each."""
    lines: list[str] = []
    for page in sorted(report.readings, key=lambda reading: not _loud(reading)):
        lines += [*_page(page, report.today, width), ""] if _loud(page) else list(_quiet(page, report.today, width))
    if lines and lines[-1]:
        lines.append("")
    for provider in report.left_out:
        lines.append(f"{provider}  has no page to compare")
    lines += textwrap.wrap(conclusion(report), width)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _loud(page: ComparedPage) -> bool:
    return bool(page.drifts or page.stale or page.unreadable)


def _quiet(page: ComparedPage, today: date, width: int) -> Iterator[str]:
    more = f", {_count(len(page.excepted), 'exception')}" if page.excepted else ""
    text = f"{_name(page)}  no drift{more}; {'; '.join([aged(page.source, today), *_remarks(page, today)])}"
    yield from textwrap.wrap(text, width, subsequent_indent="    ", break_on_hyphens=False)


def _remarks(page: ComparedPage, today: date) -> Iterator[str]:
    """What there is to know of a reading besides its drift."""
    if page.fetched is not None:
        yield f"fetched on {_ago(page.fetched, today)}"
    if page.unaccepted:
        yield "it has no accepted facts yet and is compared only with its spec"
    if page.contradictions:
        yield f"it contradicts itself in {_count(len(page.contradictions), 'place')}, which `wirecheck facts` lists"


def _name(page: ComparedPage) -> str:
    return f"{page.source.provider}  {page.source.key}"


def _page(page: ComparedPage, today: date, width: int) -> Iterator[str]:
    yield _name(page)
    if page.source.url:
        yield f"  {page.source.url}"
    yield f"  {aged(page.source, today)}"
    if page.unreadable:
        yield from _wrapped(f"not readable: {page.unreadable[0]}", width, 2)
        yield from _wrapped(f"hint: {page.unreadable[1]}", width, 2)
        return
    for remark in _remarks(page, today):
        yield from _wrapped(remark, width, 2)
    for against, mine in _told(page):
        if mine:
            yield ""
            yield f"  {SINCE[against]}"
            several = len({drift.operation for drift in page.drifts}) > 1
            for breaks, drifts in worst(mine):
                yield f"    {TITLES[breaks]}"
                for drift in drifts:
                    yield from _entry(drift, width, several)
    for entry in page.stale:
        yield ""
        yield from _wrapped(f"stale exception: {entry}: {entry.reason}", width, 2)
        yield from _wrapped(
            "The page and the spec no longer differ in this way: remove the entry, or read the page again.", width, 6
        )
    for drift, entry in page.excepted:
        yield ""
        yield from _wrapped(f"excepted: {drift.location} {drift.message}", width, 2)
        yield from _wrapped(f"{entry.reason}; until {entry.remove_when}", width, 6)


def _told(page: ComparedPage) -> Iterator[tuple[Against, list[Drift]]]:
    """The drifts of a page as reports list them: a change of the page is not repeated as a difference from the spec."""
    since = [drift for drift in page.drifts if drift.against is Against.ACCEPTED]
    known = {_what(drift) for drift in since}
    yield Against.ACCEPTED, since
    yield (
        Against.SPEC,
        [drift for drift in page.drifts if drift.against is Against.SPEC and _what(drift) not in known],
    )


def _what(drift: Drift) -> tuple[str, ...]:
    return (drift.operation, drift.location, drift.attr, drift.rule, json.dumps(drift.after, sort_keys=True))


def _entry(drift: Drift, width: int, several: bool) -> Iterator[str]:
    where = f"{drift.operation}  {drift.location}" if several else drift.location
    if drift.sample or drift.rule == "page-sample-changed":
        yield from _wrapped(f"{where}  {drift.message}{_lines(drift)}", width, 6)
        return
    yield f"      {where}{_lines(drift)}"
    yield from _wrapped(drift.message, width, 10)
    yield from _wrapped(f"{drift.rule}: {drift.reason}{IN_CLIENT[drift.client]}", width, 10)
    if drift.quote:
        yield from _wrapped(f"the page: {_plain(drift.quote)}", width, 10)


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
        break_long_words=False,
    )


def _lines(drift: Drift) -> str:
    if drift.lines is None:
        return ""
    first, last = drift.lines
    return f"  (line {first})" if first == last else f"  (lines {first}-{last})"


def aged(source: PageSource, today: date) -> str:
    """How old what is accepted of a page is."""
    return f"read on {_ago(source.read_on, today)}" if source.read_on else "never read before"


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    told = {0: "today", 1: "a day ago"}.get(days, f"{days} days ago")
    return f"{day}, {told}" if days >= 0 else f"{day}"


def conclusion(report: DriftReport) -> str:
    """What a report amounts to, in a sentence or two."""
    drifts = [drift for reading in report.readings for _, told in _told(reading) for drift in told]
    stale = sum(len(reading.stale) for reading in report.readings)
    unreadable = sum(reading.unreadable is not None for reading in report.readings)
    sentences = [_amount(report, drifts, unreadable)]
    if stale:
        sentences.append(f"{_count(stale, 'exception')} {'is' if stale == 1 else 'are'} stale.")
    if unreadable:
        sentences.append(f"{_count(unreadable, 'page')} could not be read.")
    return " ".join(filter(None, sentences)) or "No page to compare."


def _amount(report: DriftReport, drifts: list[Drift], unreadable: int) -> str:
    """How many drifts there are, and the worst; empty where no page could be read."""
    count = len(report.readings)
    if drifts:
        drifted = sum(bool(reading.drifts) for reading in report.readings)
        on = f" on {drifted} of {count} pages" if count > 1 else ""
        breaks, _ = next(worst(drifts))
        return f"{_count(len(drifts), 'drift')}{on}: the worst {TITLES[breaks]}."
    if count > unreadable:
        return f"No drift on {_count(count - unreadable, 'page')}{' that could be read' if unreadable else ''}."
    return ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def render_json(report: DriftReport) -> str:
    """A report as a JSON document, ended by a line break."""
    document: Json = {
        "schema": 1,
        "day": report.today.isoformat(),
        "verdict": {0: "none", 1: "drift", 3: "unreadable"}[report.exit_code],
        "pages": [_reading(page, report.today) for page in report.readings],
        "left_out": list(report.left_out),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _reading(page: ComparedPage, today: date) -> Json:
    day = page.source.read_on
    return {
        "provider": page.source.provider,
        "page": page.source.key,
        "url": page.source.url or None,
        "read": page.name or None,
        "read_on": day.isoformat() if day else None,
        "days": (today - day).days if day else None,
        "fetched": page.fetched.isoformat() if page.fetched else None,
        "accepted": not page.unaccepted,
        "unreadable": {"why": page.unreadable[0], "hint": page.unreadable[1]} if page.unreadable else None,
        "drifts": [_value(drift) for drift in page.drifts],
        "excepted": [
            {**_value(drift), "exception": entry.reason, "remove_when": entry.remove_when}
            for drift, entry in page.excepted
        ],
        "stale": [
            {name: getattr(entry, name) for name in ("location", "rule", "reason", "remove_when")}
            for entry in page.stale
        ],
        "contradictions": [
            {"location": f"{each.side}.{each.path}", "attr": each.attr.value, "why": each.why}
            for each in page.contradictions
        ],
    }


def _value(drift: Drift) -> dict[str, Json]:
    return {
        "against": drift.against.value,
        "operation": drift.operation,
        "location": drift.location,
        "side": drift.side.value,
        "path": drift.path,
        "attr": drift.attr.value,
        "breaks": drift.breaks.value,
        "client": drift.client.value,
        "rule": drift.rule,
        "message": drift.message,
        "reason": drift.reason,
        "before": drift.before,
        "after": drift.after,
        "lines": list(drift.lines) if drift.lines else None,
        "quote": drift.quote,
    }


def render_markdown(report: DriftReport) -> str:
    """A report as Markdown, for a pull request: a table for each page, the worst first."""
    lines = ["# Pages and specs", "", conclusion(report), ""]
    for page in report.readings:
        lines += _section(page, report.today)
    return "\n".join(lines)


def _section(page: ComparedPage, today: date) -> list[str]:
    title = f"## {_cell(page.source.provider)}: {_cell(page.source.title or page.source.key)}"
    link = f"<{page.source.url}>, " if page.source.url.startswith(("http://", "https://")) else ""
    lines = [title, "", f"{link}{'; '.join([aged(page.source, today), *_remarks(page, today)])}.", ""]
    if page.unreadable:
        return [*lines, f"Not readable: {_cell(page.unreadable[0])}.", ""]
    if not _loud(page):
        return [*lines, "No drift.", ""]
    for against, mine in _told(page):
        if mine:
            lines += [f"{SINCE[against][0].upper()}{SINCE[against][1:]}:", "", *_table(mine), ""]
    for entry in page.stale:
        lines += [f"- Stale exception: `{_bare(str(entry))}`. {_cell(entry.reason)}."]
    return [*lines, ""] if page.stale else lines


def _table(drifts: Sequence[Drift]) -> list[str]:
    lines = ["| breaks | where | what | client | rule | the page |", "|---|---|---|---|---|---|"]
    for breaks, broken in worst(drifts):
        lines += [
            f"| {breaks} | `{_bare(drift.location)}` | {_cell(drift.message)} | {drift.client} | `{drift.rule}` "
            f"| {_cell(drift.quote)} |"
            for drift in broken
        ]
    return lines


def _bare(text: str) -> str:
    return " ".join(text.replace("`", "").split()).replace("|", "\\|")


def _cell(text: str) -> str:
    """A text for a cell: one line, and no markup of HTML or of links outside of backticks."""
    flat = " ".join(_plain(text).split()).replace("|", "\\|")
    pieces = flat.split("`")
    if len(pieces) % 2 == 0:
        pieces = [flat.replace("`", "'")]
    return "`".join(
        piece.replace("<", "&lt;").replace("[", "\\[").replace("@", "@\u200b") if at % 2 == 0 else piece
        for at, piece in enumerate(pieces)
    )


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
