"""Pure rules of computing: scores with their working, roll-ups, index, ranks, bands, deadlines and the plan's faults.

Nothing here knows Django, a database, a file or the current time; numbers are ``Decimal``, results are frozen
dataclasses.
"""
