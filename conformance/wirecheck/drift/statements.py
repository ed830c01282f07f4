"""What a page states of each of its members, the most trusted first; without the words of its prompts."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wirecheck.facts import Attr, Basis, Fact, Page, Qualifier, Side
from wirecheck.facts.page import RANKS
from wirecheck.wire.lenient_json import Json

WORDS = "<words>"
"""What stands for a text of the page's own, such as a prompt."""

LONGEST = 80
"""Characters of a value that is no text of the page's own."""

MEMBERS = (Side.REQUEST, Side.RESPONSE, Side.PATH, Side.QUERY, Side.HEADER)


@dataclass(frozen=True)
class Statements:
    """
    All that a page states of one operation.

    :param of: the facts by side, member and attribute, the most trusted first.
    """

    op: str
    of: Mapping[tuple[Side, str, Attr], Sequence[Fact]]
    shown: Mapping[tuple[Side, str], Sequence[Fact]]
    """The facts that say that a member is there, by side and member."""

    def firm(self, side: Side, path: str, attr: Attr) -> list[Fact]:
        """What more than a sample says."""
        return [fact for fact in self.of.get((side, path, attr), ()) if fact.basis is not Basis.SAMPLE]

    def best(self, side: Side, path: str, attr: Attr) -> Fact | None:
        """What is trusted most of what more than a sample says."""
        return next(iter(self.firm(side, path, attr)), None)

    def documented(self, side: Side, path: str) -> Fact | None:
        """The fact by which a member is more than shown in a sample."""
        return next((fact for fact in self.shown.get((side, path), ()) if fact.basis is not Basis.SAMPLE), None)

    @property
    def members(self) -> dict[tuple[Side, str], None]:
        """Every member that is documented or shown, outer ones first."""
        return dict.fromkeys(self.shown)

    @functools.cached_property
    def inside(self) -> Counter[tuple[Side, str]]:
        """How many members are in each, at any depth."""
        return Counter((side, around) for side, path in self.shown for around in parents(path))


def statements(page: Page) -> dict[str, Statements]:
    """What a page states, by operation."""
    found = {}
    for operation in page.operations:
        mine = sorted((fact for fact in page.facts if fact.op == operation.name), key=lambda fact: RANKS[fact.basis])
        found[operation.name] = _of(operation.name, mine)
    return found


def _of(op: str, facts: Iterable[Fact]) -> Statements:
    of: dict[tuple[Side, str, Attr], list[Fact]] = defaultdict(list)
    shown: dict[tuple[Side, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        of[fact.side, fact.path, fact.attr].append(fact)
        if fact.attr is Attr.EXISTS and fact.path and fact.side in MEMBERS:
            shown[fact.side, fact.path].append(fact)
    ordered = sorted(shown, key=lambda key: (MEMBERS.index(key[0]), key[1].count("."), key[1]))
    return Statements(op, dict(of), {key: shown[key] for key in ordered})


def parents(path: str) -> list[str]:
    """All members around this one, the outermost first."""
    return [path[: found.start()].rstrip("[]") for found in re.finditer(r"\.", path)]


def samples(told: Statements, side: Side) -> list[frozenset[str]]:
    """The members that each whole sample of a side shows."""
    facts = told.of.get((side, "", Attr.EXAMPLE), ())
    return [frozenset(_paths(fact.value, "")) for fact in facts]


def _paths(value: Json, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _paths(item, f"{path}[]")
    elif isinstance(value, dict):
        for name, inner in value.items():
            there = f"{path}.{name}" if path else name
            yield there
            yield from _paths(inner, there)


def wordless(page: Page) -> Page:
    """
    A page without the words of its own: a prompt in a sample becomes `<words>`, and says no more than that it is text.

    What a page calls unsupported in words is kept as a digest of them.
    """
    facts: dict[str, Fact] = {}
    for fact in page.facts:
        told = replace(fact, value=_wordless(fact))
        # two prompts of one place are one text
        key = (told.op, told.side, told.path, told.attr, told.value, told.qualifier, told.basis)
        facts.setdefault(json.dumps(key, sort_keys=True), told)
    return replace(page, facts=tuple(facts.values()))


def bare(page: Page) -> Page:
    """A page without its quotes."""
    return replace(page, facts=tuple(replace(fact, quote="") for fact in page.facts), contradictions=())


def digest(text: str) -> str:
    """SHA-256 of a page's text, white space folded to single blanks, as `pages.toml` has it."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def qualified(fact: Fact, *qualifiers: Qualifier) -> bool:
    """Whether a fact goes as far as that."""
    return fact.qualifier in qualifiers


def _wordless(fact: Fact) -> Json:
    if fact.attr is Attr.EXAMPLE:
        return _masked(fact.value)
    if fact.attr is Attr.UNSUPPORTED and isinstance(fact.value, str) and " " in fact.value.strip():
        folded = " ".join(fact.value.lower().split())
        return f"words:{hashlib.sha256(folded.encode()).hexdigest()[:12]}"
    return fact.value


def _masked(value: Json) -> Json:
    match value:
        case str() if re.search(r"\s", value.strip()) or len(value) > LONGEST:
            return WORDS
        case list():
            return [_masked(item) for item in value]
        case dict():
            return {name: _masked(item) for name, item in value.items()}
    return value
