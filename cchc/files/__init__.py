"""Bytes from outside: which files are taken in, how they are kept and handed out, and workbooks as typed rows.

Nothing here knows the office's work: no models, no tenants beyond the name of a directory.
"""
