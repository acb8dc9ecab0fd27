-- Generations: tickets, answers, the ledger.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES
    ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada'),
    ('00000000-0000-4000-8000-0000000000b1', 'ben@example.com', 'Ben');
\set ada '00000000-0000-4000-8000-0000000000a1'
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model) VALUES
    ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000b1', 'openai', 'Ben''s', 'none:', 'gpt');
\set bens '00000000-0000-4000-8000-0000000000b2'
SELECT sdp.create_project(:'ada', 'Shop') AS shop \gset
\set ledger 'SELECT s.stage_number AS stage, model, prompt_template, input_tokens, output_tokens, total_tokens, estimated_cost AS cost, duration_ms, g.status, error_message FROM sdp.ai_generations g JOIN sdp.stages s ON s.id = g.stage_id ORDER BY g.created_at, g.input_tokens;'
\set status 'SELECT status, data FROM sdp.stages WHERE project_id = :\'shop\' AND stage_number = 1;'

-- Which provider: the one named, the project's, the user's default, her only one.
SELECT sdp.begin_generation(:'shop', 1);
\echo :SQLSTATE
-- Plain DML may begin one without: the ledger's row will name the provider. Cancelling ends it.
UPDATE sdp.stages SET status = 'generating' WHERE project_id = :'shop' AND stage_number = 1;
SELECT * FROM sdp.cancel_generation(:'shop', 1, 'No provider after all.');
SELECT * FROM sdp.cancel_generation(:'shop', 1);
SELECT from_status, to_status, reason FROM sdp_engine.stage_events ORDER BY seq;
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model) VALUES
    ('00000000-0000-4000-8000-0000000000a2', :'ada', 'anthropic', 'Work', 'none:', 'claude-sonnet');
\set work '00000000-0000-4000-8000-0000000000a2'
BEGIN;
SELECT provider_id = :'work' AS the_only_one, used_model, used_prompt_template, used_input, context FROM sdp.begin_generation(:'shop', 1);
ROLLBACK;
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model) VALUES
    ('00000000-0000-4000-8000-0000000000a3', :'ada', 'openai', 'Home', 'none:', 'gpt');
\set home '00000000-0000-4000-8000-0000000000a3'
SELECT sdp.begin_generation(:'shop', 1);
\echo :SQLSTATE
UPDATE sdp.ai_provider_configs SET is_default = true WHERE id = :'home';
BEGIN;
SELECT provider_id = :'home' AS the_default FROM sdp.begin_generation(:'shop', 1);
ROLLBACK;
UPDATE sdp.projects SET ai_provider_id = :'work' WHERE id = :'shop';
BEGIN;
SELECT provider_id = :'work' AS the_projects FROM sdp.begin_generation(:'shop', 1);
ROLLBACK;
BEGIN;
SELECT provider_id = :'home' AS the_named FROM sdp.begin_generation(:'shop', 1, provider => :'home');
ROLLBACK;
SELECT sdp.begin_generation(:'shop', 1, provider => :'bens');
\echo :SQLSTATE
SELECT sdp.begin_generation(:'shop', 1, provider => '00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE
SELECT sdp.begin_generation(:'shop', 1, model => '');
\echo :SQLSTATE
SELECT sdp.begin_generation(:'shop', 1, prompt_template => repeat('p', 101));
\echo :SQLSTATE
SELECT sdp.begin_generation(:'shop', 2);
\echo :SQLSTATE
SELECT sdp.begin_generation(:'shop', 10);
\echo :SQLSTATE

-- One at a time; then the answer: a row of the ledger, an output, the stage in review.
SELECT ticket, used_model, used_prompt_template, used_input, context
    FROM sdp.begin_generation(:'shop', 1, 'Sell things.', model => 'claude-opus', prompt_template => 'v2') \gset
SELECT :'used_model', :'used_prompt_template', :'used_input', :'context';
:status
SELECT sdp.begin_generation(:'shop', 1);
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'review' WHERE project_id = :'shop' AND stage_number = 1;
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'active' WHERE project_id = :'shop' AND stage_number = 1;
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'json', '{}');
\echo :SQLSTATE
SELECT * FROM sdp.allowed_transitions(:'shop', 1);
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Shop"}', 'json', 1000, 500, 2500, 0.012345678);
:status
SELECT version, format, content, generated_by, ai_generation_id IS NOT NULL AS has_generation, is_active FROM sdp.stage_outputs;
:ledger
-- A second report returns the first one's result and writes nothing.
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Other"}');
SELECT * FROM sdp.fail_generation(:'ticket', 'error', 'Too late.');
SELECT count(*) FROM sdp.ai_generations;
-- A ticket that never was.
SELECT * FROM sdp.finish_generation('00000000-0000-4000-8000-00000000dead', '{}');
\echo :SQLSTATE
SELECT * FROM sdp.fail_generation('00000000-0000-4000-8000-00000000dead', 'error', 'Down.');
\echo :SQLSTATE

-- Failing: back to where it came from.
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.fail_generation(:'ticket', 'success', 'No.');
\echo :SQLSTATE
SELECT * FROM sdp.fail_generation(:'ticket', 'timeout', 'No answer in 60 s.', 900);
:status
SELECT * FROM sdp.finish_generation(:'ticket', '{"late": true}');
:status

-- Bad answers are recorded, not raised.
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', 'Sure! Here is your JSON: {');
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '[]');
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{"a": 1, "a": 2}');
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', repeat('[', 100000));
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{"a": 1e400}');
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', ' ', 'md');
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '\x7b226e616d65223a2022ff227d'::bytea);
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '\x7b007d'::bytea);
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{}', 'xml');
\echo :SQLSTATE
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Kiosk"}'::bytea);
:status
SELECT status, count(*), count(error_message) AS messages FROM sdp.ai_generations GROUP BY status ORDER BY status;

-- A first answer in Markdown: there is no data yet.
SELECT sdp.create_project(:'ada', 'Empty') AS empty \gset
SELECT ticket FROM sdp.begin_generation(:'empty', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '# Shop', 'md');

-- What the ledger can't hold is stored at its limit; the ticket keeps the true value.
DELETE FROM sdp.projects WHERE id = :'empty';
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{"n": 1}', 'json', 5000000000, -1, 99999999999, 'NaN');
SELECT jsonb_pretty(detail) FROM sdp_engine.generation_tickets WHERE id = :'ticket';
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Shop", "n": 2}', NULL, 2000000000, 2000000000, NULL, 123456.7);
SELECT jsonb_pretty(detail) FROM sdp_engine.generation_tickets WHERE id = :'ticket';
SELECT input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms FROM sdp.ai_generations
    WHERE input_tokens >= 2000000000 ORDER BY input_tokens;

-- Fencing: what was cancelled by a forced revert comes late, changes nothing, and is in the ledger.
SELECT sdp.complete_stage(:'shop', 1);
SELECT ticket, context FROM sdp.begin_generation(:'shop', 2, 'Entities, please.') \gset
SELECT :'context' AS context;
SELECT sdp.revert_stage(:'shop', 1, 'Wait.', force => true);
SELECT * FROM sdp.finish_generation(:'ticket', '{"entities": []}', input_tokens => 7);
SELECT * FROM sdp.finish_generation(:'ticket', '{"entities": []}', input_tokens => 8);
SELECT status, data FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 2;
SELECT status, input_tokens FROM sdp.ai_generations WHERE input_tokens IN (7, 8);

-- Stage 9 is not generated.
SELECT sdp.save_stage(:'shop', 1, fitting_data(1));
SELECT sdp.complete_stage(:'shop', 1);
SELECT count((sdp.save_stage(:'shop', n, fitting_data(n))).status || sdp.complete_stage(:'shop', n)) FROM generate_series(2, 8) n;
SELECT sdp.begin_generation(:'shop', 9);
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'generating' WHERE project_id = :'shop' AND stage_number = 9;
\echo :SQLSTATE
SELECT sdp.revert_stage(:'shop', 1);

-- By plain DML: the status, then the row of the ledger, then the output.
SELECT id AS stage FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1 \gset
UPDATE sdp.stages SET status = 'generating' WHERE id = :'stage';
SELECT status, kind, from_status FROM sdp.stages s JOIN sdp_engine.generation_tickets t ON t.stage_id = s.id
    WHERE s.id = :'stage' AND t.closed_at IS NULL;
SELECT id AS direct FROM sdp_engine.generation_tickets WHERE closed_at IS NULL \gset
-- No worker holds its ticket.
SELECT replace(refused(format('SELECT sdp.finish_generation(%L, ''{}''::text)', :'direct')), :'direct', 'TICKET');
INSERT INTO sdp.ai_generations (id, stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, estimated_cost, duration_ms, status)
    VALUES ('00000000-0000-4000-8000-0000000000a6', :'stage', :'work', 'm', 'p', 3, 4, 0, 1, 'success') RETURNING total_tokens;
SELECT status FROM sdp.stages WHERE id = :'stage';
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, ai_generation_id)
    VALUES (:'stage', 1, 'json', '{"name": "Shop", "by": "hand"}', 'ai', '00000000-0000-4000-8000-0000000000a6') RETURNING version > 1 AS assigned;
UPDATE sdp.stages SET status = 'generating' WHERE id = :'stage';
\set row 'INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status, error_message) VALUES (:\'stage\', '
:row :'work', 'm', 'p', 3, 4, 7, 0, 1, 'error', NULL);
\echo :SQLSTATE
:row :'work', 'm', 'p', 3, 4, 7, 0, 1, 'success', 'Down.');
\echo :SQLSTATE
:row :'work', 'm', 'p', 3, 4, 8, 0, 1, 'success', NULL);
\echo :SQLSTATE
:row :'work', 'm', 'p', -3, 4, 1, 0, 1, 'success', NULL);
\echo :SQLSTATE
:row :'work', 'm', 'p', 3, 4, 7, 'NaN', 1, 'success', NULL);
\echo :SQLSTATE
:row :'work', 'm', 'p', 3, 4, 7, -1, 1, 'success', NULL);
\echo :SQLSTATE
:row :'bens', 'm', 'p', 3, 4, 7, 0, 1, 'success', NULL);
\echo :SQLSTATE
:row :'work', 'm', 'p', 3, 4, 7, 0, 1, 'error', 'Down.');
SELECT status, data FROM sdp.stages WHERE id = :'stage';

-- The ledger is append-only.
UPDATE sdp.ai_generations SET estimated_cost = 0.5 WHERE id = '00000000-0000-4000-8000-0000000000a6';
\echo :SQLSTATE
DELETE FROM sdp.ai_generations WHERE id = '00000000-0000-4000-8000-0000000000a6';
\echo :SQLSTATE
-- An output of one stage can't name a generation of another.
SELECT sdp.complete_stage(:'shop', 1);
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, ai_generation_id)
    SELECT id, 1, 'json', '{"x": 1}', 'ai', '00000000-0000-4000-8000-0000000000a6' FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE

-- Cancelling a worker's ticket: its late report is in the ledger, and changes no stage.
SELECT sdp.create_project(:'ada', 'Cancelled') AS shop \gset
SELECT ticket FROM sdp.begin_generation(:'shop', 1, provider => :'work') \gset
SELECT * FROM sdp.allowed_transitions(:'shop', 1);
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'shop' AND stage_number = 1;
\echo :SQLSTATE
SELECT * FROM sdp.cancel_generation(:'shop', 1);
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Late"}'::jsonb, input_tokens => 7);
:status
SELECT sdp.cancel_generation(:'shop', 10);
\echo :SQLSTATE
-- A generation of plain DML, from review: the ways out, a total that is left to us.
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}'::json);
UPDATE sdp.stages SET status = 'generating' WHERE project_id = :'shop' AND stage_number = 1;
SELECT * FROM sdp.allowed_transitions(:'shop', 1);
INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens,
        total_tokens, estimated_cost, duration_ms, status, error_message)
    SELECT id, :'home', 'gpt', 'product', 3, 4, 0, 0, 10, 'error', 'overloaded' FROM sdp.stages
    WHERE project_id = :'shop' AND stage_number = 1 RETURNING total_tokens;
:status

-- What models wrap their answers in; two objects are not guessed between.
SELECT sdp.create_project(:'ada', 'Wrapped') AS shop \gset
CREATE FUNCTION answer(said text) RETURNS TABLE (applied boolean, status text, message text, data jsonb) LANGUAGE sql AS $$
    SELECT f.applied, f.status, f.message, NULL::jsonb
    FROM (SELECT ticket FROM sdp.begin_generation((SELECT id FROM sdp.projects WHERE slug = 'wrapped'), 1, provider =>
        '00000000-0000-4000-8000-0000000000a2')) b, LATERAL sdp.finish_generation(b.ticket, said) f;
    SELECT NULL::boolean, s.status::text, NULL::text, s.data FROM sdp.stages s JOIN sdp.projects p ON p.id = s.project_id
    WHERE p.slug = 'wrapped' AND s.stage_number = 1
$$;
SELECT status, data FROM answer(E'Here it is:\n```json\n{"name": "Fenced"}\n```\nEnjoy {it}!');
SELECT status, data FROM answer(E'```\n{"name": "Not closed"}');
SELECT status, data FROM answer('"{\"name\": \"Encoded twice\"}"');
SELECT status, data FROM answer('{"name": "This"} or {"name": "That"}');
SELECT status, data FROM answer('[{"name": "In a list"}]');
SELECT error_message FROM sdp.ai_generations g JOIN sdp.stages s ON s.id = g.stage_id JOIN sdp.projects p ON p.id = s.project_id
    WHERE p.slug = 'wrapped' ORDER BY g.created_at, g.error_message NULLS FIRST;
DROP FUNCTION answer;
SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
