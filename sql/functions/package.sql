CREATE FUNCTION sdp.package_files(project uuid)
    RETURNS TABLE (path text, media_type text, content text, size integer, sha256 text)
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_package_files';
COMMENT ON FUNCTION sdp.package_files(uuid) IS
    'The files of a project''s Software Design Package, the manifest sdp.json among them, sorted by path: '
    'content as text, size in bytes, sha256 in hexadecimal. Errors: SD101.';

CREATE FUNCTION sdp.export_manifest(project uuid) RETURNS json
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_export_manifest';
COMMENT ON FUNCTION sdp.export_manifest(uuid) IS
    'The manifest of a project''s package: every file with size and SHA-256, stages 1 to 8 with status and '
    'version, a digest of all that in canonical form (RFC 8785) and, beside it, the summary of the '
    'validation. The same project gives the same bytes. Errors: SD101.';

CREATE FUNCTION sdp.register_export(project uuid, format text, path text, size bigint) RETURNS uuid
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_register_export';
COMMENT ON FUNCTION sdp.register_export(uuid, text, text, bigint) IS
    'Records that a package (folder or zip) of size bytes was written to path, with what validation finds '
    'now, and returns the row''s id. Stage 9 completes once one was exported after the last change. Errors: '
    'SD101, SD008, SD013, SD202 blank path, SD210 unknown format or size.';
