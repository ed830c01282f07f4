"""Where the pictures and refusals stand in an answer of generateContent."""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck.dialects.returned_picture import ReturnedPicture
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json, at, items, members


def parts(answer: Json) -> tuple[tuple[str, dict[str, Json]], ...]:
    """The parts of every candidate with their paths."""
    return tuple(
        (f"candidates[{i}].content.parts[{j}]", members(part))
        for i, candidate in enumerate(items(answer, "candidates"))
        for j, part in enumerate(items(candidate, "content", "parts"))
    )


def pictures(answer: Json) -> Iterator[ReturnedPicture]:
    """Every picture, those of thoughts included."""
    for where, part in parts(answer):
        if isinstance(part.get("inlineData"), dict):
            yield ReturnedPicture(
                where=f"{where}.inlineData",
                data=at(part, "inlineData", "data"),
                declared=at(part, "inlineData", "mimeType"),
                declares=True,
                thought=part.get("thought") is True,
            )


def refusal(answer: Json, refusals: frozenset[str]) -> str | None:
    """
    A refusal on grounds of safety, in a 200.

    :param refusals: the finish reasons that mean a refusal if no picture came.
    """
    blocked = lenient_json.text(answer, "promptFeedback", "blockReason")
    if blocked:
        return f"the prompt was blocked: `{blocked}`"
    reasons = [lenient_json.text(candidate, "finishReason") for candidate in items(answer, "candidates")]
    refused = next((reason for reason in reasons if reason in refusals), None)
    return f"the picture was refused: `{refused}`" if refused and not any(pictures(answer)) else None


def shows_search(answer: Json) -> bool:
    """Whether a candidate names the sources of a search."""
    return any(at(candidate, "groundingMetadata") for candidate in items(answer, "candidates"))
