"""The members of a dialect's requests, by what they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wirecheck.wire.lenient_json import Json


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """
    Members by their dotted paths, `[]` standing for each item; an empty path is a member that the dialect has not.

    :param prompt: the member that holds what is to be drawn, and that a request says nothing without.
    :param own_words: outer members that hold words and pictures of the caller's own.
    :param texts: names whose value is a text of the caller's.
    :param sets: members that take one value of a set, whether a page closes the set or not.
    :param output: says whether pictures or words are wanted.
    :param ratio: the shape of the picture.
    :param size: its size.
    :param visible_defaults: members whose default can be seen in a picture, where they are left out.
    :param implied: what a member means that is left out, where no page has to say so.
    """

    prompt: str
    own_words: frozenset[str]
    texts: frozenset[str]
    sets: tuple[str, ...] = ()
    output: str = ""
    ratio: str = ""
    size: str = ""
    visible_defaults: tuple[str, ...] = ()
    implied: Mapping[str, Json] = field(default_factory=dict)
