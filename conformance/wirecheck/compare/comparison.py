"""What moving from one operation to another means, as values."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from wirecheck.wire.lenient_json import Json


class Weight(enum.StrEnum):
    """What becomes of a request that moves as it is, the worst first."""

    REFUSED = "refused"
    """It is refused: by what the other page says, or by upstream where that page is silent."""
    UNPROMISED = "unpromised"
    """It is probably served, and the other page does not promise it: it may be ignored."""


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
    :param value: the value that is refused as JSON, None where it is the member itself, or that it is missing.
    :param why: what the other side has against it.
    """

    weight: Weight
    member: str
    value: Json = field(hash=False)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Objected:
    """Objections to one member put together, with all values that they are about."""

    weight: Weight
    member: str
    values: tuple[Json, ...] = field(hash=False)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that the two operations say otherwise: what, there and here."""

    what: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A promise on answers that the other page does not make: where, and what of it."""

    location: str
    why: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A sample request before and after the move, as it goes over the wire; `notes` say what was changed."""

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

    :param a: the operation that is left, by its id.
    :param b: the operation that is moved to.
    :param calls: how they are called: server, path, key, model.
    :param requests: what they say otherwise of members of requests: duty, default, values.
    :param objections: what `a` documents, and `b` refuses or does not promise.
    :param lost: what callers may rely on in the answers of `a`, and not in those of `b`.
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
