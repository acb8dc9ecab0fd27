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
