"""
Promises as functions: one module a family.

Held by `tests/requirements/test_catalogue.py`.
"""
