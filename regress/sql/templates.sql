-- Templates, and what an administrator may override of the stages' definitions.
\set SHOW_CONTEXT never
INSERT INTO sdp.users (id, email, name) VALUES
    ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada'),
    ('00000000-0000-4000-8000-0000000000b1', 'ben@example.com', 'Ben');
\set ada '00000000-0000-4000-8000-0000000000a1'
\set ben '00000000-0000-4000-8000-0000000000b1'
SELECT id AS saas FROM sdp.templates WHERE category = 'saas' \gset

-- A project from a built-in template has its defaults as data from the start, and no outputs.
SELECT sdp.create_project(:'ada', 'Shop', template => :'saas') AS shop \gset
SELECT s.stage_number, s.status, s.data = t.stage_defaults -> s.stage_name AS as_in_template,
       (SELECT count(*) FROM sdp.stage_outputs o WHERE o.stage_id = s.id) AS outputs
    FROM sdp.stages s, sdp.templates t WHERE s.project_id = :'shop' AND t.id = :'saas' ORDER BY 1;
-- Completing stage 1 as it is writes its output.
SELECT sdp.complete_stage(:'shop', 1);
SELECT o.version, o.format, o.generated_by, o.content::jsonb = s.data AS is_the_data
    FROM sdp.stage_outputs o JOIN sdp.stages s ON s.id = o.stage_id WHERE s.project_id = :'shop';
-- A plain INSERT with a template gets its defaults by create_stages.
INSERT INTO sdp.projects (id, user_id, name, template_id)
    VALUES ('00000000-0000-4000-8000-0000000000a4', :'ada', 'Plain', :'saas');
SELECT sdp.create_stages('00000000-0000-4000-8000-0000000000a4');
SELECT count(data) > 0 AS has_defaults FROM sdp.stages WHERE project_id = '00000000-0000-4000-8000-0000000000a4';

-- Built-in templates are read-only, and nobody but the extension makes one.
UPDATE sdp.templates SET name = 'Mine' WHERE id = :'saas';
\echo :SQLSTATE
UPDATE sdp.templates SET is_built_in = false WHERE id = :'saas';
\echo :SQLSTATE
DELETE FROM sdp.templates WHERE id = :'saas';
\echo :SQLSTATE
INSERT INTO sdp.templates (name, description, category, stage_defaults, is_built_in)
    VALUES ('Built in', 'Not so.', 'other', '{}', true);
\echo :SQLSTATE
UPDATE sdp.templates SET name = name WHERE id = :'saas';

-- Own templates.
INSERT INTO sdp.templates (id, name, description, category, stage_defaults)
    VALUES ('00000000-0000-4000-8000-0000000000a5', 'Ada''s', 'Hers.', 'other', '{"product": {"name": "?"}}');
\set hers '00000000-0000-4000-8000-0000000000a5'
SELECT sdp.create_project(:'ada', 'Nobody''s yet', template => :'hers');
\echo :SQLSTATE
INSERT INTO sdp_engine.template_owners VALUES (:'hers', :'ada');
SELECT sdp.create_project(:'ada', 'From mine', template => :'hers') IS NOT NULL AS made;
SELECT sdp.create_project(:'ben', 'From hers', template => :'hers');
\echo :SQLSTATE
INSERT INTO sdp.projects (user_id, name, template_id) VALUES (:'ben', 'From hers', :'hers');
\echo :SQLSTATE
UPDATE sdp.templates SET is_built_in = true WHERE id = :'hers';
\echo :SQLSTATE
UPDATE sdp.templates SET name = ' ' WHERE id = :'hers';
\echo :SQLSTATE
UPDATE sdp.templates SET stage_defaults = '[]' WHERE id = :'hers';
\echo :SQLSTATE
UPDATE sdp.templates SET stage_defaults = '{"pricing": {}}' WHERE id = :'hers';
\echo :SQLSTATE
UPDATE sdp.templates SET stage_defaults = '{"product": "Shop"}' WHERE id = :'hers';
\echo :SQLSTATE
\set VERBOSITY terse
UPDATE sdp.templates SET category = 'games' WHERE id = :'hers';
\echo :SQLSTATE
\set VERBOSITY default
-- One that a project was made from stays.
DELETE FROM sdp.templates WHERE id = :'hers';
\echo :SQLSTATE

-- Labels, descriptions and schemas can be overridden; null goes back.
UPDATE sdp_engine.stage_definitions SET custom_label = 'Vision' WHERE number = 1;
SELECT sdp.create_project(:'ben', 'With a vision') AS vision \gset
SELECT stage_label FROM sdp.stages WHERE project_id = :'vision' AND stage_number = 1;
UPDATE sdp_engine.stage_definitions SET custom_label = NULL WHERE number = 1;
SELECT sdp.create_project(:'ben', 'Without') AS without \gset
SELECT stage_label FROM sdp.stages WHERE project_id = :'without' AND stage_number = 1;
UPDATE sdp_engine.schemas SET custom_document = '{"type": "object"}' WHERE name = 'product';
UPDATE sdp_engine.schemas SET custom_document = NULL WHERE name = 'product';
UPDATE sdp_engine.stage_definitions SET label = 'Vision' WHERE number = 1;
\echo :SQLSTATE
UPDATE sdp_engine.stage_definitions SET context = '{}' WHERE number = 2;
\echo :SQLSTATE
DELETE FROM sdp_engine.stage_definitions WHERE number = 9;
\echo :SQLSTATE
INSERT INTO sdp_engine.stage_definitions
    SELECT 10, 'release', label, description, context, schema_name, can_generate
    FROM sdp_engine.stage_definitions WHERE number = 9;
\echo :SQLSTATE
UPDATE sdp_engine.schemas SET document = '{}' WHERE name = 'product';
\echo :SQLSTATE
DELETE FROM sdp_engine.schemas WHERE name = 'product';
\echo :SQLSTATE
INSERT INTO sdp_engine.schemas VALUES ('extra', '{}');
\echo :SQLSTATE
-- install() keeps what was overridden.
UPDATE sdp_engine.stage_definitions SET custom_label = 'Vision' WHERE number = 1;
SELECT sdp.install();
SELECT label, custom_label FROM sdp_engine.stage_definitions WHERE number = 1;
UPDATE sdp_engine.stage_definitions SET custom_label = NULL WHERE number = 1;

-- A template from a project, for its owner alone.
SELECT sdp.save_stage(:'shop', 2, '{"entities": [{"name": "Order"}]}');
SELECT sdp.save_as_template(:'shop', description => 'As the shop has it.') AS from_shop \gset
SELECT t.name, t.description, t.category, t.is_built_in, t.stage_defaults #>> '{dataModel,entities,0,name}' AS entity,
       o.user_id = :'ada' AS is_adas
    FROM sdp.templates t JOIN sdp_engine.template_owners o ON o.template_id = t.id WHERE t.id = :'from_shop';
SELECT sdp.save_as_template(:'shop', ' ');
\echo :SQLSTATE
-- Applied, it fills the open stage and the locked ones that have no data.
SELECT sdp.create_project(:'ada', 'Second shop') AS second \gset
SELECT sdp.save_stage(:'second', 1, '{"name": "Second shop"}');
SELECT sdp.apply_template(:'second', :'from_shop') > 0 AS some;
SELECT stage_number, status, data ->> 'name' AS name, data #>> '{entities,0,name}' AS entity
    FROM sdp.stages WHERE project_id = :'second' AND stage_number < 3 ORDER BY 1;
SELECT template_id = :'from_shop' AS is_its_template FROM sdp.projects WHERE id = :'second';
SELECT sdp.apply_template(:'second', :'from_shop') AS again;
-- The open stage is saved by that, with an output.
SELECT sdp.create_project(:'ada', 'Third shop') AS third \gset
SELECT sdp.apply_template(:'third', :'saas') > 0 AS some;
SELECT s.stage_number, s.status, count(o.id) AS outputs FROM sdp.stages s LEFT JOIN sdp.stage_outputs o ON o.stage_id = s.id
    WHERE s.project_id = :'third' AND s.stage_number < 3 GROUP BY 1, 2 ORDER BY 1;
-- A locked stage takes its template's default and nothing else, by plain DML too.
SELECT sdp.create_project(:'ada', 'Fourth shop') AS fourth \gset
UPDATE sdp.projects SET template_id = :'from_shop' WHERE id = :'fourth';
UPDATE sdp.stages SET data = '{"entities": []}' WHERE project_id = :'fourth' AND stage_number = 2;
\echo :SQLSTATE
UPDATE sdp.stages SET data = '{"entities": [{"name": "Order"}]}' WHERE project_id = :'fourth' AND stage_number = 2;
SELECT status, data FROM sdp.stages WHERE project_id = :'fourth' AND stage_number = 2;
UPDATE sdp.stages SET data = NULL WHERE project_id = :'fourth' AND stage_number = 2;
\echo :SQLSTATE
SELECT sdp.apply_template(sdp.create_project(:'ben', 'Not hers'), :'hers');
\echo :SQLSTATE
SELECT sdp.check_integrity();
DELETE FROM sdp.users;
