from __future__ import annotations

from attrs import define

from ..types import Model


@define(kw_only=True, repr=False, slots=False)
class ToolGoogleSearch(Model):
    """Grounding with Google Search. Not supported here."""
