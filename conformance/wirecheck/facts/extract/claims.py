"""
The claims of a page, collected by its readers and turned into facts at the end.

Held by `tests/facts/extract/test_resolution.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wirecheck.facts.page import RANKS, Attr, Basis, Contradiction, Fact, Qualifier, Side
from wirecheck.wire.lenient_json import Json

# The largest length of a quote.
QUOTE = 240

_SIDES = {side: order for order, side in enumerate(Side)}
_ATTRS = {attr: order for order, attr in enumerate(Attr)}


@dataclass(frozen=True, slots=True)
class RawClaim:
    """
    A claim before short names are resolved to full paths.

    :param op: None where it is of the only operation or of all.
    :param spot: the column that its quote begins near, where its line is too long to be quoted whole.
    """

    op: str | None
    side: Side
    path: str
    attr: Attr
    value: Json
    qualifier: Qualifier | None
    basis: Basis
    lines: tuple[int, int]
    spot: int | None = None

    def moved(self, op: str | None, path: str) -> RawClaim:
        """The same of another operation, or at another path."""
        return RawClaim(op, self.side, path, self.attr, self.value, self.qualifier, self.basis, self.lines, self.spot)

    @property
    def member(self) -> tuple[str | None, Side, str]:
        """The member that it is of."""
        return (self.op, self.side, self.path)

    @property
    def key(self) -> tuple[str, ...]:
        """The key that claims of the same thing share."""
        return (self.op or "", self.side, self.path, self.attr, _spelt(self.value), self.qualifier or "", self.basis)


class Claims:
    """
    Collects claims and the lines that they stand in.

    :param lines: the page, a line an item.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.op: str | None = None
        self.spot: int | None = None
        self.raw: list[RawClaim] = []
        self.ambiguous: list[Contradiction] = []
        self._read: set[int] = set()

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

    def quote(self, lines: tuple[int, int], spot: int | None = None) -> str:
        """Lines with white space folded; of a line that is too long what stands at the spot."""
        first, last = lines
        line = self.lines[first - 1]
        if spot is not None and first == last and len(line) > QUOTE and '"' in line[spot : spot + QUOTE]:
            text = " ".join(line[spot : spot + QUOTE * 2].split())
            before = "…" if spot else ""
            return before + (text if len(text) < QUOTE else text[: QUOTE - 2].rstrip() + "…")
        last = min(last, first + QUOTE)
        text = " ".join(" ".join([line[: QUOTE * 8] for line in self.lines[first - 1 : last]]).split())
        return text if len(text) <= QUOTE else text[: QUOTE - 1].rstrip() + "…"

    def counts(self) -> tuple[int, tuple[int, ...]]:
        """How many lines were read, and which were not; blank ones are left out."""
        written = [number for number, line in enumerate(self.lines, start=1) if line.strip()]
        unread = tuple(number for number in written if number not in self._read)
        return len(written) - len(unread), unread

    def facts(self, operations: Sequence[str]) -> tuple[tuple[Fact, ...], tuple[Contradiction, ...]]:
        """Facts, and what of them is contradictory, in an order that does not depend on the page's."""
        from wirecheck.facts.extract import contradictions, resolution

        claims: list[RawClaim] = []
        for claim in self.raw:
            claims += [claim] if claim.op else [claim.moved(op, claim.path) for op in operations]
        claims = resolution.resolved(self, claims)
        order = {op: place for place, op in enumerate(operations)}
        facts = [
            Fact(
                claim.op or "",
                claim.side,
                claim.path,
                claim.attr,
                claim.value,
                claim.qualifier,
                claim.basis,
                claim.lines,
                quote,
            )
            for claim, quote in self._best(claims)
        ]
        facts.sort(key=lambda fact: _place(fact, order))
        first = operations[0] if operations else ""
        doubts = [*contradictions.contradictions(facts), *self.ambiguous]
        doubts = [replace(doubt, op=doubt.op or first) for doubt in doubts]
        doubts.sort(key=lambda each: (order.get(each.op, 0), _SIDES[each.side], each.path, _ATTRS[each.attr], each.why))
        return tuple(facts), tuple(doubts)

    def _best(self, claims: Sequence[RawClaim]) -> list[tuple[RawClaim, str]]:
        """Of the claims of the same thing the one with the shortest quote, with its quote."""
        quotes: dict[tuple[tuple[int, int], int | None], str] = {}
        best: dict[tuple[str, ...], tuple[RawClaim, str]] = {}
        for claim in claims:
            quote = quotes.get((claim.lines, claim.spot))
            if quote is None:
                quote = quotes[claim.lines, claim.spot] = self.quote(claim.lines, claim.spot)
            key = claim.key
            kept = best.get(key)
            if kept is None or (len(quote), quote, claim.lines) < (len(kept[1]), kept[1], kept[0].lines):
                best[key] = (claim, quote)
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

    def claim(self, attr: Attr, value: Json, qualifier: Qualifier | None = None) -> None:
        """What the lines claim of it."""
        claims = self.claims
        claims.raw.append(
            RawClaim(claims.op, self.side, self.path, attr, value, qualifier, self.basis, self.lines, claims.spot)
        )

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
