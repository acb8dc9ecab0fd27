-- check_integrity() finds each invariant broken that load mode lets in. Each in a transaction of its
-- own, rolled back.
\set SHOW_CONTEXT never
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model)
    VALUES ('00000000-0000-4000-8000-0000000000a1', 'anthropic', 'Work', 'none:', 'm');
INSERT INTO sdp.projects (id, user_id, name) VALUES
    ('00000000-0000-4000-8000-0000000000a4', '00000000-0000-4000-8000-0000000000a1', 'Shop'),
    ('00000000-0000-4000-8000-0000000000a8', '00000000-0000-4000-8000-0000000000a1', 'Healthy');
\set shop '00000000-0000-4000-8000-0000000000a4'
SELECT sdp.create_stages(:'shop'), sdp.create_stages('00000000-0000-4000-8000-0000000000a8');
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}');
SELECT sdp.save_stage(:'shop', 1, '{"name": "Store"}');
SELECT sdp.complete_stage(:'shop', 1);
SELECT sdp.save_stage(:'shop', 2, '{"entities": []}');
-- Healthy, in one and in all.
SELECT * FROM sdp.check_integrity(:'shop');
SELECT * FROM sdp.check_integrity();
\set check 'SELECT invariant, stage_number, message FROM sdp.check_integrity(:\'shop\') ORDER BY 1, 2, 3;'
\set stage 'WHERE project_id = :\'shop\' AND stage_number ='
\set output 'WHERE stage_id = (SELECT id FROM sdp.stages WHERE project_id = :\'shop\' AND stage_number = 1)'
SET row_security = off;

-- I1: two open stages; a hole.
BEGIN;
UPDATE sdp.stages SET status = 'active' :stage 5;
:check
ROLLBACK;
BEGIN;
UPDATE sdp.stages SET status = 'locked' :stage 1;
:check
ROLLBACK;
-- I2
BEGIN;
UPDATE sdp.projects SET current_stage = 4 WHERE id = :'shop';
:check
ROLLBACK;
-- I3
BEGIN;
UPDATE sdp.stages SET validated_at = NULL :stage 1;
UPDATE sdp.stages SET completed_at = '2026-01-01' :stage 2;
:check
ROLLBACK;
-- I4: a gap, two active ones, other data.
BEGIN;
UPDATE sdp.stage_outputs SET version = 7 :output AND version = 2;
:check
ROLLBACK;
BEGIN;
UPDATE sdp.stage_outputs SET is_active = true :output;
:check
ROLLBACK;
BEGIN;
UPDATE sdp.stages SET data = '{"name": "Other"}' :stage 1;
:check
ROLLBACK;
BEGIN;
UPDATE sdp.stage_outputs SET content = 'Not JSON' :output AND version = 2;
:check
ROLLBACK;
-- I5: generating without a ticket; a ticket without generating.
BEGIN;
UPDATE sdp.stages SET status = 'generating' :stage 2;
:check
ROLLBACK;
BEGIN;
INSERT INTO sdp_engine.generation_tickets (stage_id, project_id, kind, from_status)
    SELECT id, project_id, 'worker', 'review' FROM sdp.stages :stage 2;
:check
ROLLBACK;
-- I6, both ways.
BEGIN;
UPDATE sdp.projects SET status = 'deleted' WHERE id = :'shop';
:check
ROLLBACK;
BEGIN;
UPDATE sdp.projects SET deleted_at = '2026-01-01 00:00+00' WHERE id = :'shop';
:check
ROLLBACK;
-- I7: a hole in the numbers, a step that does not follow, a status without an event.
BEGIN;
DELETE FROM sdp_engine.stage_events WHERE project_id = :'shop' AND seq = 2;
:check
ROLLBACK;
BEGIN;
UPDATE sdp_engine.stage_events SET from_status = 'generating' WHERE project_id = :'shop' AND seq = 2;
:check
ROLLBACK;
BEGIN;
UPDATE sdp.stages SET status = 'active' :stage 2;
:check
ROLLBACK;
RESET row_security;

-- Triggers that are disabled, replaced or gone.
BEGIN;
ALTER TABLE sdp.stages DISABLE TRIGGER "00_sdp_after";
ALTER TABLE sdp.stage_outputs ENABLE REPLICA TRIGGER "00_sdp_before";
DROP TRIGGER "00_sdp_truncate" ON sdp.users;
:check
ROLLBACK;
BEGIN;
ALTER TABLE sdp_engine.stage_events DISABLE TRIGGER ALL;
:check
ROLLBACK;
-- install() brings a lost one back.
BEGIN;
DROP TRIGGER "00_sdp_after" ON sdp.stages;
SELECT sdp.install();
:check
ROLLBACK;

-- The row of the lock is made again where it is lost.
DELETE FROM sdp_engine.project_state WHERE project_id = :'shop';
SELECT sdp.save_stage(:'shop', 2, '{"entities": [{}]}');
SELECT lock_count > 0 AS locked FROM sdp_engine.project_state WHERE project_id = :'shop';

-- Load mode takes both: row_security off, and to be the tables' owner. Off alone is not enough.
CREATE ROLE regress_sdp_app;
GRANT USAGE ON SCHEMA sdp TO regress_sdp_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sdp TO regress_sdp_app;
SET SESSION AUTHORIZATION regress_sdp_app;
SET row_security = off;
UPDATE sdp.stages SET status = 'complete' :stage 5;
\echo :SQLSTATE
UPDATE sdp.projects SET current_stage = 9 WHERE id = :'shop' RETURNING current_stage;
RESET row_security;
RESET SESSION AUTHORIZATION;
DROP OWNED BY regress_sdp_app;
DROP ROLE regress_sdp_app;
SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
