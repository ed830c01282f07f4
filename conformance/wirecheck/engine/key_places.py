"""
Where the key works: a key that was refused is tried once in the header in which upstream takes it.

A gateway that serves it there does not take it where its page says, and one that does not has no such key. The request
is charged if it is served, and takes a slot of the budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wirecheck.engine.sender import Sender
from wirecheck.judging.trouble import Trouble
from wirecheck.plan import Case, Phase, with_key_elsewhere
from wirecheck.reading.excuses import TroubleKind
from wirecheck.wire.exchange import Exchange


def try_elsewhere(
    sender: Sender, troubles: Iterable[Trouble], cases: Sequence[Case]
) -> list[tuple[Case, list[Exchange]]]:
    """The first case of each operation whose key was refused, with the key elsewhere, as far as the budget goes."""
    by_id = {case.id: case for case in cases if case.phase is Phase.BILLABLE}
    sent: list[tuple[Case, list[Exchange]]] = []
    for trouble in troubles:
        refused = next((by_id[id] for id in trouble.cases if id in by_id), None)
        if trouble.kind is not TroubleKind.KEY or refused is None:
            continue
        case = with_key_elsewhere(sender.operations[trouble.operation], refused)
        answers = sender.send_more(case, although_ended=True)
        if answers is not None:
            sent.append((case, answers))
    return sent
