#!/bin/bash
# Run once by the postgres image on an empty volume: the two roles with their passwords, the database, and the default privileges.
# On a server of one's own run the same by hand: SQL_DIR=cchc/embedded/sql PGUSER=postgres CCHC_OWNER_PASSWORD=... deploy/postgres/10-roles.sh
set -euo pipefail

: "${CCHC_OWNER_PASSWORD:?the password of role cchc_owner (migrations)}"
: "${CCHC_APP_PASSWORD:?the password of role cchc_app (web, worker, beat)}"
export PGUSER="${POSTGRES_USER:-${PGUSER:-postgres}}"
sql_dir="${SQL_DIR:-/sql}"

run() {
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"
}

run --dbname postgres --file "$sql_dir/roles.sql"
# From the environment into psql variables, quoted by psql itself: a password may hold any character and is in no process list.
run --dbname postgres <<'SQL'
\getenv owner_password CCHC_OWNER_PASSWORD
\getenv app_password CCHC_APP_PASSWORD
ALTER ROLE cchc_owner PASSWORD :'owner_password';
ALTER ROLE cchc_app PASSWORD :'app_password';
SELECT 'CREATE DATABASE cchc OWNER cchc_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'cchc')
\gexec
GRANT CONNECT ON DATABASE cchc TO cchc_app;
SQL
for database in template1 cchc; do
    run --dbname "$database" --file "$sql_dir/database.sql"
done
