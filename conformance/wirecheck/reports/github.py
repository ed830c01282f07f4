"""
The report as workflow commands: annotations in the log of a GitHub Action.

The runner reads each line that begins with `::` as a command, and also `##[` anywhere in a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecheck.engine.runner import Run
from wirecheck.reports import causes
from wirecheck.reports.causes import Cause
from wirecheck.reports.conclusion import conclusion
from wirecheck.reports.plain import cut_list, plain, whole
from wirecheck.reports.report import Report
from wirecheck.reports.trouble_lines import trouble_lines
from wirecheck.requirements.requirement import Level

COMMANDS = {Level.MUST: "error", Level.SHOULD: "warning", Level.OBSERVE: "notice"}

SHOWN = 6
"""Findings of a cause that are listed before `and N more`."""

MESSAGE = 500
TITLE = 200
COMMAND = 4_000
"""Characters of a message, a title, and a command."""


def render(report: Report) -> str:
    """An annotation for each trouble, cause, and reason why a `must` was not judged, then the conclusion."""
    lines = [
        _command("error" if line.blocking else "warning", f"trouble on {line.operation}", plain(line.text, MESSAGE))
        for line in trouble_lines(report.deciding)
    ]
    lines += [_finding(cause) for cause in causes.of(report.deciding)]
    lines += [_command("warning", title, text) for run in report.deciding for title, text in _unsure(run)]
    return "".join(f"{line}\n" for line in (*lines, conclusion(report.deciding)))


def defused(text: str) -> str:
    """A text changed so that the runner finds no command in it."""
    return re.sub(r"(^|[\r\n])(\s*):(?=:)", r"\1\2: ", text).replace("##[", "## [")


def _finding(cause: Cause) -> str:
    first = cause.first
    name = "notice" if first.known else COMMANDS[first.level]
    lines = [first.statement]
    lines += [f"- {plain(finding.message, MESSAGE)}" for finding in cause.findings[:SHOWN]]
    lines += [f"- and {len(cause.findings) - SHOWN} more"] if len(cause.findings) > SHOWN else []
    lines += [f"{cause.share}"] if cause.share else []
    if first.citation is not None:
        lines.append(f"{cause.cited} {first.citation.url or 'its page'} ({cause.citation})")
    else:
        lines.append(cause.citation)
    lines += [f"known: {first.known}"] if first.known else []
    told = [plain(line, MESSAGE + 2) for line in lines if line] + [plain(whole(first.curl, COMMAND))]
    return _command(name, f"{first.level.value} {first.requirement} {cause.where}", "\n".join(told))


def _unsure(run: Run) -> Iterator[tuple[str, str]]:
    for (operation, why), ids in causes.unjudged(run).items():
        yield f"not judged on {operation}", f"{plain(why, MESSAGE)}: {cut_list(ids, SHOWN)}"
    if run.missing:
        yield f"parts of {run.target} are missing", ", ".join(run.missing)


def _command(name: str, title: str, message: str) -> str:
    return f"::{name} title={_property(plain(title, TITLE))}::{_data(message)}"


def _data(text: str) -> str:
    """The message of a command, escaped as the runner expects."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
