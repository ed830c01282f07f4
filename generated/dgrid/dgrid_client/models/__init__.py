"""Contains all the data models used in inputs/outputs"""

from .base_64 import Base64
from .candidate import Candidate
from .candidate_known_finish_reason import CandidateKnownFinishReason
from .content import Content
from .content_answer import ContentAnswer
from .content_role import ContentRole
from .generate_content_request import GenerateContentRequest
from .generate_content_response import GenerateContentResponse
from .generation_config import GenerationConfig
from .image_config import ImageConfig
from .inline_data import InlineData
from .inline_data_input import InlineDataInput
from .part import Part
from .part_answer import PartAnswer
from .safety_rating import SafetyRating
from .usage_metadata import UsageMetadata

__all__ = (
    "Base64",
    "Candidate",
    "CandidateKnownFinishReason",
    "Content",
    "ContentAnswer",
    "ContentRole",
    "GenerateContentRequest",
    "GenerateContentResponse",
    "GenerationConfig",
    "ImageConfig",
    "InlineData",
    "InlineDataInput",
    "Part",
    "PartAnswer",
    "SafetyRating",
    "UsageMetadata",
)
