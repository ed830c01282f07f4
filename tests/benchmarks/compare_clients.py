"""
What a generated client, `openai` and `google-genai` do when something goes wrong, as a table in Markdown.

A server on this machine breaks off, hangs, turns away and mislabels by a script, and counts the requests. Each library
goes through the same cases with its own defaults, except for a timeout of a second where the answer does not come. What
the table says is what was seen; nothing is asserted. It takes half a minute.

    python -m venv bench
    bench/bin/pip install openai google-genai attrs httpx2 imagesize pybase64
    bench/bin/python tests/benchmarks/compare_clients.py
"""

from __future__ import annotations

import base64
import contextlib
import importlib
import importlib.metadata
import json
import logging
import os
import pickle
import socket
import sys
import tempfile
import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

PROVIDER = "deerapi"
KEY, PROMPT, REQUEST_ID = "sk-comparison", "A boat.", "request-7"
OPENAI_MODEL, GEMINI_MODEL = "gpt-image-2", "gemini-3.1-flash-image-preview"
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + bytes(3000), b"\xff\xd8\xff" + bytes(3000)
TIMEOUT = 1.0
LONGEST = 20.0
"""Seconds after which a call that is still waiting is left alone."""

HTML = b"<!doctype html><html><head><title>Busy</title></head><body><h1>Busy</h1></body></html>"


# -- the server --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reply:
    """
    An answer.

    :param then: after half of the body, what comes: the `rest`, the `end` of the connection, or `nothing` any more;
        `silence` is without that half.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    then: str = "rest"

    def head(self) -> bytes:
        kind = "text/html" if self.body == HTML else "application/json"
        headers = {"Content-Type": kind, "Content-Length": str(len(self.body)), **self.headers}
        lines = [f"HTTP/1.1 {self.status} Said", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode()


class Server:
    """Answers by the script of the case that the first part of the path names; the last reply is repeated."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._scripts: dict[str, tuple[Reply, ...]] = {}
        self.seen: defaultdict[str, list[float]] = defaultdict(list)
        threading.Thread(target=self._accept, daemon=True).start()

    def script(self, name: str, replies: tuple[Reply, ...]) -> str:
        """The base URL under which these replies are given."""
        self._scripts[name] = replies
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}/{name}"

    def _accept(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as incoming:
            while first := incoming.readline():
                length = 0
                while (line := incoming.readline()) not in (b"\r\n", b""):
                    name, _, value = line.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                incoming.read(length)
                case = first.decode().split("/")[1]
                self.seen[case].append(time.monotonic())
                replies = self._scripts[case]
                reply = replies[min(len(self.seen[case]), len(replies)) - 1]
                half = len(reply.body) // 2
                if reply.then == "silence":
                    incoming.read()
                    return
                connection.sendall(reply.head() + reply.body[:half])
                if reply.then == "end":
                    return
                if reply.then == "nothing":
                    incoming.read()
                    return
                connection.sendall(reply.body[half:])


# -- the libraries -----------------------------------------------------------------------------------------------------


def module(name: str) -> Any:
    """A module that the type checker need not know."""
    return importlib.import_module(name)


class Library:
    """A client with its own defaults, and what it is asked."""

    name: ClassVar[str]

    def client(self, url: str, timeout: float | None = None) -> Any:
        raise NotImplementedError

    def ask(self, client: Any) -> Any:
        raise NotImplementedError

    def pictures(self, answer: Any) -> list[Any]:
        raise NotImplementedError

    def usage(self, answer: Any) -> Any:
        return answer.usage

    def quality(self, answer: Any) -> Any:
        """A member for which only some values are documented."""
        return answer.quality

    def save(self, answer: Any, path: Path) -> Path | None:
        """Where the library's own helper puts the first picture; None where it has none."""
        raise NotImplementedError

    def body(self, picture: bytes = PNG, *, value: str = "high", usage: bool = True) -> dict[str, Any]:
        """What the server answers this library."""
        data = [{"b64_json": base64.b64encode(picture).decode()}]
        used = {"input_tokens": 9, "output_tokens": 1120, "total_tokens": 1129}
        body = {"created": 1_760_000_000, "data": data, "quality": value, "output_format": "png"}
        return {**body, **({"usage": used} if usage else {})}


class Ours(Library):
    name = "ours"

    def client(self, url: str, timeout: float | None = None) -> Any:
        return module(f"{PROVIDER}_client").Client(base_url=url, api_key=KEY, **given(timeout=timeout))

    def ask(self, client: Any) -> Any:
        return client.images.create_image(model=OPENAI_MODEL, prompt=PROMPT)

    def pictures(self, answer: Any) -> list[Any]:
        return list(module(f"{PROVIDER}_client").images_of(answer))

    def save(self, answer: Any, path: Path) -> Path | None:
        return Path(self.pictures(answer)[0].save(path))


class OpenAI(Library):
    name = "openai"

    def client(self, url: str, timeout: float | None = None) -> Any:
        return module("openai").OpenAI(base_url=f"{url}/v1", api_key=KEY, **given(timeout=timeout))

    def ask(self, client: Any) -> Any:
        return client.images.generate(model=OPENAI_MODEL, prompt=PROMPT)

    def pictures(self, answer: Any) -> list[Any]:
        return [image.b64_json for image in answer.data or []]

    def save(self, answer: Any, path: Path) -> Path | None:
        helpers = [name for name in ("save", "write_to_file", "as_image") if hasattr(answer.data[0], name)]
        if helpers:
            raise AssertionError(f"it has a helper by now: {helpers}")
        return None


class Google(Library):
    name = "google-genai"

    def client(self, url: str, timeout: float | None = None) -> Any:
        options = given(base_url=url, timeout=int(timeout * 1000) if timeout else None)
        return module("google.genai").Client(api_key=KEY, http_options=options)

    def ask(self, client: Any) -> Any:
        return client.models.generate_content(model=GEMINI_MODEL, contents=PROMPT)

    def pictures(self, answer: Any) -> list[Any]:
        parts = (part for one in answer.candidates or [] for part in one.content.parts)
        return [part.inline_data.data for part in parts if part.inline_data]

    def usage(self, answer: Any) -> Any:
        return answer.usage_metadata

    def quality(self, answer: Any) -> Any:
        return answer.candidates[0].finish_reason.value

    def save(self, answer: Any, path: Path) -> Path | None:
        answer.candidates[0].content.parts[0].as_image().save(str(path))
        return next(path.parent.iterdir())

    def body(self, picture: bytes = PNG, *, value: str = "STOP", usage: bool = True) -> dict[str, Any]:
        data = {"mimeType": "image/png", "data": base64.b64encode(picture).decode()}
        content = {"role": "model", "parts": [{"inlineData": data}]}
        used = {"promptTokenCount": 9, "candidatesTokenCount": 1120, "totalTokenCount": 1129}
        body = {"candidates": [{"content": content, "finishReason": value, "index": 0}]}
        return {**body, **({"usageMetadata": used} if usage else {})}


LIBRARIES = (Ours(), OpenAI(), Google())


def given(**options: Any) -> dict[str, Any]:
    """The options that are not left to the library."""
    return {name: value for name, value in options.items() if value is not None}


# -- the cases ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What came of a call.

    :param requests: when the server saw them.
    :param late: the call was still waiting when its time was up.
    """

    answer: Any
    error: BaseException | None
    requests: tuple[float, ...]
    warned: bool
    late: bool

    @property
    def count(self) -> str:
        return f"{len(self.requests)} request{'s' * (len(self.requests) != 1)}"


class Cases:
    """One method for each row; what it returns is the cell of a library."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._number = 0

    def call(self, library: Library, *replies: Reply, timeout: float | None = None) -> Outcome:
        """Ask once, with a client of its own, and see what comes."""
        self._number += 1
        name = f"case{self._number}"
        client = library.client(self._server.script(name, replies), timeout)
        came: dict[str, Any] = {"answer": None, "error": None, "warned": False, "late": True}

        def ask() -> None:
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                try:
                    came["answer"] = library.ask(client)
                except Exception as error:  # noqa: BLE001 - whatever it is, it goes into the table
                    came["error"] = error
            came.update(warned=bool(warned), late=False)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(LONGEST)
        return Outcome(requests=tuple(self._server.seen[name]), **came)

    def told(self, library: Library, *replies: Reply, timeout: float | None = None) -> str:
        """The answer or the error, and how many requests it took."""
        outcome = self.call(library, *replies, timeout=timeout)
        return f"{result(library, outcome)}, {outcome.count}"

    def waited(self, library: Library, *replies: Reply) -> str:
        """The same, and how long it waited between the first two requests."""
        outcome = self.call(library, *replies)
        first, *more = outcome.requests
        told = f" {more[0] - first:.1f} s apart" if more else ""
        return f"{result(library, outcome)}, {outcome.count}{told}"

    def limited(self, library: Library) -> str:
        return self.waited(library, refusal(429, {"Retry-After": "1"}), good(library))

    def limited_for_long(self, library: Library) -> str:
        return self.waited(library, refusal(429, {"Retry-After": "3600"}))

    def busy_twice(self, library: Library) -> str:
        return self.told(library, refusal(503), refusal(503), good(library))

    def failed(self, library: Library) -> str:
        return self.told(library, refusal(500))

    def unknown_status(self, library: Library) -> str:
        return self.told(library, Reply(HTML, 520))

    def page(self, library: Library) -> str:
        outcome = self.call(library, Reply(HTML, 503))
        said = str(outcome.error)
        what = "the HTML" if "<h1>" in said else "its title" if "Busy" in said else "no text"
        return f"{result(library, outcome)} with {what}, {outcome.count}"

    def broken_off(self, library: Library) -> str:
        return self.told(library, Reply(good(library).body, then="end"))

    def hangs(self, library: Library) -> str:
        return self.told(library, Reply(good(library).body, then="nothing"), timeout=TIMEOUT)

    def silent(self, library: Library) -> str:
        return self.told(library, Reply(b"", then="silence"), timeout=TIMEOUT)

    def error_in_success(self, library: Library) -> str:
        return self.told(library, Reply(refusal(500).body))

    def without_usage(self, library: Library) -> str:
        outcome = self.call(library, Reply(encoded(library.body(usage=False))))
        usage = "" if outcome.error else f", usage `{library.usage(outcome.answer)!r}`"
        return result(library, outcome) + usage

    def unknown_value(self, library: Library) -> str:
        outcome = self.call(library, Reply(encoded(library.body(value="NEW_ONE"))))
        if outcome.error:
            return result(library, outcome)
        kept = "kept" if library.quality(outcome.answer) == "NEW_ONE" else "lost"
        return kept + ", with a warning" * outcome.warned

    def request_id(self, library: Library) -> str:
        error = self.call(library, refusal(400, {"X-Request-Id": REQUEST_ID})).error
        if getattr(error, "request_id", None) == REQUEST_ID:
            return "`error.request_id`"
        headers = getattr(getattr(error, "response", None), "headers", {})
        return "in `error.response.headers`" if headers.get("x-request-id") == REQUEST_ID else "lost"

    def pickled(self, library: Library) -> str:
        error = self.call(library, refusal(400)).error
        try:
            again = pickle.loads(pickle.dumps(error))
        except Exception as failure:  # noqa: BLE001 - whatever it is, it goes into the table
            return f"no, `{type(failure).__name__}`"
        return "yes" if type(again) is type(error) else f"yes, as `{type(again).__name__}`"

    def key_pickled(self, library: Library) -> str:
        return "yes" if KEY.encode() in pickle.dumps(self.call(library, refusal(400)).error) else "no"

    def key_shown(self, library: Library) -> str:
        return "yes" if KEY in repr(library.client("http://127.0.0.1:9")) else "no"

    def default_timeout(self, library: Library) -> str:
        with timeouts() as seen:
            self.call(library, good(library))
        if not seen:
            return "not seen"
        connect, read = seen[0].get("connect"), seen[0].get("read")
        return f"{read:g} s, {connect:g} s to connect" if connect and read else "none"

    def mislabelled(self, library: Library) -> str:
        answer = self.call(library, Reply(encoded(library.body(JPEG)))).answer
        with tempfile.TemporaryDirectory() as folder:
            path = library.save(answer, Path(folder) / "boat.png")
        return f"`{path.name}`" if path else "no helper"


ROWS: Mapping[str, Callable[[Cases, Library], str]] = {
    "429, `Retry-After: 1`, then 200": Cases.limited,
    "429, `Retry-After: 3600`": Cases.limited_for_long,
    "503 twice, then 200": Cases.busy_twice,
    "500": Cases.failed,
    "520": Cases.unknown_status,
    "503 with HTML": Cases.page,
    "200, body breaks off half way": Cases.broken_off,
    "200, body hangs past the timeout": Cases.hangs,
    "no answer within the timeout": Cases.silent,
    "200 with an error object": Cases.error_in_success,
    "200 without usage": Cases.without_usage,
    "200 with an unknown enum value": Cases.unknown_value,
    "request id of an error": Cases.request_id,
    "errors can be pickled": Cases.pickled,
    "key in a pickled error": Cases.key_pickled,
    "key in `repr(client)`": Cases.key_shown,
    "default timeout": Cases.default_timeout,
    "JPEG labelled PNG, saved as `boat.png`": Cases.mislabelled,
}


def result(library: Library, outcome: Outcome) -> str:
    """The answer or the error in a few words; an error of another library goes by its full name."""
    if outcome.late:
        return f"still waiting after {LONGEST:g} s"
    if outcome.error is None:
        return "answer" if library.pictures(outcome.answer) else "answer without a picture"
    kind = type(outcome.error)
    package = kind.__module__.partition(".")[0]
    own = package in (f"{PROVIDER}_client", "openai", "google")
    return f"`{kind.__name__}`" if own else f"`{package}.{kind.__name__}`"


def encoded(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body).encode()


def good(library: Library) -> Reply:
    return Reply(encoded(library.body()))


def refusal(status: int, headers: Mapping[str, str] | None = None) -> Reply:
    error = {"code": status, "message": "Not now.", "status": "NOT_NOW", "type": "not_now"}
    return Reply(encoded({"error": error}), status, headers or {})


@contextlib.contextmanager
def timeouts() -> Iterator[list[Mapping[str, float | None]]]:
    """The timeouts of the requests that httpx2 sends meanwhile; all three libraries send with it."""
    transport = module("httpx2").HTTPTransport
    send, seen = transport.handle_request, list[Mapping[str, float | None]]()

    def handle_request(self: Any, request: Any) -> Any:
        seen.append(request.extensions.get("timeout", {}))
        return send(self, request)

    transport.handle_request = handle_request
    try:
        yield seen
    finally:
        transport.handle_request = send


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "generated" / PROVIDER))
    for name in [name for name in os.environ if "proxy" in name.lower()]:
        del os.environ[name]  # they would be asked for this machine too
    logging.disable()
    cases = Cases(Server())
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("openai", "google-genai")]
    print(f"| {PROVIDER}_client, {', '.join(versions)} | {' | '.join(one.name for one in LIBRARIES)} |")
    print("|---" * (len(LIBRARIES) + 1) + "|")
    for name, case in ROWS.items():
        print(f"| {name} | {' | '.join(case(cases, library) for library in LIBRARIES)} |", flush=True)


if __name__ == "__main__":
    main()
