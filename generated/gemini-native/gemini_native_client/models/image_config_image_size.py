from typing import Literal, TypeAlias

ImageConfigImageSize: TypeAlias = Literal["1K", "2K", "4K"]
