"""How a level is worded in every report: who asks for it, what it means, and how its requirements are counted."""

from __future__ import annotations

from collections.abc import Iterable

from wirecheck.requirements.requirement import Level

ASKED_BY = {
    Level.MUST: "whoever wrote the requirement",
    Level.SHOULD: "upstream, a standard, or harm to the caller",
    Level.OBSERVE: "nobody: it is reported, and is never a finding",
}
"""Who asks for a requirement that cites no page."""

SILENT = f"the page is silent; {ASKED_BY[Level.SHOULD]} asks for it"
"""Why a `should` applies, where a page would be cited for a `must`."""

BEYOND = f"the request goes beyond the page, which promises nothing there; {ASKED_BY[Level.SHOULD]} asks for it"
"""Why there is a finding on what the page does not document."""

CITED = {Level.MUST: "promised by", Level.SHOULD: "see"}
"""What stands before a citation: only what binds is promised."""

MEANING = {
    Level.MUST: "the provider's page promises it",
    Level.SHOULD: SILENT,
    Level.OBSERVE: "it is reported, and is never a finding",
}


def uncited(level: Level, *, beyond: bool = False) -> str:
    """Who asks for a requirement where no page is cited."""
    if level is Level.MUST:
        return f"no page is cited; {ASKED_BY[level]} asks for it"
    return BEYOND if beyond else SILENT


def listed(levels: Iterable[Level | None]) -> str:
    """Levels, each once, the most binding first: `must/should`."""
    known = set(levels)
    return "/".join(level.value for level in Level if level in known)


def requirements(count: int, level: Level, total: int = 0) -> str:
    """A number of requirements, where wanted out of a total: "2 of 30 `must` requirements"."""
    number = f"{count:,} of {total:,}" if total > 1 else f"{count:,}"
    return f"{number} `{level.value}` requirement{'' if max(count, total) == 1 else 's'}"


def broken(count: int, level: Level, total: int = 0) -> str:
    return f"{requirements(count, level, total)} broken"


def not_judged(count: int, level: Level) -> str:
    return f"{requirements(count, level)} not judged"


def all_held(level: Level) -> str:
    return f"every `{level.value}` requirement held"
