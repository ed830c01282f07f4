"""Base64, where models hold it."""

from ..types import Base64 as Base64
