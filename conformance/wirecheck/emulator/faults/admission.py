"""Faults with keys, paths, methods and models."""

from __future__ import annotations

from dataclasses import replace

from wirecheck.emulator.hook_makers import in_error, lifts, refuses, restates, with_body, with_header, with_status
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, RefusalReason, Stage
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Response


def _echo_key(call: EmulatedCall, error: Body) -> None:
    if call.given:
        _lengthen(error, f" (key: {call.given})")


def _echo_key_header(call: EmulatedCall, response: Response) -> Response:
    return with_header(response, "x-forwarded-key", call.given) if call.given else response


def _upstream_key(_: EmulatedCall, error: Body) -> None:
    url = f"https://generativelanguage.googleapis.com/v1beta/models?key=AIza{'Sy0' * 12}"
    _lengthen(error, f" (error sending request for url ({url}))")


def _lengthen(error: Body, words: str) -> None:
    if isinstance(error.get("message"), str):
        error["message"] += words


def _redirected(call: EmulatedCall, response: Response) -> Response:
    if call.request.method not in call.methods:
        return response
    moved = with_status(with_body(response, b""), 307)
    return with_header(moved, "location", f"https://gateway-2.example.com{call.request.path}")


def _model_gone(call: EmulatedCall) -> RefusalReason | None:
    name = call.parsed.model.name
    return RefusalReason(
        Stage.MODEL, 404, f"The model `{name[:80]}` is no longer available.", "model", "model_not_found"
    )


def _key_is_elsewhere(call: EmulatedCall) -> bool:
    return call.key in (call.request.header("x-goog-api-key"), call.request.header("api-key"))


def _bearer(operation: Operation) -> bool:
    return (operation.spec.security_scheme(operation.node) or {}).get("scheme") == "bearer"


BEHIND_THE_KEY = tuple(stage for stage in Stage if stage not in (Stage.PATH, Stage.KEY))
"""Stages at which a request with a valid path and key is refused."""

FAULTS = (
    Fault(
        "no-key-served",
        "A request without a key is served.",
        "inferred",
        ("auth/no-key-is-refused",),
        lifts(Stage.KEY, when=lambda call: call.given is None),
    ),
    Fault(
        "wrong-key-served",
        "A request with a wrong key is served.",
        "inferred",
        ("auth/wrong-key-is-refused",),
        lifts(Stage.KEY, when=lambda call: call.given is not None),
    ),
    Fault(
        "bearer-refused",
        "The key is taken in upstream's header alone, and refused in the documented one.",
        "https://github.com/Achuan-2/siyuan-plugin-copilot/issues/129",
        ("auth/documented-key-is-served",),
        replace(
            refuses(Stage.KEY, 401, "Expected OAuth 2 access token.", code="ACCESS_TOKEN_TYPE_UNSUPPORTED"),
            refusal=lifts(Stage.KEY, when=_key_is_elsewhere).refusal,
        ),
        applies=_bearer,
    ),
    Fault(
        "bad-key-is-500",
        "A bad key is answered with 500.",
        "https://github.com/BerriAI/litellm",
        ("auth/refusal-is-401-or-403",),
        restates(Stage.KEY, status=500, message="Internal error."),
    ),
    Fault(
        "key-echoed",
        "The caller's key is sent back, in a message and in a header.",
        "inferred",
        ("auth/key-is-not-echoed",),
        replace(in_error(_echo_key), send=_echo_key_header),
    ),
    Fault(
        "upstream-key-shown",
        "An error repeats the call to the upstream, with the key in its address.",
        "https://github.com/nyroway/nyro/issues/68",
        ("auth/no-secret-is-shown",),
        in_error(_upstream_key),
    ),
    Fault(
        "inner-address-shown",
        "A header names an address inside the gateway's network.",
        "inferred",
        ("auth/no-secret-is-shown",),
        Hooks(send=lambda _, response: with_header(response, "x-served-by", "http://10.0.4.17:3000")),
    ),
    Fault(
        "redirected",
        "The documented path redirects to another host.",
        "inferred",
        ("endpoint/documented-path-exists",),
        Hooks(send=_redirected),
    ),
    Fault(
        "path-missing",
        "The documented path is answered with 404.",
        "https://github.com/Portkey-AI/gateway",
        ("endpoint/documented-path-exists",),
        refuses(Stage.PATH, 404, "Not Found", code="not_found"),
    ),
    Fault(
        "model-gone",
        "The documented model is not served.",
        "inferred",
        ("endpoint/model-is-served",),
        Hooks(refuse=_model_gone),
    ),
    Fault(
        "method-served",
        "Other methods are served.",
        "inferred",
        ("endpoint/other-methods-are-refused",),
        lifts(*BEHIND_THE_KEY, when=lambda call: call.request.method not in call.methods),
    ),
    Fault(
        "unknown-model-served",
        "A model that does not exist is served.",
        "https://github.com/lbjlaq/Antigravity-Manager/pull/2193",
        ("endpoint/unknown-model-is-refused",),
        lifts(Stage.MODEL),
    ),
    Fault(
        "unknown-model-503",
        "A model that does not exist is answered with 503, which makes clients retry.",
        "https://github.com/songquanpeng/one-api",
        ("endpoint/unknown-model-refusal-is-final",),
        restates(Stage.MODEL, status=503, message="No available channel for this model."),
    ),
)
