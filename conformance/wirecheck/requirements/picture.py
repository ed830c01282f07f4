"""Requirements on the pictures themselves: they can be decoded, are whole, and are what was asked for."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator

from wirecheck.dialects.capability import Capability
from wirecheck.dialects.returned_picture import ReturnedPicture
from wirecheck.reading.reading import Reading
from wirecheck.requirements import premises
from wirecheck.requirements.requirement import Broken, Held, Level, Observed, Outcome, Repeatable, Unjudged, requirement
from wirecheck.spec import upstream
from wirecheck.wire import lenient_json
from wirecheck.wire.picture_bytes import InspectedPicture, parse_ratio

DATA = ("response.candidates[].content.parts[].inlineData.data", "response.data[].b64_json", "response.data")
PROMISED = (*DATA, "response")


def _images(reading: Reading) -> Iterator[tuple[ReturnedPicture, InspectedPicture]]:
    for found in reading.finals:
        if found.image is not None:
            yield found, found.image


def _looked_at(reading: Reading) -> Iterator[tuple[ReturnedPicture, InspectedPicture]]:
    """Pictures that can be looked at; of a request that is wrong, and was served, nobody has asked yet."""
    return ((found, image) for found, image in _images(reading) if image.format and not image.problem)


@requirement("picture/base64-is-strict", promised_by=PROMISED, default_level=Level.SHOULD, after=premises.PICTURE)
def base64_is_strict(reading: Reading) -> Iterator[Outcome]:
    """
    A picture's data is base64 as RFC 4648, section 4 has it: the plain alphabet, padded, no white space, no prefix.

    Strict decoders fail on the rest, and lenient ones make a broken file of it.
    """
    for found in reading.pictures:
        if found.base64 is not None and found.base64.problem:
            yield f"`{found.where}`: {found.base64.problem}"
        elif found.url is None and not isinstance(found.data, str):
            yield f"`{found.where}` has no data"


@requirement("picture/format-is-known", promised_by=PROMISED, default_level=Level.SHOULD, after=premises.PICTURE)
def format_is_known(reading: Reading) -> Iterator[Outcome]:
    """A picture's bytes are a picture, in a format that clients know (PNG, JPEG, WebP, GIF, AVIF)."""
    for found, image in _images(reading):
        if not image.format:
            yield f"`{found.where}` is no picture that is known"


@requirement(
    "picture/is-whole",
    promised_by=PROMISED,
    default_level=Level.SHOULD,
    after=(*premises.PICTURE, "picture/format-is-known"),
)
def is_whole(reading: Reading) -> Iterator[Outcome]:
    """A picture is whole: it decodes to its last pixel and has its end marker."""
    for found, image in _images(reading):
        if image.problem and found.base64 and found.base64.problem:
            yield Unjudged("`picture/base64-is-strict` is broken")
        elif image.problem:
            yield f"`{found.where}` ({image.format}): {image.problem}"


@requirement(
    "picture/declared-type-is-true",
    promised_by=("response.candidates[].content.parts[].inlineData.mimeType", "response"),
    default_level=Level.SHOULD,
    after=(*premises.PICTURE, "picture/format-is-known"),
    also="Google does this, too: https://github.com/googleapis/python-genai/issues/1824",
)
def declared_type_is_true(reading: Reading) -> Iterator[Outcome]:
    """
    The declared media type is that of the bytes.

    Files get their extension from it, and a next turn that carries a wrong type is refused.
    """
    for found, image in _images(reading):
        if not found.declares:
            continue
        declared = found.declared
        essence = declared.partition(";")[0].strip().lower() if isinstance(declared, str) else None
        essence = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}.get(
            essence or "", essence
        )
        if essence == "application/octet-stream" and found.fetched is not None:
            continue
        if essence != image.media_type:
            said = lenient_json.snippet(declared) if isinstance(declared, str) else "nothing"
            yield Broken(
                f"`{found.where}` declares {said}, the bytes are {image.media_type}", "mimeType", image.media_type
            )


@requirement(
    "picture/ratio-is-honoured",
    promised_by="request.generationConfig.imageConfig.aspectRatio",
    default_level=Level.SHOULD,
    asked=lambda reading: parse_ratio(reading.asked.ratio) is not None,
    after=premises.PIXELS,
    judges_wrong_requests=True,
    needs=Capability.RATIO,
)
def ratio_is_honoured(reading: Reading) -> Iterator[Outcome]:
    """
    The picture has the ratio that was asked for.

    Of all ratios that the page or upstream names, the nearest is the one that was asked for: they lie 6.7 % apart, and
    real pictures are up to 2.8 % off. The very pixels that upstream publishes for the cell are always right
    (21:9 at 512 is published as 792x168).
    """
    asked = reading.asked.ratio or ""
    for _, image in _looked_at(reading):
        near = reading.operation.protocol.ratio_of(reading.operation, reading.model, image, asked)
        if near != asked:
            yield Broken(
                f"{asked} asked for, the picture is {image.width}x{image.height}, nearest to {near}",
                "aspectRatio",
                asked,
            )
        else:
            yield Held("aspectRatio", asked)


@requirement(
    "picture/size-is-honoured",
    promised_by=("request.generationConfig.imageConfig.imageSize", "request.size"),
    default_level=Level.SHOULD,
    asked=lambda reading: _size_meant(reading) is not None,
    after=premises.PIXELS,
    judges_wrong_requests=True,
)
def size_is_honoured(reading: Reading) -> Iterator[Outcome]:
    """
    The picture has the size that was asked for.

    A tier (`2K`) is the nearest by area in upstream's table for the picture's ratio; `1536x1024` of the openai-images
    dialect is exact. Sizes are what tiers are billed by.
    """
    asked, meant = reading.asked.size or "", _size_meant(reading)
    for _, image in _looked_at(reading):
        near = reading.operation.protocol.size_of(reading.model, image)
        if near != meant:
            got = f"{image.width}x{image.height}" + (f", {near_to(near)}" if "x" not in near else "")
            yield Broken(f"{asked} asked for, the picture is {got}", "size", asked)
        else:
            yield Held("size", asked)


def _size_meant(reading: Reading) -> str | None:
    """The size that was asked for as that of a picture is told, where it can be understood."""
    return reading.operation.protocol.meant_size(reading.model, reading.asked.size)


@requirement("picture/is-not-blank", default_level=Level.SHOULD, after=premises.PIXELS)
def is_not_blank(reading: Reading) -> Iterator[Outcome]:
    """
    A picture has more than one colour and is larger than a placeholder.

    No prompt of the suite asks for an empty plane.
    """
    for found, image in _looked_at(reading):
        if image.blank:
            yield f"`{found.where}` has one colour only"
        elif max(image.width, image.height) < 64:
            yield f"`{found.where}` is {image.width}x{image.height}"


@requirement(
    "picture/is-not-repeated",
    default_level=Level.OBSERVE,
    asked=lambda reading: reading.asked.picture,
    after=premises.PICTURE,
)
def is_not_repeated(reading: Reading) -> Iterator[Outcome]:
    """
    No two pictures are the same, byte for byte.

    A gateway that answers from a store charges for what it does not make; it may say so, and then it is welcome.
    """
    for found, image in _images(reading):
        content = found.base64.content if found.base64 else found.fetched
        yield Repeatable(hashlib.sha256(content or b"").hexdigest(), f"{found.where}, {image.width}x{image.height}")


@requirement(
    "picture/pixels-are-the-models",
    default_level=Level.OBSERVE,
    asked=lambda reading: reading.asked.picture,
    after=premises.PIXELS,
    needs=Capability.PUBLISHED_PIXELS,
)
def pixels_are_the_models(reading: Reading) -> Iterator[Outcome]:
    """
    A picture has pixels that upstream publishes for the model that was asked for.

    Pixels that are published for other models only may betray one; pictures are resized for good reasons, too.
    """
    for _, image in _looked_at(reading):
        pixels = (image.width, image.height)
        owners = [
            name for name, model in upstream.models(reading.operation.dialect).items() if pixels in _published(model)
        ]
        facts = reading.model.facts
        if facts is not None and pixels in _published(facts):
            said = "as published for the model"
        else:
            said = f"as published for {', '.join(owners)}" if owners else "published for no model"
        yield Observed(said, f"{image.width}x{image.height}")


@functools.cache
def _published(model: upstream.Model) -> frozenset[tuple[int, int]]:
    return frozenset(size for tiers in model.pixels.values() for sizes in tiers.values() for size in sizes)


NO_TIER = "no tier"


def near_to(tier: str) -> str:
    """A tier in words, for a message."""
    return "near no tier" if tier == NO_TIER else f"nearest to {tier}"
