from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from ..models.content_role import ContentRole
from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.part import Part


@define(kw_only=True, repr=False, slots=False)
class Content(Model):
    """One turn."""

    parts: list[Part]
    """The pieces of the turn, text or pictures."""

    role: ContentRole | Unset = UNSET
    """Whose turn it is. One of `user`, `model`."""
