from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.tool_google_search import ToolGoogleSearch


T = TypeVar("T", bound="Tool")


@_attrs_define
class Tool:
    """A tool of Google's."""

    google_search: ToolGoogleSearch | Unset = UNSET
    """ Grounding with Google Search, for what is current. `{}` switches it on. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        google_search: dict[str, Any] | Unset = UNSET
        if not isinstance(self.google_search, Unset):
            google_search = self.google_search.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if google_search is not UNSET:
            field_dict["google_search"] = google_search

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.tool_google_search import ToolGoogleSearch  # noqa: PLC0415

        d = dict(src_dict)
        _google_search = d.pop("google_search", UNSET)
        google_search: ToolGoogleSearch | Unset
        if isinstance(_google_search, Unset):
            google_search = UNSET
        else:
            google_search = ToolGoogleSearch.from_dict(_google_search)

        tool = cls(
            google_search=google_search,
        )

        tool.additional_properties = d
        return tool

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
