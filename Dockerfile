# One image for web, worker, beat and migrate; deploy/entrypoint.sh chooses. Nothing is fetched at run time.
FROM python:3.11-slim-bookworm AS packages
COPY deploy/requirements.lock /tmp/requirements.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation2 fonts-croscore fonts-dejavu-core poppler-utils \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin cchc \
    && install -d -o cchc -g cchc -m 0750 /srv/media \
    && fc-cache -f
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    DATA_DIR=/tmp/cchc \
    MEDIA_ROOT=/srv/media \
    STATIC_ROOT=/app/staticfiles
# The values below only let the settings load; none of them stays in the image.
RUN python -m compileall -q . \
    && SECRET_KEY=build DATABASE_URL=postgresql://build@build.invalid/build REDIS_URL=redis://build.invalid/0 \
        python manage.py collectstatic --noinput --verbosity 0
USER cchc
VOLUME /srv/media
EXPOSE 8000
ENTRYPOINT ["deploy/entrypoint.sh"]
CMD ["web"]
