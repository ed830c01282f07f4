"""
The baseline: known departures, which are findings that somebody has accepted, with the reason, in a TOML file.

    [[departure]]
    requirement = "picture/ratio-is-honoured"
    operation = "apiyi:generateContent"        # any, if it is left out
    fingerprint = "0123456789ab"               # any finding of the requirement, if it is left out
    reason = "their 21:9 has been 16:9 since May, ticket 4711"
    level = "must"                             # what the finding was when it was accepted
    expires = 2026-12-31                       # the last day on which it holds; never, if it is left out

An entry names a requirement, a fingerprint, or both. A finding that is listed stays in every report, with the reason,
but does not fail a run. An entry is stale that has expired, that matches no finding any more, or whose finding is of
another level or told by another requirement now; each is told with its reason, and none is dropped in silence.
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
from wirecheck.judging.findings import Finding, Result
from wirecheck.reading.departures import Standing
from wirecheck.requirements.catalogue import catalogue
from wirecheck.requirements.requirement import Level, Requirement, Verdict

TABLE = "departure"
KEYS = ("requirement", "fingerprint", "operation", "reason", "level", "expires")
JUDGED = (Verdict.HELD, Verdict.BROKEN)
LONGEST_REASON = 160

SHOWN = 4
"""Fingerprints of other findings that are named."""

ALWAYS_FIXED = "error/is-never-a-2xx"
"""The one `must` of the first version that was one whatever was asked."""


@dataclass(frozen=True, slots=True)
class KnownDeparture:
    """One entry: which findings it accepts, why, and until when."""

    reason: str
    requirement: str = ""
    fingerprint: str = ""
    operation: str = ""
    expires: date | None = None
    level: str = ""

    def lists(self, finding: Finding) -> bool:
        """Whether the entry accepts a finding."""
        return (
            self.requirement in ("", finding.requirement)
            and self.fingerprint in ("", finding.fingerprint)
            and self.operation in ("", finding.operation)
        )

    def over(self, findings: Sequence[Finding], results: Sequence[Result], known: Sequence[Requirement]) -> str:
        """
        Why the entry no longer holds; empty where it does, or where the run does not tell.

        A fingerprint alone does not say what it belongs to, so any run that judged anything tells.
        """
        if self._is_gone(known):
            hint = meant(self.requirement, (requirement.id for requirement in known), "wirecheck requirements")
            return f"names no requirement that is judged any more: {hint}"
        if any(map(self.lists, findings)):
            return ""
        mine = [result for result in results if self._is_about(result)]
        if mine and all(result.level is None for result in mine):
            return "nobody asks for it there any more: remove the entry"
        if any(result.verdict in JUDGED for result in mine):
            others = [f"`{finding.fingerprint}`" for finding in findings if self._is_about(finding)]
            if self.requirement and others:
                marks = ", ".join(others[:SHOWN])
                return f"no finding has its fingerprint any more, though `{self.requirement}` is still broken: {marks}"
            return "no longer fails: remove the entry"
        return self._replaced(results, known)

    def raised(self, findings: Iterable[Finding]) -> Level | None:
        """The level that a finding has now, if it was accepted at another."""
        for finding in filter(self.lists, findings):
            if finding.level != (self.level or _first_level(finding)):
                return finding.level
        return None

    def _is_gone(self, known: Iterable[Requirement]) -> bool:
        """Whether no requirement has that id; other families may belong to plug-ins that are not here."""
        ids = {requirement.id for requirement in known}
        return self.requirement not in ids and self.requirement.partition("/")[0] in {
            id.partition("/")[0] for id in ids
        }

    def _is_about(self, judged: Result | Finding) -> bool:
        return self.requirement in ("", judged.requirement) and self.operation in ("", judged.operation)

    def _replaced(self, results: Iterable[Result], known: Iterable[Requirement]) -> str:
        """Which requirement is told in its place, where it is not judged because that one is broken."""
        premises = next((requirement.after for requirement in known if requirement.id == self.requirement), ())
        for result in results:
            if (
                result.verdict is Verdict.BROKEN
                and result.requirement in premises
                and self.operation in ("", result.operation)
            ):
                return f"not judged, as `{result.requirement}`, on which it rests, is broken and told in its place"
        return ""

    def __str__(self) -> str:
        where = f" on {self.operation}" if self.operation else ""
        mark = f" ({self.fingerprint})" if self.requirement and self.fingerprint else ""
        return f"{self.requirement or self.fingerprint}{where}{mark}"


def _first_level(finding: Finding) -> Level:
    """The level of a finding in the first version, which wrote none: no `must` unless the page named every value."""
    named = finding.standing is Standing.DOCUMENTED or finding.requirement == ALWAYS_FIXED
    return finding.level if named else Level.SHOULD


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

    def stale(
        self,
        findings: Iterable[Finding],
        results: Sequence[Result],
        today: date,
        own: Sequence[Requirement] = (),
    ) -> tuple[StaleEntry, ...]:
        """
        Entries that have expired, those that no finding of this run matches any more, and those of another level.

        Entries about something that was not judged are left out, so that one file can serve several targets.

        :param own: requirements beside those of the catalogue.
        """
        findings, known = list(findings), (*catalogue(), *own)
        stale = []
        for departure in self.departures:
            if departure.expires is not None and departure.expires < today:
                why = f"expired on {departure.expires}: {departure.reason}"
            elif (why := departure.over(findings, results, known)) == "" and (level := departure.raised(findings)):
                why = f'is a `{level}` now, and was accepted when it was not: look at it, and add `level = "{level}"`'
            if why:
                stale.append(StaleEntry(departure, f"`{departure}` {why}"))
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
    level = entry.get("level", "")
    if level not in ("", Level.MUST, Level.SHOULD):
        raise UsageError(f"`level` of {where} is not a level of findings", hint='it is "must" or "should"')
    if not entry.get("reason", "").strip():
        raise UsageError(f"{where} has no `reason`", hint="say why it is accepted, for those who read it next year")
    operation, expires = entry.get("operation", ""), entry.get("expires")
    return KnownDeparture(entry["reason"], requirement, fingerprint, operation, expires, level)


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


def _same(one: KnownDeparture, other: KnownDeparture) -> bool:
    return (one.requirement, one.fingerprint, one.operation) == (other.requirement, other.fingerprint, other.operation)


def update(
    text: str | None,
    findings: Iterable[Finding],
    results: Sequence[Result],
    today: date,
    own: Sequence[Requirement] = (),
) -> str:
    """
    An updated baseline: entries that still fail stay, those that no longer hold go, new ones are added.

    Entries about what was not judged stay too. An entry of another level gets the level of now. Comments and order are
    kept. Updating twice is the same as once.

    :param text: the baseline as it was; empty if there was none.
    :param own: requirements beside those of the catalogue.
    :raises UsageError: it is not a valid baseline.
    """
    findings = list(findings)
    text = text or ""
    departures = parse(text).departures
    document = tomlkit.parse(text)
    known = (*catalogue(), *own)
    kept = [departure for departure in departures if not departure.over(findings, results, known)]
    for place, departure in enumerate(departures):
        if departure in kept and (level := departure.raised(findings)):
            _tables(document)[place]["level"] = level.value
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
    table["level"] = finding.level.value
    table["reason"] = _reason(finding.message, today)
    table.add(tomlkit.nl())
    return table


def _reason(message: str, today: date) -> str:
    words = " ".join("".join(char if char.isprintable() else " " for char in message).split())
    return f"found on {today}: {words}"[:LONGEST_REASON]
