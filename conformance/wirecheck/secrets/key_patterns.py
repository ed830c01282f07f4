"""
What a key looks like, whoever it belongs to: one pattern to redact keys in answers, and to find that there were some.

A key is replaced with a text that says so and shows at most the key's well-known beginning
(`[what looks like a key: AIza...]`); that text is found like the key itself. The patterns are those that issuers
publish and that secret scanners look for; a text that is merely long and random, such as the id of a request, an ETag
or a UUID, is not taken for a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WRONG_KEY = "wirecheckWrongKey"
"""The beginning of the wrong key that should be refused; it has no dash, as some gateways cut keys at the first one."""

REDACTED = "[the caller's key]"
"""The text that replaces the caller's key in an answer."""

KEY_LIKE = "[what looks like a key"
"""The beginning of the text that replaces somebody else's key in an answer."""

_AMP = r"(?:[?&;]|\\{1,4}u0026|%26)"
_EQUALS = r"(?:=|\\{1,4}u003[dD]|%3[dD])"
_APART = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4}))"
"""Not inside a word; the last letter of an escape does not count as part of one."""

_LEADS = "|".join(
    (
        rf"{_APART}(?i:bearer|basic)(?: |%20|\+)(?=[\w.~+/-]{{24}})",
        rf"{_AMP}(?i:(?:api|access|secret)?[-_]?key|access[-_]?token){_EQUALS}(?=[\w.~-]{{16}})",
    )
)
"""What stands in front of a key of any form; it is kept."""

_PREFIXES = "|".join(
    (
        r"AIza(?=[\w-]{30})",  # Google, an API key
        r"ya29\.(?=[\w-]{20})",  # Google, an access token
        r"GOCSPX-(?=[\w-]{20})",  # Google, a client's secret
        # an AWS id in the signature of a link is not a secret
        rf"{_APART}(?<!Credential=)(?:AKIA|ASIA)(?=[A-Z0-9]{{16}}(?![A-Za-z0-9]))",
        r"gh[pousr]_(?=\w{30})|github_pat_(?=\w{40})",
        # a token in the address of a file opens that file
        r"(?<!token=)eyJ(?=[\w-]{10,2048}\.eyJ[\w-]{10,4096}\.[\w-]{10})",
    )
)
"""Beginnings that only keys have."""

_LOOSE = "|".join(
    (
        # OpenAI, Anthropic, OpenRouter, and most gateways
        rf"{_APART}sk-(?:(?:ant|proj|or|svcacct|admin|live|test|api\d\d|v\d)-){{0,3}}(?=[\w-]{{20}})",
        rf"{_APART}xox[a-z]-(?=[\w-]{{10}})",  # Slack
        rf"{_APART}(?:hf_|r8_|gsk_|xai-)(?=\w{{30}})",  # Hugging Face, Replicate, Groq, xAI
    )
)
"""Beginnings that keys have and other texts too, by chance: these have to be distinguished from words."""

_PEM = r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----"
_BEGUN = r"(?=AI|AK|AS|ya|GO|gh|gi|ey|sk|xo|hf|r8|gs|xa|--|[bB][aAeE]|[?&;\\%])"
"""The first two letters of all of these: testing them is four times faster than trying each pattern."""

PATTERN = (
    rf"{_BEGUN}(?:(?P<lead>{_LEADS})(?P<led>[\w~+/%-]+(?:\.[\w~+/%-]+)*=*)"
    rf"|(?P<prefix>{_PREFIXES})(?P<rest>[\w-]+(?:\.[\w-]+)*)"
    rf"|(?P<loose>{_LOOSE})(?P<more>[\w-]+)"
    rf"|(?P<pem>{_PEM})(?:[\w+/=\r\n]|\\{{1,4}}[nr]|\s(?=[\w+/=]{{16}}))*(?:-----END [A-Z ]{{0,20}}PRIVATE KEY-----)?)"
)
_TEXT = re.compile(PATTERN, re.ASCII)
_BYTES = re.compile(PATTERN.encode())
_TAKEN_OUT = re.compile(rf"([?&;]?[\w%\\]{{1,20}}[ =+])?{re.escape(KEY_LIKE)}(?:: ([^\]]*))?\]")

_BEGINNINGS = "AIza ya29. GOCSPX- AKIA ASIA ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ eyJ sk- xox hf_ r8_ gsk_ xai- PRIVATE"
_ENDINGS = [f"{word}{equals}" for word in ("key", "Key", "KEY", "ken", "KEN") for equals in ("=", "%3", "\\")]
_ENDINGS += [f"{word}{blank}" for word in ("earer", "EARER", "asic", "ASIC") for blank in (" ", "%20", "+")]
_HINTS = tuple(hint.encode() for hint in (*_BEGINNINGS.split(), *_ENDINGS))
"""Every key contains one of these; looking for them is a hundred times faster than looking for keys."""

_HELP = re.compile(r"x{4}|your|example", re.IGNORECASE)
"""A placeholder: help texts show where a key goes with words, or with one letter repeated."""


def found_in(body: bytes, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Where in a part of a body something that looks like a key begins and ends, and the text to replace it with."""
    if not any(body.find(hint, start, end) >= 0 for hint in _HINTS):
        return
    for match in _BYTES.finditer(body, start, end):
        parts = {name: part.decode() for name, part in match.groupdict().items() if part is not None}
        if _real(match[0].decode("latin-1"), parts):
            hint = _hint(parts)
            since = match.end("lead") if "lead" in parts else match.start()
            yield since, match.end(), f"{KEY_LIKE}: {hint}]".encode() if hint else f"{KEY_LIKE}]".encode()


def shown(text: str) -> str | None:
    """The beginning of the first text that looks like a key, or that replaces one; None if there is none."""
    for match in _TEXT.finditer(text):
        parts = {name: part for name, part in match.groupdict().items() if part is not None}
        if _real(match[0], parts):
            return _hint(parts) or f"{parts['lead']}..."
    taken = _TAKEN_OUT.search(text)
    return taken and (taken[2] or f"{taken[1] or ''}...")


def _hint(parts: dict[str, str]) -> str:
    """The well-known beginning of a key, or an empty string."""
    if "pem" in parts:
        return parts["pem"].strip("-").lower().removeprefix("begin ")
    known = parts.get("prefix") or parts.get("loose")
    return f"{known}..." if known else ""


def _real(whole: str, parts: dict[str, str]) -> bool:
    if "pem" in parts:
        return True
    value = parts.get("led") or parts.get("rest") or parts.get("more") or ""
    if WRONG_KEY in whole or _HELP.search(value):
        return False
    return sum(map(str.isdigit, value)) > 1 or ("rest" in parts and len(set(value)) > 9)
