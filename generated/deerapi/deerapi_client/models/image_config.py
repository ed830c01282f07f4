from __future__ import annotations

from attrs import define, field

from ..types import UNSET, Model, Unset


@define(kw_only=True, repr=False, slots=False)
class ImageConfig(Model):
    """Shape and size of the picture."""

    aspect_ratio: str | Unset = field(default=UNSET, metadata={"json": "aspectRatio"})
    """Width to height."""

    image_size: str | Unset = field(default=UNSET, metadata={"json": "imageSize"})
    """Size tier."""
