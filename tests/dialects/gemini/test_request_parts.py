"""Which requests of generateContent ask for a picture."""

from __future__ import annotations

import pytest

from wirecheck.dialects.gemini.request_parts import wants_picture
from wirecheck.wire.lenient_json import Json


@pytest.mark.parametrize(
    ("modalities", "wanted"),
    [(["IMAGE"], True), (["TEXT", "IMAGE"], True), (["TEXT"], False), ([], False), ("IMAGE", False), (None, False)],
)
def test_a_picture_is_wanted_where_it_is_listed(modalities: Json, wanted: bool) -> None:
    """`responseModalities` is a list; a word in its place asks for nothing."""
    assert wants_picture({"generationConfig": {"responseModalities": modalities}}) is wanted
