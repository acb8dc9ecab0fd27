-- Trying the DDL of stage 3: what fails, what is not run, and that nothing remains.
\set SHOW_CONTEXT never
\pset format unaligned
\pset tuples_only on
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000a1', 'Shop') AS shop \gset

-- Nothing to try, and why.
SELECT * FROM sdp.try_ddl(:'shop');
-- As a load, so that the stages before need not be complete.
CREATE PROCEDURE save_ddl_data(data jsonb) LANGUAGE sql SET row_security = off
    AS $$UPDATE sdp.stages s SET data = save_ddl_data.data WHERE s.stage_number = 3$$;
CALL save_ddl_data('{"engine": "mysql", "schema": "CREATE TABLE t (id int AUTO_INCREMENT)"}');
SELECT message FROM sdp.try_ddl(:'shop');
CALL save_ddl_data('{"engine": "PostgreSQL 16", "schema": ["CREATE TABLE t (id int)"]}');
SELECT message FROM sdp.try_ddl(:'shop');
CALL save_ddl_data('{"engine": "PostgreSQL 16", "schema": " \n"}');
SELECT message FROM sdp.try_ddl(:'shop');
CALL save_ddl_data('{"engine": "PostgreSQL 16", "schema": "-- nothing yet"}');
SELECT message FROM sdp.try_ddl(:'shop');

-- An active output comes before the data.
CALL save_ddl_data('{"engine": "postgres", "schema": "CREATE TABLE of_the_data (id nmeric)"}');
SELECT * FROM sdp.try_ddl(:'shop');
SET row_security = off;
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, is_active)
    SELECT id, 1, 'sql', 'CREATE TABLE of_the_output (id nmeric)', 'human', true
    FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 3;
RESET row_security;
SELECT * FROM sdp.try_ddl(:'shop');
SET row_security = off;
DELETE FROM sdp.stage_outputs WHERE format = 'sql';
RESET row_security;

-- What is left of the catalogs' rows, by table.
CREATE FUNCTION catalog_rows() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_namespace),
        (SELECT count(*) FROM pg_type), (SELECT count(*) FROM pg_description), (SELECT count(*) FROM pg_constraint),
        (SELECT count(*) FROM pg_depend), (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_proc))
$$;
CREATE FUNCTION tried(ddl text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    project uuid := (SELECT id FROM sdp.projects);
    before text := catalog_rows();
BEGIN
    CALL save_ddl_data(jsonb_build_object('engine', 'postgresql', 'schema', ddl));
    RETURN QUERY SELECT concat_ws(' ', severity, rule, detail ->> 'line', detail ->> 'column',
            detail ->> 'sqlstate') || E'\n    ' || message || coalesce(E'\n    detail ' || (detail ->> 'detail'), '')
        FROM sdp.try_ddl(project);
    IF NOT FOUND THEN
        RETURN NEXT 'nothing found';
    END IF;
    IF catalog_rows() <> before THEN
        RETURN NEXT 'SOMETHING REMAINS';
    END IF;
END
$$;

-- Good DDL of every kind that is run.
SELECT tried($ddl$
    CREATE TYPE status AS ENUM ('new', 'paid');
    CREATE TYPE public.address AS (street text, town text);
    CREATE DOMAIN email AS varchar(255) COLLATE "C" CHECK (VALUE ~ '^[^@]+@[^@]+$') NOT NULL;
    CREATE SEQUENCE order_numbers AS bigint START 1000;
    CREATE TABLE users (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        email email UNIQUE,
        home address,
        tags text[] NOT NULL DEFAULT ARRAY['a'::text, 'b'] CHECK (tags[1] <> ''),
        created_at timestamptz(3) NOT NULL DEFAULT pg_catalog.now(),
        updated_at timestamptz DEFAULT CURRENT_TIMESTAMP);
    CREATE TABLE public.orders (
        id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10) PRIMARY KEY,
        number bigint NOT NULL DEFAULT nextval('public.order_numbers'::regclass),
        other serial,
        buyer uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
        status status DEFAULT 'new',
        net numeric(10, 2) CHECK (net >= 0),
        gross numeric GENERATED ALWAYS AS (net * 1.19) STORED,
        period tstzrange,
        CONSTRAINT known CHECK (status IN ('new', 'paid') AND CASE WHEN net > 5 THEN status = 'paid' ELSE true END),
        EXCLUDE USING gist (period WITH &&));
    CREATE INDEX ON orders USING btree (buyer, (net * 2) DESC) INCLUDE (gross) WHERE status = 'new';
    CREATE UNIQUE INDEX IF NOT EXISTS towns ON public.users ((tags[1]) COLLATE "C" text_ops);
$ddl$);
SELECT tried($ddl$
    CREATE TABLE logs (at timestamptz, level int, LIKE_what text) PARTITION BY RANGE (at);
    CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
    CREATE TABLE kinds (kind text) PARTITION BY LIST (kind);
    CREATE TABLE kinds_a PARTITION OF kinds FOR VALUES IN ('a', 'b'::text, NULL);
    CREATE TABLE base (id int, note text);
    CREATE TABLE child (more text, LIKE logs INCLUDING ALL) INHERITS (base);
    ALTER TABLE base ADD COLUMN added interval DEFAULT '1 day'::interval, ADD CONSTRAINT positive CHECK (id > 0);
    ALTER TABLE ONLY base ADD PRIMARY KEY (id);
    ALTER TABLE logs ADD base_id int REFERENCES base;
    CREATE VIEW busy WITH (security_invoker = true) AS
        WITH recent AS (SELECT * FROM logs WHERE at > CURRENT_DATE)
        SELECT r.level, b.note, public.base.id, coalesce(b.note, '-') AS shown
        FROM recent r JOIN base b ON b.id = r.base_id LEFT JOIN public.base ON true
        WHERE EXISTS (SELECT 1 FROM child c WHERE c.id = b.id) ORDER BY 1 LIMIT 5;
    COMMENT ON SCHEMA public IS 'x';
    COMMENT ON TABLE base IS 'x';
    COMMENT ON COLUMN public.base.note IS 'x';
    COMMENT ON VIEW busy IS 'x';
    COMMENT ON CONSTRAINT positive ON base IS 'x';
    COMMENT ON INDEX base_pkey IS 'x';
$ddl$);

-- Schemas of the DDL's own, whether this database has one of that name or not.
CREATE SCHEMA billing;
CREATE TABLE billing.invoices (id int);
SELECT tried($ddl$
    CREATE SCHEMA IF NOT EXISTS public;
    CREATE SCHEMA billing CREATE TABLE invoices (id int PRIMARY KEY) CREATE VIEW v AS SELECT * FROM invoices;
    CREATE SCHEMA "Müller & Co";
    CREATE TYPE billing.kind AS ENUM ('a');
    CREATE TABLE "Müller & Co".lines (invoice int REFERENCES billing.invoices, kind billing.kind, users int);
    CREATE VIEW lines AS SELECT billing.invoices.id FROM billing.invoices;
    COMMENT ON SCHEMA billing IS 'x'; COMMENT ON TYPE billing.kind IS 'x';
$ddl$);
SELECT tried($ddl$
    CREATE SCHEMA billing; CREATE SCHEMA billing; CREATE SCHEMA public; CREATE SCHEMA pg_mine; CREATE SCHEMA "a.b";
    CREATE TABLE billing.a (id int REFERENCES billing.b); CREATE TABLE "a.b".a (id missing);
    CREATE TABLE elsewhere.a (id int); CREATE TABLE sdp.a (id int); CREATE TABLE other_database.public.a (id int);
$ddl$);
DROP TABLE billing.invoices;
DROP SCHEMA billing;

-- What fails is an error; each statement stands for itself.
SELECT tried(E'CREATE TABLE a (id int PRIMARY KEY);\n-- Grüße\nCREATE TABLE b (\n    "ä" text, a nmeric);\n\n'
    '/* c /* d */ */ CREATE TABLE a (id int); CREATE TABLE c (a int REFERENCES a (nope));'
    'CREATE TABLE d (a text REFERENCES a); CREATE TABLE e (a int CHECK (a || 1 > 2), b int DEFAULT 5);'
    'CREATE TABLE f (a int DEFAULT ''x''); CREATE INDEX i ON a (nope); ALTER TABLE nope ADD a int;'
    'ALTER TABLE a ADD id int; CREATE VIEW v AS SELECT nope FROM a; COMMENT ON TABLE nope IS ''x'';'
    'CREATE TABLE g (a int CHECK ((SELECT true))); CREATE TABLE h (a int, a int);'
    'ALTER TABLE public.a ADD CONSTRAINT a_pkey CHECK (public.a.id > 0); CREATE DOMAIN p AS int CHECK (VALUE > ''x'')');
SELECT tried(E'CREATE TABLE a (id int);\nCREATE TABEL b (id int);');
SELECT tried('CREATE TABLE a (id int');

-- What misses something, where statements before it were not run, is only a warning.
SELECT tried('CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; BEGIN; CREATE TABLE a (id int DEFAULT random()); COMMIT;'
    'CREATE TABLE b (a int REFERENCES a); CREATE TABLE c (a int DEFAULT ''x'')');

-- What is not run, by kind.
SELECT tried(statement) FROM unnest(ARRAY[
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ''SELECT 1''', 'DO $$BEGIN END$$', 'SELECT 1', 'SET ROLE postgres',
    'CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION f()', 'INSERT INTO a VALUES (1)', 'DROP TABLE sdp.users CASCADE',
    'GRANT ALL ON a TO PUBLIC', 'COPY a FROM PROGRAM ''true''', 'CREATE RULE r AS ON INSERT TO a DO NOTHING', 'ROLLBACK',
    'CREATE TABLE a AS SELECT 1', 'CREATE MATERIALIZED VIEW m AS SELECT 1', 'CREATE TYPE r AS RANGE (subtype = int)',
    'CREATE POLICY p ON a', 'ALTER TABLE a DROP b', 'ALTER TABLE a OWNER TO postgres', 'ALTER INDEX i SET (fillfactor = 50)',
    'ALTER SEQUENCE s RESTART', 'CREATE TEMP TABLE a (id int)', 'CREATE TABLE a (id int) TABLESPACE pg_default',
    'CREATE INDEX CONCURRENTLY i ON a (b)', 'CREATE SCHEMA s AUTHORIZATION postgres',
    'CREATE SCHEMA s GRANT SELECT ON a TO PUBLIC', 'COMMENT ON DATABASE postgres IS ''x''',
    'COMMENT ON FUNCTION now() IS ''x''', 'COMMENT ON TYPE text IS ''x''', 'COMMENT ON TYPE int IS ''x''',
    'COMMENT ON TABLE sdp.users IS ''x''', 'COMMENT ON COLUMN pg_class.relname IS ''x''', 'COMMENT ON SCHEMA sdp IS ''x''',
    'ALTER TABLE sdp.users ADD x int', 'ALTER TABLE pg_class ADD x int', 'CREATE TABLE a (b uuid REFERENCES sdp.users)',
    'CREATE TABLE a (LIKE sdp.users)', 'CREATE TABLE a () INHERITS (sdp.users)', 'CREATE TABLE a (b sdp.users)',
    'CREATE INDEX ON sdp.users (name)', 'CREATE VIEW v AS SELECT * FROM sdp.users', 'CREATE VIEW v AS TABLE pg_class',
    'CREATE TABLE a (b regclass DEFAULT ''sdp.users'')', 'CREATE TABLE a (b oid DEFAULT ''sdp.users''::regclass)',
    'CREATE TABLE a (b int DEFAULT nextval(''sdp_engine.stage_events_seq_seq''))']) statement;
-- Functions, in every disguise.
SELECT tried(statement) FROM unnest(ARRAY[
    'CREATE TABLE a (b text DEFAULT lower(''X''))', 'CREATE TABLE a (b text CHECK (length(b) > 0))',
    'CREATE TABLE a (b text, c text GENERATED ALWAYS AS (upper(b)) STORED)', 'CREATE INDEX ON a (lower(b))',
    'CREATE INDEX ON a (b) WHERE lower(b) > ''x''', 'CREATE VIEW v AS SELECT count(*) FROM a',
    'CREATE VIEW v AS SELECT * FROM pg_ls_dir(''.'')', 'CREATE VIEW v AS SELECT 1 FROM a FOR UPDATE',
    'CREATE VIEW v AS SELECT * FROM a TABLESAMPLE system (1)', 'CREATE VIEW v AS WITH x AS (DELETE FROM a RETURNING *) TABLE x',
    'CREATE TABLE a (b int DEFAULT (5::float8).pg_sleep)', 'CREATE TABLE a (b text, c int CHECK (b::int > 0))',
    'CREATE TABLE a (b int CHECK (b OPERATOR(public.=) 1))', 'CREATE TABLE a (b text COLLATE public.x)',
    'CREATE INDEX ON a (b public.int4_ops)', 'CREATE INDEX ON a USING bloom (b)', 'CREATE TABLE a (b text DEFAULT public.now())',
    'CREATE TABLE a PARTITION OF b FOR VALUES IN (now())', 'CREATE TABLE a (b text DEFAULT substring(''x'' FROM 1))',
    'CREATE TABLE a (b xml DEFAULT xmlparse(document ''<a/>''))', 'CREATE DOMAIN d AS int DEFAULT random()',
    'CREATE TABLE a (b timestamp DEFAULT now() AT TIME ZONE ''UTC'')', 'CREATE TABLE a (b int DEFAULT nextval(''s''::text))',
    'CREATE TABLE a (b int) PARTITION BY RANGE ((abs(b)))', 'CREATE TABLE a (b text, EXCLUDE (b WITH OPERATOR(sdp.=)))']) statement;

-- The session's own temporary relations and types are not found.
CREATE TEMP TABLE mine (id int PRIMARY KEY);
CREATE DOMAIN pg_temp.checked AS text CHECK (pg_sleep(100) IS NOT NULL);
SELECT tried('CREATE TABLE a (id int REFERENCES mine); ALTER TABLE mine ADD a int; CREATE TABLE b (c text DEFAULT ''x''::checked);
    CREATE TABLE d (m mine[]); CREATE INDEX ON pg_temp.mine (id)');
DROP TABLE mine;
DROP DOMAIN pg_temp.checked;

-- What would take long where it cannot be cancelled.
SELECT tried(statement) FROM unnest(ARRAY[
    'CREATE TABLE a (b int DEFAULT 60 * 60 + 1 CHECK (b > -1 AND 1 = 1), c timestamptz DEFAULT now() + interval ''1 day'')',
    'CREATE TABLE a (b numeric CHECK (b > 1e131000 % 1e65000))', 'CREATE TABLE a (b int DEFAULT 1' || repeat('*1', 11) || ')',
    'CREATE DOMAIN d AS numeric CHECK (VALUE % VALUE > 0)', 'CREATE TABLE a (b text DEFAULT ''' || repeat('x', 10001) || ''')',
    'CREATE TABLE a (b char(10000000) DEFAULT ''x'', c text CHECK (c = ''x''::char(10000000) AND c = ''x''::char(1)))',
    'CREATE TABLE a (b int CHECK (b = 1' || repeat(' OR b = 1', 20000) || '))',
    'CREATE TABLE a (b int); CREATE VIEW v AS SELECT a.b FROM a' || repeat(' NATURAL JOIN a', 200)]) statement;

-- Settings of the session do not matter, and are as they were.
SET search_path = sdp, pg_catalog, public;
SET standard_conforming_strings = off;
SET client_min_messages = notice;
SELECT public.tried('CREATE TABLE users (id int); CREATE TABLE IF NOT EXISTS users (id int); ALTER TABLE users ADD x int');
SHOW search_path;
RESET search_path;
RESET standard_conforming_strings;

-- The time is bounded.
SET sdp.ddl_timeout = '200ms';
SELECT tried(format('CREATE TABLE a (id int); CREATE DOMAIN d AS text CHECK (VALUE ~ %L);'
    'CREATE TYPE c AS (v d); CREATE TABLE b (v c DEFAULT ''(%s-%sb)''); CREATE TABLE a (id int)',
    '^(\w+)(\w+)(\w+)(\w+)(\w+)(\w+)(\w+)-\7\6\5\4\3\2\1$', repeat('a', 60), repeat('a', 59)));
SELECT count(*) < 20000 AS not_all, bool_or(tried LIKE 'warning ddl-timeout%') AS timeout
    FROM tried(repeat('CREATE TABLE a (id int);', 20000));
SELECT 'goes on' FROM pg_sleep(0.3);
RESET sdp.ddl_timeout;

-- Who may: the rights of the caller, who needs EXECUTE and CREATE on the database.
CREATE ROLE regress_sdp_plain;
GRANT USAGE ON SCHEMA sdp TO regress_sdp_plain;
GRANT SELECT ON ALL TABLES IN SCHEMA sdp TO regress_sdp_plain;
SET ROLE regress_sdp_plain;
SELECT * FROM sdp.try_ddl(:'shop');
\echo :SQLSTATE
RESET ROLE;
GRANT EXECUTE ON FUNCTION sdp.try_ddl TO regress_sdp_plain;
SET ROLE regress_sdp_plain;
SELECT * FROM sdp.try_ddl(:'shop');
\echo :SQLSTATE
RESET ROLE;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_sdp_plain', current_database()) \gexec
CALL save_ddl_data('{"engine": "postgresql", "schema": "CREATE TABLE a (b int); ALTER TABLE a ADD b int"}');
SET ROLE regress_sdp_plain;
SELECT message FROM sdp.try_ddl(:'shop');
RESET ROLE;
BEGIN READ ONLY;
SELECT * FROM sdp.try_ddl(:'shop');
\echo :SQLSTATE
ROLLBACK;
SELECT * FROM sdp.try_ddl('00000000-0000-4000-8000-00000000dead');
\echo :SQLSTATE
SELECT * FROM sdp.try_ddl(NULL);
\echo :SQLSTATE

REVOKE EXECUTE ON FUNCTION sdp.try_ddl FROM regress_sdp_plain;
DROP OWNED BY regress_sdp_plain;
DROP ROLE regress_sdp_plain;
DROP FUNCTION tried(text);
DROP FUNCTION catalog_rows();
DROP PROCEDURE save_ddl_data(jsonb);
DELETE FROM sdp.users;
