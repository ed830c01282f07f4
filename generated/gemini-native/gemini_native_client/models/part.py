from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.inline_data_input import InlineDataInput


T = TypeVar("T", bound="Part")


@_attrs_define
class Part:
    """One piece of a turn, a text or a picture."""

    text: str | Unset = UNSET
    """ Text, such as the prompt. """
    inline_data: InlineDataInput | Unset = UNSET
    """ A picture to start from, in base64. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        inline_data: dict[str, Any] | Unset = UNSET
        if not isinstance(self.inline_data, Unset):
            inline_data = self.inline_data.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if text is not UNSET:
            field_dict["text"] = text
        if inline_data is not UNSET:
            field_dict["inline_data"] = inline_data

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.inline_data_input import InlineDataInput  # noqa: PLC0415

        d = dict(src_dict)
        text = d.pop("text", UNSET)

        _inline_data = d.pop("inline_data", UNSET)
        inline_data: InlineDataInput | Unset
        if isinstance(_inline_data, Unset):
            inline_data = UNSET
        else:
            inline_data = InlineDataInput.from_dict(_inline_data)

        part = cls(
            text=text,
            inline_data=inline_data,
        )

        part.additional_properties = d
        return part

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
