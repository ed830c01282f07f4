"""Addresses of pictures in answers: whether a caller can open them, and those that hold the picture themselves."""

from __future__ import annotations

from urllib.parse import unquote, unquote_to_bytes, urlsplit

OPENED = ("http", "https")
HELD = "data"
"""The scheme of an address that holds what it names (RFC 2397)."""


def problem(url: str) -> str:
    """Why nobody can open an address as it stands; empty if somebody can."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"is not a valid address: {error}"
    if parts.scheme == HELD:
        return "" if held(url) is not None else "holds no data"
    if not parts.scheme:
        return "is a relative address, which no caller can open"
    if parts.scheme not in OPENED:
        return f"is an address of `{parts.scheme}:`, which HTTP clients do not open"
    return "" if host else "names no host"


def can_be_opened(url: str) -> bool:
    """Whether a request can be sent to an address."""
    return not problem(url) and urlsplit(url).scheme in OPENED


def held(url: str) -> tuple[str, str | bytes] | None:
    """
    What a `data:` address holds: its media type, and its base64 as text or else its bytes; None if it is no such one.
    """
    scheme, _, rest = url.partition(":")
    head, comma, data = rest.partition(",")
    if scheme.strip().lower() != HELD or not comma or not data:
        return None
    media_type, *others = (part.strip() for part in head.split(";"))
    if "base64" in (part.lower() for part in others):
        return media_type or "text/plain", unquote(data)
    return media_type or "text/plain", unquote_to_bytes(data)
