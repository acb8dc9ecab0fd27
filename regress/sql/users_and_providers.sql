-- Users and their AI providers.
\set SHOW_CONTEXT never
INSERT INTO sdp.users (id, email, name) VALUES
    ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada'),
    ('00000000-0000-4000-8000-0000000000b1', 'ben@example.com', 'Ben');
\set ada '00000000-0000-4000-8000-0000000000a1'
\set ben '00000000-0000-4000-8000-0000000000b1'

-- A name and an address are not blank; an address is taken once.
INSERT INTO sdp.users (email, name) VALUES ('  ', 'Ada');
\echo :SQLSTATE
INSERT INTO sdp.users (email, name) VALUES ('new@example.com', E' \t\n');
\echo :SQLSTATE
UPDATE sdp.users SET name = '' WHERE id = :'ada';
\echo :SQLSTATE
INSERT INTO sdp.users (email, name) VALUES ('ada@example.com', 'Another');
\echo :SQLSTATE
INSERT INTO sdp.users (name) VALUES ('Nobody');
\echo :SQLSTATE

-- updated_at follows a change, unless the client sets it; it never goes back.
UPDATE sdp.users SET updated_at = '2020-01-01' WHERE id = :'ada';
UPDATE sdp.users SET name = name WHERE id = :'ada';
SELECT updated_at > '2020-01-01' AS stays FROM sdp.users WHERE id = :'ada';
UPDATE sdp.users SET name = 'Ada L.' WHERE id = :'ada' RETURNING updated_at = now() AS follows;
UPDATE sdp.users SET updated_at = now() + interval '1 hour' WHERE id = :'ada'
    RETURNING updated_at = now() + interval '1 hour' AS as_set;
UPDATE sdp.users SET name = 'Ada' WHERE id = :'ada' RETURNING updated_at > now() AS the_later;
UPDATE sdp.users SET name = 'Ada L.' WHERE id = :'ada';
-- Spelt as an upsert, as ORMs do.
INSERT INTO sdp.users (email, name) VALUES ('ada@example.com', 'Ada')
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id = :'ada' AS same, name;

-- A provider: three kinds, a key in an envelope, one default for each user.
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model, is_default) VALUES
    ('00000000-0000-4000-8000-0000000000a2', :'ada', 'anthropic', 'Work', 'sdp1:YWJj', 'claude-sonnet', true),
    ('00000000-0000-4000-8000-0000000000b2', :'ben', 'openai', 'Ben''s', 'none:', 'gpt', true);
INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model, base_url, is_default) VALUES
    ('00000000-0000-4000-8000-0000000000a3', :'ada', 'custom', 'Local', 'v1.bm90.YQ==', 'llama', 'http://localhost:11434/v1', true);
\set work '00000000-0000-4000-8000-0000000000a2'
\set local '00000000-0000-4000-8000-0000000000a3'
SELECT label, is_default FROM sdp.ai_provider_configs WHERE user_id = :'ada' ORDER BY label;
UPDATE sdp.ai_provider_configs SET is_default = true WHERE id = :'work';
SELECT label, is_default FROM sdp.ai_provider_configs WHERE user_id = :'ada' ORDER BY label;
-- Two in one statement can't both be it.
UPDATE sdp.ai_provider_configs SET is_default = false WHERE user_id = :'ada';
UPDATE sdp.ai_provider_configs SET is_default = true WHERE user_id = :'ada';
\echo :SQLSTATE
SELECT label, is_default FROM sdp.ai_provider_configs WHERE user_id = :'ada' ORDER BY label;

-- What a provider must not be.
\set new 'INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model, base_url) VALUES (:\'ada\', '
\set VERBOSITY terse
:new 'mistral', 'New', 'none:', 'm', NULL);
\echo :SQLSTATE
\set VERBOSITY default
:new 'openai', ' ', 'none:', 'm', NULL);
\echo :SQLSTATE
:new 'openai', 'New', 'none:', '', NULL);
\echo :SQLSTATE
:new 'custom', 'New', 'none:', 'm', NULL);
\echo :SQLSTATE
:new 'custom', 'New', 'none:', 'm', 'localhost:11434');
\echo :SQLSTATE
:new 'openai', 'New', 'none:', 'm', 'ftp://example.com');
\echo :SQLSTATE
:new 'openai', 'New', 'none:', 'm', 'https://');
\echo :SQLSTATE
:new 'openai', 'New', 'sk-1234567890', 'm', NULL);
\echo :SQLSTATE
:new 'openai', 'New', '', 'm', NULL);
\echo :SQLSTATE
:new 'openai', 'New', 'sdp1:', 'm', NULL);
\echo :SQLSTATE
UPDATE sdp.ai_provider_configs SET api_key_encrypted = 'sk-1234567890' WHERE id = :'work';
\echo :SQLSTATE
UPDATE sdp.ai_provider_configs SET user_id = :'ben' WHERE id = :'work';
\echo :SQLSTATE
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model)
    VALUES ('00000000-0000-4000-8000-00000000dead', 'openai', 'New', 'none:', 'm');
\echo :SQLSTATE

-- A provider that a project uses can't be deleted; another can.
INSERT INTO sdp.projects (id, user_id, name, ai_provider_id)
    VALUES ('00000000-0000-4000-8000-0000000000a4', :'ada', 'Shop', :'work');
DELETE FROM sdp.ai_provider_configs WHERE id = :'work';
\echo :SQLSTATE
DELETE FROM sdp.ai_provider_configs WHERE id = :'local';

-- Deleting a user erases all that is hers: projects with generations and outputs, providers, own
-- templates, tokens; and nothing of anybody else's.
SELECT sdp.create_stages('00000000-0000-4000-8000-0000000000a4');
SELECT ticket FROM sdp.begin_generation('00000000-0000-4000-8000-0000000000a4', 1) \gset
SELECT * FROM sdp.finish_generation(:'ticket', '{"name": "Shop"}');
SELECT ticket FROM sdp.begin_generation('00000000-0000-4000-8000-0000000000a4', 1) \gset
INSERT INTO sdp.mcp_tokens (user_id, project_id, token_hash, label)
    VALUES (:'ada', '00000000-0000-4000-8000-0000000000a4', repeat('0a', 32), 'Agent');
INSERT INTO sdp.templates (id, name, description, category, stage_defaults)
    VALUES ('00000000-0000-4000-8000-0000000000a5', 'Ada''s', 'Hers.', 'other', '{}');
INSERT INTO sdp_engine.template_owners VALUES ('00000000-0000-4000-8000-0000000000a5', :'ada');
SELECT sdp.create_project(:'ada', 'From her template', template => '00000000-0000-4000-8000-0000000000a5') AS made \gset
SELECT sdp.create_project(:'ben', 'Ben''s project') AS bens \gset
DELETE FROM sdp.users WHERE id = :'ada';
SELECT (SELECT count(*) FROM sdp.users) AS users, (SELECT count(*) FROM sdp.ai_provider_configs) AS providers,
       (SELECT count(*) FROM sdp.projects) AS projects, (SELECT count(*) FROM sdp.stages) AS stages,
       (SELECT count(*) FROM sdp.stage_outputs) AS outputs, (SELECT count(*) FROM sdp.ai_generations) AS generations,
       (SELECT count(*) FROM sdp.mcp_tokens) AS tokens,
       (SELECT count(*) FROM sdp.templates WHERE NOT is_built_in) AS templates,
       (SELECT count(*) FROM sdp_engine.generation_tickets) AS tickets,
       (SELECT count(*) FROM sdp_engine.stage_events) AS events,
       (SELECT count(*) FROM sdp_engine.project_state) AS states;

-- Tokens: a hash, the project's owner, an active project; they are only ever shortened.
\set token 'INSERT INTO sdp.mcp_tokens (user_id, project_id, label, token_hash) VALUES '
:token (:'ben', :'bens', 'Agent', 'secret');
\echo :SQLSTATE
:token (:'ben', :'bens', 'Agent', repeat('0A', 32));
\echo :SQLSTATE
:token (:'ben', :'bens', '', repeat('0a', 32));
\echo :SQLSTATE
INSERT INTO sdp.users (id, email, name) VALUES (:'ada', 'ada@example.com', 'Ada');
:token (:'ada', :'bens', 'Agent', repeat('0a', 32));
\echo :SQLSTATE
:token (:'ben', :'bens', 'Agent', repeat('0a', 32));
:token (:'ben', :'bens', 'Again', repeat('0a', 32));
\echo :SQLSTATE
UPDATE sdp.mcp_tokens SET token_hash = repeat('0b', 32);
\echo :SQLSTATE
UPDATE sdp.mcp_tokens SET label = ' ';
\echo :SQLSTATE
UPDATE sdp.mcp_tokens SET label = 'My agent', last_used_at = now();
UPDATE sdp.mcp_tokens SET expires_at = now() + interval '1 hour';
UPDATE sdp.mcp_tokens SET expires_at = now();
UPDATE sdp.mcp_tokens SET expires_at = '2999-01-01';
\echo :SQLSTATE
UPDATE sdp.mcp_tokens SET expires_at = NULL;
\echo :SQLSTATE
UPDATE sdp.projects SET status = 'archived' WHERE id = :'bens';
:token (:'ben', :'bens', 'Late', repeat('0c', 32));
\echo :SQLSTATE
DELETE FROM sdp.mcp_tokens;
DELETE FROM sdp.users;
