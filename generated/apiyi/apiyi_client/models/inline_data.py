from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.base_64 import Base64


@define(kw_only=True, repr=False, slots=False)
class InlineData(Model):
    """A picture in base64."""

    mime_type: str | Unset = field(default=UNSET, metadata={"json": "mimeType"})
    """The media type of the bytes. The sample shows image/png; upstream sends JPEG as well."""

    data: Base64 | None | Unset = UNSET
    """The picture's bytes."""
