"""
The baseline: known departures, which are findings that somebody has accepted, with the reason, in a TOML file.

    [[departure]]
    requirement = "picture/ratio-is-honoured"
    operation = "apiyi:generateContent"        # any, if it is left out
    fingerprint = "0123456789ab"               # any finding of the requirement, if it is left out
    reason = "their 21:9 has been 16:9 since May, ticket 4711"
    expires = 2026-12-31                       # the last day on which it holds; never, if it is left out

An entry names a requirement, a fingerprint, or both. A finding that is listed stays in every report, with the reason,
but does not fail a run. An entry that has expired, or that matches no finding any more, is stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomlkit

from wirecheck.config import toml_entries
from wirecheck.errors import UsageError, meant
from wirecheck.judging.verdicts import Finding, Result
from wirecheck.requirements.catalogue import catalogue, get
from wirecheck.requirements.requirement import Verdict

TABLE = "departure"
KEYS = ("requirement", "fingerprint", "operation", "reason", "expires")
JUDGED = (Verdict.HELD, Verdict.BROKEN)
LONGEST_REASON = 160


@dataclass(frozen=True, slots=True)
class KnownDeparture:
    """One entry: which findings it accepts, why, and until when."""

    reason: str
    requirement: str = ""
    fingerprint: str = ""
    operation: str = ""
    expires: date | None = None

    def lists(self, finding: Finding) -> bool:
        """Whether the entry accepts a finding."""
        return (
            self.requirement in ("", finding.requirement)
            and self.fingerprint in ("", finding.fingerprint)
            and self.operation in ("", finding.operation)
        )

    def is_over(self, findings: Iterable[Finding], results: Iterable[Result]) -> bool:
        """Whether a run shows that the entry no longer holds: its requirement was judged, and no finding matches."""
        return not any(map(self.lists, findings)) and self._was_judged(results)

    def _was_judged(self, results: Iterable[Result]) -> bool:
        """
        Whether a run judged what the entry is about.

        A fingerprint alone does not say what it belongs to, so any run that judged anything counts.
        """
        return any(
            result.verdict in JUDGED
            and self.requirement in ("", result.requirement)
            and self.operation in ("", result.operation)
            for result in results
        )

    def __str__(self) -> str:
        where = f" on {self.operation}" if self.operation else ""
        mark = f" ({self.fingerprint})" if self.requirement and self.fingerprint else ""
        return f"{self.requirement or self.fingerprint}{where}{mark}"


@dataclass(frozen=True, slots=True)
class StaleEntry:
    """An entry that should be looked at again, and why."""

    departure: KnownDeparture
    why: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """All known departures."""

    departures: tuple[KnownDeparture, ...] = ()

    def mark(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The same findings, with the reason in those that are listed."""
        return tuple(replace(finding, known=self._reason(finding)) for finding in findings)

    def _reason(self, finding: Finding) -> str:
        return next((departure.reason for departure in self.departures if departure.lists(finding)), "")

    def stale(self, findings: Iterable[Finding], results: Sequence[Result], today: date) -> tuple[StaleEntry, ...]:
        """
        Entries that have expired, and those that no finding of this run matches any more.

        Entries about something that was not judged are left out, so that one file can serve several targets.
        """
        findings = list(findings)
        stale = []
        for departure in self.departures:
            if departure.expires is not None and departure.expires < today:
                stale.append(StaleEntry(departure, f"`{departure}` expired on {departure.expires}: {departure.reason}"))
            elif departure.is_over(findings, results):
                stale.append(StaleEntry(departure, f"`{departure}` no longer fails: remove the entry"))
        return tuple(stale)


def read(path: Path) -> Baseline:
    """
    The baseline in a file.

    :raises UsageError: the file cannot be read, or is not a valid baseline.
    """
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        hint = "`--update-baseline` writes one"
        raise UsageError(f"`{path}` cannot be read: {why}", hint=hint) from None


def parse(text: str, name: str = "the baseline") -> Baseline:
    """
    The baseline in a text.

    :param name: what errors call the text.
    :raises UsageError: it is not a valid baseline.
    """
    hint = "a baseline has tables `[[departure]]` with a requirement or a fingerprint, and a reason"
    return Baseline(
        toml_entries.read(text, TABLE, name, hint=hint, none="is not a valid baseline", entry=_departure, same=_same)
    )


def _departure(entry: Mapping[str, Any], where: str) -> KnownDeparture:
    _check_kinds(entry, where)
    requirement, fingerprint = entry.get("requirement", ""), entry.get("fingerprint", "")
    _check_names(requirement, fingerprint, where)
    if not entry.get("reason", "").strip():
        raise UsageError(f"{where} has no `reason`", hint="say why it is accepted, for those who read it next year")
    return KnownDeparture(entry["reason"], requirement, fingerprint, entry.get("operation", ""), entry.get("expires"))


def _check_kinds(entry: Mapping[str, Any], where: str) -> None:
    for key in entry:
        if key not in KEYS:
            raise UsageError(f"`{key}` of {where} is not a known key", hint=meant(key, KEYS, "wirecheck run --help"))
    for key in KEYS[:-1]:
        if not isinstance(entry.get(key, ""), str):
            raise UsageError(f"`{key}` of {where} is not a text", hint="put it in quotes")
    expires = entry.get("expires")
    if expires is not None and (not isinstance(expires, date) or isinstance(expires, datetime)):
        raise UsageError(
            f"`expires` of {where} is not a date", hint="write a date without quotes: expires = 2026-12-31"
        )


def _check_names(requirement: str, fingerprint: str, where: str) -> None:
    if not requirement and not fingerprint:
        raise UsageError(f"{where} names no finding", hint="name a `requirement` or a `fingerprint`")
    if fingerprint and not re.fullmatch(r"[0-9a-f]{12}", fingerprint):
        raise UsageError(
            f"`fingerprint` of {where} is not valid", hint="it is 12 hex digits, as the JSON report has them"
        )
    if requirement.partition("/")[0] in {known.family for known in catalogue()}:
        # other families may belong to plug-ins
        get(requirement)


def _same(one: KnownDeparture, other: KnownDeparture) -> bool:
    return (one.requirement, one.fingerprint, one.operation) == (other.requirement, other.fingerprint, other.operation)


def update(text: str | None, findings: Iterable[Finding], results: Sequence[Result], today: date) -> str:
    """
    An updated baseline: entries that still fail stay as they are, those that no longer fail go, new ones are added.

    Entries about what was not judged stay too. Comments and order are kept. Updating twice is the same as once.

    :param text: the baseline as it was; empty if there was none.
    :raises UsageError: it is not a valid baseline.
    """
    findings = list(findings)
    text = text or ""
    departures = parse(text).departures
    document = tomlkit.parse(text)
    kept = [departure for departure in departures if not departure.is_over(findings, results)]
    _take_out(document, [i for i, departure in enumerate(departures) if departure not in kept])
    new = [finding for finding in findings if not any(departure.lists(finding) for departure in kept)]
    if new and not kept:
        document.append(TABLE, tomlkit.aot())
    for finding in sorted(new, key=lambda f: (f.operation, f.requirement, f.fingerprint)):
        _tables(document).append(_table(finding, today))
    return tomlkit.dumps(document)


def _take_out(document: tomlkit.TOMLDocument, places: Sequence[int]) -> None:
    """Remove some tables, and their list if none is left."""
    if places:
        tables = _tables(document)
        for place in reversed(places):
            tables.pop(place)
        if not tables:
            document.remove(TABLE)


def _tables(document: tomlkit.TOMLDocument) -> tomlkit.items.AoT:
    tables = document[TABLE]
    assert isinstance(tables, tomlkit.items.AoT)
    return tables


def _table(finding: Finding, today: date) -> tomlkit.items.Table:
    table = tomlkit.table()
    table["requirement"] = finding.requirement
    table["operation"] = finding.operation
    table["fingerprint"] = finding.fingerprint
    table["reason"] = _reason(finding.message, today)
    table.add(tomlkit.nl())
    return table


def _reason(message: str, today: date) -> str:
    words = " ".join("".join(char if char.isprintable() else " " for char in message).split())
    return f"found on {today}: {words}"[:LONGEST_REASON]
