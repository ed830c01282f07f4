from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.image_config_aspect_ratio import ImageConfigAspectRatio, check_image_config_aspect_ratio
from ..models.image_config_image_size import ImageConfigImageSize, check_image_config_image_size
from ..types import UNSET, Unset

T = TypeVar("T", bound="ImageConfig")


@_attrs_define
class ImageConfig:
    """Shape and size of the picture. Both members are optional."""

    aspect_ratio: ImageConfigAspectRatio | Unset = UNSET
    """ Width to height. `1:1` when left out. Default: 1:1, applied by the gateway. """
    image_size: ImageConfigImageSize | Unset = UNSET
    """ Size tier. `1K` when left out; the K is a capital, and `512` has none. Default: 1K, applied by the gateway.
    """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        image_size: str | Unset = UNSET
        if not isinstance(self.image_size, Unset):
            image_size = self.image_size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if aspect_ratio is not UNSET:
            field_dict["aspectRatio"] = aspect_ratio
        if image_size is not UNSET:
            field_dict["imageSize"] = image_size

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _aspect_ratio = d.pop("aspectRatio", UNSET)
        aspect_ratio: ImageConfigAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_image_config_aspect_ratio(_aspect_ratio)

        _image_size = d.pop("imageSize", UNSET)
        image_size: ImageConfigImageSize | Unset
        if isinstance(_image_size, Unset):
            image_size = UNSET
        else:
            image_size = check_image_config_image_size(_image_size)

        image_config = cls(
            aspect_ratio=aspect_ratio,
            image_size=image_size,
        )

        image_config.additional_properties = d
        return image_config

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
