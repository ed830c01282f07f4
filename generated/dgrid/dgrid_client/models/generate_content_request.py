from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.content import Content
    from ..models.generation_config import GenerationConfig


@define(kw_only=True, repr=False, slots=False)
class GenerateContentRequest(Model):
    """What to make, and how."""

    contents: list[Content] | Unset = UNSET
    """The turns of the conversation."""

    generation_config: GenerationConfig | Unset = field(default=UNSET, metadata={"json": "generationConfig"})
    """What comes back, in which shape and size. More members may be taken."""
