"""PostgreSQL and Redis without set-up, for the demo, the tests and a first try.

Nothing here imports Django: the settings call these functions to learn their addresses. The servers live on after
the calling process has ended; `stop_all` (or ``python -m cchc.embedded stop``) ends them.
"""

from .common import EmbeddedError
from .postgres import PostgresUrls, ensure_postgres, postgres_program
from .redis_server import ensure_redis
from .servers import remove_all, status, stop_all

__all__ = [
    "EmbeddedError",
    "PostgresUrls",
    "ensure_postgres",
    "ensure_redis",
    "postgres_program",
    "remove_all",
    "status",
    "stop_all",
]
