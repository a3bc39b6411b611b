#!/usr/bin/env bash
# The checks of `make test` and `make check`, in the order in which they are quick; arguments go to pytest.
# Embedded servers and data of the tests are their own: the demo's are not touched.
set -euo pipefail
cd "$(dirname "$0")/.."

export CCHC_TEST=1
DATA_DIR="$(realpath -m "${DATA_DIR:-.data}")/test"
export DATA_DIR
bin=.venv/bin

stop_servers() {
    "$bin/python" -m cchc.embedded stop >/dev/null || true
}
trap stop_servers EXIT

step() {
    echo "==> $*"
    "$@"
}

production_check() {
    local key
    key=$("$bin/python" -c 'import secrets; print(secrets.token_urlsafe(60))')
    echo "==> manage.py check --deploy"
    env -u DATA_DIR -u DEBUG DATABASE_URL=postgresql://cchc_app:none@database.invalid/cchc REDIS_URL=redis://redis.invalid:6379/0 \
        SECRET_KEY="$key" ALLOWED_HOSTS=cchc.invalid SITE_URL=https://cchc.invalid PROXY_COUNT=1 EMAIL_HOST=smtp.invalid \
        "$bin/python" manage.py check --deploy --fail-level WARNING
}

# Meanwhile the tests' database is migrated: it takes as long as the checks, and the tests would wait for it.
DJANGO_SETTINGS_MODULE=cchc.settings.test "$bin/python" -c \
    'import django; django.setup(); from tests.conftest import migrated_template; migrated_template()' &
template=$!
step "$bin/ruff" format --check --quiet .
step "$bin/ruff" check --quiet .
step "$bin/mypy"
step "$bin/lint-imports"
step "$bin/python" manage.py makemigrations --check --dry-run
step "$bin/python" manage.py check
production_check
wait "$template"
step "$bin/pytest" -n "${TEST_WORKERS:-2}" --dist worksteal "$@"
