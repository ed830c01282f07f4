"""Parts of a plan, for several machines: each case is in exactly one part, and every machine gets the same parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wirecheck.errors import UsageError
from wirecheck.plan import Case, Phase

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `of`, counted from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse(text: str) -> Shard:
    """
    A part such as `2/8`.

    :raises UsageError: the text is not a valid part.
    """
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip(), re.ASCII)
    if found is None or not 1 <= int(found[1]) <= int(found[2]) <= MOST:
        raise UsageError(f"`{text}` is not a valid part of a plan", hint="write it as `1/8` to `8/8`")
    return Shard(int(found[1]), int(found[2]))


def part(cases: Sequence[Case], shard: Shard) -> list[Case]:
    """
    The cases of one part, in the order of the plan.

    The cases of each phase are distributed in turn. Probes of one kind stay together, as none of them is sent once
    another of that kind was served.
    """
    dealt: dict[Phase, dict[tuple[str, str], int]] = {phase: {} for phase in Phase}
    chosen = []
    for case in cases:
        hand = dealt[case.phase]
        group = (case.operation, case.kind) if case.phase is Phase.PROBE else (case.id, "")
        if hand.setdefault(group, len(hand)) % shard.of == shard.number - 1:
            chosen.append(case)
    return chosen
