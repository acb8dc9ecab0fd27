-- The errors of installations: SD4xx, each in a database of its own. All others are shown by the
-- families; dev/check-errors sees to it that none is missing.
\set SHOW_CONTEXT never
SELECT current_database() AS home \gset
\pset format unaligned
\pset tuples_only on

-- SD401: functions without tables, as between the steps of a restore.
CREATE DATABASE regress_sdp_errors ENCODING 'UTF8' TEMPLATE template0;
\c regress_sdp_errors
SET sdp.install = off;
CREATE EXTENSION pg_sdp;
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Shop');
\echo :SQLSTATE
SELECT sdp.save_stage('00000000-0000-4000-8000-0000000000a4', 1, '{}');
\echo :SQLSTATE
SELECT * FROM sdp.allowed_transitions('00000000-0000-4000-8000-0000000000a4', 1);
\echo :SQLSTATE
SELECT * FROM sdp.validate_project('00000000-0000-4000-8000-0000000000a4');
\echo :SQLSTATE
SELECT sdp.finish_generation('00000000-0000-4000-8000-00000000dead', '{}'::text);
\echo :SQLSTATE
SELECT sdp.export_manifest('00000000-0000-4000-8000-0000000000a4');
\echo :SQLSTATE
SELECT tables FROM sdp.version();
SELECT sdp.install();
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Shop');
\echo :SQLSTATE

-- SD403: tables of a newer pg_sdp than the library, or of an older one.
INSERT INTO sdp_engine.migrations (number, name, version) VALUES (99, '0099_later.sql', '99.0.0');
\c
-- (DETAIL names the library's version)
CREATE FUNCTION refusal(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text; hint text;
BEGIN
    EXECUTE statement;
    RETURN 'not refused';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN format(E'%s: %s\n%s\n%s', SQLSTATE, SQLERRM, regexp_replace(regexp_replace(detail, '\([0-9.]+\)', '(VERSION)'), '\m[0-9]+\.$', 'NEWEST.'), hint);
END
$$;
SELECT refusal($$SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Shop')$$);
SELECT refusal('SELECT sdp.install()');
DELETE FROM sdp_engine.migrations WHERE number = 99;
CREATE TABLE newest AS SELECT * FROM sdp_engine.migrations ORDER BY number DESC LIMIT 1;
DELETE FROM sdp_engine.migrations m USING newest n WHERE m.number = n.number;
\c
SELECT regexp_replace(refusal($$SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Shop')$$),
    'migration [0-9]+', 'migration OLDER');
INSERT INTO sdp_engine.migrations SELECT * FROM newest;
DROP TABLE newest;

-- SD406: a role without the rights that an operation needs. SD401, SD403: a table that is gone or was
-- altered meanwhile. None shows our SQL.
CREATE ROLE regress_sdp_nobody;
GRANT USAGE ON SCHEMA sdp TO regress_sdp_nobody;
\set SHOW_CONTEXT always
SET ROLE regress_sdp_nobody;
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Shop');
\echo :SQLSTATE
RESET ROLE;
BEGIN;
ALTER TABLE sdp.users RENAME COLUMN id TO key;
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Shop');
\echo :SQLSTATE
ROLLBACK;
BEGIN;
DROP TABLE sdp_engine.slug_counters;
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a9', 'eva@example.com', 'Eva');
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a9', 'Shop');
\echo :SQLSTATE
ROLLBACK;
\set SHOW_CONTEXT never
REVOKE USAGE ON SCHEMA sdp FROM regress_sdp_nobody;
DROP ROLE regress_sdp_nobody;

-- SD405: a trigger function on a table that is not its own, or called without a trigger.
CREATE TABLE mine (id integer);
CREATE TRIGGER mine BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION sdp.enforce_users();
INSERT INTO mine VALUES (1);
\echo :SQLSTATE
-- Nor on a view or partitioned table of our names, nor on one of that name in the other schema.
BEGIN;
ALTER TABLE sdp.mcp_tokens RENAME TO kept;
CREATE VIEW sdp.mcp_tokens AS SELECT * FROM sdp.kept;
CREATE TRIGGER instead INSTEAD OF INSERT OR DELETE OR UPDATE ON sdp.mcp_tokens FOR EACH ROW EXECUTE FUNCTION sdp.enforce_mcp_tokens();
INSERT INTO sdp.mcp_tokens (label) VALUES ('x');
\echo :SQLSTATE
ROLLBACK;
BEGIN;
CREATE TABLE sdp_engine.users (id uuid, email text, name text);
CREATE TRIGGER impostor BEFORE INSERT ON sdp_engine.users FOR EACH ROW EXECUTE FUNCTION sdp.enforce_users();
INSERT INTO sdp_engine.users VALUES (gen_random_uuid(), 'a', 'b');
\echo :SQLSTATE
ROLLBACK;
BEGIN;
ALTER TABLE sdp.templates RENAME TO kept;
CREATE TABLE sdp.templates (LIKE sdp.kept) PARTITION BY LIST (category);
CREATE TABLE sdp.part PARTITION OF sdp.templates DEFAULT;
CREATE TRIGGER parted BEFORE INSERT ON sdp.templates FOR EACH ROW EXECUTE FUNCTION sdp.enforce_templates();
INSERT INTO sdp.templates (id, name, category, stage_defaults) VALUES (gen_random_uuid(), 'x', 'other', '{}');
\echo :SQLSTATE
ROLLBACK;
CREATE TRIGGER wrong AFTER INSERT ON sdp.users FOR EACH ROW EXECUTE FUNCTION sdp.enforce_projects();
INSERT INTO sdp.users (email, name) VALUES ('ada@example.com', 'Ada');
\echo :SQLSTATE
SELECT sdp.enforce_users();
\echo :SQLSTATE

-- SD402: names that are taken, by a table or an engine that is not ours, or a schema of another role.
SET client_min_messages = warning;
DROP EXTENSION pg_sdp CASCADE;
DROP TABLE sdp.mcp_tokens;
CREATE EXTENSION pg_sdp;
\echo :SQLSTATE
DROP SCHEMA sdp CASCADE;
CREATE EXTENSION pg_sdp;
\echo :SQLSTATE
DROP SCHEMA sdp_engine CASCADE;
CREATE SCHEMA sdp;
CREATE TABLE sdp.users (id integer);
CREATE EXTENSION pg_sdp;
\echo :SQLSTATE
DROP TABLE sdp.users;
CREATE ROLE regress_sdp_other;
GRANT ALL ON DATABASE regress_sdp_errors TO regress_sdp_other;
ALTER SCHEMA sdp OWNER TO regress_sdp_other;
-- (DETAIL names the roles)
\set VERBOSITY terse
CREATE EXTENSION pg_sdp;
\echo :SQLSTATE
\set VERBOSITY default
SELECT count(*) AS left_behind FROM pg_class WHERE relnamespace = 'sdp'::regnamespace;

RESET client_min_messages;

-- SD404: a database in another encoding.
\c :home
DROP DATABASE regress_sdp_errors;
CREATE DATABASE regress_sdp_errors ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C';
\c regress_sdp_errors
CREATE EXTENSION pg_sdp;
\echo :SQLSTATE
\c :home
DROP DATABASE regress_sdp_errors;
DROP ROLE regress_sdp_other;
