"""Requirements on the body of an answer: it is whole, labelled correctly, JSON, and of the documented shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecheck.dialects.capability import Capability
from wirecheck.reading.departures import left_out, member_path
from wirecheck.reading.reading import Reading
from wirecheck.reading.stand_ins import StandInKind
from wirecheck.requirements import premises
from wirecheck.requirements.requirement import Broken, EvenIf, Level, Outcome, Reads, requirement
from wirecheck.wire import lenient_json
from wirecheck.wire.exchange import FailureKind
from wirecheck.wire.lenient_json import Json, Slip


@requirement(
    "body/is-complete",
    promised_by="response",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    judges_wrong_requests=True,
    level_is_fixed=True,
    even_if=EvenIf.EXCUSED | EvenIf.CUT_OFF,
)
def is_complete(reading: Reading) -> Iterator[Outcome]:
    """
    The body arrives whole.

    It is as long as its `Content-Length` says, or complete to its last chunk (RFC 9112, section 8), and not longer than
    wirecheck reads.
    """
    failure = reading.exchange.failure
    if failure is not None and failure.kind in (FailureKind.CUT, FailureKind.TOO_LARGE):
        yield failure.message


@requirement(
    "body/encoding-is-as-labelled",
    promised_by="response",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.EXCUSED,
    judges_wrong_requests=True,
    level_is_fixed=True,
)
def encoding_is_as_labelled(reading: Reading) -> Iterator[Outcome]:
    """
    The body has the content encoding that its label names, and one that was asked for.

    RFC 9110, section 8.4; the suite asks for gzip and deflate.
    """
    response = reading.response
    assert response is not None
    if response.decoded.problem:
        yield response.decoded.problem


@requirement(
    "body/is-json",
    promised_by="response",
    default_level=Level.SHOULD,
    after=premises.READABLE[:2],
    judges_wrong_requests=True,
    level_is_fixed=True,
    needs=Capability.DOCUMENT,
    even_if=EvenIf.EXCUSED,
)
def is_json(reading: Reading) -> Iterator[Outcome]:
    """A served answer is JSON in UTF-8."""
    response = reading.response
    assert response is not None
    found = response.document.slip(Slip.NOT_JSON, Slip.NOT_UTF8, Slip.TOO_DEEP, Slip.TOO_LONG_A_NUMBER)
    if found:
        yield f"the body is not JSON: {found}"


@requirement(
    "body/is-one-document",
    promised_by="response",
    default_level=Level.SHOULD,
    after=premises.READABLE,
    judges_wrong_requests=True,
    level_is_fixed=True,
    needs=Capability.DOCUMENT,
    even_if=EvenIf.EXCUSED,
)
def is_one_document(reading: Reading) -> Iterator[Outcome]:
    """
    A served answer is one JSON document with nothing after it.

    White space around it is allowed by JSON, and keeps slow connections open.
    """
    response = reading.response
    assert response is not None
    found = response.document.slip(Slip.TRAILING)
    if found:
        yield f"the body goes on after the JSON: {found}"


@requirement(
    "body/is-strict-json",
    default_level=Level.SHOULD,
    after=premises.READABLE,
    judges_wrong_requests=True,
    even_if=EvenIf.EXCUSED,
    needs=Capability.DOCUMENT,
)
def is_strict_json(reading: Reading) -> Iterator[Outcome]:
    """
    The JSON has none of what readers treat differently: no byte order mark, no repeated members, no NaN.

    RFC 8259, sections 4, 6 and 8.1.
    """
    response = reading.response
    assert response is not None
    for kind, text in response.document.slips:
        if kind in (Slip.MARK, Slip.REPEATED, Slip.NOT_A_NUMBER):
            yield Broken(f"the JSON {kind.value}: {text}", kind.name.lower())


@requirement(
    "body/is-labelled-json",
    promised_by="media-type",
    default_level=Level.SHOULD,
    after=premises.READABLE,
    judges_wrong_requests=True,
    level_is_fixed=True,
    needs=Capability.DOCUMENT,
    even_if=EvenIf.EXCUSED,
)
def is_labelled_json(reading: Reading) -> Iterator[Outcome]:
    """A served answer is labelled `application/json`."""
    response = reading.response
    assert response is not None
    label = response.header("content-type")
    essence = (label or "").partition(";")[0].strip().lower()
    if not re.fullmatch(r"application/([\w.-]+\+)?json", essence):
        yield f"it is labelled `{label}`" if label else "it has no `Content-Type`"


@requirement(
    "body/is-not-wrapped",
    promised_by="response",
    default_level=Level.SHOULD,
    after=(*premises.READABLE, "error/is-never-a-2xx"),
    judges_wrong_requests=True,
    level_is_fixed=True,
    even_if=EvenIf.EXCUSED,
)
def is_not_wrapped(reading: Reading) -> Iterator[Outcome]:
    """
    A served answer stands as documented: nothing is wrapped around it, and what belongs around it is there.

    A caller who reads what the page shows finds nothing in an answer inside of another object, of a list or of a text,
    nor in a picture without its answer.
    """
    instead = reading.stand_in
    if instead is not None and instead.kind is StandInKind.WRAPPED:
        yield f"the answer stands in {_named(instead.told)}" if instead.told else "the picture came without its answer"


def _named(place: str) -> str:
    return place if place.startswith("a ") else f"`{place}`"


@requirement(
    "body/is-not-a-task",
    promised_by="response",
    default_level=Level.SHOULD,
    after=(*premises.READABLE, "error/is-never-a-2xx"),
    judges_wrong_requests=True,
    level_is_fixed=True,
    even_if=EvenIf.EXCUSED,
)
def is_not_a_task(reading: Reading) -> Iterator[Outcome]:
    """
    A served answer is what was asked for, and not a task to ask after.

    The page answers a call with what it made; a caller who gets an id has nothing to ask with it, and pays.
    """
    instead = reading.stand_in
    if instead is not None and instead.kind is StandInKind.TASK:
        yield f"a task was handed out in place of an answer: {lenient_json.snippet(instead.told, 0, 80)}"


@requirement(
    "body/numbers-are-numbers",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    after=premises.READABLE[:2],
    judges_wrong_requests=True,
    even_if=EvenIf.EXCUSED,
)
def numbers_are_numbers(reading: Reading) -> Iterator[Outcome]:
    """
    What upstream sends as a number is not sent as a text.

    A client that was made for upstream's types fails on it. Token counts and times have requirements of their own, and
    what the page gives a type is judged by that.
    """
    names = reading.operation.protocol.numbers
    for path, value in lenient_json.walk(reading.answer) if names else ():
        name = path.rpartition(".")[2]
        typed = reading.served and reading.operation.at(f"response.{path}") is not None
        if isinstance(value, str) and name in names and NUMBER.fullmatch(value) and not typed:
            yield Broken(f"`{path}` is the text {lenient_json.snippet(value)} and no number", path)


NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")


@requirement(
    "body/matches-the-schema",
    promised_by="response",
    after=(*premises.ANSWERED, "answer/members-are-camel-case"),
    even_if=EvenIf.EXCUSED,
)
def matches_the_schema(reading: Reading) -> Iterator[Outcome]:
    """
    A served answer has the documented shape: its members have the documented types, and no required one is missing.

    Undocumented members are allowed, and so is null for an optional member.
    """
    for error in reading.operation.response_validator.iter_errors(_without_nulls(reading.answer)):
        path = member_path(error.instance_path)
        name = left_out(error) or path.rpartition(".")[2]
        if TOLD_APART.fullmatch(name):
            continue
        yield Broken(f"`{path or 'the body'}`: {_short(error.message)}", path)


def _without_nulls(value: Json) -> Json:
    """A document without its null members, at any depth: null counts as absent."""
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value


TOLD_APART = re.compile(r"created|usage|usageMetadata|\w+TokenCount|\w+_tokens")
"""Members that have requirements of their own: they are skipped here, so that one mistake is one finding."""


def _short(message: str) -> str:
    """A validator's message, shortened, as it may quote a whole picture."""
    return message if len(message) <= 160 else f"…{message[-120:]}"
