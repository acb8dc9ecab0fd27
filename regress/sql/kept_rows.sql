-- Rows that row security or a trigger of the application keeps from being written, without an error: whoever asked is
-- told (SD406), and nothing is left half done.
\set SHOW_CONTEXT never
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
\set ada '00000000-0000-4000-8000-0000000000a1'
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model)
    VALUES (:'ada', 'openai', 'Work', 'none:', 'gpt');
SELECT sdp.create_project(:'ada', 'Shop') AS shop \gset
CREATE ROLE sdp_test_reader;
GRANT USAGE ON SCHEMA sdp TO sdp_test_reader;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA sdp TO sdp_test_reader;

-- A policy that lets a role see stages and change none.
ALTER TABLE sdp.stages ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON sdp.stages FOR SELECT USING (true);
SET ROLE sdp_test_reader;
SELECT sdp.request_generation(:'shop', 1);
SELECT sdp.begin_generation(:'shop', 1);
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}');
SELECT sdp.transition_stage(:'shop', 1, 'generating');
RESET ROLE;
SELECT * FROM sdp.save_stage(:'shop', 1, '{"name": "Shop", "description": "Sells."}');
SET ROLE sdp_test_reader;
SELECT sdp.send_back_stage(:'shop', 1, 'Not yet.');
SELECT sdp.complete_stage(:'shop', 1);
RESET ROLE;
SELECT sdp.complete_stage(:'shop', 1);
SET ROLE sdp_test_reader;
SELECT sdp.revert_stage(:'shop', 1);
-- What is done already needs no change.
SELECT sdp.complete_stage(:'shop', 1);
RESET ROLE;
DROP POLICY seen ON sdp.stages;

-- Who may only read cancels nothing.
CREATE POLICY all_of_them ON sdp.stages USING (true);
SELECT sdp.request_generation(:'shop', 2) IS NOT NULL AS requested;
REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA sdp FROM sdp_test_reader;
SET ROLE sdp_test_reader;
SELECT sdp.cancel_generation(:'shop', 2);
RESET ROLE;
SELECT * FROM sdp.cancel_generation(:'shop', 2);
DROP POLICY all_of_them ON sdp.stages;

ALTER TABLE sdp.stages DISABLE ROW LEVEL SECURITY;

-- The same of outputs and of projects.
SELECT id AS template FROM sdp.templates WHERE category = 'api' \gset
ALTER TABLE sdp.stage_outputs ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON sdp.stage_outputs FOR SELECT USING (true);
ALTER TABLE sdp.projects ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON sdp.projects FOR SELECT USING (true);
GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA sdp TO sdp_test_reader;
SET ROLE sdp_test_reader;
SELECT * FROM sdp.activate_output(:'shop', 1, 1);
SELECT sdp.activate_output(:'shop', 1, 7);
SELECT sdp.apply_template(:'shop', :'template');
RESET ROLE;
DROP POLICY seen ON sdp.stage_outputs;
ALTER TABLE sdp.stage_outputs DISABLE ROW LEVEL SECURITY;
DROP POLICY seen ON sdp.projects;
ALTER TABLE sdp.projects DISABLE ROW LEVEL SECURITY;

-- Triggers that keep the engine's own writes.
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER keep BEFORE UPDATE ON sdp.stage_outputs FOR EACH ROW EXECUTE FUNCTION keep();
SELECT sdp.revert_stage(:'shop', 1);
SELECT sdp.save_stage(:'shop', 1, '{"name": "Other"}');
DROP TRIGGER keep ON sdp.stage_outputs;
CREATE TRIGGER keep BEFORE INSERT ON sdp.stage_outputs FOR EACH ROW EXECUTE FUNCTION keep();
SELECT sdp.save_stage(:'shop', 1, '{"name": "Other"}');
DROP TRIGGER keep ON sdp.stage_outputs;
CREATE TRIGGER keep BEFORE INSERT ON sdp.stages FOR EACH ROW EXECUTE FUNCTION keep();
SELECT sdp.create_project(:'ada', 'Without stages');
DROP TRIGGER keep ON sdp.stages;
CREATE TRIGGER keep BEFORE UPDATE ON sdp.projects FOR EACH ROW EXECUTE FUNCTION keep();
SELECT sdp.complete_stage(:'shop', 1);
DROP TRIGGER keep ON sdp.projects;

-- Nothing was left half done.
SELECT * FROM sdp.check_integrity();
SELECT stage_number, status FROM sdp.stages WHERE project_id = :'shop' AND stage_number < 3 ORDER BY stage_number;
SELECT version, is_active FROM sdp.stage_outputs ORDER BY version;
SELECT count(*) FROM sdp.projects;
DROP FUNCTION keep();
REVOKE ALL ON ALL TABLES IN SCHEMA sdp FROM sdp_test_reader;
REVOKE ALL ON SCHEMA sdp FROM sdp_test_reader;
DROP ROLE sdp_test_reader;
DELETE FROM sdp.users;
