"""The endpoints of two readings of a page: which is which, and where they have moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wirecheck.drift.statements import Statements
from wirecheck.drift.values import Against, Drift
from wirecheck.facts import Attr, Fact, Operation, Page, Side
from wirecheck.wire.lenient_json import Json

Pair = tuple[Operation | None, Operation | None]

ALIKE = 0.3
"""The share of members that two operations of one page have in common if one is what became of the other."""


def paired(old: Page, new: Page) -> list[Pair]:
    """Each operation of the old reading with what became of it, then those that are new."""
    left = list(new.operations)
    pairs: dict[str, Operation] = {}
    for wanted in (_exact, _unnamed):
        for one in old.operations:
            found = next((other for other in left if one.name not in pairs and wanted(one) == wanted(other)), None)
            if found is not None:
                pairs[one.name] = found
                left.remove(found)
    for one in old.operations:
        if one.name in pairs or not left:
            continue
        ranked = sorted(left, key=lambda other: -_likeness(old, one, new, other))
        sole = len(left) == 1 and len(old.operations) - len(pairs) == 1
        if sole or _likeness(old, one, new, ranked[0]) >= ALIKE:
            pairs[one.name] = ranked[0]
            left.remove(ranked[0])
    found_pairs: list[Pair] = [(one, pairs.get(one.name)) for one in old.operations]
    return [*found_pairs, *((None, one) for one in left)]


def _exact(one: Operation) -> str:
    return one.name


def _unnamed(one: Operation) -> str:
    return unnamed(one.method, one.path)


def unnamed(method: str, path: str) -> str:
    """An endpoint without the names of its parameters."""
    return f"{method.upper()} {re.sub(r'{[^{}]*}', '{}', path)}"


def _likeness(old: Page, one: Operation, new: Page, other: Operation) -> float:
    mine, theirs = (
        {
            (fact.side, fact.path)
            for fact in page.facts
            if fact.op == op.name and fact.path and fact.side is not Side.PATH
        }
        for page, op in ((old, one), (new, other))
    )
    return len(mine & theirs) / max(1, len(mine | theirs))


def moved(page: str, was: Operation, now: Operation, told: Statements) -> Iterator[Drift]:
    """Where an operation has moved: its method, path, server, and what carries the key."""
    fact = next(iter(told.of.get((Side.OPERATION, "", Attr.EXISTS), ())), None)
    if was.method != now.method:
        yield _drift(page, now, Attr.EXISTS, "api-method-changed", was.method, now.method, fact)
    if was.path != now.path:
        renamed = unnamed("", was.path) == unnamed("", now.path)
        rule = "request-parameter-renamed" if renamed else "api-path-changed"
        yield _drift(page, now, Attr.EXISTS, rule, was.path, now.path, fact)
    yield from _servers(page, was, now, told)
    yield from _auth(page, was, now, told)


def _servers(page: str, was: Operation, now: Operation, told: Statements) -> Iterator[Drift]:
    if not was.servers or not now.servers:
        if was.servers != now.servers:
            rule = "page-claim-dropped" if was.servers else "api-server-added"
            yield _drift(page, now, Attr.SERVER, rule, [*was.servers] or None, [*now.servers] or None, None)
        return
    facts = {str(fact.value): fact for fact in told.of.get((Side.OPERATION, "", Attr.SERVER), ())}
    if was.servers[0] not in now.servers:
        new = next((one for one in now.servers if one not in was.servers), now.servers[0])
        yield _drift(page, now, Attr.SERVER, "api-server-changed", was.servers[0], new, facts.get(new))
        known = {*was.servers, new}
    else:
        known = set(was.servers)
    for url in now.servers:
        if url not in known:
            yield _drift(page, now, Attr.SERVER, "api-server-added", None, url, facts.get(url))
    for url in was.servers[1:]:
        if url not in now.servers:
            yield _drift(page, now, Attr.SERVER, "api-server-removed", url, None, None)


def _auth(page: str, was: Operation, now: Operation, told: Statements) -> Iterator[Drift]:
    before, after = carriers(was.auth), carriers(now.auth)
    facts = {str(fact.value): fact for fact in told.of.get((Side.OPERATION, "", Attr.AUTH), ())}
    if not before or not after:
        if before != after:
            rule = "page-claim-dropped" if before else "api-security-changed"
            yield _drift(page, now, Attr.AUTH, rule, [*before] or None, [*after] or None, None)
        return
    come = [one for one in after if not _known(one, before)]
    gone = [one for one in before if not _known(one, after)]
    if come and (len(gone) == len(before) or before[0] in gone):
        yield _drift(page, now, Attr.AUTH, "api-security-changed", before[0], come[0], facts.get(come[0]))
        come, gone = come[1:], [one for one in gone if one != before[0]]
    for one in come:
        yield _drift(page, now, Attr.AUTH, "api-security-alternative-added", None, one, facts.get(one))
    for one in gone:
        yield _drift(page, now, Attr.AUTH, "api-security-alternative-removed", one, None, None)


def carriers(auth: str | None) -> list[str]:
    """What carries the key, one by one."""
    return [one.strip() for one in (auth or "").split(" or ") if one.strip()]


def _known(one: str, others: Sequence[str]) -> bool:
    """Whether a carrier is among others, as far as both say: `Authorization` is `Authorization: Bearer`, too."""
    mine = one.lower()
    return any(
        mine == other.lower() or mine.startswith(f"{other.lower()}:") or other.lower().startswith(f"{mine}:")
        for other in others
    )


def agrees(one: str, others: Sequence[str]) -> bool:
    """Whether a carrier is among others, as far as both say."""
    return _known(one, others)


def _drift(page: str, now: Operation, attr: Attr, rule: str, before: Json, after: Json, fact: Fact | None) -> Drift:
    if before is None:
        message = f"is {_told(after)} as well" if attr is Attr.SERVER else f"may be {_told(after)} as well"
    elif after is None:
        message = f"is no longer said to be {_told(before)}"
    else:
        message = f"is {_told(after)}, and was {_told(before)}"
    return Drift(
        *(page, Against.ACCEPTED, now.name, Side.OPERATION, "", attr, rule, message, before, after),
        lines=fact.lines if fact else None,
        quote=fact.quote if fact else "",
    )


def _told(value: Json) -> str:
    return " or ".join(f"`{one}`" for one in (value if isinstance(value, list) else [value]))
