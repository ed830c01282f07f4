from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.image_config import ImageConfig
    from ..models.thinking_config import ThinkingConfig


T = TypeVar("T", bound="GenerationConfig")


@_attrs_define
class GenerationConfig:
    """What comes back, at which resolution, and how long the model thinks. More members may be taken."""

    response_modalities: list[str] | Unset = UNSET
    """ What the answer may hold; the sample asks for text and a picture. """
    image_config: ImageConfig | Unset = UNSET
    """ Shape and size of the picture. """
    thinking_config: ThinkingConfig | Unset = UNSET
    """ How the model thinks. The page names no member of it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        response_modalities: list[str] | Unset = UNSET
        if not isinstance(self.response_modalities, Unset):
            response_modalities = self.response_modalities

        image_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.image_config, Unset):
            image_config = self.image_config.to_dict()

        thinking_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.thinking_config, Unset):
            thinking_config = self.thinking_config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if response_modalities is not UNSET:
            field_dict["responseModalities"] = response_modalities
        if image_config is not UNSET:
            field_dict["imageConfig"] = image_config
        if thinking_config is not UNSET:
            field_dict["thinkingConfig"] = thinking_config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.image_config import ImageConfig  # noqa: PLC0415
        from ..models.thinking_config import ThinkingConfig  # noqa: PLC0415

        d = dict(src_dict)
        response_modalities = cast(list[str], d.pop("responseModalities", UNSET))

        _image_config = d.pop("imageConfig", UNSET)
        image_config: ImageConfig | Unset
        if isinstance(_image_config, Unset):
            image_config = UNSET
        else:
            image_config = ImageConfig.from_dict(_image_config)

        _thinking_config = d.pop("thinkingConfig", UNSET)
        thinking_config: ThinkingConfig | Unset
        if isinstance(_thinking_config, Unset):
            thinking_config = UNSET
        else:
            thinking_config = ThinkingConfig.from_dict(_thinking_config)

        generation_config = cls(
            response_modalities=response_modalities,
            image_config=image_config,
            thinking_config=thinking_config,
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
