"""What a page claims, as its readers find it; made into facts once all of it is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wirecheck.facts.page import RANKS, Attr, Basis, Claim, Contradiction, Fact, Qualifier, Side
from wirecheck.facts.parse import paths
from wirecheck.wire.lenient_json import Json

QUOTE = 240
"""Characters that are quoted at most."""

_SIDES = {side: order for order, side in enumerate(Side)}
_ATTRS = {attr: order for order, attr in enumerate(Attr)}
RELATIVE = (Basis.TABLE, Basis.PROSE)
"""What may name members by the end of their paths alone."""


@dataclass(frozen=True, slots=True)
class Raw:
    """
    A claim before names are made full.

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

    def moved(self, op: str | None, path: str) -> Raw:
        """The same of another operation, or at another path."""
        return Raw(op, self.side, path, self.attr, self.value, self.qualifier, self.basis, self.lines, self.spot)

    @property
    def key(self) -> tuple[str, ...]:
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
        self.raw: list[Raw] = []
        self.ambiguous: list[Contradiction] = []
        self._read: set[int] = set()

    def mark(self, first: int, last: int | None = None) -> None:
        """These lines were read, from 1."""
        self._read.update(range(first, (last or first) + 1))

    def claim(
        self,
        side: Side,
        path: str,
        attr: Attr,
        value: Json,
        basis: Basis,
        first: int,
        last: int | None = None,
        qualifier: Qualifier | None = None,
    ) -> None:
        lines = (first, max(first, last or first))
        if lines[0] == lines[1]:
            self._read.add(first)
        else:
            self.mark(*lines)
        self.raw.append(Raw(self.op, side, path, attr, value, qualifier, basis, lines, self.spot))

    def member(self, side: Side, path: str, basis: Basis, first: int, last: int | None = None) -> None:
        self.claim(side, path, Attr.EXISTS, True, basis, first, last)

    def quote(self, lines: tuple[int, int], spot: int | None = None) -> str:
        """Lines with white space folded; of a line that is too long what stands at the spot."""
        first, last = lines
        line = self.lines[first - 1]
        if spot is not None and first == last and len(line) > QUOTE and '"' in line[spot : spot + QUOTE]:
            text = " ".join(line[spot : spot + QUOTE * 2].split())
            before = "…" if spot else ""
            return before + (text if len(text) < QUOTE else text[: QUOTE - 2].rstrip() + "…")
        last = min(last, first + QUOTE)
        text = " ".join(" ".join([one[: QUOTE * 8] for one in self.lines[first - 1 : last]]).split())
        return text if len(text) <= QUOTE else text[: QUOTE - 1].rstrip() + "…"

    def counts(self) -> tuple[int, tuple[int, ...]]:
        """How many lines were read, and which were not; blank ones are left out."""
        said = [number for number, line in enumerate(self.lines, start=1) if line.strip()]
        unread = tuple(number for number in said if number not in self._read)
        return len(said) - len(unread), unread

    def facts(self, operations: Sequence[str]) -> tuple[tuple[Fact, ...], tuple[Contradiction, ...]]:
        """Facts, and what of them is contradictory, in an order that does not hang on the page's."""
        raw = [
            one if one.op else one.moved(op, one.path)
            for one in self.raw
            for op in ([one.op] if one.op else operations)
        ]
        raw = _conditional(_parents(self._resolved(raw)))
        quotes: dict[tuple[tuple[int, int], int | None], str] = {}
        best: dict[tuple[str, ...], tuple[Raw, str]] = {}
        for one in raw:
            quote = quotes.get((one.lines, one.spot))
            if quote is None:
                quote = quotes[one.lines, one.spot] = self.quote(one.lines, one.spot)
            key = one.key
            kept = best.get(key)
            if kept is None or (len(quote), quote, one.lines) < (len(kept[1]), kept[1], kept[0].lines):
                best[key] = (one, quote)
        order = {op: place for place, op in enumerate(operations)}
        facts = [
            Fact(one.op or "", one.side, one.path, one.attr, one.value, one.qualifier, one.basis, one.lines, quote)
            for one, quote in best.values()
        ]
        facts.sort(key=lambda fact: _place(fact, order))
        from wirecheck.facts.extract.contradictions import contradictions

        found = [*contradictions(facts), *self.ambiguous]
        found = [replace(one, op=one.op or (operations[0] if operations else "")) for one in found]
        found.sort(key=lambda one: (order.get(one.op, 0), _SIDES[one.side], one.path, _ATTRS[one.attr], one.why))
        return tuple(facts), tuple(found)

    def _resolved(self, raw: list[Raw]) -> list[Raw]:
        """Short names made full, `[]` put where arrays are known."""
        done: list[Raw] = []
        for side in dict.fromkeys((one.op, one.side) for one in raw):
            group = [one for one in raw if (one.op, one.side) == side]
            known = paths.Known(one.path for one in group if one.path and one.basis not in RELATIVE)
            if known.empty:
                known = paths.Known(one.path for one in group if one.path and "." not in one.path)
            arrays = [one.path for one in group if one.attr is Attr.TYPE and _is_array(one.value)]
            known.arrays(arrays)
            roots = _roots(group)
            table = paths.Known(one.path for one in group if one.path and paths.root(one.path) in roots)
            table.arrays(arrays)
            for one in group:
                path = self._full(one, (known, table)) if one.basis in RELATIVE and one.path else one.path
                if one.attr is Attr.TYPE and _is_array(one.value):
                    known.arrays([path])
                path = known.spelt(path)
                done.append(one.moved(one.op, path) if path != one.path else one)
        return done

    def _full(self, one: Raw, among: Iterable[paths.Known]) -> str:
        for known in among:
            found = known.full(one.path)
            if len(found) == 1:
                return found[0]
            if found and one.attr is Attr.EXISTS:
                claims = tuple(Claim(path, one.basis, one.lines, self.quote(one.lines)) for path in sorted(found))
                why = "the name stands in more than one place"
                self.ambiguous.append(Contradiction(one.op or "", one.side, one.path, Attr.EXISTS, why, claims))
                break
        return one.path


def _spelt(value: Json) -> str:
    """A value as JSON; the common ones without the detour."""
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


def _roots(group: list[Raw]) -> set[str]:
    return {one.path for one in group if one.path and "." not in one.path}


def _is_array(value: Json) -> bool:
    return isinstance(value, str) and (value == "array" or value.endswith("[]")) and "|" not in value


def _parents(raw: list[Raw]) -> list[Raw]:
    """Each member exists, and those around it."""
    known = {(one.op, one.side, one.path, one.basis) for one in raw if one.attr is Attr.EXISTS}
    more: list[Raw] = []
    for one in raw:
        if not one.path or one.side is Side.OPERATION or one.attr is Attr.UNSUPPORTED:
            continue
        for path in (*paths.parents(one.path), one.path):
            there = (one.op, one.side, path, one.basis)
            if there not in known:
                known.add(there)
                more.append(Raw(one.op, one.side, path, Attr.EXISTS, True, None, one.basis, one.lines))
    return [*raw, *more]


def _conditional(raw: list[Raw]) -> list[Raw]:
    """
    A member that is required within one that may be left out is required of those who use that one.

    A schema says so by its nature; a table or a list of full paths does not tell the two apart.
    """
    optional: set[tuple[str | None, Side, str]] = set()
    for one in raw:
        if one.attr is Attr.REQUIRED and one.value is False:
            optional.add((one.op, one.side, one.path))
    needed = {
        (one.op, one.side, one.path)
        for one in raw
        if one.attr is Attr.REQUIRED and one.value is True and one.qualifier is not Qualifier.CONDITIONAL
    }
    optional -= needed
    done: list[Raw] = []
    for one in raw:
        if one.attr is Attr.REQUIRED and one.value is True and one.basis is not Basis.OPENAPI:
            around = [(one.op, one.side, path) for path in paths.parents(one.path)]
            if any(place in optional for place in around):
                one = replace(one, qualifier=Qualifier.CONDITIONAL)
        done.append(one)
    return done


def _place(fact: Fact, order: dict[str, int]) -> tuple[int, int, str, int, int, str]:
    value = _spelt(fact.value)
    return (order.get(fact.op, 0), _SIDES[fact.side], fact.path, _ATTRS[fact.attr], RANKS[fact.basis], value)
