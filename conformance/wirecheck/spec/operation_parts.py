"""What an operation is made of: pointers into pages, documented requests and answers, and models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wirecheck.spec import upstream
from wirecheck.wire.lenient_json import Json

JSON_TYPE = "application/json"
EVENT_STREAM = "text/event-stream"
SUCCESSES = ("200", "201", "2XX", "2xx")
"""The statuses that an answer with a picture may be documented under, the most usual first."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer into a documentation page as it was read on a day."""

    page: str
    anchor: str
    url: str = ""
    read_on: str = ""

    def __str__(self) -> str:
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


@dataclass(frozen=True, slots=True)
class Example:
    """A documented request or answer; `model` is the one that the page names with a request."""

    name: str
    value: Json
    citation: Citation | None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """
    A model that an operation knows: its kind (`image` or `text`) and what upstream publishes on it.

    :param without: members that it does not take, beside those of upstream.
    :param given: whether the caller named it, and not the page.
    """

    name: str
    kind: str
    facts: upstream.PublishedModel | None = None
    without: tuple[str, ...] = ()
    given: bool = False

    def takes(self, member: str) -> bool:
        """Whether the model takes that member of the request, as far as is known."""
        lacking = (*self.without, *(self.facts.without if self.facts is not None else ()))
        return not any(member == path or member.startswith(f"{path}.") for path in lacking)


def readable(content: Mapping[str, Any], read: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """
    The contents in one of the media types that a dialect reads, the most wanted first.

    A media type is written with any case and parameters (`application/json; charset=utf-8`); `*/*` stands for all.
    """
    by_essence = {media_type.partition(";")[0].strip().lower(): media for media_type, media in content.items()}
    for media_type in read:
        for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
            if name in by_essence:
                yield media_type, by_essence[name]
