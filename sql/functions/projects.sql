CREATE FUNCTION sdp.create_project(
        owner uuid, name text, description text DEFAULT NULL, template uuid DEFAULT NULL,
        provider uuid DEFAULT NULL, slug text DEFAULT NULL)
    RETURNS uuid
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_create_project';
COMMENT ON FUNCTION sdp.create_project(uuid, text, text, uuid, uuid, text) IS
    'Makes a project of the user owner with its nine stages and returns its id. Without a slug one is made '
    'from the name; with a template its defaults are the stages'' data. Errors: SD107 unknown owner, SD202 '
    'blank name, SD203 bad slug, SD105 template and SD106 provider that the owner may not use, 23505 slug '
    'that is taken.';

CREATE FUNCTION sdp.create_stages(project uuid) RETURNS integer
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_create_stages';
COMMENT ON FUNCTION sdp.create_stages(uuid) IS
    'Makes those of a project''s nine stages that are missing and returns how many. For projects that a plain '
    'INSERT made. Errors: SD101 unknown project, SD013 project not active.';

CREATE FUNCTION sdp.progress(project uuid) RETURNS text
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_progress';
COMMENT ON FUNCTION sdp.progress(uuid) IS
    'A project''s progress in one line: a mark for each stage, how many are complete, the open stage, its '
    'status and since when. In ASCII where the client''s encoding is not UTF8. Errors: SD101.';
