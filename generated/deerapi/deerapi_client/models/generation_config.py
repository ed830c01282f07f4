from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.image_config import ImageConfig
    from ..models.thinking_config import ThinkingConfig


@define(kw_only=True, repr=False, slots=False)
class GenerationConfig(Model):
    """What comes back, at which resolution, and how long the model thinks. More members may be taken."""

    response_modalities: list[str] | Unset = field(default=UNSET, metadata={"json": "responseModalities"})
    """What the answer may hold; the sample asks for text and a picture."""

    image_config: ImageConfig | Unset = field(default=UNSET, metadata={"json": "imageConfig"})
    """Shape and size of the picture."""

    thinking_config: ThinkingConfig | Unset = field(default=UNSET, metadata={"json": "thinkingConfig"})
    """How the model thinks. The page names no member of it."""
