"""Upstream's tables: pixels, tokens, and which models are served."""

from __future__ import annotations

import itertools

import pytest

from wirecheck.spec import dialect_registry, upstream
from wirecheck.wire.picture_bytes import parse_ratio

ODD = ("21:9", "512")
"""The cell that Google prints as 792x168 everywhere."""

GEMINI = [model for name, model in upstream.models("gemini").items() if name == model.name and model.pixels]
CELLS = [
    (model, ratio, tier, sizes[0])
    for model in GEMINI
    for ratio, tiers in model.pixels.items()
    for tier, sizes in tiers.items()
]


@pytest.mark.parametrize("model", GEMINI, ids=lambda model: model.name)
def test_a_tier_doubles_the_one_before(model: upstream.PublishedModel) -> None:
    """Each tier is twice as wide and as high as the one before; the one odd cell is known."""
    odd = []
    for ratio, tiers in model.pixels.items():
        names = [name for name in ("512", "1K", "2K", "4K") if name in tiers]
        for small, large in itertools.pairwise(names):
            (width, height), doubled = tiers[small][0], tiers[large][0]
            if (2 * width, 2 * height) != doubled and (ratio, small) != ("1:1", "512"):
                odd.append((ratio, small))
    assert odd == ([ODD] if "512" in model.tokens else [])


@pytest.mark.parametrize(("model", "ratio", "tier", "size"), CELLS)
def test_pixels_have_their_ratio(model: upstream.PublishedModel, ratio: str, tier: str, size: tuple[int, int]) -> None:
    """Published pixels lie within 2.9 % of the ratio that they stand under; the odd cell is known."""
    named = parse_ratio(ratio)
    assert named is not None
    off = abs(size[0] / size[1] / named - 1)
    assert (off > 0.029) == ((ratio, tier) == ODD)


def test_the_odd_cell_has_both_readings() -> None:
    """792x168 is what is published and 792x336 what the row would make; both are true."""
    assert upstream.models("gemini")["gemini-3.1-flash-image"].pixels["21:9"]["512"] == ((792, 168), (792, 336))


@pytest.mark.parametrize("model", GEMINI, ids=lambda model: model.name)
def test_every_tier_has_its_tokens(model: upstream.PublishedModel) -> None:
    """What has pixels has tokens, whole and positive, and a larger tier never costs less."""
    tiers = {tier for row in model.pixels.values() for tier in row}
    assert tiers == set(model.tokens)
    order = [model.tokens[tier] for tier in ("512", "1K", "2K", "4K") if tier in model.tokens]
    assert (order, True) == (sorted(order), all(count > 0 for count in order))
    assert set(model.tiers) == tiers


@pytest.mark.parametrize("dialect", dialect_registry.names())
def test_every_alias_is_the_same_model(dialect: str) -> None:
    """A preview and its GA name are one model, and every model has a source."""
    models = upstream.models(dialect)
    assert [name for name, model in models.items() if name != model.name and name not in model.aliases] == []
    assert [model.name for model in models.values() if not model.source.startswith("https://")] == []


@pytest.mark.parametrize(
    ("dialect", "name", "retired", "kind"),
    [
        ("gemini", "gemini-3.1-flash-image-preview", False, "image"),
        ("gemini", "gemini-2.0-flash-preview-image-generation", True, "image"),
        ("gemini", "gemini-1.5-pro", True, "text"),
        ("gemini", "gemini-2.5-pro", False, "text"),
        ("openai-images", "gpt-image-2", False, "image"),
        ("openai-images", "dall-e-3", True, "image"),
    ],
)
def test_what_is_known_of_a_model(dialect: str, name: str, retired: bool, kind: str) -> None:
    """Which models are gone, and which make pictures."""
    model = upstream.models(dialect)[name]
    assert (retired, kind) == (model.retired, model.kind)


def test_refusals_are_reasons() -> None:
    """STOP is no refusal, and a block for safety is."""
    assert (frozenset({"SAFETY", "IMAGE_SAFETY"}), False) == (
        upstream.published("gemini").refusals & {"SAFETY", "IMAGE_SAFETY"},
        "STOP" in upstream.published("gemini").refusals,
    )
