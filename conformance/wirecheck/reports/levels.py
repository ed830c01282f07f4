"""How a level is worded: who asks for it, what it means, and how what broke is counted."""

from __future__ import annotations

from collections.abc import Iterable

from wirecheck.requirements.requirement import Level

ASKED_BY = {
    Level.MUST: "its page",
    Level.SHOULD: "upstream, a standard, or harm to the caller",
    Level.OBSERVE: "nobody: it is told, and never a finding",
}
"""Who asks for what no page is cited for."""

MEANING = {
    Level.MUST: "the provider's page promises it",
    Level.SHOULD: f"the page is silent, and {ASKED_BY[Level.SHOULD]} asks for it",
    Level.OBSERVE: "it is told, and never a finding",
}


def listed(levels: Iterable[Level | None]) -> str:
    """Levels, each once, the most binding first: `must/should`."""
    known = set(levels)
    return "/".join(level.value for level in Level if level in known)


def broken(count: int, level: Level) -> str:
    return f"{count} {level.value} broken"


def not_judged(count: int, level: Level) -> str:
    return f"{count} {level.value} not judged"
