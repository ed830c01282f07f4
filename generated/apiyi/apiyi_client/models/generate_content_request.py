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
    """The turns of the conversation; the text prompt stands in their parts."""

    generation_config: GenerationConfig = field(metadata={"json": "generationConfig"})
    """What comes back, in which shape and size."""

    tools: list[Tool] | Unset = UNSET
    """Not supported here. Grounding with Google Search and image search are billed apart and not passed on."""
