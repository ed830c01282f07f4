from __future__ import annotations

from attrs import define

from ..types import Model


@define(kw_only=True, repr=False, slots=False)
class Part(Model):
    """One piece of a turn. Text only on this page."""

    text: str
    """The text prompt."""
