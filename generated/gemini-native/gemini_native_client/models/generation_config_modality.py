from typing import Literal

GenerationConfigModality = Literal["IMAGE", "TEXT"]

GENERATION_CONFIG_MODALITY_VALUES: set[GenerationConfigModality] = {
    "IMAGE",
    "TEXT",
}


def check_generation_config_modality(value: str) -> GenerationConfigModality:
    if value in GENERATION_CONFIG_MODALITY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GENERATION_CONFIG_MODALITY_VALUES!r}")
