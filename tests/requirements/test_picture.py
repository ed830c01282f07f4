"""Requirements on pictures, each on exchanges that hold it and that break it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any


def config(ratio: str, size: str) -> dict[str, Any]:
    return {"imageConfig": {"aspectRatio": ratio, "imageSize": size}}


def with_data(make: Any, data: Any, **given: Any) -> Any:
    return make.gemini(answer=make.answer(make.part(data=data, **given)))


def cut(make: Any, format: str = "PNG", keep: float = 0.5) -> str:
    whole = make.picture_bytes(format=format)
    return base64.b64encode(whole[: int(len(whole) * keep)]).decode()


def sized(make: Any, width: int, height: int, ratio: str, size: str, provider: str = "apiyi") -> Any:
    answer = make.answer(make.part(width, height))
    return make.gemini(provider, config=config(ratio, size), answer=answer)


ROWS = [
    ("picture/base64-is-strict", "held", "plain", lambda m: m.gemini()),
    ("picture/base64-is-strict", "broken", "a data URL", lambda m: with_data(m, f"data:image/png;base64,{m.data()}")),
    ("picture/base64-is-strict", "broken", "folded", lambda m: with_data(m, m.data()[:76] + "\n" + m.data()[76:])),
    (
        "picture/base64-is-strict",
        "broken",
        "no padding",
        lambda m: with_data(m, base64.b64encode(b"1234").decode()[:-2]),
    ),
    ("picture/base64-is-strict", "broken", "no text", lambda m: m.images(answer=m.created(data=[{"b64_json": 7}]))),
    ("picture/format-is-known", "held", "PNG", lambda m: m.gemini()),
    ("picture/format-is-known", "held", "WebP", lambda m: with_data(m, m.data(format="WEBP"), mime="image/webp")),
    ("picture/format-is-known", "broken", "words", lambda m: with_data(m, base64.b64encode(b"no picture").decode())),
    ("picture/is-whole", "held", "PNG", lambda m: m.gemini()),
    ("picture/is-whole", "broken", "half a PNG", lambda m: with_data(m, cut(m))),
    ("picture/is-whole", "broken", "a JPEG without its end", lambda m: with_data(m, cut(m, "JPEG", 0.9))),
    ("picture/is-whole", "broken", "a PNG of eight bytes", lambda m: with_data(m, cut(m, keep=0.003))),
    ("picture/declared-type-is-true", "held", "PNG", lambda m: m.gemini()),
    (
        "picture/declared-type-is-true",
        "held",
        "image/jpg",
        lambda m: with_data(m, m.data(format="JPEG"), mime="image/jpg"),
    ),
    ("picture/declared-type-is-true", "broken", "JPEG as PNG", lambda m: with_data(m, m.data(format="JPEG"))),
    ("picture/declared-type-is-true", "broken", "nothing", lambda m: with_data(m, m.data(), mime=None)),
    ("picture/ratio-is-honoured", "held", "the very pixels", lambda m: sized(m, 1376, 768, "16:9", "1K")),
    ("picture/ratio-is-honoured", "held", "2.8 % off", lambda m: sized(m, 1344, 768, "16:9", "1K")),
    ("picture/ratio-is-honoured", "held", "the odd cell", lambda m: sized(m, 792, 168, "21:9", "512")),
    ("picture/ratio-is-honoured", "held", "the odd cell mended", lambda m: sized(m, 792, 336, "21:9", "512")),
    ("picture/ratio-is-honoured", "broken", "a square", lambda m: sized(m, 1024, 1024, "16:9", "1K")),
    ("picture/ratio-is-honoured", "broken", "turned", lambda m: sized(m, 768, 1376, "16:9", "1K")),
    ("picture/ratio-is-honoured", "broken", "the nearest one", lambda m: sized(m, 928, 1152, "3:4", "1K")),
    ("picture/size-is-honoured", "held", "2K", lambda m: sized(m, 2752, 1536, "16:9", "2K")),
    ("picture/size-is-honoured", "held", "512", lambda m: sized(m, 792, 168, "21:9", "512")),
    ("picture/size-is-honoured", "held", "pixels", lambda m: m.images()),
    ("picture/size-is-honoured", "broken", "1K for 2K", lambda m: sized(m, 1376, 768, "16:9", "2K")),
    ("picture/size-is-honoured", "broken", "2K for 1K", lambda m: sized(m, 2752, 1536, "16:9", "1K")),
    (
        "picture/size-is-honoured",
        "broken",
        "other pixels",
        lambda m: m.images(answer=m.created(data=[{"b64_json": m.data(1536, 1024)}])),
    ),
    (
        "picture/size-is-honoured",
        "held",
        "no picture at all, of a request that is wrong",
        lambda m: m.images(extra={"output_format": []}, answer=m.created(data=[{"b64_json": "PHN2Zy8+"}])),
    ),
    (
        "picture/size-is-honoured",
        "not_applicable",
        "auto",
        lambda m: m.images(extra={"size": "auto"}),
    ),
    ("picture/is-not-blank", "held", "two colours", lambda m: m.gemini()),
    ("picture/is-not-blank", "broken", "one colour", lambda m: m.gemini(answer=m.answer(m.part(blank=True)))),
    ("picture/is-not-blank", "broken", "a placeholder", lambda m: m.gemini(answer=m.answer(m.part(16, 9)))),
    ("picture/is-not-repeated", "held", "twice the same: told, not blamed", lambda m: (m.gemini(), m.gemini())),
    ("picture/pixels-are-the-models", "held", "published", lambda m: m.gemini()),
    (
        "picture/pixels-are-the-models",
        "held",
        "of no model: told, not blamed",
        lambda m: sized(m, 100, 56, "16:9", "1K"),
    ),
    (
        "picture/declared-type-is-true",
        "held",
        "an old name",
        lambda m: m.gemini(answer=m.answer(m.part(mime="image/x-png"))),
    ),
    ("picture/declared-type-is-registered", "held", "PNG", lambda m: m.gemini()),
    (
        "picture/declared-type-is-registered",
        "broken",
        "jpg",
        lambda m: with_data(m, m.data(format="JPEG"), mime="image/jpg"),
    ),
    (
        "picture/declared-type-is-registered",
        "broken",
        "x-png, with a parameter",
        lambda m: with_data(m, None, mime="image/X-PNG; q=1"),
    ),
    (
        "picture/declared-type-is-registered",
        "not_judged",
        "a lie",
        lambda m: with_data(m, None, mime="image/jpg"),
    ),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
