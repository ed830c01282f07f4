from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.candidate_known_finish_reason import CandidateKnownFinishReason, check_candidate_known_finish_reason
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.content_answer import ContentAnswer


T = TypeVar("T", bound="Candidate")


@_attrs_define
class Candidate:
    """One result."""

    content: ContentAnswer | None | Unset = UNSET
    finish_reason: CandidateKnownFinishReason | None | str | Unset = UNSET
    """ Why the model stopped; `STOP` when all went well. The set is open. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.content_answer import ContentAnswer  # noqa: PLC0415

        content: dict[str, Any] | None | Unset
        if isinstance(self.content, Unset):
            content = UNSET
        elif isinstance(self.content, ContentAnswer):
            content = self.content.to_dict()
        else:
            content = self.content

        finish_reason: None | str | Unset
        if isinstance(self.finish_reason, Unset):
            finish_reason = UNSET
        elif isinstance(self.finish_reason, str):
            finish_reason = self.finish_reason
        else:
            finish_reason = self.finish_reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if content is not UNSET:
            field_dict["content"] = content
        if finish_reason is not UNSET:
            field_dict["finishReason"] = finish_reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.content_answer import ContentAnswer  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_content(data: object) -> ContentAnswer | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                content_type_0 = ContentAnswer.from_dict(data)

                return content_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ContentAnswer | None | Unset, data)

        content = _parse_content(d.pop("content", UNSET))

        def _parse_finish_reason(data: object) -> CandidateKnownFinishReason | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finish_reason_known_finish_reason = check_candidate_known_finish_reason(data)

                return finish_reason_known_finish_reason
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CandidateKnownFinishReason | None | str | Unset, data)

        finish_reason = _parse_finish_reason(d.pop("finishReason", UNSET))

        candidate = cls(
            content=content,
            finish_reason=finish_reason,
        )

        candidate.additional_properties = d
        return candidate

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
