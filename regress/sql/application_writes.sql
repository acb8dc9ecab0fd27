-- What applications write by plain DML, and what functions say to values that they get from them.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES
    ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada'),
    ('00000000-0000-4000-8000-0000000000b1', 'bob@example.com', 'Bob');
\set ada '00000000-0000-4000-8000-0000000000a1'
\set bob '00000000-0000-4000-8000-0000000000b1'
\set shop '00000000-0000-4000-8000-0000000000a2'
\set dead '00000000-0000-4000-8000-00000000dead'

-- An idempotent create, twice: without a slug it is the one that is there.
INSERT INTO sdp.projects (id, user_id, name) VALUES (:'shop', :'ada', 'Shop') ON CONFLICT DO NOTHING RETURNING slug;
INSERT INTO sdp.projects (id, user_id, name) VALUES (:'shop', :'ada', 'Shop') ON CONFLICT DO NOTHING RETURNING slug;
INSERT INTO sdp.projects (id, user_id, name) VALUES (:'shop', :'ada', 'Corner Shop')
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, slug = excluded.slug RETURNING name, slug;
INSERT INTO sdp.projects (id, user_id, name) VALUES (:'shop', :'ada', 'Shop');
\echo :SQLSTATE
SELECT sdp.create_stages(:'shop');
SELECT id AS stage FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1 \gset
SELECT * FROM sdp.save_stage(:'shop', 1, '{"name": "Shop"}');
SELECT id AS output FROM sdp.stage_outputs WHERE stage_id = :'stage' \gset
INSERT INTO sdp.stage_outputs (id, stage_id, version, format, content, generated_by) VALUES (:'output', :'stage', NULL, 'json', '{}', 'human')
    ON CONFLICT DO NOTHING RETURNING version;
INSERT INTO sdp.stage_outputs (id, stage_id, version, format, content, generated_by) VALUES (:'output', :'stage', NULL, 'json', '{}', 'human')
    ON CONFLICT (id) DO UPDATE SET version = excluded.version RETURNING version;
\set VERBOSITY terse
INSERT INTO sdp.stage_outputs (id, stage_id, version, format, content, generated_by) VALUES (:'output', :'stage', NULL, 'json', '{}', 'human');
\echo :SQLSTATE
\set VERBOSITY default

-- A stage of a project that is not there: its number makes no difference.
SELECT refused(format($$INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label) VALUES (%L, %s, %L, 'x')$$, :'dead', number, name))
    FROM (VALUES (1, 'product'), (3, 'database')) v (number, name);

-- Another owner, who has a project of that slug.
SELECT sdp.create_project(:'bob', 'Other', slug => 'shop') AS other \gset
SELECT refused(format($$UPDATE sdp.projects SET user_id = %L WHERE id = %L$$, :'bob', :'shop'));

-- A template is of the user whom sdp.user_id names, by id or email; of nobody where it names none.
CREATE FUNCTION template_of(actor text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    made uuid;
    owner text;
BEGIN
    PERFORM set_config('sdp.user_id', actor, true);
    INSERT INTO sdp.templates (name, description, category, stage_defaults)
        VALUES ('Own', '', 'other', '{"product": {"name": "Mine"}}') RETURNING id INTO made;
    SELECT u.name INTO owner FROM sdp_engine.template_owners JOIN sdp.users u ON u.id = user_id WHERE template_id = made;
    RETURN coalesce(owner, 'nobody');
END
$$;
SELECT actor, template_of(actor) FROM unnest(ARRAY[:'ada', upper(:'bob'), 'bob@example.com', 'carl@example.com', '', ' ', :'dead']) actor;
SELECT t.id AS own FROM sdp.templates t JOIN sdp_engine.template_owners o ON o.template_id = t.id AND o.user_id = :'ada' \gset
SELECT sdp.create_project(:'ada', 'Made of it', template => :'own') IS NOT NULL AS made;
SELECT regexp_replace(refused(format($$SELECT sdp.create_project(%L, 'Made of it', template => %L)$$, :'bob', :'own')), '[0-9a-f-]{36}', 'ID');
BEGIN;
SET LOCAL sdp.user_id = 'bob@example.com';
SELECT sdp.save_as_template(:'shop', 'Of the shop') AS saved \gset
COMMIT;
SELECT u.name FROM sdp_engine.template_owners JOIN sdp.users u ON u.id = user_id WHERE template_id = :'saved';
DROP FUNCTION template_of;

-- expected_version: the state is asked first; and the view has the version to expect.
SELECT sdp.add_output(:'shop', 1, 'md', '# Shop');
SELECT version, json_version FROM sdp.stage_overview WHERE project_id = :'shop' AND stage_number < 3 ORDER BY stage_number;
SELECT refused(format($$SELECT sdp.save_stage(%L, 2, '{}', expected_version => 1)$$, :'shop'));
SELECT refused(format($$SELECT sdp.save_stage(%L, 1, '{}', expected_version => 2)$$, :'shop'));
SELECT json_version AS expected FROM sdp.stage_overview WHERE project_id = :'shop' AND stage_number = 1 \gset
SELECT * FROM sdp.save_stage(:'shop', 1, '{"name": "Shop", "tagline": "Bread"}', expected_version => :expected);

-- A copy has all active outputs, whatever became of their stages.
SELECT sdp.complete_stage(:'shop', 1);
SELECT sdp.save_stage(:'shop', 2, '{"entities": []}');
SELECT sdp.complete_stage(:'shop', 2);
SELECT sdp.save_stage(:'shop', 3, '{"engine": "none", "tables": []}');
SELECT sdp.add_output(:'shop', 2, 'md', '# Data');
SELECT sdp.add_output(:'shop', 3, 'yaml', 'tables: []');
SELECT sdp.clone_project(:'shop', 'Copy 1') AS copy \gset
SELECT s.stage_number, s.status, string_agg(o.format || ' ' || o.version, ', ' ORDER BY o.version) AS outputs
    FROM sdp.stages s JOIN sdp.stage_outputs o ON o.stage_id = s.id AND o.is_active WHERE s.project_id = :'copy' GROUP BY s.id ORDER BY 1;
SELECT sdp.revert_stage(:'shop', 1);
SELECT sdp.clone_project(:'shop', 'Copy 2') AS copy \gset
SELECT s.stage_number, s.status, string_agg(o.format || ' ' || o.version, ', ' ORDER BY o.version) AS outputs
    FROM sdp.stages s JOIN sdp.stage_outputs o ON o.stage_id = s.id AND o.is_active WHERE s.project_id = :'copy' GROUP BY s.id ORDER BY 1;
SELECT refused(format($$SELECT sdp.add_output(%L, 2, 'md', '# Other')$$, :'copy'));
SELECT sdp.send_back_stage(:'shop', 1, 'Shorter.');
SELECT sdp.clone_project(:'shop', 'Copy 3') AS copy \gset
SELECT s.stage_number, s.status, string_agg(o.format || ' ' || o.version, ', ' ORDER BY o.version) AS outputs
    FROM sdp.stages s JOIN sdp.stage_outputs o ON o.stage_id = s.id AND o.is_active WHERE s.project_id = :'copy' GROUP BY s.id ORDER BY 1;
SELECT * FROM sdp.check_integrity();

-- Stale rows without data, as of a time before there were any.
SELECT sdp.complete_stage(:'shop', 1);
SELECT refused(format($$UPDATE sdp.stages SET status = 'review', data = NULL, validated_at = NULL, completed_at = NULL WHERE id = %L$$, :'stage'));

-- Leases as long as an interval may be.
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model)
    VALUES ('00000000-0000-4000-8000-0000000000a3', :'ada', 'openai', 'Work', 'none:', repeat('é', 100));
SELECT lease, split_part(refused(format($$SELECT sdp.claim_generation('worker', %L)$$, lease)), E'\n', 1)
    FROM unnest('{178000000 years,-178000000 years,2147483647 days,-2147483648 days,290000 years,31 days,0,2562047788:00:54.775807}'::text[]) lease;
-- A model's name has as many characters as its column.
SELECT sdp.request_generation(:'shop', 2) IS NOT NULL AS requested;
SELECT * FROM sdp.cancel_generation(:'shop', 2);
SELECT refused(format($$SELECT sdp.request_generation(%L, 2, model => repeat('é', 101))$$, :'shop'));

-- What columns do not hold.
SELECT refused(format($$SELECT sdp.create_project(%L, 'Long', slug => repeat('a', 256))$$, :'ada')) ~ '^ERROR SD203:  slug "a*" is not valid\n' AS slug;
SELECT refused(format($$SELECT sdp.save_as_template(%L, repeat('a', 256))$$, :'shop'));
SELECT refused(format($$SELECT sdp.save_as_template(%L, category => repeat('a', 21))$$, :'shop'));
SELECT refused(format($$SELECT sdp.save_as_template(%L, icon => repeat('a', 51))$$, :'shop'));

-- Blank as Unicode has it.
SELECT refused(format($$INSERT INTO sdp.users (email, name) VALUES ('carl@example.com', %L)$$, blank))
    FROM unnest(ARRAY[U&'\3000', U&'\00A0', U&'\2003\0085 \2028']) blank;
SELECT refused(format($$SELECT sdp.create_project(%L, U&'\3000')$$, :'ada'));
SELECT refused(format($$SELECT sdp.add_output(%L, 2, 'md', U&'\3000\000A')$$, :'shop'));
SELECT refused(format($$SELECT sdp.send_back_stage(%L, 2, U&'\3000')$$, :'shop'));
BEGIN;
SET LOCAL sdp.user_id = '  ';
SELECT sdp.revert_stage(:'shop', 1, 'Whose?');
SELECT actor = current_user AS session_role FROM sdp_engine.stage_events WHERE reason = 'Whose?';
COMMIT;

-- A version that was deactivated is activated again by the completion: whose it is stays known.
SELECT id AS version_2 FROM sdp.stage_outputs WHERE stage_id = :'stage' AND format = 'json' ORDER BY version DESC LIMIT 1 \gset
UPDATE sdp.stage_outputs SET is_active = false WHERE id = :'version_2';
SELECT sdp.complete_stage(:'shop', 1);
SELECT id = :'version_2' AS the_same FROM sdp.stage_outputs WHERE stage_id = :'stage' AND format = 'json' AND is_active;
SELECT sdp.revert_stage(:'shop', 1);
UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = :'stage' AND is_active;
SELECT sdp.save_stage(:'shop', 1, '{"name": "Other"}');
UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = :'stage' AND is_active;
SELECT sdp.complete_stage(:'shop', 1);
SELECT version, content FROM sdp.stage_outputs WHERE stage_id = :'stage' AND format = 'json' ORDER BY version;

-- Messages name the project.
SELECT refused(format($$DELETE FROM sdp.stages WHERE id = %L$$, :'stage'));
SELECT refused($$SELECT sdp.validate_registered_json('none', '{}')$$);
SELECT refused(format($$SELECT sdp.withdraw_acceptance(%L, 1, 'schema', '')$$, :'shop'));

CREATE ROLE sdp_test_reader;
GRANT USAGE ON SCHEMA sdp TO sdp_test_reader;
SET ROLE sdp_test_reader;
SELECT sdp.clean_exports();
RESET ROLE;
DROP OWNED BY sdp_test_reader;
DROP ROLE sdp_test_reader;

-- A trigger that suppresses rows.
CREATE FUNCTION suppress() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER suppress BEFORE INSERT ON sdp.stage_outputs FOR EACH ROW EXECUTE FUNCTION suppress();
SELECT refused(format($$SELECT sdp.add_output(%L, 1, 'md', '# Shop')$$, :'shop'));
SELECT split_part(refused(format($$SELECT sdp.save_stage(%L, 2, '{"entities": [{"name": "A"}]}')$$, :'shop')), E'\n', 1);
DROP TRIGGER suppress ON sdp.stage_outputs;
CREATE TRIGGER suppress BEFORE INSERT ON sdp.projects FOR EACH ROW EXECUTE FUNCTION suppress();
SELECT refused(format($$SELECT sdp.create_project(%L, 'New')$$, :'ada'));
SELECT split_part(refused(format($$SELECT sdp.clone_project(%L)$$, :'shop')), E'\n', 1);
SELECT split_part(refused(format($$SELECT sdp.create_demo_project(%L)$$, :'ada')), E'\n', 1);
DROP TRIGGER suppress ON sdp.projects;
DROP FUNCTION suppress;

-- Templates go with their owners; nobody's stay.
DELETE FROM sdp.users;
DELETE FROM sdp.templates WHERE NOT is_built_in RETURNING name;
