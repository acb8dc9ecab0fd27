CREATE FUNCTION sdp.package_zip(project uuid) RETURNS bytea
    LANGUAGE C STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_package_zip';
COMMENT ON FUNCTION sdp.package_zip(uuid) IS
    'The files of a project''s package as a zip: the same project gives the same bytes. Errors: SD101, '
    'SD206 more than sdp.package_max_bytes.';

CREATE FUNCTION sdp.verify_package(zip bytea)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE C STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'sdp_verify_package';
COMMENT ON FUNCTION sdp.verify_package(bytea) IS
    'What is wrong with a package: no zip, entries that no package has, files that are missing, extra or '
    'altered by its manifest, a wrong digest, an unknown format. No rows where it is as it was exported. '
    'path is the file''s. Looks at the bytes alone.';

CREATE FUNCTION sdp.compare_packages(old bytea, new bytea)
    RETURNS TABLE (path text, change text, pointer text)
    LANGUAGE C STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'sdp_compare_packages';
COMMENT ON FUNCTION sdp.compare_packages(bytea, bytea) IS
    'What differs between two packages, the manifest apart: files that were added, removed or changed, and '
    'in JSON files the pointers (RFC 6901) of what was; pointer is empty for a file as a whole. Errors: '
    'SD216 one of them cannot be read.';

CREATE FUNCTION sdp.compare_exports(old uuid, new uuid)
    RETURNS TABLE (path text, change text, pointer text)
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_compare_exports';
COMMENT ON FUNCTION sdp.compare_exports(uuid, uuid) IS
    'What sdp.compare_packages says of two rows of sdp.export_packages whose packages export_project wrote '
    'below sdp.export_directory. To read files, a role needs pg_read_server_files, or EXECUTE granted to it '
    'by name. Errors: SD110, SD206, SD218 the file is not there or not as it was exported, SD406, SD407.';

CREATE FUNCTION sdp.import_package(owner uuid, zip bytea, name text DEFAULT NULL,
    OUT project uuid, OUT completed_stages integer, OUT open_stage integer)
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_import_package';
COMMENT ON FUNCTION sdp.import_package(uuid, bytea, text) IS
    'Makes a new project of a package, with its stages complete as far as their data validate: name, else '
    'what the package says, is its name. A package without a manifest is taken by its files'' names. '
    'Errors: SD107, SD216 the package cannot be read or is not as its manifest says, SD204, SD206.';

CREATE FUNCTION sdp.import_files(owner uuid, files jsonb, name text DEFAULT NULL,
    OUT project uuid, OUT completed_stages integer, OUT open_stage integer)
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_import_files';
COMMENT ON FUNCTION sdp.import_files(uuid, jsonb, text) IS
    'Makes a new project of a package''s files: an object of texts by path, or an array of objects with '
    'path and content. As sdp.import_package does; a manifest''s hashes are not looked at. Errors: SD107, '
    'SD216 a file cannot be imported, SD204, SD206.';

CREATE FUNCTION sdp.export_project(project uuid, format text, path text DEFAULT NULL,
    OUT id uuid, OUT validation_status text, OUT file_path text, OUT file_size_bytes integer,
    OUT content bytea)
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_export_project';
COMMENT ON FUNCTION sdp.export_project(uuid, text, text) IS
    'Exports a project that validation finds no error in, and records it: without a path as a zip in '
    'content; with one as a zip or folder below sdp.export_directory, which is there once the transaction '
    'commits. To write files, a role needs pg_write_server_files, or EXECUTE granted to it by name. Errors: '
    'SD101, SD006 with the findings, SD008, SD013, SD017, SD206, SD210, SD217, SD406, SD407.';

CREATE FUNCTION sdp.clean_exports() RETURNS integer
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_clean_exports';
COMMENT ON FUNCTION sdp.clean_exports() IS
    'Removes what sessions that died have left below sdp.export_directory, never an export that is under '
    'way, and returns how many they were. The next export to the same folder does so, too. Errors: SD406, '
    'SD407.';
