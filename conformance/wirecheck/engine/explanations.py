"""
Requirements explained: what the emulator answers where one holds and where a fault breaks it.

The output is the same each time: the clock is fixed, the key is the emulator's own, and nothing is sent.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wirecheck.emulator import KEY, Emulator, Fault, Manner, faults, manners
from wirecheck.engine.sender import exchange
from wirecheck.judging.findings import Finding, Result
from wirecheck.judging.judge import assess
from wirecheck.plan import Case, Depth, Phase, Wire, cases, with_key_elsewhere
from wirecheck.reading.reading import Reading
from wirecheck.requirements.catalogue import catalogue
from wirecheck.requirements.requirement import Level, Requirement
from wirecheck.secrets.redaction import Secrets
from wirecheck.spec.spec import Citation, Operation, load, providers
from wirecheck.transports import Keyed
from wirecheck.transports.emulated import ADDRESS, Emulated
from wirecheck.wire.exchange import Exchange, Request

NOW = 1795132800.0
"""The time of every exchange: the day on which the pages were read."""


@dataclass(frozen=True, slots=True)
class Promise:
    """
    How binding a requirement is for an operation, None where it does not apply, and where its page says so.

    :param beyond: how binding it is where a request goes beyond the page.
    """

    operation: str
    level: Level | None
    citation: Citation | None = None
    beyond: Level | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A manner or a fault of the emulator: its id, what it does, and where it was seen."""

    id: str
    summary: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """
    The same request, answered so that a requirement holds, and so that it breaks.

    :param operation: the operation that was asked.
    :param purpose: what the request is for.
    :param holds: the exchange that holds, and those that opened the addresses in its answer.
    :param manner: the emulator's manner where it holds, None for the plain one.
    :param breaks: likewise the exchange that breaks; empty where no fault breaks the requirement.
    :param fault: the fault that broke it.
    :param finding: the finding.
    :param seen: what the matrix shows of the exchange that holds, where the requirement shows something.
    """

    operation: str
    purpose: str
    holds: tuple[Exchange, ...]
    manner: Way | None = None
    breaks: tuple[Exchange, ...] = ()
    fault: Way | None = None
    finding: Finding | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A requirement with its levels, faults, manners and an example."""

    requirement: Requirement
    promises: tuple[Promise, ...]
    faults: tuple[Way, ...] = ()
    example: WorkedExample | None = None


def explain(requirement: Requirement, operations: Sequence[Operation] | None = None) -> Explanation:
    """
    Explain a requirement, with an example where the emulator can give one.

    :param operations: the default is all operations of every provider.
    """
    operations = documented_operations() if operations is None else operations
    applying = [operation for operation in operations if requirement.level(operation) is not None]
    breaking = [fault for fault in faults() if requirement.id in fault.breaks]
    example = _contrast(requirement, applying, breaking) or _alone(requirement, applying)
    if example is not None and requirement not in catalogue():
        example = _broken_by_any(requirement, operations, example)
    return Explanation(requirement, promises(requirement, operations), tuple(map(_way, breaking)), example)


def promises(requirement: Requirement, operations: Sequence[Operation]) -> tuple[Promise, ...]:
    """How binding a requirement is for each operation, and who says so."""
    return tuple(
        Promise(o.id, requirement.level(o), requirement.citation(o), requirement.level_beyond(o)) for o in operations
    )


def documented_operations() -> list[Operation]:
    """The operations of every provider."""
    return [operation for name in providers() for operation in load(name).operations]


# -- examples ----------------------------------------------------------------------------------------------------------


def _contrast(
    requirement: Requirement, operations: Sequence[Operation], breaking: Sequence[Fault]
) -> WorkedExample | None:
    """The first request at which a fault breaks it, with the honest answer to the same request."""
    # prefer the fault that breaks the fewest requirements, then one that was seen in a real gateway
    for fault in sorted(breaking, key=lambda fault: (len(fault.breaks), "://" not in fault.seen)):
        for operation in operations:
            if not fault.applies_to(operation):
                continue
            found = _broken(requirement, operation, fault)
            if found is not None:
                case, breaks, finding = found
                holds, manner = _honest(requirement, operation, case)
                return WorkedExample(
                    operation.id,
                    case.purpose,
                    holds,
                    _way(manner) if manner.id != "plain" else None,
                    breaks,
                    _way(fault),
                    finding,
                )
    return None


def _broken(
    requirement: Requirement, operation: Operation, fault: Fault
) -> tuple[Case, tuple[Exchange, ...], Finding] | None:
    """The first case at which the fault is found by the requirement, its outcome, and the finding."""
    for batch in _batches(requirement, operation):
        sent = {case.id: _exchanges(operation, case, fault=fault.id) for case in batch}
        exchanges = [exchange for group in sent.values() for exchange in group]
        names = {case.request: case.id for case in batch}
        findings = assess(exchanges, [operation], requirements=[requirement], cases=names).findings
        for finding in findings:
            for case in batch:
                # of a finding about what an address led to, the case is the only one
                if case.id in finding.cases or len(batch) == 1:
                    showing = [one for one in batch if one.id in finding.cases or not requirement.suspects]
                    return case, tuple(exchange for one in showing for exchange in sent[one.id]), finding
    return None


def _batches(requirement: Requirement, operation: Operation) -> Iterator[list[Case]]:
    """The cases to be judged together: one by one, then a pair; of a suspicion, all, so that others are cleared."""
    planned = cases(operation, Depth.SWEEP, Wire(ADDRESS, operation.spec.key_env))
    if requirement.suspects:
        yield list(itertools.takewhile(lambda case: case.phase is not Phase.PROBE, planned))
        return
    paid: Case | None = None
    for case in planned:
        if paid is None and case.phase is Phase.BILLABLE:
            paid = case
        yield [case]
    if paid is not None:
        # where a key is taken shows by where else it is
        yield [paid, with_key_elsewhere(operation, paid)]


def _honest(requirement: Requirement, operation: Operation, case: Case) -> tuple[tuple[Exchange, ...], Manner]:
    """The answer of the first manner in which the requirement is judged and holds; else the plain one's."""
    for manner in manners():
        exchanges = _exchanges(operation, case, manner=manner.id)
        result = _result(requirement, operation, exchanges)
        if result.judged and not result.broken:
            return exchanges, manner
    return _exchanges(operation, case), manners()[0]


def _alone(requirement: Requirement, operations: Sequence[Operation]) -> WorkedExample | None:
    """The first honest answer on which the requirement is judged and holds."""
    for operation in operations:
        for case in cases(operation, Depth.SWEEP, Wire(ADDRESS, operation.spec.key_env)):
            exchanges = _exchanges(operation, case)
            result = _result(requirement, operation, exchanges)
            if result.judged and not result.broken:
                return WorkedExample(operation.id, case.purpose, exchanges, seen=result.value)
    return None


def _broken_by_any(requirement: Requirement, operations: Sequence[Operation], example: WorkedExample) -> WorkedExample:
    """An example with the first fault that breaks it, for a requirement that no fault names as it is a user's own."""
    operation = next(operation for operation in operations if operation.id == example.operation)
    planned = cases(operation, Depth.SWEEP, Wire(ADDRESS, operation.spec.key_env))
    case = next(case for case in planned if case.request == example.holds[0].request)
    for fault in faults():
        if fault.applies_to(operation):
            breaks = _exchanges(operation, case, fault=fault.id)
            findings = assess(breaks, [operation], requirements=[requirement], cases={case.request: case.id}).findings
            if findings:
                return replace(example, breaks=breaks, fault=_way(fault), finding=findings[0])
    return example


def _result(requirement: Requirement, operation: Operation, exchanges: Sequence[Exchange]) -> Result:
    # a row for what is beyond the page would be the second
    return assess(exchanges, [operation], requirements=[requirement]).results[0]


def _exchanges(
    operation: Operation, case: Case, *, manner: str = "plain", fault: str | tuple[str, ...] = ()
) -> tuple[Exchange, ...]:
    """The answers of a new emulator to a case, and to the addresses in its answer."""
    emulator = Emulator(operation.spec, manner=manner, fault=fault, key=KEY, clock=lambda: NOW)
    transport = Keyed(Emulated(emulator.respond), Secrets({operation.spec.key_env: KEY}))

    def send(request: Request) -> Exchange:
        return exchange(transport, request, clock=lambda: NOW)

    first = send(case.request)
    return (first, *(send(request) for request in Reading(operation, first).follow_ups))


def _way(bent: Fault | Manner) -> Way:
    return Way(bent.id, bent.summary, bent.seen)
