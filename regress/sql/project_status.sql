-- Archive, delete, restore, purge; a copy of a project, and the example.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000c1', 'ada@example.com', 'Ada');
\set ada '00000000-0000-4000-8000-0000000000c1'
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model, is_default)
    VALUES (:'ada', 'openai', 'Work', 'none:', 'gpt', true);
SELECT sdp.create_project(:'ada', 'Shop') AS shop \gset

-- Archiving ends what runs; an archived project changes no more.
SELECT count(ticket) AS begun FROM sdp.begin_generation(:'shop', 1);
SELECT status FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1;
SELECT sdp.archive_project(:'shop');
SELECT sdp.archive_project(:'shop') AS again;
SELECT status FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1;
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}');
\echo :SQLSTATE
SELECT sdp.unarchive_project(:'shop');
SELECT sdp.unarchive_project(:'shop') AS again;
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}');

-- A deleted project gives its slug away and gets another one when it comes back.
SELECT sdp.delete_project(:'shop');
SELECT sdp.delete_project(:'shop') AS again;
SELECT sdp.archive_project(:'shop');
\echo :SQLSTATE
SELECT sdp.unarchive_project(:'shop');
\echo :SQLSTATE
INSERT INTO sdp.projects (user_id, name, slug) VALUES (:'ada', 'Other', 'shop');
SELECT sdp.restore_project(:'shop');
SELECT sdp.restore_project(:'shop') AS again;
SELECT status, deleted_at FROM sdp.projects WHERE id = :'shop';

-- Purging takes what was deleted before a time, and nothing else.
SELECT sdp.create_project(:'ada', 'Old') AS old \gset
SELECT sdp.delete_project(:'old');
SELECT sdp.purge_projects(now() - interval '1 day');
SELECT sdp.purge_projects('infinity');
SELECT name FROM sdp.projects WHERE user_id = :'ada' ORDER BY name;
SELECT sdp.purge_projects(NULL);
\echo :SQLSTATE

-- A copy: data, active outputs, and what is complete; versions and the log begin anew.
SELECT sdp.complete_stage(:'shop', 1);
SELECT sdp.revert_stage(:'shop', 1);
SELECT sdp.save_stage(:'shop', 1, '{"name": "Corner Shop"}');
SELECT sdp.add_output(:'shop', 1, 'md', '# Corner Shop');
SELECT sdp.complete_stage(:'shop', 1);
SELECT sdp.save_stage(:'shop', 2, '{"entities": []}');
SELECT sdp.clone_project(:'shop') AS copy \gset
SELECT name, slug, current_stage, ai_provider_id IS NULL AS without_provider FROM sdp.projects WHERE id = :'copy';
SELECT s.stage_number, s.status, s.data, o.version, o.format, o.content, o.generated_by
    FROM sdp.stages s LEFT JOIN sdp.stage_outputs o ON o.stage_id = s.id
    WHERE s.project_id = :'copy' AND s.stage_number < 4 ORDER BY 1, 4;
SELECT seq, from_status, to_status, reason FROM sdp.stage_history(:'copy', 1);
SELECT sdp.clone_project(:'shop', 'Mine') AS mine \gset
SELECT name, slug FROM sdp.projects WHERE id = :'mine';
SELECT sdp.clone_project(:'shop', ' ');
\echo :SQLSTATE
-- What the rules refuse now stays open in the copy.
UPDATE sdp_engine.schemas SET custom_document = '{"required": ["tagline"]}' WHERE name = 'product';
SELECT sdp.clone_project(:'shop', 'Strict') AS strict \gset
SELECT stage_number, status, data FROM sdp.stages WHERE project_id = :'strict' AND stage_number < 3 ORDER BY 1;
UPDATE sdp_engine.schemas SET custom_document = NULL WHERE name = 'product';

-- The example.
SELECT sdp.create_demo_project(:'ada') AS demo \gset
SELECT name, slug, current_stage FROM sdp.projects WHERE id = :'demo';
SELECT * FROM sdp.validate_project(:'demo');
SELECT sdp.create_demo_project('00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE

-- Pictures of where a project stands.
SELECT sdp.pipeline_mermaid(:'demo');
SELECT count(*) AS boxes FROM regexp_matches(sdp.pipeline_svg(:'demo'), '<rect ', 'g');
SELECT left(sdp.pipeline_svg(:'demo'), 4) AS begins, sdp.pipeline_svg('00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE

-- Stages are found by what is in their data.
SELECT project, stage_number, stage_name, status FROM sdp.find_stages('{"engine": "postgresql"}');
SELECT count(*) FROM sdp.find_stages('{"nothing": "like this"}');
SET enable_seqscan = off;
SET enable_indexscan = off;
DISCARD PLANS;
BEGIN;
SELECT count(*) FROM sdp.find_stages('{"engine": "postgresql"}');
SELECT pg_stat_get_xact_numscans('sdp.idx_stages_data'::regclass) AS searches_of_the_index;
COMMIT;
RESET enable_seqscan;
RESET enable_indexscan;

SELECT refused($$SELECT sdp.archive_project('00000000-0000-4000-8000-00000000dead')$$);
SELECT refused($$SELECT sdp.archive_project(NULL)$$);
SELECT refused($$SELECT sdp.restore_project('00000000-0000-4000-8000-00000000dead')$$);
SELECT refused($$SELECT sdp.clone_project('00000000-0000-4000-8000-00000000dead')$$);
SELECT sdp.check_integrity();
DELETE FROM sdp.users WHERE id = :'ada';
