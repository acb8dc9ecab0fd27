-- Stages: their lifecycle by functions and by plain UPDATE.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
\set ada '00000000-0000-4000-8000-0000000000a1'
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model)
    VALUES (:'ada', 'anthropic', 'Work', 'none:', 'claude-sonnet');
SELECT sdp.create_project(:'ada', 'Shop') AS shop \gset
-- Where the project stands.
\set statuses 'SELECT current_stage, string_agg(left(s.status, 1), \'\' ORDER BY stage_number) AS statuses FROM sdp.stages s JOIN sdp.projects p ON p.id = s.project_id WHERE p.id = :\'shop\' GROUP BY 1;'
:statuses

SELECT sdp.stage_number('database');
SELECT sdp.stage_number('Database');
\echo :SQLSTATE

-- Saving: a new version each, none where the data is the same; user_input stays where none is given.
SELECT * FROM sdp.save_stage(:'shop', 1, '{"name": "Shop"}', 'Sell things.');
SELECT * FROM sdp.save_stage(:'shop', 1, '{ "name" : "Shop" }');
SELECT * FROM sdp.save_stage(:'shop', 1, '{"name": "Shop", "tagline": "Yes."}', expected_version => 1);
SELECT * FROM sdp.save_stage(:'shop', 1, '{"name": "Other"}', expected_version => 1);
\echo :SQLSTATE
SELECT status, data, user_input FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1;
SELECT version, format, content, generated_by, is_active
    FROM sdp.stage_outputs ORDER BY version;
-- The same by a plain UPDATE.
UPDATE sdp.stages SET data = '{"name": "Shop"}' WHERE project_id = :'shop' AND stage_number = 1 RETURNING status;
SELECT version, content, is_active FROM sdp.stage_outputs ORDER BY version;

-- Where it may go.
SELECT * FROM sdp.allowed_transitions(:'shop', 1);
SELECT * FROM sdp.allowed_transitions(:'shop', 2);

-- Sent back, in review again, complete: by plain UPDATEs.
UPDATE sdp.stages SET status = 'active' WHERE project_id = :'shop' AND stage_number = 1;
UPDATE sdp.stages SET status = 'review' WHERE project_id = :'shop' AND stage_number = 1;
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'shop' AND stage_number = 1
    RETURNING validated_at IS NOT NULL AS validated, completed_at IS NOT NULL AS completed;
:statuses
-- Completing a complete stage is harmless.
SELECT sdp.complete_stage(:'shop', 1);
-- What an application does by hand afterwards finds itself done.
UPDATE sdp.stages SET status = 'active' WHERE project_id = :'shop' AND stage_number = 2;
UPDATE sdp.projects SET current_stage = 2 WHERE id = :'shop';
:statuses

-- Save and complete, revert and edit in one UPDATE.
UPDATE sdp.stages SET data = '{"entities": []}', status = 'complete' WHERE project_id = :'shop' AND stage_number = 2;
-- Whole rows that were read before somebody else's change: refused where they would undo it.
UPDATE sdp.stages SET data = '{"entities": [], "n": 1}', status = 'review' WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE
UPDATE sdp.stages SET user_input = 'A remark.', status = 'review', validated_at = NULL, completed_at = NULL
    WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE
-- The same values are no change, and times belong to the status.
UPDATE sdp.stages SET data = data::text::jsonb, user_input = user_input, status = 'review', validated_at = NULL, completed_at = NULL,
    updated_at = '2020-01-01' WHERE project_id = :'shop' AND stage_number = 2;
:statuses
UPDATE sdp.stages SET data = '{"entities": [], "n": 1}' WHERE project_id = :'shop' AND stage_number = 2;
UPDATE sdp.stages SET data = '{"entities": []}', status = 'active' WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE
UPDATE sdp.stages SET data = '{"entities": []}', status = 'generating' WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE
-- A row that was read while it was complete brings the time of that completion.
BEGIN;
CREATE TEMPORARY TABLE read_before ON COMMIT DROP AS
    SELECT * FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1;
UPDATE sdp.stages SET status = 'review' WHERE project_id = :'shop' AND stage_number = 1;
UPDATE sdp.stages SET data = '{"name": "Shop", "tagline": "New"}' WHERE project_id = :'shop' AND stage_number = 1;
SAVEPOINT s;
UPDATE sdp.stages s SET data = b.data, status = b.status, completed_at = date_trunc('milliseconds', b.completed_at),
    validated_at = b.validated_at, user_input = 'A remark.' FROM read_before b WHERE b.id = s.id;
\echo :SQLSTATE
ROLLBACK TO s;
UPDATE sdp.stages SET status = 'complete', completed_at = now() + interval '-1 second', updated_at = '2020-01-01'
    WHERE project_id = :'shop' AND stage_number = 1 RETURNING updated_at > '2021-01-01' AS never_goes_back;
ROLLBACK;
-- A client that read 1.0 and writes 1 changes nothing else.
BEGIN;
UPDATE sdp.stages SET data = '{"entities": [], "n": 1.0}' WHERE project_id = :'shop' AND stage_number = 2;
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'shop' AND stage_number = 2;
UPDATE sdp.stages SET data = '{"entities": [], "n": 1}', status = 'review' WHERE project_id = :'shop' AND stage_number = 2 RETURNING status;
ROLLBACK;
-- Save and ask for a generation in one UPDATE.
BEGIN;
UPDATE sdp.stages SET status = 'active' WHERE project_id = :'shop' AND stage_number = 2;
UPDATE sdp.stages SET data = '{"entities": [], "n": 2}', status = 'generating' WHERE project_id = :'shop' AND stage_number = 2;
:statuses
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    SELECT id, 1, 'json', data::text, 'human' FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE
ROLLBACK;

-- Locked, complete and generating stages are not edited.
SELECT sdp.save_stage(:'shop', 3, '{}');
\echo :SQLSTATE
UPDATE sdp.stages SET data = '{}' WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
SELECT sdp.save_stage(:'shop', 1, '{}');
\echo :SQLSTATE
UPDATE sdp.stages SET data = '{}' WHERE project_id = :'shop' AND stage_number = 1;
\echo :SQLSTATE
BEGIN;
SELECT ticket FROM sdp.begin_generation(:'shop', 2) \gset
SAVEPOINT s;
SELECT sdp.save_stage(:'shop', 2, '{}');
\echo :SQLSTATE
ROLLBACK TO s;
UPDATE sdp.stages SET data = '{}' WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE
ROLLBACK;

-- Transitions that are not in the table, by function and by UPDATE.
SELECT sdp.complete_stage(:'shop', 3);
\echo :SQLSTATE
SELECT sdp.revert_stage(:'shop', 3);
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'active' WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'review' WHERE project_id = :'shop' AND stage_number = 5;
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'shop' AND stage_number = 5;
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'locked' WHERE project_id = :'shop' AND stage_number = 1;
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'locked' WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'active' WHERE project_id = :'shop' AND stage_number = 1;
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'generating' WHERE project_id = :'shop' AND stage_number = 1;
\echo :SQLSTATE
\set VERBOSITY terse
UPDATE sdp.stages SET status = 'done' WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE
\set VERBOSITY default
-- Two in one statement: by the index, so that they come in their order on every server.
SET enable_seqscan = off;
SET enable_bitmapscan = off;
UPDATE sdp.stages SET status = 'review' WHERE project_id = :'shop' AND stage_number IN (1, 2);
:statuses
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'shop' AND stage_number IN (1, 2);
\echo :SQLSTATE
RESET enable_seqscan;
RESET enable_bitmapscan;
SELECT sdp.complete_stage(:'shop', 1);

-- A rolled-back attempt leaves nothing behind in the session.
BEGIN;
SAVEPOINT s;
UPDATE sdp.stages SET status = 'complete', data = '{}' WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
ROLLBACK TO s;
UPDATE sdp.stages SET status = 'review', data = '{}' WHERE project_id = :'shop' AND stage_number = 2;
\echo :SQLSTATE
ROLLBACK TO s;
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'shop' AND stage_number = 2;
COMMIT;
:statuses

-- Data is there, is an object, is not erased.
SELECT sdp.complete_stage(:'shop', 3);
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'review' WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
SELECT sdp.save_stage(:'shop', 3, '[]');
\echo :SQLSTATE
SELECT sdp.save_stage(:'shop', 3, '{"rows": 1e309}');
\echo :SQLSTATE
SELECT sdp.save_stage(:'shop', 3, '{"engine": "postgresql", "tables": []}');
UPDATE sdp.stages SET data = NULL WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
UPDATE sdp.stages SET data = 'null' WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE

-- What never changes, and what only the engine sets.
UPDATE sdp.stages SET stage_number = 4 WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
UPDATE sdp.stages SET stage_name = 'db' WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
UPDATE sdp.stages SET stage_label = 'Tables' WHERE project_id = :'shop' AND stage_number = 3;
UPDATE sdp.stages SET validated_at = now(), completed_at = now() WHERE project_id = :'shop' AND stage_number = 3
    RETURNING validated_at, completed_at;
UPDATE sdp.stages SET validated_at = NULL WHERE project_id = :'shop' AND stage_number = 1 RETURNING validated_at IS NOT NULL AS kept;
DELETE FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 9;
\echo :SQLSTATE
-- Nor can a trigger of the application's: one that changes the row after the engine looked at it.
CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN NEW.status := 'complete'; NEW.completed_at := NULL; RETURN NEW; END$$;
CREATE TRIGGER zz_meddle BEFORE UPDATE ON sdp.stages FOR EACH ROW EXECUTE FUNCTION meddle();
UPDATE sdp.stages SET stage_label = 'DB' WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
DROP TRIGGER zz_meddle ON sdp.stages;
CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN UPDATE sdp.stages SET data = '{"meddled": true}' WHERE id = NEW.id AND data <> '{"meddled": true}'; RETURN NULL; END$$;
CREATE TRIGGER "00_meddle" AFTER UPDATE ON sdp.stages FOR EACH ROW EXECUTE FUNCTION meddle();
UPDATE sdp.stages SET data = '{"engine": "mysql"}' WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
DROP TRIGGER "00_meddle" ON sdp.stages;
DROP FUNCTION meddle();

-- New stages: with their own names, closed but for the first.
INSERT INTO sdp.projects (id, user_id, name) VALUES ('00000000-0000-4000-8000-0000000000a4', :'ada', 'Plain');
\set new 'INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status) VALUES (\'00000000-0000-4000-8000-0000000000a4\', '
:new 1, 'product', 'Product', 'complete');
\echo :SQLSTATE
:new 1, 'products', 'Product', 'active');
\echo :SQLSTATE
:new 1, 'product', 'Product', 'locked') RETURNING status;
:new 1, 'product', 'Product', 'active');
\echo :SQLSTATE
:new 2, 'dataModel', 'Data Model', 'active');
\echo :SQLSTATE
:new 2, 'dataModel', 'Data Model', DEFAULT) RETURNING status;
\set VERBOSITY terse
:new 0, 'nothing', 'Nothing', 'locked');
\echo :SQLSTATE
:new 10, 'release', 'Release', 'locked');
\echo :SQLSTATE
\set VERBOSITY default
INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, data)
    VALUES ('00000000-0000-4000-8000-0000000000a4', 3, 'database', 'Database', '[1]');
\echo :SQLSTATE
-- An upsert of one that is there is an UPDATE.
:new 1, 'product', 'Vision', 'locked') ON CONFLICT (project_id, stage_number) DO UPDATE SET stage_label = excluded.stage_label RETURNING status, stage_label;

-- A generating later stage keeps an earlier one from being reverted, unless forced.
SELECT ticket FROM sdp.begin_generation(:'shop', 3) \gset
SELECT sdp.revert_stage(:'shop', 1, 'Wrong name.');
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'review' WHERE project_id = :'shop' AND stage_number = 1;
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'locked' WHERE project_id = :'shop' AND stage_number = 3;
\echo :SQLSTATE
SELECT sdp.revert_stage(:'shop', 1, 'Wrong name.', force => true);
SELECT sdp.revert_stage(:'shop', 1);
:statuses

-- To the end.
SELECT sdp.save_stage(:'shop', 1, '{"name": "Store"}');
SELECT string_agg(sdp.complete_stage(:'shop', n)::text, ' ') FROM generate_series(1, 3) n;
SELECT string_agg((sdp.save_stage(:'shop', n, fitting_data(n))).status || ' ' || sdp.complete_stage(:'shop', n), ', ')
    FROM generate_series(4, 8) n;
SELECT sdp.save_stage(:'shop', 9, '{"notes": "None."}');
SELECT sdp.complete_stage(:'shop', 9);
\echo :SQLSTATE
SELECT sdp.register_export(:'shop', 'zip', '/srv/shop.zip', 12345) IS NOT NULL AS exported;
SELECT sdp.complete_stage(:'shop', 9);
:statuses
SELECT project, status, current_stage, current_stage_name, current_stage_status, completed_stages FROM sdp.project_overview WHERE project_id = :'shop';
SELECT * FROM sdp.allowed_transitions(:'shop', 9);

-- The export is of what is there: after any later change stage 9 waits for another.
SELECT sdp.revert_stage(:'shop', 8);
SELECT sdp.register_export(:'shop', 'zip', '/srv/shop.zip', 12345) IS NOT NULL AS exported_before_stage_8;
SELECT validation_status FROM sdp.export_packages WHERE project_id = :'shop' ORDER BY validation_status;
SELECT sdp.complete_stage(:'shop', 8);
SELECT sdp.complete_stage(:'shop', 9);
\echo :SQLSTATE
SELECT sdp.register_export(:'shop', 'zip', '/srv/shop.zip', 12345) IS NOT NULL AS exported;
UPDATE sdp.projects SET name = 'Store' WHERE id = :'shop';
SELECT sdp.complete_stage(:'shop', 9);
\echo :SQLSTATE

-- The log: numbered without gaps, with reasons.
SELECT seq, stage_number, from_status, to_status, reason FROM sdp_engine.stage_events
    WHERE project_id = :'shop' AND (seq <= 12 OR reason IS NOT NULL) ORDER BY seq;
SET sdp.user_id = 'ada@example.com';
SELECT sdp.revert_stage(:'shop', 1);
RESET sdp.user_id;
SELECT actor FROM sdp_engine.stage_events WHERE project_id = :'shop' ORDER BY seq DESC LIMIT 1;

-- Stages that do not exist.
SELECT sdp.save_stage(:'shop', 0, '{}');
\echo :SQLSTATE
SELECT sdp.complete_stage(:'shop', 10);
\echo :SQLSTATE
SELECT * FROM sdp.allowed_transitions(:'shop', -1);
\echo :SQLSTATE
SELECT sdp.complete_stage('00000000-0000-4000-8000-00000000dead', 1);
\echo :SQLSTATE
SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
