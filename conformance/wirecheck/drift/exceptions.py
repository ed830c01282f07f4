"""
Reviewed exceptions: where a spec differs from its page on purpose, with the reason, in `drift.toml` beside it.

    [[exception]]
    page = "text-to-image"                      # the page's key in pages.toml
    operation = "POST /v1/images/generations"   # any of the page's, where it is left out
    location = "request.prompt"
    rule = "request-property-became-required"
    states = true                               # what the page says; anything, where it is left out
    reason = "the sample beside it leaves it out, and is served"
    remove_when = "the page's sample has a prompt"

An exception that nothing matches any more is stale, and fails the run: what it was about has changed.

Held by `tests/drift/test_page_vs_spec.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wirecheck.config import toml_entries
from wirecheck.diff import rules as diff_rules
from wirecheck.drift.values import OWN, Against, Drift
from wirecheck.errors import UsageError, meant
from wirecheck.wire.lenient_json import Json

FILE = "drift.toml"
TEXTS = ("page", "operation", "location", "rule", "reason", "remove_when")
NEEDED = ("page", "location", "rule", "reason", "remove_when")


@dataclass(frozen=True, slots=True)
class Excepted:
    """One entry: what it lists, why, and when it is to go."""

    page: str
    location: str
    rule: str
    reason: str
    remove_when: str
    operation: str = ""
    states: Json = None

    def lists(self, drift: Drift) -> bool:
        """Whether a drift of a page from its spec is that one."""
        return (
            drift.against is Against.SPEC
            and (self.page, self.location, self.rule) == (drift.page, drift.location, drift.rule)
            and self.operation in ("", drift.operation)
            and (self.states is None or self.states == drift.after)
        )

    def __str__(self) -> str:
        return f"{self.page}: {self.location}, {self.rule}"


def stale(entries: Iterable[Excepted], drifts: Sequence[Drift], page: str) -> list[Excepted]:
    """
    The entries on a page that was read which nothing matches any more.

    :param drifts: every drift that was found, whether listed or not.
    """
    return [entry for entry in entries if entry.page == page and not any(map(entry.lists, drifts))]


def read(folder: Path) -> tuple[Excepted, ...]:
    """
    The exceptions beside a spec, or none if there is no file.

    :raises UsageError: the file cannot be read, or is not valid.
    """
    path = folder / FILE
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"`{path}` cannot be read: {error}", hint="it is a text of TOML") from None


def parse(text: str, name: str) -> tuple[Excepted, ...]:
    """
    The exceptions in a text.

    :param name: the name of the file in errors.
    :raises UsageError: it is not valid.
    """
    hint = "it has tables `[[exception]]` with page, location, rule, reason and remove_when"
    return toml_entries.read(text, "exception", name, hint=hint, none="has no exceptions", entry=_entry, same=_same)


def _entry(entry: Mapping[str, Any], where: str) -> Excepted:
    for key, value in entry.items():
        if key not in (*TEXTS, "states"):
            raise UsageError(
                f"`{key}` of {where} is not a known key", hint=meant(key, (*TEXTS, "states"), "specs/README.md")
            )
        if key != "states" and not isinstance(value, str):
            raise UsageError(f"`{key}` of {where} is not a text", hint="put it in quotes")
    for key in NEEDED:
        if not entry.get(key, "").strip():
            raise UsageError(f"{where} has no `{key}`", hint="every exception needs it")
    if entry["rule"] not in OWN:
        diff_rules.get(entry["rule"])
    return Excepted(**entry)


def _same(entry: Excepted, other: Excepted) -> bool:
    return all(
        getattr(entry, name) == getattr(other, name) for name in ("page", "operation", "location", "rule")
    ) and json.dumps(entry.states) == json.dumps(other.states)
