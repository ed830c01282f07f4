"""Requirements on addresses: the documented path, method and models exist, and others are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecheck.reading.likeness import MAX_WORDS, alike
from wirecheck.reading.reading import Credential, Reading, Standing
from wirecheck.requirements.requirement import Level, Outcome, Reads, Unjudged, requirement
from wirecheck.spec.documented import documented_values

GONE = (
    r"(\bmodels?\b|{name})[^.]{{0,120}}?"
    r"(not.?found|no longer|retired|deprecated|not (supported|available|exist)|unavailable|unknown|does not exist)"
    r"|(unknown|invalid|unsupported|no such) model|model.?not.?found"
)
"""Words of an error that say that the model no longer exists, and not that it rejects a value."""


EMPTY = frozenset({"the", "requested", "page", "path", "route", "resource", "endpoint", "url", "error", "not", "found"})
"""Words of an error that says no more than its status."""


def _names_the_model(reading: Reading) -> bool:
    """Whether an error is about the model and not about the address, which contains the model's name too."""
    words = reading.error_text[:MAX_WORDS].lower().split()
    text = " ".join(word for word in words if not re.search(r"/models/[^:]*:\w", word))
    name = reading.model.name.lower()
    # Google's message if the model does not exist
    entity = "requested entity was not found" in text
    return entity or bool(re.search(r"\bmodels?\b", text)) or (bool(name) and name in text)


def _says_gone(reading: Reading) -> bool:
    name = re.escape(reading.model.name.lower() or "no name")
    return bool(re.search(GONE.format(name=name), reading.error_text.lower()))


ABSENT = re.compile(
    r"(invalid|unknown|no such|unsupported|unrecognized) (request )?(url|path|route|endpoint|uri|address)"
    r"|no (matching )?route|cannot (post|put)\b|method.{0,20}not.{0,3}allowed|not allowed here|not implemented"
    r"|\b(url|path|route|endpoint|uri|page|resource|post|put)\b.{0,80}(not.?found|not exist|unknown|does not match)"
)
"""Words of an error that say that nothing is at an address."""


def _says_nothing_is_there(reading: Reading) -> bool:
    """Whether an error has no words, none but `not found`, or words about the address of the request itself."""
    text = reading.error_text[:MAX_WORDS].lower()
    named = [word for word in text.split() if "/" in word]
    if any(reading.exchange.request.path.lower() not in word for word in named):
        # a handler passes on what its upstream says of an upstream's address
        return False
    bare = re.sub(r"[^a-z]+", " ", text.replace("_", " "))
    return bool(named) or not (set(bare.split()) - EMPTY) or ABSENT.search(text) is not None


def _is_missing(reading: Reading) -> bool:
    """Whether the path gets what a path gets that nobody has, or, where that is not known, what such a path would."""
    response = reading.response
    assert response is not None
    if _names_the_model(reading):
        return False
    nowhere = reading.others.nowhere
    if nowhere is None:
        return response.status == 405 or _says_nothing_is_there(reading)
    # a gateway that takes other methods alone says so of the documented path, and not of a made-up one
    method_alone = response.status == 405 and _says_nothing_is_there(reading)
    return method_alone or alike(response, nowhere)


def _known(reading: Reading) -> bool:
    return reading.right_method and not reading.unknown_model


@requirement(
    "endpoint/documented-path-exists",
    promised_by="operation",
    reads=Reads.ANY,
    asked=lambda reading: _known(reading) and reading.standing is not Standing.WRONG,
)
def documented_path_exists(reading: Reading) -> Iterator[Outcome]:
    """
    The documented path and method exist.

    Neither a valid request nor one with a bad key is answered as if the address did not exist (404, 405, 501), which is
    what a made-up path beside it gets. Any other 404 is about what was asked for, and other requirements judge it.
    """
    response = reading.response
    assert response is not None
    if reading.credential is not Credential.CALLERS and response.status == 404:
        # where others are served, the path is there, and hides from whoever has no key
        if not reading.others.served:
            yield Unjudged("status 404 to a request without a valid key")
    elif response.status in (301, 302, 303, 307, 308) or (response.status in (404, 405, 501) and _is_missing(reading)):
        yield f"{reading.exchange.request.method} {reading.exchange.request.path} was answered with {reading.said}"


@requirement(
    "endpoint/model-is-served",
    promised_by="operation",
    reads=Reads.ANY,
    asked=lambda reading: reading.documented,
    after=("endpoint/documented-path-exists", "auth/documented-key-is-served"),
)
def model_is_served(reading: Reading) -> Iterator[Outcome]:
    """
    The model that the page names is served.

    Models are retired while pages stay as they are; `--model` asks for another one.
    """
    response = reading.response
    assert response is not None
    if response.ok or response.status not in (400, 404, 410, 422, 500, 503) or not _names_the_model(reading):
        return
    if response.status in (404, 410) or _says_gone(reading):
        if reading.model.facts is not None and reading.model.facts.retired:
            yield Unjudged(f"`{reading.model.name}` is retired upstream")
            return
        if reading.model.given:
            yield Unjudged(f"`{reading.model.name}` is not served, and the page does not name it: is `--model` right?")
            return
        if reading.model.name not in (*documented_values(reading.operation, "model"), reading.operation.fixed_model):
            yield Unjudged(f"`{reading.model.name}` is not served, and the page does not name it")
            return
        yield f"`{reading.model.name}` was answered with {reading.said}: is it retired? `--model` asks for another"


@requirement(
    "endpoint/other-methods-are-refused",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    asked=lambda reading: not reading.right_method and reading.exchange.request.method not in ("OPTIONS", "HEAD"),
    after=("error/is-never-a-2xx",),
    judges_wrong_requests=True,
)
def other_methods_are_refused(reading: Reading) -> Iterator[Outcome]:
    """
    Methods that the page does not name are not served.

    Crawlers and link previews call every GET, so one that makes pictures costs money (RFC 9110, section 9.2.1).
    """
    if reading.served and not (reading.response and b"<html" in reading.response.content[:2000].lower()):
        yield f"{reading.exchange.request.method} was served"


@requirement(
    "endpoint/unknown-model-is-refused",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    asked=lambda reading: reading.unknown_model and reading.credential is Credential.CALLERS and reading.right_method,
    after=("error/is-never-a-2xx",),
    judges_wrong_requests=True,
)
def unknown_model_is_refused(reading: Reading) -> Iterator[Outcome]:
    """
    A model that does not exist is refused.

    If another model answers in its place, the caller pays for something that was not asked for.
    """
    if reading.delivered:
        yield f"`{reading.model.name}` was served"


@requirement(
    "endpoint/unknown-model-refusal-is-final",
    default_level=Level.SHOULD,
    reads=Reads.REFUSED,
    asked=lambda reading: reading.unknown_model and reading.credential is Credential.CALLERS and reading.right_method,
    judges_wrong_requests=True,
)
def unknown_model_refusal_is_final(reading: Reading) -> Iterator[Outcome]:
    """
    The refusal of an unknown model does not invite a retry.

    408, 409, 425, 429 and every 5xx do, but a retry cannot help if the model does not exist.
    """
    response = reading.response
    assert response is not None
    if response.status == 501 and not reading.others.served:
        yield Unjudged("status 501, and nothing was served here")
    elif response.status in (408, 409, 425, 429) or response.status >= 500:
        yield f"an unknown model was answered with {response.status}"
