-- The package of the example project, examples/project, with the same bytes everywhere.
\set SHOW_CONTEXT never
\pset null '-'
\getenv folder PG_ABS_SRCDIR
\set folder :folder '/../examples/project/'
\set file :folder '1-product.json'
\set product `cat :'file'`
\set file :folder '2-dataModel.json'
\set data_model `cat :'file'`
\set file :folder '3-database.json'
\set database `cat :'file'`
\set file :folder '4-api.json'
\set api `cat :'file'`
\set file :folder '5-stack.json'
\set stack `cat :'file'`
\set file :folder '6-design.json'
\set design `cat :'file'`
\set file :folder '7-sections.json'
\set sections `cat :'file'`
\set file :folder '8-infrastructure.json'
\set infrastructure `cat :'file'`
\set file :folder '9-export.json'
\set export `cat :'file'`
SELECT length(:'product') > 1000 AS examples_are_found;

INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
INSERT INTO sdp.projects (id, user_id, name, description, created_at) VALUES
    ('00000000-0000-4000-8000-0000000000a4', '00000000-0000-4000-8000-0000000000a1', 'SDP Studio',
     'Guides people through nine design stages.', '2026-01-02 03:04:05.6+00');
\set project '00000000-0000-4000-8000-0000000000a4'
-- A project without stages has a manifest and nothing else.
SELECT path FROM sdp.package_files(:'project');
SELECT sdp.create_stages(:'project');
SELECT path FROM sdp.package_files(:'project');

-- Data that is saved is printed in a form of our own; a json output is taken as it was written.
SELECT sdp.save_stage(:'project', 1, :'product');
SELECT sdp.complete_stage(:'project', 1);
SELECT sdp.add_output(:'project', 2, 'json', :'data_model');
SELECT sdp.complete_stage(:'project', 2);
SELECT sdp.add_output(:'project', 3, 'json', :'database');
SELECT sdp.complete_stage(:'project', 3);
SELECT sdp.save_stage(:'project', 4, :'api');
SELECT sdp.complete_stage(:'project', 4);
SELECT sdp.save_stage(:'project', 5, :'stack');
SELECT sdp.complete_stage(:'project', 5);
SELECT sdp.save_stage(:'project', 6, :'design');
SELECT sdp.complete_stage(:'project', 6);
SELECT sdp.save_stage(:'project', 7, :'sections');
SELECT sdp.complete_stage(:'project', 7);
SELECT sdp.save_stage(:'project', 8, :'infrastructure');
SELECT sdp.complete_stage(:'project', 8);
SELECT sdp.save_stage(:'project', 9, :'export');
SELECT path, media_type FROM sdp.package_files(:'project');
SELECT path, size, sha256 FROM sdp.package_files(:'project') WHERE path LIKE '%.json' AND path <> 'sdp.json';
-- The hashes and sizes are true, and the manifest names every other file.
SELECT bool_and(size = octet_length(convert_to(content, 'UTF8'))
                AND sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')) AS true_of_all FROM sdp.package_files(:'project');
SELECT array_agg(f ->> 'path' ORDER BY ordinality) = (SELECT array_agg(path ORDER BY path COLLATE "C") FROM sdp.package_files(:'project') WHERE path <> 'sdp.json') AS names_all
    FROM json_array_elements(sdp.export_manifest(:'project') -> 'files') WITH ORDINALITY f (f);
SELECT content = sdp.export_manifest(:'project')::text AS is_the_file FROM sdp.package_files(:'project') WHERE path = 'sdp.json';
SELECT content::jsonb = :'database'::jsonb AS unchanged, content = :'database' || E'\n' AS to_the_letter
    FROM sdp.package_files(:'project') WHERE path = 'database/schema-config.json';
\pset format unaligned
\pset tuples_only on
-- What the files say may change; test/system compares them byte for byte with examples/package.
SELECT regexp_replace(sdp.export_manifest(:'project')::text, '("files": ).*("digest": "sha256:)[0-9a-f]{64}', '\1[...] \2...');
\pset format aligned
\pset tuples_only off
-- It is what its schema says.
SELECT * FROM sdp.validate_registered_json('manifest', sdp.export_manifest(:'project')::jsonb);

-- The digest: the hash of the manifest without digest and validation, in canonical form. Computed
-- here for what has ASCII keys and strings and whole numbers, as ours.
CREATE FUNCTION canonical(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE jsonb_typeof(value)
    WHEN 'object' THEN (SELECT '{' || coalesce(string_agg(to_json(key) || ':' || canonical(e.value), ',' ORDER BY key COLLATE "C"), '') || '}' FROM jsonb_each($1) e)
    WHEN 'array' THEN (SELECT '[' || coalesce(string_agg(canonical(e.value), ',' ORDER BY ordinality), '') || ']' FROM jsonb_array_elements($1) WITH ORDINALITY e)
    ELSE value::text END $$;
SELECT m ->> 'digest' = 'sha256:' || encode(sha256(convert_to(canonical(m - 'digest' - 'validation'), 'UTF8')), 'hex') AS same
    FROM (SELECT sdp.export_manifest(:'project')::jsonb AS m) x;
DROP FUNCTION canonical(jsonb);

-- Neither time zone nor locale nor a second reading changes a byte.
SELECT md5(sdp.export_manifest(:'project')::text) AS before \gset
SET timezone = 'Asia/Tokyo';
SET datestyle = 'German';
SET extra_float_digits = 0;
SET lc_numeric = 'C';
SELECT md5(sdp.export_manifest(:'project')::text) = :'before' AS same;
RESET timezone;
RESET datestyle;
RESET extra_float_digits;
RESET lc_numeric;

-- The record of an export: validation is ours to say.
SELECT sdp.register_export(:'project', 'folder', '/srv/sdp-studio', 70000) IS NOT NULL AS registered;
INSERT INTO sdp.export_packages (id, project_id, format, validation_status, validation_messages, file_path, file_size_bytes)
    VALUES ('00000000-0000-4000-8000-0000000000a7', :'project', 'zip', 'errors', '["made up"]', '/srv/sdp-studio.zip', 20000);
SELECT format, validation_status, validation_messages, file_path, file_size_bytes FROM sdp.export_packages ORDER BY format;
SELECT sdp.complete_stage(:'project', 9);
SELECT sdp.register_export(:'project', 'tar', '/srv/x', 1);
\echo :SQLSTATE
SELECT sdp.register_export(:'project', 'zip', ' ', 1);
\echo :SQLSTATE
SELECT sdp.register_export(:'project', 'zip', '/srv/x', -1);
\echo :SQLSTATE
SELECT sdp.register_export(:'project', 'zip', '/srv/x', 3000000000);
\echo :SQLSTATE
INSERT INTO sdp.export_packages (project_id, format, validation_status, file_path, file_size_bytes)
    VALUES (:'project', 'zip', 'valid', '/srv/x', -1);
\echo :SQLSTATE
UPDATE sdp.export_packages SET file_path = '/elsewhere' WHERE id = '00000000-0000-4000-8000-0000000000a7';
\echo :SQLSTATE
UPDATE sdp.export_packages SET file_path = file_path WHERE id = '00000000-0000-4000-8000-0000000000a7';
DELETE FROM sdp.export_packages WHERE id = '00000000-0000-4000-8000-0000000000a7';
-- Of a project that is not ready it says so.
SELECT sdp.revert_stage(:'project', 8);
SELECT sdp.register_export(:'project', 'zip', '/srv/early.zip', 1) IS NOT NULL AS registered;
SELECT validation_status, jsonb_pretty(validation_messages) AS messages FROM sdp.export_packages WHERE file_path = '/srv/early.zip';
SELECT sdp.export_manifest(:'project') -> 'validation' AS validation;
INSERT INTO sdp.projects (id, user_id, name) VALUES
    ('00000000-0000-4000-8000-0000000000a8', '00000000-0000-4000-8000-0000000000a1', 'Without stages');
SELECT sdp.register_export('00000000-0000-4000-8000-0000000000a8', 'zip', '/srv/x', 1);
\echo :SQLSTATE

-- Sections: of a list or a map, by their names made into file names; without any, the whole.
SELECT sdp.revert_stage(:'project', 7);
SELECT sdp.save_stage(:'project', 7, '{"sections": [{"name": "Sign-in"}, {"name": "sign in"}, {"name": "../../etc"}, {"route": "/"}]}');
SELECT path, content FROM sdp.package_files(:'project') WHERE path LIKE 'sections%';
SELECT sdp.save_stage(:'project', 7, '{"sections": {"landing": {"route": "/"}}}');
SELECT path, content FROM sdp.package_files(:'project') WHERE path LIKE 'sections%';
SELECT sdp.save_stage(:'project', 7, '{"notes": "None yet."}');
SELECT path, content FROM sdp.package_files(:'project') WHERE path LIKE 'sections%';

-- Outputs of people and models stand before what is made of the data; yaml is in no package.
SELECT sdp.revert_stage(:'project', 3);
SELECT sdp.add_output(:'project', 3, 'md', E'# Tables\n\nAsk Ada.');
SELECT sdp.add_output(:'project', 3, 'sql', 'CREATE TABLE users (id uuid);');
SELECT sdp.add_output(:'project', 3, 'yaml', 'tables: []');
SELECT path, content FROM sdp.package_files(:'project') WHERE path LIKE 'database%' AND path NOT LIKE '%.json';
UPDATE sdp.stage_outputs SET is_active = false WHERE format IN ('md', 'sql') AND is_active;
SELECT path, left(content, 17) AS content FROM sdp.package_files(:'project') WHERE path LIKE 'database%' AND path NOT LIKE '%.json';
-- SQL is made for PostgreSQL alone; the data's own is taken as it is.
SELECT sdp.save_stage(:'project', 3, '{"engine": "mysql", "tables": [{"name": "a", "columns": [{"name": "id", "type": "int"}]}]}');
SELECT path FROM sdp.package_files(:'project') WHERE path LIKE 'database%';
SELECT sdp.save_stage(:'project', 3, '{"engine": "mysql", "tables": [], "schema": "CREATE TABLE a (id int)"}');
SELECT path, content FROM sdp.package_files(:'project') WHERE path = 'database/schema.sql';

SELECT sdp.export_manifest('00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE
SELECT * FROM sdp.package_files('00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE
SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
