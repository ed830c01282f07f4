"""
What a drift is about: a page, what it is held against, and a place in one of its operations.

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
    """What the rules of a diff call a member there."""
    return HOLDERS.get(side, "request-parameter")


@dataclass(frozen=True, slots=True)
class DriftSubject:
    """
    What drifts are about: an operation, or a member of its messages.

    :param page: the page's key.
    :param operation: the endpoint as the page has it.
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
        """A member of the same operation."""
        side, path = at
        return replace(self, side=side, path=path)

    def rule(self, action: str) -> str:
        """The rule for members by which that has become of it."""
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
        A drift of this.

        :param fact: what shows it on the page, with its lines and words.
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
        """A drift of this by a rule for members, such as `request-property-became-required`."""
        return self.drift(self.rule(action), attr, message, before, after, fact, sample=sample)

    def added(self, message: str, fact: Fact, *, required: bool, sample: bool, inside: str = "") -> Drift:
        """
        A drift of this as a member that is new.

        :param inside: what is in it, in words that end the message.
        """
        kind = "required" if required else "optional"
        rule = {
            Side.REQUEST: f"request-{kind}-property-added",
            Side.RESPONSE: "response-property-added",
        }.get(self.side, f"request-{kind}-parameter-added")
        message += ", and has to be sent" if required and self.side is not Side.RESPONSE else ""
        return self.drift(rule, Attr.EXISTS, message + inside, None, True, fact, sample=sample)
