from __future__ import annotations

from attrs import define

from ..types import UNSET, Model, Unset


@define(kw_only=True, repr=False, slots=False)
class SafetySetting(Model):
    """The filter's setting in one category."""

    category: str | Unset = UNSET
    """The kind of harm."""

    threshold: str | Unset = UNSET
    """From which probability on an answer is held back."""
