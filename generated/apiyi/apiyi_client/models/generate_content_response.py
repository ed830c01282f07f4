from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.candidate import Candidate
    from ..models.usage_metadata import UsageMetadata


@define(kw_only=True, repr=False, slots=False)
class GenerateContentResponse(Model):
    """The answer."""

    candidates: list[Candidate] | None | Unset = UNSET
    """What was made."""

    usage_metadata: None | Unset | UsageMetadata = field(default=UNSET, metadata={"json": "usageMetadata"})
