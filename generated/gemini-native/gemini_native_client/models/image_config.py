from __future__ import annotations

from attrs import define, field

from ..models.image_config_aspect_ratio import ImageConfigAspectRatio
from ..models.image_config_image_size import ImageConfigImageSize
from ..types import Model


@define(kw_only=True, repr=False, slots=False)
class ImageConfig(Model):
    """Shape and size of the picture. Both members are needed."""

    aspect_ratio: ImageConfigAspectRatio = field(metadata={"json": "aspectRatio"})
    """Width to height. One of `1:1`, `3:2`, `2:3`, `4:3`, `3:4`, `5:4`, `4:5`, `16:9`, `9:16`, `21:9`."""

    image_size: ImageConfigImageSize = field(metadata={"json": "imageSize"})
    """Size tier. One of `1K`, `2K`, `4K`."""
