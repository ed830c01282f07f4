from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.tool_google_search import ToolGoogleSearch


@define(kw_only=True, repr=False, slots=False)
class Tool(Model):
    """A tool of Google's."""

    google_search: ToolGoogleSearch | Unset = UNSET
    """Grounding with Google Search, for what is current. `{}` switches it on."""
