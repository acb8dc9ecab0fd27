-- Bad input gives a clear error and changes nothing: refused() shows the error, and complains where
-- a row of any table is another afterwards (01_helpers.sql).
\set SHOW_CONTEXT never
\pset format unaligned
\pset tuples_only on
INSERT INTO sdp.users (id, email, name) VALUES
    ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada'),
    ('00000000-0000-4000-8000-0000000000b1', 'ben@example.com', 'Ben');
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model) VALUES
    ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-0000000000a1', 'anthropic', 'Ada''s', 'none:', 'm'),
    ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000b1', 'openai', 'Ben''s', 'none:', 'm');
INSERT INTO sdp.projects (id, user_id, name) VALUES
    ('00000000-0000-4000-8000-0000000000a4', '00000000-0000-4000-8000-0000000000a1', 'Shop'),
    ('00000000-0000-4000-8000-0000000000a5', '00000000-0000-4000-8000-0000000000a1', 'Archive'),
    ('00000000-0000-4000-8000-0000000000a6', '00000000-0000-4000-8000-0000000000a1', 'Partial');
SELECT sdp.create_stages('00000000-0000-4000-8000-0000000000a4'), sdp.create_stages('00000000-0000-4000-8000-0000000000a5');
INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label) VALUES
    ('00000000-0000-4000-8000-0000000000a6', 1, 'product', 'Product'), ('00000000-0000-4000-8000-0000000000a6', 3, 'database', 'Database');
SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a4', 1, '{"name": "Shop"}');
SELECT sdp.complete_stage('00000000-0000-4000-8000-0000000000a4', 1);
SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a4', 2, '{"entities": []}');
UPDATE sdp.projects SET status = 'archived' WHERE name = 'Archive';

-- An unknown project.
SELECT refused(format('SELECT %s', call)) FROM (VALUES
    ($$sdp.create_stages('00000000-0000-4000-8000-00000000dead')$$),
    ($$sdp.save_stage('00000000-0000-4000-8000-00000000dead', 1, '{}')$$),
    ($$sdp.complete_stage('00000000-0000-4000-8000-00000000dead', 1)$$),
    ($$sdp.revert_stage('00000000-0000-4000-8000-00000000dead', 1)$$),
    ($$sdp.allowed_transitions('00000000-0000-4000-8000-00000000dead', 1)$$),
    ($$sdp.add_output('00000000-0000-4000-8000-00000000dead', 1, 'md', '#')$$),
    ($$sdp.activate_output('00000000-0000-4000-8000-00000000dead', 1, 1)$$),
    ($$sdp.begin_generation('00000000-0000-4000-8000-00000000dead', 1)$$),
    ($$sdp.request_generation('00000000-0000-4000-8000-00000000dead', 1)$$),
    ($$sdp.validate_stage('00000000-0000-4000-8000-00000000dead', 1)$$),
    ($$sdp.validate_project('00000000-0000-4000-8000-00000000dead')$$),
    ($$sdp.validation_summary('00000000-0000-4000-8000-00000000dead')$$),
    ($$sdp.accept_finding('00000000-0000-4000-8000-00000000dead', 1, 'x', '', 'x')$$),
    ($$sdp.withdraw_acceptance('00000000-0000-4000-8000-00000000dead', 1, 'x', '')$$),
    ($$sdp.package_files('00000000-0000-4000-8000-00000000dead')$$),
    ($$sdp.export_manifest('00000000-0000-4000-8000-00000000dead')$$),
    ($$sdp.register_export('00000000-0000-4000-8000-00000000dead', 'zip', '/x', 1)$$)) bad (call);

-- Stages 0 and 10.
SELECT refused(format('SELECT %s', replace(call, 'STAGE', format('''00000000-0000-4000-8000-0000000000a4'', %s', stage)))) FROM (VALUES
    ($$sdp.save_stage(STAGE, '{}')$$), ($$sdp.complete_stage(STAGE)$$), ($$sdp.revert_stage(STAGE)$$),
    ($$sdp.allowed_transitions(STAGE)$$), ($$sdp.add_output(STAGE, 'md', '#')$$), ($$sdp.activate_output(STAGE, 1)$$),
    ($$sdp.begin_generation(STAGE)$$), ($$sdp.request_generation(STAGE)$$),
    ($$sdp.validate_stage(STAGE)$$), ($$sdp.accept_finding(STAGE, 'x', '', 'x')$$),
    ($$sdp.withdraw_acceptance(STAGE, 'x', '')$$)) bad (call), (VALUES (0), (10)) n (stage);

-- NULL in each argument that has no default.
SELECT refused(format('SELECT %s', call)) FROM (VALUES
    ($$sdp.create_project(NULL, 'Shop')$$),
    ($$sdp.create_project('00000000-0000-4000-8000-0000000000a1', NULL)$$),
    ($$sdp.create_stages(NULL)$$),
    ($$sdp.stage_number(NULL)$$),
    ($$sdp.save_stage(NULL, 1, '{}')$$),
    ($$sdp.save_stage('00000000-0000-4000-8000-0000000000a4', NULL, '{}')$$),
    ($$sdp.save_stage('00000000-0000-4000-8000-0000000000a4', 2, NULL)$$),
    ($$sdp.complete_stage(NULL, 2)$$),
    ($$sdp.complete_stage('00000000-0000-4000-8000-0000000000a4', NULL)$$),
    ($$sdp.revert_stage(NULL, 1)$$),
    ($$sdp.revert_stage('00000000-0000-4000-8000-0000000000a4', NULL)$$),
    ($$sdp.allowed_transitions(NULL, 1)$$),
    ($$sdp.allowed_transitions('00000000-0000-4000-8000-0000000000a4', NULL)$$),
    ($$sdp.add_output(NULL, 2, 'md', '#')$$),
    ($$sdp.add_output('00000000-0000-4000-8000-0000000000a4', NULL, 'md', '#')$$),
    ($$sdp.add_output('00000000-0000-4000-8000-0000000000a4', 2, NULL, '#')$$),
    ($$sdp.add_output('00000000-0000-4000-8000-0000000000a4', 2, 'md', NULL)$$),
    ($$sdp.activate_output(NULL, 2, 1)$$),
    ($$sdp.activate_output('00000000-0000-4000-8000-0000000000a4', NULL, 1)$$),
    ($$sdp.activate_output('00000000-0000-4000-8000-0000000000a4', 2, NULL)$$),
    ($$sdp.begin_generation(NULL, 2)$$),
    ($$sdp.begin_generation('00000000-0000-4000-8000-0000000000a4', NULL)$$),
    ($$sdp.request_generation(NULL, 2)$$),
    ($$sdp.request_generation('00000000-0000-4000-8000-0000000000a4', NULL)$$),
    ($$sdp.finish_generation(NULL, '{}'::text)$$),
    ($$sdp.finish_generation('00000000-0000-4000-8000-00000000dead', NULL::text)$$),
    ($$sdp.finish_generation(NULL, '{}'::bytea)$$),
    ($$sdp.finish_generation('00000000-0000-4000-8000-00000000dead', NULL::bytea)$$),
    ($$sdp.fail_generation(NULL, 'error', 'Down.')$$),
    ($$sdp.fail_generation('00000000-0000-4000-8000-00000000dead', NULL, 'Down.')$$),
    ($$sdp.fail_generation('00000000-0000-4000-8000-00000000dead', 'error', NULL)$$),
    ($$sdp.validate_stage(NULL, 1)$$),
    ($$sdp.validate_stage('00000000-0000-4000-8000-0000000000a4', NULL)$$),
    ($$sdp.validate_project(NULL)$$),
    ($$sdp.validation_summary(NULL)$$),
    ($$sdp.accept_finding(NULL, 1, 'x', '', 'x')$$),
    ($$sdp.accept_finding('00000000-0000-4000-8000-0000000000a4', 1, NULL, '', 'x')$$),
    ($$sdp.accept_finding('00000000-0000-4000-8000-0000000000a4', 1, 'x', NULL, 'x')$$),
    ($$sdp.accept_finding('00000000-0000-4000-8000-0000000000a4', 1, 'x', '', NULL)$$),
    ($$sdp.withdraw_acceptance(NULL, 1, 'x', '')$$),
    ($$sdp.withdraw_acceptance('00000000-0000-4000-8000-0000000000a4', 1, NULL, '')$$),
    ($$sdp.withdraw_acceptance('00000000-0000-4000-8000-0000000000a4', 1, 'x', NULL)$$),
    ($$sdp.package_files(NULL)$$),
    ($$sdp.export_manifest(NULL)$$),
    ($$sdp.register_export(NULL, 'zip', '/x', 1)$$),
    ($$sdp.register_export('00000000-0000-4000-8000-0000000000a4', NULL, '/x', 1)$$),
    ($$sdp.register_export('00000000-0000-4000-8000-0000000000a4', 'zip', NULL, 1)$$),
    ($$sdp.register_export('00000000-0000-4000-8000-0000000000a4', 'zip', '/x', NULL)$$)) bad (call);

-- Illegal transitions by function and by UPDATE.
SELECT refused($$SELECT sdp.complete_stage('00000000-0000-4000-8000-0000000000a4', 4)$$);
SELECT refused($$SELECT sdp.revert_stage('00000000-0000-4000-8000-0000000000a4', 4)$$);
SELECT refused(format($$UPDATE sdp.stages SET status = %L
    WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = %s$$, to_status, stage))
    FROM (VALUES (1, 'locked'), (1, 'active'), (1, 'generating'), (2, 'locked'), (3, 'active'), (3, 'generating'),
                 (3, 'review'), (3, 'complete'), (2, 'finished')) bad (stage, to_status);

-- A stage of a project with missing neighbours.
SELECT refused($$SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a6', 1, '{}')$$);
SELECT refused($$SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a6', 2, '{}')$$);
SELECT refused($$SELECT sdp.complete_stage('00000000-0000-4000-8000-0000000000a6', 1)$$);
SELECT refused($$SELECT sdp.begin_generation('00000000-0000-4000-8000-0000000000a6', 1)$$);
SELECT refused($$UPDATE sdp.stages SET status = 'active' WHERE project_id = '00000000-0000-4000-8000-0000000000a6' AND stage_number = 3$$);

-- Editing a locked or complete stage.
SELECT refused($$SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a4', 1, '{"name": "Store"}')$$);
SELECT refused($$SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a4', 3, '{}')$$);
SELECT refused($$UPDATE sdp.stages SET data = '{}' WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = 1$$);
SELECT refused($$UPDATE sdp.stages SET data = '{}' WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = 3$$);

-- JSON that is not an object, and a 100,000-deep array, by every way in.
SELECT refused(format($$SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a4', 2, %L)$$, data))
    FROM unnest('{[],1,"\"text\"","null","true"}'::text[]) data;
SELECT refused(format($$SELECT sdp.add_output('00000000-0000-4000-8000-0000000000a4', 2, 'json', %L)$$, data))
    FROM unnest('{[],1,"\"text\"","null","true","{\"a\":",""}'::text[]) data;
SELECT refused(format($$UPDATE sdp.stages SET data = %L WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = 2$$, data))
    FROM unnest('{[],1,null}'::text[]) data;
SELECT refused(format($$SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a4', 2, %L)$$,
    '{"deep": ' || repeat('[', 1001) || repeat(']', 1001) || '}'));
SELECT refused(format($$SELECT sdp.add_output('00000000-0000-4000-8000-0000000000a4', 2, %L, %L)$$, format,
    '{"deep": ' || repeat('[', 100000) || repeat(']', 100000) || '}')) FROM (VALUES ('json'), ('yaml')) f (format);
SELECT refused(format($$SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a4', 2, %L)$$,
    '{"deep": ' || repeat('[', 100000) || repeat(']', 100000) || '}'));

-- An output in a format that it isn't, or in none that there is.
SELECT refused(format($$SELECT sdp.add_output('00000000-0000-4000-8000-0000000000a4', 2, %L, %L)$$, format, content))
    FROM (VALUES ('json', '# Markdown'), ('yaml', E'a: b: c'), ('md', ' '), ('sql', ''), ('JSON', '{}'), ('html', '<p>')) bad (format, content);

-- A second open stage, by INSERT.
SELECT refused($$INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)
    VALUES ('00000000-0000-4000-8000-0000000000a6', 2, 'dataModel', 'Data Model', 'active')$$);
-- One UPDATE that moves two stages; by the index, so that they come in their order on every server.
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT refused($$UPDATE sdp.stages SET status = 'review' WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number IN (1, 3)$$);
SELECT refused($$UPDATE sdp.stages SET status = 'complete' WHERE project_id = '00000000-0000-4000-8000-0000000000a4'$$);
SELECT refused($$WITH one AS (UPDATE sdp.stages SET status = 'complete' WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = 2)
    UPDATE sdp.stages SET status = 'review' WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = 1$$);

RESET enable_seqscan;
RESET enable_bitmapscan;

-- A wrong ticket.
SELECT refused($$SELECT sdp.finish_generation('00000000-0000-4000-8000-00000000dead', '{}'::text)$$);
SELECT refused($$SELECT sdp.finish_generation('00000000-0000-4000-8000-00000000dead', '{}'::bytea)$$);
SELECT refused($$SELECT sdp.fail_generation('00000000-0000-4000-8000-00000000dead', 'error', 'Down.')$$);
-- A provider of another user.
SELECT refused($$SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'New', provider => '00000000-0000-4000-8000-0000000000b2')$$);
SELECT refused($$UPDATE sdp.projects SET ai_provider_id = '00000000-0000-4000-8000-0000000000b2' WHERE name = 'Shop'$$);
SELECT refused($$SELECT sdp.begin_generation('00000000-0000-4000-8000-0000000000a4', 2, provider => '00000000-0000-4000-8000-0000000000b2')$$);
SELECT refused($$INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status)
    SELECT id, '00000000-0000-4000-8000-0000000000b2', 'm', 'p', 1, 1, 2, 0, 1, 'success' FROM sdp.stages
    WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = 2$$);

-- An archived project.
SELECT refused(format('SELECT %s', replace(call, 'PROJECT', '''00000000-0000-4000-8000-0000000000a5'''))) FROM (VALUES
    ($$sdp.save_stage(PROJECT, 1, '{}')$$), ($$sdp.complete_stage(PROJECT, 1)$$), ($$sdp.revert_stage(PROJECT, 1)$$),
    ($$sdp.add_output(PROJECT, 1, 'json', '{}')$$), ($$sdp.activate_output(PROJECT, 1, 1)$$), ($$sdp.begin_generation(PROJECT, 1)$$),
    ($$sdp.create_stages(PROJECT)$$), ($$sdp.register_export(PROJECT, 'zip', '/x', 1)$$)) bad (call);
SELECT refused($$UPDATE sdp.stages SET data = '{}' WHERE project_id = '00000000-0000-4000-8000-0000000000a5' AND stage_number = 1$$);
SELECT refused($$UPDATE sdp.stages SET stage_label = 'X' WHERE project_id = '00000000-0000-4000-8000-0000000000a5' AND stage_number = 1$$);
SELECT refused($$UPDATE sdp.projects SET description = 'X' WHERE id = '00000000-0000-4000-8000-0000000000a5'$$);
SELECT refused($$INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    SELECT id, 1, 'json', '{}', 'human' FROM sdp.stages WHERE project_id = '00000000-0000-4000-8000-0000000000a5' AND stage_number = 1$$);
SELECT refused($$INSERT INTO sdp.export_packages (project_id, format, validation_status, file_path, file_size_bytes)
    VALUES ('00000000-0000-4000-8000-0000000000a5', 'zip', 'valid', '/x', 1)$$);

-- Built-in templates; blank names; slugs with bad characters.
SELECT refused($$UPDATE sdp.templates SET description = 'Mine' WHERE category = 'saas'$$);
SELECT refused($$DELETE FROM sdp.templates WHERE category = 'saas'$$);
SELECT refused($$SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', ' ')$$);
SELECT refused($$UPDATE sdp.projects SET name = E'\t' WHERE name = 'Shop'$$);
SELECT refused($$UPDATE sdp.users SET email = '' WHERE name = 'Ada'$$);
SELECT refused(format($$SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'New', slug => %L)$$, slug))
    FROM unnest('{Shop,a_b,a b,a/b,../a,-a,a-,a--b,é}'::text[]) slug;

-- What NOT NULL refuses names the table as well, also where a trigger of ours meets it first.
-- (without the server's DETAIL, which has the row's id and times)
SELECT split_part(refused(statement), E'\n', 1) FROM (VALUES
    ($$INSERT INTO sdp.users (email) VALUES ('new@example.com')$$),
    ($$INSERT INTO sdp.projects (user_id) VALUES ('00000000-0000-4000-8000-0000000000a1')$$),
    ($$INSERT INTO sdp.projects (name) VALUES ('New')$$),
    ($$UPDATE sdp.projects SET name = NULL WHERE name = 'Shop'$$),
    ($$UPDATE sdp.projects SET slug = NULL WHERE name = 'Shop'$$),
    ($$UPDATE sdp.projects SET status = NULL WHERE name = 'Shop'$$),
    ($$UPDATE sdp.stages SET status = NULL WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = 2$$),
    ($$UPDATE sdp.stages SET stage_label = NULL WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = 2$$),
    ($$INSERT INTO sdp.stages (project_id, stage_number, stage_label) VALUES ('00000000-0000-4000-8000-0000000000a6', 2, 'x')$$),
    ($$INSERT INTO sdp.stage_outputs (stage_id, version, format, generated_by) SELECT id, 1, 'md', 'human' FROM sdp.stages WHERE project_id = '00000000-0000-4000-8000-0000000000a4' AND stage_number = 2$$),
    ($$INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted) VALUES ('00000000-0000-4000-8000-0000000000a1', 'openai', 'x', 'none:')$$)) bad (statement);

-- TRUNCATE of every table.
SET client_min_messages = warning;
SELECT refused(format('TRUNCATE %s CASCADE', c.oid::regclass)) FROM pg_class c
    WHERE c.relnamespace IN ('sdp'::regnamespace, 'sdp_engine'::regnamespace) AND c.relkind = 'r'
    ORDER BY c.oid::regclass::text COLLATE "C";

SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
