"""
Where a page and its spec differ: changed, missing from the spec, or stricter on the page.

Only what the page states is compared; its silence is not a drift, because pages hide members in folded parts.
A drift is what would change if the spec said what the page says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wirecheck.diff.differing import told
from wirecheck.diff.operations import PlacedOperation
from wirecheck.drift import spec_lookup
from wirecheck.drift.attributes import listed
from wirecheck.drift.attributes_vs_spec import AttributesVsSpec, invalid_sample
from wirecheck.drift.endpoints import addresses, carriers, disagreeing, status_rule
from wirecheck.drift.statements import WHOLE, At, Statements, above, is_firmly_required, statements, wordless
from wirecheck.drift.values import Against, Drift, DriftSubject
from wirecheck.facts import Attr, DocumentedOperation, Fact, Page, Side
from wirecheck.reading.departures import member_path
from wirecheck.spec.json_schema import compiled
from wirecheck.spec.spec import Spec
from wirecheck.wire.lenient_json import Json
from wirecheck.wire.lenient_json import at as value_at

# Headers that no spec has to name as parameters.
IMPLIED = frozenset({"authorization", "content-type", "accept", "user-agent", "content-length", "host"})

# At most this many errors of a sample are reported.
SHOWN = 3


def drifts_from_spec(spec: Spec, page: Page, name: str) -> tuple[Drift, ...]:
    """
    Every drift of a page from a spec, operation by operation.

    :param name: the page's key.
    :raises SpecError: the spec is not valid.
    """
    page = wordless(page)
    stated = statements(page)
    drifts: list[Drift] = []
    placed = spec_lookup.placed_operations(spec, page.operations)
    for operation in page.operations:
        subject = DriftSubject(name, Against.SPEC, operation.name)
        mine, place = stated[operation.name], placed[operation.name]
        if place is None:
            message = "is on the page, and the spec has no such operation"
            drifts.append(subject.drift("api-operation-added", Attr.EXISTS, message, None, operation.name, mine.itself))
        else:
            drifts += _OperationVsSpec(subject, mine, operation, place).drifts()
    return tuple(drifts)


@dataclass(frozen=True)
class _OperationVsSpec:
    """An operation of a page beside its place in a spec."""

    subject: DriftSubject
    stated: Statements
    operation: DocumentedOperation
    placed: PlacedOperation

    def drifts(self) -> Iterator[Drift]:
        for rule, before, after in addresses(self.placed.method.upper(), self.placed.path, self.operation):
            yield self._whole(Attr.EXISTS, rule, before, after, self.stated.itself)
        yield from self._servers()
        yield from self._auth()
        yield from self._unsupported()
        yield from self._statuses()
        yield from self._members()
        yield from self._samples(Side.REQUEST)
        yield from self._samples(Side.RESPONSE)

    # -- the operation as a whole --------------------------------------------------------------------------------------

    def _servers(self) -> Iterator[Drift]:
        urls = [url.rstrip("/") for url in self.operation.servers]
        facts = {str(fact.value).rstrip("/"): fact for fact in self.stated.facts(WHOLE, Attr.SERVER)}
        known = spec_lookup.servers(self.placed)
        strange = [url for url in urls if url not in known]
        rules = ("api-server-changed", "api-server-added")
        yield from self._strange(Attr.SERVER, rules, known, strange, facts, none_known=not set(urls) & set(known))

    def _auth(self) -> Iterator[Drift]:
        ways, known = carriers(self.operation.auth), spec_lookup.carriers(self.placed)
        facts = {str(fact.value): fact for fact in self.stated.facts(WHOLE, Attr.AUTH)}
        strange = disagreeing(ways, known)
        rules = ("api-security-changed", "api-security-alternative-added")
        yield from self._strange(Attr.AUTH, rules, known, strange, facts, none_known=len(strange) == len(ways))

    def _strange(
        self,
        attr: Attr,
        rules: tuple[str, str],
        known: list[str],
        strange: list[str],
        facts: dict[str, Fact],
        *,
        none_known: bool,
    ) -> Iterator[Drift]:
        """What the spec lacks: one change if the spec has none of the listed entries, else one addition for each."""
        changed, added = rules
        if strange and none_known:
            yield self._whole(attr, changed, [*known] or None, strange[0], facts.get(strange[0]))
            return
        for name in strange:
            yield self._whole(attr, added, None, name, facts.get(name))

    def _whole(self, attr: Attr, rule: str, before: Json, after: Json, fact: Fact | None) -> Drift:
        message = f"is {told([after])} on the page" + (f", and {told(listed(before))} in the spec" if before else "")
        return self.subject.drift(rule, attr, message, before, after, fact)

    def _statuses(self) -> Iterator[Drift]:
        known, answers = spec_lookup.statuses(self.placed), (Side.RESPONSE, "")
        for fact in self.stated.facts(answers, Attr.STATUS):
            code = str(fact.value)
            rule = status_rule(code, "added")
            # OpenAPI allows ranges of statuses such as `4XX`, and a default for all errors
            ranges = {code, f"{code[:1]}XX", f"{code[:1]}xx", *(("default",) if "error" in rule else ())}
            if not ranges & known:
                message = f"status {code} is on the page, and not in the spec"
                yield self.subject.member(answers).drift(rule, Attr.STATUS, message, None, fact.value, fact)

    def _unsupported(self) -> Iterator[Drift]:
        known = [str(path) for path in self.placed.node.get("x-unsupported") or ()]
        for fact in self.stated.unsupported:
            if fact.path and fact.path in known:
                continue
            whom = " for some" if fact.path and fact.value is not True else ""
            message = f"is documented as unsupported{whom} on the page, and not in the spec"
            message = message if fact.path else f"something {message}, in words"
            subject = self.subject.member((fact.side, fact.path))
            yield subject.drift("api-unsupported-added", Attr.UNSUPPORTED, message, None, fact.value, fact)

    # -- members -------------------------------------------------------------------------------------------------------

    def _members(self) -> Iterator[Drift]:
        missing: set[At] = set()
        attributes = AttributesVsSpec(self.stated, self.placed)
        for at in self.stated.shown:
            if self._is_implied(*at) or missing.intersection(above(at)):
                continue
            if attributes.member(at) is None:
                missing.add(at)
                yield self._missing(self.subject.member(at))
            else:
                yield from attributes.drifts(self.subject.member(at))

    def _is_implied(self, side: Side, name: str) -> bool:
        """Whether it is a parameter that no spec names: a header of HTTP, or what carries the key."""
        if side is Side.HEADER and name.lower() in IMPLIED:
            return True
        known = [*spec_lookup.carriers(self.placed), *carriers(self.operation.auth)]
        carried = {way.partition(":")[0].removeprefix("?").lower() for way in known}
        return side in (Side.HEADER, Side.QUERY) and name.lower() in carried

    def _missing(self, subject: DriftSubject) -> Drift:
        fact = self.stated.documented(subject.at)
        required = is_firmly_required(self.stated.best(subject.at, Attr.REQUIRED))
        message = "is on the page, and not in the spec" if fact else "is in a sample of the page, and not in the spec"
        shown = fact or self.stated.shown[subject.at][0]
        return subject.added(message, shown, required=required, sample=fact is None)

    # -- samples -------------------------------------------------------------------------------------------------------

    def _samples(self, side: Side) -> Iterator[Drift]:
        """What the spec refuses in the whole samples of a side, if it has a schema for them."""
        if spec_lookup.body(self.placed, side) is None:
            return
        validator = compiled(spec_lookup.samples(self.placed, side))
        seen: set[tuple[str, str]] = set()
        for fact in self.stated.facts((side, ""), Attr.EXAMPLE):
            for error in list(validator.iter_errors(fact.value))[:SHOWN]:
                path = member_path(error.instance_path)
                if (path, error.message) in seen:
                    continue
                seen.add((path, error.message))
                value = value_at(fact.value, *error.instance_path)
                stands = "stands" if isinstance(value, dict | list) else f"is {told([value])}"
                message = f"{stands} in a sample of the page, which the spec refuses: {_short(error.message)}"
                subject = self.subject.member((side, path))
                yield subject.drift(invalid_sample(side), Attr.EXAMPLE, message, None, value, fact)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 200 else f"{flat[:199]}…"
