CREATE FUNCTION sdp.save_as_template(
        project uuid, name text DEFAULT NULL, description text DEFAULT NULL, category text DEFAULT 'other',
        icon text DEFAULT NULL)
    RETURNS uuid
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_save_as_template';
COMMENT ON FUNCTION sdp.save_as_template(uuid, text, text, text, text) IS
    'Makes a template of the data of a project''s stages 1 to 8, which its owner may use, and returns its id. '
    'Name and description are the project''s where none are given. Errors: SD101, SD202 blank name, 23514 a '
    'category that does not exist.';

CREATE FUNCTION sdp.apply_template(project uuid, template uuid) RETURNS integer
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_apply_template';
COMMENT ON FUNCTION sdp.apply_template(uuid, uuid) IS
    'Makes a template the project''s and gives its defaults to the open stage and the locked ones, where they '
    'have no data; the open stage is saved by that. Returns how many stages got some. Errors: SD101, SD013, '
    'SD008, SD105 a template that the owner may not use.';
