"""
The claims of a page, collected by its readers and turned into facts at the end.

Held by `tests/facts/extract/test_resolution.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from wirecheck.facts.page import RANKS, Attr, Basis, Claim, Contradiction, Fact, Qualifier, Side
from wirecheck.wire.lenient_json import Json

# The largest length of a quote.
QUOTE = 240

_SIDES = {side: order for order, side in enumerate(Side)}
_ATTRS = {attr: order for order, attr in enumerate(Attr)}


class Claims:
    """
    Collects claims and the lines that they were read from.

    A claim is a `Fact` whose path may still be a short name, and whose operation is empty where it is about the only
    operation or about all of them.

    :param lines: the page, a line an item.
    :ivar op: the operation that is being read, empty where none is known.
    :ivar spot: the column that quotes begin near, where a line is too long to be quoted whole.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.op = ""
        self.spot: int | None = None
        self.raw: list[Fact] = []
        self.ambiguous: list[Contradiction] = []
        self._read: set[int] = set()
        # a line is quoted by all of its claims, and some pages have only one line
        self.quote = cache(self._quote)

    def mark(self, first: int, last: int | None = None) -> None:
        """These lines were read, from 1."""
        self._read.update(range(first, (last or first) + 1))

    def claim(
        self, side: Side, path: str, attr: Attr, value: Json, basis: Basis, first: int, last: int | None = None
    ) -> None:
        """Lines of the page claim something; of the operation that is being read."""
        Mention(self, side, path, basis, first, last).claim(attr, value)

    def member(self, side: Side, path: str, basis: Basis, first: int, last: int | None = None) -> None:
        """Lines of the page name a member."""
        Mention(self, side, path, basis, first, last).claim(Attr.EXISTS, True)

    def _quote(self, lines: tuple[int, int], spot: int | None = None) -> str:
        """Lines with white space folded; of a line that is too long, what stands at the spot."""
        first, last = lines
        line = self.lines[first - 1]
        if spot is not None and first == last and len(line) > QUOTE and '"' in line[spot : spot + QUOTE]:
            text = " ".join(line[spot : spot + QUOTE * 2].split())
            before = "…" if spot else ""
            return before + (text if len(text) < QUOTE else text[: QUOTE - 2].rstrip() + "…")
        last = min(last, first + QUOTE)
        text = " ".join(" ".join([line[: QUOTE * 8] for line in self.lines[first - 1 : last]]).split())
        return text if len(text) <= QUOTE else text[: QUOTE - 1].rstrip() + "…"

    def doubt(self, about: Fact, why: str, readings: Iterable[Json]) -> None:
        """Lines can be read in more than one way; `about` is the member, attribute and lines in question."""
        quote = self.quote(about.lines)
        claims = tuple(Claim(reading, about.basis, about.lines, quote) for reading in readings)
        self.ambiguous.append(Contradiction(about.op, about.side, about.path, about.attr, why, claims))

    def counts(self) -> tuple[int, tuple[int, ...]]:
        """How many lines were read, and which were not; blank ones are left out."""
        written = [number for number, line in enumerate(self.lines, start=1) if line.strip()]
        unread = tuple(number for number in written if number not in self._read)
        return len(written) - len(unread), unread

    def facts(self, operations: Sequence[str]) -> tuple[tuple[Fact, ...], tuple[Contradiction, ...]]:
        """The facts and their contradictions, in an order that does not depend on the order of the page."""
        from wirecheck.facts.extract import resolution

        claims: list[Fact] = []
        # what was claimed before any operation was known is true of all of them
        for claim in self.raw:
            claims += [claim] if claim.op else [replace(claim, op=op) for op in operations]
        order = {op: place for place, op in enumerate(operations)}
        facts = _best(resolution.resolved(self, claims))
        facts.sort(key=lambda fact: _place(fact, order))
        first = operations[0] if operations else ""
        doubts = [*resolution.contradictions(facts), *self.ambiguous]
        doubts = [replace(doubt, op=doubt.op or first) for doubt in doubts]
        doubts.sort(key=lambda each: (order.get(each.op, 0), _SIDES[each.side], each.path, _ATTRS[each.attr], each.why))
        return tuple(facts), tuple(doubts)


def _best(claims: Sequence[Fact]) -> list[Fact]:
    """Of the claims of the same thing the one with the shortest quote."""
    # short quotes are preferred, since they hold least besides the claim; ties are broken so that order does not matter
    best: dict[tuple[str, ...], Fact] = {}
    for claim in claims:
        key = (claim.op, claim.side, claim.path, claim.attr, _spelt(claim.value), claim.qualifier or "", claim.basis)
        kept = best.setdefault(key, claim)
        if (len(claim.quote), claim.quote, claim.lines) < (len(kept.quote), kept.quote, kept.lines):
            best[key] = claim
    return list(best.values())


class Mention:
    """
    Lines of the page that speak of a member; they count as read.

    :param path: empty where they speak of a message, or of the operation, as a whole.
    """

    __slots__ = ("basis", "claims", "lines", "path", "side")

    def __init__(
        self, claims: Claims, side: Side, path: str, basis: Basis, first: int, last: int | None = None
    ) -> None:
        self.claims = claims
        self.side = side
        self.path = path
        self.basis = basis
        self.lines = (first, max(first, last or first))
        claims.mark(*self.lines)

    def claim(self, attr: Attr, value: Json, qualifier: Qualifier | None = None) -> Fact:
        """Claim something about the member."""
        claims = self.claims
        quote = claims.quote(self.lines, claims.spot)
        fact = Fact(claims.op, self.side, self.path, attr, value, qualifier, self.basis, self.lines, quote)
        claims.raw.append(fact)
        return fact

    def of(self, path: str) -> Mention:
        """Another member that the same lines speak of."""
        return Mention(self.claims, self.side, path, self.basis, *self.lines)

    def at(self, first: int, last: int | None = None, basis: Basis | None = None) -> Mention:
        """Other lines that speak of the same member."""
        return Mention(self.claims, self.side, self.path, basis or self.basis, first, last)


def _spelt(value: Json) -> str:
    """A value as JSON; common types take a faster way."""
    if value is True:
        return "true"
    if isinstance(value, str):
        return f'"{value}"'
    if value is False or isinstance(value, int):
        return "false" if value is False else str(value)
    if isinstance(value, dict) and len(value) == 1:
        ((name, only),) = value.items()
        if type(only) is int:
            return f'{{"{name}": {only}}}'
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _place(fact: Fact, order: dict[str, int]) -> tuple[int, int, str, int, int, str]:
    value = _spelt(fact.value)
    return (order.get(fact.op, 0), _SIDES[fact.side], fact.path, _ATTRS[fact.attr], RANKS[fact.basis], value)
