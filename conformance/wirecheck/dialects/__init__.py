"""
Protocols, as values: all that is known of each on the judging side, a folder each, behind one `Dialect`.

They are found by their names in `wirecheck.spec.dialect_registry`; a package of this room is one by being there.

Held by `tests/dialects/test_made_up.py`.
"""
