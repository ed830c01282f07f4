"""What a page states of each of its members, the most trusted first; without the words of its prompts."""

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

# What stands for a text of the page's own, such as a prompt.
WORDS = "<words>"

# Characters of a value that is no text of the page's own.
LONGEST = 80

MEMBERS = (Side.REQUEST, Side.RESPONSE, Side.PATH, Side.QUERY, Side.HEADER)


# Where a member is: its side and its path; the path is empty for the whole.
At = tuple[Side, str]

# The operation itself.
WHOLE: At = (Side.OPERATION, "")


@dataclass(frozen=True)
class Statements:
    """
    All that a page states of one operation.

    :param of: the facts by member and attribute, the most trusted first.
    :param shown: the facts that say that a member is there, by member, outer ones first.
    """

    op: str
    of: Mapping[tuple[At, Attr], Sequence[Fact]]
    shown: Mapping[At, Sequence[Fact]]

    def facts(self, at: At, attr: Attr) -> Sequence[Fact]:
        """All that is said, in samples, too."""
        return self.of.get((at, attr), ())

    def firm(self, at: At, attr: Attr) -> list[Fact]:
        """What more than a sample says."""
        return [fact for fact in self.facts(at, attr) if fact.basis is not Basis.SAMPLE]

    def best(self, at: At, attr: Attr) -> Fact | None:
        """What is trusted most of what more than a sample says."""
        return next(iter(self.firm(at, attr)), None)

    def qualified(self, at: At, *qualifiers: Qualifier) -> list[Fact]:
        """The sets of values that are stated of a member and go as far as that."""
        return [fact for fact in self.firm(at, Attr.VALUES) if fact.qualifier in qualifiers]

    def documented(self, at: At) -> Fact | None:
        """The fact by which a member is more than shown in a sample."""
        return next((fact for fact in self.shown.get(at, ()) if fact.basis is not Basis.SAMPLE), None)

    @property
    def itself(self) -> Fact | None:
        """The fact that the operation is there."""
        return next(iter(self.facts(WHOLE, Attr.EXISTS)), None)

    @property
    def unsupported(self) -> list[Fact]:
        """What is called unsupported, on every side."""
        return [fact for (_, attr), facts in self.of.items() if attr is Attr.UNSUPPORTED for fact in facts]

    @functools.cached_property
    def inside(self) -> Counter[At]:
        """How many members are in each, at any depth."""
        return Counter(around for at in self.shown for around in above(at))


def statements(page: Page) -> dict[str, Statements]:
    """What a page states, by operation."""
    return {operation.name: _of(operation.name, page.facts) for operation in page.operations}


def _of(op: str, facts: Iterable[Fact]) -> Statements:
    of: dict[tuple[At, Attr], list[Fact]] = defaultdict(list)
    shown: dict[At, list[Fact]] = defaultdict(list)
    for fact in sorted((fact for fact in facts if fact.op == op), key=lambda fact: RANKS[fact.basis]):
        at = fact.side, fact.path
        of[at, fact.attr].append(fact)
        if fact.attr is Attr.EXISTS and fact.path and fact.side in MEMBERS:
            shown[at].append(fact)
    ordered = sorted(shown, key=lambda at: (MEMBERS.index(at[0]), at[1].count("."), at[1]))
    return Statements(op, dict(of), {at: shown[at] for at in ordered})


def above(at: At) -> list[At]:
    """All members around one, the outermost first."""
    side, path = at
    return [(side, around) for around in paths.parents(path)]


def is_firmly_required(fact: Fact | None) -> bool:
    """Whether a member has to be there, whatever else is."""
    return fact is not None and fact.value is True and fact.qualifier is not Qualifier.CONDITIONAL


def wordless(page: Page) -> Page:
    """
    A page without the words of its own: a prompt in a sample becomes `<words>`, and says no more than that it is text.

    What a page calls unsupported in words is kept as a digest of them.
    """
    facts: dict[str, Fact] = {}
    for each in page.facts:
        fact = replace(each, value=_wordless(each))
        # two prompts of one place are one text
        key = (fact.op, fact.side, fact.path, fact.attr, fact.value, fact.qualifier, fact.basis)
        facts.setdefault(json.dumps(key, sort_keys=True), fact)
    return replace(page, facts=tuple(facts.values()))


def bare(page: Page) -> Page:
    """A page without its quotes."""
    return replace(page, facts=tuple(replace(fact, quote="") for fact in page.facts), contradictions=())


def digest(text: str) -> str:
    """SHA-256 of a page's text, white space folded to single blanks, as `pages.toml` has it."""
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
