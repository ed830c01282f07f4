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
    """The pieces of the turn."""

    role: ContentRole | Unset = UNSET
    """Whose turn it is. The page neither names nor shows it; upstream takes `user` when it is left out. One of
    `user`, `model`."""
