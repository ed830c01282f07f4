"""
A page cut into blocks, whatever its form: text, Markdown, MDX, HTML or OpenAPI.

Held by `tests/facts/test_samples.py`.
"""
