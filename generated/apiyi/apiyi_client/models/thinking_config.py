from __future__ import annotations

from attrs import define, field

from ..models.thinking_config_thinking_level import ThinkingConfigThinkingLevel
from ..types import UNSET, Model, Unset


@define(kw_only=True, repr=False, slots=False)
class ThinkingConfig(Model):
    """How long the model thinks before it draws."""

    thinking_level: ThinkingConfigThinkingLevel | Unset = field(default=UNSET, metadata={"json": "thinkingLevel"})
    """`minimal` is fast, `High` reasons deeply. `minimal` when left out. One of `minimal`, `High`. Default: minimal,
    applied by the gateway."""

    include_thoughts: bool | Unset = field(default=UNSET, metadata={"json": "includeThoughts"})
    """Whether the text of the thoughts comes back as well. Not when left out. Default: false, applied by the
    gateway."""
