from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.content_answer import ContentAnswer
    from ..models.safety_rating import SafetyRating


@define(kw_only=True, repr=False, slots=False)
class Candidate(Model):
    """One result."""

    content: ContentAnswer | None | Unset = UNSET

    index: int | None | Unset = UNSET
    """Which of the candidates this is."""

    safety_ratings: list[SafetyRating] | None | Unset = field(default=UNSET, metadata={"json": "safetyRatings"})
    """How likely the answer is to do harm, by category."""
