from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.inline_data_input import InlineDataInput


@define(kw_only=True, repr=False, slots=False)
class Part(Model):
    """One piece of a turn, a text or a picture."""

    text: str | Unset = UNSET
    """Text, such as the prompt."""

    inline_data: InlineDataInput | Unset = UNSET
    """A picture to start from, in base64."""
