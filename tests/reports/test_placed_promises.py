"""Where a spec promises what is asked: every line is the one that says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from wirecheck.reading.reading import Reading
from wirecheck.reports import placed_promises
from wirecheck.requirements.catalogue import catalogue
from wirecheck.requirements.requirement import Level, requirement
from wirecheck.spec.spec import Spec, load, providers


@pytest.mark.parametrize("provider", providers())
def test_each_line_is_that_of_the_promise(provider: str) -> None:
    """It has the citation, or names the operation where nothing is cited."""
    spec = load(provider)
    assert spec.path is not None
    text = spec.path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found = placed_promises.of(spec, text, "a.yaml", catalogue())
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
    found = placed_promises.of(spec, spec.path.read_text(encoding="utf-8"), "a.yaml", catalogue())
    asked = {
        (r.id, o.id): (r.statement, r.citation(o))
        for o in spec.operations
        for r in catalogue()
        if r.level(o) is not None
    }
    assert {key: (promise.statement, promise.citation) for key, promise in found.items()} == asked
    assert {promise.file for promise in found.values()} == {"a.yaml"}


OWN = """\
openapi: 3.1.0
info: {title: Mine, version: "1"}
paths:
  /v1/models/pictures:generateContent:
    post:
      x-dialect: gemini
      x-models: {default: pictures}
      requestBody:
        content:
          application/json:
            schema: {type: object}
      responses:
        200:
          description: A picture.
          content:
            application/json:
              schema:
                type: object
                properties:
                  candidates:
                    type: array
                    items: {type: object}
"""


@requirement("house/is-quick", default_level=Level.SHOULD)
def quick(reading: Reading) -> Iterator[str]:
    """It is quick."""
    yield from ()


@requirement("house/has-candidates", promised_by="response.candidates")
def candidates(reading: Reading) -> Iterator[str]:
    """There are candidates."""
    yield from ()


def own(path: str = "mine.yaml") -> Spec:
    """A spec that cites nothing: it is its own page."""
    return Spec("mine", yaml.safe_load(OWN.replace("200:", "'200':")), {}, Path(path))


def test_a_spec_that_is_its_own_page_has_the_lines_of_what_it_says() -> None:
    """What is promised stands where it is stated, and an operation without a name where its path does."""
    found = placed_promises.of(own(), OWN, "mine.yaml", [quick, candidates])
    told = {id: promise.line for (id, _), promise in found.items()}
    lines = OWN.splitlines()
    assert lines[told["house/is-quick"] - 1] == "  /v1/models/pictures:generateContent:"
    assert lines[told["house/has-candidates"] - 2].strip() == "candidates:"


def test_what_yaml_does_not_take_has_no_lines() -> None:
    """A spec in JSON that YAML's reader refuses has its promises all the same."""
    found = placed_promises.of(own(), "{\t- [", "mine.json", [quick])
    assert [promise.line for promise in found.values()] == [1]
