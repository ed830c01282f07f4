"""
The rules: every kind of difference by its id, whom it breaks, and why.

An id has three parts, like those of oasdiff: `side-area-action`, such as `response-property-enum-value-added`.
The side is the message, or `api` for what belongs to neither message. The area is the thing that changed.
The action is how it changed.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from wirecheck.diff.difference import Client, WireBreak
from wirecheck.errors import UsageError, meant


class RuleSide(enum.StrEnum):
    """Which message a rule is about."""

    API = "api"
    REQUEST = "request"
    RESPONSE = "response"


AREAS = (
    "additional-properties",
    "annotation",
    "body",
    "citation",
    "condition",
    "constraint",
    "default-model",
    "default-value",
    "description",
    "dialect",
    "encoding",
    "enum-value",
    "example",
    "format",
    "header",
    "info",
    "key-variable",
    "limit",
    "media-type",
    "method",
    "model",
    "model-entry",
    "one-of",
    "operation",
    "operation-id",
    "parameter",
    "path",
    "picture-order",
    "property",
    "retry",
    "security",
    "security-alternative",
    "server",
    "server-variable",
    "status",
    "summary",
    "tag",
    "title",
    "type",
    "unsupported",
)
ACTIONS = (
    "added",
    "became-billable",
    "became-enum",
    "became-free",
    "became-not-enum",
    "became-not-nullable",
    "became-nullable",
    "became-optional",
    "became-required",
    "changed",
    "closed",
    "generalized",
    "loosened",
    "opened",
    "removed",
    "renamed",
    "specialized",
    "tightened",
)
# What an area may belong to: the default value of a property, of a parameter.
HOLDERS = (
    "required-property",
    "optional-property",
    "property",
    "required-parameter",
    "optional-parameter",
    "parameter",
)

_ID = re.compile(
    rf"(?P<side>{'|'.join(RuleSide)})-"
    rf"(?P<area>(?:{'|'.join(HOLDERS)}|success-status|error-status|required-body|optional-body)"
    rf"|(?:(?:property|parameter)-)?(?:{'|'.join(AREAS)}))-"
    rf"(?P<action>{'|'.join(ACTIONS)})"
)


@dataclass(frozen=True, slots=True)
class DiffRule:
    """
    One kind of difference.

    :param wire: whom it breaks on the wire.
    :param client: what it does to the generated client at most; nothing where the client's types already allow for it.
    :param reason: why, in a sentence.
    """

    id: str
    wire: WireBreak
    client: Client
    reason: str

    @property
    def side(self) -> RuleSide:
        return RuleSide(_parsed(self.id)["side"])

    @property
    def area(self) -> str:
        return _parsed(self.id)["area"]

    @property
    def action(self) -> str:
        return _parsed(self.id)["action"]


def _parsed(id: str) -> dict[str, str]:
    match = _ID.fullmatch(id)
    if match is None:
        raise ValueError(f"`{id}` is not a valid id of a rule")
    return match.groupdict()


CALLERS, READERS, BEHAVIOUR, NOBODY = WireBreak.CALLERS, WireBreak.READERS, WireBreak.BEHAVIOUR, WireBreak.NONE
BREAKING, ADDITIVE, SAME = Client.BREAKING, Client.ADDITIVE, Client.NONE

_WORDS = "Words change nothing on the wire."
_SETS = "A caller may send more than before."
_FEWER = "A caller who sends what was accepted before may be refused."
_PROMISE = "A caller may rely on more than before."
_LESS = "A caller may have relied on what is no longer promised."

_API = (
    DiffRule("api-operation-added", NOBODY, ADDITIVE, "There is more to call than before."),
    DiffRule("api-operation-removed", CALLERS, BREAKING, "Callers of it find nothing there."),
    DiffRule("api-path-changed", CALLERS, ADDITIVE, "Requests to the old path are no longer promised an answer."),
    DiffRule("api-method-changed", CALLERS, ADDITIVE, "Requests with the old method are no longer promised an answer."),
    DiffRule("api-server-changed", CALLERS, BREAKING, "Requests, and the key with them, go to another host."),
    DiffRule("api-server-added", NOBODY, SAME, "The first server stays the one that is called."),
    DiffRule("api-server-removed", CALLERS, SAME, "Callers of that server are no longer promised an answer."),
    DiffRule("api-server-variable-changed", CALLERS, SAME, "The address that is built from it changes."),
    DiffRule("api-security-changed", CALLERS, BREAKING, "Requests have to authenticate in another way."),
    DiffRule("api-security-alternative-added", NOBODY, SAME, "What was accepted before is still accepted."),
    DiffRule("api-security-alternative-removed", CALLERS, SAME, "Requests that authenticate that way are refused."),
    DiffRule("api-key-variable-changed", NOBODY, BREAKING, "The client reads its key from another variable."),
    DiffRule("api-dialect-changed", CALLERS, BREAKING, "Requests and answers follow another protocol."),
    DiffRule("api-operation-id-changed", NOBODY, BREAKING, "The method of the client has another name."),
    DiffRule("api-tag-changed", NOBODY, BREAKING, "The method of the client moves to another place."),
    DiffRule("api-operation-became-billable", BEHAVIOUR, SAME, "A request that is served is charged from now on."),
    DiffRule("api-operation-became-free", BEHAVIOUR, SAME, "A request that is served is no longer charged."),
    DiffRule("api-retry-changed", BEHAVIOUR, ADDITIVE, "Other refused requests than before are retried."),
    DiffRule("api-model-added", NOBODY, SAME, "There is one more model to ask for."),
    DiffRule("api-model-removed", CALLERS, SAME, "A caller who asks for that model may be refused."),
    DiffRule("api-model-entry-changed", NOBODY, SAME, "It concerns what wirecheck sends, not what callers may send."),
    DiffRule("api-default-model-changed", BEHAVIOUR, SAME, "A caller who names no model gets another one."),
    DiffRule("api-unsupported-added", CALLERS, SAME, "A caller who sends it may be refused or ignored."),
    DiffRule("api-unsupported-removed", NOBODY, SAME, _SETS),
    DiffRule("api-picture-order-added", NOBODY, SAME, "Callers may rely on the picture being first."),
    DiffRule("api-picture-order-removed", READERS, SAME, "A reader of the first part may find no picture there."),
    DiffRule("api-info-changed", NOBODY, SAME, _WORDS),
    DiffRule("api-summary-changed", NOBODY, SAME, _WORDS),
    DiffRule("api-description-changed", NOBODY, SAME, _WORDS),
    DiffRule("api-citation-changed", NOBODY, SAME, "It concerns only where the page promises it, or whether it does."),
    DiffRule("api-annotation-changed", NOBODY, SAME, "No rule covers this key; nothing is known to depend on it."),
    DiffRule("request-required-body-added", CALLERS, BREAKING, "Requests without a body are refused."),
    DiffRule("request-optional-body-added", NOBODY, ADDITIVE, _SETS),
    DiffRule("request-body-removed", CALLERS, BREAKING, _FEWER),
    DiffRule("request-body-became-required", CALLERS, BREAKING, "Requests without a body are refused."),
    DiffRule("request-body-became-optional", NOBODY, ADDITIVE, _SETS),
    DiffRule("request-media-type-added", NOBODY, BREAKING, "The body of the client's method is of another type."),
    DiffRule("request-media-type-removed", CALLERS, BREAKING, "Requests in that media type are no longer accepted."),
    DiffRule("request-parameter-renamed", NOBODY, BREAKING, "The argument of the client's method has another name."),
    DiffRule("request-description-changed", NOBODY, SAME, _WORDS),
    DiffRule(
        "request-citation-changed", NOBODY, SAME, "It concerns only where the page promises it, or whether it does."
    ),
    DiffRule("request-annotation-changed", NOBODY, SAME, "No rule covers this key; nothing is known to depend on it."),
    DiffRule("request-example-changed", NOBODY, SAME, "A sample promises only that it is served."),
    DiffRule(
        "response-success-status-added",
        READERS,
        BREAKING,
        "A reader that expects one status for success misses another.",
    ),
    DiffRule(
        "response-success-status-removed", CALLERS, BREAKING, "A reader that waits for that status never sees it."
    ),
    DiffRule("response-error-status-added", NOBODY, ADDITIVE, "An error that was always possible now has a name."),
    DiffRule("response-error-status-removed", NOBODY, ADDITIVE, "An error that had a name is still possible."),
    DiffRule("response-media-type-added", READERS, BREAKING, "A reader of one media type may get another."),
    DiffRule("response-media-type-removed", CALLERS, BREAKING, "A reader of that media type no longer gets it."),
    DiffRule("response-header-added", NOBODY, SAME, _PROMISE),
    DiffRule("response-header-removed", READERS, SAME, _LESS),
    DiffRule("response-header-changed", READERS, SAME, "A strict reader of the header may break."),
    DiffRule("response-description-changed", NOBODY, SAME, _WORDS),
    DiffRule(
        "response-citation-changed", NOBODY, SAME, "It concerns only where the page promises it, or whether it does."
    ),
    DiffRule("response-annotation-changed", NOBODY, SAME, "No rule covers this key; nothing is known to depend on it."),
    DiffRule("response-example-changed", NOBODY, SAME, "A sample answer promises nothing."),
)

# How a property or a parameter of a request may change.
_REQUEST: tuple[tuple[str, WireBreak, Client, str], ...] = (
    ("became-required", CALLERS, BREAKING, "Requests without it are refused."),
    ("became-optional", NOBODY, ADDITIVE, _SETS),
    ("type-changed", CALLERS, BREAKING, _FEWER),
    ("type-generalized", NOBODY, ADDITIVE, _SETS),
    ("type-specialized", CALLERS, BREAKING, _FEWER),
    ("became-nullable", NOBODY, ADDITIVE, _SETS),
    ("became-not-nullable", CALLERS, BREAKING, _FEWER),
    ("enum-value-added", NOBODY, ADDITIVE, _SETS),
    ("enum-value-removed", CALLERS, BREAKING, _FEWER),
    ("became-enum", CALLERS, BREAKING, "Values that are not listed may be refused."),
    ("became-not-enum", NOBODY, ADDITIVE, _SETS),
    ("default-value-added", BEHAVIOUR, SAME, "A default applies when it is left out; it may be new."),
    ("default-value-removed", BEHAVIOUR, SAME, "The default is no longer documented."),
    ("default-value-changed", BEHAVIOUR, SAME, "Another default applies when it is left out."),
    ("limit-tightened", CALLERS, SAME, _FEWER),
    ("limit-loosened", NOBODY, SAME, _SETS),
    ("format-changed", CALLERS, BREAKING, "The text needs another format."),
    ("encoding-changed", CALLERS, BREAKING, "The bytes need another encoding."),
    (
        "constraint-changed",
        CALLERS,
        SAME,
        "The spec does not tell whether everything that was accepted before still is.",
    ),
    ("condition-added", CALLERS, SAME, "Some requests that were accepted before are refused."),
    ("condition-removed", NOBODY, SAME, _SETS),
    ("condition-changed", CALLERS, SAME, "Some requests that were accepted before may be refused."),
    ("additional-properties-closed", CALLERS, BREAKING, "Members that are not named are refused."),
    ("additional-properties-opened", NOBODY, ADDITIVE, _SETS),
    ("one-of-added", NOBODY, ADDITIVE, _SETS),
    ("one-of-removed", CALLERS, BREAKING, _FEWER),
    ("title-changed", NOBODY, BREAKING, "The class of the client has another name."),
    ("description-changed", NOBODY, SAME, _WORDS),
    ("example-changed", NOBODY, SAME, "Examples are not a closed set."),
    ("citation-changed", NOBODY, SAME, "It concerns only where the page promises it, or whether it does."),
    ("annotation-changed", NOBODY, SAME, "No rule covers this key; nothing is known to depend on it."),
)

# How a property of an answer may change.
_RESPONSE: tuple[tuple[str, WireBreak, Client, str], ...] = (
    ("became-required", NOBODY, SAME, _PROMISE),
    ("became-optional", READERS, SAME, "A reader that expects it always may miss it."),
    ("type-changed", CALLERS, BREAKING, "A reader of it gets something else."),
    ("type-generalized", READERS, BREAKING, "A reader of one type may get others as well."),
    ("type-specialized", NOBODY, ADDITIVE, _PROMISE),
    ("became-nullable", READERS, BREAKING, "A reader that never expects null may break."),
    ("became-not-nullable", NOBODY, ADDITIVE, _PROMISE),
    ("enum-value-added", READERS, ADDITIVE, "A reader that knows only the old values may get a new one."),
    ("enum-value-removed", NOBODY, ADDITIVE, "A value that no longer occurs breaks nobody."),
    ("became-enum", NOBODY, ADDITIVE, _PROMISE),
    ("became-not-enum", READERS, ADDITIVE, "A reader that knows only the listed values may get others."),
    ("default-value-added", NOBODY, SAME, _WORDS),
    ("default-value-removed", NOBODY, SAME, _WORDS),
    ("default-value-changed", NOBODY, SAME, _WORDS),
    ("limit-tightened", NOBODY, SAME, _PROMISE),
    ("limit-loosened", READERS, SAME, "A reader that relies on the old limit may get more, or less."),
    ("format-changed", READERS, SAME, "A reader of the old format may break on the new one."),
    ("encoding-changed", CALLERS, BREAKING, "A reader that decodes the bytes decodes them wrongly."),
    (
        "constraint-changed",
        READERS,
        SAME,
        "The spec does not tell whether answers that were ruled out before can occur now.",
    ),
    ("condition-added", NOBODY, SAME, _PROMISE),
    ("condition-removed", READERS, SAME, _LESS),
    ("condition-changed", READERS, SAME, _LESS),
    ("additional-properties-closed", NOBODY, SAME, _PROMISE),
    ("additional-properties-opened", READERS, SAME, "A reader that refuses unnamed members may get some."),
    ("one-of-added", READERS, BREAKING, "A reader that knows only the old shapes may get a new one."),
    ("one-of-removed", NOBODY, BREAKING, "A shape that no longer occurs breaks no reader, but its class is gone."),
    ("title-changed", NOBODY, BREAKING, "The class of the client has another name."),
    ("description-changed", NOBODY, SAME, _WORDS),
    ("example-changed", NOBODY, SAME, "Examples are not a closed set."),
    ("citation-changed", NOBODY, SAME, "It concerns only where the page promises it, or whether it does."),
    ("annotation-changed", NOBODY, SAME, "No rule covers this key; nothing is known to depend on it."),
)

# Every rule, in the order of reports.
RULES: tuple[DiffRule, ...] = (
    *_API,
    *(
        DiffRule(f"request-{id}", wire, client, reason)
        for holder in ("property", "parameter")
        for id, wire, client, reason in (
            (f"required-{holder}-added", CALLERS, BREAKING, "Requests without it are refused."),
            (f"optional-{holder}-added", NOBODY, ADDITIVE, _SETS),
            (f"{holder}-removed", CALLERS, BREAKING, "A caller who sends it may be refused or ignored."),
            *((f"{holder}-{rest}", wire, client, reason) for rest, wire, client, reason in _REQUEST),
        )
    ),
    DiffRule("response-property-added", NOBODY, ADDITIVE, _PROMISE),
    DiffRule("response-property-removed", CALLERS, BREAKING, _LESS),
    *(DiffRule(f"response-property-{rest}", wire, client, reason) for rest, wire, client, reason in _RESPONSE),
)

_BY_ID = {rule.id: rule for rule in RULES}


def get(id: str) -> DiffRule:
    """
    The rule with that id.

    :raises UsageError: there is no such rule.
    """
    if id not in _BY_ID:
        raise UsageError(f"there is no rule `{id}`", hint=meant(id, _BY_ID, "wirecheck diff --rules"))
    return _BY_ID[id]
