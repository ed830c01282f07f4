"""The members of a dialect's requests, by their purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wirecheck.wire.lenient_json import Json


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """
    Members by their dotted paths, with `[]` for each item; an empty path is a member that the dialect does not have.

    :param prompt: the member that says what to draw.
    :param own_words: outer members that hold the caller's own text and pictures.
    :param texts: names of members whose value is a text of the caller.
    :param sets: members that take one value of a set, whether a page closes the set or not.
    :param output: says whether pictures or text are wanted.
    :param ratio: the shape of the picture.
    :param size: its size.
    :param count: how many pictures are wanted.
    :param visible_defaults: members whose default can be seen in the picture if they are left out.
    :param implied: the values that members have if they are left out, also if the page does not say so.
    """

    prompt: str
    own_words: frozenset[str]
    texts: frozenset[str]
    sets: tuple[str, ...] = ()
    output: str = ""
    ratio: str = ""
    size: str = ""
    count: str = ""
    visible_defaults: tuple[str, ...] = ()
    implied: Mapping[str, Json] = field(default_factory=dict)
