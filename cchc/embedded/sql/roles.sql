-- The two roles of every installation, embedded or on a server. Run once per cluster by a superuser; running it again changes nothing.
-- cchc_owner owns the tables and runs the migrations; cchc_app is what the web, worker and beat log in as. Neither is a superuser
-- nor bypasses row-level security, and cchc_app owns nothing: that is what makes the tenants' policies bind it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cchc_owner') THEN
        CREATE ROLE cchc_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cchc_app') THEN
        CREATE ROLE cchc_app;
    END IF;
END
$$;
ALTER ROLE cchc_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION;
ALTER ROLE cchc_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION;
