-- What the views and stage_history() show.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES
    ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada'), ('00000000-0000-4000-8000-0000000000b1', 'ben@example.com', 'Ben');
\set ada '00000000-0000-4000-8000-0000000000a1'
\set ben '00000000-0000-4000-8000-0000000000b1'
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model) VALUES
    (:'ada', 'openai', 'Work', 'none:', 'gpt'), (:'ben', 'openai', 'Ben''s', 'none:', 'gpt-mini');
CREATE FUNCTION project(called text) RETURNS uuid LANGUAGE sql STABLE BEGIN ATOMIC
    SELECT id FROM sdp.projects WHERE slug = called AND user_id = '00000000-0000-4000-8000-0000000000a1'; END;

-- Projects of every kind: new, in the middle, complete, archived, deleted, without stages; two of one slug.
SELECT count(sdp.create_project(:'ada', name)) FROM unnest('{New,Middle,Done,Archived,Deleted}'::text[]) name;
INSERT INTO sdp.projects (user_id, name) VALUES (:'ada', 'Bare');
SELECT count(sdp.create_project(:'ben', 'New'));
SELECT count((sdp.save_stage(project('middle'), n, fitting_data(n))).status || sdp.complete_stage(project('middle'), n)) FROM generate_series(1, 2) n;
SELECT status FROM sdp.save_stage(project('middle'), 3, fitting_data(3));
SELECT version FROM sdp.add_output(project('middle'), 3, 'sql', 'CREATE TABLE t (id integer);');
SELECT version FROM sdp.add_output(project('middle'), 3, 'md', '# Tables');
UPDATE sdp.stage_outputs SET is_active = false WHERE format = 'sql';
SELECT count((sdp.save_stage(project('done'), n, fitting_data(n))).status || sdp.complete_stage(project('done'), n)) FROM generate_series(1, 8) n;
SELECT status FROM sdp.save_stage(project('done'), 9, '{}');
SELECT sdp.register_export(project('done'), 'zip', '/srv/done.zip', 1) IS NOT NULL AS exported;
SELECT sdp.complete_stage(project('done'), 9);
SELECT sdp.archive_project(project('archived')), sdp.delete_project(project('deleted'));

SELECT project, name, owner, status, current_stage AS stage, current_stage_name AS its_name, current_stage_status AS its_status,
       completed_stages AS completed, last_change >= updated_at AS later, owner_id = :'ada' AS adas
    FROM sdp.project_overview ORDER BY project COLLATE "C", owner;
SELECT stage_number AS n, stage_name, stage_label, status, version, formats, validated_at IS NOT NULL AS validated,
       completed_at IS NOT NULL AS completed, owner, project_id = project('middle') AS its
    FROM sdp.stage_overview WHERE project = 'middle' ORDER BY n;
SELECT project, count(*) AS stages, count(DISTINCT owner_id) AS owners, count(version) AS with_outputs
    FROM sdp.stage_overview GROUP BY project ORDER BY project COLLATE "C";
-- A change of a stage is a change of its project.
SELECT last_change AS before FROM sdp.project_overview WHERE project_id = project('middle') \gset
UPDATE sdp.stages SET user_input = 'Later.' WHERE project_id = project('middle') AND stage_number = 9;
SELECT last_change > :'before' AS later FROM sdp.project_overview WHERE project_id = project('middle');

-- The queue: what is overdue first (the longest overdue before the others), then what runs, by the end of its
-- lease, then what waits, the oldest first.
SELECT count(sdp.create_project(:'ada', name)) FROM unnest('{Dead,Stuck,Long,Short,First,Second}'::text[]) name;
SELECT count(sdp.request_generation(project(name), 1)) FROM (VALUES ('first'), ('second')) w (name);
UPDATE sdp_engine.generation_tickets SET due_at = '2020-01-01' WHERE project_id = project('second');
UPDATE sdp_engine.generation_tickets SET due_at = '2020-01-02' WHERE project_id = project('first');
SELECT attempt FROM sdp.begin_generation(project('long'), 1, worker => 'slow', lease => '2 hours', model => 'gpt-large');
SELECT attempt FROM sdp.begin_generation(project('short'), 1, worker => 'quick', lease => '1 hour');
SELECT attempt FROM sdp.begin_generation(project('dead'), 1, worker => 'gone');
UPDATE sdp_engine.generation_tickets SET due_at = '2020-02-01' WHERE project_id = project('dead');
UPDATE sdp.stages SET status = 'generating' WHERE project_id = project('stuck') AND stage_number = 1;
UPDATE sdp_engine.generation_tickets SET due_at = '2020-01-01' WHERE project_id = project('stuck');
UPDATE sdp.stages SET status = 'generating' WHERE project_id = project('middle') AND stage_number = 3;
SELECT state, project, stage_number AS n, stage_name, worker, attempt, model, claimed_at IS NOT NULL AS claimed,
       due_at > now() AS in_time, provider_id IS NOT NULL AS provider, reserved_cost AS cost, ticket = request AS first_try, owner_id = :'ada' AS adas
    FROM sdp.generation_queue;
-- A claim expires what is overdue and takes the oldest, which is in the queue as claimed; a second try has its request.
SELECT stage_name FROM sdp.claim_generation('new', '30 minutes');
SELECT state, project, worker, attempt, ticket = request AS first_try FROM sdp.generation_queue;

-- The history of a stage: its own changes, numbered by the project's.
SET sdp.user_id = 'ada@example.com';
SELECT sdp.cancel_generation(project('middle'), 3, 'It takes too long.');
SELECT sdp.revert_stage(project('middle'), 2, 'An entity is missing.');
RESET sdp.user_id;
SELECT seq, from_status, to_status, nullif(actor, session_user) AS actor, reason, occurred_at <= clock_timestamp() AS past
    FROM sdp.stage_history(project('middle'), 2);
SELECT seq, from_status, to_status, nullif(actor, session_user) AS actor, reason FROM sdp.stage_history(project('middle'), 3);
SELECT count(*) FROM sdp.stage_history(project('middle'), 9);
SELECT count(*) FROM sdp.stage_history(project('bare'), 1);
SELECT sdp.stage_history('00000000-0000-4000-8000-00000000dead', 1);
\echo :SQLSTATE

DROP FUNCTION project;
SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
