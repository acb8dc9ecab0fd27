-- A project from a package's files.
\set SHOW_CONTEXT never
\pset null '-'
\set ada '00000000-0000-4000-8000-0000000000c1'
INSERT INTO sdp.users (id, email, name) VALUES (:'ada', 'import@example.com', 'Ada');

-- Everything that validates is complete; outputs are the files as they were written.
SELECT jsonb_object_agg(path, fitting_data(n::integer)::text || E'\n') || '{"product/definition.md": "# By hand", "README.md": "not read"}' AS files
    FROM unnest('{product/definition,data-model/entities,database/schema-config,api/design,stack/selection,design/design-system,sections/sections,infrastructure/config}'::text[])
        WITH ORDINALITY s (stem, n), concat(stem, '.json') path \gset
SELECT project AS made, completed_stages, open_stage FROM sdp.import_files(:'ada', :'files') \gset
\echo :completed_stages :open_stage
SELECT name, slug, current_stage FROM sdp.projects WHERE id = :'made';
SELECT stage_number, status, version, format, generated_by, content FROM sdp.stages s LEFT JOIN sdp.stage_outputs o ON o.stage_id = s.id
    WHERE project_id = :'made' ORDER BY stage_number, version;
SELECT * FROM sdp.check_integrity(:'made');

-- Again under another name; a slug that is taken gets a number.
SELECT completed_stages, open_stage FROM sdp.import_files(:'ada', :'files', 'Second');
SELECT completed_stages, open_stage FROM sdp.import_files(:'ada', :'files');
SELECT slug FROM sdp.projects WHERE user_id = :'ada' ORDER BY slug COLLATE "C";
-- By a zip: the files are the same again.
SELECT project AS again FROM sdp.import_package(:'ada', sdp.package_zip(:'made')) \gset
SELECT * FROM sdp.compare_packages(sdp.package_zip(:'made'), sdp.package_zip(:'again'));

-- Sections of their own files; the stage whose data do not validate is open with them, later ones keep theirs.
SELECT project AS made, completed_stages, open_stage FROM sdp.import_files(:'ada', '[
    {"path": "product/definition.json", "content": "{\"name\": \"Parts\"}"},
    {"path": "data-model/entities.json", "content": "{\"entities\": 1}"},
    {"path": "sections/b.json", "content": "{\"name\": \"B\", \"n\": 1.10}"},
    {"path": "sections/a-2.json", "content": "{\"name\": \"A\", \"n\": 2}"},
    {"path": "sections/a.json", "content": "{\"name\": \"A\", \"n\": 1}"}]') \gset
\echo :completed_stages :open_stage
SELECT stage_number, status, data FROM sdp.stages WHERE project_id = :'made' AND stage_number IN (1, 2, 3, 7) ORDER BY stage_number;
SELECT path FROM sdp.package_files(:'made') WHERE path LIKE 'sections/%';

-- Sections that are no objects, as pg_sdp writes them too, are keyed by their files.
SELECT project AS made FROM sdp.import_files(:'ada', '{"product/definition.json": "{\"name\": \"Words\"}",
    "sections/str.json": "\"words\"\n", "sections/list.json": "[1.10]"}') \gset
SELECT data FROM sdp.stages WHERE project_id = :'made' AND stage_number = 7;
SELECT path, content FROM sdp.package_files(:'made') WHERE path LIKE 'sections/%.json' AND path <> 'sections/sections.json';

-- A package's files begin with no byte order mark; an output stays as it was written.
SELECT project AS made FROM sdp.import_files(:'ada', '{"product/definition.json": "{\"name\": \"Mark\"}", "product/definition.md": "\ufeff# A\n"}') \gset
SELECT o.content = E'\ufeff# A\n' AS as_written, convert_to(f.content, 'UTF8') AS file
    FROM sdp.stages s JOIN sdp.stage_outputs o ON o.stage_id = s.id, sdp.package_files(:'made') f
    WHERE s.project_id = :'made' AND o.format = 'md' AND f.path = 'product/definition.md';

-- The package of a project without data.
SELECT sdp.create_project(:'ada', 'Nothing yet') AS empty \gset
SELECT completed_stages, open_stage FROM sdp.import_package(:'ada', sdp.package_zip(:'empty'), 'Nothing');

-- What is refused leaves nothing behind.
\pset format unaligned
\pset tuples_only on
SELECT refused(format('SELECT * FROM sdp.import_files(%L, %L)', :'ada', files)) FROM (VALUES
    (1, '{}'), (2, '1'), (3, '[1]'), (4, '{"product/definition.json": {"name": "x"}}'),
    (5, '{"../x": ""}'), (6, '{"a": "", "A": ""}'),
    (7, '{"product/definition.json": "{\"name\": \"x\""}'),
    (8, '{"product/definition.json": "{\"name\": \"x\", \"name\": \"x\"}"}'),
    (9, '{"product/definition.json": "{\"name\": \"x\", \"y\": \"\\u0000\"}"}'),
    (10, '{"product/definition.json": "{}"}'),
    (12, E'{"product/definition.json": "\\ufeff{\\"name\\": \\"x\\"}"}'),
    (13, E'{"product/definition.json": "{\\"name\\": \\"\\\\ud800\\"}"}'),
    (11, '{"product/definition.json": "{\"name\": \"x\"}", "product/definition.yaml": "a: ["}')) t (n, files) ORDER BY n;
-- A folder around the package; names that no project can have.
SELECT refused(format('SELECT * FROM sdp.import_files(%L, %L)', :'ada', '{"shop/product/definition.json": "{}", "shop/README.md": ""}'));
SELECT format('{"product/definition.json": "{\"name\": \"%s\"}"}', repeat('n', 256)) AS long_name \gset
SELECT refused(format('SELECT * FROM sdp.import_files(%L, %L)', :'ada', :'long_name'));
SELECT refused(format('SELECT * FROM sdp.import_files(%L, %L, %L)', :'ada', :'long_name', repeat('é', 256)));
SELECT refused(format('SELECT * FROM sdp.create_project(%L, %L)', :'ada', repeat('é', 256)));
SELECT refused(format('SELECT * FROM sdp.clone_project(%L, %L)', :'made', repeat('é', 256)));
SELECT project AS made FROM sdp.import_files(:'ada', :'long_name', repeat('é', 255) || '  ') \gset
SELECT length(name) FROM sdp.projects WHERE id = :'made';
SELECT refused(format('SELECT * FROM sdp.import_files(%L, %L)', gen_random_uuid(), :'files')) ~ 'SD107' AS unknown_owner;
SELECT refused(format('SELECT * FROM sdp.import_package(%L, %L)', :'ada', 'not a zip'));
-- A client that inserts stages as complete is told of it.
INSERT INTO sdp.projects (user_id, name) VALUES (:'ada', 'Inserted') RETURNING id AS inserted \gset
SELECT refused(format('INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)
    VALUES (%L, 1, ''product'', ''Product'', ''complete'')', :'inserted'));
\pset format aligned
\pset tuples_only off
DELETE FROM sdp.users WHERE id = :'ada';
