-- Sending back, a transition by name, the history; differences between outputs, and pruning.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000c1', 'ada@example.com', 'Ada');
\set ada '00000000-0000-4000-8000-0000000000c1'
SELECT sdp.create_project(:'ada', 'Shop') AS shop \gset

SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop", "tagline": "Bread", "features": [{"name": "Sell"}]}');
SET sdp.user_id = 'ben';
SELECT sdp.send_back_stage(:'shop', 1, 'the tagline is dull');
SELECT sdp.send_back_stage(:'shop', 1, 'again') AS again;
RESET sdp.user_id;
SELECT sdp.send_back_stage(:'shop', 1, ' ');
\echo :SQLSTATE
SELECT sdp.send_back_stage(:'shop', 2, 'not yet');
\echo :SQLSTATE

SELECT sdp.transition_stage(:'shop', 1, 'review', 'as it is');
SELECT sdp.transition_stage(:'shop', 1, 'complete', 'looks good');
SELECT sdp.transition_stage(:'shop', 1, 'complete') AS again;
SELECT sdp.transition_stage(:'shop', 3, 'active');
\echo :SQLSTATE
SELECT sdp.transition_stage(:'shop', 1, 'done');
\echo :SQLSTATE
SELECT sdp.transition_stage(:'shop', 1, 'review', 'one more thought');
SELECT seq, from_status, to_status, actor = session_user AS by_the_role, nullif(actor, session_user) AS actor, reason
    FROM sdp.stage_history(:'shop', 1);
SELECT seq, from_status, to_status, reason FROM sdp.stage_history(:'shop', 2);
SELECT * FROM sdp.stage_history(:'shop', 10);
\echo :SQLSTATE

-- Differences.
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop", "features": [{"name": "Sell"}, {"name": "Bake"}], "price": 1.10}');
SELECT * FROM sdp.diff_outputs(:'shop', 1, 1, 2);
SELECT * FROM sdp.diff_outputs(:'shop', 1, 2, 1);
SELECT * FROM sdp.diff_outputs(:'shop', 1, 2, 2);
SELECT sdp.add_output(:'shop', 1, 'md', E'# Shop\n\nBread.\n');
SELECT sdp.add_output(:'shop', 1, 'md', E'# Shop\n\nBread and milk.\n');
SELECT * FROM sdp.diff_outputs(:'shop', 1, 3, 4);
SELECT * FROM sdp.diff_outputs(:'shop', 1, 2, 3);
\echo :SQLSTATE
SELECT * FROM sdp.diff_outputs(:'shop', 1, 1, 9);
\echo :SQLSTATE

-- Pruning: from the oldest on, up to the first active one, and never the newest.
SELECT version, format, is_active FROM sdp.stage_outputs o JOIN sdp.stages s ON s.id = o.stage_id
    WHERE s.project_id = :'shop' ORDER BY 1;
SELECT sdp.prune_outputs(:'shop', 4);
SELECT sdp.prune_outputs(:'shop', 0);
SELECT version, format, is_active FROM sdp.stage_outputs o JOIN sdp.stages s ON s.id = o.stage_id
    WHERE s.project_id = :'shop' ORDER BY 1;
SELECT sdp.save_stage(:'shop', 1, format('{"name": "Shop %s"}', n)::jsonb) FROM generate_series(1, 3) n;
SELECT sdp.prune_outputs(:'shop', 2);
SELECT version, format, is_active FROM sdp.stage_outputs o JOIN sdp.stages s ON s.id = o.stage_id
    WHERE s.project_id = :'shop' ORDER BY 1;
SELECT sdp.prune_outputs(:'shop', -1);
\echo :SQLSTATE
-- Versions are never used again.
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}');

-- A default provider.
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model, is_default) VALUES
    ('00000000-0000-4000-8000-0000000000c2', :'ada', 'openai', 'Work', 'none:', 'gpt', true),
    ('00000000-0000-4000-8000-0000000000c3', :'ada', 'anthropic', 'Home', 'none:', 'claude', false);
SELECT sdp.set_default_provider('00000000-0000-4000-8000-0000000000c3') = :'ada' AS is_adas;
SELECT label, is_default FROM sdp.ai_provider_configs WHERE user_id = :'ada' ORDER BY label;
SELECT refused($$SELECT sdp.set_default_provider('00000000-0000-4000-8000-00000000dead')$$);
SELECT sdp.check_integrity();
DELETE FROM sdp.users WHERE id = :'ada';
