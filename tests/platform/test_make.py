"""The two commands and their scripts, as far as they can be tried without a bare machine."""

import os
import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPTS = sorted([REPOSITORY / ".ci" / "run", *REPOSITORY.glob("scripts/*.sh"), *REPOSITORY.glob("deploy/**/*.sh")])
RUNTIME_PACKAGES = (
    "fontconfig fonts-croscore fonts-dejavu-core fonts-liberation2 libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0"
    " poppler-utils"
)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=REPOSITORY, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def program(folder: Path, name: str, script: str) -> None:
    """Put a program of the system, played by a line of shell, on the folder that stands first on PATH."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A system that has no package installed and writes down what apt-get is asked for."""
    program(tmp_path, "dpkg-query", "exit 1")
    program(tmp_path, "chromium", "exit 0")
    program(tmp_path, "apt-get", f'echo "$*" >> {tmp_path}/apt.log')
    program(tmp_path, "id", "echo 0")
    return tmp_path


def packages_asked(folder: Path) -> str:
    words = (folder / "apt.log").read_text().splitlines()[-1].split("DPkg::Lock::Timeout=120 ")[1].split()
    return " ".join(sorted(words))


def test_make_without_a_target_lists_all_targets() -> None:
    listed = re.findall(r"^  make (\S+) ", run("make", "--no-print-directory").stdout, re.MULTILINE)
    declared = re.findall(r"^\.PHONY: (.*)$", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(declared[0].split())


def test_the_continuous_check_runs_the_command_of_the_readme() -> None:
    lines = (REPOSITORY / ".ci" / "run").read_text().splitlines()
    assert lines[-1] == "exec make test"
    assert os.access(REPOSITORY / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_each_script_is_executable_and_parses(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert run("bash", "-n", str(script)).stderr == ""


def test_no_lock_file_names_an_address() -> None:
    for lock in (REPOSITORY / "requirements.lock", REPOSITORY / "deploy" / "requirements.lock"):
        assert re.findall(r"https?://|--index-url|@ file", lock.read_text()) == []


def test_the_image_gets_the_tested_versions_and_none_of_the_tools() -> None:
    pinned = {
        name: set(re.findall(r"^([a-z0-9-]+)==(\S+)", (REPOSITORY / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "deploy/requirements.lock")
    }
    assert pinned["deploy/requirements.lock"] - pinned["requirements.lock"] == set()
    tools = {name for name, _ in pinned["requirements.lock"] - pinned["deploy/requirements.lock"]}
    assert {"mypy", "playwright", "pytest", "ruff"} <= tools
    assert {"django", "celery", "weasyprint"} & tools == set()


def test_missing_system_packages_are_installed_with_root(bare: Path) -> None:
    done = run("scripts/system_packages.sh", "runtime", PATH=f"{bare}:{os.environ['PATH']}")
    assert (done.returncode, done.stderr) == (0, "")
    assert packages_asked(bare) == RUNTIME_PACKAGES


def test_a_browser_is_installed_for_the_tests_where_none_is_found(bare: Path) -> None:
    (bare / "chromium").unlink()
    tools = bare / "tools"
    tools.mkdir()
    for name in ("env", "bash", "grep", "xargs", "echo"):
        (tools / name).symlink_to(
            next(Path(f"{folder}/{name}") for folder in ("/usr/bin", "/bin") if Path(folder, name).exists())
        )
    done = run("scripts/system_packages.sh", "tests", PATH=f"{bare}:{tools}", CHROMIUM_PATH="")
    assert (done.returncode, done.stderr) == (0, "")
    assert packages_asked(bare) == "chromium libatomic1"


def test_without_root_one_sentence_says_what_is_missing_and_the_command_goes_on(bare: Path) -> None:
    program(bare, "id", "echo 1000")
    program(bare, "sudo", "exit 1")
    done = run("scripts/system_packages.sh", "runtime", PATH=f"{bare}:{os.environ['PATH']}")
    assert done.returncode == 0
    message = "Thiếu gói hệ thống (system packages missing; PDFs or browser tests may fail): "
    assert done.stderr.startswith(message)
    assert " ".join(sorted(done.stderr.removeprefix(message).split())) == RUNTIME_PACKAGES
    assert not (bare / "apt.log").exists()


def test_nothing_is_asked_of_apt_when_all_is_there(bare: Path) -> None:
    program(bare, "dpkg-query", "echo installed")
    done = run("scripts/system_packages.sh", "runtime", "tests", PATH=f"{bare}:{os.environ['PATH']}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (bare / "apt.log").exists()
