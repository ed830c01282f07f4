from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..models.candidate_known_finish_reason import CandidateKnownFinishReason
from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.content_answer import ContentAnswer
    from ..models.safety_rating import SafetyRating


@define(kw_only=True, repr=False, slots=False)
class Candidate(Model):
    """One result."""

    content: ContentAnswer | None | Unset = UNSET

    finish_reason: CandidateKnownFinishReason | None | str | Unset = field(
        default=UNSET, metadata={"json": "finishReason"}
    )
    """Why the model stopped; `STOP` when all went well. The set is open."""

    safety_ratings: list[SafetyRating] | None | Unset = field(default=UNSET, metadata={"json": "safetyRatings"})
    """How likely the answer is to do harm. Empty in the page's answer with a picture."""
