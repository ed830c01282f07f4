"""The pages' own samples: their answers are blameless, their requests documented, and their code runs as it stands."""

from __future__ import annotations

import base64
import contextlib
import copy
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from wirecheck import Exchange, Request, Response, judge
from wirecheck.reading.reading import Credential, Reading, Standing
from wirecheck.spec.spec import Example, Operation, load, providers

OPERATIONS = [operation for name in providers() for operation in load(name).operations]
ANSWERS = [(operation, answer) for operation in OPERATIONS for answer in operation.answers]
REQUESTS = [(operation, example) for operation in OPERATIONS for example in operation.examples]
PIXELS = {"16:9 2K": (2752, 1536), "1:1 4K": (4096, 4096), "1:1 1024x1024": (1024, 1024)}


def name(pair: tuple[Operation, Example]) -> str:
    return f"{pair[0].id}-{pair[1].name}"


def sent(operation: Operation, example: Example) -> Request:
    """A page's request as a caller sends it; where the page leaves the model open, to the one that is sold."""
    wants = "IMAGE" in json.dumps(example.value)
    model = operation.served_model if wants else operation.text_model or operation.served_model
    url = operation.url("https://gateway.test", model if "/models/" in operation.path else None)
    headers = (operation.spec.credential(operation, "$KEY"), ("Content-Type", "application/json"))
    return Request(operation.method, url, headers, json.dumps(example.value).encode())


def drawn(request: Any, format: str) -> str:
    """A picture of the ratio and size that a request asks for, in base64."""
    config = request.get("generationConfig", {}).get("imageConfig", {})
    width, height = PIXELS.get(f"{config.get('aspectRatio')} {config.get('imageSize')}", (1024, 1024))
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height), Image.Resampling.NEAREST).save(out, format)
    return base64.b64encode(out.getvalue()).decode()


def filled(value: Any, request: Any, at: str = "") -> Any:
    """A sample answer with its placeholders filled in truthfully; what the page wrote out stays as it is."""
    truth: dict[str, Any] = {
        "mimeType": "image/png",
        "role": "model",
        "text": "A boat, as you wished.",
        "finishReason": "STOP",
        "category": "HARM_CATEGORY_HARASSMENT",
        "probability": "NEGLIGIBLE",
        "index": 0,
        "promptTokenCount": 10,
        "candidatesTokenCount": 1120,
        "thoughtsTokenCount": 70,
        "totalTokenCount": 1200,
    }
    if isinstance(value, dict):
        if not value:
            return {"text": truth["text"]} if at == "parts" else {"category": truth["category"]}
        found = {key: filled(inner, request, key) for key, inner in value.items()}
        if value.get("totalTokenCount") == 123 and "thoughtsTokenCount" not in value:
            found["totalTokenCount"] = 1130
        return found
    if isinstance(value, list):
        return [filled(inner, request, at) for inner in value]
    if at == "data":
        return drawn(request, "PNG")
    if at == "b64_json":
        return drawn(request, "JPEG")
    return truth[at] if value == 123 or (isinstance(value, str) and value.startswith("<")) else value


def asked(operation: Operation, answer: Example) -> Example:
    """The page's request that a sample answer belongs to: one for a picture, where there is one in the answer."""
    pictured = any(word in json.dumps(answer.value) for word in ("inlineData", "b64_json"))
    texts = {example.name: json.dumps(example.value) for example in operation.examples}
    return next(
        e for e in operation.examples if not pictured or "IMAGE" in texts[e.name] or '"prompt"' in texts[e.name]
    )


@pytest.mark.parametrize("pair", ANSWERS, ids=name)
def test_a_page_s_own_answer_is_blameless(pair: tuple[Operation, Example]) -> None:
    """A page's sample answer, placeholders filled in truthfully, breaks no requirement of its own spec."""
    operation, answer = pair
    example = asked(operation, answer)
    value = filled(copy.deepcopy(answer.value), example.value)
    assert "<" not in "".join(v for v in json.dumps(value)[:2000])
    created = float(value.get("created", 1776841943))
    headers = (("Content-Type", "application/json"),)
    response = Response(200, headers, json.dumps(value).encode())
    exchange = Exchange(sent(operation, example), response, started=created - 20, ended=created + 1)
    assert [(f.requirement, f.message) for f in judge([exchange], operation.spec)] == []


def test_pages_with_a_sample_answer_have_one_here() -> None:
    """Every page but the one that shows no answer is judged by its own."""
    assert {operation.id for operation, _ in ANSWERS} == {o.id for o in OPERATIONS} - {"gemini-native:generateContent"}


@pytest.mark.parametrize("pair", REQUESTS, ids=name)
def test_a_page_s_own_request_is_documented(pair: tuple[Operation, Example]) -> None:
    """Nothing in a request that a page shows departs from that page."""
    operation, example = pair
    reading = Reading(operation, Exchange(sent(operation, example)))
    assert [departure.message for departure in reading.departures] == []
    assert reading.standing is Standing.DOCUMENTED
    assert reading.credential is Credential.CALLERS


# -- the samples, run --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """Code of a page, own prompt: `ADDRESS` is where the page has its gateway's, `KEY` where it has the key."""

    id: str
    provider: str
    language: str
    code: str
    picture: str = "PNG"


PYTHON = """
import json
import urllib.request
import base64

API_KEY = "KEY"
PROMPT = "A grey heron in a pond at dusk, ink and wash"

response = json.load(urllib.request.urlopen(urllib.request.Request(
    "ADDRESS/v1beta/models/gemini-3.1-flash-image-preview:generateContent",
    headers={"Authorization": f"Bearer {API_KEY}", "Content-Type": "application/json"},
    data=json.dumps({
        "contents": [{"parts": [{"text": PROMPT}]}],
        "generationConfig": {
            "responseModalities": ["IMAGE"],
            "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"}
        }
    }).encode()),
    timeout=300
))

img_data = response["candidates"][0]["content"]["parts"][0]["inlineData"]["data"]
with open("output.png", 'wb') as f:
    f.write(base64.b64decode(img_data))
print("Image saved to output.png")
"""

NODE = """
import fs from "fs";

const API_KEY = "KEY";

const response = await fetch(
  "ADDRESS/v1beta/models/gemini-3.1-flash-image-preview:generateContent",
  {
    method: "POST",
    headers: {
      "Authorization": `Bearer ${API_KEY}`,
      "Content-Type": "application/json"
    },
    body: JSON.stringify({
      contents: [{ parts: [{ text: "A tram in the snow, early light" }] }],
      generationConfig: {
        responseModalities: ["IMAGE"],
        imageConfig: { aspectRatio: "16:9", imageSize: "2K" }
      }
    })
  }
);

const data = await response.json();
const imgBase64 = data.candidates[0].content.parts[0].inlineData.data;
fs.writeFileSync("output.png", Buffer.from(imgBase64, "base64"));
"""

SAMPLES = [
    Sample("apiyi-python", "apiyi", "python", PYTHON),
    Sample("apiyi-node", "apiyi", "node", NODE),
    Sample(
        "apiyi-curl-at-the-head",
        "apiyi",
        "curl",
        """curl --request POST \\
  --url ADDRESS/v1beta/models/gemini-3.1-flash-image-preview:generateContent \\
  --header 'Authorization: Bearer KEY' \\
  --header 'Content-Type: application/json' \\
  --data '
{
  "contents": [
    {
      "parts": [
        {
          "text": "A grey heron in a pond at dusk, ink and wash"
        }
      ]
    }
  ],
  "generationConfig": {
    "responseModalities": [
      "IMAGE"
    ],
    "imageConfig": {
      "aspectRatio": "16:9",
      "imageSize": "2K"
    }
  }
}
'
""",
    ),
    Sample(
        "apiyi-curl",
        "apiyi",
        "curl",
        """curl -X POST "ADDRESS/v1beta/models/gemini-3.1-flash-image-preview:generateContent" \\
  -H "Authorization: Bearer KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "contents": [{"parts": [{"text": "A tram in the snow, early light"}]}],
    "generationConfig": {
      "responseModalities": ["IMAGE"],
      "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"}
    }
  }'
""",
    ),
    Sample(
        "deerapi-gemini-curl",
        "deerapi",
        "curl",
        """curl ADDRESS/v1beta/models/gemini-3.1-flash-image-preview:generateContent \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer $DEERAPI_KEY" \\
  -d '{
    "contents": [
      {
        "role": "user",
        "parts": [
          {
            "text": "A drawing of a beetle on squared paper"
          }
        ]
      }
    ],
    "generationConfig": {
      "responseModalities": [
        "TEXT",
        "IMAGE"
      ],
      "imageConfig": {
        "aspectRatio": "1:1",
        "imageSize": "4K"
      }
    }
  }'
""",
    ),
    Sample(
        "deerapi-openai-curl",
        "deerapi",
        "curl",
        """curl ADDRESS/v1/images/generations \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer $DEERAPI_KEY" \\
  -d '{
    "model": "gpt-image-2",
    "prompt": "A lamp in a window.",
    "quality": "low",
    "size": "1024x1024",
    "output_format": "jpeg"
  }'
""",
        "JPEG",
    ),
    Sample(
        "dgrid-curl",
        "dgrid",
        "curl",
        # `{model}` stands unfilled on the page, and the picture is asked for by the page's example further down
        """curl --request POST \\
  --url ADDRESS/v1/models/gemini-3.1-flash-image:generateContent \\
  --header 'Authorization: Bearer KEY' \\
  --header 'Content-Type: application/json' \\
  --data '
{
  "contents": [
    {
      "role": "user",
      "parts": [
        { "text": "A photograph of a cat on a garden wall." }
      ]
    }
  ],
  "generationConfig": {
    "responseModalities": ["IMAGE"],
    "imageConfig": {
      "aspectRatio": "1:1",
      "imageSize": "1024x1024"
    }
  }
}
'
""",
    ),
    Sample(
        "dgrid-curl-chat",
        "dgrid",
        "curl",
        """curl --request POST \\
  --url ADDRESS/v1/models/gemini-3.1-flash-image:generateContent \\
  --header 'Authorization: Bearer KEY' \\
  --header 'Content-Type: application/json' \\
  --data '
{
  "contents": [
    {
      "role": "user",
      "parts": [
        {
          "text": "Good evening."
        }
      ]
    }
  ]
}
'
""",
        "",
    ),
    Sample(
        "native-curl",
        "gemini-native",
        "curl",
        """curl "ADDRESS/v1beta/models/gemini-3.1-flash-image-preview:generateContent" \\
-H "Authorization: Bearer $API_KEY" \\
-H "Content-Type: application/json" \\
-d '{
"contents": [{ "role": "user", "parts": [{ "text": "a brass key on velvet" }] }],
"generationConfig": {
"responseModalities": ["IMAGE"],
"imageConfig": { "aspectRatio": "16:9", "imageSize": "2K" }
}
}'
""",
    ),
    Sample(
        "native-curl-text",
        "gemini-native",
        "curl",
        """curl "ADDRESS/v1beta/models/gemini-2.5-pro:generateContent" \\
-H "Authorization: Bearer $API_KEY" \\
-H "Content-Type: application/json" \\
-d '{
"contents": [{ "role": "user", "parts": [{ "text": "Good evening" }] }],
"generationConfig": { "temperature": 0.7 }
}'
""",
        "",
    ),
]


@pytest.fixture(scope="module")
def address() -> Iterator[Callable[[str], str]]:
    """The address of `wirecheck serve PROVIDER`, one process a provider."""
    with contextlib.ExitStack() as stack:
        known: dict[str, str] = {}

        def serve(provider: str) -> str:
            if provider not in known:
                environ = {k: v for k, v in os.environ.items() if k != load(provider).key_env}
                command = [sys.executable, "-m", "wirecheck", "serve", provider, "--port", "0"]
                process = stack.enter_context(
                    subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
                )
                stack.callback(process.terminate)
                assert process.stdout is not None
                known[provider] = process.stdout.readline().strip()
            return known[provider]

        yield serve


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_a_page_s_own_code_runs(sample: Sample, address: Callable[[str], str], tmp_path: Path) -> None:
    """A page's sample, pointed at `wirecheck serve`, runs as it stands; where it asks for a picture, one is on disk."""
    tool = sys.executable if sample.language == "python" else shutil.which(sample.language)
    if tool is None:
        pytest.skip(f"`{sample.language}` is not installed")
    code = sample.code.replace("ADDRESS", address(sample.provider))
    environ = {**os.environ, "DEERAPI_KEY": "sk-wirecheck", "API_KEY": "sk-wirecheck"}
    code = code.replace('"KEY"', '"sk-wirecheck"').replace("Bearer KEY", "Bearer sk-wirecheck")
    if sample.language == "curl":
        command = ["sh", "-c", code]
    else:
        script = tmp_path / {"python": "sample.py", "node": "sample.mjs"}[sample.language]
        script.write_text(code, encoding="utf-8")
        command = [tool, str(script)]
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    output = tmp_path / "output.png"
    if sample.language == "curl":
        answer = json.loads(done.stdout)
        if not sample.picture:
            assert answer["candidates"][0]["content"]["parts"][0]["text"]
            return
        parts = answer["candidates"][0]["content"]["parts"] if "candidates" in answer else []
        data = [part["inlineData"]["data"] for part in parts if "inlineData" in part] or [answer["data"][0]["b64_json"]]
        output.write_bytes(base64.b64decode(data[-1], validate=True))
    with Image.open(output) as picture:
        picture.load()
        assert picture.format == sample.picture
