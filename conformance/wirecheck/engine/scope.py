"""
The operations of a run, and the requirements that judge its answers.

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
    The operations of a run, and the requirements that judge its answers.

    :param depth: None for a tape without a plan.
    :param requirements: the default is the whole catalogue.
    :param key_default: the value in `curl` lines for when the key's variable is not set.
    :param plan: the ids of all cases of the plan, where those that are sent are a part of it.
    """

    target: str
    operations: Sequence[Operation]
    depth: Depth | None = None
    requirements: Sequence[Requirement] | None = None
    key_default: str = ""
    prices: Prices | None = None
    plan: Sequence[str] = ()
