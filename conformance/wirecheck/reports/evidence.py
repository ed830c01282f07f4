"""
The evidence of one part of a plan as JSON, which `merge` reads: each finding is written out once.

Held by `tests/engine/test_merging.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from wirecheck.judging.findings import Answered, Evidence, Finding, PlacedFinding, RefusedRequest, Suspect, Tally
from wirecheck.judging.trouble import Trouble
from wirecheck.requirements.requirement import Level

ToJson = Callable[[Finding], dict[str, Any]]
FromJson = Callable[[dict[str, Any]], Finding]


def to_json(
    evidence: Evidence, written: ToJson, written_trouble: Callable[[Trouble], dict[str, Any]]
) -> dict[str, Any]:
    """
    Evidence as JSON; of findings that differ only in their case, the first is written out.

    :param written: turns a finding into the JSON of the report.
    :param written_trouble: turns trouble into the JSON of the report.
    """
    table: dict[tuple[str, Level, str], int] = {}
    findings: list[dict[str, Any]] = []

    def index(finding: Finding) -> int:
        # random requests differ in more than their case
        mark = (finding.fingerprint, finding.level, finding.curl if finding.drawn else "")
        if mark not in table:
            table[mark] = len(findings)
            findings.append(written(finding))
        return table[mark]

    breaches = sorted(evidence.breaches, key=lambda breach: breach.place)
    refusals = sorted(evidence.refusals, key=lambda refusal: refusal.place)
    return {
        "rows": [_row(row) for row in evidence.rows],
        "breaches": [[b.place, index(b.finding), *b.finding.cases] for b in breaches],
        "refusals": [
            {
                "place": refusal.place,
                "status": refusal.status,
                "passing": refusal.passing,
                "case": refusal.case,
                "suspects": [
                    [*suspect.subject, suspect.weight]
                    + ([index(suspect.finding), *suspect.finding.cases] if suspect.finding is not None else [])
                    for suspect in refusal.suspects
                ],
            }
            for refusal in refusals
        ],
        "cleared": sorted(map(list, evidence.cleared)),
        "unanswered": list(map(list, evidence.unanswered)),
        "answered": [[a.operation, a.due, a.served, a.why] for a in evidence.answered]
        if evidence.answered is not None
        else None,
        "troubles": list(map(written_trouble, evidence.troubles)),
        "findings": findings,
    }


def from_json(raw: dict[str, Any], read: FromJson, read_trouble: Callable[[dict[str, Any]], Trouble]) -> Evidence:
    """
    Read evidence back from JSON; what versions before trouble did not count is left out.

    :raises KeyError, TypeError, ValueError, IndexError: it is not valid evidence.
    """
    findings = [read(finding) for finding in raw["findings"]]

    def finding(index: int, *cases: str) -> Finding:
        return replace(findings[index], cases=tuple(map(str, cases)))

    return Evidence(
        tuple(_row_of(row) for row in raw["rows"]),
        tuple(PlacedFinding(int(place), finding(*rest)) for place, *rest in raw["breaches"]),
        tuple(
            RefusedRequest(
                int(refusal["place"]),
                int(refusal["status"]),
                tuple(
                    Suspect((r, o, member, value), int(weight), finding(*rest) if rest else None)
                    for r, o, member, value, weight, *rest in refusal["suspects"]
                ),
                bool(refusal.get("passing", False)),
                str(refusal.get("case", "")),
            )
            for refusal in raw["refusals"]
        ),
        frozenset((r, o, member, value) for r, o, member, value in raw["cleared"]),
        tuple((r, o, member, value) for r, o, member, value in raw.get("unanswered", ())),
        tuple(Answered(str(id), int(due), int(served), str(why)) for id, due, served, why in raw["answered"])
        if raw.get("answered") is not None
        else None,
        tuple(map(read_trouble, raw.get("troubles", ()))),
    )


def _row(row: Tally) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": row.requirement,
        "operation": row.operation,
        "level": row.level.value if row.level else None,
    }
    told |= {"beyond_page": True} if row.beyond else {}
    if not row.noted:
        return told
    noted = {"judged": row.judged, "broken": row.broken}
    more = {name: list(map(list, value)) for name in ("whys", "seen", "alike") if (value := getattr(row, name))}
    return {**told, **noted, **more}


def _row_of(raw: dict[str, Any]) -> Tally:
    return Tally(
        raw["id"],
        raw["operation"],
        Level(raw["level"]) if raw["level"] else None,
        int(raw.get("judged", 0)),
        int(raw.get("broken", 0)),
        tuple((str(why), int(count), int(place)) for why, count, place in raw.get("whys", ())),
        tuple((int(place), str(value), str(of)) for place, value, of in raw.get("seen", ())),
        tuple((int(place), str(key), str(of)) for place, key, of in raw.get("alike", ())),
        noted="judged" in raw,
        beyond=bool(raw.get("beyond_page", False)),
    )
