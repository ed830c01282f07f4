"""Requirements chosen by id and by family."""

from __future__ import annotations

import pytest

from wirecheck.errors import UsageError
from wirecheck.requirements.catalogue import catalogue, get, select

ALL = [requirement.id for requirement in catalogue()]
USAGE = [id for id in ALL if id.startswith("usage/")]
TABLE = [
    ((), (), ALL),
    (("usage",), (), USAGE),
    (("usage/",), (), USAGE),
    (("usage/is-present",), (), ["usage/is-present"]),
    (("usage", "limits"), (), [*USAGE, "limits/429-says-how-long"]),
    (("usage",), ("usage/is-present",), USAGE[1:]),
    ((), tuple(sorted({id.partition("/")[0] for id in ALL} - {"usage"})), USAGE),
]


@pytest.mark.parametrize(("wanted", "unwanted", "ids"), TABLE)
def test_ids_and_families_choose(wanted: tuple[str, ...], unwanted: tuple[str, ...], ids: list[str]) -> None:
    """What is ignored is left out even where it was selected, and the order is the catalogue's."""
    assert ids == [requirement.id for requirement in select(wanted, unwanted)]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("usage/is-presnt", "did you mean `usage/is-present`?"),
        ("qqqqqqqq", "`wirecheck requirements` lists them"),
        ("", "`wirecheck requirements` lists them"),
    ],
)
@pytest.mark.parametrize("ignored", [False, True])
def test_a_name_that_is_none_is_told(name: str, hint: str, ignored: bool) -> None:
    """A name that is neither an id nor a family is an error, and the nearest one is named."""
    with pytest.raises(UsageError) as caught:
        select((), (name,)) if ignored else select((name,))
    assert (f"there is no requirement `{name}`", hint) == (caught.value.message, caught.value.hint)


def test_a_requirement_is_got_by_its_id() -> None:
    """Every id gets its requirement."""
    assert [get(id).id for id in ALL] == ALL


def test_nothing_left_is_told() -> None:
    """A run that judges nothing would hold whatever came."""
    with pytest.raises(UsageError, match="no requirement is left"):
        select(("usage/is-present",), ("usage",))
