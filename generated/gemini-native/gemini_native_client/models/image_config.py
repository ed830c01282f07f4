from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.image_config_aspect_ratio import ImageConfigAspectRatio, check_image_config_aspect_ratio
from ..models.image_config_image_size import ImageConfigImageSize, check_image_config_image_size

T = TypeVar("T", bound="ImageConfig")


@_attrs_define
class ImageConfig:
    """Shape and size of the picture. Both members are needed."""

    aspect_ratio: ImageConfigAspectRatio
    """ Width to height. """
    image_size: ImageConfigImageSize
    """ Size tier. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        aspect_ratio: str = self.aspect_ratio

        image_size: str = self.image_size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "aspectRatio": aspect_ratio,
                "imageSize": image_size,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        aspect_ratio = check_image_config_aspect_ratio(d.pop("aspectRatio"))

        image_size = check_image_config_image_size(d.pop("imageSize"))

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
