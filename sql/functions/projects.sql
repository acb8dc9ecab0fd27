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

CREATE FUNCTION sdp.archive_project(project uuid) RETURNS boolean
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_archive_project';
COMMENT ON FUNCTION sdp.archive_project(uuid) IS
    'Archives an active project: it stays readable and changes no more. A generation that runs is cancelled. '
    'Returns false where it is archived already. Errors: SD101, SD013 deleted.';

CREATE FUNCTION sdp.unarchive_project(project uuid) RETURNS boolean
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_unarchive_project';
COMMENT ON FUNCTION sdp.unarchive_project(uuid) IS
    'Makes an archived project active again. Returns false where it is active already. Errors: SD101, SD013 '
    'deleted: restore_project restores it.';

CREATE FUNCTION sdp.delete_project(project uuid) RETURNS boolean
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_delete_project';
COMMENT ON FUNCTION sdp.delete_project(uuid) IS
    'Marks a project as deleted: its slug is free, a generation that runs is cancelled, and restore_project '
    'brings it back until it is purged. Returns false where it is deleted already. Errors: SD101.';

CREATE FUNCTION sdp.restore_project(project uuid, OUT slug text) RETURNS text
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_restore_project';
COMMENT ON FUNCTION sdp.restore_project(uuid) IS
    'Makes a deleted project active again and returns its slug, which is a new one where another project has '
    'taken the old one meanwhile. A project that is not deleted stays as it is. Errors: SD101.';

CREATE FUNCTION sdp.purge_projects(deleted_before timestamptz) RETURNS integer
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_purge_projects';
COMMENT ON FUNCTION sdp.purge_projects(timestamptz) IS
    'Erases the projects that were deleted before a time, with all that is theirs, and returns how many. '
    'Needs the right to DELETE from sdp.projects.';

CREATE FUNCTION sdp.clone_project(project uuid, name text DEFAULT NULL) RETURNS uuid
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_clone_project';
COMMENT ON FUNCTION sdp.clone_project(uuid, text) IS
    'Makes a new project of the same owner with the data and active outputs of another, and returns its id. '
    'What is complete there is completed here, up to the first stage that validation refuses now; versions and '
    'the log begin anew. Without a name it is the other''s with " (copy)". Errors: SD101, SD202 blank name.';

CREATE FUNCTION sdp.create_demo_project(owner uuid) RETURNS uuid
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_create_demo_project';
COMMENT ON FUNCTION sdp.create_demo_project(uuid) IS
    'Makes a project to look at, with stages 1 to 8 complete, and returns its id. Errors: SD107 unknown owner.';

CREATE FUNCTION sdp.pipeline_mermaid(project uuid) RETURNS text
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_pipeline_mermaid';
COMMENT ON FUNCTION sdp.pipeline_mermaid(uuid) IS
    'A project''s stages as a flowchart of Mermaid, each in the colour of its status. Errors: SD101.';

CREATE FUNCTION sdp.pipeline_svg(project uuid) RETURNS text
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_pipeline_svg';
COMMENT ON FUNCTION sdp.pipeline_svg(uuid) IS
    'A project''s stages as a picture: an SVG document. Errors: SD101.';
