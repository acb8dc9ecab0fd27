-- Generations that wait for workers: request, claim, lease, expiry; tickets of attempts.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
\set ada '00000000-0000-4000-8000-0000000000a1'
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model, base_url) VALUES
    ('00000000-0000-4000-8000-0000000000a2', :'ada', 'custom', 'Own', 'none:', 'llama', 'http://models.example/v1');
SELECT sdp.create_project(:'ada', 'One') AS one, sdp.create_project(:'ada', 'Two') AS two, sdp.create_project(:'ada', 'Three') AS three \gset
-- Lets the leases of a project's open tickets end.
\set end_lease 'UPDATE sdp_engine.generation_tickets SET due_at = clock_timestamp() - interval \'1 second\' WHERE closed_at IS NULL AND NOT waiting AND project_id ='
\set tickets 'SELECT p.slug, kind, attempt, waiting, worker, outcome, applied, message, request_id IS NOT NULL AS later FROM sdp_engine.generation_tickets t JOIN sdp.projects p ON p.id = t.project_id ORDER BY p.slug, opened_at;'
\set statuses 'SELECT slug, s.status FROM sdp.projects p JOIN sdp.stages s ON s.project_id = p.id WHERE stage_number = 1 ORDER BY slug;'

-- Nothing waits.
SELECT * FROM sdp.claim_generation('w1');
-- What a worker gets: all in one row, the context of a later stage too.
SELECT sdp.save_stage(:'one', 1, '{"name": "Shop"}');
SELECT sdp.complete_stage(:'one', 1);
SELECT sdp.request_generation(:'one', 2, 'Entities, please.', model => 'llama-2', prompt_template => 'v2') AS requested \gset
SELECT sdp.request_generation(:'two', 1) IS NOT NULL AS asked;
SELECT sdp.request_generation(:'one', 2);
\echo :SQLSTATE
SELECT sdp.save_stage(:'one', 2, '{"entities": []}');
\echo :SQLSTATE
SELECT state, project, stage_name, worker, attempt, model, ticket = request AS first FROM sdp.generation_queue;
SELECT * FROM sdp.claim_generation('w1', '5 minutes') \gset
SELECT :'ticket' = :'requested' AS same_ticket, :'project_id' = :'one' AS same_project, :'stage_number' AS number, :'stage_name' AS name,
    :'used_input' AS input, :'context' AS context, :'provider_kind' AS kind, :'base_url' AS base_url, :'used_model' AS model,
    :'used_prompt_template' AS prompt, :'answer_schema'::jsonb ->> 'title' AS schema, :'attempt' AS attempt,
    :'lease_until'::timestamptz - now() > '4 minutes' AS leased;
-- The next one is the other project's; then there is none.
SELECT project_id = :'two' AS second, used_model, context FROM sdp.claim_generation('w2');
SELECT * FROM sdp.claim_generation('w3');
SELECT state, project, worker FROM sdp.generation_queue;
SELECT * FROM sdp.finish_generation(:'ticket', '{"entities": []}');
SELECT status, data FROM sdp.stages WHERE project_id = :'one' AND stage_number = 2;

-- A stage that was typed into before: the worker gets that.
SELECT sdp.save_stage(:'three', 1, '{"name": "Three"}', 'Typed before');
SELECT used_input FROM sdp.begin_generation(:'three', 1);
SELECT worker = current_user AS by_role, attempt FROM sdp_engine.generation_tickets WHERE closed_at IS NULL AND project_id = :'three';
SELECT * FROM sdp.cancel_generation(:'three', 1);

-- Leases and names that are none.
SELECT refused(format('SELECT sdp.claim_generation(%s)', arguments)) FROM (VALUES ($$''$$), ($$repeat('w', 101)$$), ($$NULL$$),
    ($$'w', '0'$$), ($$'w', '-1 second'$$), ($$'w', '31 days'$$)) bad (arguments);
SELECT refused(format('SELECT sdp.begin_generation(%L, 1, worker => %L, lease => %L)', :'three', worker, lease))
    FROM (VALUES (' ', NULL), ('w', '0'), ('w', '1 year')) bad (worker, lease);

-- A lease is extended by who has it; not once the ticket is closed.
SELECT id AS ticket FROM sdp_engine.generation_tickets WHERE closed_at IS NULL AND project_id = :'two' \gset
SELECT extended, lease_until - now() BETWEEN '59 minutes' AND '61 minutes' AS in_an_hour FROM sdp.extend_lease(:'ticket', '1 hour');
SELECT extended, lease_until - now() BETWEEN '14 minutes' AND '16 minutes' AS in_15_minutes FROM sdp.extend_lease(:'ticket');
SELECT * FROM sdp.extend_lease(:'requested', '1 hour');
SELECT refused($$SELECT sdp.extend_lease('00000000-0000-4000-8000-00000000dead')$$);
SELECT refused($$SELECT sdp.extend_lease(NULL)$$);
SELECT refused($$SELECT sdp.extend_lease('00000000-0000-4000-8000-00000000dead', '0')$$);
SELECT sdp.request_generation(:'three', 1) AS waits \gset
SELECT * FROM sdp.extend_lease(:'waits', '1 hour');
SELECT * FROM sdp.cancel_generation(:'three', 1);

-- A worker dies. Its job comes again when the lease ends, under another ticket; the stage stays generating.
:end_lease :'two';
SELECT state, project, worker, attempt FROM sdp.generation_queue;
SELECT ticket AS second, attempt, used_model FROM sdp.claim_generation('w3', '5 minutes') \gset
SELECT :'second' <> :'ticket' AS another_ticket, :attempt AS attempt;
:statuses
-- Its late answer is put into the ledger as what it is, and changes no stage; a second report has the same result.
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Late"}', input_tokens => 11);
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Late"}', input_tokens => 12);
SELECT * FROM sdp.extend_lease(:'ticket');
SELECT g.status, input_tokens FROM sdp.ai_generations g JOIN sdp.stages s ON s.id = g.stage_id WHERE s.project_id = :'two';
SELECT status, data FROM sdp.stages WHERE project_id = :'two' AND stage_number = 1;
-- The third attempt is the last: then it ends as timeout, and the stage is back. Late answers still count.
:end_lease :'two';
SELECT * FROM sdp.expire_generations();
SELECT * FROM sdp.expire_generations();
SELECT ticket AS third, attempt FROM sdp.claim_generation('w4') \gset
:end_lease :'two';
SELECT * FROM sdp.claim_generation('w5');
:statuses
SELECT * FROM sdp.fail_generation(:'second', 'error', 'Was away.', input_tokens => 13);
SELECT * FROM sdp.finish_generation(:'third', '{"name": "Too late"}', input_tokens => 14);
SELECT g.status, input_tokens FROM sdp.ai_generations g JOIN sdp.stages s ON s.id = g.stage_id WHERE s.project_id = :'two' ORDER BY 2;
:tickets
SELECT from_status, to_status, reason FROM sdp_engine.stage_events WHERE project_id = :'two' ORDER BY seq;
-- Fewer attempts.
SET sdp.generation_max_attempts = 1;
SELECT sdp.request_generation(:'two', 1) IS NOT NULL AS asked;
SELECT attempt FROM sdp.claim_generation('w1');
:end_lease :'two';
SELECT * FROM sdp.expire_generations();
RESET sdp.generation_max_attempts;
:statuses

-- An answer that comes after the lease, but before anybody else has the job, is as good as another.
SELECT ticket FROM sdp.begin_generation(:'two', 1, worker => 'slow') \gset
:end_lease :'two';
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Two"}');
:statuses

-- Who comes to work on a stage whose worker is dead gets it: by every operation.
CREATE PROCEDURE begin_and_die() LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sdp.begin_generation((SELECT id FROM sdp.projects WHERE slug = 'two'), 1, worker => 'dead');
    UPDATE sdp_engine.generation_tickets SET due_at = clock_timestamp() WHERE closed_at IS NULL;
END
$$;
CALL begin_and_die();
SELECT * FROM sdp.save_stage(:'two', 1, '{"name": "By hand"}');
CALL begin_and_die();
SELECT * FROM sdp.add_output(:'two', 1, 'md', '# By hand');
CALL begin_and_die();
SELECT sdp.activate_output(:'two', 1, 1);
CALL begin_and_die();
SELECT * FROM sdp.cancel_generation(:'two', 1);
CALL begin_and_die();
SELECT attempt, stage_name FROM sdp.begin_generation(:'two', 1);
SELECT sdp.cancel_generation(:'two', 1);
CALL begin_and_die();
SELECT * FROM sdp.complete_stage(:'two', 1);
SELECT stage_name FROM sdp.begin_generation(:'two', 2, worker => 'dead');
:end_lease :'two';
SELECT * FROM sdp.revert_stage(:'two', 1);
-- Not by a plain UPDATE, whose row is being changed already.
CALL begin_and_die();
UPDATE sdp.stages SET status = 'review' WHERE project_id = :'two' AND stage_number = 1;
\echo :SQLSTATE
SELECT * FROM sdp.expire_generations();
-- It is up to another worker.
SELECT outcome, count(*) FROM sdp_engine.generation_tickets WHERE worker = 'dead' GROUP BY outcome;
SELECT attempt, used_model FROM sdp.claim_generation('w6');
SELECT state, worker, attempt FROM sdp.generation_queue;
SELECT * FROM sdp.cancel_generation(:'two', 1);
DROP PROCEDURE begin_and_die;

-- What plain DML began is no worker's, and ends in its own time.
SET sdp.generation_timeout = '1ms';
UPDATE sdp.stages SET status = 'generating' WHERE project_id = :'three' AND stage_number = 1;
RESET sdp.generation_timeout;
UPDATE sdp.stages SET status = 'generating' WHERE project_id = :'two' AND stage_number = 1;
SELECT pg_sleep(0.01);
SELECT state, project, worker, due_at < now() + interval '16 minutes' AS bounded FROM sdp.generation_queue;
SELECT * FROM sdp.claim_generation('w1');
:statuses
SELECT state, project FROM sdp.generation_queue;
-- The row of the ledger that comes late is a row of the ledger, no more.
INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status)
    SELECT id, '00000000-0000-4000-8000-0000000000a2', 'm', 'p', 21, 0, 21, 0, 1, 'success' FROM sdp.stages WHERE project_id = :'three' AND stage_number = 1;
:statuses
SELECT * FROM sdp.cancel_generation(:'two', 1);

-- Cancelled while it waits; archived while it waits; purged while it waits: nobody gets it.
SELECT sdp.request_generation(:'two', 1) IS NOT NULL AS asked;
SELECT * FROM sdp.cancel_generation(:'two', 1, 'Not needed.');
SELECT sdp.request_generation(:'two', 1) IS NOT NULL AS asked;
UPDATE sdp.projects SET status = 'archived' WHERE id = :'two';
SELECT sdp.request_generation(:'three', 1) IS NOT NULL AS asked;
DELETE FROM sdp.projects WHERE id = :'three';
SELECT * FROM sdp.claim_generation('w1');
SELECT sdp.request_generation(:'two', 1);
\echo :SQLSTATE
UPDATE sdp.projects SET status = 'active' WHERE id = :'two';

-- The oldest comes first, by an index, however many wait.
SET enable_seqscan = off;
EXPLAIN (COSTS off) SELECT t.id FROM sdp_engine.generation_tickets t WHERE t.closed_at IS NULL AND t.waiting
    AND (t.due_at, t.id) > ('-infinity', '00000000-0000-0000-0000-000000000000')
    ORDER BY t.due_at, t.id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
RESET enable_seqscan;

-- Who may not see a stage does not get its job: rights on the tables are asked of the caller.
SELECT sdp.request_generation(:'two', 1) IS NOT NULL AS asked;
CREATE ROLE sdp_test_worker;
GRANT USAGE ON SCHEMA sdp TO sdp_test_worker;
SET ROLE sdp_test_worker;
SELECT * FROM sdp.claim_generation('w1');
\echo :SQLSTATE
RESET ROLE;
GRANT SELECT, UPDATE ON sdp.stages TO sdp_test_worker;
ALTER TABLE sdp.stages ENABLE ROW LEVEL SECURITY;
SET ROLE sdp_test_worker;
SELECT * FROM sdp.claim_generation('w1');
RESET ROLE;
ALTER TABLE sdp.stages DISABLE ROW LEVEL SECURITY;
SET ROLE sdp_test_worker;
SELECT used_model, attempt FROM sdp.claim_generation('w1');
RESET ROLE;
DROP OWNED BY sdp_test_worker;
DROP ROLE sdp_test_worker;

-- A job that cannot be ended (its project has lost a stage) keeps no worker from the others.
SELECT sdp.create_project(:'ada', 'Broken') AS broken \gset
SET sdp.generation_max_attempts = 1;
SELECT stage_name FROM sdp.begin_generation(:'broken', 1);
:end_lease :'broken';
SET session_replication_role = replica;
DELETE FROM sdp.stages WHERE project_id = :'broken' AND stage_number = 9;
RESET session_replication_role;
SELECT sdp.cancel_generation(:'two', 1);
SELECT sdp.request_generation(:'two', 1) IS NOT NULL AS asked;
SELECT attempt, stage_name FROM sdp.claim_generation('w1');
SELECT * FROM sdp.expire_generations();
SELECT state, project FROM sdp.generation_queue;
RESET sdp.generation_max_attempts;
DELETE FROM sdp.projects WHERE id = :'broken';

-- A lease that ends while a save is under way keeps nobody from saving.
SELECT sdp.create_project(:'ada', 'Ending') AS ending \gset
SELECT stage_name FROM sdp.begin_generation(:'ending', 1);
CREATE FUNCTION end_leases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sdp_engine.generation_tickets SET due_at = clock_timestamp() WHERE closed_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER end_leases BEFORE UPDATE ON sdp.stages EXECUTE FUNCTION end_leases();
SELECT * FROM sdp.save_stage(:'ending', 1, '{"name": "By hand"}');
DROP FUNCTION end_leases() CASCADE;
DELETE FROM sdp.projects WHERE id = :'ending';

-- What stands in a model's answer.
SELECT sdp.extract_json(answer) FROM (VALUES ('{"a": 1}'), (E'Here:\n```json\n{"a": 2}\n```'), (E'```\n{"a": 3}'),
    ('"{\"a\": 4}"'), ('So it is {"a": 5}, as {you} wished.'), (NULL)) a (answer) WHERE answer IS NOT NULL;
SELECT refused(format('SELECT sdp.extract_json(%L)', answer)) FROM (VALUES ('no'), ('{"a": '), ('[1]'), ('{"a": 1} {"a": 2}'),
    ('{"a": "\u0000"}'), ('{"a": 1, "a": 2}'), (NULL)) a (answer);

SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
