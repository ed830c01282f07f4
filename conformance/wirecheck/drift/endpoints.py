"""The endpoints of two readings of a page: which ones correspond, and which have moved."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence, Set
from typing import Any

from wirecheck.diff.differing import missing
from wirecheck.diff.matching import matched
from wirecheck.drift.statements import WHOLE, Statements
from wirecheck.drift.subject import DriftSubject
from wirecheck.drift.values import Drift
from wirecheck.facts import Attr, DocumentedOperation, Fact, Page, Side
from wirecheck.wire.lenient_json import Json

Pair = tuple[DocumentedOperation | None, DocumentedOperation | None]

# The share of members that two operations of one page have in common if one is what became of the other.
ALIKE = 0.3


def paired(old: Page, new: Page) -> list[Pair]:
    """Each operation of the old reading with what became of it, then those that are new."""
    most_like = functools.partial(_most_like, old, new)
    pairs, left = matched(old.operations, new.operations, _of_name, _of_address, most_like)
    return [*pairs, *((None, now) for now in left)]


def _of_name(was: DocumentedOperation, left: list[DocumentedOperation]) -> DocumentedOperation | None:
    return next((now for now in left if now.name == was.name), None)


def _of_address(was: DocumentedOperation, left: list[DocumentedOperation]) -> DocumentedOperation | None:
    address = unnamed(was.method, was.path)
    return next((now for now in left if unnamed(now.method, now.path) == address), None)


def _most_like(
    old: Page, new: Page, was: DocumentedOperation, left: list[DocumentedOperation]
) -> DocumentedOperation | None:
    """The operation that states most of the same; any where there is one on both sides."""
    # by Jaccard similarity of their members, because the address of an endpoint that moved no longer helps
    likeness = [_likeness(old, was, new, now) for now in left]
    best = max(likeness, default=0.0)
    alone = len(left) == 1 and len(old.operations) == len(new.operations)
    return left[likeness.index(best)] if alone or best >= ALIKE else None


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
    """Where an operation has moved: its method, path, server, and what carries the key."""
    for rule, before, after in addresses(was.method, was.path, now):
        yield _drift(subject, Attr.EXISTS, rule, before, after, stated.itself)
    yield from _servers(subject, was.servers, now.servers, stated)
    yield from _auth(subject, carriers(was.auth), carriers(now.auth), stated)


def addresses(method: str, path: str, now: DocumentedOperation) -> Iterator[tuple[str, str, str]]:
    """The rules of an address that is another now, each with what was and what is."""
    if method != now.method:
        yield "api-method-changed", method, now.method
    if path != now.path:
        renamed = unnamed("", path) == unnamed("", now.path)
        yield "request-parameter-renamed" if renamed else "api-path-changed", path, now.path


def _servers(subject: DriftSubject, old: Sequence[str], new: Sequence[str], stated: Statements) -> Iterator[Drift]:
    if not old or not new:
        rule = "page-claim-dropped" if old else "api-server-added"
        yield from _one_sided(subject, Attr.SERVER, rule, old, new)
        return
    facts = {str(fact.value): fact for fact in stated.facts(WHOLE, Attr.SERVER)}
    known = set(old)
    if old[0] not in new:
        moved_to = next((url for url in new if url not in known), new[0])
        yield _drift(subject, Attr.SERVER, "api-server-changed", old[0], moved_to, facts.get(moved_to))
        known.add(moved_to)
    for url in missing(new, known):
        yield _drift(subject, Attr.SERVER, "api-server-added", None, url, facts.get(url))
    for url in missing(old[1:], new):
        yield _drift(subject, Attr.SERVER, "api-server-removed", url, None)


def _auth(subject: DriftSubject, old: list[str], new: list[str], stated: Statements) -> Iterator[Drift]:
    if not old or not new:
        rule = "page-claim-dropped" if old else "api-security-changed"
        yield from _one_sided(subject, Attr.AUTH, rule, old, new)
        return
    facts = {str(fact.value): fact for fact in stated.facts(WHOLE, Attr.AUTH)}
    come, gone = disagreeing(new, old), disagreeing(old, new)
    if come and old[0] in gone:
        instead, *come = come
        yield _drift(subject, Attr.AUTH, "api-security-changed", old[0], instead, facts.get(instead))
        gone = missing(gone, old[:1])
    for way in come:
        yield _drift(subject, Attr.AUTH, "api-security-alternative-added", None, way, facts.get(way))
    for way in gone:
        yield _drift(subject, Attr.AUTH, "api-security-alternative-removed", way, None)


def _one_sided(subject: DriftSubject, attr: Attr, rule: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Drift]:
    """What only one reading says, if any does."""
    if old or new:
        yield _drift(subject, attr, rule, [*old] or None, [*new] or None)


def carriers(auth: str | None) -> list[str]:
    """What carries the key, one by one."""
    return [way.strip() for way in (auth or "").split(" or ") if way.strip()]


def disagreeing(ways: Sequence[str], others: Sequence[str]) -> list[str]:
    """The carriers that are not among others, as far as both say."""
    return [way for way in ways if not _agrees(way, others)]


def _agrees(way: str, others: Sequence[str]) -> bool:
    """Whether a carrier is among others: `Authorization` is `Authorization: Bearer`, too."""
    mine, theirs = way.lower(), [other.lower() for other in others]
    return any(mine == other or mine.startswith(f"{other}:") or other.startswith(f"{mine}:") for other in theirs)


def status_rule(code: str, action: str) -> str:
    """The rule of a status that is new, or gone."""
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
