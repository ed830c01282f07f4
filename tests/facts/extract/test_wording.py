"""What the words about a member state, and what they do not."""

from __future__ import annotations

import pytest

from wirecheck.facts.extract.wording import stated

STATED = [
    ("14 ratios, default 1:1", "string", ["values count 14", "default 1:1"]),
    ("512 / 1K / 2K, default 1K", "string", ["values closed ['512', '1K', '2K']", "default 1K"]),
    ("slow (careful) / High (deep), default slow", "string", ["values closed ['slow', 'High']", "default slow"]),
    ('["A"] or ["B","A"]', "array", ["values whole [['A'], ['B', 'A']]"]),
    ('Kinds that are wanted, e.g. ["A"].', "array", ["example ['A']"]),
    ("Size of the picture, e.g. 1024x1024.", "string", ["example 1024x1024"]),
    ("The file's type, such as png, jpeg, or webp.", "string", ["values open ['png', 'jpeg', 'webp']"]),
    ("Turns, each {role, parts:[{text|blob}]}", "object[]", [
        "role exists True", "parts exists True", "parts[].text exists True", "parts[].blob exists True",
    ]),
    ("Params: heat / topP …", "object", ["heat exists True", "topP exists True"]),
    ('Each has a role ("user" or "model").', "object[]", ["role values closed ['user', 'model']"]),
    ("Between 0 and 2. Defaults to 1.", "number", [
        "constraint {'minimum': 0}", "constraint {'maximum': 2}", "default 1",
    ]),
    ("Seconds: 5 or 10 (default 5).", "integer", ["values closed [5, 10]", "default 5"]),
    ("Draws a border, default false", "boolean", ["default False"]),
    ("返回格式:url 或 b64_json", "string", ["values closed ['url', 'b64_json']"]),
    ("生成数量,默认 1", "integer", ["default 1"]),
    ("One of `mp3`, `wav`.", "string", ["values closed ['mp3', 'wav']"]),
]  # fmt: skip

SILENT = [
    ("Uses the default voice of the account", "string"),
    ("Keep this at 1 for the broadest compatibility.", "integer"),
    ("A URL: see the docs, or ask", "string"),
    ("Note: fast and cheap", "string"),
    ("Supports jpg, png and webp files up to 4 MB", "string"),
    ("Controls the making: kinds, size, thinking, etc.", "object"),
    ("The URL of a picture or a base64 string", "string"),
    ("Text prompt", "string"),
]


@pytest.mark.parametrize(("text", "kind", "expected"), STATED, ids=[text for text, _, _ in STATED])
def test_set_phrases_are_read(text: str, kind: str, expected: list[str]) -> None:
    """Defaults, values, examples, bounds and members are read off the phrases that pages use for them."""
    found = [
        " ".join(str(part) for part in (one.child, one.attr, one.qualifier, one.value) if part not in ("", None))
        for one in stated(text, kind)
    ]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(("text", "kind"), SILENT, ids=[text for text, _ in SILENT])
def test_other_words_state_nothing(text: str, kind: str) -> None:
    """Words that only sound like a default or a list are none."""
    assert stated(text, kind) == []
