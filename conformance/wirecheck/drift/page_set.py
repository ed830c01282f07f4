"""
Which page it is: the keys of `pages.toml`, what was accepted of each, and the one that a text is.

Held by `tests/drift/test_command.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from wirecheck.diff.operations import places
from wirecheck.drift.accepted import Accepted, read_all
from wirecheck.drift.compared import PageSource
from wirecheck.drift.endpoints import address, share
from wirecheck.errors import UsageError
from wirecheck.facts import Page, Side
from wirecheck.spec.spec import Spec

# The share of members that a text and what was accepted of a page have in common if it is that page.
ALIKE = 0.25


@dataclass(frozen=True, eq=False)
class PageSet:
    """A spec with its pages, and what was accepted of each."""

    spec: Spec
    accepted: Mapping[str, Accepted]

    @property
    def folder(self) -> Path:
        return (self.spec.path or Path(self.spec.provider) / "openapi.yaml").parent

    @property
    def sources(self) -> list[PageSource]:
        """The pages that promises were read from."""
        return [self.source(key) for key, entry in self.spec.pages.items() if "digest" in entry]

    def source(self, key: str) -> PageSource:
        """Where a page is; of one that `pages.toml` does not have, its name alone."""
        entry = self.spec.pages.get(key) or {}
        read_on = entry.get("read_on")
        day = read_on.date() if isinstance(read_on, datetime) else read_on if isinstance(read_on, date) else None
        url, title = str(entry.get("url", "")), str(entry.get("title", ""))
        return PageSource(self.spec.provider, key, url, title, day)


def pages_of(spec: Spec) -> PageSet:
    """
    A spec with what was accepted of its pages.

    :raises UsageError: a file of accepted facts cannot be read.
    """
    folder = (spec.path or Path()).parent
    return PageSet(spec, read_all(folder))


def identify(page: Page, page_sets: Sequence[PageSet], *, sure: bool) -> tuple[PageSet, str]:
    """
    The spec and the key of the page that a text is.

    :param sure: whether the spec was named, so that a page of any likeness is accepted.
    :raises UsageError: it matches no page, or several.
    """
    likeness = {
        (pages, key): _likeness(page, pages, key)
        for pages in page_sets
        for key in dict.fromkeys([*pages.accepted, *(source.key for source in pages.sources)])
    }
    most = max(likeness.values(), default=0.0)
    best = [entry for entry, value in likeness.items() if value == most]
    if most >= ALIKE or (sure and len(likeness) == 1):
        if len(best) > 1:
            names = " and ".join(f"`{pages.spec.provider}`" for pages, _ in best[:2])
            raise UsageError(f"`{page.name}` may be a page of {names}", hint="name the provider before `--page`")
        return best[0]
    if sure and len(page_sets) == 1:
        return page_sets[0], slug(page.name)
    raise UsageError(
        f"`{page.name}` does not match any page of a provider",
        hint="name the provider, or the path of your spec, before `--page`",
    )


def _likeness(page: Page, pages: PageSet, key: str) -> float:
    if page.name.startswith(("http://", "https://")) and _address(page.name) == _address(pages.source(key).url):
        return 100.0
    accepted = pages.accepted.get(key)
    if accepted is None:
        # without accepted facts, only the operations listed in `pages.toml` can match
        names = pages.spec.pages.get(key, {}).get("operations")
        listed = names if isinstance(names, list) else []
        known = {address(placed) for placed in places(pages.spec) if placed.name in listed}
        return 0.7 * bool(known & _endpoints(page))
    members = share(_members(page), _members(accepted.page))
    same_endpoint = bool(_endpoints(page) & _endpoints(accepted.page))
    if members < ALIKE and not same_endpoint:
        return 0.0
    # a weighted score: gateways share endpoints, and pages of a gateway share a server, so their members count most
    return members + 0.5 * bool(_servers(page) & _servers(accepted.page)) + 0.2 * same_endpoint


def _endpoints(page: Page) -> set[str]:
    return {address(operation) for operation in page.operations}


def _members(page: Page) -> set[tuple[Side, str]]:
    return {(fact.side, fact.path) for fact in page.facts if fact.path}


def _servers(page: Page) -> set[str]:
    return {url for operation in page.operations for url in operation.servers}


def _address(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc.lower(), re.sub(r"\.mdx?$", "", parts.path.rstrip("/"))


def slug(name: str) -> str:
    """A key for a page that has none."""
    path = urlsplit(name).path if "://" in name else name
    stem = PurePosixPath(path.replace("\\", "/")).stem
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "page"
