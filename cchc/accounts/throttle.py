"""Counting requests in the shared cache, so that every process sees the same count."""

import hashlib

from django.core.cache import cache


def within_limit(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more request; False once more than ``limit`` came within ``seconds`` of the first.

    The name is hashed: whatever people type makes a key of fixed length, and no name stands in the cache.
    """
    key = f"throttle:{what}:{hashlib.sha256(who.encode()).hexdigest()}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= limit
    except ValueError:  # the key ran out between the two calls
        return cache.add(key, 1, seconds) or True
