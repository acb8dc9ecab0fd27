CREATE FUNCTION sdp.add_output(
        project uuid, stage integer, format text, content text,
        OUT version integer, OUT status text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_add_output';
COMMENT ON FUNCTION sdp.add_output(uuid, integer, text, text) IS
    'Adds an output (json, md, sql or yaml) as the active one of its format, and returns its version and the '
    'stage''s status. A json output is the stage''s new data; on a complete stage that reverts it first. '
    'Errors: SD101, SD102, SD013, SD011 stage locked or generating, SD005 first output not json, SD205 '
    'content not of its format, SD206 too large, SD210 unknown format.';

CREATE FUNCTION sdp.activate_output(
        project uuid, stage integer, version integer,
        OUT activated_version integer, OUT format text, OUT status text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_activate_output';
COMMENT ON FUNCTION sdp.activate_output(uuid, integer, integer) IS
    'Makes a version the active output of its format and returns it with its format and the stage''s status. '
    'A json output is the stage''s data again; on a complete stage that reverts it first. Errors: SD101, '
    'SD102, SD103 unknown version, SD013, SD011 stage locked or generating.';

CREATE FUNCTION sdp.diff_outputs(
        project uuid, stage integer, from_version integer, to_version integer,
        OUT format text, OUT patch jsonb, OUT diff text)
    RETURNS record
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_diff_outputs';
COMMENT ON FUNCTION sdp.diff_outputs(uuid, integer, integer, integer) IS
    'What makes one version of a stage''s outputs another: for json the patch (RFC 6902), for other formats the '
    'difference of their lines as diff -u has it. Errors: SD101, SD102, SD008, SD103 no such version, SD210 '
    'versions of two formats.';

CREATE FUNCTION sdp.prune_outputs(project uuid, keep integer) RETURNS integer
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_prune_outputs';
COMMENT ON FUNCTION sdp.prune_outputs(uuid, integer) IS
    'Deletes the oldest outputs of a project''s stages, all but the newest keep of each, and returns how many. '
    'An active one stays, and with it all that came after it; so does the newest. Errors: SD101, SD013, SD008, '
    'SD210 keep below 0.';
