"""
Pages from the network, and the snapshots that are kept of them in the user's cache, never in a checkout.

If a page names a Markdown twin, or an index for programs that does, the twin is read instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import platformdirs

from wirecheck import facts
from wirecheck.drift.statements import digest
from wirecheck.errors import UsageError, WirecheckError
from wirecheck.facts import PageUnreadable

LATEST = "latest.json"
INDEX = "llms.txt"
SUFFIXES = (".md", ".mdx")

# The text at an address.
Fetch = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    A page as it was fetched.

    :param url: what was read, which may be the twin of what was asked for.
    :param read_at: when, with its time zone.
    """

    url: str
    text: str
    read_at: datetime


def fetched(url: str, fetch: Fetch, now: datetime) -> Snapshot:
    """
    A page, or its Markdown twin where the page or the index that it names has one that can be read.

    :param fetch: opens an address; bounded, and not led into inner networks.
    :raises Unreachable: the page itself did not answer.
    :raises PageUnreadable: what answered is not a page.
    """
    text = fetch(url)
    for twin in _twins(url, text, fetch):
        try:
            other = fetch(twin)
            facts.read(other, twin)
        except WirecheckError:
            # if the twin is missing or empty, the page itself is still read
            continue
        return Snapshot(twin, other, now)
    return Snapshot(url, text, now)


def _twins(url: str, text: str, fetch: Fetch) -> Iterator[str]:
    """Addresses of the same page as Markdown, on the same host, those that the page names first."""
    if urlsplit(url).path.endswith(SUFFIXES):
        return
    wanted = [_bare(url) + suffix for suffix in SUFFIXES]
    alternates = _alternates(url, text)
    named = _named(url, url, text)
    told = [twin for twin in named if _bare(twin) in wanted or twin in alternates]
    yield from told
    indices = (address for address in named if urlsplit(address).path.endswith(f"/{INDEX}"))
    index = next(indices, None)
    links = _indexed(url, index, fetch) if index is not None else []
    yield from (twin for twin in links if _bare(twin) in wanted and twin not in told)


def _indexed(url: str, index: str, fetch: Fetch) -> list[str]:
    """The addresses in an index for programs; none where it cannot be fetched, as the page itself can."""
    try:
        return _named(url, index, fetch(index))
    except WirecheckError:
        return []


def _named(page: str, base: str, text: str) -> list[str]:
    """All addresses in a text that are on the page's host, including the targets of Markdown links."""
    addresses = [address.rstrip(".,;:!?") for address in re.findall(r"https?://[^\s<>\"'()\[\]`]+", text)]
    links = [urljoin(base, link) for link in re.findall(r"\]\((/[^\s()]+)\)", text)]
    every = dict.fromkeys([*_alternates(base, text), *addresses, *links])
    return [address for address in every if urlsplit(address)[:2] == urlsplit(page)[:2]]


def _alternates(base: str, text: str) -> list[str]:
    """The addresses that a page of HTML declares as its Markdown form."""
    links = _Links()
    links.feed(text[:200_000] if "<link" in text[:200_000].lower() else "")
    return [urljoin(base, href) for href in links.addresses]


class _Links(HTMLParser):
    """Collects the addresses of `<link rel="alternate" type="text/markdown">`."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = {name: value or "" for name, value in attrs} if tag == "link" else {}
        if "alternate" in link.get("rel", "").split() and link.get("type") == "text/markdown":
            self.addresses.append(link.get("href", ""))


def _bare(url: str) -> str:
    """An address without its query and fragment."""
    return url.partition("#")[0].partition("?")[0].rstrip("/")


# -- what is kept ------------------------------------------------------------------------------------------------------


def folder(provider: str, key: str) -> Path:
    """Where the snapshots of a page are kept."""
    names = (re.sub(r"[^\w.-]", "_", name).strip(".") or "_" for name in (provider, key))
    return platformdirs.user_cache_path("wirecheck").joinpath("pages", *names)


def keep(snapshot: Snapshot, provider: str, key: str) -> Path:
    """
    Keep a snapshot beside the earlier ones, and as the latest.

    :raises UsageError: the cache cannot be written.
    """
    place = folder(provider, key)
    name = f"{snapshot.read_at:%Y%m%dT%H%M%SZ}-{digest(snapshot.text)[:12]}.txt"
    latest = {"url": snapshot.url, "read_at": snapshot.read_at.isoformat(), "file": name}
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(snapshot.text, encoding="utf-8", newline="")
        (place / LATEST).write_text(json.dumps(latest, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"`{place}` cannot be written: {error.strerror}", hint="set XDG_CACHE_HOME") from None
    return place / name


def latest(provider: str, key: str) -> Snapshot:
    """
    The snapshot of a page that was fetched last.

    :raises PageUnreadable: no snapshot is kept, or it cannot be read.
    """
    place = folder(provider, key)
    hint = "`wirecheck drift --fetch` fetches it"
    try:
        entry = json.loads((place / LATEST).read_text(encoding="utf-8"))
        text = (place / Path(entry["file"]).name).read_bytes().decode("utf-8")
        return Snapshot(str(entry["url"]), text, datetime.fromisoformat(entry["read_at"]))
    except FileNotFoundError:
        raise PageUnreadable(f"no snapshot of `{key}` of {provider} is kept", hint=hint) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PageUnreadable(f"the snapshot in `{place}` cannot be read: {error}", hint=hint) from None
