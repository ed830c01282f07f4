from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..models.generation_config_modality import GenerationConfigModality
from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.image_config import ImageConfig
    from ..models.thinking_config import ThinkingConfig


@define(kw_only=True, repr=False, slots=False)
class GenerationConfig(Model):
    """What comes back, in which shape and size."""

    response_modalities: list[GenerationConfigModality] = field(metadata={"json": "responseModalities"})
    """What the answer may hold, `["IMAGE"]` or `["TEXT", "IMAGE"]`. Each one of `TEXT`, `IMAGE`."""

    image_config: ImageConfig | Unset = field(default=UNSET, metadata={"json": "imageConfig"})
    """Shape and size of the picture. Both members are optional."""

    thinking_config: ThinkingConfig | Unset = field(default=UNSET, metadata={"json": "thinkingConfig"})
    """How long the model thinks before it draws."""
