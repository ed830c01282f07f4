"""A typed client for Gemini native: `Client` and `AsyncClient`, and `images_of` what they answer."""

from ._answers import request_id_of
from .client import AsyncClient, Client
from .errors import (
    APIConnectionError,
    APIError,
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    RequestTooLargeError,
    UnprocessableEntityError,
)
from .pictures import Picture, images_of, urls_of
from .types import UNSET, Base64, Unset

__all__ = (
    "UNSET",
    "APIConnectionError",
    "APIError",
    "APIResponseError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "InternalServerError",
    "NotFoundError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestTooLargeError",
    "UnprocessableEntityError",
    "AsyncClient",
    "Base64",
    "Client",
    "Picture",
    "Unset",
    "images_of",
    "request_id_of",
    "urls_of",
)
