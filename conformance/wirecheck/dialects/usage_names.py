"""The names of the counts by which an answer is billed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class UsageNames:
    """
    The members of a usage.

    :param member: where it stands in the answer.
    :param prompt: the tokens of the request.
    :param answer: the tokens of the answer.
    :param total: the sum of both, and of `extras` if those are not counted with the answer.
    :param details: by the name of a count, the member that breaks it down.
    :param count: matches the name of every count; other members with a similar name may be prices and limits.
    :param answer_may_be_missing: whether upstream leaves the answer's count out if nothing was made.
    """

    member: str = "usage"
    prompt: str = "input_tokens"
    answer: str = "output_tokens"
    total: str = "total_tokens"
    extras: tuple[str, ...] = ()
    details: Mapping[str, str] = field(
        default_factory=lambda: {"input_tokens_details": "input_tokens", "output_tokens_details": "output_tokens"}
    )
    count: re.Pattern[str] = re.compile(
        r"(input|output|total|prompt|completion|text|image|audio|cached|reasoning)_tokens"
    )
    answer_may_be_missing: bool = False
