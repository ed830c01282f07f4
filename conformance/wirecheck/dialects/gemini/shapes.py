"""
Ratios and size tiers of pictures, by upstream's table.

`pixels[ratio][tier]` has the sizes that upstream publishes. A picture gets the name of the nearest ratio and tier, as
real pictures are a few per cent off.
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
"""The model whose pixels a tier means if the model that was asked for is not known."""

NO_TIER = "no tier"


def customary() -> upstream.PublishedModel:
    """The current model, which has all ratios and tiers."""
    return upstream.models("gemini")[CUSTOMARY]


def _facts(model: Model) -> upstream.PublishedModel:
    """Upstream's facts about the model that was asked for; about the current model if the name is the gateway's own."""
    return model.facts if model.facts is not None and model.facts.pixels else customary()


def ratio_of(operation: Operation, model: Model, picture: InspectedPicture, asked: str) -> str:
    """The name of a picture's ratio; the one that was asked for if upstream publishes exactly these pixels for it."""
    if any((picture.width, picture.height) in sizes for sizes in _facts(model).pixels.get(asked, {}).values()):
        return asked
    member = operation.member(RATIO)
    everywhere = {ratio for known in upstream.models(operation.dialect).values() for ratio in known.ratios}
    names = {*everywhere, *(str(value) for value in (member.values if member else ())), asked}
    own = picture.width / picture.height
    values = {name: value for name in sorted(names) if (value := parse_ratio(name)) is not None}
    return min(values, key=lambda name: (abs(math.log(values[name] / own)), name != asked))


def meant_size(model: Model, size: str | None) -> str | None:
    """The tier that a size names, by its name or in pixels; None if it names none."""
    pixels = parse_size(size)
    if pixels:
        return tier_of(model, InspectedPicture("", *pixels))
    # all tiers of all models: a model with only one tier is still asked for those that the page documents
    return size if size in customary().tiers else None


def tier_of(model: Model, picture: InspectedPicture) -> str:
    """The tier whose published area for the picture's ratio is nearest; `no tier` if it is off by half or more."""
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
    # areas of tiers lie a factor of four apart: a picture that is off by two, also from the tier's square, has no tier
    width, height = everything["1:1"][near][0]
    return near if min(off[near], abs(math.log(area / (width * height)))) <= math.log(2) else NO_TIER


def asked_shape(model: Model, requested: RequestedOutput, came: InspectedPicture) -> Shape:
    """The shape that was asked for; if its size is not known, that of the picture that came."""
    ratio, size = requested.ratio or "", requested.size or ""
    published = _facts(model).pixels.get(ratio, {}).get(size)
    width, height = published[0] if published else parse_size(size) or (0, 0)
    value = parse_ratio(ratio)
    if not width and value is not None and came.width and came.height:
        height = max(1, round(math.sqrt(came.width * came.height / value)))
        width = max(1, round(height * value))
    return Shape(ratio, size, width, height)
