from __future__ import annotations

from attrs import define

from ..models.create_image_request_response_format import (
    CreateImageRequestResponseFormat,
)
from ..types import UNSET, Model, Unset


@define(kw_only=True, repr=False, slots=False)
class CreateImageRequest(Model):
    """What to draw, with which model, and how."""

    model: str
    """The model that draws. Ids come and go; the page of models has the current ones. Default: dall-e-3, applied by
    the gateway."""

    prompt: str
    """What to draw, in words."""

    n: int | Unset = UNSET
    """How many pictures. More than one is not taken everywhere. Default: 1, applied by the gateway."""

    quality: str | Unset = UNSET
    """How much care is taken, for models that have a choice. The values are the model's own."""

    size: str | Unset = UNSET
    """Width and height in pixels. Which ones are taken depends on the model."""

    response_format: CreateImageRequestResponseFormat | Unset = UNSET
    """A link or base64, for dall-e-2 and dall-e-3. GPT image models do not take it and answer in base64. One of
    `url`, `b64_json`."""

    output_format: str | Unset = UNSET
    """The file format of the picture, for GPT image models."""
