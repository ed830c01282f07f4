"""What a plan asks a dialect for: billable requests, as many as a depth wants."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from wirecheck.wire.lenient_json import Json

PROMPT = "A paper boat on calm water at sunrise"
"""The prompt to use if the page has none of its own."""


class Depth(enum.StrEnum):
    """
    How many requests are planned.

    `probe`: one or two pictures; `sweep`: each documented value once; `pairs`: each value with each value of every
    other member; `fuzz`: random requests in addition to the sweep.
    """

    PROBE = "probe"
    SWEEP = "sweep"
    PAIRS = "pairs"
    FUZZ = "fuzz"


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """
    The members of a request, and what it is for.

    :param tokens: how many output tokens upstream charges for it, if that is known.
    """

    body: dict[str, Json]
    purpose: str
    model: str
    kind: str = "documented"
    tokens: int = 0
