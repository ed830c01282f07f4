"""A client library for accessing APIYI Gemini text to image"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
