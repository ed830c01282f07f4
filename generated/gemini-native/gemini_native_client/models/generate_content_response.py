from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.candidate import Candidate
    from ..models.prompt_feedback import PromptFeedback
    from ..models.usage_metadata import UsageMetadata


@define(kw_only=True, repr=False, slots=False)
class GenerateContentResponse(Model):
    """The answer, as Google's."""

    candidates: list[Candidate] | None | Unset = UNSET
    """What was made."""

    prompt_feedback: None | PromptFeedback | Unset = field(default=UNSET, metadata={"json": "promptFeedback"})
    """Why the prompt was refused, where it was."""

    usage_metadata: None | Unset | UsageMetadata = field(default=UNSET, metadata={"json": "usageMetadata"})

    model_version: None | str | Unset = field(default=UNSET, metadata={"json": "modelVersion"})
    """The model that answered."""

    response_id: None | str | Unset = field(default=UNSET, metadata={"json": "responseId"})
    """The id of this answer."""
