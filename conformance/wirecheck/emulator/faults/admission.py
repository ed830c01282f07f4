"""Lies about keys, paths, methods and models."""

from __future__ import annotations

from dataclasses import replace

from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, RefusalReason, Stage
from wirecheck.emulator.response_edits import in_error, with_body, with_header, with_status
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Response


def _no_key_served(call: EmulatedCall, reason: RefusalReason) -> RefusalReason | None:
    return None if reason.stage is Stage.KEY and call.given is None else reason


def _wrong_key_served(call: EmulatedCall, reason: RefusalReason) -> RefusalReason | None:
    return None if reason.stage is Stage.KEY and call.given is not None else reason


def _bearer_refused(call: EmulatedCall) -> RefusalReason | None:
    return RefusalReason(Stage.KEY, 401, "Expected OAuth 2 access token.", code="ACCESS_TOKEN_TYPE_UNSUPPORTED")


def _key_is_500(_: EmulatedCall, reason: RefusalReason) -> RefusalReason:
    return replace(reason, status=500, message="Internal error.") if reason.stage is Stage.KEY else reason


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


def _inner_address(_: EmulatedCall, response: Response) -> Response:
    return with_header(response, "x-served-by", "http://10.0.4.17:3000")


def _redirected(call: EmulatedCall, response: Response) -> Response:
    if call.request.method not in call.methods:
        return response
    moved = with_status(with_body(response, b""), 307)
    return with_header(moved, "location", f"https://gateway-2.example.com{call.request.path}")


def _path_missing(_: EmulatedCall) -> RefusalReason:
    return RefusalReason(Stage.PATH, 404, "Not Found", code="not_found")


def _model_gone(call: EmulatedCall) -> RefusalReason | None:
    name = call.parsed.model.name
    return RefusalReason(
        Stage.MODEL, 404, f"The model `{name[:80]}` is no longer available.", "model", "model_not_found"
    )


def _method_served(call: EmulatedCall, reason: RefusalReason) -> RefusalReason | None:
    """Any method is taken for the documented one, a body or none."""
    if call.request.method in call.methods:
        return reason
    return reason if reason.stage in (Stage.PATH, Stage.KEY) else None


def _unknown_model_served(_: EmulatedCall, reason: RefusalReason) -> RefusalReason | None:
    return None if reason.stage is Stage.MODEL else reason


def _unknown_model_503(_: EmulatedCall, reason: RefusalReason) -> RefusalReason:
    if reason.stage is not Stage.MODEL:
        return reason
    return replace(reason, status=503, message="No available channel for this model.")


def _bearer(operation: Operation) -> bool:
    return (operation.spec.security_scheme(operation.node) or {}).get("scheme") == "bearer"


FAULTS = (
    Fault(
        "no-key-served",
        "A request without a key is served.",
        "inferred",
        ("auth/no-key-is-refused",),
        Hooks(refusal=_no_key_served),
    ),
    Fault(
        "wrong-key-served",
        "A request with a wrong key is served.",
        "inferred",
        ("auth/wrong-key-is-refused",),
        Hooks(refusal=_wrong_key_served),
    ),
    Fault(
        "bearer-refused",
        "The documented header is refused.",
        "https://github.com/Achuan-2/siyuan-plugin-copilot/issues/129",
        ("auth/documented-key-is-served",),
        Hooks(refuse=_bearer_refused),
        applies=_bearer,
    ),
    Fault(
        "bad-key-is-500",
        "A bad key is answered with 500.",
        "https://github.com/BerriAI/litellm",
        ("auth/refusal-is-401-or-403",),
        Hooks(refusal=_key_is_500),
    ),
    Fault(
        "key-echoed",
        "The caller's key comes back, in a message and in a header.",
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
        "A header names an address inside of the gateway's network.",
        "inferred",
        ("auth/no-secret-is-shown",),
        Hooks(send=_inner_address),
    ),
    Fault(
        "redirected",
        "The documented path leads to another host.",
        "inferred",
        ("endpoint/documented-path-exists",),
        Hooks(send=_redirected),
    ),
    Fault(
        "path-missing",
        "The documented path is a 404.",
        "https://github.com/Portkey-AI/gateway",
        ("endpoint/documented-path-exists",),
        Hooks(refuse=_path_missing),
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
        Hooks(refusal=_method_served),
    ),
    Fault(
        "unknown-model-served",
        "A model that does not exist is served.",
        "https://github.com/lbjlaq/Antigravity-Manager/pull/2193",
        ("endpoint/unknown-model-is-refused",),
        Hooks(refusal=_unknown_model_served),
    ),
    Fault(
        "unknown-model-503",
        "A model that does not exist is answered with 503, which invites a retry.",
        "https://github.com/songquanpeng/one-api",
        ("endpoint/unknown-model-refusal-is-final",),
        Hooks(refusal=_unknown_model_503),
    ),
)
