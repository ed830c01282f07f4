"""What callers can rely on in the answers of one operation but not of another."""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck.compare.comparison import Lost
from wirecheck.diff.difference import Difference, WireBreak
from wirecheck.diff.rules import RuleSide
from wirecheck.diff.schema_comparison import SchemaComparison
from wirecheck.spec.spec import Operation

WORDS = {
    "response-property-removed": "is not documented there",
    "response-property-citation-changed": "is not promised there",
    "response-property-became-optional": "may be missing there",
    "response-property-became-nullable": "may be null there",
}
SAID = {
    "response": "is not promised there",
    "media-type": "is not promised to be JSON there",
    "errors": "carry an id of the request here, which is not documented there",
}


def lost(a: Operation, b: Operation) -> Iterator[Lost]:
    """Every promise about answers that `a` makes and `b` does not."""
    for location, why in SAID.items():
        if a.citation(location) is not None and b.citation(location) is None:
            yield Lost(location, why)
    if a.picture_first and not b.picture_first:
        yield Lost("response", "has the picture in its first part here, and may have a text there")
    walk = SchemaComparison(a.spec, b.spec, RuleSide.RESPONSE, b.name)
    schemas = ((operation.media_type("200") or {}).get("schema") for operation in (a, b))
    promises: dict[str, Lost] = {}
    for difference in walk.compare("response", *schemas):
        if a.citation(difference.location) is not None and _weakens(difference):
            why = WORDS.get(difference.rule, f"{difference.message} there")
            promises.setdefault(difference.location, Lost(difference.location, why))
    yield from promises.values()


def _weakens(difference: Difference) -> bool:
    """Whether a promise is withdrawn or weakened."""
    if difference.rule == "response-property-citation-changed" and difference.after is None:
        return True
    return difference.wire in (WireBreak.CALLERS, WireBreak.READERS)
