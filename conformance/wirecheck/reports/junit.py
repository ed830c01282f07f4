"""
The report as JUnit XML: a suite for each operation of a target, with a case for each requirement.

It is valid under the schema of Jenkins' xUnit plugin, which has no properties of cases. The properties of a case are
therefore in its suite, and their names include the case: `level:picture/is-whole`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from wirecheck.engine.runner import Run
from wirecheck.judging.findings import Finding, Result
from wirecheck.reports.levels import CITED
from wirecheck.reports.placed_promises import PlacedPromises
from wirecheck.reports.plain import plain, whole
from wirecheck.reports.report import Report
from wirecheck.reports.trouble_lines import TroubleLine, trouble_lines
from wirecheck.requirements.requirement import Level, Verdict

MESSAGE = 2_000
"""Characters of a message that are shown."""

COMMAND = 20_000
"""Characters up to which a command is shown."""


def render(report: Report) -> str:
    """
    The report as JUnit XML.

    A broken `must` is a failure; so is a broken `should` in a strict report. Otherwise it is skipped with the
    reason, like what is known and what was not judged. Without promises, only findings have citations.
    """
    root = ElementTree.Element(
        "testsuites", name="wirecheck", time=_seconds(sum(run.seconds for run in report.deciding))
    )
    for run in report.deciding:
        for operation in run.operations:
            root.append(_suite(run, operation, report))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(run: Run, operation: str, report: Report) -> ElementTree.Element:
    name = f"{run.target.partition(':')[0]}:{operation}"
    suite = ElementTree.Element("testsuite", name=_legal(name))
    properties = ElementTree.SubElement(suite, "properties")
    values = _run_properties(run, report.version)
    for line in trouble_lines([run]):
        if line.operation == operation:
            suite.append(_trouble(line, name.replace(":", ".")))
    for result in run.results:
        if result.operation == operation and result.level not in (None, Level.OBSERVE):
            findings = [finding for finding in run.findings if finding.row == result.row]
            values |= _case_properties(result, findings, report.promises)
            suite.append(_case(result, findings, name.replace(":", "."), report.strict))
    for key, value in values.items():
        if value:
            ElementTree.SubElement(properties, "property", name=_legal(key), value=_legal(value))
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    # a run has one time for all its operations; the first suite gets it, so that the sum is right
    suite.set("time", _seconds(run.seconds if operation == run.operations[0] else 0.0))
    suite.set("timestamp", datetime.fromtimestamp(run.started, UTC).strftime("%Y-%m-%dT%H:%M:%S"))
    return suite


def _trouble(line: TroubleLine, classname: str) -> ElementTree.Element:
    """A case for trouble: an error where a `must` could not be judged for it."""
    case = ElementTree.Element("testcase", name=_legal(f"trouble: {line.kind}"), classname=_legal(classname))
    if line.blocking:
        ElementTree.SubElement(case, "error", type="trouble", message=_legal(line.text))
    else:
        _skipped(case, line.text)
    return case


def _run_properties(run: Run, version: str) -> dict[str, str]:
    return {
        "wirecheck": version,
        "target": run.target,
        "depth": run.depth.value if run.depth is not None else "",
        "requests": str(run.counts.sent),
        "charged": str(run.counts.charged),
        "interrupted": "yes" if run.interrupted else "",
        "missing": ", ".join(run.missing),
    }


def _case_properties(result: Result, findings: Sequence[Finding], promises: PlacedPromises) -> dict[str, str]:
    """Level, citation and fingerprints of a case, under names that include its own."""
    promise = promises.get((result.requirement, result.operation)) if not result.beyond else None
    cited = promise.citation if promise is not None else next((f.citation for f in findings if f.citation), None)
    name = _name(result)
    return {
        f"level:{name}": result.level.value if result.level else "",
        f"citation:{name}": (cited.url or str(cited)) if cited else "",
        f"fingerprints:{name}": " ".join(finding.fingerprint for finding in findings),
    }


def _name(result: Result) -> str:
    return f"{result.requirement} beyond the page" if result.beyond else result.requirement


def _case(result: Result, findings: Sequence[Finding], classname: str, strict: bool) -> ElementTree.Element:
    case = ElementTree.Element("testcase", name=_legal(_name(result)), classname=_legal(classname))
    match result.verdict:
        case Verdict.NOT_JUDGED:
            _skipped(case, f"not judged: {result.why}")
        case Verdict.NOT_APPLICABLE:
            _skipped(case, "not tested at this depth")
        case Verdict.BROKEN if findings:
            _broken(case, findings, strict)
    return case


def _broken(case: ElementTree.Element, findings: Sequence[Finding], strict: bool) -> None:
    new = [finding for finding in findings if not finding.known]
    if not new:
        _skipped(case, f"known: {findings[0].known}")
        return
    if not strict and all(finding.level is Level.SHOULD for finding in new):
        _skipped(case, f"should: {new[0].message}", _told(new))
        return
    failure = ElementTree.SubElement(case, "failure", type=new[0].level.value, message=_legal(new[0].message))
    failure.text = _told(new)


def _skipped(case: ElementTree.Element, why: str, text: str = "") -> None:
    ElementTree.SubElement(case, "skipped", message=_legal(why)).text = text or None


def _told(findings: Sequence[Finding]) -> str:
    """What is broken, who promises it, and a command that shows it."""
    first = findings[0]
    lines = [f"{first.level.value}: {first.statement}"]
    if first.citation is not None:
        lines.append(f"{CITED[first.level]} {first.citation.url or 'its page'} ({first.citation})")
    lines += [first.also] if first.also else []
    lines += [f"- {finding.message}" for finding in findings]
    return "\n".join((*map(_legal, lines), plain(whole(first.curl, COMMAND))))


def _legal(text: str) -> str:
    """A text without characters that XML does not allow, cut to a length that readers of the format accept."""
    return plain(text, MESSAGE)


def _seconds(value: float) -> str:
    return f"{value:.3f}"
