from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.thinking_config_thinking_level import ThinkingConfigThinkingLevel, check_thinking_config_thinking_level
from ..types import UNSET, Unset

T = TypeVar("T", bound="ThinkingConfig")


@_attrs_define
class ThinkingConfig:
    """How long the model thinks before it draws."""

    thinking_level: ThinkingConfigThinkingLevel | Unset = UNSET
    """ `minimal` is fast, `High` reasons deeply. `minimal` when left out. Default: minimal, applied by the gateway.
    """
    include_thoughts: bool | Unset = UNSET
    """ Whether the text of the thoughts comes back as well. Not when left out. Default: false, applied by the
    gateway. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        thinking_level: str | Unset = UNSET
        if not isinstance(self.thinking_level, Unset):
            thinking_level = self.thinking_level

        include_thoughts = self.include_thoughts

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if thinking_level is not UNSET:
            field_dict["thinkingLevel"] = thinking_level
        if include_thoughts is not UNSET:
            field_dict["includeThoughts"] = include_thoughts

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _thinking_level = d.pop("thinkingLevel", UNSET)
        thinking_level: ThinkingConfigThinkingLevel | Unset
        if isinstance(_thinking_level, Unset):
            thinking_level = UNSET
        else:
            thinking_level = check_thinking_config_thinking_level(_thinking_level)

        include_thoughts = d.pop("includeThoughts", UNSET)

        thinking_config = cls(
            thinking_level=thinking_level,
            include_thoughts=include_thoughts,
        )

        thinking_config.additional_properties = d
        return thinking_config

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
