"""One file with the whole installation: rows of every table, stored files, and a manifest that both are held against.

The file is a tar: ``rows/TABLE.copy.gz`` (COPY's text form), ``files/TENANT/…`` and last ``manifest.json``; a file cut
short has no manifest and is refused. The tables themselves are not in it: they come from the migrations, so that a
backup is restored by the version that made it. Secrets, sessions and Redis are not in it either.
"""
