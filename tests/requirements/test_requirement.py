"""Requirements as values: how binding they are, and the names that their keywords had before."""

from __future__ import annotations

from typing import Any

import pytest

from wirecheck import Level, requirement

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
