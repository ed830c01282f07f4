"""
A documentation page as it was read: its operations, facts and contradictions.

    read(text) -> Page
                  ├── DocumentedOperation   a method and a path, its servers, its authentication
                  ├── Fact                  one thing that the page states, with its lines and a quote
                  └── Contradiction         one thing that the page states in two ways, or that can be read in two ways
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from wirecheck.errors import PageUnreadable as PageUnreadable
from wirecheck.wire.lenient_json import Json


class Side(enum.StrEnum):
    """Where a member stands."""

    REQUEST = "request"
    RESPONSE = "response"
    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    OPERATION = "operation"


class Attr(enum.StrEnum):
    """What a fact states about a member or an operation."""

    EXISTS = "exists"
    TYPE = "type"
    REQUIRED = "required"
    DEFAULT = "default"
    VALUES = "values"
    EXAMPLE = "example"
    CONSTRAINT = "constraint"
    STATUS = "status"
    SERVER = "server"
    AUTH = "auth"
    UNSUPPORTED = "unsupported"


class Basis(enum.StrEnum):
    """The evidence for a fact, the most trusted first."""

    OPENAPI = "openapi"
    DECLARED = "declared"
    TABLE = "table"
    PROSE = "prose"
    PATH = "path"
    SAMPLE = "sample"


RANKS = {basis: rank for rank, basis in enumerate(Basis)}


class Qualifier(enum.StrEnum):
    """
    How far a fact goes.

    Of values: a `closed` set, an `open` list, a closed set of `whole` arrays, a mere `count`.
    Of `required`: said in words (`explicit`), by the absence of a label (`implicit`), or only if the member
    around it is used (`conditional`).
    """

    CLOSED = "closed"
    OPEN = "open"
    WHOLE = "whole"
    COUNT = "count"
    EXPLICIT = "explicit"
    IMPLICIT = "implicit"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One thing that a page states.

    :param op: the operation as `POST /v1/images`.
    :param path: a member as `generationConfig.imageConfig.aspectRatio`, `[]` for items; empty for the whole.
    :param lines: first and last line on the page, from 1.
    :param quote: these lines, white space folded, cut where they are long.
    """

    op: str
    side: Side
    path: str
    attr: Attr
    value: Json
    qualifier: Qualifier | None
    basis: Basis
    lines: tuple[int, int]
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One of the statements of a contradiction."""

    value: Json
    basis: Basis
    lines: tuple[int, int]
    quote: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A contradiction of a page, or words that can be read in two ways; the claims in the order of trust."""

    op: str
    side: Side
    path: str
    attr: Attr
    why: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class DocumentedOperation:
    """
    One documented endpoint.

    :param servers: base URLs, without the documented path.
    :param auth: what carries the key, such as `Authorization: Bearer`, with `or` between; or None.
    """

    method: str
    path: str
    servers: tuple[str, ...] = ()
    auth: str | None = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Page:
    """
    A page as it was read.

    :param name: where it came from, for people.
    :param kind: the documentation system and the form, such as `mintlify-text`.
    :param read: how many lines facts come from, without blank lines.
    :param unread: the numbers of the other lines that are not blank.
    """

    name: str
    kind: str
    operations: tuple[DocumentedOperation, ...]
    facts: tuple[Fact, ...]
    contradictions: tuple[Contradiction, ...] = ()
    read: int = 0
    unread: tuple[int, ...] = field(default=())
