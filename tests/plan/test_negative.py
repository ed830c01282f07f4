"""Bodies with one member changed, for probes that ought to be refused."""

from __future__ import annotations

import pytest

from wirecheck.plan.negative import put, with_value, without
from wirecheck.wire.lenient_json import Json

BASE: dict[str, Json] = {"contents": [{"text": "a"}], "n": 1}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["n"], {**BASE, "n": 0}),
        (["contents", 0, "text"], {**BASE, "contents": [{"text": 0}]}),
        (["config", "size"], {**BASE, "config": {"size": 0}}),
        (["contents", 1, "text"], None),
        (["n", "size"], None),
        (["tags", 0], None),
    ],
)
def test_one_value_is_set(path: list[str | int], expected: Json) -> None:
    """Objects on the way are made, items are not."""
    assert with_value(BASE, path, 0) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [(["n"], {"contents": [{"text": "a"}]}), (["contents", 0, "text"], {"contents": [{}], "n": 1}), (["size"], None)],
)
def test_one_member_is_left_out(path: list[str | int], expected: Json) -> None:
    """None where it is not there: such a probe would tell nothing."""
    assert without(BASE, path) == expected


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("config.size", {"n": 1, "config": {"size": 0}}),
        ("tools[].name", {"n": 1, "tools": [{"name": 0}]}),
        ("tags[]", {"n": 1, "tags": [0]}),
    ],
)
def test_a_member_is_added(member: str, expected: Json) -> None:
    """`[]` stands for a list of one."""
    assert put({"n": 1}, member, 0) == expected
