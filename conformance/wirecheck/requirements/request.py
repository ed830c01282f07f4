"""Requirements on requests: everything that the page documents is accepted, and the rest is handled fairly."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator

from wirecheck.dialects import rejected_members
from wirecheck.dialects.capability import Capability
from wirecheck.dialects.planned_request import PROMPT
from wirecheck.reading.excuses import TroubleKind
from wirecheck.reading.reading import Credential, Reading, Standing
from wirecheck.requirements import premises
from wirecheck.requirements.picture import near_to
from wirecheck.requirements.requirement import (
    Broken,
    EvenIf,
    Held,
    Level,
    Observed,
    Outcome,
    Reads,
    Unanswered,
    Unjudged,
    requirement,
)
from wirecheck.spec.documented import documented_values
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json, at, pick
from wirecheck.wire.picture_bytes import COLOURS, colour

LEFT_OUT = "(left out)"

NAMED = 3
"""Members that an error names, of which a message tells."""


def _without_texts(value: Json, texts: frozenset[str]) -> Json:
    """A request without the caller's texts: requests that are equal without them count as the same example."""
    if isinstance(value, dict):
        return {
            name: "" if name in texts and isinstance(inner, str) else _without_texts(inner, texts)
            for name, inner in value.items()
        }
    return [_without_texts(inner, texts) for inner in value] if isinstance(value, list) else value


def _examples(reading: Reading) -> list[str]:
    """The names of the page's examples that this request is the same as, whatever its texts."""
    texts = reading.operation.protocol.vocabulary.texts
    operation, body = reading.operation, _without_texts(reading.body, texts)
    read = ((e.name, operation.protocol.canonical(operation, e.value).value) for e in operation.examples)
    return [name for name, example in read if _without_texts(example, texts) == body]


def _is_example(reading: Reading) -> bool:
    return reading.documented and bool(_examples(reading))


def _telling(reading: Reading) -> bool:
    """Whether a request shows anything about its members: a refused example is judged by a requirement of its own."""
    return reading.documented and (reading.served or not _examples(reading))


def _values(reading: Reading) -> Iterator[tuple[str, str]]:
    """The members of a request that have a documented set, with their values."""
    sets = reading.operation.protocol.vocabulary.sets
    for member in reading.operation.members:
        if member.citation is None or not (member.values or member.path in sets):
            continue
        for value in pick(reading.body, member.path):
            if value in documented_values(reading.operation, member.path):
                yield member.path, json.dumps(value) if not isinstance(value, str) else value


def _judge(reading: Reading, subjects: Iterator[tuple[str, str]], what: str) -> Iterator[Outcome]:
    blocked = reading.excuse is not None and reading.excuse.kind is TroubleKind.BLOCKED
    answered = reading.response is not None and reading.exchange.failure is None and not blocked
    for member, value in dict.fromkeys(subjects):
        if not answered:
            yield Unanswered(member, value)
        elif reading.served:
            yield Held(member, value)
        else:
            yield Broken(f"{what.format(member=member, value=value)} was answered with {reading.said}", member, value)


@requirement(
    "request/documented-example-is-served",
    promised_by="request",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.OUT_OF_ORDER | EvenIf.UNANSWERED,
    asked=_is_example,
    after=(*premises.ROUTE, "body/is-complete"),
    suspects=True,
)
def documented_example_is_served(reading: Reading) -> Iterator[Outcome]:
    """
    Each request that the page shows is served.

    The texts of a prompt do not matter; the other members and their values do.
    """
    members = ", ".join(f"`{member}`" for member in dict.fromkeys(_rejected(reading)))
    named = f" (its error names {members})" if members else ""
    examples = (("example", name) for name in _examples(reading)[:1])
    yield from _judge(reading, examples, f"the page's own request `{{value}}`{named}")


def _rejected(reading: Reading) -> Iterator[str]:
    """The members of a refused request that its error names."""
    if reading.refused:
        yield from itertools.islice(rejected_members.in_structure(reading.answer), NAMED)


@requirement(
    "request/documented-value-is-served",
    promised_by="request",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.OUT_OF_ORDER | EvenIf.UNANSWERED,
    asked=lambda reading: _telling(reading) and any(True for _ in _values(reading)),
    after=(*premises.ROUTE, "body/is-complete"),
    suspects=True,
)
def documented_value_is_served(reading: Reading) -> Iterator[Outcome]:
    """Each value that the page documents for a member is served."""
    yield from _judge(reading, _values(reading), "`{member}` with the value `{value}`")


@requirement(
    "request/documented-member-is-served",
    promised_by="request",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.OUT_OF_ORDER | EvenIf.UNANSWERED,
    asked=_telling,
    after=(*premises.ROUTE, "body/is-complete"),
    suspects=True,
)
def documented_member_is_served(reading: Reading) -> Iterator[Outcome]:
    """Each member that the page documents is accepted."""
    present = (
        (member.path, "")
        for member in reading.operation.members
        if member.citation and any(True for _ in pick(reading.body, member.path))
    )
    yield from _judge(reading, present, "`{member}`")


@requirement(
    "request/optional-may-be-left-out",
    promised_by="request",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.OUT_OF_ORDER | EvenIf.UNANSWERED,
    asked=_telling,
    after=(*premises.ROUTE, "body/is-complete"),
    suspects=True,
)
def optional_may_be_left_out(reading: Reading) -> Iterator[Outcome]:
    """
    Members that the page calls optional may be left out.

    Members that a sample on the page leaves out count as optional; a page that merely does not say promises nothing.
    """
    left_out = (
        (member.path, LEFT_OUT)
        for member in reading.operation.members
        if member.citation is not None
        and not member.required
        and "[]" not in member.path
        and (member.path.count(".") == 0 or at(reading.body, *member.path.split(".")[:-1]) is not None)
        and lenient_json.dotted(reading.body, member.path) is None
    )
    yield from _judge(reading, left_out, "a request without `{member}`")


@requirement(
    "request/harmless-prompt-is-served",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.EXCUSED,
    asked=lambda reading: reading.documented and _harmless(reading),
    suspects=True,
)
def harmless_prompt_is_served(reading: Reading) -> Iterator[Outcome]:
    """
    A harmless prompt is not refused on grounds of safety, time after time.

    Harmless are wirecheck's own prompt and those of the page's samples. One refusal may be chance, and is not judged;
    where such a prompt was refused twice and never served, a caller cannot tell what the gateway would serve.
    """
    if reading.served and reading.excuse is None:
        yield Held("prompt", "")
    elif reading.excuse is not None and reading.excuse.kind is TroubleKind.SAFETY:
        yield Broken(f"a harmless prompt was refused on grounds of safety: {reading.excuse.words}", "prompt", "")
    else:
        yield Unjudged("the request was not served")


def _harmless(reading: Reading) -> bool:
    inputs = reading.operation.protocol.inputs
    return reading.prompt in {PROMPT, *(inputs(example.value).prompt for example in reading.operation.examples)}


@requirement(
    "request/documented-default-applies",
    promised_by="request",
    asked=lambda reading: reading.documented and any(True for _ in _defaults(reading)),
    after=premises.PIXELS,
)
def documented_default_applies(reading: Reading) -> Iterator[Outcome]:
    """If a member is left out, its documented default applies."""
    for member, default in _defaults(reading):
        problem = _default_broken(reading, member, default)
        if problem:
            yield Broken(f"`{member}` was left out, but {problem} (documented default: `{default}`)", member, LEFT_OUT)
        else:
            yield Held(member, LEFT_OUT)


def _defaults(reading: Reading) -> Iterator[tuple[str, Json]]:
    for path in reading.operation.protocol.vocabulary.visible_defaults:
        member = reading.operation.member(path)
        if member is None or member.default is None or member.citation is None:
            continue
        if lenient_json.dotted(reading.body, path) is None and reading.asked.picture:
            yield path, member.default


def _default_broken(reading: Reading, member: str, default: Json) -> str:
    protocol = reading.operation.protocol
    for picture in reading.finals:
        image = picture.image
        if image is None or not image.width:
            continue
        if member == protocol.vocabulary.ratio:
            came = protocol.ratio_of(reading.operation, reading.model, image, str(default))
            words = f"nearest to {came}"
        else:
            came = protocol.size_of(reading.model, image)
            words = near_to(came)
        if came != default:
            return f"the picture is {image.width}x{image.height}, {words}"
    return ""


@requirement(
    "request/bad-input-is-refused",
    default_level=Level.OBSERVE,
    reads=Reads.ANY,
    asked=lambda reading: (
        reading.standing is Standing.WRONG
        and reading.credential is Credential.CALLERS
        and reading.right_method
        and not reading.unknown_model
    ),
    judges_wrong_requests=True,
)
def bad_input_is_refused(reading: Reading) -> Iterator[Outcome]:
    """
    A request that departs from the page is refused.

    No page promises that, and many honest gateways serve what they understand: this is observed, never a finding.
    """
    wrong = next(d for d in reading.departures if d.standing is Standing.WRONG)
    response = reading.response
    assert response is not None
    outcome = "served" if reading.served else f"refused with {response.status}"
    yield Observed(outcome, f"{wrong.kind} {wrong.member}".strip())


@requirement(
    "request/garbled-is-not-served",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    asked=lambda reading: reading.right_method and reading.has_callers_key and not isinstance(reading.body, dict),
    judges_wrong_requests=True,
    after=("error/is-never-a-2xx",),
)
def garbled_is_not_served(reading: Reading) -> Iterator[Outcome]:
    """
    A body that cannot be read, or that is no object, is not served.

    Nothing in it says what to draw, so what comes was asked for by nobody, and is charged.
    """
    if reading.delivered:
        what = "that cannot be read" if reading.body is None else "that is no object"
        yield Broken(f"a body {what} was served", "body", what)


@requirement(
    "request/unsupported-is-not-ignored",
    promised_by=("request.tools",),
    default_level=Level.SHOULD,
    at_most=Level.SHOULD,
    asked=lambda reading: any(d.kind == "unsupported" for d in reading.departures),
    judges_wrong_requests=True,
    after=premises.SERVED,
)
def unsupported_is_not_ignored(reading: Reading) -> Iterator[Outcome]:
    """
    A member that the page calls unsupported is refused or works, and is not silently ignored.

    If the search that was asked for is done, that is more than the page promises; if it is ignored, the caller is
    misled.
    """
    if not reading.operation.protocol.shows_search(reading.answer):
        member = next(d.member for d in reading.departures if d.kind == "unsupported")
        yield Broken(f"`{member}` is unsupported, but it was ignored and the rest was served", member)


@requirement(
    "request/search-is-shown",
    default_level=Level.OBSERVE,
    asked=lambda reading: reading.asked.searches,
    after=(*premises.SERVED, "answer/has-a-candidate", "answer/members-are-camel-case"),
    needs=Capability.CONVERSATION,
)
def search_is_shown(reading: Reading) -> Iterator[Outcome]:
    """
    If a search was offered to the model, the answer shows that it searched.

    A model may decide that it needs none, so this is observed, never a finding.
    """
    grounded = reading.operation.protocol.shows_search(reading.answer)
    yield Observed("grounded" if grounded else "no `groundingMetadata`", "tools")


def _words(reading: Reading) -> str:
    return " ".join(
        str(part["text"]) for _, part in reading.parts if part.get("text") and part.get("thought") is not True
    )


PARTS = ("request.contents[].parts[].inlineData", "request.contents[].parts[].inline_data")


@requirement(
    "request/input-picture-reaches-the-model",
    promised_by=PARTS,
    at_most=Level.SHOULD,
    asked=lambda reading: reading.asked.words and _asks_for_a_colour(reading),
    after=(*premises.SERVED, "answer/has-a-candidate"),
    needs=Capability.CONVERSATION,
)
def input_picture_reaches_the_model(reading: Reading) -> Iterator[Outcome]:
    """
    A picture in a request, in the spelling that the page shows, reaches the model.

    A picture of one colour is sent, with the question which colour it is: that the request is served proves nothing.
    An answer that names another colour, or sees no picture, breaks this; one about something else is not judged.
    """
    said = _words(reading).lower()
    right = {word for name in _colours(reading) for word in COLOURS[name]}
    others = {word for words in COLOURS.values() for word in words} - right
    if _names(said, right):
        return
    if _names(said, others) or UNSEEN.search(said):
        sent = " and ".join(_colours(reading))
        yield f"a {sent} picture was sent, but the answer is `{lenient_json.snippet(said, 0, 80)}`"
    else:
        yield Unjudged("the answer does not mention a colour")


COLOUR_ASKED = re.compile(r"\bcolou?r\b", re.IGNORECASE)
UNSEEN = re.compile(
    r"(\bno|n't|\bnot|\bcannot|unable)\b.{0,40}\b(picture|image|photo|attachment)|(picture|image|photo)\b.{0,20}\bmissing"
)


def _colours(reading: Reading) -> list[str]:
    """The colours of the pictures in the request."""
    return [name for data in reading.input_pictures if (name := colour(data))]


def _asks_for_a_colour(reading: Reading) -> bool:
    return bool(COLOUR_ASKED.search(reading.prompt)) and bool(_colours(reading))


def _names(text: str, words: set[str]) -> bool:
    return any(re.search(rf"\b{word}", text) for word in words)


WORD_ASKED = re.compile(r"\bthe word ([A-Z]{4,})\b")


@requirement(
    "request/system-instruction-reaches-the-model",
    promised_by="request.systemInstruction",
    at_most=Level.SHOULD,
    asked=lambda reading: (
        reading.asked.words and bool(WORD_ASKED.search(reading.system_instruction)) and _asks_for_a_colour(reading)
    ),
    after=("answer/has-the-text", "request/input-picture-reaches-the-model"),
    needs=Capability.CONVERSATION,
)
def system_instruction_reaches_the_model(reading: Reading) -> Iterator[Outcome]:
    """
    A system instruction reaches the model.

    The instruction asks for a certain word, and the prompt asks for something else: an answer that follows the prompt
    but not the instruction was made without the instruction.
    """
    found = WORD_ASKED.search(reading.system_instruction)
    assert found is not None
    if found[1].lower() not in _words(reading).lower():
        yield f"the instruction asks for the word {found[1]}, but the answer only follows the prompt"
