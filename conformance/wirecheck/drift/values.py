"""
A drift: one point where a page differs from its accepted facts or its spec; its subject, whom it breaks, and why.

    DriftSubject.drift(rule, ...) ──> Drift ──> breaks, client, reason by its rule
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wirecheck.diff import Client, DiffRule, WireBreak
from wirecheck.diff import rules as diff_rules
from wirecheck.drift.statements import At
from wirecheck.facts import Attr, Fact, Side
from wirecheck.wire.lenient_json import Json


class Against(enum.StrEnum):
    """What a page is compared with."""

    ACCEPTED = "accepted"
    """What the page stated when it was last agreed upon."""
    SPEC = "spec"
    """What its spec states; the drift is what would change if the spec said what the page says."""


class Breaks(enum.StrEnum):
    """What a drift breaks, the worst first."""

    CALLERS = "callers"
    """Whoever sends what was documented is refused, or goes to the wrong place."""
    READERS = "readers"
    """Whoever reads answers as they were documented trips over one."""
    CLIENT = "client"
    """Code that was written with the generated client no longer runs, while the wire is as it was."""
    BEHAVIOUR = "behaviour"
    """The same requests are served, and something else may come back or be charged."""
    NOTE = "note"
    """Nobody."""


# Rules of drift alone, by id; all others are those of `wirecheck diff`.
OWN = {
    rule.id: rule
    for rule in (
        DiffRule(
            "page-kind-changed",
            WireBreak.NONE,
            Client.NONE,
            "Another documentation system shows other parts of a page: only what both readings state is compared.",
        ),
        DiffRule(
            "page-claim-changed",
            WireBreak.NONE,
            Client.NONE,
            "The page states it in several places, and the most trusted one has not changed.",
        ),
        DiffRule(
            "page-claim-dropped",
            WireBreak.NONE,
            Client.NONE,
            "The page no longer states it and states nothing in its place; silence is not a promise.",
        ),
        DiffRule("page-sample-changed", WireBreak.NONE, Client.NONE, "A sample promises only that it is served."),
        DiffRule(
            "request-sample-invalid",
            WireBreak.CALLERS,
            Client.NONE,
            "A caller who copies the page's sample sends what the spec refuses.",
        ),
        DiffRule(
            "response-sample-invalid",
            WireBreak.READERS,
            Client.NONE,
            "A reader that follows the spec cannot read the page's own answer.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Drift:
    """
    One point where a page differs.

    :param page: the page's key.
    :param operation: the endpoint as the page has it, such as `POST /v1/images/generations`.
    :param side: whose message it is about.
    :param path: the member, `[]` for items; empty for the whole.
    :param attr: the attribute that differs.
    :param rule: an id of `wirecheck diff --rules`, or of `OWN`.
    :param message: what it is, in a sentence that begins after the location.
    :param before: what was accepted, or what the spec says; None where there is nothing.
    :param after: what the page says; None where it says nothing.
    :param sample: whether samples alone say so, which breaks nobody.
    :param lines: first and last line on the page, None where nothing stands there any more.
    :param quote: these lines, empty where only what was accepted of the page is at hand.
    """

    page: str
    against: Against
    operation: str
    side: Side
    path: str
    attr: Attr
    rule: str
    message: str
    before: Json = None
    after: Json = None
    sample: bool = False
    lines: tuple[int, int] | None = None
    quote: str = ""

    @property
    def location(self) -> str:
        """Where it is, in the words of specs: `request.prompt`, `path.model`, `server`."""
        return locate(self.side, self.path, self.attr)

    @property
    def breaks(self) -> Breaks:
        """Whom it breaks."""
        if self.sample:
            return Breaks.NOTE
        rule = _rule(self.rule)
        if rule.wire in (WireBreak.CALLERS, WireBreak.READERS):
            # a change of an answer breaks those who read it, however strictly they do
            return Breaks.READERS if rule.id.startswith("response-") else Breaks(rule.wire.value)
        if rule.client is Client.BREAKING:
            return Breaks.CLIENT
        return Breaks.BEHAVIOUR if rule.wire is WireBreak.BEHAVIOUR else Breaks.NOTE

    @property
    def client(self) -> Client:
        """What it does to the generated client once the spec follows."""
        return Client.NONE if self.sample else _rule(self.rule).client

    @property
    def reason(self) -> str:
        """Why it breaks them."""
        if self.sample:
            return "Only samples of the page show it, and a sample is not a promise."
        return _rule(self.rule).reason


def _rule(id: str) -> DiffRule:
    return OWN.get(id) or diff_rules.get(id)


def locate(side: Side, path: str, attr: Attr) -> str:
    """A place on a page, in the words of specs."""
    if side is Side.OPERATION:
        return {Attr.SERVER: "server", Attr.AUTH: "security"}.get(attr, "operation")
    return f"{side}.{path}" if path else side.value


def worst(drifts: Iterable[Drift]) -> Iterator[tuple[Breaks, list[Drift]]]:
    """Drifts grouped by whom they break, the worst group first, each in the order of the page."""
    listed = list(drifts)
    for breaks in Breaks:
        if broken := [drift for drift in listed if drift.breaks is breaks]:
            yield breaks, broken


HOLDERS = {Side.REQUEST: "request-property", Side.RESPONSE: "response-property"}


def holder(side: Side) -> str:
    """The word for a member of this side in the ids of diff rules."""
    return HOLDERS.get(side, "request-parameter")


@dataclass(frozen=True, slots=True)
class DriftSubject:
    """
    The subject of drifts: an operation, or a member of its messages.

    :param page: the page's key.
    :param operation: the endpoint as the page writes it.
    """

    page: str
    against: Against
    operation: str
    side: Side = Side.OPERATION
    path: str = ""

    @property
    def at(self) -> At:
        return self.side, self.path

    def member(self, at: At) -> DriftSubject:
        """The same operation, with the member at this place as the subject."""
        side, path = at
        return replace(self, side=side, path=path)

    def rule(self, action: str) -> str:
        """The id of the rule for this change of a member: `request-property-became-required` for `became-required`."""
        return f"{holder(self.side)}-{action}"

    def drift(
        self,
        rule: str,
        attr: Attr,
        message: str,
        before: Json,
        after: Json,
        fact: Fact | None = None,
        *,
        sample: bool = False,
    ) -> Drift:
        """
        A drift of this subject.

        :param fact: the fact on the page that shows it; the drift takes over its lines and quote.
        """
        lines, quote = (fact.lines, fact.quote) if fact else (None, "")
        what = (self.page, self.against, self.operation, self.side, self.path, attr)
        return Drift(*what, rule, message, before, after, sample, lines, quote)

    def member_drift(
        self,
        action: str,
        attr: Attr,
        message: str,
        before: Json,
        after: Json,
        fact: Fact | None = None,
        *,
        sample: bool = False,
    ) -> Drift:
        """A drift of this member; its rule is that of the action, as `rule` makes it."""
        return self.drift(self.rule(action), attr, message, before, after, fact, sample=sample)

    def added(self, message: str, fact: Fact, *, required: bool, sample: bool, inside: str = "") -> Drift:
        """
        The drift of a member that is new.

        :param inside: the end of the message, which tells how many members are inside this one.
        """
        kind = "required" if required else "optional"
        rule = {
            Side.REQUEST: f"request-{kind}-property-added",
            Side.RESPONSE: "response-property-added",
        }.get(self.side, f"request-{kind}-parameter-added")
        message += ", and has to be sent" if required and self.side is not Side.RESPONSE else ""
        return self.drift(rule, Attr.EXISTS, message + inside, None, True, fact, sample=sample)
