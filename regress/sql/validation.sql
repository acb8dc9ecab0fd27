-- Validation: findings in six columns, and what completing a stage makes of them.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
INSERT INTO sdp.projects (id, user_id, name) VALUES
    ('00000000-0000-4000-8000-0000000000a4', '00000000-0000-4000-8000-0000000000a1', 'Shop');
\set shop '00000000-0000-4000-8000-0000000000a4'

-- A project without stages, then with empty ones.
SELECT severity, rule, stage_number, path, message, detail FROM sdp.validate_stage(:'shop', 1);
SELECT count(*), min(rule) AS rule FROM sdp.validate_project(:'shop');
SELECT sdp.create_stages(:'shop');
SELECT * FROM sdp.validate_stage(:'shop', 1);
SELECT * FROM sdp.validate_project(:'shop');

-- Nothing to find.
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}');
SELECT sdp.add_output(:'shop', 1, 'yaml', 'name: Shop');
SELECT * FROM sdp.validate_stage(:'shop', 1);

-- What loads brought in past the rules is found, and keeps the stage from completing.
SELECT id AS stage FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1 \gset
SET row_security = off;
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, is_active) VALUES
    (:'stage', 3, 'md', ' ', 'human', true), (:'stage', 4, 'sql', '', 'human', true);
UPDATE sdp.stage_outputs SET content = E'name: [Shop\nlist: {' WHERE stage_id = :'stage' AND version = 2;
UPDATE sdp.stage_outputs SET content = '{"name": "Shop", "name": "Shop"}' WHERE stage_id = :'stage' AND version = 1;
UPDATE sdp.stages SET data = '{"name": "Shop", "price": 1e400}' WHERE id = :'stage';
RESET row_security;
SELECT * FROM sdp.validate_stage(:'shop', 1);
SELECT sdp.complete_stage(:'shop', 1);
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'complete' WHERE id = :'stage';
\echo :SQLSTATE
SELECT to_status, allowed, reason FROM sdp.allowed_transitions(:'shop', 1) WHERE to_status = 'complete';
SELECT status FROM sdp.stages WHERE id = :'stage';

-- Of many findings the first twenty are in DETAIL.
SET row_security = off;
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, is_active)
    SELECT :'stage', n, 'md', ' ', 'human', true FROM generate_series(5, 40) n;
RESET row_security;
SELECT count(*) FROM sdp.validate_stage(:'shop', 1);
CREATE FUNCTION findings_in_detail(project uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE detail text;
BEGIN
    PERFORM sdp.complete_stage(project, 1);
    RETURN NULL;
EXCEPTION WHEN SQLSTATE 'SD006' THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN jsonb_array_length(detail::jsonb);
END
$$;
SELECT findings_in_detail(:'shop');
DROP FUNCTION findings_in_detail(uuid);

SELECT * FROM sdp.validate_stage(:'shop', 0);
\echo :SQLSTATE
SELECT * FROM sdp.validate_stage('00000000-0000-4000-8000-00000000dead', 1);
\echo :SQLSTATE
SELECT * FROM sdp.validate_project('00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE

-- SQL of stage 3 for PostgreSQL is read by the server's own parser; nothing of it is looked up or run.
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'DDL shop') AS ddl \gset
SELECT sdp.save_stage(:'ddl', 1, '{"name": "x"}') AS saved, sdp.complete_stage(:'ddl', 1) AS opened;
SELECT sdp.save_stage(:'ddl', 2, '{"entities": []}') AS saved, sdp.complete_stage(:'ddl', 2) AS opened;
SELECT sdp.save_stage(:'ddl', 3, '{"engine": "PostgreSQL 16", "tables": []}');
CREATE FUNCTION faults_in_sql(project uuid, content text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sdp.add_output(project, 3, 'sql', content);
    RETURN QUERY SELECT format('%s %s %s', rule, detail->'line', detail->'column') || E'\n' || left(message, 150)
        FROM sdp.validate_stage(project, 3);
END
$$;
SELECT faults_in_sql(:'ddl', E'-- Grüße\nCREATE TABLE a (id int);\nCREATE "ü" TABEL b (x text);');
SELECT sdp.complete_stage(:'ddl', 3);
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'ddl' AND stage_number = 3;
\echo :SQLSTATE
SELECT faults_in_sql(:'ddl', 'CREATE TABLE a (id int');
SELECT faults_in_sql(:'ddl', $$SELECT E'\ud800'$$);
SELECT faults_in_sql(:'ddl', 'é ' || repeat('ü', 90));
SELECT faults_in_sql(:'ddl', E'SELECT 1;\r\n\tSELEC 2');
SELECT faults_in_sql(:'ddl', repeat('(', 20000) || '1');
SELECT faults_in_sql(:'ddl', E'SELEC 1') FROM generate_series(1, 2);
SELECT faults_in_sql(:'ddl', 'DROP SCHEMA sdp CASCADE; SELECT no.such(1/0);');
-- Another engine's is not PostgreSQL's to judge, nor is that of other stages.
SELECT sdp.save_stage(:'ddl', 3, '{"engine": "sqlite", "tables": []}');
SELECT faults_in_sql(:'ddl', 'CREATE TABLE x (a INTEGER PRIMARY KEY AUTOINCREMENT)');
SELECT sdp.complete_stage(:'ddl', 3);
DROP FUNCTION faults_in_sql(uuid, text);

-- The stage's schema judges its data: what it refuses keeps the stage from completing.
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Gate') AS gate \gset
SELECT sdp.save_stage(:'gate', 1, '{"name": " ", "features": [{"name": "Basket"}, {}]}');
SELECT * FROM sdp.validate_stage(:'gate', 1);
SELECT sdp.complete_stage(:'gate', 1);
\echo :SQLSTATE
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'gate' AND stage_number = 1;
\echo :SQLSTATE
SELECT to_status, allowed, reason FROM sdp.allowed_transitions(:'gate', 1) WHERE to_status = 'complete';
SELECT sdp.save_stage(:'gate', 1, '{"name": "Gate", "features": [{"name": "Basket"}]}');
SELECT * FROM sdp.validate_stage(:'gate', 1);
SELECT sdp.complete_stage(:'gate', 1);
-- An administrator's own schema counts; what is complete stays so, and validate_project() tells.
UPDATE sdp_engine.schemas SET custom_document = '{"required": ["tagline"]}' WHERE name = 'product';
SELECT status FROM sdp.stages WHERE project_id = :'gate' AND stage_number = 1;
SELECT sdp.complete_stage(:'gate', 1);
SELECT severity, rule, stage_number, message, detail FROM sdp.validate_project(:'gate') WHERE stage_number = 1;
SELECT * FROM sdp.check_integrity(:'gate');
SELECT sdp.revert_stage(:'gate', 1);
SELECT sdp.complete_stage(:'gate', 1);
\echo :SQLSTATE
-- One that cannot be used is a finding, too.
SELECT sdp.register_schema('tagline', '{"type": "string"}');
UPDATE sdp_engine.schemas SET custom_document = '{"properties": {"tagline": {"$ref": "tagline"}}}' WHERE name = 'product';
DELETE FROM sdp_engine.schemas WHERE name = 'tagline';
SELECT rule, message, detail FROM sdp.validate_stage(:'gate', 1);
SELECT sdp.complete_stage(:'gate', 1);
\echo :SQLSTATE
-- Back to the built-in one.
UPDATE sdp_engine.schemas SET custom_document = NULL WHERE name = 'product';
SELECT sdp.complete_stage(:'gate', 1);
DELETE FROM sdp.users;
