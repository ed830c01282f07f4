from typing import Literal

CandidateKnownFinishReason = Literal[
    "IMAGE_OTHER",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
    "IMAGE_SAFETY",
    "MAX_TOKENS",
    "NO_IMAGE",
    "OTHER",
    "PROHIBITED_CONTENT",
    "RECITATION",
    "SAFETY",
    "STOP",
]

CANDIDATE_KNOWN_FINISH_REASON_VALUES: set[CandidateKnownFinishReason] = {
    "IMAGE_OTHER",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
    "IMAGE_SAFETY",
    "MAX_TOKENS",
    "NO_IMAGE",
    "OTHER",
    "PROHIBITED_CONTENT",
    "RECITATION",
    "SAFETY",
    "STOP",
}


def check_candidate_known_finish_reason(value: str) -> CandidateKnownFinishReason:
    if value in CANDIDATE_KNOWN_FINISH_REASON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CANDIDATE_KNOWN_FINISH_REASON_VALUES!r}")
