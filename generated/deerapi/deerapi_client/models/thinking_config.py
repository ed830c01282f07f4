from __future__ import annotations

from attrs import define

from ..types import Model


@define(kw_only=True, repr=False, slots=False)
class ThinkingConfig(Model):
    """How the model thinks. The page names no member of it."""
