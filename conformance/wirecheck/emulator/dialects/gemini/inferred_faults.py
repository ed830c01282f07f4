"""
Faults of generateContent that are inferred from those that were seen: the same promise broken in another way.

Nobody reported them; a suite that checks what must hold, and not only what was seen, finds them too.
"""

from __future__ import annotations

from wirecheck.emulator.dialects.gemini.faults import MEDIA_TYPE, REASON, in_candidates, in_pictures, pictures_called
from wirecheck.emulator.hook_makers import with_members
from wirecheck.emulator.hooks import Body, inferred


def _as_file(part: Body) -> None:
    del part["inlineData"]
    part["fileData"] = {"fileUri": "https://files.example.com/1", "mimeType": "image/png"}


def _as_data_url(part: Body) -> None:
    part["text"] = f"data:image/png;base64,{part.pop('inlineData')['data']}"


FAULTS = (
    inferred(
        "candidates-null",
        "`candidates` is null.",
        "answer/has-a-candidate",
        with_members(candidates=None),
        listed_after="single-quotes",
    ),
    inferred(
        "content-missing",
        "A candidate has no content.",
        "answer/has-the-picture",
        in_candidates(lambda candidate: candidate.pop("content")),
    ),
    inferred(
        "parts-empty",
        "A turn has no parts.",
        "answer/has-the-picture",
        in_candidates(lambda candidate: candidate["content"].update(parts=[])),
    ),
    inferred(
        "picture-as-file",
        "The picture is a reference to a file.",
        "answer/has-the-picture",
        in_pictures(_as_file),
    ),
    inferred(
        "picture-as-data-url",
        "The picture is a data URL in a text.",
        "answer/has-the-picture",
        in_pictures(_as_data_url),
    ),
    inferred(
        "picture-data-empty",
        "The picture's data is empty.",
        "answer/has-the-picture",
        in_pictures(lambda part: part["inlineData"].update(data="")),
    ),
    inferred(
        "reason-in-small-letters",
        "The finish reason is one of another dialect.",
        "answer/finish-reason-fits",
        in_candidates(lambda candidate: candidate.update(finishReason="stop")),
    ),
    inferred(
        "reason-null",
        "The finish reason is null.",
        "answer/has-a-finish-reason",
        in_candidates(lambda candidate: candidate.update(finishReason=None)),
        REASON,
    ),
    inferred(
        "reason-is-safety",
        "The finish reason is a refusal, beside a picture.",
        "answer/finish-reason-fits",
        in_candidates(lambda candidate: candidate.update(finishReason="IMAGE_SAFETY")),
    ),
    inferred(
        "role-is-assistant-like",
        "The role is the caller's.",
        "answer/role-is-model",
        in_candidates(lambda candidate: candidate["content"].update(role="user")),
    ),
    inferred(
        "model-of-another-name",
        "The answer is from an older model.",
        "answer/model-is-the-one-asked",
        with_members(modelVersion="gemini-2.0-flash-preview-image-generation"),
    ),
    inferred(
        "media-type-wrong-kind",
        "The media type is that of a text.",
        "picture/declared-type-is-true",
        in_pictures(lambda part: part["inlineData"].update(mimeType="text/plain")),
        MEDIA_TYPE,
    ),
    inferred(
        "png-called-webp",
        "A PNG is declared as WebP.",
        "picture/declared-type-is-true",
        pictures_called("image/webp", "png"),
    ),
    inferred(
        "webp-called-jpeg",
        "A WebP is declared as JPEG.",
        "picture/declared-type-is-true",
        pictures_called("image/jpeg", "webp"),
    ),
)
"""The dialect's own faults that were not seen."""
