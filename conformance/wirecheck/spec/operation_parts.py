"""What an operation is made of: pointers into pages, documented requests and answers, and models."""

from __future__ import annotations

from dataclasses import dataclass

from wirecheck.spec import upstream
from wirecheck.wire.lenient_json import Json

JSON_TYPE = "application/json"


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
    """A model that an operation knows: its kind (`image` or `text`) and what upstream publishes on it."""

    name: str
    kind: str
    facts: upstream.PublishedModel | None = None

    def takes(self, member: str) -> bool:
        """Whether the model takes that member of the request, as far as upstream says."""
        return self.facts is None or not any(
            member == without or member.startswith(f"{without}.") for without in self.facts.without
        )
