"""JSON read leniently: which slips are noted, and that no bytes get the reader to raise."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import MAX_DEPTH, Json, Slip, at, items, members, read, walk

SLIPS = [
    (b"{}", {}, []),
    (b" \r\n\t[1] \n", [1], []),
    (b'"\\ud800"', "\ud800", []),
    (b"\xef\xbb\xbf[]", [], [Slip.MARK]),
    (b"{} {}", {}, [Slip.TRAILING]),
    (b"[1],", [1], [Slip.TRAILING]),
    (b'{"a": 1, "a": 2}', {"a": 2}, [Slip.REPEATED]),
    (b'[{"a": 1, "a": 2}, {"b": 1, "b": 2}]', [{"a": 2}, {"b": 2}], [Slip.REPEATED]),
    (b"[Infinity]", [math.inf], [Slip.NOT_A_NUMBER]),
    (b"[-Infinity]", [-math.inf], [Slip.NOT_A_NUMBER]),
    (b'["\xe9"]', ["\N{REPLACEMENT CHARACTER}"], [Slip.NOT_UTF8]),
    (b"1" * 5000, math.inf, [Slip.TOO_LONG_A_NUMBER]),
    (b'\xef\xbb\xbf{"a": Infinity, "a": 2}}', {"a": 2}, [Slip.MARK, Slip.NOT_A_NUMBER, Slip.REPEATED, Slip.TRAILING]),
]

UNREAD = [
    (b"", [Slip.NOT_JSON]),
    (b"  \n", [Slip.NOT_JSON]),
    (b"<html>", [Slip.NOT_JSON]),
    (b'{"a": ', [Slip.NOT_JSON]),
    (b"{'a': 1}", [Slip.NOT_JSON]),
    (b'data: {"a": 1}\n\n', [Slip.NOT_JSON]),
    (b"\xef\xbb\xbf", [Slip.MARK, Slip.NOT_JSON]),
    (b"\xff\xfe{\x00}\x00", [Slip.NOT_UTF8, Slip.NOT_JSON]),
    (b"[" * 100_000, [Slip.TOO_DEEP]),
    (b"[" * 100_000 + b"]" * 100_000, [Slip.TOO_DEEP]),
    (b'{"a":' * 100_000, [Slip.TOO_DEEP]),
]

TEXT = st.text(st.characters(codec="utf-8"))
NUMBERS = st.integers(-(10**200), 10**200) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(("body", "value", "slips"), SLIPS, ids=[repr(row[0][:24]) for row in SLIPS])
def test_what_can_be_read_is_read_and_noted(body: bytes, value: Any, slips: list[Slip]) -> None:
    """A slip is noted once and read past, so that it does not hide the rest."""
    found = read(body)
    assert (value, True, slips) == (found.value, found.read, [kind for kind, _ in found.slips])


@pytest.mark.parametrize(("body", "slips"), UNREAD, ids=[repr(row[0][:24]) for row in UNREAD])
def test_what_cannot_be_read_has_a_reason(body: bytes, slips: list[Slip]) -> None:
    """Where nothing can be read, the value is None and the slip says why."""
    found = read(body)
    assert (None, False, slips) == (found.value, found.read, [kind for kind, _ in found.slips])


def test_nan_is_read_as_nan() -> None:
    """NaN is a slip, and the members beside it are still there."""
    found = read(b'{"a": NaN, "b": 1}')
    assert isinstance(found.value, dict)
    assert isinstance(found.value["a"], float)
    assert (
        math.isnan(found.value["a"]),
        found.value["b"],
        found.slip(Slip.NOT_A_NUMBER) is not None,
    ) == (True, 1, True)


@pytest.mark.parametrize(("depth", "slips"), [(MAX_DEPTH, []), (MAX_DEPTH + 1, [Slip.TOO_DEEP])])
def test_the_depth_is_bounded_exactly(depth: int, slips: list[Slip]) -> None:
    """As many levels as are allowed are read, and not one more."""
    assert slips == [kind for kind, _ in read(b"[" * depth + b"]" * depth).slips]


@pytest.mark.parametrize("text", ["[" * 1000, '"[' * 500, "\\" * 999 + "[" * 500, "\\\\" + "{" * 1000, '\\"[' * 400])
def test_brackets_in_a_string_are_no_depth(text: str) -> None:
    """A text full of brackets, quotes and backslashes is a text."""
    found = read(json.dumps({"text": text, "after": [1]}).encode())
    assert ({"text": text, "after": [1]}, ()) == (found.value, found.slips)


@pytest.mark.parametrize("number", ["1" * 1_000_000, "-" + "9" * 10_000_000, "1e999999", "0." + "1" * 1_000_000])
def test_a_huge_number_neither_raises_nor_hides_the_rest(number: str) -> None:
    """Numbers of ten million digits are read past."""
    found = read(f'{{"n": {number}, "after": 1}}'.encode())
    assert (found.read, at(found.value, "after")) == (True, 1)


@given(st.binary())
def test_no_bytes_make_it_raise(body: bytes) -> None:
    """Whatever the bytes are, there is a document; what could not be read says why."""
    found = read(body)
    assert found.read or found.slips


@given(st.text(alphabet='[]{}",:\\0123456789eE+-.truefalsn NaIity\n'))
def test_no_near_json_makes_it_raise(text: str) -> None:
    """Text out of the pieces of JSON is read, or says why not."""
    found = read(text.encode())
    assert found.read or found.slips


@given(JSON)
def test_every_json_value_comes_back(value: Any) -> None:
    """What a standard writer writes is read as it was, without a slip."""
    found = read(json.dumps(value).encode())
    assert (value, True, ()) == (found.value, found.read, found.slips)


PATHS = [
    (("a", 0, "b"), 1),
    (("a", -1, "b"), 2),
    (("a", 2, "b"), None),
    (("a", -3), None),
    (("a", "b"), None),
    ((0,), None),
    ((), {"a": [{"b": 1}, {"b": 2}]}),
]


@pytest.mark.parametrize(("path", "value"), PATHS)
def test_a_path_leads_to_a_value_or_to_none(path: tuple[str | int, ...], value: Any) -> None:
    """A path through the wrong kind of value leads nowhere, and raises nothing."""
    assert value == at({"a": [{"b": 1}, {"b": 2}]}, *path)


def test_members_and_items_of_anything_else_are_empty() -> None:
    """Who asks for members of a list, or for items of an object, gets none."""
    assert (members([1]), list(items({"a": 1}))) == ({}, [])


def test_walk_names_every_member_once() -> None:
    """Paths are dotted, items are `[]`, and the document itself is left out."""
    value: Json = {"a": [{"b": 1}, {"c": [2]}], "d": {}}
    assert [path for path, _ in walk(value)] == ["a", "a[].b", "a[].c", "d"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc", "`abc`"),
        ("x" * 61, f"`{'x' * 60}`…"),
        ("\x1b[31mred\x07", "`\N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}`"),
        ("a\nb\u202e", "`a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}`"),
    ],
)
def test_a_snippet_is_fit_to_be_shown(text: str, shown: str) -> None:
    """No control character, line break or turn of direction of somebody else's text survives."""
    assert shown == lenient_json.snippet(text)
