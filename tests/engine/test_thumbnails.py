"""Thumbnails: small, of the pictures' own shapes, marked as requirements judge them, and made of nothing hostile."""

from __future__ import annotations

import base64
import io
import json
import random
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from wirecheck.dialects.picture_shape import Shape
from wirecheck.engine import thumbnails
from wirecheck.engine.session import Options, prepare
from wirecheck.engine.thumbnails import EDGE, Thumbnail
from wirecheck.judging.judge import assess
from wirecheck.plan import Depth
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Request, Response

URL = "https://api.apiyi.com/v1beta/models/gemini-3.1-flash-image-preview:generateContent"
OPERATIONS = load("apiyi").operations


def drawn(width: int, height: int, format: str = "PNG", mode: str = "RGB") -> bytes:
    """A picture of noise."""
    bands = len(mode)
    small = Image.frombytes(mode, (width // 8, height // 8), random.Random(1).randbytes(width * height // 64 * bands))
    out = io.BytesIO()
    small.resize((width, height)).save(out, format)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes that claims to be as large as that."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def exchange(*pictures: bytes, ratio: str = "1:1", size: str = "1K", **part: Any) -> Exchange:
    """A request for a picture, and the answer that holds these."""
    config = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": ratio, "imageSize": size}}
    asked = {"contents": [{"parts": [{"text": "A boat."}]}], "generationConfig": config}
    parts = [
        {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(content).decode()}, **part}
        for content in pictures
    ]
    told = {"candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}]}
    headers = (("Authorization", "Bearer $APIYI_API_KEY"), ("Content-Type", "application/json"))
    answered = (("Content-Type", "application/json"),)
    return Exchange(
        Request("POST", URL, headers, json.dumps(asked).encode()), Response(200, answered, json.dumps(told).encode())
    )


def made(*exchanges: Exchange, **given: Any) -> list[Thumbnail]:
    return thumbnails.thumbnails(exchanges, OPERATIONS, {}, **given)


@pytest.mark.parametrize(
    ("format", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "L"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("GIF", "L")]
)
def test_a_thumbnail_is_small_and_true_to_its_shape(format: str, mode: str) -> None:
    """Whatever the format and the bands are."""
    [found] = made(exchange(drawn(1584, 672, format, mode), ratio="21:9"))
    with Image.open(io.BytesIO(found.content)) as image:
        assert (image.format, max(image.size), len(found.content) < 60_000) == ("WEBP", EDGE, True)
        assert abs(image.width / image.height / (1584 / 672) - 1) < 0.02
    assert (found.came, found.departures, found.problem) == (Shape("21:9", "1K", 1584, 672), (), "")


def test_a_thumbnail_has_nothing_of_the_file_but_pixels() -> None:
    """No text, no position and no profile that a gateway put into it."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (9, 90, 200)).save(
        out, "JPEG", comment=b"harm", exif=b"Exif\0\0harm", icc_profile=b"harm"
    )
    small = thumbnails.small(out.getvalue())
    assert (small[8:12], b"harm" in small, b"EXIF" in small, b"ICCP" in small) == (b"WEBP", False, False, False)


@pytest.mark.parametrize(
    ("content", "problem", "came"),
    [
        (bomb(10_000, 8_000), "10000x8000 is more than 64 megapixels", (10_000, 8_000)),
        (bomb(30_000, 30_000), "it cannot be decoded: Image size", (0, 0)),
        (b"<svg/>", "its format is not a known picture format", (0, 0)),
        (b"", "there is no data", (0, 0)),
        (drawn(1024, 1024)[:5000], "it ends before its end marker (IEND)", (1024, 1024)),
        (bomb(1024, 1024), "it cannot be decoded", (1024, 1024)),
    ],
    ids=["bomb", "large bomb", "svg", "empty", "cut", "torn"],
)
def test_what_cannot_be_shown_says_why(content: bytes, problem: str, came: tuple[int, int]) -> None:
    """And has no thumbnail."""
    [found] = made(exchange(content))
    assert (found.content, found.problem.startswith(problem)) == (b"", True)
    assert (found.came.width, found.came.height) == came


def test_one_colour_is_shown_and_told() -> None:
    """An empty plane is a picture."""
    out = io.BytesIO()
    Image.new("RGB", (1024, 1024), (9, 90, 200)).save(out, "PNG")
    [found] = made(exchange(out.getvalue()))
    assert (found.problem, found.content != b"") == ("one colour only", True)


def test_a_draft_is_held_against_nobody() -> None:
    """The picture of a thought may have any shape."""
    draft, final = made(exchange(drawn(512, 512), ratio="16:9", thought=True), exchange(drawn(512, 512), ratio="16:9"))
    assert [(one.draft, one.departures) for one in (draft, final)] == [(True, ()), (False, ("ratio", "size"))]


def test_departures_are_those_that_requirements_find() -> None:
    """On each picture of a lying gateway, in either dialect."""
    for provider, fault in (("apiyi", "ratio-ignored"), ("deerapi", "size-ignored"), ("apiyi", "size-halved")):
        run = prepare(provider, Options(depth=Depth.SWEEP, fault=(fault,)), environ={}).run()
        operations = load(provider).operations
        marked = 0
        for one in run.exchanges:
            wanted = {
                finding.requirement.partition("/")[2].partition("-")[0]
                for finding in assess([one], operations).findings
                if finding.requirement in ("picture/ratio-is-honoured", "picture/size-is-honoured")
            }
            found = {way for picture in thumbnails.thumbnails([one], operations, {}) for way in picture.departures}
            assert found == wanted
            marked += bool(found)
        assert marked


def test_pixels_that_were_asked_for_are_known_where_upstream_tells_them() -> None:
    """Else they are as many as came, in the ratio that was asked for."""
    [tier, bare] = made(
        exchange(drawn(512, 512), ratio="21:9", size="2K"), exchange(drawn(512, 512), ratio="4:1", size="")
    )
    assert str(tier.asked) == "21:9 2K"
    assert tier.asked.width / tier.asked.height == pytest.approx(21 / 9, rel=0.03)
    assert (bare.asked.width, bare.asked.height) == (1024, 256)


def test_many_thumbnails_share_what_there_is() -> None:
    """Where all together are too heavy, each gets smaller, and can still be looked at."""
    given = [exchange(drawn(1024, 1024)) for _ in range(6)]
    whole = sum(len(one.content) for one in made(*given))
    shared = made(*given, total=whole // 3)
    assert 0 < sum(len(one.content) for one in shared) <= whole // 3
    with Image.open(io.BytesIO(shared[0].content)) as image:
        assert image.width >= thumbnails.SMALLEST
