"""Contains all the data models used in inputs/outputs"""

from .base_64 import Base64
from .candidate import Candidate
from .content import Content
from .content_answer import ContentAnswer
from .content_role import ContentRole
from .create_image_request import CreateImageRequest
from .create_image_request_response_format import CreateImageRequestResponseFormat
from .create_image_response import CreateImageResponse
from .generate_content_request import GenerateContentRequest
from .generate_content_response import GenerateContentResponse
from .generation_config import GenerationConfig
from .image import Image
from .image_config import ImageConfig
from .inline_data import InlineData
from .inline_data_input import InlineDataInput
from .input_tokens_details import InputTokensDetails
from .part import Part
from .part_answer import PartAnswer
from .safety_rating import SafetyRating
from .thinking_config import ThinkingConfig
from .tool import Tool
from .tool_google_search import ToolGoogleSearch
from .usage import Usage
from .usage_metadata import UsageMetadata

__all__ = (
    "Base64",
    "Candidate",
    "Content",
    "ContentAnswer",
    "ContentRole",
    "CreateImageRequest",
    "CreateImageRequestResponseFormat",
    "CreateImageResponse",
    "GenerateContentRequest",
    "GenerateContentResponse",
    "GenerationConfig",
    "Image",
    "ImageConfig",
    "InlineData",
    "InlineDataInput",
    "InputTokensDetails",
    "Part",
    "PartAnswer",
    "SafetyRating",
    "ThinkingConfig",
    "Tool",
    "ToolGoogleSearch",
    "Usage",
    "UsageMetadata",
)
