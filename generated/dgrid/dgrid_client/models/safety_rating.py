from __future__ import annotations

from attrs import define

from ..types import Model


@define(kw_only=True, repr=False, slots=False)
class SafetyRating(Model):
    """One rating. The page names no member of it."""
