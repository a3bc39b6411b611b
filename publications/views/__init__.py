"""Pages of the result, its papers, and what is public."""
