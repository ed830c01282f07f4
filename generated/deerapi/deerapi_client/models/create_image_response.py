from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.image import Image
    from ..models.usage import Usage


@define(kw_only=True, repr=False, slots=False)
class CreateImageResponse(Model):
    """The pictures."""

    created: int | Unset = UNSET
    """When the pictures were ready, in seconds since 1970."""

    usage: None | Unset | Usage = UNSET

    data: list[Image] | None | Unset = UNSET
    """The pictures."""

    background: None | str | Unset = UNSET
    """What is behind the picture's subject. Only some models say it."""

    output_format: None | str | Unset = UNSET
    """The file format of the pictures. GPT image models say it."""

    quality: None | str | Unset = UNSET
    """The quality that was used. Only some models say it."""

    size: None | str | Unset = UNSET
    """Width and height in pixels. Only some models say it."""
