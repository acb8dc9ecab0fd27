CREATE FUNCTION sdp.install() RETURNS text
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_install';
COMMENT ON FUNCTION sdp.install() IS
    'Makes the tables of schema sdp, or brings them up to date; CREATE EXTENSION and ALTER EXTENSION UPDATE '
    'call it. Returns installed, updated (a migration was run), repaired (something was missing and came '
    'back; notices say what) or unchanged. Runs as the owner of schema sdp. Errors: 42501 for others than '
    'that owner, SD402 where a name is taken, SD403 where the tables are newer, SD404 in a database that is '
    'not in UTF8.';

CREATE FUNCTION sdp.version(OUT library text, OUT functions text, OUT tables integer)
    RETURNS record
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_version';
COMMENT ON FUNCTION sdp.version() IS
    'The versions of the loaded library and of the extension''s functions, and the newest migration of the '
    'tables (null where they are not installed).';
