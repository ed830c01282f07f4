"""The clients: one typed distribution per provider, made from its spec by openapi-python-client."""

from wirecheck.generate.driver import PINS, Client, check, generate

__all__ = ["PINS", "Client", "check", "generate"]
