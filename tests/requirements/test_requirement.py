"""Requirements as values: how binding they are, and the names that their keywords had before."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from wirecheck import Exchange, Level, Request, Response, load, requirement
from wirecheck.reading.reading import Reading
from wirecheck.requirements.catalogue import get

FORMER = [
    ("otherwise", "default_level", Level.MUST),
    ("wrong", "judges_wrong_requests", True),
    ("whatever_is_asked", "level_is_fixed", True),
]


@pytest.mark.parametrize(("former", "name", "value"), FORMER)
def test_a_keyword_keeps_working_under_its_former_name(former: str, name: str, value: object) -> None:
    """House rules that were written before a keyword was renamed still run, and are told of the new name."""
    keywords: dict[str, Any] = {former: value}
    with pytest.warns(DeprecationWarning, match=f"`{former}` is now called `{name}`") as warnings:
        made = requirement("house/is-quick", **keywords)(lambda reading: iter(()))
    assert getattr(made, name) == value
    assert [warning.filename for warning in warnings] == [__file__]


@pytest.mark.parametrize(("former", "name", "value"), FORMER)
def test_an_attribute_is_read_under_its_former_name(former: str, name: str, value: object) -> None:
    """What reads requirements is told of the new name, too."""
    keywords: dict[str, Any] = {name: value}
    made = requirement("house/is-quick", **keywords)(lambda reading: iter(()))
    with pytest.warns(DeprecationWarning, match=f"`{former}` is now called `{name}`") as warnings:
        assert getattr(made, former) == value
    assert [warning.filename for warning in warnings] == [__file__]


def test_no_other_keyword_is_taken() -> None:
    """A misspelt keyword is an error, and not passed over."""
    keywords: dict[str, Any] = {"defualt_level": Level.MUST}
    with pytest.raises(TypeError, match="unexpected keyword argument 'defualt_level'"):
        requirement("house/is-quick", **keywords)


CONFIG = "generationConfig"
BEYOND = [
    # DeerAPI and DGrid name ratio and size, and leave open what they may be
    ("deerapi:generateContent", "aspectRatio", "16:9", Level.MUST),
    ("deerapi:generateContent", "aspectRatio", "8:1", Level.MUST),
    ("deerapi:generateContent", "imageSize", "1K", Level.MUST),
    ("dgrid:generateContent", "aspectRatio", "8:1", Level.MUST),
    ("dgrid:generateContent", "imageSize", "4K", Level.MUST),
    # APIYI closes the set
    ("apiyi:generateContent", "aspectRatio", "8:1", Level.MUST),
    ("apiyi:generateContent", "aspectRatio", "7:5", Level.SHOULD),
    ("apiyi:generateContent", "imageSize", "8K", Level.SHOULD),
    # members that no page names
    ("deerapi:generateContent", "imageStyle", "oil", Level.SHOULD),
    ("apiyi:generateContent", "imageStyle", "oil", Level.SHOULD),
]


@pytest.mark.parametrize(("operation", "member", "value", "level"), BEYOND)
def test_a_page_promises_what_it_names(operation: str, member: str, value: str, level: Level) -> None:
    """Every value of a set that it leaves open, but no value outside of one that it closes, and no other member."""
    documented = load(operation.partition(":")[0]).operation(operation.partition(":")[2])
    body: Any = deepcopy(documented.examples[0].value)
    config = body.setdefault(CONFIG, {})
    config.setdefault("responseModalities", ["TEXT", "IMAGE"])
    config.setdefault("imageConfig", {})[member] = value
    key, template = documented.spec.credential(documented, "sk-mine")
    url = f"https://gateway.example{documented.path.replace('{model}', next(iter(documented.models)))}"
    request = Request("POST", url, ((key, template),), json.dumps(body).encode())
    reading = Reading(documented, Exchange(request, Response(200, (), b"{}")))
    ratio = get("picture/ratio-is-honoured")
    assert (ratio.level(documented), ratio.level_on(reading)) == (Level.MUST, level)
