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
