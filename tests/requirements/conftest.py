"""Exchanges made by hand, without the emulator, and the verdict of one requirement on one of them."""

from __future__ import annotations

import base64
import functools
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from wirecheck.judging.findings import Judgement
from wirecheck.judging.judge import assess
from wirecheck.requirements.catalogue import get
from wirecheck.requirements.requirement import Verdict
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response

JSON = (("Content-Type", "application/json"),)
NOW = 1_800_000_000.0


@functools.cache
def drawn(width: int, height: int, format: str, blank: bool) -> bytes:
    """The bytes of a picture of one colour or of two."""
    image = Image.new("RGB", (width, height), (30, 90, 160))
    if not blank:
        image.paste((200, 40, 40), (0, 0, width // 2, height // 2))
    out = io.BytesIO()
    image.save(out, format)
    return out.getvalue()


class Maker:
    """Makes requests, answers and exchanges; what is not said is as a truthful gateway has it."""

    unsent, cut, too_large, timeout = FailureKind.UNSENT, FailureKind.CUT, FailureKind.TOO_LARGE, FailureKind.TIMEOUT

    def picture_bytes(self, width: int = 1376, height: int = 768, format: str = "PNG", blank: bool = False) -> bytes:
        return drawn(width, height, format, blank)

    def data(self, *args: Any, **kwargs: Any) -> str:
        return base64.b64encode(self.picture_bytes(*args, **kwargs)).decode()

    def part(self, *args: Any, data: Any = None, mime: Any = "image/png", **kwargs: Any) -> dict[str, Any]:
        """A part with a picture."""
        return {"inlineData": {"mimeType": mime, "data": data if data is not None else self.data(*args, **kwargs)}}

    def answer(self, *parts: dict[str, Any], **members: Any) -> dict[str, Any]:
        """An answer of generateContent with a 16:9 picture of 1K, or with these parts; members of it replaced."""
        content = {"role": "model", "parts": list(parts) or [self.part()]}
        usage = {"promptTokenCount": 10, "candidatesTokenCount": 1120, "totalTokenCount": 1130}
        return {
            "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
            "usageMetadata": usage,
            **members,
        }

    def candidate(self, **members: Any) -> dict[str, Any]:
        """An answer whose one candidate has members replaced; None takes one away."""
        answer = self.answer()
        merged = {**answer["candidates"][0], **members}
        answer["candidates"] = [{name: value for name, value in merged.items() if value is not None}]
        return answer

    def usage(self, **members: Any) -> dict[str, Any]:
        """An answer with other counts; None takes one away."""
        answer = self.answer()
        merged = {**answer["usageMetadata"], **members}
        answer["usageMetadata"] = {name: value for name, value in merged.items() if value is not None}
        return answer

    def gemini(self, provider: str = "gemini-native", **given: Any) -> Exchange:
        """An exchange of generateContent: a picture of 16:9 and 1K, unless told otherwise."""
        operation = load(provider).operation("generateContent")
        image = {"aspectRatio": "16:9", "imageSize": "1K"}
        config = {"responseModalities": ["IMAGE"], "imageConfig": image, **given.pop("config", {})}
        body = {"contents": [{"role": "user", "parts": [{"text": "a boat"}]}], "generationConfig": config}
        given.setdefault("body", {**body, **given.pop("extra", {})})
        return self._exchange(operation, self.answer, **given)

    def images(self, **given: Any) -> Exchange:
        """An exchange of images/generations."""
        operation = load("deerapi").operation("createImage")
        body = {"model": "gpt-image-2", "prompt": "a boat", "size": "1024x1024", "output_format": "png"}
        given.setdefault("body", {**body, **given.pop("extra", {})})
        return self._exchange(operation, self.created, **given)

    def created(self, **members: Any) -> dict[str, Any]:
        """An answer of images/generations; members of it replaced, None takes one away."""
        usage = {"input_tokens": 10, "output_tokens": 200, "total_tokens": 210}
        answer = {"created": int(NOW), "usage": usage, "data": [{"b64_json": self.data(1024, 1024)}], **members}
        return {name: value for name, value in answer.items() if value is not None}

    def error(self, message: str = "that will not do", **members: Any) -> dict[str, Any]:
        return {"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT", **members}}

    def _exchange(
        self,
        operation: Any,
        truth: Callable[[], dict[str, Any]],
        *,
        body: Any,
        key: str | None = "Bearer $KEY",
        model: str | None = None,
        method: str = "POST",
        status: int = 200,
        answer: Any = None,
        raw: bytes | None = None,
        headers: tuple[tuple[str, str], ...] = JSON,
        failure: FailureKind | None = None,
        answered: bool = True,
    ) -> Exchange:
        credential = (("Authorization", key),) if key is not None else ()
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = operation.url("https://gateway.test", model or operation.served_model)
        request = Request(method, url, (*credential, *JSON, ("X-Provider", operation.provider)), sent)
        if raw is None:
            raw = json.dumps(
                answer if answer is not None else truth() if status < 300 else self.error(code=status, status="")
            ).encode()
        response = Response(status, headers, raw) if answered else None
        broken = Failure(failure, f"test: {failure.value}") if failure else None
        return Exchange(request, response, broken, started=NOW, first_byte=NOW + 4, ended=NOW + 5)


@pytest.fixture
def verdict() -> Callable[..., str]:
    """The verdict of one requirement on one or more exchanges, of an operation that has served another request."""

    def judge(id: str, *exchanges: Exchange) -> str:
        # several providers share a path, so the request says whose it is
        first = exchanges[0].request
        provider = str(first.header("x-provider"))
        mine = [operation for operation in load(provider).operations if operation.matches(first)]
        other = Maker().images() if mine[0].path.endswith("/generations") else Maker().gemini(provider)
        alone, without, both = (
            assess(given, mine, requirements=[get(id)]) for given in (exchanges, [other], [*exchanges, other])
        )
        if _count(both, "broken") > _count(without, "broken"):
            return "broken"
        if _count(both, "judged") > _count(without, "judged"):
            return "held"
        asked = any(row.verdict is not Verdict.NOT_APPLICABLE for row in alone.results)
        return "not_judged" if asked or any(row.noted for row in alone.evidence.rows) else "not_applicable"

    return judge


def _count(judgement: Judgement, what: str) -> int:
    """A sum over all rows: of the results, which have suspicions, and of the notes, of which not all are told."""
    return sum(getattr(row, what) for row in (*judgement.results, *judgement.evidence.rows))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "row" in metafunc.fixturenames:
        rows = metafunc.module.ROWS
        metafunc.parametrize("row", rows, ids=[f"{row[0].partition('/')[2]}-{row[1]}-{row[2]}" for row in rows])


@pytest.fixture
def make() -> Maker:
    return Maker()
