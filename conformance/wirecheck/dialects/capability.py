"""What a dialect has: a requirement names the capability that it needs, and never a dialect."""

from __future__ import annotations

import enum


class Capability(enum.StrEnum):
    """Something that requests or answers of a dialect have."""

    DOCUMENT = "document"
    """An answer is one JSON document."""
    CANDIDATES = "candidates"
    """An answer is a list of candidates, each of parts with a finish reason, in camelCase."""
    CONVERSATION = "conversation"
    """A request has turns with words, pictures and tools, and an answer may be words."""
    PICTURE_LIST = "picture list"
    """An answer is a list of pictures, each in base64 or at an address, with their time and echoes of the request."""
    RATIO = "ratio"
    """A ratio is asked for by its name."""
    PUBLISHED_PIXELS = "published pixels"
    """Upstream publishes the pixels that each of its models makes."""
