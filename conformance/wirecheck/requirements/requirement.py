"""
Requirements as values: what must hold, who promises it, what it rests on, and the function that judges it.

A requirement judges one exchange by its request, its answer and the spec (`reading.Reading`); it knows nothing of
providers, cases and faults. It yields nothing if it holds, a text or a `Broken` for each breach, `Unjudged` if the
answer does not show whether it holds, `Held` for a member and value that were served and `Unanswered` for those that
nobody answered, `Observed` for a value of the matrix, and `Repeatable` for something that the matrix shows only if it
occurs twice.
"""

from __future__ import annotations

import enum
import functools
import inspect
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypedDict, Unpack

from wirecheck.dialects.capability import Capability
from wirecheck.reading.reading import Reading
from wirecheck.spec.spec import Citation, Operation
from wirecheck.wire.exchange import Exchange


class Level(enum.StrEnum):
    """How binding a requirement is: a provider's page makes it a `must`; upstream, a standard or harm, a `should`."""

    MUST = "must"
    SHOULD = "should"
    OBSERVE = "observe"


class Verdict(enum.StrEnum):
    """The verdict on a requirement for an operation."""

    HELD = "held"
    BROKEN = "broken"
    NOT_JUDGED = "not_judged"
    NOT_APPLICABLE = "not_applicable"


class Reads(enum.Enum):
    """Which answers a requirement reads."""

    SERVED = "served"
    REFUSED = "refused"
    ANY = "any"


class EvenIf(enum.Flag):
    """Exchanges that are not a fair test of most requirements, but that some requirements judge."""

    NOTHING = 0
    RETRIED = enum.auto()
    """A retry followed, and all other requirements judge only that."""
    CUT_OFF = enum.auto()
    """The answer was cut off, or was longer than is read."""
    BLOCKED = enum.auto()
    """A 2xx that refuses the picture on grounds of safety."""
    EXCUSED_ERROR = enum.auto()
    """An error that is not held against the gateway, but is its own: no quota, too many requests, safety."""
    OUT_OF_ORDER = enum.auto()
    """What answers is out of order, or stands before the gateway and blocks the way."""
    UNANSWERED = enum.auto()
    """No answer came, or the request was not sent."""
    UNKNOWN_PATH = enum.auto()
    """An answer to a made-up path beside the operation's."""
    EXCUSED = BLOCKED | EXCUSED_ERROR


@dataclass(frozen=True, slots=True)
class Broken:
    """
    A breach: what is wrong, and the member and value that it is about, if there is one.

    :param shown_by: the exchange that shows it, if that is another one than was judged.
    """

    message: str
    member: str = ""
    value: str = ""
    shown_by: Exchange | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A member and value that were served; it clears them of a breach that another exchange only suggests."""

    member: str
    value: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A member and value that were asked for, or were to be, and got no answer."""

    member: str
    value: str


@dataclass(frozen=True, slots=True)
class Observed:
    """A value for the matrix, and what it is a value of."""

    value: str
    of: str


@dataclass(frozen=True, slots=True)
class Repeatable:
    """Something that ought to be different each time: `key` identifies it, `of` says what it is."""

    key: str
    of: str


@dataclass(frozen=True, slots=True)
class Unjudged:
    """The answer does not show whether the requirement holds, and why."""

    why: str


Outcome: TypeAlias = "str | Broken | Held | Unanswered | Observed | Repeatable | Unjudged"
Judge: TypeAlias = Callable[[Reading], Iterator[Outcome]]
Asked: TypeAlias = Callable[[Reading], bool]


class _Former:
    """An attribute, or a keyword of `requirement`, under its former name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __set_name__(self, owner: type, former: str) -> None:
        self.former = former

    def __get__(self, instance: object, owner: type) -> Any:
        if instance is None:
            return self
        self.warn()
        return getattr(instance, self.name)

    def warn(self) -> None:
        warnings.warn(f"`{self.former}` is now called `{self.name}`", DeprecationWarning, stacklevel=3)


class _FormerKeywords(TypedDict, total=False):
    otherwise: Level | None
    wrong: bool
    whatever_is_asked: bool


@dataclass(frozen=True)
class Requirement:
    """
    One promise, and the function that judges it.

    :param id: `family/what-holds`.
    :param judge: yields outcomes on one reading.
    :param promised_by: locations in the spec; the first that has a citation makes it a `must`.
    :param default_level: the level if no page promises it; None if it does not apply then.
    :param at_most: the highest level that it can have, whatever a page says.
    :param after: ids of the requirements it rests on; if one is broken on an exchange, this one is not judged there.
    :param reads: which answers it reads.
    :param even_if: which exchanges it judges that most requirements do not; by default, those that all requirements of
        its family in the catalogue judge, and none if the family is a user's own.
    :param asked: tells of a reading whether the requirement applies to its request.
    :param judges_wrong_requests: whether it also judges served requests that depart from the page.
    :param level_is_fixed: whether it keeps its level on a request that goes beyond the page.
    :param also: that upstream itself does the same, and where that is reported; empty if it is not known.
    :param suspects: whether its breaches are only suspicions: a refused request has many members, and one that was
        served elsewhere is cleared.
    :param needs: what the dialect of an operation must have for the requirement to apply.
    :param dialects: the only dialects that it applies to; all if empty.
    :param own_premises: those it rests on that are not in the catalogue.
    """

    id: str
    judge: Judge
    promised_by: tuple[str, ...] = ()
    default_level: Level | None = None
    at_most: Level = Level.MUST
    after: tuple[str, ...] = ()
    reads: Reads = Reads.SERVED
    even_if: EvenIf | None = None
    asked: Asked = lambda reading: True
    judges_wrong_requests: bool = False
    level_is_fixed: bool = False
    suspects: bool = False
    needs: frozenset[Capability] = frozenset()
    dialects: tuple[str, ...] = ()
    also: str = ""
    own_premises: tuple[Requirement, ...] = ()

    otherwise = _Former("default_level")
    wrong = _Former("judges_wrong_requests")
    whatever_is_asked = _Former("level_is_fixed")

    @property
    def family(self) -> str:
        return self.id.partition("/")[0]

    @functools.cached_property
    def _doc(self) -> list[str]:
        return (inspect.getdoc(self.judge) or "").split("\n\n")

    @property
    def statement(self) -> str:
        """What must hold, in one sentence."""
        return " ".join(self._doc[0].split())

    @property
    def explanation(self) -> str:
        """The rest of the docstring: why it must hold, and how it is judged; empty if there is none."""
        return "\n\n".join(" ".join(part.split()) for part in self._doc[1:])

    def citation(self, operation: Operation) -> Citation | None:
        """Where the provider's page promises it."""
        return next((c for place in self.promised_by if (c := operation.citation(place))), None)

    def level(self, operation: Operation) -> Level | None:
        """How binding it is for an operation, or None if nobody promises it."""
        if not self.needs <= operation.protocol.capabilities:
            return None
        if self.dialects and operation.dialect not in self.dialects:
            return None
        if self.citation(operation):
            return self.at_most
        return self.default_level

    def level_beyond(self, operation: Operation) -> Level | None:
        """How binding it is for a request that goes beyond the page, which promises nothing there."""
        level = self.level(operation)
        return Level.SHOULD if level is Level.MUST and not self.level_is_fixed else level

    def level_on(self, reading: Reading) -> Level | None:
        """How binding it is for one exchange."""
        return (self.level if reading.within_page else self.level_beyond)(reading.operation)


def requirement(  # noqa: PLR0913 - they are the fields of a requirement
    id: str,
    *,
    promised_by: str | Sequence[str] = (),
    default_level: Level | None = None,
    at_most: Level = Level.MUST,
    after: Sequence[str] = (),
    reads: Reads = Reads.SERVED,
    even_if: EvenIf | None = None,
    asked: Asked = lambda reading: True,
    judges_wrong_requests: bool = False,
    level_is_fixed: bool = False,
    suspects: bool = False,
    needs: Capability | None = None,
    dialects: Sequence[str] = (),
    also: str = "",
    **former: Unpack[_FormerKeywords],
) -> Callable[[Judge], Requirement]:
    """Make a requirement of a judging function, whose docstring states it; for the parameters see `Requirement`."""
    values: dict[str, Any] = {
        "promised_by": (promised_by,) if isinstance(promised_by, str) else tuple(promised_by),
        "default_level": default_level,
        "at_most": at_most,
        "after": tuple(after),
        "reads": reads,
        "even_if": even_if,
        "asked": asked,
        "judges_wrong_requests": judges_wrong_requests,
        "level_is_fixed": level_is_fixed,
        "suspects": suspects,
        "needs": frozenset() if needs is None else frozenset({needs}),
        "dialects": tuple(dialects),
        "also": also,
    }
    for name, value in former.items():
        known = vars(Requirement).get(name)
        if not isinstance(known, _Former):
            raise TypeError(f"requirement() got an unexpected keyword argument '{name}'")
        known.warn()
        values[known.name] = value
    return lambda judge: Requirement(id, judge, **values)
