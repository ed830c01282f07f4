"""
A difference between two specs: its rule, its place, and whom it breaks.

Held by `tests/diff/test_diff_report.py`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from wirecheck.wire.lenient_json import Json


class WireBreak(enum.StrEnum):
    """Whom a difference breaks on the wire, the worst first."""

    CALLERS = "callers"
    """A caller who follows the old spec is refused, calls the wrong address, or misses what was promised."""
    READERS = "readers"
    """Only strict readers of answers break, who rely on a closed set, a type, or a member being present."""
    BEHAVIOUR = "behaviour"
    """The same requests are served, but answers, charges or retries may differ."""
    NONE = "none"


class Client(enum.StrEnum):
    """What a difference does to the generated client, the worst first."""

    BREAKING = "breaking"
    """Code that was written with the old client no longer runs, or no longer passes a type checker."""
    ADDITIVE = "additive"
    """The client changes, but code that was written with the old one keeps working."""
    NONE = "none"
    """The client is the same, apart from descriptions."""


class Bump(enum.StrEnum):
    """The part of the client's version that is incremented."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One change between two specs.

    :param rule: the id of a rule of `rules`.
    :param location: where it is, in the notation of `operation`: `request.generationConfig.imageConfig.aspectRatio`,
        `response.candidates[].finishReason`, `path.model`, `server`, `security`, `operation`.
    :param operation: the operation's name, empty for what all operations share.
    :param wire: whom it breaks on the wire.
    :param client: what it does to the generated client.
    :param message: what changed; the rest of a sentence that begins with the location.
    :param before: the old value, or None.
    :param after: the new value, or None.
    """

    rule: str
    location: str
    operation: str
    wire: WireBreak
    client: Client
    message: str
    before: Json = None
    after: Json = None


@dataclass(frozen=True, slots=True)
class Impact:
    """The impact of differences: the worst on the wire, the worst on the client, and the version that follows."""

    wire: WireBreak
    client: Client
    bump: Bump


def impact(differences: Iterable[Difference]) -> Impact:
    """The impact of differences."""
    listed = list(differences)
    wires, clients = {each.wire for each in listed}, {each.client for each in listed}
    wire = next((wire for wire in WireBreak if wire in wires), WireBreak.NONE)
    client = next((client for client in Client if client in clients), Client.NONE)
    return Impact(wire, client, _bump(wire, client) if listed else Bump.NONE)


def _bump(wire: WireBreak, client: Client) -> Bump:
    if wire is WireBreak.CALLERS or client is Client.BREAKING:
        return Bump.MAJOR
    if client is Client.ADDITIVE or wire in (WireBreak.READERS, WireBreak.BEHAVIOUR):
        return Bump.MINOR
    return Bump.PATCH
