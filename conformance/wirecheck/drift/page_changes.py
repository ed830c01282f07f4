"""
What has changed on a page since it was last accepted.

Facts are compared, not text: a new order, new prose or new prompts are not a drift.
What only samples show is reported as a note, and breaks nobody.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wirecheck.drift.attribute_changes import AttributeChanges, stands_alone
from wirecheck.drift.endpoints import moved, paired, status_rule
from wirecheck.drift.sample_changes import SampleChanges
from wirecheck.drift.statements import WHOLE, At, Statements, above, is_firmly_required, statements, wordless
from wirecheck.drift.values import Against, Drift, DriftSubject
from wirecheck.facts import Attr, Page, PageUnreadable, Side

# If less than this share of all members is left, the page was not read completely.
FEWEST = 0.5

# The same for documented members; it is lower because one removed object may contain half of them.
FEWEST_DOCUMENTED = 0.35

# The share of unread lines may rise by this much while members vanish.
UNREAD = 0.3

HINT = "save the page as a browser shows it, or name its Markdown twin; `--accept` takes it as it is"


REMOVED = {Side.REQUEST: "request-property-removed", Side.RESPONSE: "response-property-removed"}


def require_readable(old: Page, new: Page, before: Iterable[Statements], after: Iterable[Statements]) -> None:
    """
    Refuse a page from which far fewer members were read than were accepted.

    :raises PageUnreadable: far less was read.
    """
    # a page that was cut or drawn by a script has lost most members at once, which no edit of a page does
    (documented, shown), (documented_now, shown_now) = (_members(each) for each in (before, after))
    _require_most(new.name, "documented", documented, documented_now, FEWEST_DOCUMENTED)
    _require_most(new.name, "showed", shown, shown_now, FEWEST)
    was, now = (len(page.unread) / max(1, page.read + len(page.unread)) for page in (old, new))
    if documented - documented_now and now > was + UNREAD and new.read < old.read:
        raise PageUnreadable(
            f"of `{new.name}`, {now:.0%} of the lines cannot be read, and of what was accepted it was "
            f"{was:.0%}: missing members are not assumed to be removed",
            hint=HINT,
        )


def _require_most(page: str, what: str, known: set[At], left: set[At], fewest: float) -> None:
    if len(left) < fewest * len(known):
        raise PageUnreadable(
            f"of the {len(known)} members that `{page}` {what}, {len(left)} can be read: "
            "the others are not assumed to be removed",
            hint=HINT,
        )


def _members(stated: Iterable[Statements]) -> tuple[set[At], set[At]]:
    """The members that are documented, and all that are shown."""
    listed = list(stated)
    documented = {at for each in listed for at in each.shown if each.documented(at) is not None}
    return documented, {at for each in listed for at in each.shown}


def changes(old: Page, new: Page, page: str) -> tuple[Drift, ...]:
    """
    Every drift of a page since it was accepted, operation by operation.

    :param old: what was accepted.
    :param page: the page's key.
    :raises PageUnreadable: so much is missing that the page was probably not read completely.
    """
    old, new = wordless(old), wordless(new)
    before, after = statements(old), statements(new)
    require_readable(old, new, before.values(), after.values())
    same_kind = old.kind == new.kind
    drifts: list[Drift] = []
    if not same_kind:
        drifts.append(_kind(page, old, new))
    for was, now in paired(old, new):
        name = now.name if now else was.name if was else ""
        subject = DriftSubject(page, Against.ACCEPTED, name)
        if now is None:
            message = "is no longer on the page"
            drifts.append(subject.drift("api-operation-removed", Attr.EXISTS, message, name, None))
        elif was is None:
            message, fact = "is new on the page", after[name].itself
            drifts.append(subject.drift("api-operation-added", Attr.EXISTS, message, None, name, fact))
        else:
            movements = moved(subject, was, now, after[name])
            drifts += [drift for drift in movements if same_kind or drift.after is not None]
            drifts += _OperationChanges(subject, before[was.name], after[name], same_kind).drifts()
    return tuple(drifts)


def _kind(page: str, old: Page, new: Page) -> Drift:
    subject = DriftSubject(page, Against.ACCEPTED, new.operations[0].name if new.operations else "")
    message = f"the page is of the kind `{new.kind}`, and was `{old.kind}`"
    return subject.drift("page-kind-changed", Attr.EXISTS, message, old.kind, new.kind)


def _presence(stated: Statements, at: At) -> int:
    """How a member is present: 2 if it is documented, 1 if only samples show it, 0 if it is absent."""
    return 2 if stated.documented(at) is not None else int(at in stated.shown)


@dataclass(frozen=True)
class _OperationChanges:
    """Two readings of one operation."""

    subject: DriftSubject
    old: Statements
    new: Statements
    same_kind: bool

    def drifts(self) -> list[Drift]:
        samples = SampleChanges(self.subject, self.old, self.new)
        drifts = [*self._members(samples), *self._statuses(), *self._unsupported()]
        if self.same_kind and not any(drift.sample or drift.rule == "page-sample-changed" for drift in drifts):
            drifts += samples.whole(Side.REQUEST)
            drifts += samples.whole(Side.RESPONSE)
        return drifts

    # -- members that come and go --------------------------------------------------------------------------------------

    def _members(self, samples: SampleChanges) -> Iterator[Drift]:
        """Drifts of members; a member inside one that was added, removed or resampled is not reported again."""
        # outer members come first, so that a member is skipped if the one around it was reported
        come, gone, resampled = set[At](), set[At](), set[At]()
        attributes = AttributeChanges(self.new, self.old, self.same_kind)
        for at in {**self.old.shown, **self.new.shown}:
            was, now = _presence(self.old, at), _presence(self.new, at)
            if self.same_kind and was != now:
                if now and now < was and self._is_emptied(at):
                    continue
                yield from self._presence_drift(at, was, now, come if now > was else gone)
            if was and now:
                yield from attributes.drifts(self.subject.member(at))
            if self.same_kind and was == now:
                yield from self._resampled(at, samples, resampled)

    def _presence_drift(self, at: At, was: int, now: int, settled: set[At]) -> Iterator[Drift]:
        """
        A member that came or went.

        :param settled: the members that went the same way before, to which it is added.
        """
        if not settled.intersection(above(at)) and not self._carries_key(at):
            yield self._come(at, was, now) if now > was else self._gone(at, was, now)
        settled.add(at)

    def _resampled(self, at: At, samples: SampleChanges, settled: set[At]) -> Iterator[Drift]:
        """The drifts of a member that exists in both readings but appears in other samples now."""
        if not settled.intersection(above(at)):
            for drift in samples.member(at):
                settled.add(at)
                yield drift

    def _is_emptied(self, at: At) -> bool:
        """Whether a member was known only through the members inside it, each of which is reported by itself."""
        return not stands_alone(self.old, at) and at in self._emptied

    @functools.cached_property
    def _emptied(self) -> set[At]:
        """The members around those that were listed and are no longer documented."""
        no_longer = [at for at in self.old.shown if stands_alone(self.old, at) and _presence(self.new, at) < 2]
        return {around for at in no_longer for around in above(at)}

    def _carries_key(self, at: At) -> bool:
        """Whether it is the header or parameter that carries the key; its changes are reported as those of `auth`."""
        side, path = at
        return side in (Side.HEADER, Side.QUERY) and path.lower() in self._carriers

    @functools.cached_property
    def _carriers(self) -> set[str]:
        return {
            str(fact.value).partition(":")[0].lower().removeprefix("?").rpartition(" ")[2]
            for stated in (self.old, self.new)
            for fact in stated.facts(WHOLE, Attr.AUTH)
        }

    def _gone(self, at: At, was: int, now: int) -> Drift:
        if now:
            message = "is no longer documented, and is only in samples"
        else:
            message = "is no longer documented" if was == 2 else "is no longer in any sample"
        twin = self._renamed(at)
        message += f"; `{twin}` is new and says the same" if twin else ""
        rule = REMOVED.get(at[0], "request-parameter-removed")
        fact = next(iter(self.new.shown.get(at, ())), None)
        message += _inside(self.old, at)
        return self.subject.member(at).drift(rule, Attr.EXISTS, message, True, None, fact, sample=was != 2)

    def _come(self, at: At, was: int, now: int) -> Drift:
        if was:
            message = "is documented now, and was only in samples"
        else:
            message = "is new on the page" if now == 2 else "is new, in samples only"
        required = is_firmly_required(self.new.best(at, Attr.REQUIRED))
        fact = self.new.documented(at) or self.new.shown[at][0]
        inside = _inside(self.new, at)
        return self.subject.member(at).added(message, fact, required=required, sample=now != 2, inside=inside)

    def _renamed(self, at: At) -> str | None:
        """The only new member beside this one with the same statements, which suggests a new name."""
        # if two new members match equally well, neither is taken for the new name
        alike = self._fresh.get(_likeness(self.old, at), [])
        return alike[0] if len(alike) == 1 else None

    @functools.cached_property
    def _fresh(self) -> dict[tuple[Side, str, int, str], list[str]]:
        """The new members, grouped by the key on which a removed member matches the one it was renamed to."""
        fresh: dict[tuple[Side, str, int, str], list[str]] = {}
        for at in self.new.shown:
            if at not in self.old.shown:
                fresh.setdefault(_likeness(self.new, at), []).append(at[1])
        return fresh

    # -- the operation as a whole --------------------------------------------------------------------------------------

    def _statuses(self) -> Iterator[Drift]:
        answers = (Side.RESPONSE, "")
        subject = self.subject.member(answers)
        was, now = ({fact.value: fact for fact in each.facts(answers, Attr.STATUS)} for each in (self.old, self.new))
        for code in sorted({*was} ^ {*now}, key=str):
            if code in now:
                rule, message = status_rule(str(code), "added"), f"status {code} is named now"
                yield subject.drift(rule, Attr.STATUS, message, None, code, now[code])
            elif self.same_kind:
                rule, message = status_rule(str(code), "removed"), f"status {code} is no longer named"
                yield subject.drift(rule, Attr.STATUS, message, code, None)

    def _unsupported(self) -> Iterator[Drift]:
        was, now = (
            {(fact.side, fact.path, json.dumps(fact.value)): fact for fact in each.unsupported}
            for each in (self.old, self.new)
        )
        for key, fact in was.items():
            if key not in now and self.same_kind:
                message = _in_words("is no longer documented as unsupported", fact.path)
                subject = self.subject.member((fact.side, fact.path))
                yield subject.drift("api-unsupported-removed", Attr.UNSUPPORTED, message, fact.value, None)
        for key, fact in now.items():
            if key not in was:
                message = _in_words("is now documented as unsupported", fact.path)
                subject = self.subject.member((fact.side, fact.path))
                yield subject.drift("api-unsupported-added", Attr.UNSUPPORTED, message, None, fact.value, fact)


def _in_words(message: str, path: str) -> str:
    return message if path else f"something {message}, in words"


def _inside(stated: Statements, at: At) -> str:
    count = stated.inside.get(at, 0)
    return f", with {count} member{'s' if count > 1 else ''} in it" if count else ""


def _likeness(stated: Statements, at: At) -> tuple[Side, str, int, str]:
    """The key on which a removed and a new member match if one was renamed to the other."""
    side, path = at
    said = [[attr, fact.value] for attr in (Attr.TYPE, Attr.DEFAULT, Attr.VALUES) for fact in stated.facts(at, attr)]
    return side, path.rpartition(".")[0], _presence(stated, at), json.dumps(said)
