CREATE FUNCTION sdp.validate_stage(project uuid, stage integer)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_validate_stage';
COMMENT ON FUNCTION sdp.validate_stage(uuid, integer) IS
    'What validation finds in a stage: severity error, warning or info; rule, a stable name; path, an RFC '
    '6901 pointer into the stage''s data. No rows: nothing is found. Errors: SD101, SD102.';

CREATE FUNCTION sdp.validate_project(project uuid)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_validate_project';
COMMENT ON FUNCTION sdp.validate_project(uuid) IS
    'What validation finds in all stages of a project, and the stages 1 to 8 that are not complete. Columns '
    'as validate_stage''s. Errors: SD101.';

-- Runs DDL, if only what is harmless: so EXECUTE is not PUBLIC's (src/install/functions.cpp takes it).
CREATE FUNCTION sdp.try_ddl(project uuid)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_try_ddl';
COMMENT ON FUNCTION sdp.try_ddl(uuid) IS
    'Runs the DDL of stage 3, where it is for PostgreSQL, with the caller''s rights, in a schema and a '
    'subtransaction of which nothing remains, and says what fails or is not run. Columns as validate_stage''s. '
    'Nobody but its owner may execute it at first. Errors: SD101, SD406.';
