"""Citizen and department-head surveys whose result is worth points in the index."""
