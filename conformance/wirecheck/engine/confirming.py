"""
Confirming: what failed once, and may be chance, is sent once more before anything is blamed for it.

It goes at the end, within the budget. After a time-out or a cut body nothing is sent again: the answer may have been
charged.

Held by `tests/engine/test_early_end.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wirecheck.engine.sender import Sender
from wirecheck.engine.shrinking import SMALLER
from wirecheck.plan import Case, Phase
from wirecheck.wire.exchange import Exchange


def confirm(sender: Sender, unconfirmed: Iterable[str], cases: Sequence[Case]) -> list[tuple[Case, list[Exchange]]]:
    """
    Cases that failed once, with the answers to their second requests, as far as the budget goes.

    :param unconfirmed: the ids of those that failed.
    """
    # a smaller request stands for a random one, which was confirmed before
    by_id = {case.id: case for case in cases if case.phase is Phase.BILLABLE and case.kind != SMALLER}
    sent: list[tuple[Case, list[Exchange]]] = []
    for id in unconfirmed:
        if id not in by_id:
            continue
        again = replace(by_id[id], id=f"{id}.again", purpose=f"{by_id[id].purpose} (again, as it failed)")
        answers = sender.send_more(again)
        if answers is None:
            break
        sent.append((again, answers))
    return sent
