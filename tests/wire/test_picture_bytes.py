"""Pictures as bytes: what is no base64, what is no picture, what is not whole, and what must not be decoded."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from wirecheck.wire.picture_bytes import MAX_PIXELS, inspect, parse_ratio, parse_size, unbase64

DATA = b"\xfb\xef\xbe\x00picture"
PLAIN = base64.b64encode(DATA).decode()


def drawn(format: str, size: tuple[int, int] = (64, 32), blank: bool = False, mode: str = "RGB") -> bytes:
    image = Image.new(mode, size, 77 if mode == "L" else (20, 80, 160))
    if not blank:
        image.putpixel((3, 3), 200 if mode == "L" else (250, 10, 10))
        image.putpixel((40, 20), 9 if mode == "L" else (9, 240, 10))
    out = io.BytesIO()
    # without loss, so that one colour stays one
    image.save(out, format, **({"lossless": True} if format == "WEBP" else {}))
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims to be that large, with a hundred bytes of pixels and an end marker."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


BASE64 = [
    (PLAIN, DATA, ""),
    (base64.b64encode(b"a").decode(), b"a", ""),
    ("", b"", "it is empty"),
    (f"data:image/png;base64,{PLAIN}", DATA, "it is a data URL, not bare base64"),
    (
        base64.urlsafe_b64encode(DATA).decode(),
        DATA,
        "it uses the alphabet for URLs (`-` and `_` in place of `+` and `/`)",
    ),
    (PLAIN[:4] + "\n" + PLAIN[4:], DATA, "it contains white space"),
    (PLAIN + "\n", DATA, "it contains white space"),
    (PLAIN.rstrip("="), DATA, "its length or padding is not valid"),
    (PLAIN[:4] + "*" + PLAIN[4:], DATA, "its character at position 4 is not in the base64 alphabet"),
    (PLAIN[:4] + "é" + PLAIN[4:], DATA, "its character at position 4 is not in the base64 alphabet"),
    (
        "<string>",
        base64.b64decode("string=="[:4] + "ng=="),
        "its character at position 0 is not in the base64 alphabet",
    ),
    ("====", b"", "its length or padding is not valid"),
]


@pytest.mark.parametrize(("text", "content", "problem"), BASE64, ids=[row[0][:24] or "empty" for row in BASE64])
def test_base64_is_read_strictly(text: str, content: bytes, problem: str) -> None:
    """Each way to fall short of RFC 4648 is named, and the bytes are had all the same."""
    found = unbase64(text)
    assert (content, problem) == (found.content, found.problem)


@given(st.text())
def test_no_text_makes_the_decoder_raise(text: str) -> None:
    """Whatever the text is, it is decoded or told."""
    found = unbase64(text)
    assert found.problem or base64.b64encode(found.content).decode() == text


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_whole_picture_has_no_problem(format: str) -> None:
    """Format and size are told, and the media type that belongs to the format."""
    found = inspect(drawn(format))
    assert (format, 64, 32, "", False) == (found.format, found.width, found.height, found.problem, found.blank)
    assert f"image/{format.lower()}" == found.media_type


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_picture_of_one_colour_is_blank(format: str, mode: str) -> None:
    """One colour all over is blank, in colour and in grey."""
    assert (
        inspect(drawn(format, blank=True, mode=mode)).blank,
        inspect(drawn(format, mode=mode)).blank,
    ) == (True, False)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9, 0.99])
def test_a_cut_picture_has_a_problem(format: str, keep: float) -> None:
    """However much of it came, a picture without its end is not whole, and its format is still known."""
    image = Image.effect_noise((256, 256), 90).convert("RGB")
    out = io.BytesIO()
    image.save(out, format)
    whole = out.getvalue()
    found = inspect(whole[: int(len(whole) * keep)])
    assert (format, True) == (found.format, bool(found.problem))


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_a_lost_end_marker_is_seen(format: str) -> None:
    """All pixels may be there: the end marker is missed all the same."""
    whole = drawn(format)
    lost = whole[:-12] if format == "PNG" else whole[:-2]
    assert inspect(lost).problem.startswith("it ends before its end marker")


@pytest.mark.parametrize("content", [drawn("JPEG") + b"trailer" * 100, drawn("PNG") + b"\n"])
def test_what_follows_the_end_is_let_pass(content: bytes) -> None:
    """Some encoders write metadata after the end marker."""
    assert inspect(content).problem == ""


@pytest.mark.parametrize(("width", "height"), [(60000, 60000), (1, 2**31 - 1), (8001, 8000)])
def test_a_bomb_is_not_decoded(width: int, height: int) -> None:
    """A picture that claims more pixels than are decoded is told by its head alone."""
    found = inspect(png_header(width, height))
    assert width * height > MAX_PIXELS
    assert found.problem
    assert (found.blank, found.media_type or "image/png") == (False, "image/png")


@pytest.mark.parametrize("content", [b"", b"no picture", b"<svg/>", b"%PDF-1.7", b"\x00" * 100, b"{}"])
def test_what_is_no_picture_has_no_format(content: bytes) -> None:
    """Text, vectors and zeros are no picture that is known."""
    found = inspect(content)
    assert (found.format, found.media_type, found.blank) == ("", "", False)


@pytest.mark.parametrize(
    ("content", "format"), [(drawn("PNG")[:12], "PNG"), (drawn("JPEG")[:8], "JPEG"), (drawn("WEBP")[:10], "WEBP")]
)
def test_a_beginning_is_known_by_its_head(content: bytes, format: str) -> None:
    """The first bytes say what a picture was going to be."""
    assert format == inspect(content).format


@given(st.binary(), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\x10\0\0\0WEBPVP8 "]))
def test_no_bytes_make_it_raise(content: bytes, head: bytes) -> None:
    """Whatever the bytes are, there is an account of them."""
    found = inspect(head + content)
    assert found.problem or found.format or found.width == 0


@given(st.integers(0, 400), st.integers(0, 255), st.sampled_from(["PNG", "JPEG", "WEBP"]))
def test_no_changed_byte_makes_it_raise(place: int, value: int, format: str) -> None:
    """A picture with one byte of it changed is looked at like any other."""
    content = bytearray(drawn(format))
    content[place % len(content)] = value
    assert inspect(bytes(content)).width >= 0


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("16:9", 16 / 9),
        ("1024x512", 2.0),
        (" 1 : 4 ", 0.25),
        ("3×2", 1.5),
        ("0:1", None),
        ("1:0", None),
        ("1K", None),
        ("", None),
        (None, None),
        ("1:2:3", None),
        ("-1:2", None),
        ("999999:1", None),
    ],
)
def test_ratios(text: str | None, ratio: float | None) -> None:
    """A ratio is two whole numbers; anything else is none."""
    assert ratio == parse_ratio(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [("1024x512", (1024, 512)), ("64×32", (64, 32)), ("16:9", None), ("auto", None), (None, None), ("0x5", None)],
)
def test_sizes(text: str | None, size: tuple[int, int] | None) -> None:
    """A size is width and height in pixels; a ratio or a tier is none."""
    assert size == parse_size(text)
