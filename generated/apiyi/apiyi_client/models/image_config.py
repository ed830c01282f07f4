from __future__ import annotations

from attrs import define, field

from ..models.image_config_aspect_ratio import ImageConfigAspectRatio
from ..models.image_config_image_size import ImageConfigImageSize
from ..types import UNSET, Model, Unset


@define(kw_only=True, repr=False, slots=False)
class ImageConfig(Model):
    """Shape and size of the picture. Both members are optional."""

    aspect_ratio: ImageConfigAspectRatio | Unset = field(default=UNSET, metadata={"json": "aspectRatio"})
    """Width to height. `1:1` when left out. One of `1:1`, `1:4`, `1:8`, `2:3`, `3:2`, `3:4`, `4:1`, `4:3`, `4:5`,
    `5:4`, `8:1`, `9:16`, `16:9`, `21:9`. Default: 1:1, applied by the gateway."""

    image_size: ImageConfigImageSize | Unset = field(default=UNSET, metadata={"json": "imageSize"})
    """Size tier. `1K` when left out; the K is a capital, and `512` has none. One of `512`, `1K`, `2K`, `4K`.
    Default: 1K, applied by the gateway."""
