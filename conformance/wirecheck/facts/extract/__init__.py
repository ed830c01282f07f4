"""Facts out of the blocks of a page: what each block claims, and what all of them come to."""
