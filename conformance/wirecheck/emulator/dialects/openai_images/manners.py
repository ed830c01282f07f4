"""What images/generations adds to the manners of every dialect."""

from __future__ import annotations

from wirecheck.emulator.dialects.json_over_post import add_nulls, only_promised
from wirecheck.emulator.dialects.openai_images.bodies import entries
from wirecheck.emulator.hooks import Body, EmulatedCall, Hooks

ECHOES = ("background", "output_format", "quality", "size")


def _nulls(call: EmulatedCall, body: Body) -> Body:
    add_nulls(call, body, "response", ECHOES)
    for entry in entries(body):
        add_nulls(call, entry, "response.data[]", ("revised_prompt", "url", "b64_json", "provider_specific_fields"))
    return body


def _extra(_: EmulatedCall, body: Body) -> Body:
    body["usage"]["output_tokens_details"] = {"image_tokens": body["usage"]["output_tokens"], "text_tokens": 0}
    for entry in entries(body):
        entry["seed"] = 7
    return body


ADDITIONS = {
    "nulls": Hooks(answer=_nulls),
    "extra-members": Hooks(answer=_extra),
    "sparse": Hooks(answer=lambda call, body: only_promised(call, body, "response", ECHOES)),
}
"""By the ids of the manners."""
