"""
Facts out of the blocks of a page: what each block claims, and what all of them come to.

Held by `tests/facts/extract/test_part.py` and held by `tests/facts/test_samples.py`.
"""
