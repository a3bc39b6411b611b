"""One module per thing measured; each gives its lines of the report."""
