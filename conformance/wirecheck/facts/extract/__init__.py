"""
Facts from the blocks of a page: the claims of each block, and the facts that follow from all of them.

Held by `tests/facts/extract/test_part.py` and held by `tests/facts/test_samples.py`.
"""
