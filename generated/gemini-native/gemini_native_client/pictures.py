"""The pictures of an answer, decoded."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagesize  # type: ignore[import-untyped, unused-ignore] # it has types, and no py.typed

from .types import Base64, Model, members_of

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"heix": "image/heic"}
_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jfif"),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "image/avif": (".avif",),
    "image/heic": (".heic", ".heif"),
    "image/bmp": (".bmp",),
    "image/tiff": (".tiff", ".tif"),
}
_UNKNOWN = (".bin",)


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """
    One picture.

    :param data: its bytes.
    :param declared_type: the media type that the answer gives it, which need not be true, or None.
    """

    data: bytes
    declared_type: str | None = None

    @property
    def mime_type(self) -> str:
        """The media type, as the bytes have it; what the answer says where they are of no known format."""
        return _sniffed(self.data) or self.declared_type or "application/octet-stream"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of file names that go with the media type, the usual one first; `.bin` for an unknown one."""
        return _SUFFIXES.get(self.mime_type, _UNKNOWN)

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels, read from the head of the file; None where it has none that is known."""
        if _sniffed(self.data) is None:
            return None
        width, height = imagesize.get(io.BytesIO(self.data), exif_rotation=False)
        return (int(width), int(height)) if width > 0 and height > 0 else None

    @property
    def width(self) -> int | None:
        """Pixels from left to right, or None where the file does not tell."""
        size = self.size
        return size and size[0]

    @property
    def height(self) -> int | None:
        """Pixels from top to bottom, or None where the file does not tell."""
        size = self.size
        return size and size[1]

    def save(self, path: str | Path) -> Path:
        """
        Write the picture, under the suffix that its bytes have, and return where it is.

        `boat` and `boat.png` both become `boat.jpg` where it is a JPEG. Folders are made; an older file is replaced.
        """
        target = Path(path)
        known = {suffix for suffixes in _SUFFIXES.values() for suffix in suffixes}
        if target.suffix.lower() not in known:
            target = target.with_name(target.name + self.suffixes[0])
        elif target.suffix.lower() not in self.suffixes:
            target = target.with_suffix(self.suffixes[0])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(self.data)
        return target

    def __repr__(self) -> str:
        size = self.size
        shape = f", {size[0]}x{size[1]}" if size else ""
        return f"<Picture {self.mime_type}{shape}, {len(self.data)} bytes>"


def images_of(answer: Model) -> list[Picture]:
    """
    The pictures that an answer carries, in its order; drafts in its thoughts are left out.

    The list is empty where the answer carries none: a refusal says why in its own members, and a picture that comes as
    an address is in `urls_of`.
    """
    return [picture for members in _objects(answer) if (picture := _picture(members))]


def urls_of(answer: Model) -> list[str]:
    """The addresses that an answer gives of pictures; `client.download` fetches one, for as long as it is there."""
    addresses = (members.get("url") for members in _objects(answer))
    return [address for address in addresses if isinstance(address, str) and address]


def _objects(node: object) -> Iterator[Mapping[str, Any]]:
    """The objects of an answer, the outer before the inner, documented or not; those of thoughts are left out."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Model):
            node = members_of(node)
        if isinstance(node, Mapping):
            if node.get("thought") is True:
                continue
            yield node
            node = list(node.values())
        if isinstance(node, list):
            waiting += reversed(node)


def _picture(members: Mapping[str, Any]) -> Picture | None:
    """The picture of an object that holds one, under the names of either protocol, `inline_data` and so on included."""
    text = next((text for name in ("data", "b64_json") if isinstance(text := members.get(name), str | Base64)), None)
    if not text:
        return None
    said = next((said for name in ("mimeType", "mime_type") if isinstance(said := members.get(name), str)), None)
    data = (text if isinstance(text, Base64) else Base64(text)).decode()
    if not _sniffed(data) and not ("b64_json" in members or (said or "").lower().startswith("image/")):
        return None
    return Picture(data, said)


def _sniffed(data: bytes) -> str | None:
    """The media type of a picture's bytes, from their signature."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return _BRANDS.get(data[8:12]) if data[4:8] == b"ftyp" else None
