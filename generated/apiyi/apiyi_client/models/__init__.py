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
from .part import Part
from .part_answer import PartAnswer
from .thinking_config import ThinkingConfig
from .thinking_config_thinking_level import ThinkingConfigThinkingLevel
from .tool import Tool
from .tool_google_search import ToolGoogleSearch
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
    "Part",
    "PartAnswer",
    "ThinkingConfig",
    "ThinkingConfigThinkingLevel",
    "Tool",
    "ToolGoogleSearch",
    "UsageMetadata",
)
