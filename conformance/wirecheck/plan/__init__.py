"""
The plan: the fewest requests that can show what a gateway does, in the order in which they may be sent.

First come requests that cannot be charged, then the billable cases, then probes that ought to be refused but could be
served.
A plan is a list of values; nothing is sent here.
"""

from __future__ import annotations

import enum
import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wirecheck.dialects.body_format import JsonBody, format_of
from wirecheck.dialects.planned_request import PROMPT, Depth, PlannedRequest
from wirecheck.dialects.protocol import Dialect
from wirecheck.reading.reading import UNKNOWN_MODEL
from wirecheck.reading.unknown_paths import beside
from wirecheck.secrets.header_secrets import PLACEHOLDER, without_secrets
from wirecheck.secrets.key_patterns import WRONG_KEY
from wirecheck.spec import parameters
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Headers, Request
from wirecheck.wire.lenient_json import Json

if TYPE_CHECKING:
    from wirecheck.plan.negative import Probe


__all__ = [
    "DRAWN",
    "PROMPT",
    "WRONG_KEY_KIND",
    "Case",
    "Depth",
    "Draws",
    "Phase",
    "PlannedRequest",
    "Probes",
    "Wire",
    "addressed",
    "at_worst",
    "billable",
    "case_id",
    "cases",
    "expected",
    "plan",
    "probe",
    "repeated",
    "with_key_elsewhere",
]


class Phase(enum.StrEnum):
    """When a case is sent, and whether it is charged."""

    FREE = "free"
    """It cannot be charged."""
    BILLABLE = "billable"
    """It is charged when it is served, as it ought to be."""
    PROBE = "probe"
    """It ought to be refused, and is charged if it is served."""


WRONG_KEY_KIND = "wrong key"
"""The kind of the case with a key that was never issued."""

DRAWN = "drawn"
"""The kind of a case that was drawn at random; for an invalid one, what is wrong follows it."""


@dataclass(frozen=True, slots=True)
class Case:
    """
    One planned request and what it is for.

    :param kind: its sort; once a probe of a kind is served, no other probe of that kind is sent.
    :param tokens: how many output tokens upstream charges for it, if that is known.
    """

    id: str
    operation: str
    request: Request
    purpose: str
    phase: Phase
    kind: str
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Draws:
    """How many requests the fuzz depth draws for each operation, and the seed that makes them the same every time."""

    count: int = 100
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Wire:
    """
    How requests are addressed.

    :param base: the base URL.
    :param key_env: the variable that holds the key; the transport puts the key in its place.
    :param headers: more headers for every request.
    :param model: a model in place of the spec's own.
    :param prompts: prompts for pictures, used in turn, in place of ours and the page's.
    """

    base: str
    key_env: str
    headers: Headers = ()
    model: str | None = None
    prompts: tuple[str, ...] = ()


Probes = Callable[[Operation, Mapping[str, Json]], Iterable["Probe"]]
"""Finds the probes of an operation, made from a valid body."""


def plan(
    operation: Operation, depth: Depth, wire: Wire, draws: Draws = Draws(), probes: Probes | None = None
) -> list[Case]:
    """
    Every case of a depth, in the order of their phases.

    :param probes: makes the probes that are wrong in one place; if it is left out, schemathesis does.
    """
    found = list(cases(operation, depth, wire, draws, probes))
    return list({case.id: case for case in reversed(found)}.values())[::-1]


def cases(
    operation: Operation, depth: Depth, wire: Wire, draws: Draws = Draws(), probes: Probes | None = None
) -> Iterator[Case]:
    """The cases of a depth one by one, each made when it is asked for; some may be repeated."""
    dialect = operation.protocol
    base = dialect.base(operation, wire.model)
    yield from _free(operation, wire, base)
    for ask in _prompted(dialect, dialect.asks(operation, depth, wire.model), wire.prompts):
        yield billable(operation, wire, ask)
    if depth is Depth.FUZZ:
        from wirecheck.plan import fuzzing

        yield from fuzzing.valid(operation, wire, draws)
    yield from _probes(operation, wire, base, probes)
    if depth is Depth.FUZZ:
        yield from fuzzing.wrong(operation, wire, draws)


def billable(operation: Operation, wire: Wire, ask: PlannedRequest) -> Case:
    """The case for a request that is charged."""
    return _case(operation, addressed(operation, wire, ask), ask.purpose, Phase.BILLABLE, ask.kind, ask.tokens)


def probe(operation: Operation, wire: Wire, ask: PlannedRequest) -> Case:
    """The case for a request that ought to be refused."""
    return _case(operation, addressed(operation, wire, ask), ask.purpose, Phase.PROBE, ask.kind)


def _prompted(dialect: Dialect, asks: Iterator[PlannedRequest], prompts: Sequence[str]) -> Iterator[PlannedRequest]:
    words = itertools.cycle(prompts)
    for ask in asks:
        body = dialect.prompted(ask.body, next(words)) if prompts else None
        yield replace(ask, body=body) if body is not None else ask


def repeated(cases: Sequence[Case], times: int) -> list[Case]:
    """A plan whose billable cases are sent several times, to find intermittent faults."""
    again = [
        replace(case, id=f"{case.id}.{turn}", purpose=f"{case.purpose} ({_ordinal(turn)} time)")
        for turn in range(2, times + 1)
        for case in cases
        if case.phase is Phase.BILLABLE
    ]
    return sorted([*cases, *again], key=lambda case: list(Phase).index(case.phase))


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def expected(cases: Sequence[Case]) -> int:
    """How many requests of a plan are charged by a gateway that does what its page says."""
    return sum(case.phase is Phase.BILLABLE for case in cases)


def at_worst(cases: Sequence[Case]) -> int:
    """How many more requests could be charged: one probe of each kind, if it is served although it should not be."""
    return expected(cases) + len({(c.operation, c.kind) for c in cases if c.phase is Phase.PROBE})


def _free(operation: Operation, wire: Wire, base: PlannedRequest) -> Iterator[Case]:
    request = addressed(operation, wire, base)
    yield _case(operation, _with_key(operation, wire, request, None), "no key: refused?", Phase.FREE, "no key")
    wrong = WRONG_KEY + hashlib.sha256(operation.id.encode()).hexdigest()[:24]
    yield _case(
        operation, _with_key(operation, wire, request, wrong), "a wrong key: refused?", Phase.FREE, WRONG_KEY_KIND
    )
    get = Request("GET", request.url, tuple(h for h in request.headers if h[0] != "Content-Type"))
    yield _case(operation, get, "another method (GET): refused?", Phase.FREE, "method")
    nowhere = Request(request.method, beside(request.url), request.headers, request.body)
    yield _case(operation, nowhere, "an unknown path: what is said of it?", Phase.FREE, "unknown path")


def _probes(operation: Operation, wire: Wire, base: PlannedRequest, probes: Probes | None) -> Iterator[Case]:
    from wirecheck.plan import negative

    request, body_format = addressed(operation, wire, base), format_of(operation)
    cut = Request(request.method, request.url, request.headers, body_format.break_off(request.body))
    yield _case(operation, cut, f"{body_format.malformed}: refused with a 4xx?", Phase.PROBE, "malformed")
    if isinstance(body_format, JsonBody):
        listed = replace(request, body=b"[" + request.body + b"]")
        yield _case(operation, listed, "a list in place of an object: refused?", Phase.PROBE, "list")
    unknown = {**base.body, "model": UNKNOWN_MODEL} if "model" in base.body else base.body
    purpose = "an unknown model: refused?"
    yield probe(operation, wire, PlannedRequest(unknown, purpose, UNKNOWN_MODEL, "unknown model"))
    for member in operation.unsupported:
        body = negative.put(base.body, member, {})
        if body is not None:
            purpose = f"`{member}`, which is unsupported: refused?"
            yield probe(operation, wire, PlannedRequest(body, purpose, base.model, "unsupported"))
    for wrong in (probes or negative.probes)(operation, base.body):
        yield probe(operation, wire, PlannedRequest(wrong.body, f"{wrong.purpose}: refused?", base.model, wrong.kind))


def addressed(operation: Operation, wire: Wire, ask: PlannedRequest) -> Request:
    """The HTTP request for a planned one; in place of the key it holds the name of the key's variable."""
    media_type, content = format_of(operation).write(ask.body)
    headers = (
        operation.spec.credential(operation, f"${wire.key_env}"),
        ("Content-Type", media_type),
        ("Accept", ", ".join(operation.protocol.answer_types)),
        *parameters.headers(operation.sent, wire.headers),
        *wire.headers,
    )
    return Request(operation.method, operation.url(wire.base, ask.model), headers, content)


def _with_key(operation: Operation, wire: Wire, request: Request, key: str | None) -> Request:
    """A request with another key, or without any: a secret in another header could be one that opens as well."""
    name, value = operation.spec.credential(operation, key or "")
    others = tuple(h for h in request.headers if h[0].lower() != name.lower())
    secrets = re.compile(rf"{PLACEHOLDER.pattern}|\${wire.key_env}\b", re.ASCII)
    headers = without_secrets(others, secrets, key or "")
    return Request(request.method, request.url, headers if key is None else ((name, value), *headers), request.body)


def with_key_elsewhere(operation: Operation, case: Case) -> Case:
    """The same case with the key in the header in which upstream takes it, if the page names another."""
    name, value = operation.spec.credential(operation, "")
    documented = case.request.header(name) or ""
    key = documented.removeprefix(value)
    other, before = next(entry for entry in operation.protocol.key_headers if entry[0].lower() != name.lower())
    others = tuple(h for h in case.request.headers if h[0].lower() != name.lower())
    # a secret of the caller's own could be what is served
    headers = ((other, before + key), *without_secrets(others, PLACEHOLDER))
    request = replace(case.request, headers=headers)
    purpose = f"{case.purpose} (with the key in `{other}`, as it was refused in `{name}`)"
    return replace(case, id=f"{case.id}.elsewhere", request=request, purpose=purpose)


def _case(operation: Operation, request: Request, purpose: str, phase: Phase, kind: str, tokens: int = 0) -> Case:
    return Case(case_id(operation, request), operation.id, request, purpose, phase, kind, tokens)


def case_id(operation: Operation, request: Request) -> str:
    """
    Twelve hex digits that identify a case by its method, path and body, and by its key if that is not the caller's.

    Without the key, a probe without one and the request for a picture itself would have the same id.
    """
    name, _ = operation.spec.credential(operation, "")
    value = request.header(name) or "none"
    key = "" if "$" in value else value
    text = "\n".join((request.method, request.path, key)).encode() + b"\n" + request.body
    return hashlib.sha256(text).hexdigest()[:12]
