-- Outputs: versions, formats, what is active, what may go.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
\set ada '00000000-0000-4000-8000-0000000000a1'
SELECT sdp.create_project(:'ada', 'Shop') AS shop \gset
SELECT id AS stage FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1 \gset
\set outputs 'SELECT version, format, left(content, 30) AS content, generated_by, is_active FROM sdp.stage_outputs WHERE stage_id = :\'stage\' ORDER BY version;'

-- A stage's first output is its data.
SELECT * FROM sdp.add_output(:'shop', 1, 'md', '# Shop');
\echo :SQLSTATE
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, is_active)
    VALUES (:'stage', 1, 'json', '{}', 'human', false);
\echo :SQLSTATE
SELECT * FROM sdp.add_output(:'shop', 1, 'json', '{"name": "Shop"}');
SELECT * FROM sdp.add_output(:'shop', 1, 'md', '# Shop');
SELECT * FROM sdp.add_output(:'shop', 1, 'sql', 'SELECT 1;');
SELECT * FROM sdp.add_output(:'shop', 1, 'yaml', E'name: Shop\nlist: [1, 2]\n');
-- The text stays as it was written, and the data is its value.
SELECT * FROM sdp.add_output(:'shop', 1, 'json', '{ "name":"Store" }');
SELECT status, data FROM sdp.stages WHERE id = :'stage';
:outputs
-- A version is assigned, whatever is sent: so an upsert by (stage_id, version) always adds one.
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    VALUES (:'stage', 1, 'md', '# Store', 'human')
    ON CONFLICT (stage_id, version) DO UPDATE SET content = excluded.content RETURNING version;
-- Also for a stage that is not there: it is refused for that, not for two outputs of one version.
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    VALUES ('00000000-0000-4000-8000-00000000dead', 1, 'json', '{}', 'human'),
           ('00000000-0000-4000-8000-00000000dead', 1, 'md', '# Store', 'human');
\echo :SQLSTATE
-- Saving the same data keeps the json output that is there.
SELECT * FROM sdp.save_stage(:'shop', 1, '{"name": "Store"}');

-- Activating: back to an earlier text, data included; nothing new is written.
SELECT * FROM sdp.activate_output(:'shop', 1, 1);
SELECT status, data FROM sdp.stages WHERE id = :'stage';
SELECT * FROM sdp.activate_output(:'shop', 1, 1);
UPDATE sdp.stage_outputs SET is_active = true WHERE stage_id = :'stage' AND version = 2;
:outputs
SELECT * FROM sdp.activate_output(:'shop', 1, 7);
\echo :SQLSTATE
SELECT * FROM sdp.activate_output(:'shop', 2, 1);
\echo :SQLSTATE
-- As an application does it: all off, then one on.
UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = :'stage' AND format = 'json';
UPDATE sdp.stage_outputs SET is_active = true WHERE stage_id = :'stage' AND version = 5;
SELECT status, data FROM sdp.stages WHERE id = :'stage';
-- Two of one format in one statement; two of different formats are no trouble.
UPDATE sdp.stage_outputs SET is_active = true WHERE stage_id = :'stage' AND format = 'json';
\echo :SQLSTATE
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    VALUES (:'stage', 0, 'md', 'One', 'human'), (:'stage', 0, 'md', 'Two', 'human');
\echo :SQLSTATE
UPDATE sdp.stage_outputs SET is_active = (version IN (1, 2)) WHERE stage_id = :'stage' AND version IN (1, 2, 5, 6);
\echo :SQLSTATE
:outputs

-- Content that is not of its format.
SELECT sdp.add_output(:'shop', 1, 'json', '{"name": "Shop"');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'json', '["Shop"]');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'json', '{"name": "Shop", "name": "Store"}');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'json', '{"a": {"b": 1, "b": 1}}');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'json', '{"a": "\u0000"}');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'json', '{"a": 1e400}');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'json', ' ');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'md', E' \n');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'sql', '');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'yaml', E'name: Shop\n bad: [1');
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'yaml', repeat('[', 101) || repeat(']', 101));
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'xml', '<shop/>');
\echo :SQLSTATE
\set VERBOSITY terse
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    VALUES (:'stage', 0, 'xml', '<shop/>', 'human');
\echo :SQLSTATE
\set VERBOSITY default
-- The limit, in bytes, for data and content.
SET sdp.max_content_bytes = 1024;
SELECT sdp.add_output(:'shop', 1, 'md', repeat('ä', 512));
SELECT sdp.add_output(:'shop', 1, 'md', repeat('ä', 513));
\echo :SQLSTATE
SELECT sdp.save_stage(:'shop', 1, jsonb_build_object('text', (SELECT string_agg(n::text, ' ') FROM generate_series(1, 1000) n)));
\echo :SQLSTATE
-- What counts is the text: not the jsonb, which may be much longer, nor much shorter.
SET sdp.max_content_bytes = 10000;
BEGIN;
SELECT version > 0 AS taken FROM sdp.add_output(:'shop', 1, 'json', '{"zeros": [0' || repeat(',0', 3000) || ']}');
ROLLBACK;
SELECT sdp.save_stage(:'shop', 1, jsonb_build_object('large', (SELECT jsonb_agg(1e308) FROM generate_series(1, 1000))));
\echo :SQLSTATE
RESET sdp.max_content_bytes;

-- A human's output names no generation, a model's its own.
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by) VALUES (:'stage', 0, 'md', 'M', 'ai');
\echo :SQLSTATE
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, ai_generation_id)
    VALUES (:'stage', 0, 'md', 'M', 'ai', '00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, ai_generation_id)
    VALUES (:'stage', 0, 'md', 'M', 'human', '00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE

-- Immutable once written.
UPDATE sdp.stage_outputs SET content = '# Other' WHERE stage_id = :'stage' AND version = 2;
\echo :SQLSTATE
UPDATE sdp.stage_outputs SET version = 99 WHERE stage_id = :'stage' AND version = 2;
\echo :SQLSTATE
UPDATE sdp.stage_outputs SET created_at = now() + interval '1 day', is_active = true WHERE stage_id = :'stage' AND version = 2;
\echo :SQLSTATE

-- Stages that take no outputs, and a complete one, which is reverted.
SELECT sdp.add_output(:'shop', 2, 'json', '{}');
\echo :SQLSTATE
SELECT sdp.complete_stage(:'shop', 1);
SELECT * FROM sdp.add_output(:'shop', 1, 'md', '# While complete');
SELECT * FROM sdp.add_output(:'shop', 1, 'json', '{"name": "Store"}');
SELECT stage_number, status FROM sdp.stages WHERE project_id = :'shop' AND stage_number < 3 ORDER BY 1;
SELECT * FROM sdp.add_output(:'shop', 1, 'json', '{"name": "Kiosk"}');
SELECT stage_number, status FROM sdp.stages WHERE project_id = :'shop' AND stage_number < 3 ORDER BY 1;
SELECT sdp.complete_stage(:'shop', 1);
SELECT * FROM sdp.activate_output(:'shop', 1, 1);

-- Completing a stage whose json outputs are all off writes one.
UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = :'stage';
SELECT sdp.complete_stage(:'shop', 1);
SELECT version, format, content FROM sdp.stage_outputs WHERE stage_id = :'stage' AND is_active;

-- Pruning: inactive ones, the oldest first, never the highest.
DELETE FROM sdp.stage_outputs WHERE stage_id = :'stage' AND version = 2;
\echo :SQLSTATE
DELETE FROM sdp.stage_outputs WHERE stage_id = :'stage' AND is_active;
\echo :SQLSTATE
DELETE FROM sdp.stage_outputs WHERE stage_id = :'stage' AND version = 1;
DELETE FROM sdp.stage_outputs WHERE stage_id = :'stage' AND NOT is_active;
SELECT version, format, is_active FROM sdp.stage_outputs WHERE stage_id = :'stage';
DELETE FROM sdp.stage_outputs WHERE stage_id = :'stage';
\echo :SQLSTATE
-- Not in an archived project.
SELECT sdp.revert_stage(:'shop', 1);
SELECT sdp.save_stage(:'shop', 1, '{"name": "Last"}');
UPDATE sdp.projects SET status = 'archived' WHERE id = :'shop';
DELETE FROM sdp.stage_outputs WHERE stage_id = :'stage' AND NOT is_active;
\echo :SQLSTATE
UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = :'stage';
\echo :SQLSTATE
UPDATE sdp.projects SET status = 'active' WHERE id = :'shop';

-- A content that a load brought is checked when it is activated.
SET row_security = off;
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, is_active)
    SELECT :'stage', max(version) + 1, 'json', '{"name": ', 'human', false
    FROM sdp.stage_outputs WHERE stage_id = :'stage' RETURNING id AS loaded \gset
RESET row_security;
UPDATE sdp.stage_outputs SET is_active = true WHERE id = :'loaded';
\echo :SQLSTATE
-- expected_version is that of the active json output: another format is no other save, an activation is.
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Versions') AS versions \gset
SELECT * FROM sdp.save_stage(:'versions', 1, '{"name": "A"}');
SELECT * FROM sdp.save_stage(:'versions', 1, '{"name": "B"}', expected_version => 1);
SELECT * FROM sdp.add_output(:'versions', 1, 'md', '# B');
SELECT * FROM sdp.save_stage(:'versions', 1, '{"name": "B"}', expected_version => 2);
SELECT * FROM sdp.activate_output(:'versions', 1, 1);
SELECT * FROM sdp.save_stage(:'versions', 1, '{"name": "C"}', expected_version => 2);
SELECT * FROM sdp.save_stage(:'versions', 1, '{"name": "C"}', expected_version => 1);
-- Saving what is there makes it an output again where none of it is active.
UPDATE sdp.stage_outputs SET is_active = false WHERE version = 4
    AND stage_id = (SELECT id FROM sdp.stages WHERE project_id = :'versions' AND stage_number = 1);
SELECT * FROM sdp.save_stage(:'versions', 1, '{"name": "C"}', expected_version => 0);
SELECT o.version, o.format, o.is_active FROM sdp.stage_outputs o JOIN sdp.stages s ON s.id = o.stage_id
    WHERE s.project_id = :'versions' ORDER BY o.version;

-- Data that are saved as a text are an output as they were written; as jsonb, with a key twice, or changed by a trigger
-- of the application, as the server prints them. An output that such a trigger changes gives the data.
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Texts') AS texts \gset
SELECT id AS stage FROM sdp.stages WHERE project_id = :'texts' AND stage_number = 1 \gset
SELECT * FROM sdp.save_stage(:'texts', 1, E'{\n  "tagline": "Bread",\n  "name": "Texts", "n": 1e2\n}');
SELECT * FROM sdp.save_stage(:'texts', 1, '{"name": "Texts", "n": 100, "tagline": "Bread"}');
SELECT * FROM sdp.save_stage(:'texts', 1, '{"tagline": "Json", "name": "Texts"}'::json);
SELECT * FROM sdp.save_stage(:'texts', 1, '{"tagline": "Jsonb", "name": "Texts"}'::jsonb);
SELECT * FROM sdp.save_stage(:'texts', 1, '{"tagline": "First", "name": "Twice", "tagline": "Second"}');
CREATE FUNCTION rename_stage() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.data := NEW.data || '{"name": "Renamed"}'; RETURN NEW; END $$;
CREATE TRIGGER renaming BEFORE UPDATE ON sdp.stages FOR EACH ROW EXECUTE FUNCTION rename_stage();
SELECT * FROM sdp.save_stage(:'texts', 1, '{"tagline": "Stage", "name": "Texts"}');
DROP FUNCTION rename_stage() CASCADE;
CREATE FUNCTION rename_output() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.content := replace(NEW.content, 'Texts', current_setting('regress.name')); RETURN NEW; END $$;
CREATE TRIGGER renaming BEFORE INSERT ON sdp.stage_outputs FOR EACH ROW EXECUTE FUNCTION rename_output();
SET regress.name = 'Output';
SELECT * FROM sdp.save_stage(:'texts', 1, '{"tagline": "Outputs", "name": "Texts"}');
SELECT data FROM sdp.stages WHERE id = :'stage';
SET regress.name = '"';
SELECT * FROM sdp.save_stage(:'texts', 1, '{"tagline": "None", "name": "Texts"}');
\echo :SQLSTATE
DROP FUNCTION rename_output() CASCADE;
SELECT version, content FROM sdp.stage_outputs WHERE stage_id = :'stage' ORDER BY version;
-- Beyond what an output may have in its writer's blanks, it is printed.
SET sdp.max_content_bytes = 1024;
SELECT * FROM sdp.save_stage(:'texts', 1, '{"name": "Blanks"' || repeat(' ', 1100) || '}');
RESET sdp.max_content_bytes;
SELECT content FROM sdp.stage_outputs WHERE stage_id = :'stage' ORDER BY version DESC LIMIT 1;
SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
