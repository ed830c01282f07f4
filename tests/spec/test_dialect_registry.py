"""Dialects are found by their names: our own, those of packages, and those that are registered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import wirecheck
from wirecheck.dialects.openai_images import OpenAIImages
from wirecheck.errors import SpecError
from wirecheck.spec import dialect_registry
from wirecheck.spec.spec import load

ROOM = Path(wirecheck.__file__).parent / "dialects"
OWN = sorted(path.parent.name.replace("_", "-") for path in ROOM.glob("*/__init__.py"))
"""Our own dialects, as the room has their folders."""


class Renamed(OpenAIImages):
    """A dialect of another name."""

    name = "renamed"


@pytest.fixture
def renamed() -> Iterator[Renamed]:
    dialect = Renamed()
    dialect_registry.register(dialect)
    yield dialect
    dialect_registry.forget(dialect.name)


def test_our_own_are_there() -> None:
    """Every package of the room is a dialect by being there, by the name that it has in specs."""
    assert {"gemini", "openai-images"} <= set(OWN)
    assert list(dialect_registry.names()) == OWN
    how = "its package has a `DIALECT`, whose `name` is that of the folder with hyphens"
    assert [dialect_registry.get(name).name for name in OWN] == OWN, how


def test_one_is_registered(renamed: Renamed) -> None:
    """What is registered is known until it is taken back."""
    assert (dialect_registry.get("renamed"), "renamed" in dialect_registry.names()) == (renamed, True)
    dialect_registry.forget("renamed")
    assert not dialect_registry.known("renamed")


def test_a_package_brings_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point of the group names a dialect, which is loaded when it is asked for."""
    brought = tmp_path / "brought-1.0.dist-info"
    brought.mkdir()
    (brought / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n")
    (brought / "entry_points.txt").write_text("[wirecheck.dialects]\nbrought = brought_dialect:DIALECT\n")
    (tmp_path / "brought_dialect.py").write_text(
        "from wirecheck.dialects.openai_images import OpenAIImages\n\n\n"
        "class Brought(OpenAIImages):\n    name = 'brought'\n\n\nDIALECT = Brought()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert (dialect_registry.known("brought"), "brought_dialect" in sys.modules) == (True, False)
        assert dialect_registry.get("brought").name == "brought"
    finally:
        dialect_registry.forget("brought")


def test_another_is_an_error() -> None:
    """A name that nobody has is an error with those that are known."""
    with pytest.raises(SpecError, match="`telepathy` is not a known dialect") as error:
        dialect_registry.get("telepathy")
    assert error.value.hint == f"known are {', '.join(OWN)}"


def test_a_spec_of_another_is_not_loaded(tmp_path: Path) -> None:
    """An unknown dialect is an error as the spec is loaded."""
    path = tmp_path / "strange.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {post: {operationId: a, x-dialect: telepathy}}}\n"
    )
    with pytest.raises(SpecError, match="the dialect `telepathy` of `strange:a` is not known"):
        load(path)
