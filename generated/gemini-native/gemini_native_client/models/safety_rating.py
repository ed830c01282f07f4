from __future__ import annotations

from attrs import define

from ..types import UNSET, Model, Unset


@define(kw_only=True, repr=False, slots=False)
class SafetyRating(Model):
    """The rating in one category."""

    category: None | str | Unset = UNSET
    """The kind of harm."""

    probability: None | str | Unset = UNSET
    """How likely it is."""
