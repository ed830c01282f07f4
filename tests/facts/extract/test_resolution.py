"""Claims with short names, and what follows from all claims together."""

from __future__ import annotations

from wirecheck.facts import Attr, Basis, Qualifier, Side
from wirecheck.facts.extract.claims import Claims, Mention

POST = "POST /v1/images"


def claims() -> Claims:
    """Claims of a page of six lines."""
    return Claims([f"line {number}" for number in range(1, 7)])


def test_a_short_name_is_made_full() -> None:
    """A table may name a member by the end of its path, where one declared member ends so."""
    page = claims()
    page.member(Side.REQUEST, "config.size", Basis.DECLARED, 1)
    page.member(Side.REQUEST, "size", Basis.TABLE, 2)
    facts, contradictions = page.facts([POST])
    assert {fact.path for fact in facts} == {"config", "config.size"}
    assert contradictions == ()


def test_a_short_name_of_two_members_is_ambiguous() -> None:
    """A name that two declared members end in is left as it is, and told."""
    page = claims()
    for path in ("config.size", "style.size"):
        page.member(Side.REQUEST, path, Basis.DECLARED, 1)
    page.member(Side.REQUEST, "size", Basis.TABLE, 2)
    _, (ambiguous,) = page.facts([POST])
    assert ambiguous.why == "several members have this name"
    assert [claim.value for claim in ambiguous.claims] == ["config.size", "style.size"]


def test_items_are_marked_once_the_array_is_known() -> None:
    """`data.url` is `data[].url` where `data` is an array."""
    page = claims()
    page.claim(Side.RESPONSE, "data", Attr.TYPE, "object[]", Basis.DECLARED, 1)
    page.member(Side.RESPONSE, "data.url", Basis.TABLE, 2)
    facts, _ = page.facts([POST])
    assert {fact.path for fact in facts} == {"data", "data[].url"}


def test_required_inside_of_optional_is_conditional() -> None:
    """A member that is required within one that may be left out is required of those who use that one."""
    page = claims()
    Mention(page, Side.REQUEST, "style", Basis.TABLE, 1).claim(Attr.REQUIRED, False, Qualifier.EXPLICIT)
    Mention(page, Side.REQUEST, "style.name", Basis.TABLE, 2).claim(Attr.REQUIRED, True, Qualifier.EXPLICIT)
    facts, _ = page.facts([POST])
    required = {fact.path: fact.qualifier for fact in facts if fact.attr is Attr.REQUIRED}
    assert required == {"style": Qualifier.EXPLICIT, "style.name": Qualifier.CONDITIONAL}
