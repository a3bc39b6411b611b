#!/usr/bin/env python3
"""``healthcheck.py web|worker|beat``: exit 0 while the container does its work, 1 with the reason when it doesn't."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

PORT = 8000
BEAT_FOLDER = Path("/tmp/beat")  # noqa: S108 - inside the container, see entrypoint.sh
BEAT_SILENCE_SECONDS = 600


def web() -> str:
    """The process answers under a name it is allowed to answer for (another one would get 400)."""
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".*") or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": name})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"web: {error}"
    return "" if status == http.HTTPStatus.OK else f"web: status {status}"


def worker() -> str:
    """The worker answers a ping over Redis."""
    command = ["celery", "-A", "cchc", "inspect", "ping", "--timeout", "10", "-d", f"celery@{socket.gethostname()}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed command
    return "" if done.returncode == 0 else f"worker: {done.stderr or done.stdout}"


def beat() -> str:
    """Beat writes its schedule every few minutes."""
    written = max((file.stat().st_mtime for file in BEAT_FOLDER.glob("schedule*")), default=0.0)
    silence = time.time() - written
    return "" if silence < BEAT_SILENCE_SECONDS else f"beat: silent for {silence:.0f} s"


CHECKS = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    sys.exit(CHECKS[sys.argv[1]]() or 0)
