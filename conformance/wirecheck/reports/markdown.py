"""
The report as Markdown, for a comment on a pull request or the summary of a job.

What a gateway said is shown only as code, where HTML, links and mentions have no effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from wirecheck.engine.runner import Run
from wirecheck.reports import causes, levels
from wirecheck.reports.causes import Cause, broken_requirements
from wirecheck.reports.conclusion import conclusion, trends
from wirecheck.reports.plain import cut_list, plain
from wirecheck.reports.report import Report
from wirecheck.reports.trouble_lines import trouble_lines
from wirecheck.reports.verdict_counts import verdict_counts
from wirecheck.requirements.requirement import Level

MOST = 65_536
"""The most characters that GitHub accepts in a comment."""

ROWS = 50
"""The most rows of the table, and notes below it."""

SHOWN = 6
"""Findings of a cause that are listed before `and N more`."""

MESSAGE = 500
WORD = 100
COMMAND = 8_000
"""Characters of a message, of a name or value, and of a command."""

REST = 300
"""Characters that are kept free for the sentence about what was left out."""


def render(report: Report) -> str:
    """The report as GitHub's Markdown, in 65,536 characters at most; causes that do not fit are counted."""
    runs = report.deciding
    head = [f"## {_heading(runs)}", _prose(conclusion(runs)), *map(code, trends(report.runs))]
    text = _joined([*head, *_troubles(runs), *_table(runs)])
    notes = "".join(f"\n{note}\n" for note in _notes(runs))
    broken = causes.of(runs)
    for i, cause in enumerate(broken):
        block = f"\n{_joined(_block(cause))}"
        if len(text) + len(block) + len(notes) > MOST - REST:
            hidden = f"{len(broken) - i} of {len(broken)} broken requirements"
            text += f"\n{hidden} are not shown here; the JSON report has all.\n"
            break
        text += block
    return text + notes


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(runs: Sequence[Run]) -> str:
    targets = list(dict.fromkeys(run.target for run in runs))
    told = code(targets[0]) if len(targets) == 1 else f"{len(targets)} targets"
    if must := sum(len(broken_requirements(run.broken)) for run in runs):
        return f"wirecheck, {told}: {levels.broken(must, Level.MUST)}"
    if any(run.interrupted or run.missing or run.unjudged for run in runs):
        return f"wirecheck, {told}: not all `must` requirements could be judged"
    return f"wirecheck, {told}: {levels.all_held(Level.MUST)}"


def _troubles(runs: Sequence[Run]) -> Iterator[str]:
    lines = [
        f"- **trouble** on {code(line.operation)}: {code(line.what, MESSAGE)} ({_prose(line.extent)})"
        for line in trouble_lines(runs)
    ]
    more = [f"- and {len(lines) - ROWS} more"] if len(lines) > ROWS else []
    yield "\n".join((*lines[:ROWS], *more))


def _table(runs: Sequence[Run]) -> Iterator[str]:
    lines = ["| target | operation | held | broken | not judged |", "|---|---|--:|--:|--:|"]
    rows = [(run, operation) for run in runs for operation in run.operations]
    for run, operation in rows[:ROWS]:
        cells = [_cell(run.target.partition(":")[0]), _cell(operation), *map(str, verdict_counts(run, operation))]
        lines.append(f"| {' | '.join(cells)} |")
    yield "\n".join(lines)
    if len(rows) > ROWS:
        yield f"and {len(rows) - ROWS} more operations."


def _notes(runs: Sequence[Run]) -> Iterator[str]:
    """Why something was not judged, what is missing, and what was left out."""
    lines: dict[str, list[str]] = {}
    for run in runs:
        for (operation, why), ids in causes.unjudged(run).items():
            lines.setdefault(f"not judged on {code(operation)}: {code(why)}", []).extend(map(code, ids))
        for part in run.missing:
            lines.setdefault(f"missing of {code(run.target)}", []).append(code(part))
        for left in run.left_out:
            lines.setdefault(f"left out of {code(run.target)}: {code(left.why)}", []).append("")
    shown = list(lines.items())[:ROWS]
    notes = [f"- {what}: {cut_list(ids, SHOWN) if ids[0] else f'{len(ids)} cases'}" for what, ids in shown]
    if len(lines) > ROWS:
        notes.append(f"- and {len(lines) - ROWS} more")
    if notes:
        yield "### Not judged, left out"
        yield "\n".join(notes)


def _block(cause: Cause) -> Iterator[str]:
    """The paragraphs on a cause; empty ones are left out."""
    first = cause.first
    share = f", {cause.share}" if cause.share else ""
    yield f"### {first.level.value} {code(first.requirement)} on {code(cause.where)}{share}"
    yield f"{_prose(first.statement)} {_promised(cause)}"
    yield _linked(first.also)
    yield f"Known: {code(first.known, MESSAGE)}" if first.known else ""
    lines = [f"- {code(finding.message, MESSAGE)}" for finding in cause.findings[:SHOWN]]
    if rest := cause.findings[SHOWN:]:
        names = dict.fromkeys(code(finding.value or finding.member) for finding in rest)
        lines.append(f"- and {len(rest)} more: {cut_list([name for name in names if name], SHOWN)}")
    yield "\n".join(lines)
    if first.curl:
        yield f"<details><summary>a command that shows it</summary>\n\n{_fenced(first.curl)}\n\n</details>"


def _promised(cause: Cause) -> str:
    cited = cause.first.citation
    if cited is None:
        return f"({cause.citation})"
    if not re.fullmatch(r"https?://[!-;=?-~]+", cited.url):
        return f"({cause.cited} {code(cause.citation)})"
    return f"([{cause.cited} its page](<{cited.url}>): {code(cause.citation)})"


# -- text --------------------------------------------------------------------------------------------------------------


def code(text: str, most: int = WORD) -> str:
    """Any text as code on one line; an empty text stays empty."""
    shown = plain(text, most).strip()
    if not shown:
        return ""
    fence = "`" * (_longest(shown) + 1)
    space = " " if "`" in (shown[0], shown[-1]) else ""
    return f"{fence}{space}{shown}{space}{fence}"


def _cell(text: str) -> str:
    """Code in a table, where a bar would end the cell even inside code."""
    return code(text.replace("|", "\N{BROKEN BAR}"))


def _fenced(text: str) -> str:
    """A command as a block of code."""
    shown = plain(text) if len(text) <= COMMAND else f"# of {len(text):,} characters; the JSON report has it"
    fence = "`" * max(3, _longest(shown) + 1)
    return f"{fence}sh\n{shown}\n{fence}"


def _longest(text: str) -> int:
    """The longest run of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)


def _prose(text: str, *, strip: bool = True) -> str:
    """A sentence of wirecheck's own: code in backticks is kept, and all other markup is escaped."""
    shown = plain(text, MESSAGE)
    parts = re.split(r"`([^`]+)`", shown.strip() if strip else shown)
    return "".join(code(part, MESSAGE) if i % 2 else _escaped(part) for i, part in enumerate(parts))


def _linked(text: str) -> str:
    """A sentence of wirecheck's own in which addresses become links."""
    parts = re.split(r"(https?://[\w./#?=&%-]*[\w/])", plain(text, MESSAGE))
    return "".join(f"<{part}>" if i % 2 else _prose(part, strip=False) for i, part in enumerate(parts)).strip()


def _escaped(text: str) -> str:
    marked = re.sub(r"([\\`*_{}\[\]()<>#+!|~&$^-])", r"\\\1", text)
    # a number at the beginning must not start a list
    marked = re.sub(r"^(\s*\d+)\.", r"\1\\.", marked)
    # a word joiner keeps GitHub from reading a mention or the number of an issue
    return re.sub(r"([@#])", "\\1\N{WORD JOINER}", marked)
