from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.generation_config_modality import GenerationConfigModality, check_generation_config_modality
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.image_config import ImageConfig


T = TypeVar("T", bound="GenerationConfig")


@_attrs_define
class GenerationConfig:
    """How the model chooses its words, and what comes back. More members may be taken."""

    temperature: float | Unset = UNSET
    """ How freely the model chooses. The page gives no range; upstream's is 0 to 2. """
    max_output_tokens: int | Unset = UNSET
    """ The most tokens that the answer may have. """
    top_p: float | Unset = UNSET
    """ The share of probability that tokens are chosen from. """
    top_k: int | Unset = UNSET
    """ The number of likeliest tokens that are chosen from. """
    response_modalities: list[GenerationConfigModality] | Unset = UNSET
    """ What the answer may hold, `["IMAGE"]` or `["TEXT", "IMAGE"]`. A picture needs it. """
    image_config: ImageConfig | Unset = UNSET
    """ Shape and size of the picture. Both members are needed. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        temperature = self.temperature

        max_output_tokens = self.max_output_tokens

        top_p = self.top_p

        top_k = self.top_k

        response_modalities: list[str] | Unset = UNSET
        if not isinstance(self.response_modalities, Unset):
            response_modalities = []
            for response_modalities_item_data in self.response_modalities:
                response_modalities_item: str = response_modalities_item_data
                response_modalities.append(response_modalities_item)

        image_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.image_config, Unset):
            image_config = self.image_config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if temperature is not UNSET:
            field_dict["temperature"] = temperature
        if max_output_tokens is not UNSET:
            field_dict["maxOutputTokens"] = max_output_tokens
        if top_p is not UNSET:
            field_dict["topP"] = top_p
        if top_k is not UNSET:
            field_dict["topK"] = top_k
        if response_modalities is not UNSET:
            field_dict["responseModalities"] = response_modalities
        if image_config is not UNSET:
            field_dict["imageConfig"] = image_config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.image_config import ImageConfig  # noqa: PLC0415

        d = dict(src_dict)
        temperature = d.pop("temperature", UNSET)

        max_output_tokens = d.pop("maxOutputTokens", UNSET)

        top_p = d.pop("topP", UNSET)

        top_k = d.pop("topK", UNSET)

        _response_modalities = d.pop("responseModalities", UNSET)
        response_modalities: list[GenerationConfigModality] | Unset = UNSET
        if _response_modalities is not UNSET:
            response_modalities = []
            for response_modalities_item_data in _response_modalities:
                response_modalities_item = check_generation_config_modality(response_modalities_item_data)

                response_modalities.append(response_modalities_item)

        _image_config = d.pop("imageConfig", UNSET)
        image_config: ImageConfig | Unset
        if isinstance(_image_config, Unset):
            image_config = UNSET
        else:
            image_config = ImageConfig.from_dict(_image_config)

        generation_config = cls(
            temperature=temperature,
            max_output_tokens=max_output_tokens,
            top_p=top_p,
            top_k=top_k,
            response_modalities=response_modalities,
            image_config=image_config,
        )

        generation_config.additional_properties = d
        return generation_config

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
