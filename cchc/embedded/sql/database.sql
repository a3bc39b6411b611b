-- What each database needs so that tables made by cchc_owner can be used by cchc_app. Run in template1 too: default privileges are
-- copied with the template, so databases made later (those of the tests) have them without another step.
ALTER SCHEMA public OWNER TO cchc_owner;
GRANT USAGE ON SCHEMA public TO cchc_app;
ALTER DEFAULT PRIVILEGES FOR ROLE cchc_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cchc_app;
ALTER DEFAULT PRIVILEGES FOR ROLE cchc_owner GRANT USAGE, SELECT ON SEQUENCES TO cchc_app;
