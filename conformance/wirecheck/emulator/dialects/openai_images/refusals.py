"""What an honest images/generations refuses: values outside the page's sets, and what the model does not take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wirecheck.emulator.dialects.openai_images.parsing import draws, published
from wirecheck.emulator.hooks import EmulatedCall, RefusalReason, Stage
from wirecheck.emulator.parsed_request import documented
from wirecheck.emulator.refusals import bad
from wirecheck.wire.lenient_json import Json, members

AUTOMATIC = ("size", "quality")
"""Members for which GPT image models choose a value if they are set to `auto`."""

BACKGROUNDS = ("transparent", "opaque", "auto")


def refusals(call: EmulatedCall) -> Iterator[RefusalReason]:
    """Reasons to refuse a JSON object, in addition to those of its schema."""
    body = members(call.parsed.members)
    known = published(call.parsed.model)
    if not call.parsed.prompt.strip():
        yield RefusalReason(Stage.PROMPT, 400, "`prompt` is required.", "prompt", "missing_required_parameter")
    closed_sets = (
        ("size", body.get("size"), known.sizes),
        ("quality", body.get("quality"), known.qualities),
        ("output_format", body.get("output_format"), known.formats),
    )
    for member, value, values in closed_sets:
        if isinstance(value, str) and values and not _is_taken(call, member, value, values):
            yield bad(member, f"Supported values are: {', '.join(values)}.")
    count = body.get("n")
    if type(count) is int and not 1 <= count <= known.max_n:
        yield bad("n", f"it must lie between 1 and {known.max_n}.", stage=Stage.SUPPORT)
    yield from _background(call, body.get("background"), body.get("output_format"))


def _background(call: EmulatedCall, background: Json, format: Json) -> Iterator[RefusalReason]:
    known = background in BACKGROUNDS or documented(call.operation, "background", background)
    if background is not None and not known:
        yield bad("background", f"Supported values are: {', '.join(BACKGROUNDS)}.")
    if background == "transparent" and format == "jpeg":
        yield bad("background", "a JPEG has no transparency.")


def _is_taken(call: EmulatedCall, member: str, value: str, values: Sequence[str]) -> bool:
    model = call.parsed.model
    if value in values or documented(call.operation, member, value):
        return True
    if value == "auto":
        return member in AUTOMATIC and bool(published(model).formats)
    return member == "size" and draws(model, value)
