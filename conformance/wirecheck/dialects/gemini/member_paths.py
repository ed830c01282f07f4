"""The members of generateContent's requests that say what is asked for."""

from __future__ import annotations

CONFIG = "generationConfig"
RATIO = f"{CONFIG}.imageConfig.aspectRatio"
SIZE = f"{CONFIG}.imageConfig.imageSize"
MODALITIES = f"{CONFIG}.responseModalities"
LEVEL = f"{CONFIG}.thinkingConfig.thinkingLevel"
THOUGHTS = f"{CONFIG}.thinkingConfig.includeThoughts"
