from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.content import Content
    from ..models.generation_config import GenerationConfig
    from ..models.safety_setting import SafetySetting
    from ..models.system_instruction import SystemInstruction


T = TypeVar("T", bound="GenerateContentRequest")


@_attrs_define
class GenerateContentRequest:
    """What to make, and how."""

    contents: list[Content]
    """ The turns of the conversation. """
    system_instruction: SystemInstruction | Unset = UNSET
    """ What the model is told ahead of the conversation. """
    generation_config: GenerationConfig | Unset = UNSET
    """ How the model chooses its words, and what comes back. More members may be taken. """
    safety_settings: list[SafetySetting] | Unset = UNSET
    """ What the safety filter lets pass. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        contents = []
        for contents_item_data in self.contents:
            contents_item = contents_item_data.to_dict()
            contents.append(contents_item)

        system_instruction: dict[str, Any] | Unset = UNSET
        if not isinstance(self.system_instruction, Unset):
            system_instruction = self.system_instruction.to_dict()

        generation_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.generation_config, Unset):
            generation_config = self.generation_config.to_dict()

        safety_settings: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.safety_settings, Unset):
            safety_settings = []
            for safety_settings_item_data in self.safety_settings:
                safety_settings_item = safety_settings_item_data.to_dict()
                safety_settings.append(safety_settings_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "contents": contents,
            }
        )
        if system_instruction is not UNSET:
            field_dict["systemInstruction"] = system_instruction
        if generation_config is not UNSET:
            field_dict["generationConfig"] = generation_config
        if safety_settings is not UNSET:
            field_dict["safetySettings"] = safety_settings

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.content import Content  # noqa: PLC0415
        from ..models.generation_config import GenerationConfig  # noqa: PLC0415
        from ..models.safety_setting import SafetySetting  # noqa: PLC0415
        from ..models.system_instruction import SystemInstruction  # noqa: PLC0415

        d = dict(src_dict)
        contents = []
        _contents = d.pop("contents")
        for contents_item_data in _contents:
            contents_item = Content.from_dict(contents_item_data)

            contents.append(contents_item)

        _system_instruction = d.pop("systemInstruction", UNSET)
        system_instruction: SystemInstruction | Unset
        if isinstance(_system_instruction, Unset):
            system_instruction = UNSET
        else:
            system_instruction = SystemInstruction.from_dict(_system_instruction)

        _generation_config = d.pop("generationConfig", UNSET)
        generation_config: GenerationConfig | Unset
        if isinstance(_generation_config, Unset):
            generation_config = UNSET
        else:
            generation_config = GenerationConfig.from_dict(_generation_config)

        _safety_settings = d.pop("safetySettings", UNSET)
        safety_settings: list[SafetySetting] | Unset = UNSET
        if _safety_settings is not UNSET:
            safety_settings = []
            for safety_settings_item_data in _safety_settings:
                safety_settings_item = SafetySetting.from_dict(safety_settings_item_data)

                safety_settings.append(safety_settings_item)

        generate_content_request = cls(
            contents=contents,
            system_instruction=system_instruction,
            generation_config=generation_config,
            safety_settings=safety_settings,
        )

        generate_content_request.additional_properties = d
        return generate_content_request

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
