-- Projects: made, named, archived, deleted, restored.
\set SHOW_CONTEXT never
INSERT INTO sdp.users (id, email, name) VALUES
    ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada'),
    ('00000000-0000-4000-8000-0000000000b1', 'ben@example.com', 'Ben');
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model) VALUES
    ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-0000000000a1', 'anthropic', 'Ada''s', 'none:', 'm'),
    ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000b1', 'openai', 'Ben''s', 'none:', 'm');
\set ada '00000000-0000-4000-8000-0000000000a1'
\set ben '00000000-0000-4000-8000-0000000000b1'
\set adas '00000000-0000-4000-8000-0000000000a2'
\set bens '00000000-0000-4000-8000-0000000000b2'
SELECT id AS saas FROM sdp.templates WHERE category = 'saas' \gset

-- Every variant of create_project.
SELECT sdp.create_project(:'ada', 'Shop') AS shop \gset
SELECT sdp.create_project(:'ada', 'Shop', 'Sells things.') AS second \gset
SELECT sdp.create_project(:'ada', 'Shop', 'Sells things.', :'saas', :'adas', 'the-shop') AS third \gset
SELECT sdp.create_project(owner => :'ada', name => 'By name', slug => 'by-hand') AS fourth \gset
SELECT name, slug, description, current_stage, status, ai_provider_id IS NOT NULL AS provider,
       template_id IS NOT NULL AS template, deleted_at
    FROM sdp.projects WHERE user_id = :'ada' ORDER BY slug COLLATE "C";
SELECT stage_number, stage_name, stage_label, status, version, formats
    FROM sdp.stage_overview WHERE project_id = :'shop' ORDER BY 1;
SELECT project, name, owner, status, current_stage, current_stage_name, current_stage_status, completed_stages
    FROM sdp.project_overview WHERE project_id = :'shop';

-- Slugs are made from names: folded to ASCII, numbered where taken, of 255 characters at most.
INSERT INTO sdp.projects (user_id, name) VALUES (:'ben', 'Café Łódź – Straße №5!'), (:'ben', '日本語'),
    (:'ben', '日本'), (:'ben', '  Shop  '), (:'ben', 'shop'), (:'ben', repeat('long ', 51)), (:'ben', repeat('long ', 51));
SELECT left(name, 22) AS name, CASE WHEN length(slug) > 40 THEN right(slug, 12) || ' of ' || length(slug) ELSE slug END AS slug
    FROM sdp.projects WHERE user_id = :'ben' ORDER BY projects.slug COLLATE "C";
-- A number that a client took by hand is skipped.
SELECT sdp.create_project(:'ben', 'Kiosk') IS NOT NULL AS made;
SELECT sdp.create_project(:'ben', 'Kiosk by hand', slug => 'kiosk-2') IS NOT NULL AS made;
SELECT sdp.create_project(:'ben', 'Kiosk') AS kiosk \gset
SELECT slug FROM sdp.projects WHERE id = :'kiosk';
DELETE FROM sdp.projects WHERE user_id = :'ben';

-- A slug that is given is taken as it is, or refused.
SELECT sdp.create_project(:'ada', 'Shop', slug => 'shop');
\echo :SQLSTATE
SELECT sdp.create_project(:'ada', 'Shop', slug => 'The Shop');
\echo :SQLSTATE
SELECT sdp.create_project(:'ada', 'Shop', slug => '-shop');
\echo :SQLSTATE
SELECT sdp.create_project(:'ada', 'Shop', slug => 'shop--shop');
\echo :SQLSTATE
SELECT sdp.create_project(:'ada', 'Shop', slug => repeat('a', 256));
\echo :SQLSTATE
UPDATE sdp.projects SET slug = 'Ümlaut' WHERE id = :'shop';
\echo :SQLSTATE
-- ORMs with types demand a slug: an empty one is made, and is no change in an UPDATE.
BEGIN;
SELECT sdp.create_project(:'ada', 'Corner', slug => '') AS corner \gset
UPDATE sdp.projects SET slug = '', name = 'Corner shop' WHERE id = :'corner' RETURNING slug, name;
ROLLBACK;
-- The same slug is free for another user.
SELECT sdp.create_project(:'ben', 'Shop', slug => 'shop') AS bens_shop \gset

-- Blank names, unknown owners, other people's things.
SELECT sdp.create_project(:'ada', '');
\echo :SQLSTATE
SELECT sdp.create_project(:'ada', E' \n');
\echo :SQLSTATE
UPDATE sdp.projects SET name = '' WHERE id = :'shop';
\echo :SQLSTATE
SELECT sdp.create_project('00000000-0000-4000-8000-00000000dead', 'Shop');
\echo :SQLSTATE
SELECT sdp.create_project(:'ada', 'Shop', template => '00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE
SELECT sdp.create_project(:'ada', 'Shop', provider => '00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE
SELECT sdp.create_project(:'ada', 'Shop', provider => :'bens');
\echo :SQLSTATE
INSERT INTO sdp.projects (user_id, name, ai_provider_id) VALUES (:'ada', 'Shop', :'bens');
\echo :SQLSTATE
UPDATE sdp.projects SET ai_provider_id = :'bens' WHERE id = :'shop';
\echo :SQLSTATE
UPDATE sdp.projects SET ai_provider_id = :'adas' WHERE id = :'shop';

-- A plain INSERT, as an ORM does it; what it says of current_stage is ignored.
INSERT INTO sdp.projects (id, user_id, name, current_stage) VALUES ('00000000-0000-4000-8000-0000000000a4', :'ada', 'Plain', 7)
    RETURNING slug, current_stage;
\set plain '00000000-0000-4000-8000-0000000000a4'
-- Nothing moves until it has its stages.
INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label) VALUES (:'plain', 1, 'product', 'Product');
UPDATE sdp.stages SET data = '{}' WHERE project_id = :'plain';
\echo :SQLSTATE
SELECT sdp.save_stage(:'plain', 2, '{}');
\echo :SQLSTATE
SELECT sdp.create_stages(:'plain');
SELECT sdp.create_stages(:'plain');
SELECT sdp.create_stages('00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE
SELECT sdp.save_stage(:'plain', 1, '{}');
UPDATE sdp.projects SET current_stage = 5 WHERE id = :'plain' RETURNING current_stage;

-- What never changes.
UPDATE sdp.projects SET user_id = :'ben' WHERE id = :'plain';
\echo :SQLSTATE
UPDATE sdp.projects SET id = gen_random_uuid() WHERE id = :'shop';
\echo :SQLSTATE
UPDATE sdp.projects SET created_at = '2000-01-01' WHERE id = :'shop';
\echo :SQLSTATE

-- Archived: nothing changes but the status, and a running generation is cancelled.
SELECT ticket FROM sdp.begin_generation(:'shop', 1) \gset
UPDATE sdp.projects SET status = 'archived' WHERE id = :'shop' RETURNING status, deleted_at;
SELECT status FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1;
SELECT * FROM sdp.finish_generation(:'ticket', '{}');
UPDATE sdp.projects SET name = 'Store' WHERE id = :'shop';
\echo :SQLSTATE
UPDATE sdp.stages SET data = '{}' WHERE project_id = :'shop' AND stage_number = 1;
\echo :SQLSTATE
SELECT sdp.save_stage(:'shop', 1, '{}');
\echo :SQLSTATE
SELECT sdp.complete_stage(:'shop', 1);
\echo :SQLSTATE
SELECT sdp.add_output(:'shop', 1, 'json', '{}');
\echo :SQLSTATE
SELECT sdp.begin_generation(:'shop', 1);
\echo :SQLSTATE
SELECT sdp.register_export(:'shop', 'zip', '/x', 1);
\echo :SQLSTATE
SELECT sdp.create_stages(:'shop');
\echo :SQLSTATE
SELECT to_status, allowed, reason FROM sdp.allowed_transitions(:'shop', 1);
-- Unarchiving in the same statement as another change.
UPDATE sdp.projects SET status = 'active', name = 'Store' WHERE id = :'shop';
\echo :SQLSTATE
UPDATE sdp.projects SET status = 'active' WHERE id = :'shop' RETURNING status;

-- Deleted: status and deleted_at go together, whichever is set.
UPDATE sdp.projects SET status = 'deleted' WHERE id = :'shop' RETURNING status, deleted_at IS NOT NULL AS deleted;
UPDATE sdp.projects SET deleted_at = NULL WHERE id = :'shop' RETURNING status, deleted_at;
UPDATE sdp.projects SET deleted_at = now() WHERE id = :'shop' RETURNING status, deleted_at IS NOT NULL AS deleted;
SELECT sdp.save_stage(:'shop', 1, '{}');
\echo :SQLSTATE
UPDATE sdp.projects SET status = 'active', deleted_at = '2020-01-01' WHERE id = :'shop';
\echo :SQLSTATE
UPDATE sdp.projects SET status = 'archived', deleted_at = now() WHERE id = :'third';
\echo :SQLSTATE
\set VERBOSITY terse
UPDATE sdp.projects SET status = 'gone' WHERE id = :'third';
\echo :SQLSTATE
\set VERBOSITY default
INSERT INTO sdp.projects (user_id, name, status, deleted_at) VALUES (:'ada', 'Both', 'archived', now());
\echo :SQLSTATE
INSERT INTO sdp.projects (user_id, name, deleted_at) VALUES (:'ada', 'Born deleted', now()) RETURNING status;

-- Its slug is free meanwhile; restored, it gets a new one, be it as active or as archived.
SELECT sdp.create_project(:'ada', 'Taker', slug => 'shop') AS taker \gset
UPDATE sdp.projects SET status = 'archived' WHERE id = :'shop' RETURNING status, slug, deleted_at;
\echo :SQLSTATE
UPDATE sdp.projects SET status = 'deleted' WHERE id = :'shop';
UPDATE sdp.projects SET status = 'active' WHERE id = :'shop' RETURNING status, slug, deleted_at;

-- DELETE is a purge.
DELETE FROM sdp.projects WHERE id IN (:'shop', :'third');
SELECT count(*) FROM sdp.stages WHERE project_id IN (:'shop', :'third');
SELECT * FROM sdp.check_integrity();
DELETE FROM sdp.users;
