from __future__ import annotations

from attrs import define

from ..types import UNSET, Model, Unset


@define(kw_only=True, repr=False, slots=False)
class InputTokensDetails(Model):
    """The request's tokens by kind."""

    image_tokens: int | Unset = UNSET
    """Tokens of pictures."""

    text_tokens: int | Unset = UNSET
    """Tokens of text."""
