"""Requirements on keys, each on exchanges that hold it and that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

WRONG = "Bearer wirecheckWrongKey0123"
ECHO = (("Content-Type", "application/json"), ("X-Debug", "auth=[the caller's key]"))

KEY = "AIza" + "Sy0" * 12
HONEST = (
    *ECHO[:1],
    ("X-Request-Id", "req_011CSHoEeqs5C35K2UUqR7Fy"),
    ("CF-Ray", "8f2b1c3d4e5f6a7b-FRA"),
    ("ETag", 'W/"33a64df551425fcc55e4d42a148795d9f25f89d4"'),
    ("X-Goog-Upload-Id", "ABgVH8_aB3dE5gH7jK9mN1pQ3sT5vW7xY9zA1cD3eF5"),
    ("X-Amzn-Trace-Id", "Root=1-67891233-abcdef012345678912345678"),
    ("Set-Cookie", f"sid={KEY}; Path=/; Secure"),
    ("Location", "https://s3.test/a.png?X-Amz-Credential=AKIAQ3EGRI5LM2XN7YPV%2F20260101&X-Amz-Signature=1a2b3c"),
)
CHANCE = b"iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAMAAABIw9ux" + KEY.encode()
CALL = f"error sending request for url (https://generativelanguage.googleapis.com/v1beta/models?key={KEY})"

ROWS = [
    ("auth/documented-key-is-served", "held", "served", lambda m: m.gemini()),
    ("auth/documented-key-is-served", "held", "another refusal", lambda m: m.gemini(status=400)),
    ("auth/documented-key-is-served", "broken", "401", lambda m: m.gemini(status=401)),
    (
        "auth/documented-key-is-served",
        "broken",
        "400 as Google says it",
        lambda m: m.gemini(status=400, answer=m.error("API key not valid. Please pass a valid API key.")),
    ),
    ("auth/documented-key-is-served", "broken", "403", lambda m: m.images(status=403)),
    ("auth/documented-key-is-served", "not_applicable", "wrong key", lambda m: m.gemini(status=401, key=WRONG)),
    ("auth/no-key-is-refused", "held", "401", lambda m: m.gemini(status=401, key=None)),
    ("auth/no-key-is-refused", "held", "an empty key", lambda m: m.gemini(status=400, key="Bearer ")),
    ("auth/no-key-is-refused", "broken", "200", lambda m: m.gemini(key=None)),
    ("auth/no-key-is-refused", "not_applicable", "the key", lambda m: m.gemini()),
    ("auth/wrong-key-is-refused", "held", "403", lambda m: m.images(status=403, key=WRONG)),
    ("auth/wrong-key-is-refused", "broken", "200", lambda m: m.images(key=WRONG)),
    ("auth/refusal-is-401-or-403", "held", "401", lambda m: m.gemini(status=401, key=None)),
    (
        "auth/refusal-is-401-or-403",
        "held",
        "400 as Google says it",
        lambda m: m.gemini(status=400, key=WRONG, answer=m.error("API key not valid. Please pass a valid API key.")),
    ),
    ("auth/refusal-is-401-or-403", "broken", "500", lambda m: m.gemini(status=500, key=None)),
    ("auth/refusal-is-401-or-403", "broken", "400 without a word on keys", lambda m: m.gemini(status=400, key=WRONG)),
    ("auth/key-is-not-echoed", "held", "nowhere", lambda m: m.gemini()),
    ("auth/key-is-not-echoed", "broken", "in a header", lambda m: m.gemini(headers=ECHO)),
    (
        "auth/key-is-not-echoed",
        "broken",
        "in an error",
        lambda m: m.gemini(status=400, answer=m.error("bad token [the caller's key]")),
    ),
    ("auth/no-secret-is-shown", "held", "nothing", lambda m: m.gemini()),
    (
        "auth/no-secret-is-shown",
        "held",
        "masked, as OpenAI has it",
        lambda m: m.gemini(status=401, answer=m.error("Incorrect API key provided: sk-proj-********************abcd.")),
    ),
    (
        "auth/no-secret-is-shown",
        "held",
        "our own wrong key",
        lambda m: m.gemini(status=401, key=WRONG, answer=m.error("no such key: sk-wirecheckWrongKey0123456789abcdef")),
    ),
    (
        "auth/no-secret-is-shown",
        "held",
        "in a picture, by chance",
        lambda m: m.gemini(answer=m.answer(m.part(data="AIza" + "A" * 40), {"text": KEY, "thoughtSignature": KEY})),
    ),
    (
        "auth/no-secret-is-shown",
        "held",
        "in a picture that is cut short, by chance",
        lambda m: m.gemini(raw=b'{"candidates": [{"content": {"parts": [{"inlineData": {"data": "' + CHANCE * 60),
    ),
    (
        "auth/no-secret-is-shown",
        "broken",
        "beside a picture that is cut short",
        lambda m: m.gemini(raw=b'{"hint": "' + KEY.encode() + b'", "data": "' + b"iVBORw0KGgo" * 99),
    ),
    (
        "auth/no-secret-is-shown",
        "held",
        "a link with a signature",
        lambda m: m.images(answer=m.created(data=[{"url": f"https://s3.test/a.png?key={'a' * 32}"}])),
    ),
    ("auth/no-secret-is-shown", "broken", "an upstream's", lambda m: m.gemini(status=502, answer=m.error(CALL))),
    ("auth/no-secret-is-shown", "broken", "in a page", lambda m: m.gemini(status=502, raw=f"<html>{CALL}".encode())),
    (
        "auth/no-secret-is-shown",
        "broken",
        "in a served answer's header",
        lambda m: m.gemini(headers=(*ECHO[:1], ("X-Upstream-Auth", "Bearer " + "a1" * 20))),
    ),
    (
        "auth/no-secret-is-shown",
        "broken",
        "an inner address",
        lambda m: m.gemini(status=502, answer=m.error("dial tcp 10.1.2.3:8080: connect: connection refused")),
    ),
    (
        "auth/no-secret-is-shown",
        "broken",
        "an inner name",
        lambda m: m.gemini(status=502, answer=m.error('Post "http://router.prod.svc/v1": EOF')),
    ),
    (
        "auth/documented-key-is-served",
        "not_judged",
        "an organization that is not verified",
        lambda m: m.images(status=403, answer=m.error("Your organization must be verified to use the model.")),
    ),
    (
        "auth/documented-key-is-served",
        "not_judged",
        "an account without money",
        lambda m: m.gemini(status=401, answer=m.error("该令牌额度已用尽 TokenStatusExhausted")),
    ),
    (
        "auth/no-secret-is-shown",
        "broken",
        "an upstream's, taken out before",
        lambda m: m.gemini(status=502, answer=m.error("url (https://a.test/x?key=[what looks like a key])")),
    ),
    (
        "auth/no-secret-is-shown",
        "broken",
        "one taken out of a header, with its beginning",
        lambda m: m.gemini(headers=(*ECHO[:1], ("X-Upstream-Auth", "[what looks like a key: AIza...]"))),
    ),
    (
        "auth/no-secret-is-shown",
        "broken",
        "one of several messages",
        lambda m: m.gemini(status=502, answer={"errors": ["no", [CALL]], **m.error("no")}),
    ),
    ("auth/no-secret-is-shown", "broken", "nothing but a message", lambda m: m.gemini(status=502, answer=CALL)),
    (
        "auth/no-secret-is-shown",
        "broken",
        "a private key in a page",
        lambda m: m.gemini(status=502, raw=b"<pre>-----BEGIN PRIVATE KEY-----\nMIIEvQ"),
    ),
    (
        "auth/no-secret-is-shown",
        "held",
        "one taken out of what the model wrote",
        lambda m: m.gemini(answer=m.answer(m.part(), {"text": "[what looks like a key: sk-...]"})),
    ),
    ("auth/no-secret-is-shown", "held", "honest headers", lambda m: m.gemini(headers=HONEST)),
    (
        "auth/no-secret-is-shown",
        "held",
        "where a key goes",
        lambda m: m.gemini(
            status=401, answer=m.error("use ?key=your-gateway-api-key or Bearer YOUR-API-KEY-FROM-THE-CONSOLE")
        ),
    ),
    (
        "auth/no-secret-is-shown",
        "held",
        "a public name with an inner word in it",
        lambda m: m.gemini(status=400, answer=m.error("see https://docs.internal.tools and https://api.local.ai/x")),
    ),
    ("auth/no-key-is-refused", "broken", "a wrapped answer", lambda m: m.images(key=None, answer={"it": m.created()})),
    ("auth/no-key-is-refused", "not_judged", "an error as 200", lambda m: m.images(key=None, answer={"error": "no"})),
    (
        "auth/no-key-is-refused",
        "not_judged",
        "a page as 200",
        lambda m: m.images(key=None, raw=b"<html>Sign in</html>"),
    ),
    ("auth/wrong-key-is-refused", "broken", "a task", lambda m: m.images(key=WRONG, answer={"task_id": "task-1"})),
    ("auth/wrong-key-is-not-echoed", "held", "nowhere", lambda m: m.gemini(status=401, key=WRONG)),
    (
        "auth/wrong-key-is-not-echoed",
        "held",
        "a piece of it",
        lambda m: m.gemini(status=401, key=WRONG, answer=m.error("no such key: wirecheckW******0123")),
    ),
    (
        "auth/wrong-key-is-not-echoed",
        "broken",
        "in an error",
        lambda m: m.images(status=401, key=WRONG, answer=m.error("Incorrect API key: wirecheckWrongKey0123.")),
    ),
    (
        "auth/wrong-key-is-not-echoed",
        "broken",
        "in a page",
        lambda m: m.images(status=401, key=WRONG, raw=b"<html>Bearer wirecheckWrongKey0123</html>"),
    ),
    (
        "auth/wrong-key-is-not-echoed",
        "broken",
        "in a header",
        lambda m: m.gemini(status=401, key=WRONG, headers=(*ECHO[:1], ("X-User", "wirecheckWrongKey0123"))),
    ),
    ("auth/wrong-key-is-not-echoed", "not_applicable", "the caller's key", lambda m: m.gemini(status=401)),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
