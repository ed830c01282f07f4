from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.create_image_request_response_format import (
    CreateImageRequestResponseFormat,
    check_create_image_request_response_format,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="CreateImageRequest")


@_attrs_define
class CreateImageRequest:
    """What to draw, with which model, and how."""

    model: str
    """ The model that draws. Ids come and go; the page of models has the current ones. Default: dall-e-3, applied
    by the gateway. """
    prompt: str
    """ What to draw, in words. """
    n: int | Unset = UNSET
    """ How many pictures. More than one is not taken everywhere. Default: 1, applied by the gateway. """
    quality: str | Unset = UNSET
    """ How much care is taken, for models that have a choice. The values are the model's own. """
    size: str | Unset = UNSET
    """ Width and height in pixels. Which ones are taken depends on the model. """
    response_format: CreateImageRequestResponseFormat | Unset = UNSET
    """ A link or base64, for dall-e-2 and dall-e-3. GPT image models do not take it and answer in base64. """
    output_format: str | Unset = UNSET
    """ The file format of the picture, for GPT image models. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        model = self.model

        prompt = self.prompt

        n = self.n

        quality = self.quality

        size = self.size

        response_format: str | Unset = UNSET
        if not isinstance(self.response_format, Unset):
            response_format = self.response_format

        output_format = self.output_format

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "prompt": prompt,
            }
        )
        if n is not UNSET:
            field_dict["n"] = n
        if quality is not UNSET:
            field_dict["quality"] = quality
        if size is not UNSET:
            field_dict["size"] = size
        if response_format is not UNSET:
            field_dict["response_format"] = response_format
        if output_format is not UNSET:
            field_dict["output_format"] = output_format

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        model = d.pop("model")

        prompt = d.pop("prompt")

        n = d.pop("n", UNSET)

        quality = d.pop("quality", UNSET)

        size = d.pop("size", UNSET)

        _response_format = d.pop("response_format", UNSET)
        response_format: CreateImageRequestResponseFormat | Unset
        if isinstance(_response_format, Unset):
            response_format = UNSET
        else:
            response_format = check_create_image_request_response_format(_response_format)

        output_format = d.pop("output_format", UNSET)

        create_image_request = cls(
            model=model,
            prompt=prompt,
            n=n,
            quality=quality,
            size=size,
            response_format=response_format,
            output_format=output_format,
        )

        create_image_request.additional_properties = d
        return create_image_request

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
