"""
What a run is of, and what its answers are judged by.

Held by `tests/engine/test_runner.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wirecheck.engine.prices import Prices
from wirecheck.plan import Depth
from wirecheck.requirements.requirement import Requirement
from wirecheck.spec.spec import Operation


@dataclass(frozen=True, slots=True)
class Scope:
    """
    What a run is of, and what its answers are judged by.

    :param depth: None for a tape that nothing planned.
    :param requirements: all of the catalogue where left out.
    :param key_default: what stands in `curl` lines where the key's variable is not set.
    :param plan: the ids of all cases of the plan, where those that are sent are a part of it.
    """

    target: str
    operations: Sequence[Operation]
    depth: Depth | None = None
    requirements: Sequence[Requirement] | None = None
    key_default: str = ""
    prices: Prices | None = None
    plan: Sequence[str] = ()
