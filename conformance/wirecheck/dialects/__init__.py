"""
Protocols, as values: everything that the judging side knows of each, in a folder each, as one `Dialect`.

They are found by name in `wirecheck.spec.dialect_registry`: every package in this folder is a dialect.

Held by `tests/dialects/test_made_up.py`.
"""
