"""
What a page states otherwise than when it was last agreed upon.

Facts are compared and not words: another order, other prose and other prompts are no drift.
What samples alone say is told, and breaks nobody.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wirecheck.drift.attributes import Attributes, stands_alone
from wirecheck.drift.endpoints import moved, paired
from wirecheck.drift.statements import Statements, parents, samples, statements, wordless
from wirecheck.drift.values import Against, Drift, is_sample
from wirecheck.facts import Attr, Fact, Operation, Page, PageUnreadable, Side
from wirecheck.wire.lenient_json import Json

FEWEST = 0.5
"""The share of all members below which a page was not read, and did not shrink."""

FEWEST_DOCUMENTED = 0.35
"""The same for those that more than samples show; one of them may hold half of all."""

UNREAD = 0.3
"""By how much the share of unread lines may rise while members vanish."""


SAME_SAMPLE = 0.5
"""The share of names that two samples have in common if one is what became of the other."""


def changes(old: Page, new: Page, page: str) -> tuple[Drift, ...]:
    """
    Every drift of a page since it was accepted, operation by operation.

    :param old: what was accepted.
    :param page: the page's key.
    :raises PageUnreadable: so much of it is gone that it was not read, rather than shortened.
    """
    old, new = wordless(old), wordless(new)
    before, after = statements(old), statements(new)
    pairs = paired(old, new)
    _readable(old, new, before, after)
    same_kind = old.kind == new.kind
    found: list[Drift] = []
    if not same_kind:
        found.append(_kind(page, old, new))
    for was, now in pairs:
        if was is None and now is not None:
            found.append(_operation(page, "api-operation-added", "is new on the page", after[now.name], None, now.name))
        elif was is not None and now is None:
            message = "is no longer on the page"
            found.append(_operation(page, "api-operation-removed", message, before[was.name], was.name, None))
        elif was is not None and now is not None:
            found += [one for one in moved(page, was, now, after[now.name]) if same_kind or one.after is not None]
            found += _Comparison(page, before[was.name], after[now.name], was, now, same_kind).drifts()
    return tuple(found)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of names that two samples have in common, wherever they stand."""
    mine, theirs = ({path.rpartition(".")[2] for path in paths} for paths in (one, other))
    return len(mine & theirs) / max(1, len(mine | theirs))


def _kind(page: str, old: Page, new: Page) -> Drift:
    op = new.operations[0].name if new.operations else ""
    message = f"the page is made as `{new.kind}`, and was as `{old.kind}`"
    return Drift(
        page, Against.ACCEPTED, op, Side.OPERATION, "", Attr.EXISTS, "page-kind-changed", message, old.kind, new.kind
    )


def _operation(page: str, rule: str, message: str, told: Statements, before: Json, after: Json) -> Drift:
    fact = next(iter(told.of.get((Side.OPERATION, "", Attr.EXISTS), ())), None)
    there = fact is not None and after is not None
    return Drift(
        *(page, Against.ACCEPTED, told.op, Side.OPERATION, "", Attr.EXISTS, rule, message, before, after),
        lines=fact.lines if fact and there else None,
        quote=fact.quote if fact and there else "",
    )


def _readable(old: Page, new: Page, before: dict[str, Statements], after: dict[str, Statements]) -> None:
    """
    Refuse a page of which far less was read than is accepted.

    :raises PageUnreadable: it is so.
    """
    hint = "save the page as a browser shows it, or name its Markdown twin; `--accept` takes it as it is"
    was, now = (_shown(told) for told in (before, after))
    every = (was[0] | was[1], now[0] | now[1])
    for there, left, fewest, what in ((was[0], now[0], FEWEST_DOCUMENTED, "documented"), (*every, FEWEST, "showed")):
        if len(left) < fewest * len(there):
            raise PageUnreadable(
                f"of the {len(there)} members that `{new.name}` {what}, {len(left)} can be read: "
                "this is not taken for the others being gone",
                hint=hint,
            )
    shares = [len(one.unread) / max(1, one.read + len(one.unread)) for one in (old, new)]
    if was[0] - now[0] and shares[1] > shares[0] + UNREAD and new.read < old.read:
        raise PageUnreadable(
            f"of `{new.name}`, {shares[1]:.0%} of the lines cannot be read, and of what was accepted it was "
            f"{shares[0]:.0%}: members that are missing are not taken to be gone",
            hint=hint,
        )


def _shown(told: dict[str, Statements]) -> tuple[set[tuple[Side, str]], set[tuple[Side, str]]]:
    """The members that are documented, and those that samples alone show."""
    every = {key for one in told.values() for key in one.members}
    documented = {key for one in told.values() for key in one.members if one.documented(*key) is not None}
    return documented, every - documented


@dataclass(frozen=True)
class _Comparison:
    """Two readings of one operation."""

    page: str
    old: Statements
    new: Statements
    was: Operation
    now: Operation
    same_kind: bool

    def drifts(self) -> list[Drift]:
        found = [*self._members(), *self._whole()]
        if self.same_kind and not any(one.sample or one.rule == "page-sample-changed" for one in found):
            found += self._samples(Side.REQUEST)
            found += self._samples(Side.RESPONSE)
        return found

    # -- members that come and go --------------------------------------------------------------------------------------

    def _members(self) -> Iterator[Drift]:
        gone: set[tuple[Side, str]] = set()
        come: set[tuple[Side, str]] = set()
        seen: set[tuple[Side, str]] = set()
        attributes = Attributes(self.page, self.old, self.new, self.same_kind)
        for side, path in {**self.old.members, **self.new.members}:
            was, now = self._there(self.old, side, path), self._there(self.new, side, path)
            around = [(side, one) for one in parents(path)]
            if now < was and self.same_kind:
                if now and not stands_alone(self.old, side, path) and (side, path) in self._emptied:
                    # it was known by what was in it, of which each is told
                    continue
                if not gone.intersection(around) and not self._carrier(side, path):
                    yield self._gone(side, path, shown=bool(now), documented=was == 2)
                gone.add((side, path))
            elif now > was and self.same_kind:
                if not come.intersection(around) and not self._carrier(side, path):
                    yield self._come(side, path, shown=bool(was), documented=now == 2)
                come.add((side, path))
            if was and now:
                yield from attributes.compare(side, path)
            if was == now and self.same_kind and not seen.intersection(around):
                found = list(self._sampled(side, path))
                seen.update((side, path) for _ in found)
                yield from found

    @functools.cached_property
    def _emptied(self) -> set[tuple[Side, str]]:
        """The members of which a listed one inside is no longer documented."""
        return {
            (side, around)
            for side, path in self.old.members
            if stands_alone(self.old, side, path) and self._there(self.new, side, path) < 2
            for around in parents(path)
        }

    def _sampled(self, side: Side, path: str) -> Iterator[Drift]:
        """A member that a sample shows, or ceases to show, which is otherwise what it was."""
        dropped, gained = (any(path in one for one in some) for some in self._resampled[side])
        if dropped == gained:
            return
        count = len(samples(self.new, side))
        where = "in the sample" if count == 1 else "in one of the samples"
        message = f"is {where} now" if gained else f"is no longer {where}"
        fact = next((fact for fact in self.new.shown[side, path] if is_sample(fact)), None)
        yield self._drift("page-sample-changed", side, path, message, dropped, gained, fact if gained else None)

    @functools.cached_property
    def _resampled(self) -> dict[Side, tuple[list[frozenset[str]], list[frozenset[str]]]]:
        """What samples no longer show, and what they show now, each beside the old one that it is most like."""
        found: dict[Side, tuple[list[frozenset[str]], list[frozenset[str]]]] = {}
        for side in Side:
            old, new = samples(self.old, side), samples(self.new, side)
            # one of two that were alike may have changed alone
            left = [one for one in old if one not in new] or old
            dropped, gained = [], []
            for now in new:
                was = max(left, key=functools.partial(_alike, now), default=None)
                if now not in old and was is not None and _alike(now, was) >= SAME_SAMPLE:
                    dropped.append(was - now)
                    gained.append(now - was)
            found[side] = (dropped, gained)
        return found

    def _there(self, told: Statements, side: Side, path: str) -> int:
        """How a member is there: 2 documented, 1 shown in samples alone, 0 not at all."""
        if told.documented(side, path) is not None:
            return 2
        return 1 if (side, path) in told.shown else 0

    def _carrier(self, side: Side, path: str) -> bool:
        """Whether it is the header or parameter that carries the key, of which `auth` tells."""
        return side in (Side.HEADER, Side.QUERY) and path.lower() in self._carriers

    @functools.cached_property
    def _carriers(self) -> set[str]:
        return {
            str(fact.value).partition(":")[0].lower().removeprefix("?").rpartition(" ")[2]
            for told in (self.old, self.new)
            for fact in told.of.get((Side.OPERATION, "", Attr.AUTH), ())
        }

    def _gone(self, side: Side, path: str, *, shown: bool, documented: bool) -> Drift:
        inside = self._inside(self.old, side, path)
        if shown:
            message = "is no longer documented, and stands in samples only"
        else:
            message = "is no longer documented" if documented else "is no longer in any sample"
        twin = self._renamed(side, path)
        message += f"; `{twin}` is new and says the same" if twin else ""
        rule = {
            Side.REQUEST: "request-property-removed",
            Side.RESPONSE: "response-property-removed",
        }.get(side, "request-parameter-removed")
        fact = next(iter(self.new.shown.get((side, path), ())), None)
        return self._drift(rule, side, path, message + inside, True, None, fact, sample=not documented)

    def _come(self, side: Side, path: str, *, shown: bool, documented: bool) -> Drift:
        required = self.new.best(side, path, Attr.REQUIRED)
        needed = required is not None and required.value is True and required.qualifier != "conditional"
        if shown:
            message = "is documented now, and stood in samples only"
        else:
            message = "is new on the page" if documented else "is new, in samples only"
        kind = "required" if needed else "optional"
        rule = {
            Side.REQUEST: f"request-{kind}-property-added",
            Side.RESPONSE: "response-property-added",
        }.get(side, f"request-{kind}-parameter-added")
        message += ", and has to be sent" if needed and side is not Side.RESPONSE else ""
        fact = self.new.documented(side, path) or next(iter(self.new.shown[side, path]))
        # what samples showed before is no news to whoever copied them
        told = self._drift(rule, side, path, message + self._inside(self.new, side, path), None, True, fact)
        return told if documented else replace(told, sample=True)

    def _inside(self, told: Statements, side: Side, path: str) -> str:
        count = told.inside.get((side, path), 0)
        return f", with {count} member{'s' if count > 1 else ''} in it" if count else ""

    def _renamed(self, side: Side, path: str) -> str | None:
        """A new member beside this one of which the same is said."""
        place = (side, path.rpartition(".")[0], self._there(self.old, side, path))
        alike = self._fresh.get((*place, self._said(self.old, side, path)), [])
        return alike[0] if len(alike) == 1 else None

    @functools.cached_property
    def _fresh(self) -> dict[tuple[Side, str, int, str], list[str]]:
        """The new members by the one around them, by how they are there, and by what is said of them."""
        found: dict[tuple[Side, str, int, str], list[str]] = {}
        for side, path in self.new.members:
            if not self._there(self.old, side, path):
                place = (side, path.rpartition(".")[0], self._there(self.new, side, path))
                found.setdefault((*place, self._said(self.new, side, path)), []).append(path)
        return found

    def _said(self, told: Statements, side: Side, path: str) -> str:
        attrs = (Attr.TYPE, Attr.DEFAULT, Attr.VALUES)
        return json.dumps([[attr, fact.value] for attr in attrs for fact in told.of.get((side, path, attr), ())])

    # -- the operation as a whole --------------------------------------------------------------------------------------

    def _whole(self) -> Iterator[Drift]:
        yield from self._statuses()
        yield from self._unsupported()

    def _statuses(self) -> Iterator[Drift]:
        was, now = (
            {fact.value: fact for fact in told.of.get((Side.RESPONSE, "", Attr.STATUS), ())}
            for told in (self.old, self.new)
        )
        for code in sorted({*was, *now}, key=str):
            if (code in was) == (code in now):
                continue
            kind = "success" if str(code).startswith("2") else "error"
            action, message = ("added", "is named now") if code in now else ("removed", "is no longer named")
            if code not in now and not self.same_kind:
                continue
            yield Drift(
                *(self.page, Against.ACCEPTED, self.new.op, Side.RESPONSE, "", Attr.STATUS),
                f"response-{kind}-status-{action}",
                f"status {code} {message}",
                code if code in was else None,
                code if code in now else None,
                lines=now[code].lines if code in now else None,
                quote=now[code].quote if code in now else "",
            )

    def _unsupported(self) -> Iterator[Drift]:
        was, now = (
            {(fact.side, fact.path, json.dumps(fact.value)): fact for key, facts in told.of.items() for fact in facts}
            for told in (_only(self.old, Attr.UNSUPPORTED), _only(self.new, Attr.UNSUPPORTED))
        )
        for key in [*was, *(key for key in now if key not in was)]:
            if key in was and key in now:
                continue
            if key in was and not self.same_kind:
                continue
            added = key in now
            fact = now[key] if added else was[key]
            message = "is called unsupported now" if added else "is no longer called unsupported"
            if not fact.path:
                message = f"something {message}, in words"
            rule = f"api-unsupported-{'added' if added else 'removed'}"
            before, after = (None, fact.value) if added else (fact.value, None)
            yield self._drift(
                rule, fact.side, fact.path, message, before, after, fact if added else None, attr=Attr.UNSUPPORTED
            )

    def _samples(self, side: Side) -> Iterator[Drift]:
        was, now = (
            {json.dumps(fact.value, sort_keys=True) for fact in told.of.get((side, "", Attr.EXAMPLE), ())}
            for told in (self.old, self.new)
        )
        if was == now:
            return
        told = []
        for count, what in ((len(now - was), "new"), (len(was - now), "gone")):
            told += [f"{count} {'is' if count == 1 else 'are'} {what}"] if count else []
        what = "requests" if side is Side.REQUEST else "answers"
        message = f"of its sample {what}, {' and '.join(told)}"
        fact = next(
            (
                fact
                for fact in self.new.of.get((side, "", Attr.EXAMPLE), ())
                if json.dumps(fact.value, sort_keys=True) not in was
            ),
            None,
        )
        yield self._drift("page-sample-changed", side, "", message, None, None, fact, attr=Attr.EXAMPLE)

    def _drift(
        self,
        rule: str,
        side: Side,
        path: str,
        message: str,
        before: Json,
        after: Json,
        fact: Fact | None,
        *,
        attr: Attr = Attr.EXISTS,
        sample: bool = False,
    ) -> Drift:
        return Drift(
            *(self.page, Against.ACCEPTED, self.new.op, side, path, attr, rule, message, before, after, sample),
            lines=fact.lines if fact else None,
            quote=fact.quote if fact else "",
        )


def _only(told: Statements, attr: Attr) -> Statements:
    of: dict[tuple[Side, str, Attr], Sequence[Fact]] = {key: facts for key, facts in told.of.items() if key[2] is attr}
    return Statements(told.op, of, {})
