"""Requirements on answers that are candidates: their members, their parts, and where the picture stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecheck.dialects.capability import Capability
from wirecheck.reading.reading import Reading
from wirecheck.requirements import premises
from wirecheck.requirements.requirement import Broken, Level, Outcome, requirement
from wirecheck.spec import upstream
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import at, items

PARTS = "response.candidates[].content.parts"


@requirement(
    "answer/has-a-candidate", promised_by="response.candidates", after=premises.SERVED, needs=Capability.CANDIDATES
)
def has_a_candidate(reading: Reading) -> Iterator[Outcome]:
    """A served answer contains a candidate."""
    if not any(isinstance(candidate, dict) for candidate in items(reading.answer, "candidates")):
        yield "there is no candidate"


@requirement(
    "answer/role-is-model",
    promised_by="response.candidates[].content.role",
    default_level=Level.SHOULD,
    after=(*premises.SERVED, "answer/has-a-candidate"),
    needs=Capability.CANDIDATES,
)
def role_is_model(reading: Reading) -> Iterator[Outcome]:
    """
    The answer's turn has the role `model`.

    A caller sends the turn back unchanged; with another role the next call fails.
    If the page shows no role, none is required.
    """
    documented = reading.operation.citation("response.candidates[].content.role") is not None
    for candidate in items(reading.answer, "candidates"):
        content = at(candidate, "content")
        role = at(content, "role")
        if isinstance(content, dict) and role != "model" and (role or (documented and reading.finals)):
            yield f"the role is {lenient_json.snippet(str(role))}" if role else "the role is missing"


@requirement(
    "answer/has-a-finish-reason",
    promised_by="response.candidates[].finishReason",
    after=(*premises.SERVED, "answer/has-a-candidate", "answer/members-are-camel-case"),
    needs=Capability.CANDIDATES,
)
def has_a_finish_reason(reading: Reading) -> Iterator[Outcome]:
    """
    Each candidate says why it ended.

    Without it a caller cannot tell a finished picture from one that was cut off or refused.
    """
    for candidate in items(reading.answer, "candidates"):
        if isinstance(candidate, dict) and not candidate.get("finishReason"):
            yield "the candidate has no `finishReason`"


@requirement(
    "answer/finish-reason-fits",
    default_level=Level.SHOULD,
    after=(*premises.SERVED, "answer/has-a-candidate"),
    needs=Capability.CANDIDATES,
)
def finish_reason_fits(reading: Reading) -> Iterator[Outcome]:
    """
    A finish reason is written in capitals, as upstream does, and is `STOP` if the picture is there.

    Undocumented reasons are allowed: upstream adds some every year.
    """
    published = upstream.published(reading.operation.dialect)
    for i, candidate in enumerate(items(reading.answer, "candidates")):
        reason = lenient_json.text(candidate, "finishReason")
        if reason is None:
            continue
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", reason):
            yield Broken(f"the finish reason is {lenient_json.snippet(reason)}", "finishReason", reason[:40])
        elif reason in published.without_picture - {"MAX_TOKENS"} and any(
            f"candidates[{i}]." in f.where for f in reading.finals
        ):
            yield Broken(f"there is a picture, but the finish reason is `{reason}`", "finishReason", reason[:40])


@requirement(
    "answer/has-the-picture",
    promised_by=f"{PARTS}[].inlineData",
    default_level=Level.SHOULD,
    asked=lambda reading: reading.asked.picture,
    after=(*premises.SERVED, "answer/has-a-candidate", "answer/members-are-camel-case"),
    needs=Capability.CANDIDATES,
    also="Google also does this, for some prompts: https://github.com/minimaxir/gemimg/issues/5",
)
def has_the_picture(reading: Reading) -> Iterator[Outcome]:
    """
    If a picture was asked for, the answer itself contains one that is not a draft.

    A link in a text does not count, and neither does a picture that is marked as a thought.
    """
    if any(isinstance(found.data, str) and found.data for found in reading.finals):
        return
    reasons = ", ".join(
        f"`{reason}`" for c in items(reading.answer, "candidates") if (reason := lenient_json.text(c, "finishReason"))
    )
    said = f" (finish reason {reasons})" if reasons else ""
    if reading.pictures:
        yield f"the only picture is a draft, or has no data{said}"
    else:
        yield f"there is no picture{said}"


@requirement(
    "answer/has-the-text",
    promised_by=(f"{PARTS}[].text", PARTS),
    default_level=Level.SHOULD,
    asked=lambda reading: reading.asked.text,
    after=(*premises.SERVED, "answer/has-a-candidate"),
    needs=Capability.CANDIDATES,
)
def has_the_text(reading: Reading) -> Iterator[Outcome]:
    """If only text was asked for, the answer contains text."""
    if not any(part.get("text") and part.get("thought") is not True for _, part in reading.parts):
        yield "there is no text"


@requirement(
    "answer/picture-comes-first",
    promised_by=PARTS,
    asked=lambda reading: reading.operation.picture_first and reading.asked.picture and not reading.asked.words,
    after=("answer/has-the-picture",),
    needs=Capability.CANDIDATES,
)
def picture_comes_first(reading: Reading) -> Iterator[Outcome]:
    """
    If a picture alone was asked for, it is the first part, where the page's own sample code reads it there.

    Code that was copied from the sample crashes on a text before the picture. A caller who asks for text as well gets
    text, before the picture or after it.
    """
    # a caller who asks for thoughts checks each part for their mark
    parts = [part for _, part in reading.parts if not (reading.asked.thoughts and part.get("thought") is True)]
    first = parts[0] if parts else {}
    if not isinstance(first.get("inlineData"), dict):
        kind = "text" if "text" in first else ", ".join(sorted(first)) or "empty"
        yield f"the first part is {kind}, but the page's sample reads the picture there"
    elif first.get("thought") is True:
        yield "the first part is a draft, but the page's sample reads the picture there"


@requirement(
    "answer/thoughts-only-when-asked",
    promised_by="request.generationConfig.thinkingConfig.includeThoughts",
    default_level=Level.SHOULD,
    asked=lambda reading: not reading.asked.thoughts,
    after=premises.SERVED,
    needs=Capability.CANDIDATES,
)
def thoughts_only_when_asked(reading: Reading) -> Iterator[Outcome]:
    """
    Thoughts come only when they were asked for.

    A caller who did not ask for thoughts does not check for their mark, and takes a thought for the answer.
    """
    marked = [where for where, part in reading.parts if part.get("thought") is True]
    if marked:
        yield f"`{marked[0]}` is a thought, but none was asked for"


@requirement(
    "answer/thoughts-come-when-asked",
    promised_by="request.generationConfig.thinkingConfig.includeThoughts",
    at_most=Level.SHOULD,
    asked=lambda reading: reading.asked.thoughts is True and reading.asked.thinks_long,
    after=(*premises.SERVED, "answer/has-a-candidate", "answer/members-are-camel-case"),
    needs=Capability.CANDIDATES,
)
def thoughts_come_when_asked(reading: Reading) -> Iterator[Outcome]:
    """
    If thoughts were asked for, they are in the answer, and marked as thoughts.

    This is judged only if the model was asked to think long: one that thinks little may have no thoughts to show.
    """
    if not any(part.get("thought") is True for _, part in reading.parts):
        yield "no part is marked as a thought"


def _plain_name(model: str) -> str:
    """A model's name without its path and version, so that a preview and its release are equal."""
    name = re.sub(r"-(preview|latest|exp)\b", "", model.lower().rpartition("/")[2])
    return re.sub(r"-(\d{2,4}-)*\d{2,8}$", "", name)


@requirement(
    "answer/model-is-the-one-asked",
    default_level=Level.SHOULD,
    after=premises.SERVED,
    needs=Capability.CANDIDATES,
)
def model_is_the_one_asked(reading: Reading) -> Iterator[Outcome]:
    """
    If the answer names one of upstream's models, it is the one that was asked for.

    Another model draws differently and costs a different price. A preview and its release count as the same model, and
    a name that upstream does not know is the gateway's own.
    """
    said = lenient_json.text(reading.answer, "modelVersion")
    facts = reading.model.facts
    if said is None or facts is None:
        return
    known = {_plain_name(name) for name in upstream.models(reading.operation.dialect)}
    asked = {_plain_name(reading.model.name), _plain_name(facts.name)}
    if _plain_name(said) in known - asked:
        yield Broken(f"`{reading.model.name}` was asked for, but the answer is from `{said[:80]}`", "modelVersion")


@requirement(
    "answer/members-are-camel-case",
    promised_by=(f"{PARTS}[].inlineData", PARTS, "response"),
    default_level=Level.SHOULD,
    after=premises.SERVED,
    needs=Capability.CANDIDATES,
)
def members_are_camel_case(reading: Reading) -> Iterator[Outcome]:
    """
    The answer's members are spelt in camelCase, as documented.

    A documented or upstream member that is spelt in snake_case is not found by clients, unless the camelCase spelling
    stands beside it.
    """
    seen: set[str] = set()
    there = {path for path, _ in lenient_json.walk(reading.answer)}
    for path, _ in lenient_json.walk(reading.answer):
        outer, dot, name = path.removesuffix("[]").rpartition(".")
        if name in SNAKES and name not in seen and f"{outer}{dot}{SNAKES[name]}" not in there:
            seen.add(name)
            yield Broken(f"`{path}` is spelt with an underscore", name)


CAMELS = (
    *("inlineData", "mimeType", "fileData", "fileUri", "finishReason", "finishMessage", "safetyRatings"),
    *("usageMetadata", "promptTokenCount", "candidatesTokenCount", "totalTokenCount", "thoughtsTokenCount"),
    *("promptTokensDetails", "candidatesTokensDetails", "tokenCount", "promptFeedback", "blockReason"),
    *("modelVersion", "responseId", "thoughtSignature", "groundingMetadata", "citationMetadata"),
)
SNAKES = {re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", name): name for name in CAMELS}
