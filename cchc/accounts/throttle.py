"""Counting requests in the shared cache, so that every process sees the same count."""

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger("cchc.accounts")


def within_limit(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more request; False once more than ``limit`` came within ``seconds`` of the first.

    The name is hashed: whatever people type makes a key of fixed length, and no name stands in the cache. While Redis
    doesn't answer nothing is counted and everybody is let through: people must be able to go on working, and failed
    logins are counted in the database besides.
    """
    try:
        return _counted(_key(what, who), seconds) <= limit
    except RedisError as error:
        log.error("requests for %s are not counted: %s", what, error)
        return True


def is_used_up(what: str, who: str, *, limit: int) -> bool:
    """Whether ``limit`` requests have been counted; counts none. False while Redis doesn't answer."""
    try:
        return cache.get(_key(what, who), 0) >= limit
    except RedisError as error:
        log.error("requests for %s are not counted: %s", what, error)
        return False


def _key(what: str, who: str) -> str:
    return f"throttle:{what}:{hashlib.sha256(who.encode()).hexdigest()}"


def _counted(key: str, seconds: int) -> int:
    if cache.add(key, 1, seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # the key ran out between the two calls
        cache.add(key, 1, seconds)
        return 1
