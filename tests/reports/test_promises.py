"""Where a spec promises what is asked: every line is the one that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from wirecheck.catalogue import Level, catalogue, requirement
from wirecheck.reading import Reading
from wirecheck.reports import promises
from wirecheck.spec import load, providers

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("provider", providers())
def test_each_line_is_that_of_the_promise(provider: str) -> None:
    """It has the citation, or names the operation where nothing is cited."""
    spec = load(provider)
    assert spec.path is not None
    text = spec.path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found = promises.of(spec, text, catalogue())
    for (_, operation), promise in found.items():
        line = lines[promise.line - 1]
        said = f"x-citation: {promise.citation}" if promise.citation else f"operationId: {operation.partition(':')[2]}"
        assert said in line
    assert len({promise.line for promise in found.values()}) > 5


@pytest.mark.parametrize("provider", providers())
def test_what_is_promised_is_what_findings_cite(provider: str) -> None:
    """Statement, citation and file are those of the spec; what does not apply is left out."""
    spec = load(provider)
    assert spec.path is not None
    found = promises.of(spec, spec.path.read_text(encoding="utf-8"), catalogue())
    asked = {
        (r.id, o.id): (r.statement, r.citation(o))
        for o in spec.operations
        for r in catalogue()
        if r.level(o) is not None
    }
    assert {key: (promise.statement, promise.citation) for key, promise in found.items()} == asked
    [file] = {promise.file for promise in found.values()}
    assert (ROOT / file).resolve() == spec.path


def test_an_operation_without_a_name_has_the_line_of_its_path() -> None:
    """Nothing is cited and nothing named, and yet there is a line."""
    text = "openapi: 3.1.0\npaths:\n  /v1/pictures:\n    post:\n      x-dialect: gemini\n"

    @requirement("house/is-quick", otherwise=Level.SHOULD)
    def quick(reading: Reading) -> Iterator[str]:
        """It is quick."""
        return iter(())

    spec = replace(load("apiyi"), path=None)
    [promise] = promises.of(spec, text, [quick]).values()
    assert (promise.line, promise.file) == (3, "specs/apiyi/openapi.yaml")
