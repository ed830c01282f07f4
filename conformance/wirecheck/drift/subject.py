"""
The subject of a drift: a page, what it is compared with, and a place in one of its operations.

Held by `tests/drift/test_values.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wirecheck.drift.statements import At
from wirecheck.drift.values import Against, Drift
from wirecheck.facts import Attr, Fact, Side
from wirecheck.wire.lenient_json import Json

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
