"""
Decodes the bytes of a page to text.

Held by `tests/facts/test_unreadable.py`.
"""

from __future__ import annotations

import codecs
import re

from wirecheck.facts.page import PageUnreadable

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MAGIC = (
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"RIFF", "a picture or a film"),
    (b"%PDF", "a PDF"), (b"PK\x03\x04", "an archive or an office document"), (b"\x1f\x8b", "compressed"),
    (b"\x00\x00\x00", "a film"),
)  # fmt: skip
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text(data: bytes, name: str, label: str = "") -> str:
    """
    The text of a page.

    :param label: its `Content-Type`, where there is one.
    :raises PageUnreadable: the bytes are not text.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise PageUnreadable(
                f"`{name}` is {what}, not the text of a page", hint="save the page as HTML, Markdown or text"
            )
    if re.match(r"(?:image|video|audio|font)/|application/(?:pdf|zip|octet-stream)", label, re.IGNORECASE):
        kind = label.partition(";")[0].strip()
        raise PageUnreadable(f"`{name}` is `{kind}`, not the text of a page", hint="name the page itself")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    named = _CHARSET.search(label.encode("latin-1", "replace")) or _CHARSET.search(data[:2_048])
    try:
        return data.decode(named[1].decode("ascii") if named else "utf-8", errors="replace")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", errors="replace")
