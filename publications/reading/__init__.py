"""Reading a result: points by agency and node, losses and their causes, years, distributions, reports."""
