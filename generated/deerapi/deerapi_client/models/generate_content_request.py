from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.content import Content
    from ..models.generation_config import GenerationConfig
    from ..models.tool import Tool


@define(kw_only=True, repr=False, slots=False)
class GenerateContentRequest(Model):
    """What to draw, and how."""

    contents: list[Content]
    """The turns of the conversation."""

    generation_config: GenerationConfig | Unset = field(default=UNSET, metadata={"json": "generationConfig"})
    """What comes back, at which resolution, and how long the model thinks. More members may be taken."""

    tools: list[Tool] | Unset = UNSET
    """Tools of Google's. `[{"google_search": {}}]` grounds the picture in what a search finds."""
