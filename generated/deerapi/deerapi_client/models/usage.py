from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.input_tokens_details import InputTokensDetails


@define(kw_only=True, repr=False, slots=False)
class Usage(Model):
    """Tokens, by which the call is billed."""

    input_tokens: int | Unset = UNSET
    """Tokens of the request."""

    input_tokens_details: InputTokensDetails | None | Unset = UNSET
    """Of which kind the request's tokens are."""

    output_tokens: int | Unset = UNSET
    """Tokens of the pictures."""

    total_tokens: int | Unset = UNSET
    """Tokens of both."""
