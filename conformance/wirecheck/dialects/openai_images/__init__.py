"""
OpenAI's images/generations, as gateways offer it: a prompt goes in, a list of pictures comes back.

Held by `tests/plan/test_plan.py` and held by `tests/requirements/test_images.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from wirecheck.dialects import error_texts
from wirecheck.dialects.body_format import RequestBody
from wirecheck.dialects.capability import Capability
from wirecheck.dialects.openai_images import planning
from wirecheck.dialects.planned_request import PlannedRequest
from wirecheck.dialects.protocol import Dialect
from wirecheck.dialects.requested import RequestedOutput, RequestInputs
from wirecheck.dialects.returned_picture import ReturnedPicture
from wirecheck.dialects.vocabulary import Vocabulary
from wirecheck.spec import location, upstream
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire import lenient_json, links
from wirecheck.wire.exchange import Exchange
from wirecheck.wire.lenient_json import Json, at, items, members, text
from wirecheck.wire.picture_bytes import parse_size

NULLABLE = frozenset(
    {
        *("model", "n", "size", "quality", "background", "moderation", "style", "response_format"),
        *("output_format", "output_compression", "stream", "partial_images"),
    }
)
"""The members that OpenAI's own description lets be null, which then have their defaults."""


class OpenAIImages(Dialect):
    """The dialect `openai-images`."""

    name = "openai-images"
    vocabulary = Vocabulary(
        prompt="prompt",
        own_words=frozenset({"prompt"}),
        texts=frozenset({"prompt"}),
        sets=("model", "n", "size", "quality", "output_format", "background", "response_format"),
        size="size",
        count="n",
        implied={"n": 1},
    )
    capabilities = frozenset({Capability.DOCUMENT, Capability.PICTURE_LIST})
    answers_with_links = True

    base = staticmethod(planning.base)
    asks = staticmethod(planning.asks)

    def upstream_file(self) -> Path | None:
        """What OpenAI publishes."""
        return location.specs_root() / "upstream" / "openai.yaml"

    def scaffold_file(self) -> Path | None:
        """A spec to start from."""
        return Path(__file__).with_name("scaffold.yaml")

    def canonical(self, operation: Operation, body: Json) -> RequestBody:
        """The body without the members that are null where null is the default."""
        if not isinstance(body, dict):
            return RequestBody(body)
        return RequestBody({name: value for name, value in body.items() if value is not None or name not in NULLABLE})

    def inputs(self, body: Json) -> RequestInputs:
        """The prompt."""
        return RequestInputs(prompt=text(body, "prompt") or "")

    def requested(self, body: Json, model: Model) -> RequestedOutput:
        """What its members ask for."""
        count = at(body, "n")
        return RequestedOutput(
            picture=True,
            text=False,
            size=lenient_json.text(body, "size"),
            count=count if isinstance(count, int) and not isinstance(count, bool) else None,
            output_format=lenient_json.text(body, "output_format"),
            response_format=lenient_json.text(body, "response_format"),
            quality=lenient_json.text(body, "quality"),
            background=lenient_json.text(body, "background"),
        )

    def says_something(self, body: Json) -> bool:
        """Whether its prompt has text."""
        return bool((lenient_json.text(body, "prompt") or "").strip())

    def has_content(self, answer: Json) -> bool:
        """Whether there is a picture in its data, as base64 or at an address."""
        return any(_is_picture(item) for item in items(answer, "data"))

    def is_bare(self, answer: Json) -> bool:
        """A picture, or a list of them or of their addresses."""
        return any(map(_is_bare_picture, answer if isinstance(answer, list) else [answer]))

    def shown_by_sdk(self, error: Json) -> Json:
        """The `message` of `error`, or of the whole where there is no `error`: so does `openai` 3."""
        whole = members(error)
        return members(whole.get("error", whole)).get("message")

    def pictures(self, answer: Json, opened: Mapping[str, Exchange]) -> Iterator[ReturnedPicture]:
        """Every item of its data, also an empty one."""
        for i, item in enumerate(items(answer, "data")):
            # an empty string stands for nothing in rebuilt answers
            data, url = at(item, "b64_json") or None, lenient_json.text(item, "url") or None
            picture = ReturnedPicture(f"data[{i}]", data, url=url)
            held = links.held(url or "") if data is None else None
            if held is not None:
                picture = replace(picture, declared=held[0], declares=True, **_content(held[1]))
            exchange = opened.get(url or "")
            response = exchange.response if exchange is not None and exchange.failure is None else None
            if response is not None and response.ok:
                label = response.header("content-type")
                picture = replace(picture, declared=label, declares=True, fetched=response.content)
            yield picture

    def links(self, answer: Json) -> Iterator[str]:
        """The address in every item that has one."""
        urls = (at(item, "url") for item in items(answer, "data"))
        return (url for url in urls if isinstance(url, str) and url)

    def upstream_values(self, facts: upstream.PublishedModel) -> Mapping[str, Sequence[str]]:
        """The sets of a model; those of the format take `auto` too."""
        auto = ("auto",) if facts.formats else ()
        return {
            "size": (*facts.sizes, *auto),
            "quality": (*facts.qualities, *auto),
            "output_format": facts.formats,
        }

    def takes_value(self, operation: Operation, facts: upstream.PublishedModel, path: str, value: Json) -> bool:
        """Whether a model takes a value: also any number of pictures up to its limit, and any size by its rule."""
        if path == "n":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return not whole or 1 <= value <= facts.max_n  # type: ignore[operator] # `whole` says that it is an int
        if super().takes_value(operation, facts, path, value):
            return True
        return path == "size" and isinstance(value, str) and _keeps_the_rule(value, facts.any_size)

    def planned(
        self, operation: Operation, body: dict[str, Json], purpose: str, kind: str, model: str | None
    ) -> PlannedRequest:
        """A body as a billable request."""
        return planning.planned(operation, body, purpose, kind)

    def prompted(self, body: dict[str, Json], prompt: str) -> dict[str, Json] | None:
        """The body with another prompt."""
        return {**body, "prompt": prompt}


def _content(held: str | bytes) -> dict[str, Any]:
    """What stands in an address itself: base64, or bytes as if they had been fetched."""
    return {"data": held} if isinstance(held, str) else {"fetched": held}


def _is_picture(item: Json) -> bool:
    return any(isinstance(at(item, name), str) and at(item, name) for name in ("b64_json", "url"))


def _is_bare_picture(item: Json) -> bool:
    """Whether a value is a picture by itself; an error may have an address too, of a page that explains it."""
    if isinstance(item, str):
        return item.startswith(("https://", "http://", "data:image/"))
    return _is_picture(item) and not error_texts.message(item)


def _keeps_the_rule(size: str, rule: Mapping[str, int]) -> bool:
    """Whether upstream takes a size that is not one of the published ones."""
    pixels = parse_size(size)
    if not rule or pixels is None:
        return False
    width, height = pixels
    return (
        width % rule["multiple_of"] == height % rule["multiple_of"] == 0
        and max(pixels) <= rule["max_edge"]
        and max(pixels) <= rule["max_ratio"] * min(pixels)
        and rule["min_pixels"] <= width * height <= rule["max_pixels"]
    )


DIALECT: Dialect = OpenAIImages()
