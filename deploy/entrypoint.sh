#!/bin/sh
# web | worker | beat | migrate, or any command of manage.py.
set -eu

case "${1:-web}" in
    web)
        exec gunicorn cchc.wsgi:application --bind 0.0.0.0:8000 --workers "${WEB_WORKERS:-3}" --threads "${WEB_THREADS:-4}" \
            --timeout 60 --graceful-timeout 30 --max-requests 20000 --max-requests-jitter 2000 --worker-tmp-dir /dev/shm \
            --keep-alive 75 --no-control-socket --access-logfile -
        ;;
    worker)
        exec celery -A cchc worker --concurrency "${WORKER_CONCURRENCY:-2}" --prefetch-multiplier 1 --loglevel INFO
        ;;
    beat)
        mkdir -p /tmp/beat
        exec celery -A cchc beat --loglevel INFO --pidfile= --schedule /tmp/beat/schedule
        ;;
    *)
        exec python manage.py "$@"
        ;;
esac
