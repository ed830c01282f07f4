"""Below which member another one stands."""

from __future__ import annotations

from wirecheck.facts.extract.nests import Nests
from wirecheck.facts.page import Side
from wirecheck.facts.parse.blocks import MemberEntry


def entry(path: str, kind: str, children: int = 0) -> MemberEntry:
    return MemberEntry(path, kind, 1, 1, children=children)


def test_members_that_are_counted() -> None:
    """As many as the page says stand below one."""
    nests = Nests({})
    members = (entry("a", "object[]", 2), entry("b", "string"), entry("c", "string"), entry("d", "string"))
    paths = [nests.below(member, Side.REQUEST) for member in members]
    assert paths == ["a", "a[].b", "a[].c", "d"]


def test_marks_begin_and_end_members() -> None:
    """Where no member came before, a mark opens nothing."""
    nests = Nests({})
    assert not nests.open()
    nests.below(entry("data", "array"), Side.RESPONSE)
    assert nests.open()
    assert nests.below(entry("url", "string"), Side.RESPONSE) == "data[].url"
    assert nests.close()
    assert not nests.close()
    assert nests.below(entry("id", "string"), Side.RESPONSE) == "id"


def test_a_sample_tells() -> None:
    """A name that stands below another one in a sample does so on the page."""
    nests = Nests({Side.REQUEST: {"image", "image.size", "n"}})
    assert nests.below(entry("image", "object"), Side.REQUEST) == "image"
    assert nests.below(entry("size", "string"), Side.REQUEST) == "image.size"
    assert nests.below(entry("n", "integer"), Side.REQUEST) == "n"


def test_the_name_again_heads_the_items() -> None:
    """On a line of its own, or as an object of the same name."""
    nests = Nests({})
    nests.below(entry("items", "array of objects"), Side.REQUEST)
    assert nests.named_again("items*")
    assert nests.below(entry("k", "string"), Side.REQUEST) == "items[].k"
    nests.clear()
    nests.below(entry("items", "array of objects"), Side.REQUEST)
    assert nests.repeats(entry("items", "object"))
    assert nests.below(entry("k", "string"), Side.REQUEST) == "items[].k"
