"""Cover pictures for articles, bought from a gateway: the application that the tests beside it are of."""

from __future__ import annotations

import base64
import io
import os

import httpx2
from PIL import Image

URL = "https://api.apiyi.com/v1beta/models/gemini-3.1-flash-image-preview:generateContent"


class NoCover(Exception):
    """There is no cover, and why; the article goes out without."""


def cover(title: str, *, url: str = URL) -> Image.Image:
    """A picture of 16:9 for an article."""
    config = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "16:9", "imageSize": "1K"}}
    prompt = f"A cover for an article called {title}"
    body = {"contents": [{"parts": [{"text": prompt}]}], "generationConfig": config}
    headers = {"Authorization": f"Bearer {os.environ['APIYI_API_KEY']}"}
    try:
        response = httpx2.post(url, json=body, headers=headers, timeout=300)
        if response.status_code in (429, 500, 503):
            response = httpx2.post(url, json=body, headers=headers, timeout=300)
        response.raise_for_status()
        parts = response.json()["candidates"][0]["content"]["parts"]
        data = next(part["inlineData"]["data"] for part in parts if "inlineData" in part and not part.get("thought"))
        found = Image.open(io.BytesIO(base64.b64decode(data, validate=True)))
        found.load()
    except (httpx2.HTTPError, ValueError, LookupError, TypeError, AttributeError, StopIteration, OSError) as error:
        raise NoCover(f"{type(error).__name__}: {error}") from error
    if abs(found.width / found.height - 16 / 9) > 0.05:
        raise NoCover(f"asked for 16:9, got {found.width}x{found.height}")
    if found.width < 1000:
        raise NoCover(f"asked for 1K, got {found.width}x{found.height}")
    return found
