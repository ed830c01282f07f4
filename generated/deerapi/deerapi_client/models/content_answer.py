from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.part_answer import PartAnswer


@define(kw_only=True, repr=False, slots=False)
class ContentAnswer(Model):
    """The turn that the model made."""

    role: None | str | Unset = UNSET
    """Whose turn it is."""

    parts: list[PartAnswer] | None | Unset = UNSET
    """Pieces of the answer."""
