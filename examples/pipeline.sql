-- One project's way through the nine stages, on the example of examples/project. `make demo` runs
-- it; by hand, from the top of the repository: psql -f examples/pipeline.sql. It works for a user of its
-- own, pipeline@example.com, whose projects it deletes first.
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
\pset null '-'
\pset footer off
-- Where the example's data are; from another directory: psql -v data=/path/to/examples/project -f ...
\if :{?data}
\else
    \set data examples/project
\endif
\set found `test -r :'data'/9-export.json && echo on || echo off`
\if :found
\else
    \echo 'No 9-export.json in' :data '- say where examples/project is: psql -v data=PATH -f pipeline.sql'
    \quit
\endif
\set product `cat :'data'/1-product.json`
\set data_model `cat :'data'/2-dataModel.json`
\set database `cat :'data'/3-database.json`
\set api `cat :'data'/4-api.json`
\set stack `cat :'data'/5-stack.json`
\set design `cat :'data'/6-design.json`
\set sections `cat :'data'/7-sections.json`
\set infrastructure `cat :'data'/8-infrastructure.json`
\set export `cat :'data'/9-export.json`

SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_sdp;

\echo '== A user, an AI provider, a project with its nine stages'
INSERT INTO sdp.users (email, name) VALUES ('pipeline@example.com', 'Ada')
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id AS ada \gset
DELETE FROM sdp.projects WHERE user_id = :'ada';
DELETE FROM sdp.ai_provider_configs WHERE user_id = :'ada';
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model, is_default)
    VALUES (:'ada', 'anthropic', 'Work', 'v1:bm90.YQ==.a2V5', 'claude-sonnet', true);
SELECT sdp.create_project(:'ada', 'SDP Studio', 'Guides people through nine design stages.') AS project \gset
SELECT stage_number, stage_name, stage_label, status FROM sdp.stage_overview
    WHERE project_id = :'project' ORDER BY stage_number;

\echo '== Stage 1 is saved, and completed: the next one opens'
SELECT * FROM sdp.save_stage(:'project', 1, :'product');
SELECT * FROM sdp.complete_stage(:'project', 1);

\echo '== Nobody goes round the order, not even a plain UPDATE'
\set ON_ERROR_STOP off
\set VERBOSITY verbose
\set SHOW_CONTEXT never
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'project' AND stage_number = 5;
\set VERBOSITY default
\set ON_ERROR_STOP on
SELECT to_status, how, allowed, reason FROM sdp.allowed_transitions(:'project', 2);

\echo '== Stage 2 comes from a model: a ticket, the answer, the ledger'
SELECT ticket, used_model, left(context::text, 60) AS context
    FROM sdp.begin_generation(:'project', 2, 'Nine entities, please.') \gset
SELECT * FROM sdp.finish_generation(:'ticket', :'data_model', 'json', 1800, 4100, 21000, 0.0675);
SELECT * FROM sdp.complete_stage(:'project', 2);

\echo '== Stages 3 to 8, stage 3 by an ORM''s plain UPDATE'
UPDATE sdp.stages SET data = :'database' WHERE project_id = :'project' AND stage_number = 3;
UPDATE sdp.stages SET status = 'complete' WHERE project_id = :'project' AND stage_number = 3;
SELECT * FROM sdp.save_stage(:'project', 4, :'api') \gset
SELECT * FROM sdp.complete_stage(:'project', 4) \gset
SELECT * FROM sdp.save_stage(:'project', 5, :'stack') \gset
SELECT * FROM sdp.complete_stage(:'project', 5) \gset
SELECT * FROM sdp.save_stage(:'project', 6, :'design') \gset
SELECT * FROM sdp.complete_stage(:'project', 6) \gset
SELECT * FROM sdp.save_stage(:'project', 7, :'sections') \gset
SELECT * FROM sdp.complete_stage(:'project', 7) \gset
SELECT * FROM sdp.save_stage(:'project', 8, :'infrastructure') \gset
SELECT * FROM sdp.complete_stage(:'project', 8) \gset
SELECT stage_number, stage_name, status, version, formats FROM sdp.stage_overview
    WHERE project_id = :'project' ORDER BY stage_number;

\echo '== Stage 9 completes once a package was exported'
SELECT * FROM sdp.save_stage(:'project', 9, :'export') \gset
SELECT count(*) AS files, sum(size) AS bytes FROM sdp.package_files(:'project') \gset
SELECT sdp.register_export(:'project', 'zip', '/srv/packages/sdp-studio.zip', :bytes) AS export \gset
SELECT * FROM sdp.complete_stage(:'project', 9) \gset
SELECT project, name, owner, status, current_stage, completed_stages FROM sdp.project_overview
    WHERE project_id = :'project';

\echo '== The package''s files'
SELECT path, size, left(sha256, 16) AS sha256 FROM sdp.package_files(:'project');

\echo '== The manifest'
\pset format unaligned
\pset tuples_only on
SELECT sdp.export_manifest(:'project');
\pset format aligned
\pset tuples_only off

\echo '== What check_integrity() finds (nothing: the database is healthy)'
SELECT * FROM sdp.check_integrity();
