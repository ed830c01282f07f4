from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ..models.generation_config_modality import GenerationConfigModality
from ..types import UNSET, Model, Unset

if TYPE_CHECKING:
    from ..models.image_config import ImageConfig


@define(kw_only=True, repr=False, slots=False)
class GenerationConfig(Model):
    """How the model chooses its words, and what comes back. More members may be taken."""

    temperature: float | Unset = UNSET
    """How freely the model chooses. The page gives no range; upstream's is 0 to 2."""

    max_output_tokens: int | Unset = field(default=UNSET, metadata={"json": "maxOutputTokens"})
    """The most tokens that the answer may have."""

    top_p: float | Unset = field(default=UNSET, metadata={"json": "topP"})
    """The share of probability that tokens are chosen from."""

    top_k: int | Unset = field(default=UNSET, metadata={"json": "topK"})
    """The number of likeliest tokens that are chosen from."""

    response_modalities: list[GenerationConfigModality] | Unset = field(
        default=UNSET, metadata={"json": "responseModalities"}
    )
    """What the answer may hold, `["IMAGE"]` or `["TEXT", "IMAGE"]`. A picture needs it. Each one of `TEXT`, `IMAGE`."""

    image_config: ImageConfig | Unset = field(default=UNSET, metadata={"json": "imageConfig"})
    """Shape and size of the picture. Both members are needed."""
