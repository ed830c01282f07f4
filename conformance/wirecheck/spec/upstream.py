"""
What upstream publishes about its picture models: pixels, tokens, sets, and which are still served.

It is read from the file that a dialect names. No provider promises it, but it is used where a page says nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from wirecheck.spec import dialect_registry

LISTS = ("aliases", "without", "sizes", "qualities", "formats", "response_formats")
OTHERS = ("default_ratio", "default_size", "tokens", "max_n", "any_size")
"""The members of a model that it may leave out."""


@dataclass(frozen=True, slots=True, eq=False)
class PublishedModel:
    """
    One model, as upstream publishes it.

    `pixels[ratio][tier]` are the sizes (width, height) in pixels that a picture may have, the published one first;
    `tokens` are the output tokens of one picture by tier or quality; `without` are members of the request that the
    model does not take; `any_size` is the rule for sizes besides `sizes`: `multiple_of`, `max_edge`, `max_ratio`,
    `min_pixels` and `max_pixels`.
    """

    name: str
    kind: str
    state: str
    source: str
    aliases: tuple[str, ...] = ()
    default_ratio: str = ""
    default_size: str = ""
    pixels: Mapping[str, Mapping[str, tuple[tuple[int, int], ...]]] = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    response_formats: tuple[str, ...] = ()
    max_n: int = 1
    any_size: Mapping[str, int] = field(default_factory=dict)

    @property
    def ratios(self) -> tuple[str, ...]:
        return tuple(self.pixels)

    @property
    def tiers(self) -> tuple[str, ...]:
        """Size tiers, cheapest first."""
        return tuple(sorted(self.tokens, key=lambda tier: self.tokens[tier])) if self.pixels else ()

    @property
    def retired(self) -> bool:
        return self.state == "retired"


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """
    Everything that is published for one dialect.

    :param models: by every name that they have.
    :param refusals: the finish reasons with which a model refuses on grounds of safety or rights.
    :param without_picture: the finish reasons that say that there is no picture, those of refusals included.
    """

    models: Mapping[str, PublishedModel] = field(default_factory=dict)
    refusals: frozenset[str] = frozenset()
    without_picture: frozenset[str] = frozenset()


def published(dialect: str) -> Published:
    """What is published for a dialect; empty if it names no file."""
    path = dialect_registry.get(dialect).upstream_file()
    return _read(path) if path is not None else Published()


def models(dialect: str) -> Mapping[str, PublishedModel]:
    """The models of a dialect by every name that they have."""
    return published(dialect).models


@functools.cache
def _read(path: Path) -> Published:
    document: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    sources: Mapping[str, str] = document["sources"]
    by_name: dict[str, PublishedModel] = {}
    for name, entry in document["models"].items():
        model = _model(name, entry, sources)
        by_name |= dict.fromkeys((name, *model.aliases), model)
    reasons = document.get("finish_reasons") or {}
    refusals = frozenset(reasons.get("refusals", ()))
    return Published(by_name, refusals, refusals | frozenset(reasons.get("without_picture", ())))


def _model(name: str, entry: Mapping[str, Any], sources: Mapping[str, str]) -> PublishedModel:
    # what a model leaves out, or leaves empty, is what `PublishedModel` has by itself
    listed: dict[str, Any] = {member: tuple(entry[member]) for member in LISTS if entry.get(member)}
    other = {member: entry[member] for member in OTHERS if entry.get(member)}
    source = sources[entry["source"]]
    return PublishedModel(name, entry["kind"], entry["state"], source, pixels=_pixels(entry), **listed, **other)


def _pixels(entry: Mapping[str, Any]) -> dict[str, dict[str, tuple[tuple[int, int], ...]]]:
    """The sizes of each ratio and tier: the published one, then those that were seen as well."""
    seen = entry.get("also_seen") or {}
    return {
        ratio: {
            tier: ((size[0], size[1]), *((width, height) for width, height in (seen.get(ratio) or {}).get(tier, ())))
            for tier, size in tiers.items()
        }
        for ratio, tiers in (entry.get("pixels") or {}).items()
    }
