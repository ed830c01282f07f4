"""What a plan asks a dialect for: a request that is worth its charge, and how many of them there are."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from wirecheck.wire.lenient_json import Json

PROMPT = "A paper boat on calm water at sunrise"
"""What is asked for where the page has no words of its own."""


class Depth(enum.StrEnum):
    """
    How much is asked.

    One or two pictures, each documented value once, each with each of another member, or drawn at random on top.
    """

    PROBE = "probe"
    SWEEP = "sweep"
    PAIRS = "pairs"
    FUZZ = "fuzz"


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """
    The members of a request, and what it is for.

    :param tokens: what upstream charges for it, in output tokens, as far as that is known.
    """

    body: dict[str, Json]
    purpose: str
    model: str
    kind: str = "documented"
    tokens: int = 0
