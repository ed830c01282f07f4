"""Requirements on errors: their status shows that they are errors, they can be read, and they blame the right side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecheck.reading.reading import REQUEST_ID, Credential, Reading, Standing
from wirecheck.requirements import premises
from wirecheck.requirements.requirement import Broken, EvenIf, Level, Outcome, Reads, requirement
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json, Slip, members

MESSAGE = ("message", "msg", "detail", "error_description", "title", "errors")


@requirement(
    "error/is-never-a-2xx",
    promised_by="response",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.EXCUSED,
    after=premises.READABLE,
    judges_wrong_requests=True,
    level_is_fixed=True,
)
def is_never_a_2xx(reading: Reading) -> Iterator[Outcome]:
    """
    An error is never sent as a success.

    A caller pays for a 200 and does not retry it; an error in it is taken for a picture.
    """
    error = members(reading.answer).get("error")
    if reading.served and error and not reading.operation.protocol.has_content(reading.answer):
        said = error if isinstance(error, str) else str(members(error).get("message") or "")
        assert reading.response is not None
        yield f"status {reading.response.status} contains an error: {lenient_json.snippet(said, 0, 120)}"


def _refusal(reading: Reading) -> bool:
    return reading.right_method


@requirement(
    "error/is-json",
    default_level=Level.SHOULD,
    reads=Reads.REFUSED,
    even_if=EvenIf.EXCUSED,
    asked=_refusal,
    after=premises.READABLE[:2],
    judges_wrong_requests=True,
)
def is_json(reading: Reading) -> Iterator[Outcome]:
    """
    An error is a JSON object.

    Clients parse it to report what happened; a page of HTML makes them crash instead.
    """
    response = reading.response
    assert response is not None
    read = response.document
    if not read.read or read.slip(Slip.NOT_UTF8):
        head = (
            lenient_json.snippet(response.content[:200].decode(errors="replace"), 0, 60)
            if response.content
            else "nothing"
        )
        yield f"status {response.status} came with {head}"
    elif not isinstance(_unwrapped(read.value), dict):
        yield f"status {response.status} came with {type(read.value).__name__}, not an object"


def _unwrapped(value: Json) -> Json:
    """The error, also out of a list, as upstream's streams send it, or as some gateways do under `errors`."""
    if isinstance(value, dict) and isinstance(value.get("errors"), list):
        value = value["errors"]
    return value[0] if isinstance(value, list) and value else value


@requirement(
    "error/has-a-message",
    default_level=Level.SHOULD,
    reads=Reads.REFUSED,
    even_if=EvenIf.EXCUSED,
    asked=_refusal,
    after=("error/is-json",),
    judges_wrong_requests=True,
)
def has_a_message(reading: Reading) -> Iterator[Outcome]:
    """
    An error has a message that says what is wrong.

    `error` is an object with a text in `message`, as with Google and OpenAI. A message beside `error`, or without it,
    is accepted too. An `error` that is only a string breaks the clients of both.
    """
    answer = members(_unwrapped(reading.answer))
    error = answer.get("error")
    beside = [text for name in MESSAGE if isinstance(text := answer.get(name), str)]
    if isinstance(error, str) and error and not any(beside):
        yield "`error` is a string and not an object"
        return
    holder = {**answer, **members(error)}
    if not any(_says_something(holder.get(name)) for name in MESSAGE):
        yield "the error has no message"


def _says_something(value: Json) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value) and isinstance(value, (list, dict))


RPC = {
    "INVALID_ARGUMENT": (400,),
    "FAILED_PRECONDITION": (400,),
    "OUT_OF_RANGE": (400,),
    "UNAUTHENTICATED": (401,),
    "PERMISSION_DENIED": (403,),
    "NOT_FOUND": (404,),
    "ABORTED": (409,),
    "ALREADY_EXISTS": (409,),
    "RESOURCE_EXHAUSTED": (429,),
    "CANCELLED": (499,),
    "INTERNAL": (500,),
    "UNKNOWN": (500,),
    "DATA_LOSS": (500,),
    "UNIMPLEMENTED": (501,),
    "UNAVAILABLE": (503,),
    "DEADLINE_EXCEEDED": (504,),
}
"""The HTTP status that goes with each of google.rpc's (google/rpc/code.proto)."""


@requirement(
    "error/code-is-the-status",
    default_level=Level.SHOULD,
    reads=Reads.REFUSED,
    even_if=EvenIf.EXCUSED,
    asked=_refusal,
    after=("error/is-json",),
    judges_wrong_requests=True,
)
def code_is_the_status(reading: Reading) -> Iterator[Outcome]:
    """
    If an error repeats its status, as a number in `code` or by google.rpc's name, it is the status that was sent.

    Clients act on one of the two; if they differ, some clients retry what others give up.
    A `code` with another text, or with another kind of number, is the gateway's own and is ignored here.
    """
    response = reading.response
    assert response is not None
    error = members(members(_unwrapped(reading.answer)).get("error"))
    code = str(error.get("code", ""))
    if re.fullmatch(r"[45]\d\d", code) and int(code) != response.status:
        yield Broken(f"`code` is {code}, but the status is {response.status}", "code")
    word = error.get("status")
    if isinstance(word, str) and word in RPC and response.status not in RPC[word]:
        yield Broken(f"`status` is {word}, but the HTTP status is {response.status}", "status")


@requirement(
    "error/client-mistake-is-a-4xx",
    default_level=Level.SHOULD,
    reads=Reads.REFUSED,
    even_if=EvenIf.EXCUSED,
    asked=lambda reading: (
        reading.standing is Standing.WRONG
        and reading.credential is Credential.CALLERS
        and reading.right_method
        and not reading.unknown_model
    ),
    judges_wrong_requests=True,
)
def client_mistake_is_a_4xx(reading: Reading) -> Iterator[Outcome]:
    """
    A caller's mistake is answered with a 4xx.

    A 5xx invites a retry that can never succeed, and hides that the caller has to act.
    The answer to a missing or wrong key is judged by `auth/refusal-is-401-or-403`.
    """
    response = reading.response
    assert response is not None
    if not 400 <= response.status < 500:
        wrong = next(d for d in reading.departures if d.standing is Standing.WRONG)
        yield Broken(f"{wrong.message}: answered with {response.status}", wrong.member, wrong.kind)


@requirement(
    "error/names-the-request",
    promised_by="errors",
    reads=Reads.REFUSED,
    even_if=EvenIf.EXCUSED,
    asked=_refusal,
    judges_wrong_requests=True,
    at_most=Level.SHOULD,
)
def names_the_request(reading: Reading) -> Iterator[Outcome]:
    """
    An error contains an id of the request, if the page tells callers to log it.

    It stands in a header that is named after a request or trace id, or in the text of the error.
    """
    response = reading.response
    assert response is not None
    for name, value in response.headers:
        if REQUEST_ID.search(name.lower()) and value.strip():
            return
    said = response.content[:65536].decode(errors="replace").lower()
    if not re.search(r"(request|trace|log)[ _-]?id|\(id: \w+|\breq[-_]\w+", said):
        yield "neither a header nor the error contains an id of the request"
