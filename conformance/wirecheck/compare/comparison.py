"""What moving from one operation to another means, as values."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from wirecheck.wire.lenient_json import Json


class Weight(enum.StrEnum):
    """What happens to a request that moves unchanged, the worst first."""

    REFUSED = "refused"
    """It is refused by the other page, or by upstream where that page is silent."""
    UNPROMISED = "unpromised"
    """It is probably served, but the other page does not promise it, so it may be ignored."""


@dataclass(frozen=True, slots=True)
class Sent:
    """
    A request that one operation documents.

    :param what: what it is, such as `the sample curl`, `size 2K`, `without size`.
    :param member: the member that it is about, empty for a sample.
    :param model: the model that it asks for.
    """

    what: str
    member: str
    body: dict[str, Json] = field(hash=False)
    model: str = ""
    about_model: bool = False


@dataclass(frozen=True, slots=True)
class Objection:
    """
    One thing in requests that the other operation refuses, or does not promise.

    :param member: where it is; `model` for the model.
    :param value: the refused value; None where the member itself, or its absence, is the reason.
    :param why: the reason of the other side.
    """

    weight: Weight
    member: str
    value: Json = field(hash=False)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Objected:
    """Objections to one member for one reason, with all their values."""

    weight: Weight
    member: str
    values: tuple[Json, ...] = field(hash=False)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One point in which the two operations differ: its name, and both values."""

    what: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A promise about answers that the other page does not make: its place, and what is missing."""

    location: str
    why: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A sample request before and after the move, as it is sent; `notes` list the changes."""

    name: str
    before: str
    after: str
    notes: tuple[str, ...]

    @property
    def same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    What moving from `a` to `b` means.

    :param a: the id of the operation that is moved from.
    :param b: the id of the operation that is moved to.
    :param calls: differences in how they are called: server, path, key, model.
    :param requests: differences in the members of requests: duty, default, values.
    :param objections: what `a` documents but `b` refuses or does not promise.
    :param lost: what callers can rely on in the answers of `a` but not of `b`.
    :param rewritten: the samples of `a`, before and after.
    """

    a: str
    b: str
    calls: tuple[Row, ...]
    requests: tuple[Row, ...]
    objections: tuple[Objected, ...]
    lost: tuple[Lost, ...]
    rewritten: tuple[Rewritten, ...]

    @property
    def refused(self) -> tuple[Objected, ...]:
        return tuple(one for one in self.objections if one.weight is Weight.REFUSED)

    @property
    def unpromised(self) -> tuple[Objected, ...]:
        return tuple(one for one in self.objections if one.weight is Weight.UNPROMISED)
