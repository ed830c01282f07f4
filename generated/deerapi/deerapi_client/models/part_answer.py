from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.inline_data import InlineData


@define(kw_only=True, repr=False, slots=False)
class PartAnswer(Model):
    """One piece of the answer, a text or a picture."""

    text: None | str | Unset = UNSET
    """Text, where `TEXT` was asked for."""

    inline_data: InlineData | None | Unset = field(default=UNSET, metadata={"json": "inlineData"})
    """A picture."""
