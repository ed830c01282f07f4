"""
Shrinking: random requests are made smaller for as long as they show the same finding.

Member by member, a random request is changed back to the page's own: other members are removed, other values are
replaced. Each try is a request like any other: on the tape, within the budget, judged with the rest.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wirecheck.dialects.body_format import body_of, with_body
from wirecheck.engine.sender import Sender
from wirecheck.judging.findings import Finding
from wirecheck.judging.judge import assess
from wirecheck.plan import DRAWN, Case, case_id
from wirecheck.reading.reading import Reading, Standing
from wirecheck.requirements.requirement import Requirement
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Exchange
from wirecheck.wire.lenient_json import Json

SMALLER = f"{DRAWN}, smaller"
"""The kind of a case that was made from a random one."""

TRIES = 60
"""The largest number of tries for one finding."""


@dataclass(frozen=True, slots=True)
class Shrinker:
    """Tries smaller requests in place of the random ones that findings came from."""

    sender: Sender
    operations: Mapping[str, Operation]
    requirements: Sequence[Requirement] | None = None

    def shrink(self, findings: Sequence[Finding], cases: Sequence[Case]) -> list[tuple[Case, list[Exchange]]]:
        """The requests that were sent to shrink those of findings, with their answers."""
        by_id = {case.id: case for case in cases}
        tried: dict[str, tuple[Case, list[Exchange]]] = {}
        for finding in findings:
            drawn = [by_id[id] for id in finding.cases if id in by_id and by_id[id].kind == DRAWN]
            if finding.drawn and drawn:
                self._shrink(finding, min(drawn, key=lambda case: len(case.request.body)), tried)
        return [group for id, group in tried.items() if id not in by_id]

    def _shrink(self, finding: Finding, case: Case, tried: dict[str, tuple[Case, list[Exchange]]]) -> None:
        operation = self.operations[case.operation]
        base = operation.protocol.base(operation, None).body
        tries, going = 0, True
        while going and tries < TRIES:
            going = False
            for smaller in self._smaller(operation, case, base):
                tries += 1
                if smaller.id not in tried:
                    answers = self.sender.send_more(smaller)
                    if answers is None:
                        return
                    tried[smaller.id] = (smaller, answers)
                if self._shows(finding, operation, tried[smaller.id][1]):
                    case, going = smaller, True
                    break

    def _smaller(self, operation: Operation, case: Case, base: Mapping[str, Json]) -> Iterator[Case]:
        body = body_of(operation, case.request)
        for path in _places(body):
            found = _nearer(body, base, path)
            if found is None or found == body:
                continue
            request = with_body(operation, case.request, found)
            if Reading(operation, Exchange(request)).standing is Standing.DOCUMENTED:
                purpose = f"a smaller request than {case.id.partition('.')[0]}: shows the same?"
                yield Case(
                    case_id(operation, request), case.operation, request, purpose, case.phase, SMALLER, case.tokens
                )

    def _shows(self, finding: Finding, operation: Operation, answers: Sequence[Exchange]) -> bool:
        requests = [exchange.request for exchange in answers]
        judgement = assess(answers, [operation], requirements=self.requirements, drawn=requests)
        return any((f.requirement, f.level) == (finding.requirement, finding.level) for f in judgement.findings)


def _places(body: Mapping[str, Json]) -> Iterator[tuple[str, ...]]:
    """The paths of all members of objects, outer ones first."""
    yield from ((name,) for name in body)
    for name, value in body.items():
        if isinstance(value, dict):
            yield from ((name, *rest) for rest in _places(value))


def _nearer(body: Mapping[str, Json], base: Mapping[str, Json], path: tuple[str, ...]) -> dict[str, Json] | None:
    """A body with one member as the base has it."""
    found = copy.deepcopy(dict(body))
    here, there = found, dict(base)
    for name in path[:-1]:
        inner, other = here[name], there.get(name)
        assert isinstance(inner, dict)
        here, there = inner, other if isinstance(other, dict) else {}
    last = path[-1]
    if last in there:
        here[last] = copy.deepcopy(there[last])
    else:
        del here[last]
    return found
