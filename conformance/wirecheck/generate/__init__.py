"""The clients: one typed distribution per provider, made from its spec by openapi-python-client."""

from wirecheck.generate.driver import PINS, GeneratedClient, check, generate

__all__ = ["PINS", "GeneratedClient", "check", "generate"]
