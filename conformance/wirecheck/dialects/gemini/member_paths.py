"""The members of generateContent's requests that say what is asked for."""

from __future__ import annotations

from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json

CONFIG = "generationConfig"
RATIO = f"{CONFIG}.imageConfig.aspectRatio"
SIZE = f"{CONFIG}.imageConfig.imageSize"
MODALITIES = f"{CONFIG}.responseModalities"
LEVEL = f"{CONFIG}.thinkingConfig.thinkingLevel"
THOUGHTS = f"{CONFIG}.thinkingConfig.includeThoughts"

PICTURE_NAMES = ("inlineData", "inline_data")
"""Both spellings of the member that holds a picture in a request."""


def wants_picture(body: Json) -> bool:
    """Whether a request asks for a picture."""
    return "IMAGE" in lenient_json.items(body, CONFIG, "responseModalities")
