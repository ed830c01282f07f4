"""Pictures kept: bytes as they came, names of our own making, nothing written over."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from wirecheck.engine import saved_pictures
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import UsageError
from wirecheck.plan import Depth
from wirecheck.spec.spec import load, providers
from wirecheck.wire.exchange import Exchange, Request, Response

APIYI = load("apiyi").operation("generateContent")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def answer(*pictures: tuple[bytes, bool], status: int = 200, ratio: str = "21:9", model: str = "") -> Exchange:
    parts = []
    for data, thought in pictures:
        part: dict[str, Any] = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(data).decode()}}
        parts.append({**part, "thought": True} if thought else part)
    config = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": ratio, "imageSize": "2K"}}
    asked = {"contents": [{"parts": [{"text": "a boat"}]}], "generationConfig": config}
    url = APIYI.url("https://a.test", model or APIYI.served_model)
    request = Request("POST", url, (("Authorization", "Bearer $KEY"),), json.dumps(asked).encode())
    body = {"candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}]}
    return Exchange(request, Response(status, (("Content-Type", "application/json"),), json.dumps(body).encode()))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def keep(folder: Path, *exchanges: Exchange, case: str = "3f2a91c0d4e5") -> list[Path]:
    return saved_pictures.save(exchanges, [APIYI], {e.request: case for e in exchanges}, folder)


def test_a_name_says_what_was_asked(tmp_path: Path) -> None:
    """Provider, operation, ratio, size and case; drafts and further pictures are told apart; no byte is changed."""
    kept = keep(tmp_path, answer((PNG + b"1", True), (PNG + b"2", False), (PNG + b"3", False)))
    assert [path.name for path in kept] == [
        "apiyi-generateContent_21x9_2K_3f2a91c0d4e5_draft.png",
        "apiyi-generateContent_21x9_2K_3f2a91c0d4e5.png",
        "apiyi-generateContent_21x9_2K_3f2a91c0d4e5_2.png",
    ]
    assert [path.read_bytes() for path in kept] == [PNG + b"1", PNG + b"2", PNG + b"3"]


SUFFIXES: list[tuple[bytes, str]] = [
    (PNG, "png"),
    (b"\xff\xd8\xff\xe0" + bytes(20), "jpg"),
    (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "gif"),
    (b"<svg onload='alert(1)'/>", "bin"),
    (b"\x00", "bin"),
]


@pytest.mark.parametrize(("content", "suffix"), SUFFIXES)
def test_the_suffix_is_that_of_the_bytes(tmp_path: Path, content: bytes, suffix: str) -> None:
    """Whatever an answer calls them."""
    [path] = keep(tmp_path, answer((content, False)))
    assert (path.suffix, path.read_bytes()) == (f".{suffix}", content)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """The same picture is there once; another of the same case takes the next name."""
    [first] = keep(tmp_path, answer((PNG, False)))
    [again] = keep(tmp_path, answer((PNG, False)))
    [other] = keep(tmp_path, answer((PNG + b"x", False)))
    assert (again, other.name) == (first, first.name.replace(".png", "-2.png"))
    assert (first.read_bytes(), len(names(tmp_path))) == (PNG, 2)


@pytest.mark.parametrize("ratio", ["../../etc", "a/b\\c", "\x00\n", "." * 9, "x" * 999, "CON:", "ü"])
def test_a_name_stays_in_its_folder(tmp_path: Path, ratio: str) -> None:
    """Whatever was asked for, it is a plain name."""
    folder = tmp_path / "pictures"
    saved_pictures.make_folder(folder)
    [path] = keep(folder, answer((PNG, False), ratio=ratio))
    assert (path.parent, len(path.name) < 200, path.name.isascii()) == (folder, True, True)
    assert names(tmp_path) == ["pictures"]


def test_what_was_not_served_has_no_picture(tmp_path: Path) -> None:
    """A refusal, and an answer of words."""
    assert keep(tmp_path, answer((PNG, False), status=400), answer()) == []


def test_another_model_is_named(tmp_path: Path) -> None:
    """Of several models, a picture says which made it."""
    [path] = keep(tmp_path, answer((PNG, False), model="gemini-2.5-flash-image"))
    assert path.name.startswith("apiyi-generateContent_gemini-2.5-flash-image_21x9")


@pytest.mark.parametrize("provider", providers())
def test_all_that_was_paid_for_is_kept(provider: str, tmp_path: Path) -> None:
    """Every picture of a run, in base64 or at an address, and twice is the same as once."""
    ready = prepare(provider, Options(depth=Depth.SWEEP), {})
    run = ready.run()
    cases = {case.request: case.id for case in run.cases}
    first = saved_pictures.save(run.exchanges, ready.operations, cases, tmp_path)
    bodies = [e.response.content for e in run.exchanges if e.response is not None and e.request.method == "POST"]
    marks = (b'"inlineData"', b'"b64_json"', b'"url"')
    assert len(set(first)) == sum(body.count(mark) for body in bodies for mark in marks) > 0
    assert saved_pictures.save(run.exchanges, ready.operations, cases, tmp_path) == first
    assert len(names(tmp_path)) == len(first)
    assert {path.suffix for path in first} <= {".png", ".jpg", ".webp"}


def test_broken_base64_is_kept_as_far_as_it_goes(tmp_path: Path) -> None:
    """It was paid for as well."""
    ready = prepare("apiyi", Options(depth=Depth.PROBE, fault=["base64-url-safe"]), {})
    run = ready.run()
    assert len(saved_pictures.save(run.exchanges, ready.operations, {}, tmp_path)) == 2


@pytest.mark.parametrize("there", ["file", "below"])
def test_a_folder_that_is_none_is_told(tmp_path: Path, there: str) -> None:
    """Before anything is paid for."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written to") as caught:
        saved_pictures.make_folder(tmp_path / ("file" if there == "file" else "file/below"))
    assert caught.value.hint


def test_a_folder_is_made(tmp_path: Path) -> None:
    """With those above it, and left empty."""
    saved_pictures.make_folder(tmp_path / "a" / "b")
    assert names(tmp_path / "a" / "b") == []


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written stays, and the error says how much that is."""
    monkeypatch.setattr(saved_pictures, "_write", _full(saved_pictures._write))
    with pytest.raises(UsageError, match="No space left") as caught:
        keep(tmp_path, answer((PNG, False), (PNG + b"2", False)))
    assert ("1 pictures were saved" in caught.value.hint, len(names(tmp_path))) == (True, 1)


def _full(write: Any) -> Any:
    calls = 0

    def full(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise OSError(28, "No space left on device")
        return write(*given)

    return full
