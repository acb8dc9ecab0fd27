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

CREATE FUNCTION sdp.validation_summary(project uuid,
        OUT errors integer, OUT warnings integer, OUT infos integer, OUT accepted integer, OUT worst text)
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_validation_summary';
COMMENT ON FUNCTION sdp.validation_summary(uuid) IS
    'How many findings validate_project has of each severity, how many of the infos are accepted warnings, and '
    'what a package of the project is by its worst finding: valid, warnings or errors. Errors: SD101.';

CREATE FUNCTION sdp.accept_finding(project uuid, stage integer, rule text, path text, reason text)
    RETURNS void
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_accept_finding';
COMMENT ON FUNCTION sdp.accept_finding(uuid, integer, text, text, text) IS
    'Accepts a warning, for a reason that is put into the log: it is an info while it is found with the same '
    'message. stage, rule and path are those of the finding; stage null: one about the whole project. Errors: '
    'SD008, SD013, SD101, SD102, SD109 no such warning, SD202 blank reason, SD406.';

CREATE FUNCTION sdp.withdraw_acceptance(project uuid, stage integer, rule text, path text)
    RETURNS void
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_withdraw_acceptance';
COMMENT ON FUNCTION sdp.withdraw_acceptance(uuid, integer, text, text) IS
    'Takes back what accept_finding did, for every message that was accepted there; that is put into the log, '
    'too. Errors: SD008, SD013, SD101, SD102, SD109 nothing is accepted there, SD406.';

-- Runs DDL, if only what is harmless: so EXECUTE is not PUBLIC's (src/install/functions.cpp takes it).
CREATE FUNCTION sdp.try_ddl(project uuid)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_try_ddl';
COMMENT ON FUNCTION sdp.try_ddl(uuid) IS
    'Runs the DDL of stage 3, where it is for PostgreSQL, with the caller''s rights, in a schema and a '
    'subtransaction of which nothing remains, and says what fails or is not run. Columns as validate_stage''s. '
    'Nobody but its owner may execute it at first. Errors: SD101, SD406.';
