"""Requirements on bodies, each on exchanges that hold it and that break it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

GZIP = (("Content-Type", "application/json"), ("Content-Encoding", "gzip"))
TEXT = (("Content-Type", "text/plain; charset=utf-8"),)
VENDOR = (("Content-Type", "application/problem+json; charset=utf-8"),)


def packed(make: Any) -> bytes:
    return gzip.compress(json.dumps(make.answer()).encode())


ROWS = [
    ("body/is-complete", "held", "whole", lambda m: m.gemini()),
    ("body/is-complete", "broken", "cut", lambda m: m.gemini(failure=m.cut)),
    ("body/is-complete", "broken", "endless", lambda m: m.gemini(failure=m.too_large)),
    ("body/is-complete", "not_judged", "late", lambda m: m.gemini(failure=m.timeout, answered=False)),
    ("body/encoding-is-as-labelled", "held", "plain", lambda m: m.gemini()),
    ("body/encoding-is-as-labelled", "held", "gzip", lambda m: m.gemini(headers=GZIP, raw=packed(m))),
    ("body/encoding-is-as-labelled", "broken", "no gzip", lambda m: m.gemini(headers=GZIP)),
    (
        "body/encoding-is-as-labelled",
        "broken",
        "not asked for",
        lambda m: m.gemini(headers=(("Content-Encoding", "br"),)),
    ),
    ("body/is-json", "held", "an object", lambda m: m.gemini()),
    ("body/is-json", "broken", "a page", lambda m: m.gemini(raw=b"<html>")),
    ("body/is-json", "broken", "nothing", lambda m: m.gemini(raw=b"")),
    ("body/is-json", "broken", "Latin-1", lambda m: m.gemini(raw='{"a": "é"}'.encode("latin-1"))),
    ("body/is-json", "broken", "100,000 levels", lambda m: m.gemini(raw=b"[" * 100_000)),
    ("body/is-json", "not_judged", "cut", lambda m: m.gemini(failure=m.cut, raw=b'{"cand')),
    ("body/is-one-document", "held", "white space around it", lambda m: m.gemini(raw=b" \n{} \r\n")),
    ("body/is-one-document", "broken", "two", lambda m: m.gemini(raw=b"{}{}")),
    ("body/is-one-document", "broken", "a stream's end", lambda m: m.gemini(raw=b"{}\n\ndata: [DONE]")),
    ("body/is-strict-json", "held", "plain", lambda m: m.gemini()),
    ("body/is-strict-json", "broken", "a mark", lambda m: m.gemini(raw=b"\xef\xbb\xbf{}")),
    ("body/is-strict-json", "broken", "twice", lambda m: m.gemini(raw=b'{"a": 1, "a": 2}')),
    ("body/is-strict-json", "broken", "NaN", lambda m: m.gemini(raw=b'{"a": NaN}')),
    ("body/is-labelled-json", "held", "plain", lambda m: m.gemini()),
    ("body/is-labelled-json", "held", "a kind of JSON", lambda m: m.gemini(headers=VENDOR)),
    ("body/is-labelled-json", "broken", "text", lambda m: m.gemini(headers=TEXT)),
    ("body/is-labelled-json", "broken", "nothing", lambda m: m.gemini(headers=())),
    ("body/matches-the-schema", "held", "as documented", lambda m: m.gemini()),
    ("body/matches-the-schema", "held", "members nobody knows", lambda m: m.gemini(answer=m.answer(extra={"a": 1}))),
    ("body/matches-the-schema", "held", "null where optional", lambda m: m.gemini(answer=m.answer(responseId=None))),
    ("body/matches-the-schema", "broken", "another type", lambda m: m.gemini(answer=m.candidate(finishReason=5))),
    ("body/matches-the-schema", "not_judged", "in a list", lambda m: m.gemini(answer=[m.answer()])),
    ("body/matches-the-schema", "not_judged", "without pictures", lambda m: m.images(answer=m.created(data=None))),
    (
        "body/matches-the-schema",
        "held",
        "null, deep inside",
        lambda m: m.gemini(answer=m.answer({"inlineData": {"mimeType": None, "data": m.data()}})),
    ),
    ("body/is-not-wrapped", "held", "as documented", lambda m: m.gemini()),
    ("body/is-not-wrapped", "held", "more around it", lambda m: m.images(answer=m.created(code=0, message="ok"))),
    ("body/is-not-wrapped", "held", "nothing at all", lambda m: m.gemini(answer={})),
    ("body/is-not-wrapped", "broken", "in an object", lambda m: m.images(answer={"code": 0, "result": m.created()})),
    ("body/is-not-wrapped", "broken", "in a list", lambda m: m.gemini(answer=[m.answer()])),
    ("body/is-not-wrapped", "broken", "in a text", lambda m: m.gemini(answer=json.dumps(m.answer()))),
    ("body/is-not-wrapped", "broken", "a list of pictures", lambda m: m.images(answer=m.created()["data"])),
    ("body/is-not-wrapped", "broken", "the base64 alone", lambda m: m.images(answer=m.data())),
    ("body/is-not-a-task", "held", "a picture", lambda m: m.images(answer=m.created(id="img-1", status="completed"))),
    ("body/is-not-a-task", "broken", "an id", lambda m: m.images(answer={"task_id": "task-1"})),
    ("body/is-not-a-task", "not_judged", "an error", lambda m: m.gemini(answer={"task_id": "t1", "error": "gone"})),
    ("body/numbers-are-numbers", "held", "numbers", lambda m: m.gemini(answer=m.candidate(avgLogprobs=-0.5))),
    ("body/numbers-are-numbers", "held", "words", lambda m: m.gemini(status=401, answer=m.error(code="no_key"))),
    ("body/numbers-are-numbers", "broken", "a text", lambda m: m.gemini(answer=m.candidate(avgLogprobs="-0.5"))),
    ("body/numbers-are-numbers", "held", "a code", lambda m: m.gemini(status=400, answer=m.error(code="400"))),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
