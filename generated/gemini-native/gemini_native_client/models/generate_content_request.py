from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.content import Content
    from ..models.generation_config import GenerationConfig
    from ..models.safety_setting import SafetySetting
    from ..models.system_instruction import SystemInstruction


@define(kw_only=True, repr=False, slots=False)
class GenerateContentRequest(Model):
    """What to make, and how."""

    contents: list[Content]
    """The turns of the conversation."""

    system_instruction: SystemInstruction | Unset = field(default=UNSET, metadata={"json": "systemInstruction"})
    """What the model is told ahead of the conversation."""

    generation_config: GenerationConfig | Unset = field(default=UNSET, metadata={"json": "generationConfig"})
    """How the model chooses its words, and what comes back. More members may be taken."""

    safety_settings: list[SafetySetting] | Unset = field(default=UNSET, metadata={"json": "safetySettings"})
    """What the safety filter lets pass."""
