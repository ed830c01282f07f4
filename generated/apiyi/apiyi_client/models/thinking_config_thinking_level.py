from typing import Literal

ThinkingConfigThinkingLevel = Literal["High", "minimal"]

THINKING_CONFIG_THINKING_LEVEL_VALUES: set[ThinkingConfigThinkingLevel] = {
    "High",
    "minimal",
}


def check_thinking_config_thinking_level(value: str) -> ThinkingConfigThinkingLevel:
    if value in THINKING_CONFIG_THINKING_LEVEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {THINKING_CONFIG_THINKING_LEVEL_VALUES!r}")
