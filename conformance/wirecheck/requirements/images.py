"""Requirements on answers that are a list of pictures: their time, number, container and echoed values."""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck.dialects.capability import Capability
from wirecheck.reading.reading import Reading
from wirecheck.requirements import premises
from wirecheck.requirements.requirement import Broken, Level, Outcome, Unjudged, requirement
from wirecheck.wire import lenient_json, links, picture_bytes
from wirecheck.wire.exchange import FailureKind
from wirecheck.wire.lenient_json import at, items, members
from wirecheck.wire.picture_bytes import InspectedPicture

TOLERANCE = 3600
"""Seconds by which `created` may differ, because of two clocks or a queue."""

EPOCHAL = (1_500_000_000, 4_000_000_000)
"""The range from 2017 to 2096, in seconds since the epoch: what `created` is compared with if no time was recorded."""

FORMATS = {"png": "PNG", "jpeg": "JPEG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF"}


@requirement(
    "images/has-pictures",
    promised_by="response.data",
    after=premises.SERVED,
    level_is_fixed=True,
    needs=Capability.PICTURE_LIST,
)
def has_pictures(reading: Reading) -> Iterator[Outcome]:
    """A served answer has a list of pictures."""
    data = at(reading.answer, "data")
    if data and not isinstance(data, list):
        yield "`data` is not a list"
    elif not data:
        yield "there is no picture in `data`"


@requirement(
    "images/created-is-the-time", promised_by="response.created", after=premises.ANSWERED, needs=Capability.PICTURE_LIST
)
def created_is_the_time(reading: Reading) -> Iterator[Outcome]:
    """
    `created` is the Unix time of the answer, in whole seconds.

    It is compared with the time of the exchange, so that an old tape stays valid; it may be off by an hour.
    """
    created = at(reading.answer, "created")
    if isinstance(created, float) and created.is_integer():
        created = int(created)
    if isinstance(created, bool) or not isinstance(created, int):
        yield (
            f"`created` is {lenient_json.snippet(str(created))}, not a whole number"
            if created is not None
            else "`created` is missing"
        )
        return
    exchange = reading.exchange
    if exchange.started:
        first, last = exchange.started - TOLERANCE, max(exchange.started, exchange.ended) + TOLERANCE
        if not first <= created <= last:
            yield f"`created` is {created}, but the answer came at {int(exchange.ended)}"
    elif not EPOCHAL[0] <= created <= EPOCHAL[1]:
        yield f"`created` is {created}, which is not a plausible time in seconds"


@requirement(
    "images/as-many-as-asked",
    promised_by="response.data",
    after=premises.ANSWERED,
    needs=Capability.PICTURE_LIST,
)
def as_many_as_asked(reading: Reading) -> Iterator[Outcome]:
    """
    The answer has as many pictures as were asked for, or one if `n` is left out.

    A gateway that cannot make several should refuse; otherwise the caller gets fewer pictures without notice.
    """
    wanted = reading.asked.count if reading.asked.count is not None else 1
    found = len(items(reading.answer, "data"))
    if found != wanted:
        yield Broken(f"asked for {wanted}, got {found}", "n", str(wanted))


@requirement(
    "images/base64-or-url",
    promised_by="response.data",
    after=premises.ANSWERED,
    level_is_fixed=True,
    needs=Capability.PICTURE_LIST,
)
def base64_or_url(reading: Reading) -> Iterator[Outcome]:
    """
    Each picture comes as either `b64_json` or `url`, and not as both.

    Null and an empty string count as absent.
    """
    for i, item in enumerate(items(reading.answer, "data")):
        given = [name for name in ("b64_json", "url") if members(item).get(name)]
        if len(given) != 1:
            yield Broken(f"`data[{i}]` has {' and '.join(given) or 'neither b64_json nor url'}", "data[]")


@requirement(
    "images/response-format-is-honoured",
    promised_by="request.response_format",
    default_level=Level.SHOULD,
    after=(*premises.ANSWERED, "images/base64-or-url"),
    needs=Capability.PICTURE_LIST,
)
def response_format_is_honoured(reading: Reading) -> Iterator[Outcome]:
    """
    The picture comes in the container that was asked for, and from a GPT image model always as base64.

    A caller reads one of the two members and does not look for the other.
    """
    asked = _container(reading)
    if asked not in ("url", "b64_json"):
        return
    for i, item in enumerate(items(reading.answer, "data")):
        if not members(item).get(asked):
            yield Broken(f"`data[{i}]` has no `{asked}`", "response_format", asked)


def _container(reading: Reading) -> str | None:
    """The container that was asked for, by name or by its default; None if either is right."""
    operation, model = reading.operation, reading.model
    member = operation.member("response_format")
    if model.takes("response_format"):
        default = member.default if member is not None and member.citation is not None else None
        return reading.asked.response_format or (default if isinstance(default, str) else None)
    # an own page that has addresses in its answers outranks upstream, and of a model that nobody knows nobody says it
    shows_links = operation.spec.is_page and operation.at("response.data[].url") is not None
    return None if model.facts is None or shows_links else "b64_json"


@requirement(
    "images/output-format-is-honoured",
    promised_by="request.output_format",
    default_level=Level.SHOULD,
    asked=lambda reading: (reading.asked.output_format or "").lower() in FORMATS,
    after=premises.PIXELS,
    needs=Capability.PICTURE_LIST,
    also="OpenAI also does this, for webp: https://github.com/openai/openai-node/issues/1850",
)
def output_format_is_honoured(reading: Reading) -> Iterator[Outcome]:
    """The bytes have the format that was asked for."""
    wanted = (reading.asked.output_format or "").lower()
    for found in reading.finals:
        if found.image and found.image.format != FORMATS[wanted]:
            yield Broken(f"asked for `{wanted}`, got bytes of {found.image.format}", "output_format", wanted)


@requirement(
    "images/echoes-are-true",
    promised_by=("response.size", "response.output_format"),
    default_level=Level.SHOULD,
    after=premises.PIXELS,
    needs=Capability.PICTURE_LIST,
)
def echoes_are_true(reading: Reading) -> Iterator[Outcome]:
    """
    What the answer says about the picture is true: the size and format of its bytes, and the quality and background.

    Quality and background are those that were asked for; they are compared only if the request names a value other than
    `auto`.
    """
    for picture in reading.finals:
        if picture.image and picture.image.format:
            yield from _echoes_of_bytes(reading, picture.image)
    for name, value in {"quality": reading.asked.quality, "background": reading.asked.background}.items():
        echo = lenient_json.text(reading.answer, name)
        if echo and value and value.lower() != "auto" and echo.lower() != value.lower():
            yield Broken(
                f"`{value}` was asked for as `{name}`, but the answer says {lenient_json.snippet(echo)}", name, value
            )


def _echoes_of_bytes(reading: Reading, image: InspectedPicture) -> Iterator[Broken]:
    size, format = lenient_json.text(reading.answer, "size"), lenient_json.text(reading.answer, "output_format")
    if size and not _is_size_of(size, image, reading):
        yield Broken(
            f"`size` says {lenient_json.snippet(size)}, but the picture is {image.width}x{image.height}", "size"
        )
    if format and FORMATS.get(format.lower().removeprefix("image/"), format) != image.format:
        told = f"`output_format` says {lenient_json.snippet(format)}, but the bytes are {image.format}"
        yield Broken(told, "output_format")


def _is_size_of(echo: str, image: InspectedPicture, reading: Reading) -> bool:
    """Whether an echo is the size of a picture; an echo that is not a size is false if the asked size was drawn."""
    pixels = (image.width, image.height)
    told = picture_bytes.parse_size(echo)
    # other requirements compare the bytes with what was asked for; this one compares them with the echo
    return told == pixels if told else picture_bytes.parse_size(reading.asked.size) != pixels


@requirement(
    "images/url-is-absolute",
    promised_by=("request.response_format", "response.data[].url", "response.data"),
    default_level=Level.SHOULD,
    asked=lambda reading: bool(reading.links),
    after=(*premises.ANSWERED, "images/base64-or-url"),
    needs=Capability.PICTURE_LIST,
)
def url_is_absolute(reading: Reading) -> Iterator[Outcome]:
    """
    A `url` is a whole address of `http:` or `https:`, or holds the picture itself as `data:`.

    To what a relative one is relative, no answer says, and clients hand it on to where nobody knows the gateway.
    """
    for url in reading.links:
        problem = links.problem(url)
        if problem:
            yield Broken(f"{lenient_json.snippet(url, 0, 120)} {problem}", "url")


@requirement(
    "images/url-opens",
    promised_by=("request.response_format", "response.data[].url"),
    default_level=Level.SHOULD,
    asked=lambda reading: bool(reading.links),
    after=(*premises.ANSWERED, "images/base64-or-url"),
    needs=Capability.PICTURE_LIST,
)
def url_opens(reading: Reading) -> Iterator[Outcome]:
    """
    A `url` can be opened without the key.

    One that was not opened, as it is no whole address or leads into a network that is not the gateway's own, is not
    judged.
    """
    for url in reading.links:
        exchange = reading.fetched.get(url)
        if links.held(url) is not None:
            continue
        if exchange is None:
            yield Unjudged("the picture was not opened")
        elif exchange.failure is not None and exchange.failure.kind is FailureKind.UNSENT:
            yield Unjudged(f"the picture was not opened: {exchange.failure.message}")
        elif exchange.failure is not None:
            yield Broken(f"{lenient_json.snippet(url, 0, 120)}: {exchange.failure.message}", "url", shown_by=exchange)
        elif exchange.response is None or not exchange.response.ok:
            status = exchange.response.status if exchange.response else "nothing"
            yield Broken(f"{lenient_json.snippet(url, 0, 120)} was answered with {status}", "url", shown_by=exchange)
