"""Where the pictures and refusals stand in an answer of generateContent."""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck.dialects.returned_picture import ReturnedPicture
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


def is_bare(value: Json) -> bool:
    """Whether a value is a candidate, its content or a part with a picture, or a list of them."""
    return any(
        isinstance(piece, dict) and any(name in piece for name in ("inlineData", "inline_data"))
        for each in (value if isinstance(value, list) else [value])
        for piece in (each, *items(each, "parts"), *items(each, "content", "parts"))
    )


def refusal(answer: Json, refusals: frozenset[str]) -> str | None:
    """
    A refusal on grounds of safety, in a 200: of the prompt, or of the picture.

    Both spellings of names are read. What came with a picture is no refusal, and a feedback without candidates is one,
    also where it gives no reason.

    :param refusals: the finish reasons that mean a refusal if no picture came.
    """
    feedback = members(_spelt(answer, "promptFeedback", "prompt_feedback"))
    blocked = _spelt(feedback, "blockReason", "block_reason")
    candidates = items(answer, "candidates")
    if any(pictures(answer)) or any(is_bare(candidate) for candidate in candidates):
        return None
    if isinstance(blocked, str) and blocked:
        return f"the prompt was blocked: `{blocked}`"
    if not candidates and any(feedback.values()):
        return "the prompt was blocked"
    reasons = (_spelt(candidate, "finishReason", "finish_reason") for candidate in candidates)
    refused = next((reason for reason in reasons if isinstance(reason, str) and reason in refusals), None)
    return f"the picture was refused: `{refused}`" if refused else None


def _spelt(holder: Json, *names: str) -> Json:
    """A member by the first of its spellings that is there."""
    return next((value for name in names if (value := at(holder, name)) is not None), None)


def shows_search(answer: Json) -> bool:
    """Whether a candidate names the sources of a search."""
    return any(at(candidate, "groundingMetadata") for candidate in items(answer, "candidates"))
