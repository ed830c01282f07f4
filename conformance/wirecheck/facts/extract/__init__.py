"""Facts from the blocks of a page: the claims of each block, and the facts that follow from all of them."""
