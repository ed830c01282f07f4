"""
The report for a browser: one file that loads nothing else.

It has the verdict first, then every picture, the matrix of requirements, each finding with its evidence, and how long
answers took. Style and script are part of the file; its Content Security Policy allows these two by their digests and
nothing else. What a gateway sent is escaped, or shown as the pixels of a thumbnail.

Held by `tests/reports/test_html.py`.
"""

from __future__ import annotations

import functools
import hashlib
from base64 import b64encode
from collections.abc import Sequence
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from wirecheck.engine import thumbnails
from wirecheck.engine.runner import Run
from wirecheck.errors import SpecError
from wirecheck.judging.findings import Row
from wirecheck.reports.html import breaches, contact, latencies, summary
from wirecheck.reports.html.matrix import SAID, matrix
from wirecheck.reports.html.subjects import ReportedSubject, day, reported_subjects
from wirecheck.reports.levels import MEANING
from wirecheck.reports.report import Report
from wirecheck.reports.trouble_lines import trouble_lines
from wirecheck.requirements.catalogue import catalogue
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.spec import Operation, load


def render(report: Report) -> str:
    """
    The report as HTML.

    Runs of one target are shown as one: the newest run, with the verdicts of the others as its history.
    """
    runs = report.runs
    subjects = reported_subjects(runs)
    articles = breaches.articles(subjects)
    links: dict[tuple[str, Row], str] = {}
    for article in articles:
        links.setdefault((article.subject, article.row), article.anchor)
    style, script = _asset("report.css"), _asset("report.js")
    return _template().render(
        version=report.version,
        headline=summary.headline(subjects),
        troubles=[line for subject in subjects for line in trouble_lines([subject.latest])],
        cards=summary.cards(subjects),
        sheets=_sheets(subjects),
        unseen=[subject.name for subject in subjects if not _seen(subject.latest)],
        box=contact.BOX,
        matrix=matrix(subjects, _statements(report), links),
        levels=[level.value for level in Level],
        meanings=[(level.value, meaning) for level, meaning in MEANING.items()],
        verdicts=[(verdict.value, SAID[verdict]) for verdict in Verdict],
        articles=articles,
        plot=latencies.plot(subjects),
        day=day(max((run.started for run in runs), default=0.0)) if runs else "",
        style=Markup(style),  # noqa: S704 - a file of ours
        script=Markup(script),  # noqa: S704 - a file of ours
        style_digest=_digest(style),
        script_digest=_digest(script),
    )


def _statements(report: Report) -> dict[str, str]:
    """The statement of each requirement, which only a finding knows where the report is all that there is."""
    found = {finding.requirement: finding.statement for run in report.runs for finding in run.findings}
    return found | {requirement.id: requirement.statement for requirement in (*catalogue(), *report.own)}


def _sheets(subjects: Sequence[ReportedSubject]) -> list[contact.ContactSheet]:
    pictures = [(subject, _pictures(subject.latest)) for subject in subjects]
    return [
        contact.sheet(subject, operation, mine)
        for subject, every in pictures
        for operation in subject.latest.operations
        if (mine := [picture for picture in every if picture.operation == operation])
    ]


def _seen(run: Run) -> bool:
    """Whether the pictures of a run can be shown, or it has none."""
    return bool(run.exchanges or run.thumbnails or not run.charges)


def _pictures(run: Run) -> list[thumbnails.Thumbnail]:
    if run.thumbnails:
        return list(run.thumbnails)
    cases = {case.request: case.id for case in run.cases}
    return thumbnails.thumbnails(run.exchanges, _operations(run), cases)


def _operations(run: Run) -> list[Operation]:
    """The operations of a run, read from its spec; none where the spec no longer exists."""
    kind, _, rest = run.target.partition(":")
    # a spec outside the package is named by its path, which may end in one of its operations
    own = (rest, rest.rpartition(":")[0]) if kind != "replay" and "/" in rest else ()
    for name in (*own, run.provider):
        try:
            return [operation for operation in load(name, given=None).operations if operation.id in run.operations]
        except SpecError:
            continue
    return []


@functools.cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("wirecheck.reports.html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["coded"] = _coded
    return environment.get_template("report.html.j2")


def _coded(text: str) -> Markup:
    """A text, escaped, with code elements for what is between backticks."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup().join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    )


def _asset(name: str) -> str:
    return resources.files("wirecheck.reports.html").joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """The digest of a text in the form of a Content Security Policy."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
