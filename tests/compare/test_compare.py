"""What a comparison says: how gateways are called, what may be sent, what is lost, and how operations are matched."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import pytest

from wirecheck.compare import Lost, Row, Weight, compare, matched, places, render_text
from wirecheck.compare.migration import changed_lines, moved
from wirecheck.compare.requests import documented
from wirecheck.errors import UsageError, WirecheckError
from wirecheck.spec.spec import Operation, Spec, load
from wirecheck.wire.lenient_json import Json

APIYI = load("apiyi").operation("generateContent")
DEERAPI = load("deerapi").operation("generateContent")
DGRID = load("dgrid").operation("generateContent")
NATIVE = load("gemini-native").operation("generateContent")
IMAGES = load("deerapi").operation("createImage")


def other(operation: Operation, **changes: Any) -> Operation:
    """The same operation of another provider, places in its document changed; `None` takes them away."""
    document = copy.deepcopy(dict(operation.spec.document))
    for path, value in changes.items():
        *outer, last = path.split("__")
        node: Any = document
        for step in outer:
            node = node[step]
        node.pop(last, None) if value is None else node.update({last: value})
    return Spec("other", document, operation.spec.pages).operation(operation.name)


ANSWERS = "components__schemas__"


def test_an_operation_and_itself_are_the_same() -> None:
    """Moving to where one is means nothing."""
    for operation in (APIYI, DEERAPI, DGRID, NATIVE, IMAGES):
        found = compare(operation, operation)
        assert (found.calls, found.requests, found.refused, found.lost) == ((), (), (), ())
        assert all(sample.same and not sample.notes for sample in found.rewritten)


def test_how_gateways_are_called_stands_side_by_side() -> None:
    """Server, path, key, its variable and models are told where they differ, and not where they do not."""
    rows = {row.what: (row.a, row.b) for row in compare(APIYI, NATIVE).calls}
    assert rows["server"] == ("https://api.apiyi.com", "your own")
    assert rows["variable of the key"] == ("APIYI_API_KEY", "GEMINI_NATIVE_API_KEY")
    assert rows["path"][1] == "/v1beta/models/{model}:generateContent"
    assert "key" not in rows
    assert "charged" not in rows


def test_members_stand_side_by_side() -> None:
    """Duty, values and defaults of each member are told where they differ; what is inside of what is absent is not."""
    rows = {row.what: row for row in compare(APIYI, NATIVE).requests}
    assert rows["generationConfig.imageConfig.imageSize"] == Row(
        "generationConfig.imageConfig.imageSize",
        "optional, one of `512` `1K` `2K` `4K`, default `1K`",
        "required, one of `1K` `2K` `4K`",
    )
    assert rows["generationConfig.thinkingConfig"].b == "not on the page"
    assert "generationConfig.thinkingConfig.thinkingLevel" not in rows
    assert rows["tools"].a == "optional, not `google_search`"


def test_what_is_refused_has_its_values_and_a_reason() -> None:
    """Values off the other set are named together; what may be left out here and not there as well."""
    found = {(one.member, one.why): one.values for one in compare(APIYI, NATIVE).refused}
    assert found == {
        ("generationConfig.imageConfig", "is required there"): (),
        ("generationConfig.imageConfig.aspectRatio", "is required there"): (),
        ("generationConfig.imageConfig.imageSize", "is required there"): (),
        ("generationConfig.imageConfig.aspectRatio", "is not one of its values"): ("1:4", "1:8", "4:1", "8:1"),
        ("generationConfig.imageConfig.imageSize", "is not one of its values"): ("512",),
    }


def test_what_is_refused_by_upstream_is_told_as_such() -> None:
    """Where the other page leaves a set open, upstream's is what decides."""
    found = {(one.member, one.values): one.why for one in compare(DGRID, DEERAPI).refused}
    why = found["generationConfig.imageConfig.imageSize", ("1024x1024",)]
    assert why == "upstream's `gemini-3.1-flash-image` does not accept it"


def test_what_is_not_on_the_other_page_is_not_promised() -> None:
    """A member that the other page does not have is served and may be ignored; another spelling is told."""
    found = {one.member: one.why for one in compare(DEERAPI, NATIVE).unpromised}
    assert found["generationConfig.thinkingConfig"] == "is not on the page there, and may be ignored"
    assert found["contents[].parts[].inlineData"] == "is named `inline_data` there"
    assert {one.weight for one in compare(DEERAPI, NATIVE).unpromised} == {Weight.UNPROMISED}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        (
            {f"{ANSWERS}Candidate__properties__finishReason__x-citation": None},
            (Lost("response.candidates[].finishReason", "is not promised there"),),
        ),
        (
            {f"{ANSWERS}GenerateContentResponse__properties__usageMetadata": None},
            (Lost("response.usageMetadata", "is not documented there"),),
        ),
        (
            {f"{ANSWERS}UsageMetadata__properties__promptTokenCount__type": ["integer", "null"]},
            (Lost("response.usageMetadata.promptTokenCount", "may be null there"),),
        ),
        (
            {f"{ANSWERS}UsageMetadata__properties__promptTokenCount__type": "string"},
            (Lost("response.usageMetadata.promptTokenCount", "was `integer`, and is `string` there"),),
        ),
        ({f"{ANSWERS}PartAnswer__properties__text": None}, ()),
        (
            {f"paths__{APIYI.path}__post__x-picture-first": None},
            (Lost("response", "has the picture in its first part here, and may have a text there"),),
        ),
    ],
    ids=["nothing", "citation", "member", "null", "type", "not promised", "order"],
)
def test_what_is_lost_is_what_was_promised(changes: dict[str, Any], expected: tuple[Lost, ...]) -> None:
    """A promise on answers that is not made, or not so, is lost; what nobody promised is not."""
    assert compare(APIYI, other(APIYI, **changes)).lost == expected


def test_what_the_other_promises_besides_is_no_loss() -> None:
    """Promises are compared from `a` to `b`, and not back."""
    less = other(APIYI, **{f"{ANSWERS}Candidate__properties__finishReason__x-citation": None})
    assert compare(less, APIYI).lost == ()


def test_a_request_id_on_errors_can_be_lost() -> None:
    """A page that tells callers to log the id of a request promises one."""
    lost = Lost("errors", "carry an id of the request here, which is not documented there")
    assert lost in compare(DEERAPI, DGRID).lost


def test_another_default_is_said_in_what_is_sent() -> None:
    """What was applied here when it was left out is sent, where the other gateway applies something else."""
    level = f"{ANSWERS}ImageConfig__properties__imageSize"
    b = other(APIYI, **{f"{level}__default": "4K"})
    sent = next(documented(APIYI))
    body = places.without(sent.body, "generationConfig.imageConfig.imageSize")
    left_out = type(sent)(sent.what, "", body, sent.model)
    found, notes = moved(APIYI, b, left_out)
    assert places.value(found, "generationConfig.imageConfig.imageSize") == "1K"
    assert notes == ["`generationConfig.imageConfig.imageSize` is stated, because its default there is 4K"]


def test_a_ratio_that_is_not_taken_becomes_the_nearest() -> None:
    """Of the ratios that the other page lists the nearest is asked for."""
    sent = next(documented(APIYI))
    body = places.put(sent.body, "generationConfig.imageConfig.aspectRatio", "8:1")
    found, notes = moved(APIYI, NATIVE, type(sent)(sent.what, "", body, sent.model))
    assert places.value(found, "generationConfig.imageConfig.aspectRatio") == "21:9"
    assert notes == ["`generationConfig.imageConfig.aspectRatio` is 21:9: 8:1 is not accepted"]


def test_samples_that_differ_in_their_words_only_are_one() -> None:
    """A page that shows one request with two prompts has one sample to rewrite."""
    assert len(APIYI.examples) == 2
    assert [sample.name for sample in compare(APIYI, DGRID).rewritten] == ["the sample `curl-request`"]


def test_before_and_after_are_one_text_with_signs() -> None:
    """Lines that go have a minus, lines that come a plus, all others are there as well."""
    lines = changed_lines(compare(APIYI, DGRID).rewritten[0])
    assert lines[0] == f"-POST https://api.apiyi.com{APIYI.path}"
    assert "+Authorization: Bearer $DGRID_API_KEY" in lines
    assert " Content-Type: application/json" in lines


def test_operations_are_matched_by_what_they_speak() -> None:
    """Each operation has the one of its dialect as its counterpart; where there is none, that is told."""
    pairs, left = matched(load("deerapi").operations, load("apiyi").operations)
    assert [(a.id, b.id) for a, b in pairs] == [("deerapi:generateContent", "apiyi:generateContent")]
    assert left == [IMAGES]


def test_operations_that_speak_otherwise_are_not_compared() -> None:
    """Two protocols have no member in common."""
    with pytest.raises(UsageError) as caught:
        compare(IMAGES, APIYI)
    assert caught.value.hint


@pytest.mark.parametrize("junk", [3, "text", [None]], ids=str)
@pytest.mark.parametrize(
    "path",
    [
        "components__schemas__ImageConfig__properties",
        "components__schemas__GenerateContentRequest__required",
        "components__securitySchemes",
        f"paths__{APIYI.path}__post__x-models",
        f"paths__{APIYI.path}__post__requestBody",
        f"paths__{APIYI.path}__post__responses",
        "servers",
    ],
)
def test_a_broken_spec_is_an_error_of_ours(path: str, junk: object) -> None:
    """Whatever stands where something else ought to stand, there is a comparison or an error of ours."""
    broken = other(APIYI, **{path: junk})
    for a, b in ((broken, NATIVE), (NATIVE, broken)):
        with contextlib.suppress(WirecheckError):
            render_text((compare(a, b),))


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("a", 1, {"a": 1}),
        ("a.b", 1, {"a": {"b": 1}}),
        ("a[].b", 1, {"a": [{"b": 1}]}),
        ("a[].b[].c", 1, {"a": [{"b": [{"c": 1}]}]}),
    ],
)
def test_a_value_is_put_where_its_path_says(path: str, value: int, expected: dict[str, Any]) -> None:
    """What is around a value is made where it is missing, is read back, and goes with it."""
    body = places.put({"z": 0}, path, value)
    assert body == {**expected, "z": 0}
    assert places.has(body, path)
    assert places.value(body, path) == value
    assert places.without(body, path) == {"z": 0}
    assert not places.has({"z": 0}, path)


def test_putting_leaves_what_is_beside() -> None:
    """A value put into a request takes nothing else away, and the request itself stays as it is."""
    body: dict[str, Json] = {"a": [{"b": 1, "c": 2}, {"d": 3}]}
    assert places.put(body, "a[].b", 9) == {"a": [{"b": 9, "c": 2}, {"d": 3}]}
    assert places.without(body, "a[].b") == {"a": [{"c": 2}, {"d": 3}]}
    assert body == {"a": [{"b": 1, "c": 2}, {"d": 3}]}
