"""What came in place of an answer, told by its structure: in every envelope, one cause and one finding."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from PIL import Image

from wirecheck import Exchange, Request, Response, judge, load
from wirecheck.reading.reading import Reading
from wirecheck.reading.stand_ins import StandInKind

ERROR, TASK, WRAPPED = StandInKind.ERROR, StandInKind.TASK, StandInKind.WRAPPED
NOW = 1_800_000_000
OPERATIONS = [operation for name in ("apiyi", "deerapi", "dgrid") for operation in load(name).operations]

ERRORS: list[tuple[Any, str]] = [
    ({"error": {"message": "no such size"}}, "no such size"),
    ({"error": "no such size"}, "no such size"),
    ({"error": True}, "error True"),
    ({"code": 422, "msg": "no such size", "data": None}, "no such size"),
    ({"code": "InvalidParameter", "message": "no such size"}, "no such size"),
    ({"code": 10012, "message": "success", "data": None}, "code 10012"),
    ({"success": False, "message": "no such size"}, "no such size"),
    ({"success": False}, "success False"),
    ({"ok": False, "description": "no such size"}, "no such size"),
    ({"status": "failed", "errors": ["no such size"]}, "no such size"),
    ({"status": "failed", "id": "img-1"}, "status failed"),
    ({"status": 500, "data": []}, "status 500"),
    ({"detail": "no such size"}, "no such size"),
    ({"detail": [{"loc": ["body"], "msg": "no such size"}]}, "no such size"),
    ({"error_code": 336003, "error_msg": "no such size"}, "no such size"),
    ({"errcode": 40001, "errmsg": "no such size"}, "no such size"),
    ({"base_resp": {"status_code": 1004, "status_msg": "no such size"}}, "no such size"),
    ({"data": [{"error": {"message": "no such size"}}]}, "no such size"),
    ({"data": {"task_id": "t-1", "status": "FAILURE", "fail_reason": "no such size"}}, "no such size"),
    ({"task_id": "t-1", "error": {"message": "no such size"}}, "no such size"),
    ({"result": {"data": {"message": "no such size"}}}, "no such size"),
    ([{"error": {"message": "no such size"}}], "no such size"),
    ([{"message": "no such size", "url": "https://docs.test/sizes"}], "no such size"),
    ("no such size", "no such size"),
    ('{"error": {"message": "no such size"}}', "no such size"),
    ({"message": "尺寸无效"}, "尺寸无效"),
]

TASKS: list[tuple[Any, str]] = [
    ({"data": [{"status": "submitted", "task_id": "task-1"}]}, "task-1"),
    ({"id": "task-1", "status": "queued"}, "task-1"),
    ({"id": "task-1", "status": "IN_QUEUE", "message": "please wait"}, "task-1"),
    ({"task_id": "task-1"}, "task-1"),
    ({"taskId": "task-1", "code": 0, "message": "success"}, "task-1"),
    ({"code": 1, "description": "submitted", "data": {"task_ids": ["task-1", "task-2"]}}, "task-1"),
    ({"output": {"task_status": "PENDING", "task_id": "task-1"}, "request_id": "req-7"}, "task-1"),
    ({"job": {"id": "task-1"}}, "task-1"),
    ({"job": "task-1"}, "task-1"),
    ({"status": "processing", "data": {"id": 4711}}, "4711"),
    ({"name": "models/m/operations/task-1", "done": False}, "models/m/operations/task-1"),
    ({"request_id": "task-1", "status": "in progress"}, "task-1"),
    ({"polling_url": "https://gateway.test/v1/tasks/task-1"}, "https://gateway.test/v1/tasks/task-1"),
    ([{"taskUUID": "task-1"}], "task-1"),
]

NOTHING: list[Any] = [
    {},
    [],
    None,
    7,
    "",
    "7",
    {"code": 0, "message": "success", "data": None},
    {"status": "completed", "id": "img-1"},
    {"object": "list", "task": "text-to-image"},
    {"error": None, "errors": [], "success": True},
    {"usage": {"status": 500, "message": "not looked at"}},
]


def picture() -> str:
    out = io.BytesIO()
    image = Image.new("RGB", (1024, 1024), (30, 90, 160))
    image.paste((200, 40, 40), (0, 0, 512, 512))
    image.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


DATA = picture()
PART = {"inlineData": {"mimeType": "image/png", "data": DATA}}


def answered(operation: Any) -> dict[str, Any]:
    """An answer with a square of 1K."""
    if operation.dialect == "gemini":
        candidate = {"content": {"role": "model", "parts": [PART]}, "finishReason": "STOP", "index": 0}
        counts = {"promptTokenCount": 10, "candidatesTokenCount": 1120, "totalTokenCount": 1130}
        return {"candidates": [candidate], "usageMetadata": counts}
    counts = {"input_tokens": 10, "output_tokens": 200, "total_tokens": 210}
    return {"created": NOW, "usage": counts, "data": [{"b64_json": DATA}]}


def wrapped(operation: Any) -> list[tuple[Any, str]]:
    """An answer in other places than its own, and the place."""
    whole = answered(operation)
    pieces = whole["data"] if "data" in whole else whole["candidates"]
    return [
        ({"code": 0, "message": "success", "data": whole}, "data"),
        ({"code": 200, "result": {"response": whole}}, "result.response"),
        ({"success": True, "responses": [whole]}, "responses[]"),
        ([whole], "a list"),
        (json.dumps(whole), "a text"),
        (pieces, "a list"),
        ({"images": pieces}, "images"),
        (pieces[0], ""),
        (DATA, ""),
    ]


def exchange(operation: Any, answer: Any, status: int = 200, extra: dict[str, Any] | None = None) -> Exchange:
    """The page's own request for a picture, and an answer to it."""
    base = operation.protocol.base(operation, None)
    name, key = operation.spec.credential(operation, "$KEY")
    body = json.dumps({**base.body, **(extra or {})}).encode()
    headers = ((name, key), ("Content-Type", "application/json"))
    request = Request("POST", operation.url("https://gateway.test", base.model), headers, body)
    content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    sent = (("Content-Type", "application/json"), ("X-Request-Id", "req-1"))
    return Exchange(request, Response(status, sent, content), started=NOW, first_byte=NOW + 4, ended=NOW + 5)


def instead(operation: Any, answer: Any) -> tuple[StandInKind, str] | None:
    found = Reading(operation, exchange(operation, answer)).stand_in
    return (found.kind, found.told) if found else None


def found(operation: Any, answer: Any, **given: Any) -> list[tuple[str, str]]:
    return [(f.requirement, str(f.level)) for f in judge([exchange(operation, answer, **given)], operation.spec)]


each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)


@each_operation
def test_an_answer_is_an_answer(operation: Any) -> None:
    """Whatever stands beside it: a code, a state, an id, a message."""
    more = {"code": 1004, "message": "cached", "status": "failed", "task_id": "t-1", "success": False, "error": "no"}
    assert instead(operation, {**answered(operation), **more}) is None


@each_operation
def test_a_refusal_on_grounds_of_safety_is_no_error(operation: Any) -> None:
    """Where the protocol has a place for it in a 2xx, it is not taken for an error that says what is wrong."""
    blocked = {"promptFeedback": {"blockReason": "OTHER", "blockReasonMessage": "no such pictures"}}
    expected = None if operation.dialect == "gemini" else (ERROR, "no such pictures")
    assert instead(operation, {**blocked, "message": "no such pictures"}) == expected


@each_operation
@pytest.mark.parametrize(("answer", "told"), ERRORS, ids=lambda value: json.dumps(value)[:60])
def test_an_error_is_told_once(operation: Any, answer: Any, told: str) -> None:
    """As an error, with its words, and nothing that follows from it."""
    assert instead(operation, answer) == (ERROR, told)
    assert found(operation, answer) == [("error/is-never-a-2xx", "must")]


@each_operation
@pytest.mark.parametrize(("answer", "told"), TASKS, ids=lambda value: json.dumps(value)[:60])
def test_a_task_is_told_once(operation: Any, answer: Any, told: str) -> None:
    """As a task, with the id to ask with, and nothing that follows from it."""
    assert instead(operation, answer) == (TASK, told)
    assert found(operation, answer) == [("body/is-not-a-task", "must")]


@each_operation
@pytest.mark.parametrize("number", range(9))
def test_a_wrapping_is_told_once(operation: Any, number: int) -> None:
    """With the place in which the answer stands, and nothing that follows from it."""
    answer, place = wrapped(operation)[number]
    assert instead(operation, answer) == (WRAPPED, place)
    assert found(operation, answer) == [("body/is-not-wrapped", "must")]


@each_operation
@pytest.mark.parametrize("answer", NOTHING, ids=lambda value: json.dumps(value)[:60])
def test_what_says_nothing_is_one_finding_too(operation: Any, answer: Any) -> None:
    """An answer without a picture, an error or a task has no picture."""
    requirement = "answer/has-a-candidate" if operation.dialect == "gemini" else "images/has-pictures"
    assert instead(operation, answer) is None
    assert found(operation, answer) == [(requirement, "must")]


@each_operation
@pytest.mark.parametrize("page", [b"<html><body><h1>502 Bad Gateway</h1></body></html>", b"upstream timed out", b""])
def test_what_is_no_json_is_one_finding(operation: Any, page: bytes) -> None:
    """A page, a line of text and nothing at all."""
    assert found(operation, page) == [("body/is-json", "must")]


@each_operation
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_one_finding(operation: Any, status: int) -> None:
    """It is no error, so that nothing is asked of its words."""
    assert found(operation, b"", status=status) == [("endpoint/documented-path-exists", "must")]


UNDOCUMENTED = {"x-undocumented": 1}


@each_operation
@pytest.mark.parametrize(
    ("answer", "requirement"),
    [
        ({"error": "no"}, "error/is-never-a-2xx"),
        ({"task_id": "task-1"}, "body/is-not-a-task"),
        ([], ""),
        ({}, ""),
        (b"oops", "body/is-json"),
    ],
)
def test_what_does_not_hang_on_the_request_stays_a_must(operation: Any, answer: Any, requirement: str) -> None:
    """Also beside a member that the page does not name: JSON, and a picture or an error."""
    absent = "answer/has-a-candidate" if operation.dialect == "gemini" else "images/has-pictures"
    assert found(operation, answer, extra=UNDOCUMENTED) == [(requirement or absent, "must")]


@each_operation
def test_a_large_answer_is_read_once(operation: Any) -> None:
    """Neither width nor depth makes it slow, and an error far inside is none."""
    wide: dict[str, Any] = {f"item{number}": {"note": [{}] * 50} for number in range(2000)}
    deep: Any = {"message": "no such size"}
    for _ in range(100):
        deep = {"inner": [deep]}
    assert instead(operation, {"wide": wide, "deep": deep}) is None
