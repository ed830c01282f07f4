from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.image_config import ImageConfig


@define(kw_only=True, repr=False, slots=False)
class GenerationConfig(Model):
    """What comes back, in which shape and size. More members may be taken."""

    response_modalities: list[str] | Unset = field(default=UNSET, metadata={"json": "responseModalities"})
    """What the answer may hold; `["IMAGE"]` asks for a picture."""

    image_config: ImageConfig | Unset = field(default=UNSET, metadata={"json": "imageConfig"})
    """Shape and size of the picture. Both members are optional."""
