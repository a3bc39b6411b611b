#!/usr/bin/env bash
# Makes .venv with exactly the packages of requirements.lock, by uv where it is at hand and by pip where not.
set -euo pipefail
cd "$(dirname "$0")/.."

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.11 python3.12 python3.13 /usr/bin/python3; do
        if usable "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

make_environment() {
    local python
    if ! python=$(find_python); then
        echo "Cần Python 3.11 trở lên có mô-đun venv (Debian: python3-venv). Python 3.11 or later with venv is needed." >&2
        exit 1
    fi
    "$python" -m venv --clear .venv
}

install() {
    local uv
    if uv=$(command -v uv || command -v .venv/bin/uv) && "$uv" --version >/dev/null 2>&1; then
        "$uv" pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    fi
}

if ! usable .venv/bin/python; then
    echo "==> .venv"
    make_environment
fi
echo "==> requirements.lock"
install
