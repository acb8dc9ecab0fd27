-- What CREATE EXTENSION brings: versions, the nine tables, functions, stages, templates.
\set SHOW_CONTEXT never
CREATE EXTENSION pg_sdp;

SELECT library = functions AS same_version, tables AS migration FROM sdp.version();
-- A second install() finds nothing to do.
SELECT sdp.install();

\d sdp.users
\d sdp.ai_provider_configs
\d sdp.templates
\d sdp.projects
\d sdp.stages
\d sdp.ai_generations
\d sdp.stage_outputs
\d sdp.export_packages
\d sdp.mcp_tokens

-- Nothing else is in schema sdp but two views.
SELECT relname, relkind FROM pg_class
    WHERE relnamespace = 'sdp'::regnamespace AND relkind IN ('r', 'v', 'm', 'S', 'f', 'p')
    ORDER BY relkind, relname COLLATE "C";

-- The extension owns functions only: tables are ordinary objects of the database.
SELECT DISTINCT classid::regclass FROM pg_depend
    WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
      AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'pg_sdp');

-- The functions, as \df would list them.
\pset format unaligned
\pset tuples_only on
SELECT format('%s(%s)%s  returns %s', proname, E'\n    ' || replace(pg_get_function_arguments(oid), ', ', E',\n    '),
              CASE WHEN pronargs = 0 THEN '' ELSE E'\n ' END, pg_get_function_result(oid))
    FROM pg_proc
    WHERE pronamespace = 'sdp'::regnamespace AND prorettype <> 'trigger'::regtype
    ORDER BY proname COLLATE "C", pronargs, pg_get_function_arguments(oid) COLLATE "C";
SELECT proname FROM pg_proc
    WHERE pronamespace = 'sdp'::regnamespace AND prorettype = 'trigger'::regtype
    ORDER BY proname COLLATE "C";
\pset format aligned
\pset tuples_only off

-- Every function has a comment and names its arguments; every table and view has a comment.
SELECT p.oid::regprocedure AS function_without_comment FROM pg_proc p
    WHERE p.pronamespace = 'sdp'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL;
SELECT p.oid::regprocedure AS function_with_nameless_argument FROM pg_proc p
    WHERE p.pronamespace = 'sdp'::regnamespace AND p.pronargs > 0
      AND (p.proargnames IS NULL OR '' = ANY (p.proargnames));
SELECT c.oid::regclass AS table_without_comment FROM pg_class c
    WHERE c.relnamespace IN ('sdp'::regnamespace, 'sdp_engine'::regnamespace)
      AND c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL;

-- No function refuses NULL by STRICT: its owner could alter that away.
SELECT p.oid::regprocedure AS strict_function FROM pg_proc p
    WHERE p.pronamespace = 'sdp'::regnamespace AND p.proisstrict;

-- The nine stages.
SELECT number, name, label, context, schema_name, can_generate
    FROM sdp_engine.stage_definitions ORDER BY number;
SELECT name, document ->> '$schema' AS dialect, document ->> 'type' AS type
    FROM sdp_engine.schemas ORDER BY name COLLATE "C";

-- The built-in templates have fixed ids and defaults for stages that a person would keep.
SELECT t.id, t.name, t.category, t.is_built_in,
       (SELECT string_agg(k, ' ' ORDER BY sdp.stage_number(k)) FROM jsonb_object_keys(t.stage_defaults) k) AS defaults
    FROM sdp.templates t ORDER BY t.id;

-- Dropping the extension would take the triggers, the rules: it is refused.
\set VERBOSITY terse
DROP EXTENSION pg_sdp;
