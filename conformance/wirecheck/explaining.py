"""
Requirements explained: what the emulator answers where one holds and where a fault breaks it, and a page for each.

The bytes are the same each time: the clock stands still, the key is the emulator's own, and nothing is sent.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from wirecheck.catalogue import Requirement, Verdict, catalogue
from wirecheck.emulator import KEY, Emulator, Fault, Manner, faults, manners
from wirecheck.errors import UsageError
from wirecheck.exchange import Exchange, Request
from wirecheck.findings import addresses, assess
from wirecheck.plan import Case, Depth, Phase, Wire, cases
from wirecheck.reading import Reading
from wirecheck.redaction import Secrets
from wirecheck.reports.explanation import MARK, Example, Explanation, Promise, Way, index, render
from wirecheck.sending import exchange
from wirecheck.spec import Operation, load, providers
from wirecheck.staleness import Stale, differs
from wirecheck.transports import Keyed
from wirecheck.transports.emulated import ADDRESS, Emulated
from wirecheck.verdicts import Finding, Result

NOW = 1795132800.0
"""The time of every exchange: the day on which the pages were read."""

INDEX = "README.md"


def explain(requirement: Requirement, operations: Sequence[Operation] | None = None) -> Explanation:
    """
    Tell all of a requirement, with an example where the emulator can give one.

    :param operations: those of every provider where left out.
    """
    operations = _operations() if operations is None else operations
    promises = tuple(Promise(o.id, requirement.level(o), requirement.citation(o)) for o in operations)
    applying = [operation for operation in operations if requirement.level(operation) is not None]
    breaking = [fault for fault in faults() if requirement.id in fault.breaks]
    example = _contrast(requirement, applying, breaking) or _alone(requirement, applying)
    return Explanation(requirement, promises, tuple(map(_way, breaking)), example)


def _operations() -> list[Operation]:
    return [operation for name in providers() for operation in load(name).operations]


# -- pages -------------------------------------------------------------------------------------------------------------


def pages() -> dict[str, str]:
    """The text of every page by its path, the index first."""
    operations = _operations()
    told = [explain(requirement, operations) for requirement in catalogue()]
    return {INDEX: index(told), **{f"{one.requirement.id}.md": render(one, page=True) for one in told}}


def write(folder: Path) -> list[Path]:
    """
    Write every page and the index into a folder, and take away the pages of requirements that are no more.

    :raises UsageError: the folder cannot be written, or a file in it that is no page of ours is in the way.
    """
    wanted = pages()
    there = _there(folder)
    for name in wanted:
        if name in there and not there[name].startswith(MARK):
            raise UsageError(
                f"`{folder / name}` is no page that was made here", hint="move it away, or name another folder"
            )
    try:
        for name, text in wanted.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        for name in _extra(there, wanted):
            (folder / name).unlink()
    except OSError as error:
        raise UsageError(f"`{folder}` cannot be written: {error.strerror}", hint="name another folder") from None
    return [folder / name for name in wanted]


def check(folder: Path) -> list[Stale]:
    """
    What in a folder is not what `write` would leave there; nothing is changed.

    :raises UsageError: the folder cannot be read.
    """
    wanted, there = pages(), _there(folder)
    found = []
    for name, text in wanted.items():
        if name not in there:
            found.append(Stale(name, "missing"))
        elif there[name] != text:
            found.append(differs(name, there[name], text))
    return [*found, *(Stale(name, "extra") for name in _extra(there, wanted))]


def _there(folder: Path) -> dict[str, str]:
    """The Markdown of a folder by path."""
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", errors="replace")
            for path in sorted((*folder.glob("*.md"), *folder.glob("*/*.md")))
        }
    except OSError as error:
        raise UsageError(f"`{folder}` cannot be read: {error.strerror}", hint="name another folder") from None


def _extra(there: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    return [name for name, text in there.items() if name not in wanted and text.startswith(MARK)]


# -- examples ----------------------------------------------------------------------------------------------------------


def _contrast(requirement: Requirement, operations: Sequence[Operation], breaking: Sequence[Fault]) -> Example | None:
    """The first request at which a fault breaks it, with the honest answer to the same request."""
    # the narrowest lie says most, and of these one that was seen in a real gateway
    for fault in sorted(breaking, key=lambda fault: (len(fault.breaks), "://" not in fault.seen)):
        for operation in operations:
            if not fault.applies_to(operation):
                continue
            found = _broken(requirement, operation, fault)
            if found is not None:
                case, breaks, finding = found
                holds, manner = _honest(requirement, operation, case)
                return Example(
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
    """The first case at which the fault is found by the requirement, what came of it, and the finding."""
    for batch in _batches(requirement, operation):
        sent = {case.id: _exchanges(operation, case, fault=fault.id) for case in batch}
        exchanges = [exchange for group in sent.values() for exchange in group]
        names = {case.request: case.id for case in batch}
        findings = assess(exchanges, [operation], requirements=[requirement], cases=names).findings
        for finding in findings:
            for case in batch:
                # of a finding about what an address led to, the case is the only one
                if case.id in finding.cases or len(batch) == 1:
                    return case, sent[case.id], finding
    return None


def _batches(requirement: Requirement, operation: Operation) -> Iterator[list[Case]]:
    """The cases that have to be judged together: one by one, but for a suspicion, which only others can clear."""
    planned = cases(operation, Depth.SWEEP, Wire(ADDRESS, operation.spec.key_env))
    if requirement.suspects:
        yield list(itertools.takewhile(lambda case: case.phase is not Phase.PROBE, planned))
    else:
        yield from ([case] for case in planned)


def _honest(requirement: Requirement, operation: Operation, case: Case) -> tuple[tuple[Exchange, ...], Manner]:
    """The answer of the first manner in which the requirement is judged and holds; else the plain one's."""
    for manner in manners():
        exchanges = _exchanges(operation, case, manner=manner.id)
        if _result(requirement, operation, exchanges).verdict is Verdict.HELD:
            return exchanges, manner
    return _exchanges(operation, case), manners()[0]


def _alone(requirement: Requirement, operations: Sequence[Operation]) -> Example | None:
    """The first honest answer on which the requirement is judged and holds."""
    for operation in operations:
        for case in cases(operation, Depth.SWEEP, Wire(ADDRESS, operation.spec.key_env)):
            exchanges = _exchanges(operation, case)
            result = _result(requirement, operation, exchanges)
            if result.verdict is Verdict.HELD:
                return Example(operation.id, case.purpose, exchanges, seen=result.value)
    return None


def _result(requirement: Requirement, operation: Operation, exchanges: Sequence[Exchange]) -> Result:
    (result,) = assess(exchanges, [operation], requirements=[requirement]).results
    return result


def _exchanges(
    operation: Operation, case: Case, *, manner: str = "plain", fault: str | tuple[str, ...] = ()
) -> tuple[Exchange, ...]:
    """What the emulator answers to a case that it was never asked before, and to the addresses in its answer."""
    emulator = Emulator(operation.spec, manner=manner, fault=fault, key=KEY, clock=lambda: NOW)
    transport = Keyed(Emulated(emulator.respond), Secrets({operation.spec.key_env: KEY}))

    def send(request: Request) -> Exchange:
        return exchange(transport, request, clock=lambda: NOW)

    first = send(case.request)
    return (first, *(send(Request("GET", url)) for url in addresses(Reading(operation, first))))


def _way(bent: Fault | Manner) -> Way:
    return Way(bent.id, bent.summary, bent.seen)
