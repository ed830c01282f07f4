"""Which requests reveal the most: for a plan that is larger than its budget."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from wirecheck.dialects.body_format import body_of
from wirecheck.plan import Case, Phase
from wirecheck.spec.spec import Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json

DEFAULT = 0.25
"""The worth of asking for a default: low, as a gateway that ignores the member gives the same."""

Trait = tuple[str, str]


def by_value(cases: Sequence[Case], operations: Mapping[str, Operation]) -> list[Case]:
    """
    The same cases, with the billable ones ordered by how much they reveal.

    The next case is always the one that asks for the most that no case before it has asked for (a greedy set cover):
    rare values count more than common ones, and these more than defaults; of equals, the cheaper comes first, then the
    earlier. Operations take turns, and repeated cases come after all others.

    :param operations: by id.
    """
    billable = [case for case in cases if case.phase is Phase.BILLABLE]
    traits = {case.id: frozenset(_traits(case, operations[case.operation])) for case in billable}
    counts = Counter(trait for case in billable for trait in traits[case.id])
    worth = {trait: _worth(trait, counts, len(billable)) for trait in counts}
    place = {case.id: i for i, case in enumerate(billable)}
    left, chosen, seen = list(billable), list[Case](), set[Trait]()
    turns: Counter[str] = Counter()

    def value(case: Case) -> tuple[bool, int, float, int, int]:
        new = sum(worth[trait] for trait in traits[case.id] - seen)
        return ("." in case.id, turns[case.operation], -round(new, 6), case.tokens, place[case.id])

    while left:
        best = min(left, key=value)
        left.remove(best)
        chosen.append(best)
        seen.update(traits[best.id])
        turns[best.operation] += 1
    order = {case.id: i for i, case in enumerate(chosen)}
    phases = list(Phase)
    return sorted(cases, key=lambda case: (phases.index(case.phase), order.get(case.id, 0)))


def _traits(case: Case, operation: Operation) -> Iterator[Trait]:
    """What a case asks for: its operation, model, kind, and each member with its value."""
    body = body_of(operation, case.request)
    own_words = operation.protocol.vocabulary.own_words
    yield "operation", case.operation
    yield "model", f"{operation.protocol.model_asked(operation, case.request)}"
    yield "kind", f"{case.operation} {case.kind}"
    for path, value in lenient_json.walk(body):
        if path.split(".")[0].removesuffix("[]") in own_words:
            # whether there is a turn or a picture counts, but not its content
            yield "words", f"{case.operation} {path}"
        elif not isinstance(value, dict) and not path.endswith("[]"):
            member = operation.member(path)
            default = member is not None and member.default == value
            yield "default" if default else "value", f"{case.operation} {path}={_plain(value)}"


def _plain(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


def _worth(trait: Trait, counts: Counter[Trait], cases: int) -> float:
    rarity = 1 + math.log(cases / counts[trait])
    return rarity * (DEFAULT if trait[0] == "default" else 1.0)
