from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..models.base_64 import Base64


@define(kw_only=True, repr=False, slots=False)
class InlineDataInput(Model):
    """A picture to start from, in base64."""

    mime_type: str
    """The media type of the bytes."""

    data: Base64 | str
    """The picture's bytes."""
