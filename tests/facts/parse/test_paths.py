"""Paths of members: one spelling for all, and the full path for a short name."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse import paths


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("data[0].url", "data[].url"),
        ("data.[].url", "data[].url"),
        ("data > url", "data.url"),
        ("data.*.url", "data[].url"),
        ("`image_size`", "image_size"),
        ("a sentence", None),
        ("", None),
        ("a" * 201, None),
    ],
)
def test_normal(written: str, path: str | None) -> None:
    """However a page spells items and what is inside."""
    assert paths.normal(written) == path


def test_around_a_path() -> None:
    """The outermost first, without the mark of items at the end."""
    assert paths.parents("a[].b[].c") == ("a", "a[].b")
    assert (paths.bare("a[].b"), paths.root("a[].b")) == ("a.b", "a")


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("url", ["data[].url"]),
        ("size", ["config.size", "image.size"]),
        ("image.size", []),
        ("config", []),
        ("url.host", ["data[].url.host"]),
        ("nothing", []),
    ],
)
def test_full(short: str, full: list[str]) -> None:
    """One place, several or none; what begins at a known member needs none."""
    known = paths.Known(["data[].url", "config.size", "image.size"])
    assert known.full(short) == full


def test_arrays_are_spelt_with_their_mark() -> None:
    """Once they are known, and where something stands below them."""
    known = paths.Known(["data", "data.url"])
    assert known.spelt("data.url") == "data.url"
    known.arrays(["data"])
    assert [known.spelt(path) for path in ("data.url", "data")] == ["data[].url", "data"]
