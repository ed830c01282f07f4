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
    """Text, or that of a thought."""

    thought: bool | None | Unset = UNSET
    """Whether this piece is a thought and not the answer."""

    thought_signature: None | str | Unset = field(default=UNSET, metadata={"json": "thoughtSignature"})
    """To be sent back with the next turn, as it came."""

    inline_data: InlineData | None | Unset = field(default=UNSET, metadata={"json": "inlineData"})
    """A picture."""
