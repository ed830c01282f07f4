from typing import Literal

ImageConfigAspectRatio = Literal["16:9", "1:1", "21:9", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16"]

IMAGE_CONFIG_ASPECT_RATIO_VALUES: set[ImageConfigAspectRatio] = {
    "16:9",
    "1:1",
    "21:9",
    "2:3",
    "3:2",
    "3:4",
    "4:3",
    "4:5",
    "5:4",
    "9:16",
}


def check_image_config_aspect_ratio(value: str) -> ImageConfigAspectRatio:
    if value in IMAGE_CONFIG_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {IMAGE_CONFIG_ASPECT_RATIO_VALUES!r}")
