-- The log, sdp_engine.stage_events: who, in which transaction, why.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
\set ada '00000000-0000-4000-8000-0000000000a1'
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model)
    VALUES (:'ada', 'openai', 'Work', 'none:', 'gpt');
SELECT sdp.create_project(:'ada', 'Shop') AS shop \gset
CREATE ROLE sdp_test_editor;
CREATE ROLE sdp_test_definer;
GRANT USAGE ON SCHEMA sdp TO sdp_test_editor, sdp_test_definer;
GRANT ALL ON ALL TABLES IN SCHEMA sdp TO sdp_test_editor, sdp_test_definer;
-- The session's own role has another name on every server.
\set log 'SELECT seq, stage_number AS stage, from_status, to_status, CASE actor WHEN session_user THEN \'session_user\' ELSE actor END AS actor, reason FROM sdp_engine.stage_events ORDER BY seq;'

-- Who sets no sdp.user_id is the role of the session, or the one that it has set: also through a function of
-- another's that is SECURITY DEFINER, and by plain DML as by functions.
CREATE FUNCTION as_definer(project uuid, to_status text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$UPDATE sdp.stages SET status = to_status WHERE project_id = project AND stage_number = 1$$;
ALTER FUNCTION as_definer(uuid, text) OWNER TO sdp_test_definer;
CREATE FUNCTION save_as_definer(project uuid) RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$SELECT status FROM sdp.save_stage(project, 1, '{"name": "Shop"}')$$;
ALTER FUNCTION save_as_definer(uuid) OWNER TO sdp_test_definer;
SELECT save_as_definer(:'shop');
SELECT as_definer(:'shop', 'active');
SET ROLE sdp_test_editor;
SELECT save_as_definer(:'shop');
SELECT as_definer(:'shop', 'active');
UPDATE sdp.stages SET status = 'review' WHERE project_id = :'shop' AND stage_number = 1;
SELECT sdp.transition_stage(:'shop', 1, 'active');
-- Who sets it is that, whatever the role. It grants nothing, so that it may be anything; blank is not set.
SET sdp.user_id = 'ada@example.com';
SELECT sdp.complete_stage(:'shop', 1);
SET sdp.user_id = '';
SELECT sdp.revert_stage(:'shop', 1);
RESET ROLE;
SET sdp.user_id = 'nobody in particular; DROP TABLE';
SELECT sdp.complete_stage(:'shop', 1);
RESET sdp.user_id;
-- SET LOCAL ends with the transaction.
BEGIN;
SET LOCAL sdp.user_id = 'ben@example.com';
SELECT sdp.revert_stage(:'shop', 1, 'For Ben.');
COMMIT;
SELECT sdp.complete_stage(:'shop', 1);
:log

-- Why: what the operation was given, on the stage that it is about, and on no other.
SELECT status FROM sdp.save_stage(:'shop', 2, '{"entities": []}');
SELECT sdp.send_back_stage(:'shop', 2, 'No entity is there.');
SELECT count(ticket) FROM sdp.begin_generation(:'shop', 2);
SELECT cancelled FROM sdp.cancel_generation(:'shop', 2, 'The model is down.');
SELECT sdp.transition_stage(:'shop', 2, 'complete', 'It is a small shop.');
SELECT sdp.revert_stage(:'shop', 1, 'Another name.');
-- What is refused has left no reason behind for what comes next.
SELECT sdp.send_back_stage(:'shop', 3, 'It is locked.');
\echo :SQLSTATE
SELECT sdp.complete_stage(:'shop', 1);
SELECT seq, stage_number AS stage, from_status, to_status, reason FROM sdp_engine.stage_events WHERE seq > 10 ORDER BY seq;

-- In which transaction: what follows from a change is of the same one, a rolled-back one leaves nothing, not even a
-- number; savepoints are of their transaction.
BEGIN;
SELECT sdp.revert_stage(:'shop', 1);
ROLLBACK;
BEGIN;
SELECT pg_current_xact_id() AS this_one \gset
SELECT sdp.revert_stage(:'shop', 1);
SAVEPOINT a;
SELECT sdp.complete_stage(:'shop', 1);
ROLLBACK TO a;
SELECT sdp.complete_stage(:'shop', 1);
COMMIT;
SELECT seq, stage_number AS stage, from_status, to_status, transaction_id = :'this_one' AS of_this_one
    FROM sdp_engine.stage_events WHERE seq > 20 ORDER BY seq;
SELECT count(*) AS events, count(DISTINCT transaction_id) AS transactions, count(*) FILTER (WHERE transaction_id IS NULL) AS without
    FROM sdp_engine.stage_events;

-- An application neither reads the log nor writes it.
SET ROLE sdp_test_editor;
SELECT count(*) FROM sdp_engine.stage_events;
\echo :SQLSTATE
DELETE FROM sdp_engine.stage_events;
\echo :SQLSTATE
RESET ROLE;
DROP FUNCTION as_definer, save_as_definer;
DROP OWNED BY sdp_test_editor, sdp_test_definer;
DROP ROLE sdp_test_editor, sdp_test_definer;
SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
