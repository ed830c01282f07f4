"""Requirements on the pictures themselves: they can be decoded, they are whole, and they are what was asked for."""

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
from wirecheck.wire.lenient_json import Json
from wirecheck.wire.picture_bytes import InspectedPicture, parse_ratio

DATA = ("response.candidates[].content.parts[].inlineData.data", "response.data[].b64_json", "response.data")
PROMISED = (*DATA, "response")


def _images(reading: Reading) -> Iterator[tuple[ReturnedPicture, InspectedPicture]]:
    for found in reading.finals:
        if found.image is not None:
            yield found, found.image


def _looked_at(reading: Reading) -> Iterator[tuple[ReturnedPicture, InspectedPicture]]:
    """Pictures of a known format that can be decoded."""
    return ((found, image) for found, image in _images(reading) if image.format and not image.problem)


@requirement(
    "picture/base64-is-strict",
    promised_by=PROMISED,
    default_level=Level.SHOULD,
    after=premises.PICTURE,
    level_is_fixed=True,
)
def base64_is_strict(reading: Reading) -> Iterator[Outcome]:
    """
    A picture's data is base64 by RFC 4648, section 4: the standard alphabet, padded, without white space or a prefix.

    On anything else, strict decoders fail, and lenient ones produce a broken file.
    """
    for found in reading.pictures:
        if found.base64 is not None and found.base64.problem:
            yield f"`{found.where}`: {found.base64.problem}"
        elif found.url is None and not isinstance(found.data, str):
            yield f"`{found.where}` has no data"


@requirement(
    "picture/format-is-known",
    promised_by=PROMISED,
    default_level=Level.SHOULD,
    after=premises.PICTURE,
    level_is_fixed=True,
)
def format_is_known(reading: Reading) -> Iterator[Outcome]:
    """A picture's bytes are a picture in a format that clients know (PNG, JPEG, WebP, GIF, AVIF)."""
    for found, image in _images(reading):
        if not image.format:
            yield f"`{found.where}` is not a picture in a known format"


@requirement(
    "picture/is-whole",
    promised_by=PROMISED,
    default_level=Level.SHOULD,
    after=(*premises.PICTURE, "picture/format-is-known"),
    level_is_fixed=True,
)
def is_whole(reading: Reading) -> Iterator[Outcome]:
    """A picture is whole: it can be decoded to its last pixel and has its end marker."""
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
    also="Google also does this: https://github.com/googleapis/python-genai/issues/1824",
)
def declared_type_is_true(reading: Reading) -> Iterator[Outcome]:
    """
    The declared media type of a picture is that of its bytes.

    File extensions are derived from it, and a following turn with a wrong type is refused.
    """
    for found, image in _images(reading):
        if not found.declares:
            continue
        declared = found.declared
        essence = _essence(declared)
        essence = UNREGISTERED.get(essence, essence)
        if essence == "application/octet-stream" and found.fetched is not None:
            continue
        if essence != image.media_type:
            said = lenient_json.snippet(declared) if isinstance(declared, str) else "nothing"
            yield Broken(
                f"`{found.where}` declares {said}, but the bytes are {image.media_type}", "mimeType", image.media_type
            )


UNREGISTERED = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}
"""Media types that are in use and not registered, and the registered ones that they stand for."""


def _essence(declared: Json) -> str:
    """A media type without its parameters; empty if there is none."""
    return declared.partition(";")[0].strip().lower() if isinstance(declared, str) else ""


@requirement(
    "picture/declared-type-is-registered",
    default_level=Level.SHOULD,
    after=("picture/declared-type-is-true",),
)
def declared_type_is_registered(reading: Reading) -> Iterator[Outcome]:
    """
    The declared media type of a picture is a registered one.

    A browser may not show `image/jpg`, and upstream refuses it in a following turn (IANA, media types).
    What a host of files says of a picture that was fetched is not judged.
    """
    for found, _ in _images(reading):
        registered = UNREGISTERED.get(_essence(found.declared))
        if registered and found.declares and found.fetched is None:
            said = lenient_json.snippet(_essence(found.declared))
            yield Broken(f"`{found.where}` declares {said}, which is registered as `{registered}`", "mimeType")


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

    Of all ratios that the page or upstream names, the nearest one is the one that was asked for: they lie at least
    6.7 % apart, and real pictures are up to 2.8 % off. The pixels that upstream publishes for the cell are always right
    (21:9 at 512 is published as 792x168).
    """
    asked = reading.asked.ratio or ""
    for _, image in _looked_at(reading):
        near = reading.operation.protocol.ratio_of(reading.operation, reading.model, image, asked)
        if near != asked:
            yield Broken(
                f"asked for {asked}, got a picture of {image.width}x{image.height}, nearest to {near}",
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

    The tier (`2K`) of a picture is the nearest one by area in upstream's table for the picture's ratio; `1536x1024` in
    the openai-images dialect is exact. Pictures are billed by their tier.
    """
    asked, meant = reading.asked.size or "", _size_meant(reading)
    for _, image in _looked_at(reading):
        near = reading.operation.protocol.size_of(reading.model, image)
        if near != meant:
            got = f"{image.width}x{image.height}" + (f", {near_to(near)}" if "x" not in near else "")
            yield Broken(f"asked for {asked}, got a picture of {got}", "size", asked)
        else:
            yield Held("size", asked)


def _size_meant(reading: Reading) -> str | None:
    """The size that was asked for, in the form of a picture's size; None if it cannot be understood."""
    return reading.operation.protocol.meant_size(reading.model, reading.asked.size)


@requirement("picture/is-not-blank", default_level=Level.SHOULD, after=premises.PIXELS)
def is_not_blank(reading: Reading) -> Iterator[Outcome]:
    """
    A picture has more than one colour and is larger than a placeholder.

    No prompt of the suite asks for a plain area of one colour.
    """
    for found, image in _looked_at(reading):
        if image.blank:
            yield f"`{found.where}` has only one colour"
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
    No two pictures are the same byte for byte.

    A gateway that answers from a cache charges for pictures that it does not make; it may do so if it says so.
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
    A picture has a size in pixels that upstream publishes for the model that was asked for.

    A size that is published only for other models may show that one of them drew it, but there are good reasons to
    resize pictures too.
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
            said = f"as published for {', '.join(owners)}" if owners else "not published for any model"
        yield Observed(said, f"{image.width}x{image.height}")


@functools.cache
def _published(model: upstream.PublishedModel) -> frozenset[tuple[int, int]]:
    return frozenset(size for tiers in model.pixels.values() for sizes in tiers.values() for size in sizes)


NO_TIER = "no tier"


def near_to(tier: str) -> str:
    """The words for a tier in a message."""
    return "not near any tier" if tier == NO_TIER else f"nearest to {tier}"
