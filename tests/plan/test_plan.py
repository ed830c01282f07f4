"""Plans: what is asked, in which order, what it can cost, and that each probe is wrong in one place."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import pytest

from wirecheck.dialects.gemini.member_paths import LEVEL, RATIO, SIZE
from wirecheck.plan import Case, Depth, Phase, Wire, at_worst, expected, plan, repeated
from wirecheck.reading.reading import Credential, Reading, Standing
from wirecheck.reading.unknown_paths import is_beside
from wirecheck.spec.spec import Operation, load, providers
from wirecheck.wire.exchange import Exchange
from wirecheck.wire.lenient_json import dotted, pick

WIRE = Wire("https://gateway.test/prefix", "THE_KEY", (("X-Extra", "1"),))
OPERATIONS = [operation for name in providers() for operation in load(name).operations]
PLANS = {(operation.id, depth): plan(operation, depth, WIRE) for operation in OPERATIONS for depth in Depth}
APIYI = load("apiyi").operation("generateContent")

each = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
at_each_depth = pytest.mark.parametrize("depth", Depth)


def of(operation: Operation, depth: Depth, phase: Phase) -> list[Case]:
    return [case for case in PLANS[operation.id, depth] if case.phase is phase]


def read(operation: Operation, case: Case) -> Reading:
    return Reading(operation, Exchange(case.request))


def bodies(operation: Operation, depth: Depth) -> list[dict[str, object]]:
    return [json.loads(case.request.body) for case in of(operation, depth, Phase.BILLABLE)]


@each
def test_a_probe_asks_for_one_or_two(operation: Operation) -> None:
    """The default of a live gateway charges for two at most."""
    assert 1 <= len(of(operation, Depth.PROBE, Phase.BILLABLE)) <= 2


def test_a_sweep_of_apiyi_is_small() -> None:
    """Fourteen ratios, four sizes, two levels and the rest fit into eighteen pictures."""
    assert expected(PLANS[APIYI.id, Depth.SWEEP]) <= 18


def test_pairs_of_apiyi() -> None:
    """Every ratio is asked for in every size, and with every level and modality."""
    asked = bodies(APIYI, Depth.PAIRS)
    for one, other in itertools.combinations((RATIO, SIZE, LEVEL), 2):
        values = [APIYI.member(path).values for path in (one, other)]  # type: ignore[union-attr]
        met = {(x, y) for body in asked for x in pick(body, one) for y in pick(body, other)}  # type: ignore[arg-type]
        assert set(itertools.product(*values)) <= met
    assert len(asked) <= 14 * 4 + 3


def test_a_plan_repeated() -> None:
    """What is billable is sent as often as is said, under ids of its own and in its phase; the rest once."""
    once = PLANS[APIYI.id, Depth.PROBE]
    thrice = repeated(once, 3)
    assert len({case.id for case in thrice}) == len(thrice)
    assert expected(thrice) == 3 * expected(once)
    assert len(thrice) - len(once) == 2 * expected(once)
    assert [case.phase for case in thrice] == sorted((c.phase for c in thrice), key=list(Phase).index)
    turns = [case.purpose for case in thrice if case.request == of(APIYI, Depth.PROBE, Phase.BILLABLE)[0].request]
    assert [purpose.removeprefix(turns[0]) for purpose in turns] == ["", " (2nd time)", " (3rd time)"]


@each
def test_a_sweep_asks_for_every_documented_value(operation: Operation) -> None:
    """Each value of each closed set that a picture model takes is in some billable request."""
    asked = bodies(operation, Depth.SWEEP)
    left = [
        (member.path, value)
        for member in operation.members
        if member.values and member.citation is not None
        for value in member.values
        if value not in [found for body in asked for found in pick(body, member.path)]  # type: ignore[arg-type]
    ]
    taken = [row for row in left if row[0] != "response_format"]
    assert taken == []


@each
def test_a_sweep_leaves_every_default_out_once(operation: Operation) -> None:
    """A documented default shows only where the member is left out, and the object around it too or not."""
    asked = bodies(operation, Depth.SWEEP)
    defaults = [m.path for m in operation.members if m.default is not None and not m.required]
    assert [path for path in defaults if all(dotted(body, path) is not None for body in asked)] == []  # type: ignore[arg-type]


@each
def test_a_sweep_asks_for_every_example(operation: Operation) -> None:
    """The page's own requests are sent as they stand; two of one structure are sent once."""

    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {k: "" if k in ("text", "prompt") else shape(v) for k, v in value.items()}
        return [shape(v) for v in value] if isinstance(value, list) else value

    asked = [shape(body) for body in bodies(operation, Depth.SWEEP)]
    assert [example.name for example in operation.examples if shape(example.value) not in asked] == []


@each
@at_each_depth
def test_billable_requests_are_never_wrong(operation: Operation, depth: Depth) -> None:
    """Whatever is paid for keeps to the page, or to upstream where the page is open."""
    wrong = [
        (case.purpose, departure.message)
        for case in of(operation, depth, Phase.BILLABLE)
        for departure in read(operation, case).departures
        if departure.standing is Standing.WRONG
    ]
    assert wrong == []


@each
@at_each_depth
def test_every_probe_is_wrong_in_exactly_one_place(operation: Operation, depth: Depth) -> None:
    """A refusal of a request that is wrong twice would say nothing of either."""
    counts = {
        case.purpose: sum(d.standing is Standing.WRONG for d in read(operation, case).departures)
        for case in of(operation, depth, Phase.PROBE)
    }
    assert counts
    assert dict.fromkeys(counts, 1) == counts


@each
@at_each_depth
def test_free_cases_cannot_be_charged(operation: Operation, depth: Depth) -> None:
    """No key, a wrong key, another method, a made-up path, half a document: none of them can be served honestly."""
    kinds = []
    for case in of(operation, depth, Phase.FREE):
        reading = read(operation, case)
        kinds.append(case.kind)
        wrong = reading.standing is Standing.WRONG or is_beside(operation, case.request)
        assert wrong or reading.credential is not Credential.CALLERS
    assert kinds == ["no key", "wrong key", "method", "unknown path"]


@each
@at_each_depth
def test_phases_come_in_order(operation: Operation, depth: Depth) -> None:
    """First what nothing can charge, then what is charged, then what ought not to be."""
    phases = [case.phase for case in PLANS[operation.id, depth]]
    assert sorted(phases, key=list(Phase).index) == phases


@each
@at_each_depth
def test_ids_are_stable_and_come_once(operation: Operation, depth: Depth) -> None:
    """A plan made again, for another target and with another key's name, has the same ids."""
    cases = PLANS[operation.id, depth]
    ids = [case.id for case in cases]
    other = plan(operation, depth, Wire("https://gateway.test/prefix", "ANOTHER_KEY"))
    assert sorted(set(ids)) == sorted(ids)
    assert ids == [case.id for case in other]
    assert all(len(id) == 12 and int(id, 16) >= 0 for id in ids)


@each
@at_each_depth
def test_what_it_costs_is_reckoned(operation: Operation, depth: Depth) -> None:
    """Expected are the billable ones; at worst one of each kind of probe is served as well."""
    cases = PLANS[operation.id, depth]
    kinds = {case.kind for case in cases if case.phase is Phase.PROBE}
    phases = Counter(case.phase for case in cases)
    assert (phases[Phase.BILLABLE], phases[Phase.BILLABLE] + len(kinds)) == (expected(cases), at_worst(cases))


@each
def test_pictures_are_reckoned_in_tokens(operation: Operation) -> None:
    """What upstream publishes for a picture is in the plan, and the rest of a sweep is at the cheapest tier."""
    cases = of(operation, Depth.SWEEP, Phase.BILLABLE)
    assert any(case.tokens > 0 for case in cases)
    assert [case.purpose for case in cases if case.tokens < 0] == []


@each
@at_each_depth
def test_every_request_is_addressed_as_asked(operation: Operation, depth: Depth) -> None:
    """Base URL and headers are on every request, and no key is."""
    cases = PLANS[operation.id, depth]
    assert [case.id for case in cases if not case.request.url.startswith("https://gateway.test/prefix/v1")] == []
    assert {"1"} == {case.request.header("X-Extra") for case in cases}
    keys = {case.request.header("Authorization") for case in cases if case.kind not in ("no key", "wrong key")}
    assert {"Bearer $THE_KEY"} == keys


@at_each_depth
def test_a_model_replaces_the_one_in_the_path(depth: Depth) -> None:
    """`--model` also replaces a model that the page fixes; the unknown one is still asked for."""
    cases = plan(APIYI, depth, Wire("https://gateway.test", "K", model="my-model"))
    models = Counter(APIYI.model_asked(case.request) for case in cases if case.kind != "unknown path")
    assert {"my-model", "wirecheck-no-such-model"} == set(models)
    assert models["wirecheck-no-such-model"] == 1


@at_each_depth
def test_a_model_replaces_the_one_in_the_body(depth: Depth) -> None:
    """In the other dialect the model is a member."""
    operation = load("deerapi").operation("createImage")
    cases = plan(operation, depth, Wire("https://gateway.test", "K", model="my-model"))
    asked = {json.loads(case.request.body).get("model") for case in cases if case.phase is Phase.BILLABLE}
    assert "my-model" in asked
    assert "gpt-image-2" not in asked


def test_an_unsupported_tool_is_probed() -> None:
    """What the page calls unsupported is sent once, among what ought to be refused."""
    purposes = [case.purpose for case in of(APIYI, Depth.PROBE, Phase.PROBE) if case.kind == "unsupported"]
    assert len(purposes) == 2
