from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.safety_rating import SafetyRating


@define(kw_only=True, repr=False, slots=False)
class PromptFeedback(Model):
    """What the filter had against the prompt."""

    block_reason: None | str | Unset = field(default=UNSET, metadata={"json": "blockReason"})
    """Why it was refused. The set is open."""

    safety_ratings: list[SafetyRating] | None | Unset = field(default=UNSET, metadata={"json": "safetyRatings"})
    """How likely the prompt is to do harm, by category."""
