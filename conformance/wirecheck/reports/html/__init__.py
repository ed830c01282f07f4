"""
The report for a browser: one file that needs nothing from anywhere.

On top the answer, then every picture, the matrix, each finding with what shows it, and how long answers took. Style and
script stand in the file, and the page allows these two by their digests and nothing else. What a gateway sent comes
into it escaped, or as the pixels of a thumbnail.

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
from wirecheck.reports.html import breaches, contact, latencies, summary
from wirecheck.reports.html.matrix import SAID, matrix
from wirecheck.reports.html.subjects import ReportedSubject, day, reported_subjects
from wirecheck.reports.report import Report
from wirecheck.requirements.catalogue import catalogue
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.spec import Operation, load


def render(report: Report) -> str:
    """
    The report as HTML.

    Runs of one target are told as one, the newest first, with the verdicts of the others as its past.
    """
    runs = report.runs
    subjects = reported_subjects(runs)
    articles = breaches.articles(subjects)
    links: dict[tuple[str, str, str], str] = {}
    for article in articles:
        links.setdefault((article.subject, article.requirement, article.operation), article.anchor)
    style, script = _asset("report.css"), _asset("report.js")
    return _template().render(
        version=report.version,
        headline=summary.headline(subjects),
        cards=summary.cards(subjects),
        sheets=_sheets(subjects),
        unseen=[subject.name for subject in subjects if not _seen(subject.latest)],
        box=contact.BOX,
        matrix=matrix(subjects, _statements(runs), links),
        levels=[level.value for level in Level],
        verdicts=[(verdict.value, SAID[verdict]) for verdict in Verdict],
        articles=articles,
        plot=latencies.plot(subjects),
        day=day(max((run.started for run in runs), default=0.0)) if runs else "",
        style=Markup(style),  # noqa: S704 - a file of ours
        script=Markup(script),  # noqa: S704 - a file of ours
        style_digest=_digest(style),
        script_digest=_digest(script),
    )


def _statements(runs: Sequence[Run]) -> dict[str, str]:
    """What each requirement states: the catalogue's, and of one's own requirements what their findings say."""
    own = {finding.requirement: finding.statement for run in runs for finding in run.findings}
    return own | {requirement.id: requirement.statement for requirement in catalogue()}


def _sheets(subjects: Sequence[ReportedSubject]) -> list[contact.ContactSheet]:
    pictures = [(subject, _pictures(subject.latest)) for subject in subjects]
    return [
        contact.sheet(subject, operation, mine)
        for subject, every in pictures
        for operation in subject.latest.operations
        if (mine := [picture for picture in every if picture.operation == operation])
    ]


def _seen(run: Run) -> bool:
    """Whether the pictures of a run are there to be shown, or there are none."""
    return bool(run.exchanges or run.thumbnails or not run.charges)


def _pictures(run: Run) -> list[thumbnails.Thumbnail]:
    if run.thumbnails:
        return list(run.thumbnails)
    cases = {case.request: case.id for case in run.cases}
    return thumbnails.thumbnails(run.exchanges, _operations(run), cases)


def _operations(run: Run) -> list[Operation]:
    """The operations of a run, out of its spec; a spec that is not there any more has none."""
    kind, _, rest = run.target.partition(":")
    # a spec of somebody's own is named by its path, and perhaps one of its operations after it
    own = (rest, rest.rpartition(":")[0]) if kind != "replay" and "/" in rest else ()
    for name in (*own, run.provider):
        try:
            return [operation for operation in load(name).operations if operation.id in run.operations]
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
    """A text, escaped, with what stands between backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup().join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    )


def _asset(name: str) -> str:
    return resources.files("wirecheck.reports.html").joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """As a Content Security Policy names a text."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
