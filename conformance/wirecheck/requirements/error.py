"""Requirements on errors: their status shows that they are errors, they can be read, and they blame the right side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecheck.dialects import error_texts
from wirecheck.reading.reading import REQUEST_ID, Credential, Reading, Standing
from wirecheck.reading.stand_ins import StandInKind
from wirecheck.requirements import premises
from wirecheck.requirements.requirement import Broken, EvenIf, Level, Outcome, Reads, Unjudged, requirement
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
    An answer without anything to pay for is an error if it says what is wrong, or if a code, a state or a flag in it
    says that it failed, whatever the envelope. What another method gets is one only if it says that it failed.
    """
    instead = reading.stand_in
    if instead is not None and instead.kind is StandInKind.ERROR and (reading.right_method or instead.denies):
        assert reading.response is not None
        yield f"status {reading.response.status} contains an error: {lenient_json.snippet(instead.told, 0, 120)}"


def _refusal(reading: Reading) -> bool:
    """Whether an answer is an error; a redirect is none, and `endpoint/documented-path-exists` judges it."""
    return reading.right_method and reading.response is not None and reading.response.status >= 400


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
    inner = lenient_json.at(value, "errors", 0)
    if isinstance(inner, dict) and not any(name in members(value) for name in ("message", "error")):
        return inner
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
    is accepted too, and so are texts in a list of details. An `error` that is only a string breaks the clients of both,
    and so does a `message` that is no text. A number, or what a program writes for nothing, is no message.
    """
    answer = members(_unwrapped(reading.answer))
    error = answer.get("error")
    holder = {**answer, **members(error)}
    message = holder.get("message")
    if isinstance(error, str) and error and not any(error_texts.has_words(answer.get(name)) for name in MESSAGE):
        yield "`error` is a string and not an object"
    elif isinstance(message, (dict, list)) and message:
        yield f"the message is {'an object' if isinstance(message, dict) else 'a list'} and no text"
    elif not any(_says_something(holder.get(name)) for name in MESSAGE):
        said = lenient_json.snippet(message) if isinstance(message, str) and message.strip() else ""
        yield f"the message has no words: {said}" if said else "the error has no message"


def _says_something(value: Json) -> bool:
    """Whether a value is a text with words, or holds one."""
    return error_texts.has_words(value) or any(error_texts.has_words(text) for text in _texts(value))


def _texts(value: Json) -> Iterator[Json]:
    """What a list or an object holds, at any depth."""
    yield from value if isinstance(value, list) else ()
    yield from (text for _, text in lenient_json.walk(value))
    yield from (text for _, inner in lenient_json.walk(value) if isinstance(inner, list) for text in inner)


@requirement(
    "error/sdk-shows-the-message",
    default_level=Level.SHOULD,
    reads=Reads.REFUSED,
    even_if=EvenIf.EXCUSED,
    asked=_refusal,
    after=("error/is-json", "error/has-a-message"),
    judges_wrong_requests=True,
)
def sdk_shows_the_message(reading: Reading) -> Iterator[Outcome]:
    """
    Upstream's own SDK shows the message of an error.

    `openai` shows the `message` of `error`, or of the whole body where there is no `error`: of any other envelope its
    callers are told the status alone. `google-genai` shows the whole body. A list of one is read as what is in it, and
    the envelopes of standards are accepted: `detail` and `title` (RFC 9457), `error_description` (RFC 6749).
    """
    answer = _unwrapped(reading.answer)
    standard = any(_says_something(members(answer).get(name)) for name in ("detail", "title", "error_description"))
    if not standard and not error_texts.has_words(reading.operation.protocol.shown_by_sdk(answer)):
        said = lenient_json.snippet(reading.error_message, 0, 80)
        yield f"the SDK shows no message, as {said} stands where it does not look"


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
    if response.status == 501 and not reading.others.served:
        yield Unjudged("status 501, and nothing was served here")
    elif response.status >= 500:
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
