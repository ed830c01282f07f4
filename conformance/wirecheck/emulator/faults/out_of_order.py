"""
What stops requests that ought to be served, and is no lie: outages, refused keys, empty accounts, blocks on the way.

No requirement finds these; a run tells them as trouble.

Held by `tests/requirements/test_catalogue.py`.
"""

from __future__ import annotations

from dataclasses import replace

from wirecheck.emulator.hook_makers import refuses, restates, with_body, with_header, with_status
from wirecheck.emulator.hooks import EmulatedCall, Fault, Hooks, Stage
from wirecheck.wire.exchange import Response

BAD_GATEWAY = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>\n"
CHALLENGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Enable JavaScript</body></html>\n"
REFUSED_KEY = "Invalid token: it may have expired."


def _page(status: int, content: bytes) -> Hooks:
    """Whatever is asked, a page of a proxy answers."""

    def send(_: EmulatedCall, response: Response) -> Response:
        return with_status(with_header(with_body(response, content), "content-type", "text/html"), status)

    return Hooks(send=send)


def _success_crashes(_: EmulatedCall, response: Response) -> Response:
    if response.status != 200:
        return response
    return with_status(with_body(response, b'{"status":"failure","message":"Something went wrong"}'), 500)


def _trouble(id: str, summary: str, seen: str, trouble: str, hooks: Hooks) -> Fault:
    return Fault(id, summary, seen, (), hooks, trouble=trouble)


FAULTS = (
    _trouble(
        "success-crashes",
        "A request that upstream served is answered with 500, and charged.",
        "https://github.com/Portkey-AI/gateway/issues/1389",
        "outage",
        Hooks(send=_success_crashes),
    ),
    _trouble(
        "bad-gateway", "Everything is answered with a proxy's 502.", "inferred", "outage", _page(502, BAD_GATEWAY)
    ),
    _trouble(
        "challenged", "Everything is answered with a CDN's challenge.", "inferred", "blocked", _page(403, CHALLENGE)
    ),
    _trouble(
        "key-expired",
        "The caller's key is refused as a wrong one is.",
        "inferred",
        "key",
        replace(
            refuses(Stage.KEY, 401, REFUSED_KEY),
            refusal=restates(Stage.KEY, status=401, message=REFUSED_KEY).refusal,
        ),
    ),
    _trouble(
        "account-empty",
        "The account has no quota left.",
        "inferred",
        "money",
        refuses(
            Stage.WORK, 403, "The quota of this account is not enough, please top up.", code="insufficient_user_quota"
        ),
    ),
    _trouble(
        "no-channel",
        "The gateway has no channel for the model at present.",
        "inferred",
        "model",
        refuses(Stage.WORK, 503, "No available channel for this model under group default."),
    ),
)
