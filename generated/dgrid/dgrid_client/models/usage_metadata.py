from __future__ import annotations

from attrs import define, field

from ..types import UNSET, Model, Unset


@define(kw_only=True, repr=False, slots=False)
class UsageMetadata(Model):
    """Tokens, by which the call is billed."""

    prompt_token_count: int | Unset = field(default=UNSET, metadata={"json": "promptTokenCount"})
    """Tokens of the request."""

    candidates_token_count: int | Unset = field(default=UNSET, metadata={"json": "candidatesTokenCount"})
    """Tokens of the answer."""

    total_token_count: int | Unset = field(default=UNSET, metadata={"json": "totalTokenCount"})
    """Tokens of both."""
