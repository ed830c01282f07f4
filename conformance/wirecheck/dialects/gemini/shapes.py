"""
Ratios and size tiers of pictures, by upstream's table.

`pixels[ratio][tier]` has the sizes that upstream publishes. A picture is given the names of what it is nearest to, as
real pictures are a few percent off.
"""

from __future__ import annotations

import math

from wirecheck.dialects.gemini.member_paths import RATIO
from wirecheck.dialects.picture_shape import Shape
from wirecheck.dialects.requested import RequestedOutput
from wirecheck.spec import upstream
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire.picture_bytes import InspectedPicture, parse_ratio, parse_size

CUSTOMARY = "gemini-3.1-flash-image"
"""Whose pixels are meant by a tier where the model that was asked for is not known."""

NO_TIER = "no tier"


def customary() -> upstream.Model:
    """The present model, which has all ratios and tiers."""
    return upstream.models("gemini")[CUSTOMARY]


def _facts(model: Model) -> upstream.Model:
    """Upstream's facts on the model asked for; on the present one where the name is the gateway's own."""
    return model.facts if model.facts is not None and model.facts.pixels else customary()


def ratio_of(operation: Operation, model: Model, picture: InspectedPicture, asked: str) -> str:
    """The name of the ratio that a picture has; the one asked for where upstream publishes these very pixels for it."""
    if any((picture.width, picture.height) in sizes for sizes in _facts(model).pixels.get(asked, {}).values()):
        return asked
    member = operation.member(RATIO)
    everywhere = {ratio for known in upstream.models(operation.dialect).values() for ratio in known.ratios}
    names = {*everywhere, *(str(value) for value in (member.values if member else ())), asked}
    own = picture.width / picture.height
    values = {name: value for name in sorted(names) if (value := parse_ratio(name)) is not None}
    return min(values, key=lambda name: (abs(math.log(values[name] / own)), name != asked))


def meant_size(model: Model, size: str | None) -> str | None:
    """The tier that a size names, in pixels or itself; None where it names none."""
    pixels = parse_size(size)
    if pixels:
        return tier_of(model, InspectedPicture("", *pixels))
    # all tiers that exist anywhere: a model that has one only is still asked for what the page documents
    return size if size in customary().tiers else None


def tier_of(model: Model, picture: InspectedPicture) -> str:
    """The size tier whose published area for the picture's ratio is nearest; `no tier` where it is off by half."""
    everything = customary().pixels
    pixels = (picture.width, picture.height)
    own = picture.width / picture.height
    ratio = min(everything, key=lambda name: abs(math.log((parse_ratio(name) or 1) / own)))
    table = _facts(model).pixels if len(_facts(model).tiers) > 1 else {}
    tiers = {**everything[ratio], **table.get(ratio, {})}
    # the exact pixels of a cell may stand under another ratio (792x168 is 21:9 at 512, and nearer to 4:1)
    for row in (tiers, *everything.values()):
        for name, sizes in row.items():
            if pixels in sizes:
                return name
    area = picture.width * picture.height
    off = {name: abs(math.log(area / (sizes[0][0] * sizes[0][1]))) for name, sizes in tiers.items()}
    near = min(off, key=lambda name: off[name])
    # tiers lie four times apart: what is twice off, also from the tier's square, is between two or beyond them all
    width, height = everything["1:1"][near][0]
    return near if min(off[near], abs(math.log(area / (width * height)))) <= math.log(2) else NO_TIER


def asked_shape(model: Model, requested: RequestedOutput, came: InspectedPicture) -> Shape:
    """The shape that was asked for; one of no known size is as large as what came."""
    ratio, size = requested.ratio or "", requested.size or ""
    published = _facts(model).pixels.get(ratio, {}).get(size)
    width, height = published[0] if published else parse_size(size) or (0, 0)
    value = parse_ratio(ratio)
    if not width and value is not None and came.width and came.height:
        height = max(1, round(math.sqrt(came.width * came.height / value)))
        width = max(1, round(height * value))
    return Shape(ratio, size, width, height)
