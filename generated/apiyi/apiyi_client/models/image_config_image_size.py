from typing import Literal

ImageConfigImageSize = Literal["1K", "2K", "4K", "512"]

IMAGE_CONFIG_IMAGE_SIZE_VALUES: set[ImageConfigImageSize] = {
    "1K",
    "2K",
    "4K",
    "512",
}


def check_image_config_image_size(value: str) -> ImageConfigImageSize:
    if value in IMAGE_CONFIG_IMAGE_SIZE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {IMAGE_CONFIG_IMAGE_SIZE_VALUES!r}")
