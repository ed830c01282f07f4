"""Drift as text, as JSON and as Markdown."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from wirecheck.diff import Client
from wirecheck.drift.compared import Reading, Report, Source
from wirecheck.drift.exceptions import Excepted
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
    Client.ADDITIVE: " The generated client changes once the spec follows, and breaks no code.",
    Client.NONE: "",
}


def render_text(report: Report, *, width: int = 100) -> str:
    """A report for a terminal: the pages with drift first, the worst of it first; the others a line each."""
    lines: list[str] = []
    for one in sorted(report.readings, key=lambda reading: not _loud(reading)):
        lines += [*_page(one, report.today, width), ""] if _loud(one) else list(_quiet(one, report.today, width))
    if lines and lines[-1]:
        lines.append("")
    for provider in report.left_out:
        lines.append(f"{provider}  has no page to compare")
    lines += textwrap.wrap(conclusion(report), width)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _loud(one: Reading) -> bool:
    return bool(one.drifts or one.stale or one.unreadable)


def _quiet(one: Reading, today: date, width: int) -> Iterator[str]:
    more = f", {_count(len(one.excepted), 'exception')}" if one.excepted else ""
    text = f"{_name(one)}  no drift{more}; {'; '.join([aged(one.source, today), *_remarks(one, today)])}"
    yield from textwrap.wrap(text, width, subsequent_indent="    ", break_on_hyphens=False)


def _remarks(one: Reading, today: date) -> Iterator[str]:
    """What there is to know of a reading besides its drift."""
    if one.fetched is not None:
        yield f"fetched on {_ago(one.fetched, today)}"
    if one.unaccepted:
        yield "nothing was accepted of it, so that it is held against its spec alone"
    if one.contradictions:
        yield f"it contradicts itself in {_count(len(one.contradictions), 'place')}, which `wirecheck facts` lists"


def _name(one: Reading) -> str:
    return f"{one.source.provider}  {one.source.key}"


def _page(one: Reading, today: date, width: int) -> Iterator[str]:
    yield _name(one)
    if one.source.url:
        yield f"  {one.source.url}"
    yield f"  {aged(one.source, today)}"
    if one.unreadable:
        yield from _wrapped(f"not readable: {one.unreadable[0]}", width, 2)
        yield from _wrapped(f"hint: {one.unreadable[1]}", width, 2)
        return
    for remark in _remarks(one, today):
        yield from _wrapped(remark, width, 2)
    for against, mine in _told(one):
        if mine:
            yield ""
            yield f"  {SINCE[against]}"
            several = len({drift.operation for drift in one.drifts}) > 1
            for breaks, drifts in worst(mine):
                yield f"    {TITLES[breaks]}"
                for drift in drifts:
                    yield from _entry(drift, width, several)
    for entry in one.stale:
        yield ""
        yield from _wrapped(f"stale exception: {entry}: {entry.reason}", width, 2)
        yield from _wrapped("The page and the spec no longer differ so: take it out, or read the page again.", width, 6)
    for drift, entry in one.excepted:
        yield ""
        yield from _wrapped(f"excepted: {drift.location} {drift.message}", width, 2)
        yield from _wrapped(f"{entry.reason}; until {entry.remove_when}", width, 6)


def _told(one: Reading) -> Iterator[tuple[Against, list[Drift]]]:
    """The drifts of a page as people are told them: what a page has changed is told once, and not of its spec again."""
    since = [drift for drift in one.drifts if drift.against is Against.ACCEPTED]
    known = {_what(drift) for drift in since}
    yield Against.ACCEPTED, since
    yield (
        Against.SPEC,
        [drift for drift in one.drifts if drift.against is Against.SPEC and _what(drift) not in known],
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


def aged(source: Source, today: date) -> str:
    """How old what is accepted of a page is."""
    return f"read on {_ago(source.read_on, today)}" if source.read_on else "never read before"


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    told = {0: "today", 1: "a day ago"}.get(days, f"{days} days ago")
    return f"{day}, {told}" if days >= 0 else f"{day}"


def conclusion(report: Report) -> str:
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


def _amount(report: Report, drifts: list[Drift], unreadable: int) -> str:
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


def render_json(report: Report) -> str:
    """A report as a JSON document, ended by a line break."""
    document: Json = {
        "schema": 1,
        "day": report.today.isoformat(),
        "verdict": {0: "none", 1: "drift", 3: "unreadable"}[report.exit_code],
        "pages": [_reading(one, report.today) for one in report.readings],
        "left_out": list(report.left_out),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _reading(one: Reading, today: date) -> Json:
    day = one.source.read_on
    return {
        "provider": one.source.provider,
        "page": one.source.key,
        "url": one.source.url or None,
        "read": one.name or None,
        "read_on": day.isoformat() if day else None,
        "days": (today - day).days if day else None,
        "fetched": one.fetched.isoformat() if one.fetched else None,
        "accepted": not one.unaccepted,
        "unreadable": {"why": one.unreadable[0], "hint": one.unreadable[1]} if one.unreadable else None,
        "drifts": [_value(drift) for drift in one.drifts],
        "excepted": [
            {**_value(drift), "exception": entry.reason, "remove_when": entry.remove_when}
            for drift, entry in one.excepted
        ],
        "stale": [_stale(entry) for entry in one.stale],
        "contradictions": [
            {"location": f"{each.side}.{each.path}", "attr": each.attr.value, "why": each.why}
            for each in one.contradictions
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


def _stale(entry: Excepted) -> Json:
    return {
        "location": entry.location,
        "rule": entry.rule,
        "reason": entry.reason,
        "remove_when": entry.remove_when,
    }


def render_markdown(report: Report) -> str:
    """A report as Markdown, for a pull request: a table for each page, the worst first."""
    lines = ["# Pages and specs", "", conclusion(report), ""]
    for one in report.readings:
        lines += _section(one, report.today)
    return "\n".join(lines)


def _section(one: Reading, today: date) -> list[str]:
    title = f"## {_cell(one.source.provider)}: {_cell(one.source.title or one.source.key)}"
    link = f"<{one.source.url}>, " if one.source.url.startswith(("http://", "https://")) else ""
    lines = [title, "", f"{link}{'; '.join([aged(one.source, today), *_remarks(one, today)])}.", ""]
    if one.unreadable:
        return [*lines, f"Not readable: {_cell(one.unreadable[0])}.", ""]
    if not _loud(one):
        return [*lines, "No drift.", ""]
    for against, mine in _told(one):
        if mine:
            lines += [f"{SINCE[against][0].upper()}{SINCE[against][1:]}:", "", *_table(mine), ""]
    for entry in one.stale:
        lines += [f"- Stale exception: `{_bare(str(entry))}`. {_cell(entry.reason)}."]
    return [*lines, ""] if one.stale else lines


def _table(drifts: Sequence[Drift]) -> list[str]:
    lines = ["| breaks | where | what | client | rule | the page |", "|---|---|---|---|---|---|"]
    for breaks, some in worst(drifts):
        lines += [
            f"| {breaks} | `{_bare(one.location)}` | {_cell(one.message)} | {one.client} | `{one.rule}` "
            f"| {_cell(one.quote)} |"
            for one in some
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
