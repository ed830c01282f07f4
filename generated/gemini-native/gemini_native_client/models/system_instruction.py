from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..models.part import Part


@define(kw_only=True, repr=False, slots=False)
class SystemInstruction(Model):
    """What the model is told ahead of the conversation."""

    parts: list[Part]
    """The pieces of the instruction, text only."""
