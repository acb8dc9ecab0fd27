-- How every script of the extension begins, the first and those of updates. A script runs as a
-- superuser, for the owner of a trusted extension too, and what it names is found by names that others
-- may change meanwhile.
--
-- Nothing is looked up anywhere but in pg_catalog: operators planted in schema sdp would run as the
-- superuser.
SET LOCAL search_path = pg_catalog, pg_temp;
-- The schema is found through the extension's own row, and its row locked: from here on nobody can
-- rename it away and put another one there. Where that has happened already, the script ends here.
SELECT FROM pg_namespace n JOIN pg_extension e ON e.extnamespace = n.oid
    WHERE e.extname = 'pg_sdp' AND n.nspname = 'sdp' FOR UPDATE OF n;
SELECT quote_ident(concat('sdp of extension pg_sdp, which is called ', n.nspname, ' now,'))::regnamespace
    FROM pg_namespace n JOIN pg_extension e ON e.extnamespace = n.oid
    WHERE e.extname = 'pg_sdp' AND n.nspname <> 'sdp';
-- The one function that a script calls is made by the script itself. By plain CREATE, which fails where
-- one is there, and nobody else can see or replace it before the script has ended: it is ours by proof,
-- where sdp.install() of an earlier version is so only by its name (the extension's owner could have
-- taken it out of the extension and put his own in its place).
CREATE FUNCTION sdp.run_script() RETURNS text
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_run_script';
