"""The name of a finding."""

from __future__ import annotations

from wirecheck.judging.findings import fingerprint


def test_a_fingerprint_is_the_head_of_a_digest() -> None:
    """As `printf 'picture/ratio-is-honoured\\napiyi:generateContent\\naspectRatio=8:1' | sha256sum` begins."""
    assert fingerprint("picture/ratio-is-honoured", "apiyi:generateContent", "aspectRatio", "8:1") == "d2780fe1a2af"
