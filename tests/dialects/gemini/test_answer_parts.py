"""Pictures and refusals in answers of generateContent, as Google's reference has them."""

from __future__ import annotations

from typing import Any

import pytest

from wirecheck.dialects.gemini.answer_parts import pictures, refusal, shows_search

PICTURE = {"inlineData": {"mimeType": "image/png", "data": "aGk="}}


def candidate(*parts: Any, **members: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": list(parts)}, **members}]}


def test_pictures_stand_among_the_parts() -> None:
    """Each by its path, with what it is said to be; one of a thought is told from the others."""
    seen = list(pictures(candidate({"text": "here"}, PICTURE, {**PICTURE, "thought": True})))
    places = [f"candidates[0].content.parts[{index}].inlineData" for index in (1, 2)]
    assert [picture.where for picture in seen] == places
    assert [(picture.data, picture.declared, picture.thought) for picture in seen] == [
        ("aGk=", "image/png", False),
        ("aGk=", "image/png", True),
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"promptFeedback": {"blockReason": "SAFETY"}}, "the prompt was blocked: `SAFETY`"),
        (candidate(finishReason="IMAGE_SAFETY"), "the picture was refused: `IMAGE_SAFETY`"),
        (candidate(PICTURE, finishReason="IMAGE_SAFETY"), None),
        (candidate(finishReason="STOP"), None),
        ([], None),
        ({"prompt_feedback": {"block_reason": "OTHER"}}, "the prompt was blocked: `OTHER`"),
        ({"promptFeedback": {"block_reason": "OTHER"}, "candidates": []}, "the prompt was blocked: `OTHER`"),
        ({"promptFeedback": {"safetyRatings": [{"blocked": True}]}}, "the prompt was blocked"),
        ({"promptFeedback": {"safetyRatings": None}}, None),
        ({**candidate(PICTURE), "promptFeedback": {"blockReason": "OTHER"}}, None),
        (candidate(finish_reason="IMAGE_SAFETY"), "the picture was refused: `IMAGE_SAFETY`"),
        ({"candidates": [{"finishReason": "IMAGE_SAFETY"}]}, "the picture was refused: `IMAGE_SAFETY`"),
        (candidate({"inline_data": {}}, finish_reason="IMAGE_SAFETY"), None),
        (candidate(finishReason=["IMAGE_SAFETY"]), None),
    ],
)
def test_refusals(answer: Any, expected: str | None) -> None:
    """A blocked prompt, or a finish reason that is a refusal where no picture came."""
    assert refusal(answer, frozenset({"IMAGE_SAFETY"})) == expected


@pytest.mark.parametrize(("metadata", "expected"), [({"webSearchQueries": ["boats"]}, True), ({}, False)])
def test_a_search_is_shown_by_what_the_answer_is_grounded_on(metadata: dict[str, Any], expected: bool) -> None:
    """Empty metadata shows nothing."""
    assert shows_search(candidate(groundingMetadata=metadata)) is expected
