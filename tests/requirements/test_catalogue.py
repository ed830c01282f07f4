"""The catalogue audits itself: truthful gateways are not blamed, and every lie is found by what it names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wirecheck.emulator import faults, faults_for, manners
from wirecheck.emulator.hooks import Fault
from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options, prepare
from wirecheck.plan import Depth
from wirecheck.requirements.catalogue import catalogue, in_order_of_premises
from wirecheck.requirements.requirement import Level, requirement
from wirecheck.spec.spec import Operation, load, providers
from wirecheck.wire import picture_bytes

OPERATIONS = [operation for name in providers() for operation in load(name).operations]
Check = Callable[..., Run]

SWEEP_ONLY = {
    "example-refused": "a probe asks for rarer values than the page's example",
    "value-refused": "a probe asks for one value of each set",
    "value-crashes": "a probe asks for one value of each set",
    "member-refused": "a probe leaves the text members out",
    "optional-demanded": "a probe leaves out what has a visible default",
    "n-ignored": "two pictures cost twice",
    "url-dead": "only models that upstream has retired answer with addresses",
    "url-relative": "only models that upstream has retired answer with addresses",
    "input-picture-dropped": "a probe sends no picture along",
    "snake-picture-dropped": "a probe sends no picture along",
    "system-instruction-dropped": "a probe leaves the text members out",
    "search-tool-rewritten": "a search is charged apart",
}
"""Faults that one or two pictures cannot show everywhere, and why."""


DEPTHS = [Depth.PROBE, *(pytest.param(depth, marks=pytest.mark.exhaustive) for depth in (Depth.SWEEP, Depth.PAIRS))]


LOOK = picture_bytes.inspect
SEEN: dict[bytes, picture_bytes.InspectedPicture] = {}


def seen(content: bytes) -> picture_bytes.InspectedPicture:
    """What is in a picture; emulators paint the same ones again and again, and each is decoded once."""
    key = hashlib.sha256(content).digest()
    if key not in SEEN:
        SEEN[key] = LOOK(content)
    return SEEN[key]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Check:
    """A run of an operation's emulator that waits for nothing."""
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    monkeypatch.setattr(picture_bytes, "inspect", seen)

    def run(operation: Operation, depth: Depth, manner: tuple[str, ...] = (), fault: tuple[str, ...] = ()) -> Run:
        options = Options(depth=depth, manner=manner, fault=fault)
        return prepare(f"emulated:{operation.provider}:{operation.name}", options, environ={}).run()

    return run


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("manner", [manner.id for manner in manners()])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_no_truthful_gateway_is_blamed(check: Check, operation: Operation, manner: str, depth: Depth) -> None:
    """Every requirement holds on every truthful manner, and none that binds goes unjudged."""
    run = check(operation, depth, manner=(manner,))
    assert [(f.requirement, f.message) for f in run.findings] == []
    assert [(r.requirement, r.why) for r in run.unjudged] == []


# schemathesis, which plans the probes, is built on hypothesis itself: hence `nested_given`
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.nested_given, HealthCheck.too_slow],
)
@given(
    operation=st.sampled_from(OPERATIONS),
    drawn=st.lists(st.sampled_from([manner.id for manner in manners()]), min_size=2, max_size=4, unique=True),
)
# a request that is wrong, and let pass, meets the failure that the page says to retry
@example(operation=load("deerapi").operation("generateContent"), drawn=["lenient", "trips-at-first"])
def test_no_combination_of_manners_is_blamed(check: Check, operation: Operation, drawn: list[str]) -> None:
    """Manners stay truthful together."""
    run = check(operation, Depth.PROBE, manner=tuple(drawn))
    assert [(f.requirement, f.message) for f in run.findings] == []


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("operation", "fault"),
    [(operation, fault) for operation in OPERATIONS for fault in faults_for(operation)],
    ids=lambda value: value.id,
)
def test_every_lie_is_found_by_what_it_names(check: Check, operation: Operation, fault: object) -> None:
    """A fault breaks a requirement that it names, and at a probe already where one answer can show it."""
    assert isinstance(fault, Fault)
    depth = Depth.SWEEP if fault.id in SWEEP_ONLY else Depth.PROBE
    run = check(operation, depth, fault=(fault.id,))
    if fault.trouble:
        assert {trouble.kind.name.lower() for trouble in run.troubles} == {fault.trouble}
        assert [finding.requirement for finding in run.findings] == []
    else:
        assert {finding.requirement for finding in run.findings} & set(fault.breaks)


@pytest.mark.exhaustive
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_a_sweep_finds_what_a_probe_finds(check: Check, operation: Operation) -> None:
    """Who asks for more is not told less."""
    lost = [
        fault.id
        for fault in faults_for(operation)
        if fault.id not in SWEEP_ONLY
        and not fault.trouble
        and not {f.requirement for f in check(operation, Depth.SWEEP, fault=(fault.id,)).findings} & set(fault.breaks)
    ]
    assert lost == []


@pytest.mark.parametrize("fault", SWEEP_ONLY)
def test_no_waiver_is_stale(check: Check, fault: str) -> None:
    """What a waiver says that a probe cannot show is not found by it, at one operation at least."""
    (named,) = [known for known in faults() if known.id == fault]
    able = [operation for operation in OPERATIONS if named.applies_to(operation)]
    found = [
        {finding.requirement for finding in check(operation, Depth.PROBE, fault=(fault,)).findings} & set(named.breaks)
        for operation in able
    ]
    assert not all(found)


def test_every_waiver_names_a_fault() -> None:
    """A reason for waiting until the sweep goes with a fault that exists."""
    assert set(SWEEP_ONLY) <= {fault.id for fault in faults()}


def test_every_requirement_is_broken_by_a_fault() -> None:
    """A check that no lie can fail checks nothing."""
    named = {id for fault in faults() for id in fault.breaks}
    binding = {requirement.id for requirement in catalogue() if requirement.default_level is not Level.OBSERVE}
    how = "write a fault in conformance/wirecheck/emulator/faults that names it in `breaks`"
    assert binding - named == set(), how
    assert named - binding == set()


def test_a_must_of_ours_needs_a_citation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A house rule may fail a run on its own word; a requirement of the catalogue that would is refused."""
    family = ModuleType("house")
    vars(family)["quick"] = requirement("house/is-quick", default_level=Level.MUST)(lambda reading: iter(()))
    monkeypatch.setattr("wirecheck.requirements.catalogue.FAMILIES", (family,))
    with pytest.raises(ValueError, match=r"`house/is-quick` has .*: a `must` needs a citation"):
        catalogue.__wrapped__()


def test_ids_are_words_and_come_once() -> None:
    """An id is a family and what holds, in words."""
    ids = [requirement.id for requirement in catalogue()]
    assert [id for id in ids if not re.fullmatch(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*", id)] == []
    assert sorted(set(ids)) == sorted(ids)


def test_premises_exist_and_come_first() -> None:
    """What a requirement rests on is in the catalogue, and is judged before it."""
    order = [requirement.id for requirement in in_order_of_premises()]
    assert sorted(order) == sorted(requirement.id for requirement in catalogue())
    late = [
        (requirement.id, premise)
        for requirement in catalogue()
        for premise in requirement.after
        if order.index(premise) > order.index(requirement.id)
    ]
    assert late == []


def test_every_statement_is_a_sentence() -> None:
    """A statement stands alone: it begins with a capital and ends with a full stop."""
    bad = [r.statement for r in catalogue() if not re.fullmatch(r"[A-Z`].*[^.]\.", r.statement)]
    assert bad == []


def test_every_location_exists_somewhere() -> None:
    """A place that promises a requirement is a node of at least one spec: a misspelt one would promise nothing."""
    lost = [
        (requirement.id, place)
        for requirement in catalogue()
        for place in requirement.promised_by
        if not any(operation.at(place) for operation in OPERATIONS)
    ]
    assert lost == []
