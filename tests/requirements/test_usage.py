"""Requirements on token counts, each on exchanges that hold it and that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def sending(make: Any, **usage: Any) -> Any:
    """A request with a picture, and an answer with these counts."""
    picture = {"inline_data": {"mime_type": "image/png", "data": make.data(64, 64)}}
    turns = [{"role": "user", "parts": [picture, {"text": "make it blue"}]}]
    return make.gemini(extra={"contents": turns}, answer=make.usage(**usage))


def counted(make: Any, prompt: Any, answer: Any, total: Any) -> Any:
    return make.usage(promptTokenCount=prompt, candidatesTokenCount=answer, totalTokenCount=total)


def detailed(**kinds: int) -> list[dict[str, Any]]:
    return [{"modality": kind, "tokenCount": count} for kind, count in kinds.items()]


ROWS = [
    ("usage/is-present", "held", "all", lambda m: m.gemini()),
    ("usage/is-present", "held", "no thoughts", lambda m: m.gemini("deerapi")),
    ("usage/is-present", "broken", "none", lambda m: m.gemini(answer=m.answer(usageMetadata=None))),
    ("usage/is-present", "broken", "empty", lambda m: m.images(answer=m.created(usage={}))),
    ("usage/is-present", "broken", "a count", lambda m: m.gemini(answer=m.usage(totalTokenCount=None))),
    (
        "usage/is-present",
        "held",
        "no total on the page",
        lambda m: m.gemini("apiyi", answer=m.usage(totalTokenCount=None)),
    ),
    ("usage/counts-are-whole", "held", "all", lambda m: m.gemini()),
    ("usage/counts-are-whole", "held", "zero", lambda m: m.gemini(answer=m.usage(candidatesTokenCount=0))),
    ("usage/counts-are-whole", "broken", "a text", lambda m: m.gemini(answer=m.usage(promptTokenCount="10"))),
    ("usage/counts-are-whole", "broken", "a fraction", lambda m: m.gemini(answer=m.usage(promptTokenCount=1.5))),
    ("usage/counts-are-whole", "broken", "true", lambda m: m.gemini(answer=m.usage(promptTokenCount=True))),
    ("usage/counts-are-whole", "broken", "negative", lambda m: m.gemini(answer=m.usage(promptTokenCount=-1))),
    ("usage/counts-are-whole", "broken", "too many", lambda m: m.gemini(answer=m.usage(promptTokenCount=10**12))),
    ("usage/total-is-the-sum", "held", "two parts", lambda m: m.gemini()),
    (
        "usage/total-is-the-sum",
        "held",
        "thoughts outside",
        lambda m: m.gemini(answer=m.usage(thoughtsTokenCount=50, totalTokenCount=1180)),
    ),
    ("usage/total-is-the-sum", "held", "thoughts inside", lambda m: m.gemini(answer=m.usage(thoughtsTokenCount=50))),
    (
        "usage/total-is-the-sum",
        "held",
        "prompts of tools",
        lambda m: m.gemini(answer=m.usage(toolUsePromptTokenCount=7, totalTokenCount=1137)),
    ),
    ("usage/total-is-the-sum", "broken", "one off", lambda m: m.gemini(answer=m.usage(totalTokenCount=1131))),
    (
        "usage/total-is-the-sum",
        "broken",
        "the prompt alone",
        lambda m: m.images(answer=m.created(usage={"input_tokens": 10, "output_tokens": 200, "total_tokens": 10})),
    ),
    ("usage/a-picture-is-counted", "held", "counted", lambda m: m.gemini()),
    ("usage/a-picture-is-counted", "held", "no count", lambda m: m.gemini(answer=m.usage(candidatesTokenCount=None))),
    (
        "usage/a-picture-is-counted",
        "broken",
        "nothing",
        lambda m: m.gemini(answer=m.usage(candidatesTokenCount=0, totalTokenCount=10)),
    ),
    (
        "usage/a-picture-is-counted",
        "broken",
        "nothing, of OpenAI's",
        lambda m: m.images(answer=m.created(usage={"input_tokens": 10, "output_tokens": 0, "total_tokens": 10})),
    ),
    (
        "usage/details-fit-their-count",
        "held",
        "less",
        lambda m: m.gemini(answer=m.usage(candidatesTokensDetails=detailed(IMAGE=1100))),
    ),
    (
        "usage/details-fit-their-count",
        "broken",
        "more",
        lambda m: m.gemini(answer=m.usage(candidatesTokensDetails=detailed(IMAGE=1100, TEXT=30))),
    ),
    (
        "usage/details-fit-their-count",
        "broken",
        "more, of OpenAI's",
        lambda m: m.images(
            answer=m.created(
                usage={
                    "input_tokens": 10,
                    "input_tokens_details": {"text_tokens": 10, "image_tokens": 8},
                    "output_tokens": 200,
                    "total_tokens": 210,
                }
            )
        ),
    ),
    (
        "usage/input-picture-is-counted",
        "held",
        "counted",
        lambda m: sending(m, promptTokenCount=270, totalTokenCount=1390),
    ),
    ("usage/input-picture-is-counted", "held", "too few: told, not blamed", lambda m: sending(m)),
    ("usage/input-picture-is-counted", "not_applicable", "no picture", lambda m: m.gemini()),
    (
        "usage/counts-are-whole",
        "held",
        "1.0 for 1",
        lambda m: m.gemini(answer=m.usage(promptTokenCount=10.0)),
    ),
    (
        "usage/counts-are-whole",
        "held",
        "a price",
        lambda m: m.gemini(answer=m.usage(cost_per_1k_tokens=0.03, billable_tokens="1130")),
    ),
    (
        "usage/details-fit-their-count",
        "held",
        "cached ones are among them",
        lambda m: m.images(
            answer=m.created(
                usage={
                    "input_tokens": 16,
                    "input_tokens_details": {"text_tokens": 16, "image_tokens": 0, "cached_tokens": 16},
                    "output_tokens": 200,
                    "total_tokens": 216,
                }
            )
        ),
    ),
    ("usage/something-is-counted", "held", "all", lambda m: m.gemini()),
    ("usage/something-is-counted", "held", "the prompt", lambda m: m.gemini("dgrid", answer=counted(m, 14, 0, 14))),
    ("usage/something-is-counted", "broken", "nothing", lambda m: m.gemini("dgrid", answer=counted(m, 0, 0, 0))),
    (
        "usage/something-is-counted",
        "broken",
        "nothing in the details either",
        lambda m: m.images(
            answer=m.created(usage={"total_tokens": 0, "input_tokens_details": {"text_tokens": 0}, "price": 4})
        ),
    ),
    ("usage/something-is-counted", "not_judged", "as texts", lambda m: m.gemini(answer=counted(m, "0", "0", "0"))),
    ("usage/a-picture-is-counted", "not_judged", "nothing is", lambda m: m.gemini(answer=counted(m, 0, 0, 0))),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
