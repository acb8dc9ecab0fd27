-- What generations cost: prices, estimates, the views, budgets; answers as they are.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES
    ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada'), ('00000000-0000-4000-8000-0000000000b1', 'ben@example.com', 'Ben');
\set ada '00000000-0000-4000-8000-0000000000a1'
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model) VALUES
    ('00000000-0000-4000-8000-0000000000a2', :'ada', 'openai', 'Work', 'none:', 'gpt'),
    ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000b1', 'openai', 'Ben''s', 'none:', 'gpt');
SELECT sdp.create_project(:'ada', 'Shop') AS shop, sdp.create_project('00000000-0000-4000-8000-0000000000b1', 'Kiosk') AS kiosk \gset

-- No price is known: no estimate, and no cost in the ledger unless the worker says one.
SELECT sdp.estimate_cost('gpt', 1000, 1000);
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Shop"}', input_tokens => 1000, output_tokens => 500);
SELECT estimated_cost FROM sdp.ai_generations;

-- The price of the time, the provider's own before that for any; without a provider the one for any, else the dearest.
INSERT INTO sdp_engine.model_prices (provider, model, valid_from, input_price, output_price) VALUES
    ('any', 'gpt', '-infinity', 10, 30), ('any', 'gpt', '2025-01-01', 5, 15), ('openai', 'gpt', '2025-06-01', 2, 8),
    ('any', 'gpt', '2999-01-01', 1, 1), ('openai', 'opus', '-infinity', 1, 1), ('custom', 'opus', '-infinity', 3, 3);
SELECT sdp.estimate_cost('gpt', 1000000, 1000000, '2024-01-01') AS early, sdp.estimate_cost('gpt', 1000000, 1000000) AS any_provider,
    sdp.estimate_cost('gpt', 1000000, 1000000, provider => 'openai') AS own, sdp.estimate_cost('gpt', 1, 0, provider => 'custom') AS others,
    sdp.estimate_cost('opus', 1000000, 0) AS dearest, sdp.estimate_cost('opus', 1000000, 0, provider => 'anthropic') AS unknown,
    sdp.estimate_cost('gpt', -5, 0) AS negative, sdp.estimate_cost('gpt', 9223372036854775807, 9223372036854775807, at => NULL) AS large;
SELECT refused($$SELECT sdp.estimate_cost(NULL, 1, 1)$$);
SELECT refused(format($$INSERT INTO sdp_engine.model_prices (model, input_price, output_price) VALUES ('x', %s, 0)$$, price))
    FROM (VALUES ('-1'), ('1000000.1'), ('''Infinity'''), ('''NaN''')) p (price);
-- A report without a cost is reckoned by it; one with a cost is believed.
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.fail_generation(:'ticket', 'error', 'Overloaded.', input_tokens => 1000, output_tokens => 500);
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{broken', input_tokens => 1000, output_tokens => 500);
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Free"}', input_tokens => 1000, output_tokens => 500, estimated_cost => 0);
SELECT ticket FROM sdp.begin_generation(:'kiosk', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Kiosk"}', input_tokens => 7, estimated_cost => 1.5);
SELECT status, input_tokens, estimated_cost FROM sdp.ai_generations ORDER BY created_at;

-- The views.
SELECT project, generations, failed, input_tokens, output_tokens, estimated_cost, last_at IS NOT NULL AS used FROM sdp.usage_by_project ORDER BY project;
SELECT email, generations, failed, input_tokens, estimated_cost, estimated_cost_this_month FROM sdp.usage_by_user ORDER BY email;
SELECT provider, model, generations, failed, input_tokens, estimated_cost FROM sdp.usage_by_model;
SELECT day = (now() AT TIME ZONE 'UTC')::date AS today, generations, failed, estimated_cost FROM sdp.usage_by_day;

-- Answers as they are: each is a failed generation, told and not raised, in the ledger with its tokens and its cost; the stage is back.
CREATE FUNCTION report(content bytea, tokens bigint DEFAULT 10, cost numeric DEFAULT 0.25) RETURNS TABLE (applied boolean, status text, error_code text, message text)
    LANGUAGE sql BEGIN ATOMIC
    SELECT f.* FROM (SELECT ticket FROM sdp.begin_generation((SELECT id FROM sdp.projects WHERE slug = 'shop'), 1)) b,
        LATERAL sdp.finish_generation(b.ticket, content, input_tokens => tokens, estimated_cost => cost) f;
END;
\set after 'SELECT s.status AS stage, s.data, g.status, g.input_tokens, g.estimated_cost, t.detail FROM sdp.ai_generations g JOIN sdp.stages s ON s.id = g.stage_id JOIN sdp_engine.generation_tickets t ON t.generation_id = g.id ORDER BY g.created_at DESC LIMIT 1;'
SELECT * FROM report('[1, 2]');
SELECT * FROM report('{"name": "Trunc');
SELECT * FROM report('{"name": "a\\u0000b"}');
SELECT * FROM report('\x7b226e616d65223a2022ff227d');
SELECT * FROM report('\x7b226e616d65223a2022007d');
SELECT * FROM report('');
SELECT count(*) AS rows, sum(input_tokens) AS tokens, sum(estimated_cost) AS cost FROM sdp.ai_generations WHERE estimated_cost = 0.25;
:after
SET sdp.max_content_bytes = 1024;
SELECT * FROM report(convert_to(format('{"name": "%s"}', repeat('x', 2000)), 'UTF8'));
RESET sdp.max_content_bytes;
:after
-- Four billion tokens and 10,000 dollars, of a bad answer and of a good one: true values in the ticket's detail.
SELECT * FROM report('nothing', 4000000000, 10000);
:after
SELECT * FROM report('{"name": "Dear"}', 4000000000, 10000);
:after
-- And what is taken as it is meant.
SELECT (report(convert_to(answer, 'UTF8'))).status FROM (VALUES ('{"name": "Bare"}'), (E'```json\n{"name": "Fenced"}\n```'),
    (E'```json\n{"name": "Open"}'), ('Sure: {"name": "Prose"} Bye.'), ('"{\"name\": \"Twice\"}"')) a (answer);
SELECT version, content FROM sdp.stage_outputs o JOIN sdp.stages s ON s.id = o.stage_id WHERE s.project_id = :'shop' ORDER BY version DESC LIMIT 5;
DROP FUNCTION report;

-- A budget. Two dollars were spent before it was set, by the ledger; what is open reserves its estimate.
DELETE FROM sdp.projects WHERE id = :'shop';
SELECT sdp.create_project(:'ada', 'Shop') AS shop, sdp.create_project(:'ada', 'Second') AS second \gset
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
SELECT status FROM sdp.finish_generation(:'ticket', '{"name": "Shop"}', estimated_cost => 2);
INSERT INTO sdp_engine.budgets (user_id, monthly_amount) VALUES (:'ada', 2.1);
SELECT ticket, sdp.estimate_cost('gpt', 0, 8000, provider => 'openai') AS estimate FROM sdp.begin_generation(:'shop', 1) \gset
SELECT reserved_cost, reserved_cost = :estimate AS of_the_answer FROM sdp_engine.generation_tickets WHERE id = :'ticket';
SELECT sdp.begin_generation(:'second', 1);
\echo :SQLSTATE
SELECT refused(format('SELECT sdp.request_generation(%L, 1)', :'second'));
SELECT allowed, reason FROM sdp.allowed_transitions(:'second', 1) WHERE to_status = 'generating';
-- Plain DML too, once what is spent and reserved is more than the budget, or all is spent.
UPDATE sdp_engine.budgets SET monthly_amount = 2.05 WHERE user_id = :'ada';
UPDATE sdp.stages SET status = 'generating' WHERE project_id = :'second' AND stage_number = 1;
\echo :SQLSTATE
SELECT to_status, allowed, reason FROM sdp.allowed_transitions(:'second', 1) WHERE to_status = 'generating';
-- The report is never refused. Its cost counts, and what was reserved is free.
UPDATE sdp_engine.budgets SET monthly_amount = 4 WHERE user_id = :'ada';
SELECT status FROM sdp.finish_generation(:'ticket', '{"name": "Shop"}', estimated_cost => 1.1);
SELECT spent, month = date_trunc('month', now() AT TIME ZONE 'UTC') AS this_month, warned_at FROM sdp_engine.budgets;
-- Passing 80 % is noted, once.
INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status)
    SELECT id, '00000000-0000-4000-8000-0000000000a2', 'gpt', 'p', 1, 0, 1, 0.2, 1, 'success' FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1;
SELECT spent, warned_at IS NOT NULL AS warned, warned_at FROM sdp_engine.budgets \gset
SELECT :spent, :'warned';
INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status)
    SELECT id, '00000000-0000-4000-8000-0000000000a2', 'gpt', 'p', 1, 0, 1, 0.1, 1, 'success' FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1;
SELECT spent, warned_at = :'warned_at' AS as_before FROM sdp_engine.budgets;
-- Purging the project gives no money back; another month does.
UPDATE sdp_engine.budgets SET monthly_amount = 1.45 WHERE user_id = :'ada';
DELETE FROM sdp.projects WHERE id = :'shop';
SELECT split_part(refused(format('SELECT sdp.request_generation(%L, 1)', :'second')), E'\n', 2);
UPDATE sdp_engine.budgets SET month = month - 31 WHERE user_id = :'ada';
SELECT sdp.request_generation(:'second', 1) IS NOT NULL AS asked;
SELECT sdp.cancel_generation(:'second', 1);
-- Zero: none at all. Another's budget is another's.
UPDATE sdp_engine.budgets SET monthly_amount = 0 WHERE user_id = :'ada';
SELECT split_part(refused(format('SELECT sdp.request_generation(%L, 1)', :'second')), E'\n', 1);
SELECT sdp.request_generation(:'kiosk', 1) IS NOT NULL AS asked;
SELECT split_part(refused($$UPDATE sdp_engine.budgets SET monthly_amount = 'NaN'$$), E'\n', 1);

SELECT * FROM sdp.check_integrity();
DELETE FROM sdp_engine.model_prices;
DELETE FROM sdp.users;
SELECT count(*) FROM sdp_engine.budgets;
