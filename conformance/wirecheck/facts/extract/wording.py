"""
What a description states of its member: a default, values, examples, bounds, members of its own.

Only set phrases are read.
What follows `such as` or `e.g.` is an example or an open list, never a closed set.
"""

from __future__ import annotations

from wirecheck.facts.extract import worded_bounds, worded_members, worded_values
from wirecheck.facts.extract.value_words import Statement, Words
from wirecheck.facts.parse import kinds

# Characters of a description that are read.
LONGEST = 2_000


def stated(text: str, type: str | None, default: str | None = None) -> list[Statement]:
    """
    All statements of a description about a member, without duplicates.

    :param type: in JSON's words, or None where it is not known.
    :param default: the default that the page gives elsewhere: a list of words that has it among them is one of values.
    """
    words = Words(text[:LONGEST].replace("\\_", "_").replace("**", ""))
    kind = type or ""
    statements = [*worded_values.default(words, kind), *worded_bounds.bounds(words, kind)]
    if kind.startswith("object"):
        statements += worded_members.members(words)
    elif kinds.is_array(kind):
        statements += worded_bounds.most_items(words)
        statements += list(worded_values.arrays(words.text)) or worded_values.values(words, kind, default)
        statements += worded_members.members(words)
    elif kind != "boolean":
        statements += worded_values.values(words, kind, default)
    return list({(each.attr, str(each.value), each.child): each for each in statements}.values())
