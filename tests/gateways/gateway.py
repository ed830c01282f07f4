"""
A second gateway, written from the pages alone: truthful in its own ways, lenient or lying when told to.

It is long on purpose: a second opinion on five endpoints, read from top to bottom beside the pages.
"""

from __future__ import annotations

import base64
import functools
import gzip
import io
import itertools
import json
import re
import struct
import threading
import time
import zlib
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image

KEY = "gw4711Own0123456789abcdefKey"

TEN = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
FOURTEEN = (*TEN, "1:4", "4:1", "1:8", "8:1")
SIDES = {"512": 512, "1K": 1024, "2K": 2048, "4K": 4096}
TOKENS = {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520}


@dataclass(frozen=True)
class Style:
    """How one gateway differs from the next, within what its page allows."""

    path: str
    models: tuple[str, ...]
    envelope: str
    picture: str = "PNG"
    case: str = "Title"
    gzip: bool = False
    chunked: bool = False
    padding: bytes = b""
    label: str = "application/json"
    indent: int | None = None
    text_first: bool = False
    step: int = 8
    request_id: str = ""


STYLES = {
    # a fork of new-api: JPEG, gzip, OpenAI's envelope on a route of Google's
    "apiyi": Style(
        path=r"/v1beta/models/([^/:]+):generateContent",
        models=("gemini-3.1-flash-image-preview",),
        envelope="new-api",
        picture="JPEG",
        gzip=True,
    ),
    # keeps slow connections open with white space, talks before it draws
    "deerapi": Style(
        path=r"/v1beta/models/([^/:]+):generateContent",
        models=("gemini-3.1-flash-image-preview",),
        envelope="google",
        chunked=True,
        padding=b"\n  \r\n\n",
        text_first=True,
        step=16,
        request_id="X-Oneapi-Request-Id",
    ),
    "deerapi-images": Style(
        path=r"/v1/images/generations()",
        models=("gpt-image-2", "dall-e-3"),
        envelope="openai",
        case="lower",
        label="application/json; charset=utf-8",
        request_id="x-request-id",
    ),
    # a framework's own errors, pretty-printed answers, no tokens counted for pictures
    "dgrid": Style(
        path=r"/v1/models/([^/:]+):generateContent",
        models=("gemini-3.1-flash-image", "gemini-3.1-flash-image-preview"),
        envelope="fastapi",
        picture="WEBP",
        case="UPPER",
        indent=2,
        label="application/json;charset=UTF-8",
    ),
    # close to Google: its errors, its signatures, its 400 for a bad key
    "gemini-native": Style(
        path=r"/v1beta/models/([^/:]+):generateContent",
        models=("gemini-3.1-flash-image-preview", "gemini-2.5-flash-image", "gemini-2.5-pro"),
        envelope="google",
        picture="JPEG",
        case="lower",
        gzip=True,
        chunked=True,
        text_first=True,
        step=32,
    ),
}


class Refusal(Exception):
    """A request that is not served, and how that is said."""

    def __init__(self, status: int, message: str, code: str = "invalid_request") -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


@dataclass
class Reply:
    """An answer before it is put on the wire."""

    status: int
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)
    chunked: bool = False
    length: int | None = None


@dataclass
class Wish:
    """What a caller wants, once understood."""

    text: str = ""
    picture: bool = False
    talk: bool = False
    ratio: str = "1:1"
    size: str = "1K"
    thoughts: bool = False
    count: int = 1
    format: str = ""
    container: str = "b64_json"
    quality: str | None = None
    model: str = ""


@functools.lru_cache(maxsize=64)
def draw(width: int, height: int, format: str) -> bytes:
    """A real picture: a gradient."""
    out = io.BytesIO()
    extra = {"PNG": {"compress_level": 1}, "JPEG": {"quality": 60}, "WEBP": {"method": 0, "quality": 40}}[format]
    Image.linear_gradient("L").resize((width, height), Image.Resampling.NEAREST).save(out, format, **extra)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG whose head claims a size that nobody should believe."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(10_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pixels(ratio: str, size: str, step: int) -> tuple[int, int]:
    """Width and height for a ratio and a tier: this implementer's own arithmetic, not upstream's table."""
    across, down = (int(part) for part in ratio.split(":"))
    if re.fullmatch(r"\d+x\d+", size):
        width, height = (int(part) for part in size.split("x"))
        side = (width * height) ** 0.5
    else:
        side = SIDES[size]
    step = min(step, int(side) // 64 or 1)
    width, height = side * (across / down) ** 0.5, side * (down / across) ** 0.5
    return max(step, round(width / step) * step), max(step, round(height / step) * step)


class Gateway:
    """A gateway on a port of its own, to be used with `with`; `url` is its address."""

    def __init__(self, provider: str, *, lenient: bool = False, lie: str = "", seconds: float = 0.0) -> None:
        self.styles = [style for name, style in STYLES.items() if name.split("-images")[0] == provider]
        self.lenient, self.lie, self.seconds = lenient, lie, seconds
        self.seen = 0
        self.elsewhere = ""
        self._ids = itertools.count(1)
        self._files: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Gateway:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, format: str, *args: object) -> None:
                pass

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                reply = gateway.answer(self.command, self.path, dict(self.headers.items()), body)
                gateway.write(self, reply)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = handle_any

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    # -- the wire ------------------------------------------------------------------------------------------------------

    def write(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        """Put an answer on the wire."""
        try:
            handler.send_response(reply.status)
            for name, value in reply.headers:
                handler.send_header(name, value)
            if reply.chunked:
                handler.send_header("Transfer-Encoding", "chunked")
                handler.end_headers()
                for start in range(0, len(reply.body), 65536):
                    piece = reply.body[start : start + 65536]
                    handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                handler.wfile.write(b"0\r\n\r\n")
                return
            handler.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            handler.end_headers()
            handler.wfile.write(reply.body)
            if reply.length is not None:
                handler.close_connection = True
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True

    def _reply(self, style: Style, status: int, value: Any, more: list[tuple[str, str]] | None = None) -> Reply:
        named = [("Content-Type", style.label), ("X-Powered-By", "second opinion"), *(more or [])]
        if style.request_id:
            named.append((style.request_id, f"req{next(self._ids):06d}"))
        ok = status < 300
        body = (
            value if isinstance(value, bytes) else json.dumps(value, indent=style.indent, ensure_ascii=False).encode()
        )
        if ok and style.padding:
            body = style.padding + body + b"\r\n"
        if ok and style.gzip:
            body = gzip.compress(body, 1)
            named.append(("Content-Encoding", "gzip"))
        spelt = {"Title": str.title, "lower": str.lower, "UPPER": str.upper}[style.case]
        return Reply(status, body, [(spelt(name), value) for name, value in named], chunked=ok and style.chunked)

    def _refuse(self, style: Style, refusal: Refusal, key: str = "") -> Reply:
        status, message = refusal.status, refusal.message
        if self.lie == "key-echoed" and status == 400:
            message += f" (sent with {key})"
        if self.lie == "html-errors":
            page = f"<!DOCTYPE html><html><body><h1>{status}</h1></body></html>".encode()
            reply = self._reply(style, status, page)
            reply.headers = [
                ("Content-Type", "text/html") if n.lower() == "content-type" else (n, v) for n, v in reply.headers
            ]
            return reply
        google = {
            400: "INVALID_ARGUMENT",
            401: "UNAUTHENTICATED",
            403: "PERMISSION_DENIED",
            404: "NOT_FOUND",
            429: "RESOURCE_EXHAUSTED",
        }
        envelopes: dict[str, dict[str, Any]] = {
            "new-api": {
                "error": {
                    "message": f"{message} (request id: 2026112099)",
                    "type": "new_api_error",
                    "param": "",
                    "code": refusal.code,
                }
            },
            "google": {
                "error": {"code": status, "message": message, "status": google.get(status, "UNKNOWN"), "details": []}
            },
            "openai": {
                "error": {"message": message, "type": "invalid_request_error", "param": None, "code": refusal.code}
            },
            "fastapi": {"detail": [{"loc": ["body"], "msg": message, "type": refusal.code}]},
        }
        envelope = envelopes[style.envelope]
        return self._reply(style, status, envelope, [("Retry-After", "0")] if status in (429, 503) else None)

    # -- the answers ---------------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """The answer to a request, whatever it is."""
        with self._lock:
            self.seen += 1
        if path in self._files:
            return Reply(200, self._files[path], [("Content-Type", "image/png")])
        style, found = self._route(path)
        if style is None or found is None or self.lie == "path-moved":
            return Reply(
                404,
                b'{"message":"Not Found","ok":false}',
                [("Content-Type", "application/json"), ("X-Request-Id", "q1")],
            )
        given = next((v for k, v in headers.items() if k.lower() == "authorization"), "")
        try:
            if method != "POST" and self.lie != "get-served":
                raise Refusal(405, f"method {method} is not allowed here")
            self._check_key(style, given)
            value = self._parse(body) if method == "POST" else self._ordinary()
            wish = self._wish(style, found[1], value)
            return self._tell(style, wish)
        except Refusal as refusal:
            return self._refuse(style, refusal, given)

    def _route(self, path: str) -> tuple[Style | None, re.Match[str] | None]:
        for style in self.styles:
            found = re.fullmatch(style.path, path.partition("?")[0])
            if found:
                return style, found
        return None, None

    def _ordinary(self) -> dict[str, Any]:
        return {"contents": [{"parts": [{"text": "a boat"}]}], "generationConfig": {"responseModalities": ["IMAGE"]}}

    def _check_key(self, style: Style, given: str) -> None:
        key = given.removeprefix("Bearer ").strip()
        if not key:
            if self.lie != "no-key-served":
                raise Refusal(401, "no credentials were given", "missing_api_key")
        elif key != KEY and self.lie != "wrong-key-served":
            if style.case == "lower" and style.envelope == "google":
                raise Refusal(400, "API key not valid. Please pass a valid API key.", "API_KEY_INVALID")
            raise Refusal(401, "this token is not known here", "invalid_api_key")

    def _parse(self, body: bytes) -> dict[str, Any]:
        try:
            value = json.loads(body)
        except ValueError:
            raise Refusal(500 if self.lie == "malformed-500" else 400, "the body is not JSON", "bad_json") from None
        if not isinstance(value, dict):
            raise Refusal(400, "the body is not an object")
        return value

    def _wish(self, style: Style, model: str, body: dict[str, Any]) -> Wish:
        wish = self._images(style, body) if not model else self._gemini(style, model, body)
        if not wish.text:
            raise Refusal(400, "there is no prompt")
        return wish

    def _model(self, style: Style, model: Any) -> str:
        if model not in style.models:
            if self.lie != "unknown-model-served":
                raise Refusal(404, f"no such thing on offer: {model}", "model_not_found")
            return style.models[0]
        return str(model)

    def _need(self, ok: bool, message: str) -> bool:
        """Whether something is as it ought to be; who is not lenient refuses the rest."""
        if not ok and not self.lenient:
            raise Refusal(400, message)
        return ok

    def _gemini(self, style: Style, model: str, body: dict[str, Any]) -> Wish:
        provider = next(name for name, s in STYLES.items() if s is style)
        closed = provider in ("apiyi", "gemini-native")
        wish = Wish(model=self._model(style, model), text=" ".join(self._texts(style, body)))
        if body.get("tools") and provider == "apiyi":
            raise Refusal(400, "tools are not part of this plan")
        self._need(isinstance(body.get("tools", []), list), "tools: expected a list")
        config: Any = body.get("generationConfig")
        if config is None and "generationConfig" not in body:
            self._need(provider != "apiyi", "generationConfig is required")
            config = {}
        if not self._need(isinstance(config, dict), "generationConfig: expected an object"):
            config = {}
        wanted: Any = config.get("responseModalities")
        fits = isinstance(wanted, list) and bool(wanted) and set(map(str, wanted)) <= {"TEXT", "IMAGE"}
        asked = "responseModalities" in config
        self._need(
            fits or (not asked and (provider == "deerapi" or (provider != "apiyi" and "imageConfig" not in config))),
            "responseModalities: not understood",
        )
        wish.picture = (
            "IMAGE" in wanted if fits else "imageConfig" in config or (self.lenient and asked) or provider == "apiyi"
        )
        wish.talk = "TEXT" in wanted if fits else not wish.picture
        pic = config.get("imageConfig", {})
        if not self._need(isinstance(pic, dict), "imageConfig: expected an object"):
            pic = {}
        if wish.picture and provider == "gemini-native" and "2.5" not in wish.model:
            self._need({"aspectRatio", "imageSize"} <= set(pic), "imageConfig: both members are required")
        ratio, size = pic.get("aspectRatio", "1:1"), pic.get("imageSize", "1024x1024" if provider == "dgrid" else "1K")
        if self._need(
            ratio in (TEN if provider == "gemini-native" else FOURTEEN) if isinstance(ratio, str) else False,
            f"aspectRatio: {ratio}",
        ):
            wish.ratio = ratio
        sizes = set(SIDES) - ({"512"} if provider == "gemini-native" else set())
        known = isinstance(size, str) and (
            size in sizes
            if closed or provider == "deerapi"
            else (size != "512" or self.lenient)
            and (size in sizes or re.fullmatch(r"\d{3,4}x\d{3,4}", size) is not None)
        )
        if self._need(known, f"imageSize: {size}"):
            wish.size = size
        think = config.get("thinkingConfig", {})
        if self._need(isinstance(think, dict), "thinkingConfig: expected an object"):
            self._need(
                str(think.get("thinkingLevel", "minimal")).lower() in ("minimal", "high") or not closed,
                "thinkingLevel: not one of minimal, High",
            )
            flag = think.get("includeThoughts", False)
            wish.thoughts = flag if self._need(isinstance(flag, bool), "includeThoughts: expected a boolean") else False
        for name, kind in (
            ("temperature", (int, float)),
            ("topP", (int, float)),
            ("topK", int),
            ("maxOutputTokens", int),
        ):
            self._need(isinstance(config.get(name, 1), kind), f"{name}: expected a number")
        self._need(isinstance(body.get("safetySettings", []), list), "safetySettings: expected a list")
        self._need(
            all(isinstance(s, dict) for s in body["safetySettings"])
            if isinstance(body.get("safetySettings"), list)
            else True,
            "safetySettings: expected objects",
        )
        instruction = body.get("systemInstruction", {"parts": [{"text": ""}]})
        self._need(
            isinstance(instruction, dict)
            and isinstance(instruction.get("parts"), list)
            and bool(instruction["parts"])
            and all(isinstance(p, dict) and isinstance(p.get("text", ""), str) for p in instruction["parts"]),
            "systemInstruction: not understood",
        )
        return wish

    def _texts(self, style: Style, body: dict[str, Any]) -> list[str]:
        turns: Any = body.get("contents")
        if self.lenient:
            return [found for found in self._strings(turns) if found] or ["(nothing was said)"] * bool(body)
        self._need(isinstance(turns, list) and bool(turns), "contents: expected a list of turns")
        texts = []
        for turn in turns:
            self._need(isinstance(turn, dict), "contents: expected objects")
            self._need(turn.get("role", "user") in ("user", "model"), "role: expected user or model")
            parts = turn.get("parts")
            self._need(isinstance(parts, list) and bool(parts), "parts: expected a list")
            for part in parts:
                self._need(isinstance(part, dict), "parts: expected objects")
                self._need(isinstance(part.get("text", ""), str), "text: expected a string")
                for name in ("inlineData", "inline_data"):
                    data = part.get(name, {"data": "", "mimeType": ""})
                    self._need(
                        isinstance(data, dict)
                        and isinstance(data.get("data"), str)
                        and isinstance(data.get("mimeType", data.get("mime_type")), str),
                        f"{name}: not understood",
                    )
                texts.append(part.get("text", ""))
        return texts

    def _strings(self, value: Any) -> list[str]:
        if isinstance(value, str):
            return [value]
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [text for item in inner for text in self._strings(item)]

    def _images(self, style: Style, body: dict[str, Any]) -> Wish:
        model = body.get("model")
        if self.lenient and not isinstance(model, str):
            model = style.models[0]
        self._need(isinstance(model, str), "model is required")
        prompt = body.get("prompt")
        self._need(isinstance(prompt, str), "prompt is required")
        text = prompt if isinstance(prompt, str) else " ".join(self._strings(prompt)) or "anything"
        wish = Wish(model=self._model(style, model), text=text, picture=True, size="1024x1024", format="png")
        if self._need(isinstance(body.get("n", 1), int) and 1 <= body.get("n", 1) <= 10, "n: expected 1 to 10"):
            wish.count = body.get("n", 1)
        size = body.get("size", "1024x1024")
        if self._need(
            size in ("1024x1024", "1536x1024", "1024x1536", "auto") if isinstance(size, str) else False, f"size: {size}"
        ):
            wish.size = "1024x1024" if size == "auto" else size
        if self._need(isinstance(body.get("quality", ""), str), "quality: expected a string"):
            wish.quality = body.get("quality")
        format = body.get("output_format", "png")
        if self._need(
            format in ("png", "jpeg", "webp") if isinstance(format, str) else False, "output_format: not one of ours"
        ):
            wish.format = format
        container = body.get("response_format", "url" if wish.model == "dall-e-3" else "b64_json")
        if self._need(
            container in ("url", "b64_json") if isinstance(container, str) else False,
            "response_format: not one of ours",
        ):
            wish.container = container if wish.model == "dall-e-3" else "b64_json"
        return wish

    def _tell(self, style: Style, wish: Wish) -> Reply:
        """Serve a wish, with the one lie that was ordered."""
        lie = self.lie
        if self.seconds:
            time.sleep(self.seconds)
        if lie == "503-once":
            with self._lock:
                self.lie = ""
            raise Refusal(503, "busy, come again")
        if lie == "429-stays":
            raise Refusal(429, "too many requests")
        if lie == "redirect":
            return self._reply(
                style, 307, {"error": {"message": "moved"}}, [("Location", f"{self.elsewhere}/v1beta/x")]
            )
        if lie == "value-refused" and wish.ratio in ("1:8", "8:1"):
            raise Refusal(
                400, f"\x1b[31mno\x1b]0;owned\x07 aspectRatio {wish.ratio}\x1b[2J here <script>alert(1)</script>"
            )
        if lie == "error-as-200":
            return self._reply(style, 200, {"error": {"message": "upstream is busy", "code": 503}})
        value = self._openai(style, wish) if style.envelope == "openai" else self._candidates(style, wish)
        body: Any = value
        if lie == "snake-case":
            body = json.loads(
                re.sub(
                    r'"([a-z]+(?:[A-Z][a-z]+)+)":',
                    lambda m: '"' + re.sub(r"([A-Z])", lambda c: "_" + c[1].lower(), m[1]) + '":',
                    json.dumps(value),
                )
            )
        elif lie == "two-documents":
            body = json.dumps(value).encode() + b'{"usage":{"cost":0.03}}'
        elif lie == "empty":
            body = b""
        elif lie == "nested":
            body = b'{"candidates":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
        reply = self._reply(style, 200, body)
        if lie == "cut":
            reply.length, reply.chunked = len(reply.body), False
            reply.body = reply.body[: len(reply.body) // 2]
        elif lie == "gzip-label":
            reply.body = json.dumps(value).encode()
        elif lie == "header-flood":
            reply.headers += [(f"X-Flood-{i}", "f" * 100) for i in range(20_000)]
        return reply

    def _picture(self, style: Style, wish: Wish) -> tuple[str, bytes]:
        ratio = "1:1" if self.lie == "ratio-ignored" else wish.ratio
        size = "1K" if self.lie == "size-ignored" else wish.size
        width, height = pixels(ratio, size, style.step)
        if (wish.ratio, size, style.envelope) == ("21:9", "512", "new-api"):
            width, height = 792, 168  # what upstream prints for this cell
        format = "JPEG" if self.lie == "jpeg-called-png" else style.picture
        media = "image/png" if self.lie == "jpeg-called-png" else f"image/{format.lower()}"
        content = bomb(60_000, 60_000) if self.lie == "picture-bomb" else draw(width, height, format)
        return ("image/png" if self.lie == "picture-bomb" else media), content

    def _candidates(self, style: Style, wish: Wish) -> dict[str, Any]:
        lie = self.lie
        if lie == "default-ratio" and wish.ratio == "1:1":
            wish.ratio = "16:9"
        said: dict[str, Any] = (
            {"text": "Here it is: ein Boot, 小船, ⛵", "inlineData": None}
            if style.indent
            else {"text": "Here it is: ⛵"}
        )
        parts: list[dict[str, Any]] = []
        if wish.picture:
            media, drawn = self._picture(style, wish)
            data = base64.b64encode(drawn).decode()
            if lie == "base64-cut":
                data = data[: len(data) // 2 // 4 * 4 + 3]
            if lie == "markdown":
                parts.append({"text": "![boat](https://files.example.com/boat.png)"})
            else:
                shown: dict[str, Any] = {"inlineData": {"mimeType": media, "data": data}}
                if style.step == 32:
                    shown["thoughtSignature"] = base64.b64encode(b"signed" * 20).decode()
                parts.append(shown)
        if wish.talk or lie == "text-first":
            parts.insert(0 if style.text_first or lie == "text-first" else len(parts), said)
        if wish.thoughts or lie == "thought-unasked":
            parts.append({"text": "A boat needs water.", "thought": True})
        prompt = len(wish.text.split()) + 2
        made = {"dgrid": 0}.get("dgrid" if style.indent else "", TOKENS.get(wish.size, 1120) if wish.picture else 12)
        thought = 90 if wish.thoughts or style.step == 16 else 0
        usage: dict[str, Any] = {
            "promptTokenCount": prompt,
            "candidatesTokenCount": made,
            "totalTokenCount": prompt + made + thought,
        }
        if thought:
            usage["thoughtsTokenCount"] = thought
        usage["promptTokensDetails"] = [{"modality": "TEXT", "tokenCount": prompt}]
        usage["cost"] = 0.03
        if lie == "total-off":
            usage["totalTokenCount"] += 7
        content: dict[str, Any] = {"parts": parts}
        if style.envelope != "new-api":
            content["role"] = "model"
        candidate: dict[str, Any] = {"content": content, "index": 0, "safetyRatings": None}
        if style.step != 16:
            candidate |= {"finishReason": "STOP", "finishMessage": None}
        value: dict[str, Any] = {
            "candidates": [candidate],
            "usageMetadata": usage,
            "modelVersion": wish.model.removesuffix("-preview"),
        }
        if lie == "usage-left-out":
            del value["usageMetadata"]
        return value

    def _openai(self, style: Style, wish: Wish) -> dict[str, Any]:
        lie = self.lie
        if lie == "images-size-ignored":
            wish.size = "1024x1024"
        width, height = (int(part) for part in wish.size.split("x"))
        wanted = "PNG" if lie.startswith("output-format") else wish.format.upper()
        data: list[dict[str, Any]] = []
        for i in range(1 if lie == "n-ignored" else wish.count):
            content = draw(width, height, wanted)
            if wish.container == "url":
                name = f"/files/{next(self._ids)}-{i}.png"
                self._files[name] = content
                data.append({"url": self.url + name, "b64_json": None})
            else:
                data.append({"b64_json": base64.b64encode(content).decode(), "url": "", "revised_prompt": wish.text})
        prompt = len(wish.text.split()) + 4
        made = 208 * len(data)
        value: dict[str, Any] = {
            "created": int(time.time() * (1000 if lie == "created-in-ms" else 1)),
            "background": None,
            "output_format": None if wish.model == "dall-e-3" or lie == "output-format-ignored" else wanted.lower(),
            "quality": wish.quality or "medium",
            "size": wish.size,
            "usage": {
                "input_tokens": prompt,
                "input_tokens_details": {"image_tokens": 0, "text_tokens": prompt},
                "output_tokens": made,
                "total_tokens": prompt + made + (7 if lie == "total-off" else 0),
                "output_tokens_details": None,
            },
            "data": data,
        }
        return value
