-- Rules of single tables that the families' own tests leave out: what is allowed beside what is refused.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
\set ada '00000000-0000-4000-8000-0000000000a1'
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model) VALUES
    ('00000000-0000-4000-8000-0000000000a2', :'ada', 'openai', 'Work', 'none:', 'gpt');
\set work '00000000-0000-4000-8000-0000000000a2'
SELECT sdp.create_project(:'ada', 'Shop') AS shop, sdp.create_project(:'ada', 'Kiosk') AS kiosk \gset
SELECT id AS stage FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1 \gset

-- Users: a name and an address may change to others that are not blank.
UPDATE sdp.users SET email = 'lovelace@example.com', name = 'Ada Lovelace' WHERE id = :'ada' RETURNING email, name;
SELECT refused($$UPDATE sdp.users SET email = E'\x0b\f' WHERE name = 'Ada Lovelace'$$);

-- Providers: envelopes of a key, and URLs.
CREATE FUNCTION of_key(key text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sdp.ai_provider_configs SET api_key_encrypted = key;
    RETURN 'taken';
EXCEPTION WHEN SQLSTATE 'SD208' THEN RETURN SQLSTATE;
END
$$;
SELECT key, of_key(key) FROM unnest('{sdp1:YWJj,aabb:ccdd:eeff,v1.bm90.YQ==,$aes$bm90$YQ==,none:,sk-ant-api03-abc,YWJj,a b:c,sdp1:,:}'::text[]) key;
DROP FUNCTION of_key;
CREATE FUNCTION of_url(url text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sdp.ai_provider_configs SET provider = 'custom', base_url = url;
    RETURN 'taken';
EXCEPTION WHEN SQLSTATE 'SD208' THEN RETURN SQLSTATE;
END
$$;
SELECT url, of_url(url) FROM unnest('{https://models.example/v1,HTTP://localhost:11434,http://[::1]:80/,models.example,/v1,file:///v1,javascript:1,"http://a b",NULL}'::text[]) url;
DROP FUNCTION of_url;
-- One default: not two that are made in one statement, be they new.
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model, is_default)
    VALUES (:'ada', 'openai', 'One', 'none:', 'gpt', true), (:'ada', 'openai', 'Two', 'none:', 'gpt', true);
\echo :SQLSTATE
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model, is_default)
    VALUES (:'ada', 'openai', 'One', 'none:', 'gpt', true), (:'ada', 'openai', 'Two', 'none:', 'gpt', false);
MERGE INTO sdp.ai_provider_configs c USING (VALUES ('Two')) v (label) ON c.user_id = :'ada' AND c.label = v.label
    WHEN MATCHED THEN UPDATE SET is_default = true;
SELECT label, is_default FROM sdp.ai_provider_configs ORDER BY label;
DELETE FROM sdp.ai_provider_configs WHERE label <> 'Work';
-- One that only a generation names is in use as well.
INSERT INTO sdp.ai_generations (id, stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, estimated_cost, duration_ms, status, error_message)
    VALUES ('00000000-0000-4000-8000-0000000000a6', :'stage', :'work', 'm', 'p', 3, 4, 0, 1, 'error', 'Down.') RETURNING total_tokens;
DELETE FROM sdp.ai_provider_configs WHERE id = :'work';
\echo :SQLSTATE

-- What goes is its key.
UPDATE sdp.ai_provider_configs SET api_key_encrypted = 'sdp1:YWJj';
SELECT sdp.forget_provider_key(:'work') AS had_one, sdp.forget_provider_key(:'work') AS again;
SELECT api_key_encrypted FROM sdp.ai_provider_configs;
SELECT refused($$SELECT sdp.forget_provider_key('00000000-0000-4000-8000-00000000dead')$$);
SELECT refused($$SELECT sdp.forget_provider_key(NULL)$$);

-- Projects: DELETE is a privilege of its own, also for who may do everything else.
CREATE ROLE sdp_test_editor;
GRANT USAGE ON SCHEMA sdp TO sdp_test_editor;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA sdp TO sdp_test_editor;
SET ROLE sdp_test_editor;
SELECT sdp.delete_project(:'kiosk');
DELETE FROM sdp.projects;
\echo :SQLSTATE
SELECT sdp.purge_projects('infinity');
\echo :SQLSTATE
RESET ROLE;
GRANT DELETE ON sdp.projects TO sdp_test_editor;
SET ROLE sdp_test_editor;
SELECT sdp.purge_projects('infinity');
RESET ROLE;
DROP OWNED BY sdp_test_editor;
DROP ROLE sdp_test_editor;

-- Stages: numbers as long as they may be, and one digit longer.
SELECT * FROM sdp.save_stage(:'shop', 1, jsonb_build_object('name', 'Shop', 'digits', repeat('1', 100)::numeric, 'exponent', 1e308));
SELECT data -> 'digits' = to_jsonb(repeat('1', 100)::numeric) AS kept FROM sdp.stages WHERE id = :'stage';
SELECT refused(format($$UPDATE sdp.stages SET data = %L WHERE id = %L$$, data, :'stage'))
    FROM (VALUES (jsonb_build_object('digits', repeat('1', 101)::numeric)), ('{"small": 1e-309}')) bad (data);
-- Its project, id and time of creation are the stage's for ever; its label and input are not.
SELECT replace(replace(refused(format($$UPDATE sdp.stages SET %s WHERE id = %L$$, change, :'stage')), :'shop', 'SHOP'), :'stage', 'STAGE')
    FROM (VALUES ('project_id = gen_random_uuid()'), ('id = gen_random_uuid()'), ($$created_at = '2000-01-01'$$)) bad (change);
UPDATE sdp.stages SET stage_label = 'Vision', user_input = 'Sell things.' WHERE id = :'stage' RETURNING stage_label, user_input;

-- Outputs: a model's names a generation of its stage that succeeded.
INSERT INTO sdp.ai_generations (id, stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, estimated_cost, duration_ms, status)
    VALUES ('00000000-0000-4000-8000-0000000000a7', :'stage', :'work', 'm', 'p', 3, 4, 0, 1, 'success') RETURNING total_tokens;
SELECT refused(format($$INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, ai_generation_id)
    VALUES (%L, 1, 'md', '# Shop', 'ai', '00000000-0000-4000-8000-0000000000a6')$$, :'stage'));
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, ai_generation_id)
    VALUES (:'stage', 1, 'md', '# Shop', 'ai', '00000000-0000-4000-8000-0000000000a7') RETURNING version;

-- The ledger: durations, and each part of the sum.
SELECT refused(format($$INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status)
    VALUES (%L, %L, 'm', 'p', %s, 'success')$$, :'stage', :'work', numbers))
    FROM unnest('{"1, 1, 2, 0, -1","1, -1, 0, 0, 1","-1, 1, 0, 0, 1"}'::text[]) numbers;
INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status)
    VALUES (:'stage', :'work', 'm', 'p', 0, 0, 0, 0, 0, 'success');

-- Templates: an own one may be changed, and deleted where no project was made from it.
INSERT INTO sdp.templates (id, name, description, category, stage_defaults)
    VALUES ('00000000-0000-4000-8000-0000000000a5', 'Own', 'Mine.', 'other', '{"product": {"name": "?"}, "export": {}}');
UPDATE sdp.templates SET stage_defaults = '{}', name = 'Mine' WHERE id = '00000000-0000-4000-8000-0000000000a5' RETURNING name;
DELETE FROM sdp.templates WHERE id = '00000000-0000-4000-8000-0000000000a5';

-- Exports: a size and a path; what validation found is not the client's to say.
SELECT refused(format($$INSERT INTO sdp.export_packages (project_id, format, validation_status, file_path, file_size_bytes)
    VALUES (%L, 'zip', 'valid', %L, %s)$$, :'shop', path, size)) FROM (VALUES ('/srv/shop.zip', -1), (' ', 1)) bad (path, size);
INSERT INTO sdp.export_packages (project_id, format, validation_status, file_path, file_size_bytes)
    VALUES (:'shop', 'folder', 'valid', '/srv/shop', 0) RETURNING validation_status;

-- updated_at of users is shown with them; of projects and stages: it follows a change, not a save of the same,
-- and is the client's where the client sets it.
UPDATE sdp.projects SET updated_at = '2999-01-01' WHERE id = :'shop' RETURNING updated_at > now() AS as_set;
UPDATE sdp.projects SET name = 'Store' WHERE id = :'shop' RETURNING updated_at > now() AS never_back;
UPDATE sdp.stages SET updated_at = '2999-01-01' WHERE id = :'stage' RETURNING updated_at > now() AS as_set;
UPDATE sdp.stages SET user_input = 'Sell more.' WHERE id = :'stage' RETURNING updated_at > now() AS never_back;
-- A change always moves it, also the second of a transaction, and one with a clock that lags.
BEGIN;
UPDATE sdp.stages SET stage_label = 'One' WHERE project_id = :'shop' AND stage_number = 6 RETURNING updated_at AS before \gset
UPDATE sdp.stages SET stage_label = 'Two' WHERE project_id = :'shop' AND stage_number = 6
    RETURNING updated_at - :'before' AS after;
UPDATE sdp.stages SET stage_label = 'Three', updated_at = '2020-01-01' WHERE project_id = :'shop' AND stage_number = 6
    RETURNING updated_at - :'before' AS after;
UPDATE sdp.stages SET updated_at = '2020-01-01' WHERE project_id = :'shop' AND stage_number = 6
    RETURNING updated_at - :'before' AS after;
UPDATE sdp.stages SET updated_at = 'infinity' WHERE project_id = :'shop' AND stage_number = 6;
UPDATE sdp.stages SET stage_label = 'Four' WHERE project_id = :'shop' AND stage_number = 6 RETURNING updated_at;
ROLLBACK;
SELECT updated_at AS before FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 5 \gset
UPDATE sdp.stages SET stage_label = stage_label WHERE project_id = :'shop' AND stage_number = 5 RETURNING updated_at = :'before' AS stays;
UPDATE sdp.stages SET stage_label = 'Stack' WHERE project_id = :'shop' AND stage_number = 5 RETURNING updated_at > :'before' AS follows;

SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
