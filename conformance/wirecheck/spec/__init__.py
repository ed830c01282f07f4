"""
Specs, which state what providers promise: found, checked and read into values.

Held by `tests/spec/test_spec.py` and held by `tests/spec/test_bad.py`.
"""
