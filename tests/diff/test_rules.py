"""The table of rules audits itself: each id parses, each rule fires alone, the client is judged as it is generated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from wirecheck.diff import RULES, Client, diff, get
from wirecheck.diff.rules import ACTIONS, AREAS, RuleSide
from wirecheck.errors import UsageError
from wirecheck.generate.view import derive

if TYPE_CHECKING:
    from tests.diff.conftest import Change

OUTSIDE = {
    "api-server-changed",
    "api-security-changed",
    "api-key-variable-changed",
    "api-dialect-changed",
    "api-retry-changed",
}
"""Rules on what the client has from elsewhere than the generator's view of the schemas."""

OUTSIDE |= {f"{side}-media-type-{what}" for side in ("request", "response") for what in ("added", "removed")}
"""And of the media types, the view has JSON alone."""

BESIDE_THE_PATH = ("query.", "header.", "cookie.")
"""Parameters that no method takes: the client's template sends those that are required, with the values of the spec."""

SILENT = frozenset({"description", "summary", "example", "dependentRequired", "info", "security", "securitySchemes"})
SILENT |= {"maxLength", "minimum", "pattern"}
"""What the generator takes over into words only, or not at all."""


def test_every_rule_has_a_change_that_it_fires_on(changes: list[Change]) -> None:
    """No rule is there that nothing can fire."""
    assert sorted(change.rule for change in changes) == sorted(rule.id for rule in RULES)


def test_a_rule_fires_alone(change: Change) -> None:
    """One change is one difference, by the rule that is about it, at its place."""
    found = [(one.rule, one.operation, one.location) for one in diff(*change.specs())]
    assert found == [(change.rule, change.operation, change.location)]


@pytest.mark.in_part(5)
def test_the_client_is_judged_as_it_is_generated(change: Change) -> None:
    """The client stays as it is exactly where the generator sees the same."""
    old, new = change.specs()
    same = bare(derive(old.document)) == bare(derive(new.document))
    judged = diff(old, new)[0].client
    assert same == (judged is Client.NONE or change.rule in OUTSIDE or change.location.startswith(BESIDE_THE_PATH))


def bare(view: Any) -> Any:
    """What of the view the generator makes code of."""
    if isinstance(view, dict):
        return {key: bare(value) for key, value in view.items() if key not in SILENT}
    return [bare(value) for value in view] if isinstance(view, list) else view


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_id_is_made_of_its_axes(rule: Any) -> None:
    """Each id is a side, an area and an action of the grammar, and nothing else."""
    assert f"{rule.side}-{rule.area}-{rule.action}" == rule.id
    assert rule.side in RuleSide
    assert rule.action in ACTIONS
    assert rule.area.split("-")[0] in {word for area in AREAS for word in area.split("-")} | {
        "optional",
        "required",
        "success",
        "error",
    }


def test_the_grammar_has_no_word_that_no_rule_uses() -> None:
    """Every area and action of the grammar is some rule's."""
    actions = {rule.action for rule in RULES}
    areas = {rule.area for rule in RULES}
    assert sorted(ACTIONS) == sorted(actions)
    assert [area for area in AREAS if not any(one == area or one.endswith(f"-{area}") for one in areas)] == []


def test_ids_are_unique_and_reasons_are_sentences() -> None:
    """No two rules share an id; each says why in one sentence."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert [rule.id for rule in RULES if not (rule.reason[0].isupper() and rule.reason.endswith("."))] == []


def test_an_unknown_rule_is_an_error_with_a_hint() -> None:
    """Whoever asks for a rule that is not there hears which one may have been meant."""
    with pytest.raises(UsageError) as caught:
        get("request-property-enum-value-remove")
    assert "request-property-enum-value-removed" in caught.value.hint


@pytest.mark.in_part(5)
def test_differences_are_json(change: Change) -> None:
    """What was before and is after can be written as JSON, whatever rule fired."""
    for one in diff(*change.specs()):
        json.dumps([one.before, one.after])
