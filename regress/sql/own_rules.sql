-- Rules of one's own, other severities for built-in rules, accepted warnings.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Shop') AS shop \gset
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop", "tags": ["a", 1], "tagline": "Bread {till} ten"}');
CREATE VIEW found AS SELECT p.id AS project, v.* FROM sdp.projects p, sdp.validate_stage(p.id, 1) v;

-- Predicates: what one is not true of is found; an error is, and null.
INSERT INTO sdp_engine.rules (name, stage_number, severity, predicate, message) VALUES
    ('b-null', 1, 'info', 'null', '{project}, stage {stage}, rule {rule}: {/name} {/tags} {/tags/1} {/none} {{x}'),
    ('a-long-name', 1, 'warning', '$.name like_regex "^.{10}"', 'name "{/name}" is short'),
    ('c-true', 1, 'error', '$.name == "Shop"', 'never found'),
    ('d-not-boolean', 1, 'warning', '$.name', 'never found'),
    ('e-unknown', 1, 'info', 'strict $.none > 1', 'not known to be true'),
    ('f-off', 1, 'error', '$.name == "x"', 'never found'),
    ('g-other-stage', 2, 'error', '$.name == "x"', 'never found');
UPDATE sdp_engine.rules SET enabled = false WHERE name = 'f-off';
SELECT severity, rule, stage_number, path, message, detail FROM found;
-- Warnings do not block.
BEGIN;
SELECT sdp.complete_stage(:'shop', 1);
ROLLBACK;
DELETE FROM sdp_engine.rules WHERE NOT is_built_in;

-- Functions.
CREATE SCHEMA app;
CREATE FUNCTION app.names(project uuid, data jsonb)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT NULL, NULL, NULL::integer, '/name', format('%s of %s', data->>'name', p.slug), '{"length": 4}'::jsonb
        FROM sdp.projects p WHERE p.id = project;
    RETURN QUERY VALUES ('error', 'other-name', 1, NULL, 'as error', NULL::jsonb);
END
$$;
CREATE FUNCTION app.columns(project uuid, data jsonb) RETURNS TABLE (severity text) LANGUAGE sql AS $$SELECT 'error'$$;
CREATE FUNCTION app.answer(project uuid, data jsonb, OUT severity text, OUT rule text, OUT stage_number integer,
    OUT path text, OUT message text, OUT detail json) LANGUAGE sql AS $$
    SELECT data#>>'{answer,0}', data#>>'{answer,1}', (data#>>'{answer,2}')::integer, NULL, data#>>'{answer,3}',
        (data#>'{answer,4}')::json $$;
CREATE FUNCTION app."Many Rows"(project uuid, data jsonb)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE sql AS $$SELECT 'info', NULL, NULL::integer, NULL, 'row ' || n, NULL::jsonb FROM generate_series(1, 1001) n$$;
CREATE FUNCTION app.divide(project uuid, data jsonb)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE sql AS $$SELECT (1 / (SELECT 0))::text, '', 1, '', '', NULL::jsonb$$;
INSERT INTO sdp_engine.rules (name, stage_number, severity, function_name) VALUES
    ('names', 1, 'warning', 'app.names'), ('columns', 1, 'warning', 'app.columns'),
    ('many-rows', 1, 'info', 'app."Many Rows"'), ('divide', 1, 'info', 'APP.Divide'),
    ('nobody', 1, 'info', 'app.nobody'), ('no-schema', 1, 'info', 'nowhere."no;body"');
SELECT severity, rule, stage_number, path, message, detail FROM found;
-- An own error blocks, in functions and plain DML.
SELECT refused(format('SELECT sdp.complete_stage(%L, 1)', :'shop')) LIKE 'ERROR SD006%"rule":"other-name"%' AS blocks;
SELECT refused($$UPDATE sdp.stages SET status = 'complete' WHERE stage_number = 1$$) LIKE 'ERROR SD006%' AS blocks;
SELECT allowed, reason FROM sdp.allowed_transitions(:'shop', 1) WHERE to_status = 'complete';
DELETE FROM sdp_engine.rules WHERE NOT is_built_in;
-- Answers that are no findings are errors inside the rule.
INSERT INTO sdp_engine.rules (name, stage_number, severity, function_name) VALUES ('answer', 1, 'warning', 'app.answer');
CREATE FUNCTION answered(project uuid, answer jsonb) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sdp.save_stage(project, 1, jsonb_build_object('name', 'Shop', 'answer', answer));
    RETURN QUERY SELECT concat_ws(' ', v.severity, v.rule, v.message, v.detail) FROM sdp.validate_stage(project, 1) v;
END
$$;
SELECT answered(:'shop', answer) FROM (VALUES
    ('[null, null, null, "fine", null]'::jsonb), ('["bad", null, null, "x", null]'), ('[null, "Bad", null, "x", null]'),
    ('[null, "schema", null, "x", null]'), ('[null, null, 2, "x", null]'), ('[null, null, null, " ", null]'),
    ('[null, null, null, null, null]'), ('[null, null, null, "x", [1]]'), ('["info", null, null, "x", {"a": 1.50}]')) a (answer);
DELETE FROM sdp_engine.rules WHERE NOT is_built_in;

-- A rule only looks: it cannot write, be somebody else, or hold up a cancel; and validates no further.
CREATE TABLE app.seen (at timestamptz DEFAULT now());
CREATE FUNCTION app.try(project uuid, data jsonb)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE data->>'try';
    RETURN QUERY SELECT NULL, NULL, NULL::integer, NULL, 'as ' || current_user, NULL::jsonb;
END
$$;
INSERT INTO sdp_engine.rules (name, stage_number, severity, function_name) VALUES ('try', 1, 'warning', 'app.try');
CREATE FUNCTION tried(project uuid, what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sdp.save_stage(project, 1, jsonb_build_object('name', 'Shop', 'try', what));
    RETURN QUERY SELECT concat_ws(' ', v.severity, v.rule, v.message, v.detail) FROM sdp.validate_stage(project, 1) v;
END
$$;
SELECT replace(tried(:'shop', 'SELECT 1'), current_user, 'CALLER');
SELECT tried(:'shop', 'INSERT INTO app.seen DEFAULT VALUES');
SELECT tried(:'shop', 'SET transaction_read_only = off');
SELECT tried(:'shop', 'SET ROLE pg_monitor');
SELECT tried(:'shop', 'SET SESSION AUTHORIZATION DEFAULT');
SELECT tried(:'shop', 'CREATE TEMP TABLE x ()');
SELECT replace(tried(:'shop', 'SET search_path = app; SET row_security = off'), current_user, 'CALLER');
SHOW search_path;
SHOW row_security;
SHOW transaction_read_only;
SELECT replace(tried(:'shop', format('DO $d$BEGIN IF (SELECT count(*) FROM sdp.validate_stage(%L, 1)) > 0 THEN RAISE ''own rules ran''; END IF; END$d$', :'shop')), current_user, 'CALLER');
SELECT count(*) FROM app.seen;
SELECT tried(:'shop', $q$DO $d$BEGIN RAISE 'cancelled' USING ERRCODE = '57014'; END$d$$q$);
\echo :SQLSTATE
SELECT tried(:'shop', $q$DO $d$BEGIN RAISE 'gone' USING ERRCODE = '40001'; END$d$$q$);
\echo :SQLSTATE
-- What a completion does is there as before.
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop", "try": "SELECT 1"}') AS saved, sdp.complete_stage(:'shop', 1) AS opened;
SELECT sdp.revert_stage(:'shop', 1);

-- With the rights of who calls: one of the application's roles may not read what the owner may.
CREATE ROLE regress_sdp_app;
GRANT USAGE ON SCHEMA sdp, app TO regress_sdp_app;
GRANT ALL ON ALL TABLES IN SCHEMA sdp TO regress_sdp_app;
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop", "try": "SELECT FROM app.seen"}');
SELECT replace(message, current_user, 'CALLER') AS message FROM found;
SET ROLE regress_sdp_app;
SELECT severity, rule, message, detail FROM sdp.validate_stage(:'shop', 1);
SELECT * FROM sdp_engine.rules;
\echo :SQLSTATE
RESET ROLE;
UPDATE sdp_engine.rules SET severity = 'error' WHERE name = 'try';
SET ROLE regress_sdp_app;
UPDATE sdp.stages SET status = 'complete' WHERE stage_number = 1;
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop", "try": "SELECT FROM sdp_engine.rules"}');
UPDATE sdp.stages SET status = 'complete' WHERE stage_number = 1;
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop", "try": "RESET ROLE"}');
UPDATE sdp.stages SET status = 'complete' WHERE stage_number = 1;
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop", "try": "DO $$BEGIN IF current_user <> ''regress_sdp_app'' THEN RAISE ''not the caller''; END IF; END$$"}');
UPDATE sdp.stages SET status = 'complete' WHERE stage_number = 1;
RESET ROLE;
DELETE FROM sdp_engine.rules WHERE NOT is_built_in;

-- Rules for the whole project.
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}');
CREATE FUNCTION app.project(project uuid, data jsonb)
    RETURNS TABLE (severity text, rule text, stage_number integer, path text, message text, detail jsonb)
    LANGUAGE sql AS $$SELECT NULL, NULL, n, '', data::text, NULL::jsonb FROM (VALUES (NULL), (2)) v (n)$$;
INSERT INTO sdp_engine.rules (name, severity, predicate, function_name, message) VALUES
    ('has-entities', 'error', 'exists($.dataModel.entities)', NULL, '{project} has no entities, in {stage}: {/product/name}'),
    ('project', 'info', NULL, 'app.project', NULL);
SELECT * FROM sdp.validate_project(:'shop') WHERE rule IN ('has-entities', 'project', 'rule-failed');
SELECT * FROM sdp.validate_stage(:'shop', 1);
SELECT sdp.register_export(:'shop', 'zip', '/tmp/x.zip', 1) IS NOT NULL AS exported;
SELECT validation_status, m FROM sdp.export_packages, jsonb_array_elements(validation_messages) m WHERE m->>'rule' = 'has-entities';
SELECT * FROM sdp.validation_summary(:'shop');
DELETE FROM sdp_engine.rules WHERE NOT is_built_in;
SELECT sdp.validation_summary('00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE

-- What cannot be a rule.
CREATE FUNCTION refused_rule(name text, severity text DEFAULT 'error', predicate text DEFAULT NULL, function_name text DEFAULT NULL,
    message text DEFAULT NULL, stage integer DEFAULT NULL, custom text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT refused(format('INSERT INTO sdp_engine.rules (name, severity, predicate, function_name, message, stage_number,
        custom_severity) VALUES (%L, %L, %L, %L, %L, %L, %L)', name, severity, predicate, function_name, message, stage, custom)) $$;
\pset format unaligned
\pset tuples_only on
SELECT refused_rule('Bad Name', predicate => 'true', message => 'x');
SELECT refused_rule(repeat('x', 101), predicate => 'true', message => 'x');
SELECT refused_rule('schema', predicate => 'true', message => 'x');
SELECT refused_rule('data-missing', predicate => 'true', message => 'x');
SELECT refused_rule('good', severity => 'fatal', predicate => 'true', message => 'x');
SELECT refused_rule('good');
SELECT refused_rule('good', predicate => 'true', function_name => 'app.names', message => 'x');
SELECT refused_rule('good', predicate => '$.a ==', message => 'x');
SELECT refused_rule('good', predicate => 'true');
SELECT refused_rule('good', predicate => 'true', message => ' ');
SELECT refused_rule('good', predicate => 'true', message => 'a {name}');
SELECT refused_rule('good', predicate => 'true', message => 'a {');
SELECT refused_rule('good', function_name => 'names');
SELECT refused_rule('good', function_name => 'a.b.c');
SELECT refused_rule('good', function_name => 'app.names(uuid, jsonb)');
SELECT refused_rule('good', function_name => 'app.names; DROP TABLE x');
SELECT refused_rule('good', function_name => 'app."names');
SELECT refused_rule('good', function_name => '');
SELECT refused_rule('good', predicate => 'true', message => 'x', stage => 0);
SELECT refused_rule('good', predicate => 'true', message => 'x', stage => 10);
SELECT refused_rule('good', predicate => 'true', message => 'x', custom => 'info');
SELECT refused_rule('good', severity => NULL, predicate => 'true', message => 'x');
SELECT refused($$INSERT INTO sdp_engine.rules (name, severity, is_built_in) VALUES ('good', 'error', true)$$);
-- Nor what a built-in one may become.
SELECT refused($$UPDATE sdp_engine.rules SET severity = 'info' WHERE name = 'schema'$$);
SELECT refused($$UPDATE sdp_engine.rules SET is_built_in = false WHERE name = 'schema'$$);
SELECT refused($$UPDATE sdp_engine.rules SET custom_severity = 'fatal' WHERE name = 'schema'$$);
SELECT refused($$DELETE FROM sdp_engine.rules WHERE name = 'schema'$$);
SELECT refused($$TRUNCATE sdp_engine.rules$$);
INSERT INTO sdp_engine.rules (name, severity, predicate, message) VALUES ('good', 'error', 'true', 'x');
SELECT refused($$UPDATE sdp_engine.rules SET name = 'schema' WHERE name = 'good'$$);
SELECT refused($$UPDATE sdp_engine.rules SET is_built_in = true WHERE name = 'good'$$);
SELECT refused($$UPDATE sdp_engine.rules SET predicate = '$[' WHERE name = 'good'$$);
DELETE FROM sdp_engine.rules WHERE name = 'good';
SELECT count(*) FILTER (WHERE is_built_in) > 30, count(*) FILTER (WHERE NOT is_built_in) FROM sdp_engine.rules;
\pset format aligned
\pset tuples_only off

-- Another severity for a built-in rule, or none.
SELECT sdp.save_stage(:'shop', 1, '{"name": 5}');
SELECT severity, rule, path FROM found;
UPDATE sdp_engine.rules SET custom_severity = 'warning' WHERE name = 'schema';
SELECT severity, rule, path FROM found;
BEGIN;
SELECT sdp.complete_stage(:'shop', 1);
ROLLBACK;
UPDATE sdp_engine.rules SET enabled = false WHERE name = 'schema';
SELECT severity, rule, path FROM found;
SELECT sdp.install();
SELECT severity, rule, path FROM found;
UPDATE sdp_engine.rules SET custom_severity = NULL, enabled = true WHERE name = 'schema';
SELECT severity, rule, path FROM found;

-- Accepted warnings.
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}');
INSERT INTO sdp_engine.rules (name, stage_number, severity, predicate, message) VALUES
    ('long-name', 1, 'warning', '$.name like_regex "^.{10}"', 'name "{/name}" is short'),
    ('tagline', 1, 'error', 'exists($.tagline)', 'no tagline'), ('hint', 1, 'info', 'exists($.hint)', 'no hint');
INSERT INTO sdp_engine.rules (name, severity, predicate, message) VALUES ('many', 'warning', 'exists($.api)', 'few stages');
SET sdp.user_id = 'ada';
SELECT sdp.accept_finding(:'shop', 1, 'long-name', '', 'a brand');
SELECT sdp.accept_finding(:'shop', NULL, 'many', '', 'a draft');
RESET sdp.user_id;
SELECT severity, rule, message, detail #- '{accepted,at}' AS detail, (detail #>> '{accepted,at}')::timestamptz <= now() AS at FROM found;
SELECT severity, rule, stage_number, message, detail->'accepted'->>'reason' AS reason FROM sdp.validate_project(:'shop') WHERE rule IN ('many', 'long-name');
SELECT infos, accepted, worst FROM sdp.validation_summary(:'shop');
SELECT seq, stage_number, from_status, to_status, actor, reason FROM sdp_engine.stage_events
    WHERE project_id = :'shop' AND reason IS NOT NULL ORDER BY seq;
SELECT stage_number, rule, path, message, reason, actor, length(fingerprint) FROM sdp_engine.accepted_findings ORDER BY rule;
\pset format unaligned
\pset tuples_only on
SELECT refused(format('SELECT sdp.accept_finding(%L, 1, ''long-name'', '''', ''again'')', :'shop'));
SELECT refused(format('SELECT sdp.accept_finding(%L, 1, ''tagline'', '''', ''an error'')', :'shop'));
SELECT refused(format('SELECT sdp.accept_finding(%L, 1, ''hint'', '''', ''an info'')', :'shop'));
SELECT refused(format('SELECT sdp.accept_finding(%L, 1, ''long-name'', ''/name'', ''elsewhere'')', :'shop'));
SELECT refused(format('SELECT sdp.accept_finding(%L, NULL, ''long-name'', '''', ''elsewhere'')', :'shop'));
SELECT refused(format('SELECT sdp.accept_finding(%L, 1, ''long-name'', '''', '' '')', :'shop'));
SELECT refused(format('SELECT sdp.accept_finding(%L, 10, ''long-name'', '''', ''x'')', :'shop'));
SELECT refused(format('SELECT sdp.accept_finding(%L, 1, NULL, '''', ''x'')', :'shop'));
SELECT refused($$SELECT sdp.accept_finding('00000000-0000-4000-8000-00000000dead', 1, 'x', '', 'x')$$);
SELECT refused(format('SELECT sdp.withdraw_acceptance(%L, 2, ''long-name'', '''')', :'shop'));
SELECT refused($$UPDATE sdp_engine.accepted_findings SET reason = 'another'$$);
SELECT refused($$TRUNCATE sdp_engine.accepted_findings$$);
SELECT refused(format('INSERT INTO sdp_engine.accepted_findings (project_id, fingerprint, stage_number, rule, path, message, reason, actor)
    VALUES (%L, ''x'', 1, ''x'', '''', ''m'', '' '', ''x'')', :'shop'));
UPDATE sdp.projects SET status = 'archived' WHERE id = :'shop';
SELECT refused(format('SELECT sdp.accept_finding(%L, 1, ''long-name'', '''', ''x'')', :'shop'));
SELECT refused(format('SELECT sdp.withdraw_acceptance(%L, 1, ''long-name'', '''')', :'shop'));
SELECT refused($$DELETE FROM sdp_engine.accepted_findings$$);
UPDATE sdp.projects SET status = 'active' WHERE id = :'shop';
\pset format aligned
\pset tuples_only off
-- It holds for the same message alone.
SELECT sdp.save_stage(:'shop', 1, '{"name": "Other", "tagline": "x"}');
SELECT severity, rule, message FROM found;
SELECT sdp.accept_finding(:'shop', 1, 'long-name', '', 'another brand');
SELECT sdp.complete_stage(:'shop', 1);
-- Also while the stage is complete; both messages' acceptances go.
SELECT sdp.withdraw_acceptance(:'shop', 1, 'long-name', '');
SELECT severity, rule, message FROM found;
SELECT count(*) FROM sdp_engine.accepted_findings;
SELECT seq, stage_number, from_status, to_status, reason FROM sdp_engine.stage_events
    WHERE project_id = :'shop' ORDER BY seq DESC LIMIT 4;
-- By plain DML: what is derived is derived, and in the log.
INSERT INTO sdp_engine.accepted_findings (project_id, fingerprint, stage_number, rule, path, message, reason, actor)
    VALUES (:'shop', 'x', 1, 'long-name', '', 'name "Other" is short', 'by hand', 'x');
SELECT severity, rule, detail->'accepted'->>'reason' AS reason FROM found;
DELETE FROM sdp_engine.accepted_findings WHERE reason = 'by hand';
-- Who may not change the stage accepts nothing.
CREATE ROLE regress_sdp_reader;
GRANT USAGE ON SCHEMA sdp TO regress_sdp_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA sdp TO regress_sdp_reader;
SET ROLE regress_sdp_reader;
SELECT sdp.accept_finding(:'shop', 1, 'long-name', '', 'x');
\echo :SQLSTATE
SELECT sdp.withdraw_acceptance(:'shop', NULL, 'many', '');
\echo :SQLSTATE
RESET ROLE;
SET ROLE regress_sdp_app;
SELECT sdp.accept_finding(:'shop', 1, 'long-name', '', 'by the application');
RESET ROLE;
SELECT actor, reason FROM sdp_engine.accepted_findings ORDER BY reason;
SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
SELECT count(*) FROM sdp_engine.accepted_findings;
DELETE FROM sdp_engine.rules WHERE NOT is_built_in;
DROP VIEW found;
DROP FUNCTION refused_rule(text, text, text, text, text, integer, text), tried(uuid, text), answered(uuid, jsonb);
SET client_min_messages = warning;
DROP SCHEMA app CASCADE;
DROP OWNED BY regress_sdp_app, regress_sdp_reader;
DROP ROLE regress_sdp_app, regress_sdp_reader;
