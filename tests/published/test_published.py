"""
Answers that somebody else sent: as Google and OpenAI publish them, and as gateways were met.

They stand in the `.http` files beside this one, and are judged without any server. What is true to the page is
blameless, or blamed for what the page itself promises; what is not is blamed for just that. Then the true ones are told
in all the ways that say the same.

It is two tables, and long for that.
"""

from __future__ import annotations

import base64
import copy
import functools
import gzip
import io
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from wirecheck import Exchange, Request, Response, judge, load
from wirecheck.judging.judge import assess, readings
from wirecheck.reading.reading import Standing
from wirecheck.requirements.requirement import Verdict
from wirecheck.secrets.key_patterns import REDACTED, WRONG_KEY
from wirecheck.spec.spec import Operation

HERE = Path(__file__).parent
NOW = 1_800_000_000

APIYI, DEERAPI, DGRID, NATIVE = (f"{name}:generateContent" for name in ("apiyi", "deerapi", "dgrid", "gemini-native"))
IMAGES = "deerapi:createImage"
GEMINI = (APIYI, DEERAPI, DGRID, NATIVE)
CLOSED = (APIYI, NATIVE)
SAMPLES = {
    APIYI: "curl-request",
    DEERAPI: "curl",
    DGRID: "generating-an-image",
    NATIVE: "image-generation",
    IMAGES: "curl",
}
"""The sample of each page that asks for a picture."""

PIXELS = {
    "16:9 2K": (2752, 1536),
    "1:1 4K": (4096, 4096),
    "1:1 1024x1024": (1024, 1024),
}
"""Width and height that Google publishes for what is asked here."""


# -- reading the files -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Message:
    """A request or an answer as it stands in a file: its first line, its headers, its body."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: str


Shape = tuple[Message, ...]
START = re.compile(r"(?=^(?:POST|GET|HTTP/1\.1) )", re.MULTILINE)


@functools.cache
def shapes(name: str) -> Mapping[str, Shape]:
    """The answers of a file by name, with the requests that stand before them."""
    found = {}
    for section in re.split(r"^### ", (HERE / f"{name}.http").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, rest = section.partition("\n")
        found[f"{name}/{title.strip()}"] = tuple(_message(text) for text in START.split(rest)[1:])
    return found


def _message(text: str) -> Message:
    head, _, body = text.partition("\n\n")
    start, *lines = head.split("\n")
    pairs = (line.partition(":") for line in lines)
    return Message(start, tuple((name, value.strip()) for name, _, value in pairs), body.rstrip("\n"))


def operation(id: str) -> Operation:
    provider, _, name = id.partition(":")
    return load(provider).operation(name)


def sample(id: str) -> Any:
    """A page's own request for a picture."""
    return next(example.value for example in operation(id).examples if example.name == SAMPLES[id])


def exchanges(shape: Shape, id: str) -> list[Exchange]:
    """A shape as exchanges with an operation; where it has no request, the page's own is taken."""
    asked = Message("POST $URL", (("Authorization", "Bearer $KEY"),), json.dumps(sample(id)))
    found: list[Exchange] = []
    for message in shape:
        if not message.start.startswith("HTTP/"):
            asked = message
            continue
        request = _request(asked, id)
        attempt = 1 + sum(exchange.request == request for exchange in found)
        response = _response(message, request, id)
        found.append(Exchange(request, response, started=NOW - 20, ended=NOW, attempt=attempt))
    return found


def _request(message: Message, id: str) -> Request:
    method, _, target = message.start.partition(" ")
    named = re.fullmatch(r"\$URL(?:\[(.+)\])?", target)
    one = operation(id)
    model = ((named and named[1]) or one.served_model) if "/models/" in one.path else None
    url = one.url("https://gateway.test", model) if named else target
    headers = tuple((name, value.replace("$WRONG", f"{WRONG_KEY}4711abcdef")) for name, value in message.headers)
    body = message.body.replace("$SAMPLE", json.dumps(sample(id))).replace("$RED", base64.b64encode(red()).decode())
    return Request(method, url, headers, body.encode())


def _response(message: Message, request: Request, id: str) -> Response:
    status = int(message.start.split()[1])
    asked = request.document.value if isinstance(request.document.value, dict) else {}
    if message.body == "$BYTES":
        return Response(status, message.headers, picture("PNG", *wanted(asked)))
    body = re.sub(r"\$PICTURE(?:\[([^]]*)\])?", lambda found: shown(found[1] or "", asked), message.body)
    body = re.sub(r"\$SIGNATURE(?:\[(\d+)\])?", lambda found: "c2lnbmVk" * (int(found[1] or 800) // 8), body)
    for name, value in {
        "$NOW": str(NOW),
        "$MODEL": operation(id).model_asked(request) or "",
        "$KEY": REDACTED,
        "$BLANKS": " \n" * 40,
    }.items():
        body = body.replace(name, value)
    return Response(status, message.headers, body.encode())


# -- pictures ----------------------------------------------------------------------------------------------------------


@functools.cache
def picture(format: str, width: int, height: int) -> bytes:
    """A true picture of small tiles of noise."""
    noise = Image.frombytes("L", (16, 16), random.Random(width * height).randbytes(256))
    out = io.BytesIO()
    noise.resize((width, height), Image.Resampling.NEAREST).save(out, format)
    return out.getvalue()


@functools.cache
def sand(width: int, height: int) -> bytes:
    """A picture in which no two pixels next to each other are alike: as large as a PNG can be."""
    out = io.BytesIO()
    noise = random.Random(0).randbytes(width * height)
    Image.frombytes("L", (width, height), noise).save(out, "PNG", compress_level=1)
    return out.getvalue()


@functools.cache
def red() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (256, 256), (220, 20, 30)).save(out, "PNG")
    return out.getvalue()


def wanted(body: Mapping[str, Any]) -> tuple[int, int]:
    """The pixels that a request asks for, 1024x1024 where it leaves them open."""
    config = body.get("generationConfig", {}).get("imageConfig", {})
    sized = re.fullmatch(r"(\d+)x(\d+)", str(body.get("size")))
    if sized:
        return int(sized[1]), int(sized[2])
    return PIXELS.get(f"{config.get('aspectRatio')} {config.get('imageSize')}", (1024, 1024))


def shown(options: str, body: Mapping[str, Any]) -> str:
    """A picture in base64, as the words in brackets have it: a format, pixels, `URL`, `CUT` or `NOISE`."""
    format, size = "PNG", wanted(body)
    for word in options.split():
        if sized := re.fullmatch(r"(\d+)x(\d+)", word):
            size = int(sized[1]), int(sized[2])
        elif word in ("PNG", "JPEG", "WEBP"):
            format = word
    content = sand(*size) if "NOISE" in options else picture(format, *size)
    if "CUT" in options:
        content = content[: len(content) // 6 * 3]
    text = base64.b64encode(content).decode()
    return text.replace("+", "-").replace("/", "_") if "URL" in options else text


# -- the tables --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """
    A shape of a file, the operations that may send it, and what each is blamed for.

    Blame is `level requirement`, and in the table of true answers the place on the page that promises otherwise.
    """

    shape: str
    operations: tuple[str, ...] = ()
    blamed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def pairs(self) -> list[tuple[str, str, tuple[str, ...]]]:
        everywhere = dict.fromkeys((*self.operations, *self.blamed))
        return [(self.shape, id, self.blamed.get(id, ())) for id in everywhere]


def all_of(*blame: str, by: Sequence[str] = GEMINI) -> dict[str, tuple[str, ...]]:
    """The same blame for several operations."""
    return dict.fromkeys(by, blame)


# DeerAPI's page tells callers to log the id of a request: so there is one, and Google's errors have none.
NO_ID = {DEERAPI: ("should error/names-the-request gemini-generate-image#implementation-notes",)}
NO_PICTURE = {
    APIYI: ("must answer/has-the-picture text-to-image#sample-answer",),
    DEERAPI: ("must answer/has-the-picture gemini-generate-image#sample-answer",),
    DGRID: ("must answer/has-the-picture gemini-native-format#example-response",),
    NATIVE: ("must answer/has-the-picture gemini#compatibility",),
}
GONE = {
    APIYI: ("must endpoint/model-is-served text-to-image#post",),
    DEERAPI: ("must endpoint/model-is-served gemini-generate-image#post",),
    DGRID: ("must endpoint/model-is-served gemini-native-format#post",),
    NATIVE: ("must endpoint/model-is-served gemini#native-gemini-api",),
}
# The page calls `usage` required, and the models before GPT image never had it.

TRUE = [
    Row("google/a-picture", GEMINI),
    Row("google/a-jpeg", GEMINI),
    Row("google/on-vertex", GEMINI),
    Row("google/a-picture-and-then-a-text", GEMINI),
    Row("google/a-text-and-then-a-picture", (DEERAPI, DGRID, NATIVE)),
    Row("google/thoughts-and-a-draft-when-asked", GEMINI),
    Row("google/the-published-pixels-of-21-9-at-512", (APIYI, DEERAPI, DGRID)),
    Row("google/the-likely-pixels-of-21-9-at-512", (APIYI, DEERAPI, DGRID)),
    Row("google/pixels-of-the-app", GEMINI),
    Row("google/the-older-model", GEMINI),
    Row("google/a-grounded-picture", GEMINI),
    Row("google/words-only", (DEERAPI, DGRID, NATIVE)),
    Row("google/a-blocked-prompt", GEMINI),
    Row("google/image-safety", GEMINI),
    Row("google/image-prohibited", GEMINI),
    Row("google/image-recitation", GEMINI),
    Row("google/safety-with-ratings", GEMINI),
    Row("google/no-image", blamed=NO_PICTURE),
    Row("google/image-other", blamed=NO_PICTURE),
    Row("google/a-ratio-that-is-not-offered", GEMINI, NO_ID),
    Row("google/an-unknown-member", GEMINI, NO_ID),
    Row("google/a-bad-key", GEMINI, NO_ID),
    Row("google/no-key", GEMINI, NO_ID),
    Row("google/an-unknown-model", GEMINI, NO_ID),
    Row("google/the-model-is-gone", blamed={**GONE, DEERAPI: GONE[DEERAPI] + NO_ID[DEERAPI]}),
    Row("google/too-many-requests", GEMINI, NO_ID),
    Row("google/overloaded-and-then-a-picture", GEMINI),
    Row("openai/a-picture", (IMAGES,)),
    Row("openai/a-wide-transparent-webp", (IMAGES,)),
    Row("openai/all-left-to-the-model", (IMAGES,)),
    Row("openai/two-pictures", (IMAGES,)),
    # the models that answer with links, which upstream has retired, never counted tokens
    Row("openai/a-link", (IMAGES,)),
    Row("openai/a-link-s-base64", (IMAGES,)),
    Row("openai/refused-by-moderation", (IMAGES,)),
    Row("openai/a-size-that-is-not-offered", (IMAGES,)),
    Row("openai/no-response-format", (IMAGES,)),
    Row("openai/one-at-a-time", (IMAGES,)),
    Row("openai/a-bad-key", (IMAGES,)),
    Row("openai/no-key", (IMAGES,)),
    Row("openai/an-unknown-model", (IMAGES,)),
    Row("openai/the-page-s-default-is-retired", (IMAGES,)),
    Row("openai/the-model-is-gone", blamed={IMAGES: ("must endpoint/model-is-served openai-generate#post",)}),
    Row("openai/too-many-requests", (IMAGES,)),
    Row("openai/nothing-left", (IMAGES,)),
    Row("openai/a-hard-limit", (IMAGES,)),
    Row("openai/a-500-and-then-a-picture", (IMAGES,)),
    Row("gateways/new-api-nulls", GEMINI),
    Row(
        "gateways/new-api-null-finish-reason",
        (DEERAPI,),
        {
            APIYI: ("must answer/has-a-finish-reason text-to-image#sample-answer",),
            DGRID: ("must answer/has-a-finish-reason gemini-native-format#sample-answer",),
            NATIVE: ("must answer/has-a-finish-reason gemini#compatibility",),
        },
    ),
    Row("gateways/new-api-bad-body", GEMINI),
    Row("gateways/new-api-bad-key", GEMINI),
    Row("gateways/new-api-refusal-of-upstream", GEMINI),
    Row("gateways/new-api-no-quota", (*GEMINI, IMAGES)),
    Row("gateways/new-api-spent-token", (*GEMINI, IMAGES)),
    Row("gateways/new-api-sensitive-words", (*GEMINI, IMAGES)),
    # trouble, and no breach
    Row("gateways/new-api-no-channel", (*GEMINI, IMAGES)),
    Row("faulty/something-went-wrong", GEMINI),
    Row("faulty/a-page-of-html", (*GEMINI, IMAGES)),
    Row("gateways/a-500-and-then-a-picture", GEMINI),
    Row("gateways/apiyi-bad-body", (APIYI,)),
    Row("gateways/litellm-native", GEMINI),
    Row("gateways/litellm-rebuilt", (IMAGES,)),
    Row("gateways/litellm-bad-ratio", GEMINI),
    Row("gateways/litellm-no-key", GEMINI, NO_ID),
    Row("gateways/portkey-picture", (IMAGES,)),
    Row("gateways/portkey-refusal", (IMAGES,)),
    Row("gateways/a-framework-s-refusal", GEMINI),
    Row("gateways/keep-alive-blanks", GEMINI),
    Row("gateways/drafts-without-a-mark", GEMINI),
    Row(
        "gateways/neither-role-nor-index",
        (APIYI, NATIVE),
        {
            DEERAPI: ("must answer/role-is-model gemini-generate-image#sample-answer",),
            DGRID: ("must answer/role-is-model gemini-native-format#sample-answer",),
        },
    ),
    Row("gateways/as-large-a-signature-as-a-picture", GEMINI),
    Row("gateways/as-large-a-string-as-there-is", (DEERAPI,)),
]

NOTHING_THERE = "must answer/has-the-picture"
UNSERVED = "must request/documented-example-is-served"
NO_PATH = "must endpoint/documented-path-exists"
NOT_THE_CALLERS_FAULT = "should error/client-mistake-is-a-4xx"

FALSE = [
    Row(
        "faulty/picture-config-is-dropped",
        blamed={
            **all_of("must picture/ratio-is-honoured", "must picture/size-is-honoured", by=(APIYI, NATIVE)),
            DEERAPI: ("must picture/size-is-honoured",),
        },
    ),
    Row("faulty/size-is-dropped", blamed=all_of("must picture/size-is-honoured", by=(APIYI, NATIVE))),
    Row(
        "faulty/ratio-is-replaced",
        # two pages close the set of ratios, and this one is not in it
        blamed={**all_of("must picture/ratio-is-honoured"), **all_of("should picture/ratio-is-honoured", by=CLOSED)},
    ),
    Row("faulty/input-picture-is-lost", blamed={NATIVE: ("should request/input-picture-reaches-the-model",)}),
    Row("faulty/search-is-lost", blamed={APIYI: ("should request/unsupported-is-not-ignored",)}),
    Row("faulty/search-breaks-the-picture", blamed={DEERAPI: (NOTHING_THERE,)}),
    Row("faulty/underscores", blamed=all_of("must answer/members-are-camel-case")),
    Row("faulty/a-link-in-a-text", blamed=all_of(NOTHING_THERE)),
    Row("faulty/words-and-no-picture", blamed=all_of(NOTHING_THERE)),
    Row("faulty/wrapped", blamed=all_of("must body/is-not-wrapped")),
    Row("faulty/a-stream", blamed=all_of("must body/is-json")),
    Row(
        "faulty/nothing-with-a-rewritten-reason",
        blamed=all_of(NOTHING_THERE, "should answer/finish-reason-fits"),
    ),
    Row("faulty/a-reason-in-small-letters", blamed=all_of("should answer/finish-reason-fits")),
    Row("faulty/no-reason", blamed=all_of("must answer/has-a-finish-reason", by=(APIYI, DGRID, NATIVE))),
    Row(
        "faulty/a-draft-nobody-asked-for",
        blamed={
            **all_of("should answer/thoughts-only-when-asked"),
            APIYI: ("must answer/thoughts-only-when-asked", "must answer/picture-comes-first"),
        },
    ),
    Row("faulty/only-a-draft", blamed=all_of(NOTHING_THERE)),
    Row(
        "faulty/a-small-draft-without-its-mark",
        blamed=all_of("must picture/ratio-is-honoured", "must picture/size-is-honoured", by=(APIYI, NATIVE)),
    ),
    Row("faulty/another-model", blamed=all_of("should answer/model-is-the-one-asked")),
    Row("faulty/a-jpeg-called-png", blamed=all_of("must picture/declared-type-is-true")),
    Row("faulty/no-type", blamed=all_of("must picture/declared-type-is-true")),
    Row("faulty/base64-for-urls", blamed=all_of("must picture/base64-is-strict")),
    Row("faulty/a-data-url", blamed=all_of("must picture/base64-is-strict")),
    Row("faulty/a-picture-that-ends-early", blamed=all_of("must picture/is-whole")),
    Row(
        "faulty/a-doubled-total",
        # APIYI's page shows no total
        blamed={**all_of("must usage/total-is-the-sum"), APIYI: ("should usage/total-is-the-sum",)},
    ),
    # DGrid's own sample counts nothing for its picture
    Row(
        "faulty/a-picture-for-nothing",
        (DGRID,),
        all_of("should usage/a-picture-is-counted", by=(APIYI, DEERAPI, NATIVE)),
    ),
    Row("faulty/no-count-of-the-picture", blamed=all_of("must usage/is-present")),
    Row("faulty/counts-as-texts", blamed=all_of("must usage/counts-are-whole")),
    Row("faulty/absurd-counts", blamed=all_of("must usage/counts-are-whole")),
    Row("faulty/an-error-as-200", blamed=all_of("must error/is-never-a-2xx", by=(*GEMINI, IMAGES))),
    Row("faulty/an-error-after-keep-alive", blamed=all_of("must error/is-never-a-2xx", by=(*GEMINI, IMAGES))),
    Row(
        "faulty/no-label",
        # two pages name no media type
        blamed={
            **all_of("must body/is-labelled-json", by=(DEERAPI,)),
            **all_of("should body/is-labelled-json", by=(APIYI, DGRID, NATIVE)),
        },
    ),
    Row(
        "faulty/labelled-as-text",
        blamed={
            **all_of("must body/is-labelled-json", by=(DEERAPI,)),
            **all_of("should body/is-labelled-json", by=(APIYI, DGRID, NATIVE)),
        },
    ),
    Row("faulty/no-such-route", blamed=all_of(NO_PATH, by=(*GEMINI, IMAGES))),
    Row("faulty/no-such-method", blamed=all_of(NO_PATH, by=(*GEMINI, IMAGES))),
    Row("faulty/sent-elsewhere", blamed=all_of(NO_PATH, by=(*GEMINI, IMAGES))),
    Row("faulty/the-documented-header-is-refused", blamed=all_of("must auth/documented-key-is-served")),
    Row("faulty/a-documented-value-is-refused", blamed=all_of(UNSERVED, by=(APIYI, NATIVE))),
    Row("faulty/the-upstream-s-key-in-an-error", blamed=all_of("should auth/no-secret-is-shown")),
    Row("faulty/the-caller-s-key-in-an-error", blamed=all_of("should auth/key-is-not-echoed")),
    Row("faulty/an-inner-address", blamed=all_of("should auth/no-secret-is-shown")),
    Row("faulty/malformed-is-500", blamed=all_of(NOT_THE_CALLERS_FAULT, by=(*GEMINI, IMAGES))),
    Row("faulty/everything-is-502", blamed=all_of(NOT_THE_CALLERS_FAULT)),
    Row(
        "faulty/a-bad-key-without-a-database", blamed=all_of("should auth/refusal-is-401-or-403", by=(*GEMINI, IMAGES))
    ),
    Row(
        "faulty/no-key-is-500",
        blamed=all_of("should auth/refusal-is-401-or-403", "should error/is-json", by=(*GEMINI, IMAGES)),
    ),
    Row("faulty/a-wrong-key-is-served", blamed=all_of("must auth/wrong-key-is-refused")),
    Row("faulty/no-key-is-served", blamed=all_of("must auth/no-key-is-refused")),
    Row("faulty/an-unknown-model-is-503", blamed=all_of("should endpoint/unknown-model-refusal-is-final")),
    Row("faulty/an-error-is-a-text", blamed=all_of("should error/has-a-message")),
    Row("faulty/a-code-of-another-status", blamed=all_of("should error/code-is-the-status")),
    Row("faulty/a-status-of-another-status", blamed=all_of("should error/code-is-the-status")),
    Row("faulty/html-for-an-error", blamed=all_of("should error/is-json")),
    Row("faulty/wait-for-how-long", blamed=all_of("should limits/429-says-how-long", by=(*GEMINI, IMAGES))),
    Row("faulty/wait-for-less-than-nothing", blamed=all_of("should limits/429-says-how-long", by=(*GEMINI, IMAGES))),
    Row("faulty/wait-until-soon", blamed=all_of("should limits/429-says-how-long", by=(*GEMINI, IMAGES))),
    # the other pages speak of no id
    Row("faulty/no-request-id", (APIYI, DGRID, NATIVE), {DEERAPI: ("should error/names-the-request",)}),
    Row(
        "faulty/images-size-is-dropped",
        blamed={IMAGES: ("must picture/size-is-honoured", "must images/echoes-are-true")},
    ),
    Row("faulty/images-format-is-dropped", blamed={IMAGES: ("must images/output-format-is-honoured",)}),
    Row(
        "faulty/images-format-is-dropped-and-denied",
        blamed={IMAGES: ("must images/output-format-is-honoured", "must images/echoes-are-true")},
    ),
    Row("faulty/images-size-is-told-wrong", blamed={IMAGES: ("must images/echoes-are-true",)}),
    # the page advises against more than one
    Row("faulty/images-one-for-two", blamed={IMAGES: ("must images/as-many-as-asked",)}),
    Row("faulty/images-a-draft-and-the-picture", blamed={IMAGES: ("must images/as-many-as-asked",)}),
    Row("faulty/images-n-in-the-wrong-place", blamed={IMAGES: ("must request/documented-value-is-served",)}),
    Row("faulty/images-a-link-for-base64", blamed={IMAGES: ("must images/response-format-is-honoured",)}),
    # the models that give links are retired upstream
    Row("faulty/images-base64-for-a-link", blamed={IMAGES: ("must images/response-format-is-honoured",)}),
    Row("faulty/images-neither-link-nor-base64", blamed={IMAGES: ("must images/base64-or-url",)}),
    Row("faulty/images-data-url", blamed={IMAGES: ("must picture/base64-is-strict",)}),
    Row("faulty/images-without-usage", blamed={IMAGES: ("must usage/is-present",)}),
    Row("faulty/images-usage-of-nothing", blamed={IMAGES: ("should usage/something-is-counted",)}),
    Row("faulty/images-a-total-with-thoughts", blamed={IMAGES: ("must usage/total-is-the-sum",)}),
    Row("faulty/images-created-in-milliseconds", blamed={IMAGES: ("must images/created-is-the-time",)}),
    Row("faulty/images-created-as-a-text", blamed={IMAGES: ("must images/created-is-the-time",)}),
    Row("faulty/images-a-missing-prompt-is-502", blamed={IMAGES: (NOT_THE_CALLERS_FAULT,)}),
    Row(
        "faulty/images-an-unknown-model-is-500",
        blamed={IMAGES: ("should endpoint/unknown-model-refusal-is-final",)},
    ),
]


def pairs(rows: Sequence[Row]) -> list[Any]:
    return [pytest.param(*pair, id="-".join(pair[:2])) for row in rows for pair in row.pairs]


def sent(shape: str, id: str) -> list[Exchange]:
    return exchanges(shapes(shape.partition("/")[0])[shape], id)


@pytest.mark.parametrize(("shape", "id", "blamed"), pairs(TRUE))
def test_a_true_answer_is_blamed_for_what_the_page_promises_only(shape: str, id: str, blamed: tuple[str, ...]) -> None:
    """
    What Google, OpenAI and honest gateways send breaks nothing, but where the page itself says otherwise.

    It is read all the same: where a picture came to a good request, that picture was looked at.
    """
    one, found = operation(id), sent(shape, id)
    judged = assess(found, [one])
    assert {f"{f.level} {f.requirement} {f.citation or ''}".strip() for f in judged.findings} == set(blamed)
    last = readings(found, [one])[-1]
    held = {result.requirement for result in judged.results if result.verdict is Verdict.HELD}
    assert "picture/is-whole" in held or not last.pictures or last.standing is Standing.WRONG


@pytest.mark.parametrize(("shape", "id", "blamed"), pairs(FALSE))
def test_a_false_answer_is_blamed_for_just_that(shape: str, id: str, blamed: tuple[str, ...]) -> None:
    """What gateways that serve other requests were caught at is found by the requirement that says it, at its level."""
    found = judge([*sent(TOLD[id], id), *sent(shape, id)], operation(id).spec)
    assert {f"{finding.level} {finding.requirement}" for finding in found} == set(blamed)
    assert {finding.operation for finding in found} <= {id}


def test_true_answers_are_blamed_with_a_place_on_the_page() -> None:
    """No answer in the table of true ones breaks a `must` without the place that promises otherwise."""
    musts = [told for row in TRUE for _, _, blamed in row.pairs for told in blamed if told.startswith("must ")]
    assert musts
    assert all(len(told.split()) == 3 for told in musts)


def test_every_shape_is_judged() -> None:
    """Each answer in the files stands in a table, and each row has an answer."""
    written = {name for file in HERE.glob("*.http") for name in shapes(file.stem)}
    assert written == {row.shape for row in (*TRUE, *FALSE)}


# -- the same, told otherwise ------------------------------------------------------------------------------------------

often = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

TOLD = {
    APIYI: "google/a-picture",
    DEERAPI: "google/a-picture-and-then-a-text",
    DGRID: "google/on-vertex",
    NATIVE: "google/a-picture",
    IMAGES: "openai/a-picture",
}
everywhere = pytest.mark.parametrize("id", TOLD)


def telling(id: str) -> tuple[Exchange, Any]:
    """A true exchange of an operation, and its answer, to be changed."""
    (exchange,) = sent(TOLD[id], id)
    assert exchange.response is not None
    return exchange, copy.deepcopy(exchange.response.document.value)


def told(id: str, exchange: Exchange, answer: Any, status: int = 200) -> list[tuple[str, str]]:
    """What is found in an answer that takes the place of an exchange's own."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    headers = (("Content-Type", "application/json"), ("X-Request-Id", "r1"))
    changed = Exchange(
        exchange.request, Response(status, headers, body), started=exchange.started, ended=exchange.ended
    )
    return [(finding.requirement, finding.message) for finding in judge([changed], operation(id).spec)]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


names = st.sampled_from(
    [
        "provider_specific_fields",
        "x",
        "object",
        "id",
        "model",
        "cost",
        "trafficType",
        "latency_ms",
        "_hidden",
        "系统",
        "",
    ]
) | st.text("abcXYZ_-.$ é", min_size=1, max_size=12).filter(lambda name: name != "b" and "_" not in name)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


@everywhere
@often
@given(more=st.lists(st.tuples(st.integers(0, 50), names, values), min_size=1, max_size=6))
def test_more_members_are_welcome(id: str, more: list[tuple[int, str, Any]]) -> None:
    """Members that nobody documented may stand anywhere in an answer, with whatever in them."""
    exchange, answer = telling(id)
    places = list(objects(answer))
    for place, name, value in more:
        places[place % len(places)].setdefault(name, value)
    assert told(id, exchange, answer) == []


OPTIONAL = (
    *("candidates.index", "candidates.safetyRatings", "candidates.finishMessage", "candidates.avgLogprobs"),
    *("candidates.content.parts.thoughtSignature", "candidates.content.parts.text", "candidates.content.parts.thought"),
    *("usageMetadata.thoughtsTokenCount", "usageMetadata.promptTokensDetails", "usageMetadata.candidatesTokensDetails"),
    *("usageMetadata.cachedContentTokenCount", "usageMetadata.trafficType", "promptFeedback", "modelVersion"),
    *("responseId", "createTime", "error"),
    *("background", "output_format", "quality", "size", "usage.input_tokens_details", "usage.output_tokens_details"),
    *("data.url", "data.revised_prompt"),
)
OF_ANOTHER = {"usage", "data", "background", "output_format", "quality", "size"}


def without(value: Any, path: str, null: bool) -> None:
    """Leave a member out of a document, or make it null."""
    head, _, rest = path.partition(".")
    for holder in value if isinstance(value, list) else [value]:
        if rest and isinstance(holder, dict):
            without(holder.get(head), rest, null)
        elif isinstance(holder, dict):
            holder.pop(head, None)
            if null:
                holder[head] = None


@everywhere
@often
@given(left_out=st.lists(st.tuples(st.sampled_from(OPTIONAL), st.booleans()), min_size=1, max_size=8))
def test_what_is_optional_may_be_null_or_left_out(id: str, left_out: list[tuple[str, bool]]) -> None:
    """Null says as much as nothing, wherever the page does not rely on a member."""
    exchange, answer = telling(id)
    for path, null in left_out:
        if (path.partition(".")[0] in OF_ANOTHER) == (id == IMAGES):
            without(answer, path, null)
    usage = answer.get("usageMetadata", {})
    if not usage.get("thoughtsTokenCount") and usage:
        # thoughts that are not told are not in the total either
        usage["totalTokenCount"] = usage["promptTokenCount"] + usage["candidatesTokenCount"]
    assert told(id, exchange, answer) == []


def shuffled(value: Any, draw: random.Random) -> Any:
    """The same document with the members of its objects in another order."""
    if isinstance(value, dict):
        pairs = [(name, shuffled(inner, draw)) for name, inner in value.items()]
        draw.shuffle(pairs)
        return dict(pairs)
    return [shuffled(inner, draw) for inner in value] if isinstance(value, list) else value


LABELS = [
    *("application/json", "application/json; charset=utf-8", "application/json;charset=UTF8", "Application/JSON"),
    *('application/json; charset="utf-8"', "application/json ; odata=verbose", "application/problem+json"),
]
blanks = st.text(" \t\r\n", max_size=30).map(str.encode)


@everywhere
@often
@given(
    seed=st.integers(0, 9999),
    indent=st.sampled_from([None, 0, 1, 4, "\t"]),
    ascii=st.booleans(),
    around=st.tuples(blanks, blanks),
    label=st.sampled_from(LABELS),
    spelt=st.sampled_from([str.title, str.lower, str.upper]),
    zipped=st.booleans(),
    more=st.permutations(["Date", "Server", "Vary", "Vary", "Set-Cookie", "CF-RAY", "X-Cache"]),
)
def test_the_same_may_be_written_in_many_ways(
    id: str,
    seed: int,
    indent: int | str | None,
    ascii: bool,
    around: tuple[bytes, bytes],
    label: str,
    spelt: Any,
    zipped: bool,
    more: list[str],
) -> None:
    """Order, white space, escapes, compression, parameters of the label and the case of headers say nothing."""
    exchange, answer = telling(id)
    text = json.dumps(shuffled(answer, random.Random(seed)), indent=indent, ensure_ascii=ascii).encode()
    body = around[0] + text + around[1]
    headers = [
        *(("X-Request-Id" if name == "X-Cache" else name, f"{name}=1") for name in more),
        ("Content-Type", label),
    ]
    if zipped:
        body = gzip.compress(body, 1)
        headers.insert(seed % 7, ("Content-Encoding", "gzip"))
    response = Response(200, tuple((spelt(name), value) for name, value in headers), body)
    changed = Exchange(exchange.request, response, started=exchange.started, ended=exchange.ended)
    assert judge([changed], operation(id).spec) == []


CELLS = {
    "1:1": (512, 512),
    "1:4": (256, 1024),
    "1:8": (192, 1536),
    "2:3": (424, 632),
    "3:2": (632, 424),
    "3:4": (448, 600),
    "4:1": (1024, 256),
    "4:3": (600, 448),
    "4:5": (464, 576),
    "5:4": (576, 464),
    "8:1": (1536, 192),
    "9:16": (384, 688),
    "16:9": (688, 384),
    "21:9": (792, 336),
}
"""Width and height of the smallest size; the next one has twice of both."""


@pytest.mark.parametrize("ratio", CELLS)
@settings(max_examples=12, deadline=None)
@given(
    off=st.floats(-0.028, 0.028),
    scale=st.sampled_from([("512", 1), ("1K", 2)]),
    format=st.sampled_from(["PNG", "JPEG", "WEBP"]),
    wider=st.booleans(),
)
def test_pictures_may_be_off_the_table(
    ratio: str, off: float, scale: tuple[str, int], format: str, wider: bool
) -> None:
    """A picture of any format with a side up to 2.8 % off the published one has the ratio and size asked for."""
    size, factor = scale
    width, height = (side * factor for side in CELLS[ratio])
    width, height = (round(width * (1 + off)), height) if wider else (width, round(height * (1 + off)))
    exchange, answer = telling(APIYI)
    asked = copy.deepcopy(sample(APIYI))
    asked["generationConfig"]["imageConfig"] = {"aspectRatio": ratio, "imageSize": size}
    request = Request("POST", exchange.request.url, exchange.request.headers, json.dumps(asked).encode())
    part = answer["candidates"][0]["content"]["parts"][0]
    data = base64.b64encode(picture(format, width, height)).decode()
    part["inlineData"] = {"mimeType": f"image/{format.lower()}", "data": data}
    assert told(APIYI, Exchange(request, started=NOW - 20, ended=NOW), answer) == []


@pytest.mark.parametrize("id", [DEERAPI, DGRID, NATIVE])
@settings(max_examples=12, deadline=None)
@given(order=st.permutations(range(4)))
def test_parts_may_come_in_any_order(id: str, order: list[int]) -> None:
    """Where no sample of the page reads the first part, the picture may stand anywhere among texts and signatures."""
    exchange, answer = telling(id)
    parts = answer["candidates"][0]["content"]["parts"]
    parts[1:] = [{"text": "Here it is."}, {"text": "", "thoughtSignature": "c2ln"}, {"text": "As you wished."}]
    answer["candidates"][0]["content"]["parts"] = [parts[i] for i in order]
    assert told(id, exchange, answer) == []


@often
@given(reason=st.from_regex(r"[A-Z][A-Z0-9]{2,8}(_[A-Z0-9]{1,9}){0,3}", fullmatch=True))
def test_reasons_that_nobody_knows_are_welcome(reason: str) -> None:
    """A text may end for a reason that upstream has not documented yet."""
    (exchange,) = sent("google/words-only", NATIVE)
    assert exchange.response is not None
    answer: Any = copy.deepcopy(exchange.response.document.value)
    answer["candidates"][0]["finishReason"] = reason
    assert told(NATIVE, exchange, answer) == []


STATUSES = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 422: None}


@everywhere
@often
@given(
    status=st.sampled_from([400, 413, 415, 422]),
    envelope=st.sampled_from(["google", "openai", "list", "flat", "detail", "problem", "oauth"]),
    message=st.text(max_size=60).map(lambda text: f"no {text}"),
    code=st.none() | st.sampled_from(["", "invalid_value", "bad_request_body", "convert_request_failed", 20012, 1002]),
    more=st.dictionaries(
        st.sampled_from(["localized_message", "provider", "param", "type", "details"]), values, max_size=3
    ),
)
def test_a_refusal_may_have_any_envelope(
    id: str, status: int, envelope: str, message: str, code: Any, more: dict[str, Any]
) -> None:
    """A mistake of the caller's may be told in Google's envelope, in OpenAI's or in a gateway's own."""
    exchange, _ = telling(id)
    request = Request("POST", exchange.request.url, exchange.request.headers, b'{"contents": 7, "model": []}')
    google = {"code": status, "message": message, "status": STATUSES.get(status)}
    answer = {
        "google": {"error": {**more, **google}},
        "openai": {"error": {**more, "message": message, "type": "new_api_error", "param": None, "code": code}},
        "list": [{"error": {**more, **google}}],
        "flat": {**more, "code": code, "message": message},
        "detail": {**more, "detail": [{"loc": ["body"], "msg": message}]},
        "problem": {**more, "type": "about:blank", "title": message, "status": status},
        "oauth": {**more, "error": "invalid_request", "error_description": message},
    }[envelope]
    assert told(id, Exchange(request, started=NOW - 20, ended=NOW), answer, status) == []
