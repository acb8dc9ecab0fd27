CREATE FUNCTION sdp.stage_number(name text) RETURNS integer
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'sdp_stage_number';
COMMENT ON FUNCTION sdp.stage_number(text) IS
    'The number of a stage by its name: sdp.stage_number(''database'') is 3. Errors: SD102 unknown name.';

CREATE FUNCTION sdp.save_stage(
        project uuid, stage integer, data jsonb, user_input text DEFAULT NULL,
        expected_version integer DEFAULT NULL,
        OUT version integer, OUT status text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_save_stage';
COMMENT ON FUNCTION sdp.save_stage(uuid, integer, jsonb, text, integer) IS
    'Saves a stage''s data as a new json output, unless it is the same, and returns the version of the active '
    'one and the stage''s status (review). With expected_version it is refused where another json output is '
    'active by now (0: none is yet). Errors: SD101, SD102, SD013, SD011 stage neither active nor in review, '
    'SD014 saved meanwhile, SD204 and SD206 data not acceptable.';

-- A literal, and a driver's parameter without a type, is taken as text: with jsonb and json alone the
-- server could not tell which is meant.
CREATE FUNCTION sdp.save_stage(
        project uuid, stage integer, data text, user_input text DEFAULT NULL,
        expected_version integer DEFAULT NULL,
        OUT version integer, OUT status text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_save_stage_text';
COMMENT ON FUNCTION sdp.save_stage(uuid, integer, text, text, integer) IS
    'The same for data as a text, which the output keeps as it was written. Errors: also SD204 where it is not JSON.';

CREATE FUNCTION sdp.save_stage(
        project uuid, stage integer, data json, user_input text DEFAULT NULL,
        expected_version integer DEFAULT NULL,
        OUT version integer, OUT status text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_save_stage_text';
COMMENT ON FUNCTION sdp.save_stage(uuid, integer, json, text, integer) IS
    'The same for data as json, which psycopg''s Json and SQLAlchemy''s JSON send.';

CREATE FUNCTION sdp.complete_stage(project uuid, stage integer, OUT current_stage integer)
    RETURNS integer
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_complete_stage';
COMMENT ON FUNCTION sdp.complete_stage(uuid, integer) IS
    'Validates and completes a stage, opens the next, and returns the project''s current stage. A complete '
    'stage stays so. Errors: SD101, SD102, SD013, SD001 from locked or generating, SD005 no data, SD006 '
    'findings (the first 20 as JSON in DETAIL), SD007 stage 9 without a package exported since the last '
    'change.';

CREATE FUNCTION sdp.revert_stage(
        project uuid, stage integer, reason text DEFAULT NULL, force boolean DEFAULT false,
        OUT current_stage integer)
    RETURNS integer
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_revert_stage';
COMMENT ON FUNCTION sdp.revert_stage(uuid, integer, text, boolean) IS
    'Takes a complete stage back to review; every later stage becomes locked and keeps its data. Returns the '
    'project''s current stage. With force a generation of a later stage is cancelled. Errors: SD101, SD102, '
    'SD013, SD001 stage not complete, SD002 later stage generating.';

CREATE FUNCTION sdp.allowed_transitions(project uuid, stage integer)
    RETURNS TABLE (to_status text, how text, allowed boolean, reason text)
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_allowed_transitions';
COMMENT ON FUNCTION sdp.allowed_transitions(uuid, integer) IS
    'Where a stage may go from its present status: how, whether it is allowed now and, where not, the reason. '
    'Errors: SD101, SD102, SD008.';

CREATE FUNCTION sdp.send_back_stage(project uuid, stage integer, reason text, OUT status text) RETURNS text
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_send_back_stage';
COMMENT ON FUNCTION sdp.send_back_stage(uuid, integer, text) IS
    'Sends a stage in review back to active; the reason is put into the log. An active stage stays so. Errors: '
    'SD101, SD102, SD013, SD202 blank reason, SD001 stage neither in review nor active.';

CREATE FUNCTION sdp.transition_stage(
        project uuid, stage integer, to_status text, reason text DEFAULT NULL, OUT status text)
    RETURNS text
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_transition_stage';
COMMENT ON FUNCTION sdp.transition_stage(uuid, integer, text, text) IS
    'Changes a stage''s status as a plain UPDATE of it does, with a reason for the log, and returns the status '
    'that the stage has then. allowed_transitions() lists what is possible. Errors: SD101, SD102, SD013, SD210 '
    'no such status, and what the transition''s own rules refuse (SD001 to SD008).';

CREATE FUNCTION sdp.stage_history(project uuid, stage integer)
    RETURNS TABLE (seq integer, from_status text, to_status text, actor text, reason text, occurred_at timestamptz)
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_stage_history';
COMMENT ON FUNCTION sdp.stage_history(uuid, integer) IS
    'What happened to a stage, from the log: every change of its status with who made it (sdp.user_id, else the '
    'role) and why. seq counts the changes of the whole project. Errors: SD101, SD102.';

CREATE FUNCTION sdp.find_stages(contains jsonb)
    RETURNS TABLE (project_id uuid, project text, stage_number integer, stage_name text, status text)
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_find_stages';
COMMENT ON FUNCTION sdp.find_stages(jsonb) IS
    'The stages whose data contain a jsonb value, as its operator @> has it: find_stages(''{"engine": '
    '"postgresql"}''). By the GIN index on sdp.stages; in no particular order.';
