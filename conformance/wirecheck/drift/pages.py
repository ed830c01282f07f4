"""Which page it is: the keys of `pages.toml`, what was accepted of each, and the one that a text is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from wirecheck.drift import places
from wirecheck.drift.accepted import Accepted, read_all
from wirecheck.drift.compared import Source
from wirecheck.drift.endpoints import unnamed
from wirecheck.errors import UsageError
from wirecheck.facts import Page
from wirecheck.spec.spec import Spec

ALIKE = 0.25
"""The share of members that a text and what was accepted of a page have in common if it is that page."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """A spec with its pages, and what was accepted of each."""

    spec: Spec
    accepted: Mapping[str, Accepted]

    @property
    def folder(self) -> Path:
        return (self.spec.path or Path(self.spec.provider) / "openapi.yaml").parent

    @property
    def sources(self) -> list[Source]:
        """The pages that promises were read from."""
        return [self.source(key) for key, entry in self.spec.pages.items() if "digest" in entry]

    def source(self, key: str) -> Source:
        """Where a page is; of one that `pages.toml` does not have, its name alone."""
        entry = self.spec.pages.get(key) or {}
        read_on = entry.get("read_on")
        day = read_on.date() if isinstance(read_on, datetime) else read_on if isinstance(read_on, date) else None
        url, title = str(entry.get("url", "")), str(entry.get("title", ""))
        return Source(self.spec.provider, key, url, title, day)


def shelf(spec: Spec) -> Shelf:
    """
    A spec with what was accepted of its pages.

    :raises UsageError: a file of accepted facts cannot be read.
    """
    folder = (spec.path or Path()).parent
    return Shelf(spec, read_all(folder))


def belonging(page: Page, shelves: Sequence[Shelf], *, sure: bool) -> tuple[Shelf, str]:
    """
    The spec and the key of the page that a text is.

    :param sure: whether the spec is named, so that it need not be like anything.
    :raises UsageError: it is like none, or like several.
    """
    ranked = sorted(
        ((_likeness(page, one, key), at, key) for at, one in enumerate(shelves) for key in _keys(one)),
        key=lambda entry: -entry[0],
    )
    if ranked and (ranked[0][0] >= ALIKE or (sure and len(ranked) == 1)):
        if len(ranked) > 1 and ranked[1][0] == ranked[0][0]:
            names = " and ".join(f"`{shelves[at].spec.provider}`" for _, at, _ in ranked[:2])
            raise UsageError(f"`{page.name}` may be a page of {names}", hint="name the provider before `--page`")
        return shelves[ranked[0][1]], ranked[0][2]
    if sure and len(shelves) == 1:
        return shelves[0], slug(page.name)
    raise UsageError(
        f"`{page.name}` is like no page of a provider",
        hint="name the provider, or the path of your spec, before `--page`",
    )


def _keys(one: Shelf) -> list[str]:
    return list(dict.fromkeys([*one.accepted, *(source.key for source in one.sources)]))


def _likeness(page: Page, one: Shelf, key: str) -> float:
    if page.name.startswith(("http://", "https://")) and _address(page.name) == _address(one.source(key).url):
        return 100.0
    accepted = one.accepted.get(key)
    if accepted is None:
        # nothing but the endpoints that `pages.toml` says it documents
        listed = one.spec.pages.get(key, {}).get("operations")
        known = listed if isinstance(listed, list) else []
        there = {unnamed(each.method, each.path) for each in places.places(one.spec) if each.name in known}
        return 0.7 * bool(there & {unnamed(each.method, each.path) for each in page.operations})
    mine, theirs = ({(fact.side, fact.path) for fact in each.facts if fact.path} for each in (page, accepted.page))
    alike = len(mine & theirs) / max(1, len(mine | theirs))
    servers = [{url for operation in each.operations for url in operation.servers} for each in (page, accepted.page)]
    names = [{unnamed(each.method, each.path) for each in of.operations} for of in (page, accepted.page)]
    if alike < ALIKE and not names[0] & names[1]:
        return 0.0
    # gateways share endpoints, and pages of one gateway a server: what tells them apart is what they state
    return alike + 0.5 * bool(servers[0] & servers[1]) + 0.2 * bool(names[0] & names[1])


def _address(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc.lower(), re.sub(r"\.mdx?$", "", parts.path.rstrip("/"))


def slug(name: str) -> str:
    """A key for a page that has none."""
    path = urlsplit(name).path if "://" in name else name
    stem = PurePosixPath(path.replace("\\", "/")).stem
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "page"
