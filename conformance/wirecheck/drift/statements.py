"""What a page states about each of its members, the most trusted statement first, and without its prompts."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wirecheck.facts import Attr, Basis, Fact, Page, Qualifier, Side
from wirecheck.facts.page import RANKS
from wirecheck.facts.parse import paths
from wirecheck.wire.lenient_json import Json

# Replaces a text that is the page's own wording, such as a prompt.
WORDS = "<words>"

# A longer value counts as the page's own wording.
LONGEST = 80

MEMBERS = (Side.REQUEST, Side.RESPONSE, Side.PATH, Side.QUERY, Side.HEADER)


# Where a member is: its side and its path; the path is empty for the whole.
At = tuple[Side, str]

# The operation itself.
WHOLE: At = (Side.OPERATION, "")


@dataclass(frozen=True)
class Statements:
    """
    All that a page states about one operation.

    :param of: the facts by member and attribute, the most trusted first.
    :param shown: the facts which say that a member exists, by member; outer members come before inner ones.
    """

    op: str
    of: Mapping[tuple[At, Attr], Sequence[Fact]]
    shown: Mapping[At, Sequence[Fact]]

    def facts(self, at: At, attr: Attr) -> Sequence[Fact]:
        """All facts about an attribute, including those from samples."""
        return self.of.get((at, attr), ())

    def firm(self, at: At, attr: Attr) -> list[Fact]:
        """The facts about an attribute that do not come from samples."""
        return [fact for fact in self.facts(at, attr) if fact.basis is not Basis.SAMPLE]

    def best(self, at: At, attr: Attr) -> Fact | None:
        """The most trusted fact about an attribute that does not come from a sample."""
        return next(iter(self.firm(at, attr)), None)

    def qualified(self, at: At, *qualifiers: Qualifier) -> list[Fact]:
        """The lists of values of a member that have one of these qualifiers."""
        return [fact for fact in self.firm(at, Attr.VALUES) if fact.qualifier in qualifiers]

    def documented(self, at: At) -> Fact | None:
        """A fact which says that a member exists and does not come from a sample."""
        return next((fact for fact in self.shown.get(at, ()) if fact.basis is not Basis.SAMPLE), None)

    @property
    def itself(self) -> Fact | None:
        """The fact that the operation exists."""
        return next(iter(self.facts(WHOLE, Attr.EXISTS)), None)

    @property
    def unsupported(self) -> list[Fact]:
        """Everything that is called unsupported, on all sides."""
        return [fact for (_, attr), facts in self.of.items() if attr is Attr.UNSUPPORTED for fact in facts]

    @functools.cached_property
    def inside(self) -> Counter[At]:
        """The number of members inside each member, at any depth."""
        return Counter(around for at in self.shown for around in above(at))


def statements(page: Page) -> dict[str, Statements]:
    """What a page states, by the name of the operation."""
    return {operation.name: _of(operation.name, page.facts) for operation in page.operations}


def _of(op: str, facts: Iterable[Fact]) -> Statements:
    of: dict[tuple[At, Attr], list[Fact]] = defaultdict(list)
    shown: dict[At, list[Fact]] = defaultdict(list)
    for fact in sorted((fact for fact in facts if fact.op == op), key=lambda fact: RANKS[fact.basis]):
        at = fact.side, fact.path
        of[at, fact.attr].append(fact)
        if fact.attr is Attr.EXISTS and fact.path and fact.side in MEMBERS:
            shown[at].append(fact)
    # by depth, so that outer members come before inner ones
    ordered = sorted(shown, key=lambda at: (MEMBERS.index(at[0]), at[1].count("."), at[1]))
    return Statements(op, dict(of), {at: shown[at] for at in ordered})


def above(at: At) -> list[At]:
    """All members around this one, the outermost first."""
    side, path = at
    return [(side, around) for around in paths.parents(path)]


def is_firmly_required(fact: Fact | None) -> bool:
    """Whether a member is required without a condition."""
    return fact is not None and fact.value is True and fact.qualifier is not Qualifier.CONDITIONAL


def wordless(page: Page) -> Page:
    """
    A page without its own wording: a prompt in a sample becomes `<words>`.

    A sentence about something unsupported is replaced by its digest, so that a change of it is still seen.
    """
    facts: dict[str, Fact] = {}
    for each in page.facts:
        fact = replace(each, value=_wordless(each))
        # two prompts at the same place are the same fact once they are masked
        key = (fact.op, fact.side, fact.path, fact.attr, fact.value, fact.qualifier, fact.basis)
        facts.setdefault(json.dumps(key, sort_keys=True), fact)
    return replace(page, facts=tuple(facts.values()))


def bare(page: Page) -> Page:
    """A page without its quotes."""
    return replace(page, facts=tuple(replace(fact, quote="") for fact in page.facts), contradictions=())


def digest(text: str) -> str:
    """SHA-256 of a page's text with white space folded to single blanks; `pages.toml` records it."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


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
