"""The endpoints of two readings of a page: which ones correspond, and which have moved."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence, Set
from typing import Any

from wirecheck.diff.differing import missing
from wirecheck.diff.operations import PlacedOperation, by, matched
from wirecheck.drift.statements import WHOLE, Statements
from wirecheck.drift.values import Drift, DriftSubject
from wirecheck.facts import Attr, DocumentedOperation, Fact, Page, Side
from wirecheck.wire.lenient_json import Json

Pair = tuple[DocumentedOperation | None, DocumentedOperation | None]

# The share of members that two operations of one page have in common if one is what became of the other.
ALIKE = 0.3


def paired(old: Page, new: Page) -> list[Pair]:
    """Each operation of the old reading with its counterpart in the new one, then the new operations."""
    most_like = functools.partial(_most_like, old, new)
    pairs, left = matched(old.operations, new.operations, by(_name, _name), by(address, address), most_like)
    return [*pairs, *((None, now) for now in left)]


def _most_like(
    old: Page, new: Page, was: DocumentedOperation, left: list[DocumentedOperation]
) -> DocumentedOperation | None:
    """The operation that shares most members with this one; if each reading has only one, that one."""
    # by Jaccard similarity of their members, because the address of an endpoint that moved no longer helps
    likeness = [_likeness(old, was, new, now) for now in left]
    best = max(likeness, default=0.0)
    alone = len(left) == 1 and len(old.operations) == len(new.operations)
    return left[likeness.index(best)] if alone or best >= ALIKE else None


def _name(operation: DocumentedOperation) -> str:
    return operation.name


def address(operation: DocumentedOperation | PlacedOperation) -> str:
    """The address of an operation, without the names of its parameters."""
    return unnamed(operation.method, operation.path)


def unnamed(method: str, path: str) -> str:
    """An endpoint without the names of its parameters."""
    return f"{method.upper()} {re.sub(r'{[^{}]*}', '{}', path)}"


def _likeness(old: Page, was: DocumentedOperation, new: Page, now: DocumentedOperation) -> float:
    mine, theirs = (
        {
            (fact.side, fact.path)
            for fact in page.facts
            if fact.op == operation.name and fact.path and fact.side is not Side.PATH
        }
        for page, operation in ((old, was), (new, now))
    )
    return share(mine, theirs)


def share(names: Set[Any], others: Set[Any]) -> float:
    """The Jaccard index: names in both, as a share of all names."""
    return len(names & others) / max(1, len(names | others))


def moved(
    subject: DriftSubject, was: DocumentedOperation, now: DocumentedOperation, stated: Statements
) -> Iterator[Drift]:
    """How the address of an operation changed: its method, path, servers, and what carries the key."""
    for rule, before, after in addresses(was.method, was.path, now):
        yield _drift(subject, Attr.EXISTS, rule, before, after, stated.itself)
    for attr, old, new in (
        (Attr.SERVER, list(was.servers), list(now.servers)),
        (Attr.AUTH, carriers(was.auth), carriers(now.auth)),
    ):
        if old and new:
            yield from _listed(subject, attr, old, new, stated)
        elif old or new:
            # only one reading says anything
            once = {Attr.SERVER: "api-server-added", Attr.AUTH: "api-security-changed"}[attr]
            yield _drift(subject, attr, "page-claim-dropped" if old else once, [*old] or None, [*new] or None)


def addresses(method: str, path: str, now: DocumentedOperation) -> Iterator[tuple[str, str, str]]:
    """The rules for a changed method or path, each with the old and the new value."""
    if method != now.method:
        yield "api-method-changed", method, now.method
    if path != now.path:
        renamed = unnamed("", path) == unnamed("", now.path)
        yield "request-parameter-renamed" if renamed else "api-path-changed", path, now.path


# The rules of what an operation lists: another first entry, one more and one less.
LISTED = {
    Attr.SERVER: ("api-server-changed", "api-server-added", "api-server-removed"),
    Attr.AUTH: ("api-security-changed", "api-security-alternative-added", "api-security-alternative-removed"),
}


def _listed(subject: DriftSubject, attr: Attr, old: list[str], new: list[str], stated: Statements) -> Iterator[Drift]:
    """How the servers of an operation changed, or what carries its key."""
    changed, added, removed = LISTED[attr]
    facts = {str(fact.value): fact for fact in stated.facts(WHOLE, attr)}
    differing = missing if attr is Attr.SERVER else disagreeing
    come, gone = differing(new, old), differing(old, new)
    # the first entry is the one that is called: what takes its place is the first that is new
    if old[0] in gone and (come or attr is Attr.SERVER):
        instead = next(iter(come), new[0])
        yield _drift(subject, attr, changed, old[0], instead, facts.get(instead))
        come, gone = missing(come, [instead]), missing(gone, old[:1])
    for name in come:
        yield _drift(subject, attr, added, None, name, facts.get(name))
    for name in gone:
        yield _drift(subject, attr, removed, name, None)


def carriers(auth: str | None) -> list[str]:
    """The headers or parameters that carry the key, as a list."""
    return [way.strip() for way in (auth or "").split(" or ") if way.strip()]


def disagreeing(ways: Sequence[str], others: Sequence[str]) -> list[str]:
    """The carriers that do not agree with any of the others."""
    return [way for way in ways if not _agrees(way, others)]


def _agrees(way: str, others: Sequence[str]) -> bool:
    """Whether a carrier agrees with one of the others: `Authorization` agrees with `Authorization: Bearer`."""
    mine, theirs = way.lower(), [other.lower() for other in others]
    return any(mine == other or mine.startswith(f"{other}:") or other.startswith(f"{mine}:") for other in theirs)


def status_rule(code: str, action: str) -> str:
    """The rule for a status that was added or removed."""
    return f"response-{'success' if code.startswith('2') else 'error'}-status-{action}"


def _drift(subject: DriftSubject, attr: Attr, rule: str, before: Json, after: Json, fact: Fact | None = None) -> Drift:
    if before is None:
        message = f"is {_told(after)} as well" if attr is Attr.SERVER else f"may be {_told(after)} as well"
    elif after is None:
        message = f"is no longer said to be {_told(before)}"
    else:
        message = f"is {_told(after)}, and was {_told(before)}"
    return subject.drift(rule, attr, message, before, after, fact)


def _told(value: Json) -> str:
    return " or ".join(f"`{name}`" for name in (value if isinstance(value, list) else [value]))
