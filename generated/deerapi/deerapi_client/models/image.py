from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.base_64 import Base64


@define(kw_only=True, repr=False, slots=False)
class Image(Model):
    """One picture, as base64 or as a link."""

    b64_json: Base64 | None | Unset = UNSET
    """The picture's bytes."""

    url: None | str | Unset = UNSET
    """Where the picture can be fetched, where `url` was asked for."""
