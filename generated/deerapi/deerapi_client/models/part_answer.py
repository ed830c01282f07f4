from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.inline_data import InlineData


T = TypeVar("T", bound="PartAnswer")


@_attrs_define
class PartAnswer:
    """One piece of the answer, a text or a picture."""

    text: None | str | Unset = UNSET
    """ Text, where `TEXT` was asked for. """
    inline_data: InlineData | None | Unset = UNSET
    """ A picture. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.inline_data import InlineData  # noqa: PLC0415

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        inline_data: dict[str, Any] | None | Unset
        if isinstance(self.inline_data, Unset):
            inline_data = UNSET
        elif isinstance(self.inline_data, InlineData):
            inline_data = self.inline_data.to_dict()
        else:
            inline_data = self.inline_data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if text is not UNSET:
            field_dict["text"] = text
        if inline_data is not UNSET:
            field_dict["inlineData"] = inline_data

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.inline_data import InlineData  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        def _parse_inline_data(data: object) -> InlineData | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                inline_data_type_0 = InlineData.from_dict(data)

                return inline_data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(InlineData | None | Unset, data)

        inline_data = _parse_inline_data(d.pop("inlineData", UNSET))

        part_answer = cls(
            text=text,
            inline_data=inline_data,
        )

        part_answer.additional_properties = d
        return part_answer

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
