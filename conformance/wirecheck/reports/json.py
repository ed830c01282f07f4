"""The JSON report, schema 1: written, and read back; its JSON Schema is `report.schema.json` beside this file."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import Any, TypeVar

from wirecheck.dialects.picture_shape import Shape
from wirecheck.engine.prices import Charge, Money
from wirecheck.engine.runner import RequestCounts, Run, SkippedEntries
from wirecheck.engine.sender import LeftOut
from wirecheck.engine.thumbnails import Thumbnail
from wirecheck.errors import ReportError
from wirecheck.judging.former_rows import fitted
from wirecheck.judging.trouble import Trouble
from wirecheck.judging.verdicts import Evidence, Finding, Result
from wirecheck.plan import Depth
from wirecheck.reading.departures import Standing
from wirecheck.reading.excuses import TroubleKind
from wirecheck.reports import evidence
from wirecheck.reports.report import Report
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.operation import Citation

T = TypeVar("T")

SCHEMA = 1


def schema() -> dict[str, Any]:
    """The JSON Schema that every report is valid under."""
    text = resources.files("wirecheck.reports").joinpath("report.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


# -- written -----------------------------------------------------------------------------------------------------------


def render(report: Report) -> str:
    """The report as indented JSON, ASCII only."""
    decide = report.deciding
    started = min((run.started for run in report.runs), default=0.0)
    document = {
        "schema": SCHEMA,
        "wirecheck": report.version,
        "started": _iso(started, "seconds"),
        "runs": [{**_run(run), "decides": run in decide} for run in report.runs],
    }
    return json.dumps(document, indent=2) + "\n"


def _run(run: Run) -> dict[str, Any]:
    return {
        "target": run.target,
        "provider": run.provider,
        "operations": list(run.operations),
        "depth": run.depth,
        "started": _iso(run.started, "milliseconds"),
        "seconds": round(run.seconds, 3),
        "shard": run.shard or None,
        "missing": list(run.missing),
        "seed": run.seed,
        "interrupted": run.interrupted,
        "requests": asdict(run.counts),
        "money": amounts(run.money) if run.money is not None else None,
        "charges": [_charge(charge) for charge in run.charges],
        "left_out": list(map(asdict, run.left_out)),
        "skipped": [{"count": s.count, "why": s.why, "url": s.url or None} for s in run.skipped],
        "requirements": [_result(result) for result in run.results],
        "findings": [_finding(finding) for finding in run.findings],
        "troubles": [_trouble(trouble) for trouble in run.troubles],
        **(_part(run) if run.shard else {}),
    }


def _part(run: Run) -> dict[str, Any]:
    """The members of a partial run that `merge` needs."""
    return {
        "plan": list(run.plan),
        "evidence": evidence.to_json(run.evidence, _finding, _trouble),
        "thumbnails": list(map(_thumbnail, run.thumbnails)),
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "id": result.requirement,
        "operation": result.operation,
        "level": result.level,
        "verdict": result.verdict,
        "judged": result.judged,
        "broken": result.broken,
        "value": result.value or None,
        "why": result.why or None,
        "beyond_page": result.beyond,
    }


def _thumbnail(thumbnail: Thumbnail) -> dict[str, Any]:
    return {**asdict(thumbnail), "content": b64encode(thumbnail.content).decode("ascii")}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "requirement": finding.requirement,
        "statement": finding.statement,
        "level": finding.level.value,
        "operation": finding.operation,
        "case": finding.cases[0] if finding.cases else None,
        "cases": list(finding.cases),
        "message": finding.message,
        "member": finding.member or None,
        "value": finding.value or None,
        "citation": _citation(finding.citation),
        "also": finding.also or None,
        "known": finding.known or None,
        "fingerprint": finding.fingerprint,
        "curl": finding.curl,
        "drawn": finding.drawn,
        "beyond_page": finding.beyond,
        "request": finding.standing.value,
    }


def _trouble(trouble: Trouble) -> dict[str, Any]:
    return {
        "kind": trouble.kind.name.lower(),
        "why": trouble.kind.value,
        "operation": trouble.operation,
        "words": trouble.words or None,
        "status": trouble.status or None,
        "stopped": trouble.stopped,
        "due": trouble.due,
        "maybe_charged": trouble.maybe_charged,
        "cases": list(trouble.cases),
        "key": trouble.key or None,
    }


def _citation(citation: Citation | None) -> dict[str, str] | None:
    if citation is None:
        return None
    return {"page": str(citation), "url": citation.url, "read_on": citation.read_on}


def amounts(money: Money) -> dict[str, Any]:
    """What a plan costs, as values; amounts are strings, because floats are not exact."""
    return {
        "currency": money.currency,
        "expected": str(money.expected),
        "at_worst": str(money.at_worst),
        "charged": None if money.charged is None else str(money.charged),
        "unpriced": money.unpriced,
    }


def _charge(charge: Charge) -> dict[str, Any]:
    return {
        "case": charge.case or None,
        "operation": charge.operation,
        "model": charge.model,
        "asked": charge.asked,
        "request_id": charge.request_id or None,
        "started": _iso(charge.started, "milliseconds"),
        "seconds": round(charge.ended - charge.started, 3),
        "status": charge.status,
        "price": None if charge.price is None else str(charge.price),
        "certain": charge.certain,
    }


def _iso(seconds: float, precision: str) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec=precision)


# -- read back ---------------------------------------------------------------------------------------------------------


def parse(text: str, name: str = "the report") -> list[Run]:
    """
    The runs of a report, without their cases and exchanges.

    :param name: the name of the report in errors.
    :raises ReportError: it is not a valid report of this schema.
    """
    hint = "a report is what `--report json=FILE` writes"
    try:
        report = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"`{name}` is not valid JSON: {str(error)[:100]}", hint=hint) from None
    if not isinstance(report, dict) or not isinstance(report.get("runs"), list):
        raise ReportError(f"`{name}` is not a report of wirecheck", hint=hint)
    if report.get("schema") != SCHEMA:
        schema = str(report.get("schema"))[:20]
        raise ReportError(f"`{name}` has the schema {schema}", hint=f"this wirecheck reads schema {SCHEMA}")
    try:
        return [_run_of(run, report) for run in report["runs"]]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, InvalidOperation) as error:
        told = f"{type(error).__name__}: {str(error)[:80]}"
        raise ReportError(f"`{name}` is not a complete report: {told}", hint=hint) from None


def _optional(value: Any, read: Callable[[Any], T]) -> T | None:
    return None if value is None else read(value)


def _run_of(raw: dict[str, Any], report: dict[str, Any]) -> Run:
    counts = raw["requests"]
    results, findings = fitted([*map(_result_of, raw["requirements"])], [*map(_finding_of, raw["findings"])])
    return Run(
        target=str(raw["target"]),
        provider=str(raw["provider"]),
        operations=tuple(map(str, raw["operations"])),
        depth=_optional(raw["depth"], Depth),
        counts=RequestCounts(*(int(counts[name]) for name in ("planned", "sent", "charged", "retried"))),
        left_out=tuple(map(_left_out_of, raw["left_out"])),
        results=results,
        findings=findings,
        troubles=tuple(map(trouble_of, raw.get("troubles", ()))),
        started=_seconds(raw.get("started") or report["started"]),
        seconds=float(raw.get("seconds", 0.0)),
        shard=str(raw.get("shard") or ""),
        plan=tuple(map(str, raw.get("plan", ()))),
        missing=tuple(map(str, raw.get("missing", ()))),
        seed=_optional(raw.get("seed"), int),
        charges=tuple(map(_charge_of, raw.get("charges", ()))),
        money=_optional(raw.get("money"), _money_of),
        skipped=tuple(map(_skipped_of, raw.get("skipped", ()))),
        interrupted=bool(raw.get("interrupted", False)),
        evidence=evidence.from_json(raw["evidence"], _finding_of, trouble_of) if "evidence" in raw else Evidence(),
        thumbnails=tuple(map(_thumbnail_of, raw.get("thumbnails", ()))),
    )


def _left_out_of(raw: dict[str, Any]) -> LeftOut:
    return LeftOut(raw["case"], raw["operation"], raw["purpose"], raw["why"])


def _skipped_of(raw: dict[str, Any]) -> SkippedEntries:
    return SkippedEntries(int(raw["count"]), str(raw["why"]), str(raw["url"] or ""))


def _thumbnail_of(raw: dict[str, Any]) -> Thumbnail:
    return Thumbnail(
        operation=str(raw["operation"]),
        case=str(raw["case"]),
        model=str(raw["model"]),
        where=str(raw["where"]),
        asked=_shape_of(raw["asked"]),
        came=_shape_of(raw["came"]),
        format=str(raw["format"]),
        length=int(raw["length"]),
        content=b64decode(raw["content"], validate=True),
        departures=tuple(map(str, raw["departures"])),
        problem=str(raw["problem"]),
        draft=bool(raw["draft"]),
    )


def _shape_of(raw: dict[str, Any]) -> Shape:
    return Shape(str(raw["ratio"]), str(raw["size"]), int(raw["width"]), int(raw["height"]))


def _result_of(raw: dict[str, Any]) -> Result:
    return Result(
        str(raw["id"]),
        str(raw["operation"]),
        Level(raw["level"]) if raw["level"] else None,
        Verdict(raw["verdict"]),
        int(raw["judged"]),
        int(raw["broken"]),
        str(raw["value"] or ""),
        str(raw["why"] or ""),
        bool(raw.get("beyond_page", False)),
    )


def _finding_of(raw: dict[str, Any]) -> Finding:
    return Finding(
        requirement=str(raw["requirement"]),
        statement=str(raw["statement"]),
        level=Level(raw["level"]),
        operation=str(raw["operation"]),
        message=str(raw["message"]),
        member=str(raw["member"] or ""),
        value=str(raw["value"] or ""),
        citation=_optional(raw["citation"], _citation_of),
        also=str(raw.get("also") or ""),
        fingerprint=str(raw["fingerprint"]),
        curl=str(raw["curl"]),
        cases=tuple(map(str, raw["cases"])),
        known=str(raw.get("known") or ""),
        drawn=bool(raw.get("drawn", False)),
        beyond=bool(raw.get("beyond_page", False)),
        standing=Standing(raw.get("request", "documented")),
    )


def trouble_of(raw: dict[str, Any]) -> Trouble:
    """Trouble as the report has it."""
    return Trouble(
        kind=TroubleKind[str(raw["kind"]).upper()],
        operation=str(raw["operation"]),
        words=str(raw["words"] or ""),
        status=int(raw["status"] or 0),
        stopped=int(raw["stopped"]),
        maybe_charged=int(raw["maybe_charged"]),
        cases=tuple(map(str, raw["cases"])),
        due=int(raw["due"]),
        key=str(raw.get("key") or ""),
    )


def _citation_of(raw: dict[str, str]) -> Citation:
    page, _, anchor = raw["page"].partition("#")
    return Citation(page, anchor, raw["url"], raw["read_on"])


def _money_of(raw: dict[str, Any]) -> Money:
    return Money(
        str(raw["currency"]),
        Decimal(raw["expected"]),
        Decimal(raw["at_worst"]),
        _optional(raw["charged"], Decimal),
        int(raw["unpriced"]),
    )


def _charge_of(raw: dict[str, Any]) -> Charge:
    started = _seconds(raw["started"])
    return Charge(
        case=str(raw["case"] or ""),
        operation=str(raw["operation"]),
        model=str(raw["model"]),
        asked=str(raw["asked"]),
        started=started,
        ended=started + float(raw["seconds"]),
        status=raw["status"],
        request_id=str(raw["request_id"] or ""),
        price=_optional(raw["price"], Decimal),
        certain=bool(raw["certain"]),
    )


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
