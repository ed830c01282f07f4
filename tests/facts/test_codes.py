"""Code on pages: calls of client libraries, code that a document carries, and where samples differ from the page."""

from __future__ import annotations

import json

from wirecheck.facts import Attr, Basis, Fact, Page, read

TABLE = """# Images

`POST /v1/images/generations`

| Name | Type | Required | Description |
|---|---|---|---|
| prompt | string | Yes | What to draw. |
| n | integer | No | How many. |
"""

PYTHON = """
```python
from openai import OpenAI

client = OpenAI(base_url="https://brook.example/v1", api_key="YOUR_KEY")
image = client.images.generate(
    prompt="A weir in spring",
    n=2,
    timeout=30,
    extra_body={"style": {"grain": 0.5}},
)
```
"""

SCRIPT = """
```js
const client = new OpenAI({ baseURL: "https://brook.example/v1", apiKey: process.env.KEY });
const image = await client.images.generate({ prompt: "A weir in spring", n: 2, user: who });
```
"""


def stated(page: Page, attr: Attr, basis: Basis = Basis.SAMPLE) -> dict[str, object]:
    return {fact.path: fact.value for fact in page.facts if fact.attr is attr and fact.basis is basis}


def test_what_a_call_of_a_client_sends_is_read() -> None:
    """Members, types and examples of a call in Python, its extra ones too; what the client keeps to itself is not."""
    page = read(TABLE + PYTHON, "page")
    examples = {"prompt": "A weir in spring", "n": 2, "style.grain": 0.5}
    assert stated(page, Attr.EXAMPLE) == examples
    assert stated(page, Attr.TYPE) == {"prompt": "string", "n": "number", "style": "object", "style.grain": "number"}
    assert page.operations[0].servers == ("https://brook.example",)
    lines = {fact.path: fact.lines[0] for fact in page.facts if fact.attr is Attr.EXAMPLE}
    assert (TABLE + PYTHON).split("\n")[lines["n"] - 1].strip() == "n=2,"


def test_what_a_call_in_a_script_sends_is_read() -> None:
    """Members with plain values are read, a name that stands for one is not."""
    page = read(TABLE + SCRIPT, "page")
    assert stated(page, Attr.EXAMPLE) == {"prompt": "A weir in spring", "n": 2}
    assert page.operations[0].servers == ("https://brook.example",)


def test_a_call_of_another_resource_says_nothing_of_the_operation() -> None:
    """The first name of the call has to be in the path."""
    page = read(TABLE + PYTHON.replace("client.images", "client.videos"), "page")
    assert stated(page, Attr.EXAMPLE) == {}


def carried(source: str, indent: int | None) -> str:
    document = {
        "openapi": "3.1.0",
        "paths": {
            "/v1/echo": {
                "post": {
                    "requestBody": {
                        "content": {"application/json": {"schema": {"properties": {"text": {"type": "string"}}}}}
                    },
                    "x-codeSamples": [{"lang": "cURL", "source": source}],
                    "responses": {"200": {"description": "ok"}},
                }
            }
        },
    }
    return f"# Echo\n\n```json\n{json.dumps(document, indent=indent)}\n```\n"


def test_code_that_a_document_carries_is_a_sample() -> None:
    """It names the server, the key, and an example, whether the document stands on one line or on many."""
    source = (
        "curl https://echo.example/v1/echo \\\n  -H 'Authorization: Bearer KEY' \\\n  -d '{\n  \"text\": \"hello\"\n}'"
    )
    for indent in (None, 2):
        page = read(carried(source, indent), "page")
        assert page.operations[0].servers == ("https://echo.example",)
        assert page.operations[0].auth == "Authorization: Bearer"
        assert stated(page, Attr.EXAMPLE) == {"": {"text": "hello"}, "text": "hello"}


def test_of_a_line_that_is_long_the_spot_is_quoted() -> None:
    """A document on one line: each member's quote begins at its name, and stays short."""
    properties = {f"member_{number}": {"type": "string", "maxLength": number + 1} for number in range(40)}
    document = {"openapi": "3.1.0", "paths": {"/v1/a": {"post": {"requestBody": {"content": {
        "application/json": {"schema": {"type": "object", "properties": properties}}}}}}}}  # fmt: skip
    page = read(f"# A\n\n```json\n{json.dumps(document)}\n```\n", "page")
    facts: list[Fact] = [fact for fact in page.facts if fact.path.startswith("member_")]
    assert len({fact.path for fact in facts}) == 40
    for fact in facts:
        assert fact.quote.startswith(f'…"{fact.path}":'), fact
        assert len(fact.quote) <= 240


def test_a_slash_at_the_end_is_a_contradiction() -> None:
    """A sample that is sent to the path with a slash behind it goes somewhere else, as far as anybody can tell."""
    curl = '\n```bash\ncurl https://brook.example/v1/images/generations{} -d \'{{"prompt": "a"}}\'\n```\n'
    same = read(TABLE + curl.format(""), "page")
    assert not same.contradictions
    other = read(TABLE + curl.format("/"), "page")
    (found,) = other.contradictions
    assert [claim.value for claim in found.claims] == ["/v1/images/generations", "/v1/images/generations/"]
    assert "slash" in found.why


def test_what_ran_together_is_set_apart_only_where_it_did_more_than_once() -> None:
    """One line that looks run together may be a word; two make it the way of the page."""
    begin = "POST https://api.lull.example/v1/hum\n\nRequest\n\nThis endpoint expects an object.\n\n"
    labelled = "keystringRequired\ntempointegerOptional>=40Defaults to 90\n"
    page = read(f"{begin}{labelled}notesstring\nchordslist of strings\n", "page")
    kinds = stated(page, Attr.TYPE, Basis.DECLARED)
    assert kinds == {"key": "string", "tempo": "integer", "notes": "string", "chords": "string[]"}
    assert stated(page, Attr.DEFAULT, Basis.DECLARED) == {"tempo": 90}
    alone = read(f"{begin}keystringRequired\nnotesstring\n", "page")
    assert stated(alone, Attr.TYPE, Basis.DECLARED) == {"key": "string"}
