"""A picture as it stands in an answer."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from wirecheck.wire import picture_bytes
from wirecheck.wire.lenient_json import Json


@dataclass(frozen=True)
class ReturnedPicture:
    """
    A picture in an answer: its place, its declared media type, and its base64 or address.

    :param declares: whether the dialect has a media type beside a picture; `declared` is then that media type.
    :param thought: whether it is a draft, and not the picture that was asked for.
    :param fetched: the answer from its address, if that was opened.
    """

    where: str
    data: Json
    declared: Json = None
    declares: bool = False
    url: str | None = None
    thought: bool = False
    fetched: bytes | None = None

    @functools.cached_property
    def base64(self) -> picture_bytes.DecodedBase64 | None:
        """The decoded base64, or None if the answer does not hold the picture as text."""
        return picture_bytes.unbase64(self.data) if isinstance(self.data, str) else None

    @property
    def content(self) -> bytes:
        """The bytes that came, from the answer itself or from the address in it; empty where none did."""
        return self.base64.content if self.base64 is not None else self.fetched or b""

    @functools.cached_property
    def image(self) -> picture_bytes.InspectedPicture | None:
        """The picture itself, or None where no bytes came."""
        return picture_bytes.inspect(self.content) if self.content else None
