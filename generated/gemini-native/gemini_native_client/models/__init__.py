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
from .generation_config_modality import GenerationConfigModality
from .image_config import ImageConfig
from .image_config_aspect_ratio import ImageConfigAspectRatio
from .image_config_image_size import ImageConfigImageSize
from .inline_data import InlineData
from .inline_data_input import InlineDataInput
from .part import Part
from .part_answer import PartAnswer
from .prompt_feedback import PromptFeedback
from .safety_rating import SafetyRating
from .safety_setting import SafetySetting
from .system_instruction import SystemInstruction
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
    "GenerationConfigModality",
    "ImageConfig",
    "ImageConfigAspectRatio",
    "ImageConfigImageSize",
    "InlineData",
    "InlineDataInput",
    "Part",
    "PartAnswer",
    "PromptFeedback",
    "SafetyRating",
    "SafetySetting",
    "SystemInstruction",
    "UsageMetadata",
)
