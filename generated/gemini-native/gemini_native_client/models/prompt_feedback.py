from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.safety_rating import SafetyRating


T = TypeVar("T", bound="PromptFeedback")


@_attrs_define
class PromptFeedback:
    """What the filter had against the prompt."""

    block_reason: None | str | Unset = UNSET
    """ Why it was refused. The set is open. """
    safety_ratings: list[SafetyRating] | None | Unset = UNSET
    """ How likely the prompt is to do harm, by category. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        block_reason: None | str | Unset
        if isinstance(self.block_reason, Unset):
            block_reason = UNSET
        else:
            block_reason = self.block_reason

        safety_ratings: list[dict[str, Any]] | None | Unset
        if isinstance(self.safety_ratings, Unset):
            safety_ratings = UNSET
        elif isinstance(self.safety_ratings, list):
            safety_ratings = []
            for safety_ratings_type_0_item_data in self.safety_ratings:
                safety_ratings_type_0_item = safety_ratings_type_0_item_data.to_dict()
                safety_ratings.append(safety_ratings_type_0_item)

        else:
            safety_ratings = self.safety_ratings

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if block_reason is not UNSET:
            field_dict["blockReason"] = block_reason
        if safety_ratings is not UNSET:
            field_dict["safetyRatings"] = safety_ratings

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.safety_rating import SafetyRating  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_block_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        block_reason = _parse_block_reason(d.pop("blockReason", UNSET))

        def _parse_safety_ratings(data: object) -> list[SafetyRating] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                safety_ratings_type_0 = []
                _safety_ratings_type_0 = data
                for safety_ratings_type_0_item_data in _safety_ratings_type_0:
                    safety_ratings_type_0_item = SafetyRating.from_dict(safety_ratings_type_0_item_data)

                    safety_ratings_type_0.append(safety_ratings_type_0_item)

                return safety_ratings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[SafetyRating] | None | Unset, data)

        safety_ratings = _parse_safety_ratings(d.pop("safetyRatings", UNSET))

        prompt_feedback = cls(
            block_reason=block_reason,
            safety_ratings=safety_ratings,
        )

        prompt_feedback.additional_properties = d
        return prompt_feedback

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
