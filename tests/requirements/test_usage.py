"""Requirements on token counts, each on exchanges that hold it and that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
