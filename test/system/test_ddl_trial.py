"""Hostile DDL in a project that somebody tries: whoever runs it, it must change nothing, call nothing that
others have planted, and end in findings or an error of ours."""

import json
import threading

import psycopg
import pytest

from servers import make_project, own_server, owned_database, refusal, wait_until  # noqa: F401

# What the owner lays out, in schemas that DDL may reach for. Each trap raises a warning.
TRAPS = """
CREATE FUNCTION {0}.sprung() RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN RAISE WARNING 'sprung as %', current_user; RETURN true; END $$;
CREATE FUNCTION {0}.now() RETURNS timestamptz LANGUAGE sql IMMUTABLE
    AS $$ SELECT pg_catalog.now() FROM {0}.sprung() $$;
CREATE FUNCTION {0}.nextval(text) RETURNS bigint LANGUAGE sql AS $$ SELECT 1::bigint FROM {0}.sprung() $$;
CREATE FUNCTION {0}.alike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT {0}.sprung() $$;
CREATE FUNCTION {0}.alike(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT {0}.sprung() $$;
CREATE OPERATOR {0}.= (LEFTARG = text, RIGHTARG = text, FUNCTION = {0}.alike);
CREATE OPERATOR {0}.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = {0}.alike);
CREATE OPERATOR {0}.~~> (LEFTARG = text, RIGHTARG = text, FUNCTION = {0}.alike);
CREATE DOMAIN {0}.trap AS text CHECK ({0}.sprung());
CREATE DOMAIN {0}.int4 AS text CHECK ({0}.sprung());
CREATE TABLE {0}.victim (id integer PRIMARY KEY, note text);
INSERT INTO {0}.victim VALUES (1, 'x');
CREATE SEQUENCE {0}.numbers;
"""

HOSTILE = [
    # Functions in every place that has an expression.
    "CREATE TABLE a (b boolean DEFAULT sprung())",
    "CREATE TABLE a (b boolean DEFAULT public.sprung())",
    "CREATE TABLE a (b timestamptz DEFAULT public.now())",
    "CREATE TABLE a (b bigint DEFAULT public.nextval('x'::text))",
    "CREATE TABLE a (b int CHECK (public.sprung()))",
    "CREATE TABLE a (b int, c boolean GENERATED ALWAYS AS (public.sprung()) STORED)",
    "CREATE TABLE a (b int); CREATE INDEX ON a ((public.sprung()))",
    "CREATE TABLE a (b int); CREATE INDEX ON a (b) WHERE public.sprung()",
    "CREATE TABLE a (b int); ALTER TABLE a ADD c boolean DEFAULT public.sprung()",
    "CREATE VIEW a AS SELECT public.sprung()",
    "CREATE VIEW a AS SELECT * FROM public.sprung()",
    "CREATE VIEW a AS SELECT * FROM ROWS FROM (public.sprung()) x",
    "CREATE VIEW a AS SELECT 1 WHERE (SELECT public.sprung())",
    "CREATE TABLE a (b boolean) PARTITION BY LIST ((public.sprung()))",
    "CREATE TABLE a (b boolean) PARTITION BY LIST (b);"
    " CREATE TABLE c PARTITION OF a FOR VALUES IN (public.sprung())",
    "CREATE TABLE a (b bigint) PARTITION BY LIST (b);"
    " CREATE TABLE c PARTITION OF a FOR VALUES IN (nextval('public.numbers'))",
    "CREATE TABLE a (b bigint DEFAULT nextval('public.numbers'))",
    "CREATE DOMAIN a AS text CHECK (public.sprung()); CREATE TABLE b (c a DEFAULT 'x')",
    "CREATE DOMAIN a AS boolean DEFAULT public.sprung()",
    "CREATE TABLE a (b text DEFAULT ('x'::text).sprung)",
    "CREATE TABLE a (b int DEFAULT (100::float8).pg_sleep)",
    "CREATE TABLE a (b text DEFAULT ('/etc/passwd'::text).pg_read_file)",
    "CREATE TABLE a (b text DEFAULT pg_read_file('/etc/passwd'))",
    "CREATE TABLE a (b text DEFAULT pg_catalog.pg_read_file('/etc/passwd'))",
    "CREATE TYPE t AS (x int); CREATE TABLE a (b text DEFAULT ('(1)'::t).to_json)",
    # Operators, types and casts that somebody has planted.
    "CREATE TABLE a (b text CHECK (b OPERATOR(public.=) 'x'))",
    "CREATE TABLE a (b text CHECK (b OPERATOR(sdp_trial.=) 'x'))",
    "CREATE TABLE a (b boolean DEFAULT 'x' OPERATOR(public.=) 'x')",
    "CREATE TABLE a (b text, EXCLUDE (b WITH OPERATOR(public.=)))",
    "CREATE VIEW a AS SELECT 1 ORDER BY 'x'::text USING OPERATOR(public.~~>)",
    "CREATE VIEW a AS SELECT 'x'::text OPERATOR(public.=) ANY (SELECT 'x'::text)",
    "CREATE TABLE a (b boolean DEFAULT 'x'::text ~~> 'y')",
    "CREATE TABLE a (b public.trap DEFAULT 'x')",
    "CREATE TABLE a (b sdp_trial.trap DEFAULT 'x')",
    "CREATE TABLE a (b text DEFAULT 'x'::public.trap)",
    "CREATE TABLE a (b text DEFAULT '{x}'::public.trap[])",
    "CREATE TABLE a (b text DEFAULT public.trap 'x')",
    "CREATE TABLE a (b text); CREATE INDEX ON a (b public.text_ops)",
    # What the database has.
    "COMMENT ON TABLE sdp.users IS 'hacked'",
    "COMMENT ON COLUMN sdp.users.email IS 'hacked'",
    "COMMENT ON TABLE victim IS 'hacked'",
    "COMMENT ON TABLE public.victim IS 'hacked'",
    "COMMENT ON SCHEMA sdp IS 'hacked'",
    "COMMENT ON TYPE pg_catalog.text IS 'hacked'",
    "COMMENT ON DOMAIN information_schema.cardinal_number IS 'hacked'",
    "COMMENT ON TABLE pg_authid IS 'hacked'",
    "ALTER TABLE sdp.users ADD hacked int",
    "ALTER TABLE public.victim ADD hacked int",
    "ALTER TABLE victim ADD CONSTRAINT hacked CHECK (id > 1)",
    "ALTER TABLE pg_proc ADD hacked int",
    "ALTER TABLE pg_catalog.pg_proc ADD hacked int",
    "CREATE TABLE a (b uuid REFERENCES sdp.users)",
    "CREATE TABLE a (b int REFERENCES victim)",
    "CREATE TABLE a (LIKE public.victim INCLUDING ALL)",
    "CREATE TABLE a () INHERITS (public.victim)",
    "CREATE TABLE a PARTITION OF public.victim DEFAULT",
    "CREATE TABLE a OF public.victim",
    "CREATE UNIQUE INDEX hacked ON public.victim (note)",
    "CREATE VIEW a AS SELECT * FROM victim",
    "CREATE VIEW a AS SELECT * FROM pg_authid",
    "CREATE VIEW sdp.hacked AS SELECT 1",
    "CREATE OR REPLACE VIEW sdp.stage_overview AS SELECT 1",
    "CREATE SEQUENCE a OWNED BY public.victim.id",
    "CREATE TABLE a (b int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME sdp.hacked))",
    "CREATE TABLE sdp.hacked (a int)",
    "CREATE TABLE pg_catalog.hacked (a int)",
    "CREATE TABLE pg_temp.hacked (a int)",
    "CREATE TEMP TABLE hacked (a int)",
    "CREATE TEMP VIEW hacked AS SELECT 1",
    "CREATE TYPE sdp.hacked AS ENUM ('a')",
    "CREATE TYPE sdp.hacked AS (a int)",
    "CREATE DOMAIN sdp.hacked AS int",
    "CREATE TABLE a (b regclass DEFAULT 'sdp.users')",
    "CREATE TABLE a (b regrole DEFAULT 'postgres')",
    # Statements that are not run.
    "CREATE RULE hacked AS ON SELECT TO public.victim DO INSTEAD NOTHING",
    "SECURITY LABEL ON TABLE sdp.users IS 'hacked'",
    "CREATE SCHEMA s CREATE TABLE a (b int) CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION sprung()",
    "CREATE SCHEMA s GRANT ALL ON public.victim TO PUBLIC",
    "CREATE SCHEMA s CREATE VIEW v AS SELECT public.sprung()",
    "CREATE SCHEMA s CREATE TABLE public.a (b int)",
    "CREATE SCHEMA s AUTHORIZATION postgres",
    "CREATE SCHEMA AUTHORIZATION postgres",
    "CREATE SCHEMA pg_hacked", "CREATE SCHEMA IF NOT EXISTS information_schema; CREATE TABLE information_schema.a ()",
    "CREATE FUNCTION public.hacked() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DO $$ BEGIN PERFORM public.sprung(); END $$", "SELECT public.sprung()", "VALUES (public.sprung())",
    "EXPLAIN ANALYZE SELECT public.sprung()", "CALL public.sprung()", "TABLE public.victim",
    "CREATE TABLE a AS SELECT public.sprung()", "CREATE MATERIALIZED VIEW a AS SELECT public.sprung()",
    "SELECT public.sprung() INTO hacked", "PREPARE p AS SELECT public.sprung()", "EXECUTE p",
    "DROP TABLE public.victim", "TRUNCATE public.victim", "DELETE FROM public.victim", "LOCK TABLE public.victim",
    "COPY public.victim TO PROGRAM 'true'", "COPY public.victim FROM '/etc/passwd'", "LOAD 'pg_sdp'",
    "CREATE EXTENSION file_fdw", "CREATE ROLE hacked SUPERUSER", "ALTER ROLE postgres RENAME TO hacked",
    "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres", "SET search_path = public", "RESET ALL", "DISCARD ALL",
    "ALTER SYSTEM SET work_mem = '1MB'", "NOTIFY hacked", "COMMIT", "ROLLBACK", "ROLLBACK TO SAVEPOINT x",
    "COMMIT; DROP TABLE public.victim", "PREPARE TRANSACTION 'hacked'", "ROLLBACK; CREATE TABLE public.hacked (a int)",
    "CREATE CAST (text AS integer) WITH FUNCTION public.alike(text, text)", "VACUUM", "CHECKPOINT",
    "CREATE OPERATOR public.@@@ (LEFTARG = text, RIGHTARG = text, FUNCTION = public.alike)",
    "CREATE AGGREGATE public.hacked (int) (SFUNC = int4pl, STYPE = int)",
    "CREATE TYPE public.hacked AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_ops)", "CREATE TYPE public.hacked",
    "CREATE EVENT TRIGGER hacked ON ddl_command_end EXECUTE FUNCTION sprung()", "CREATE STATISTICS s ON a, b FROM victim",
    "CREATE TABLE a (b int) TABLESPACE pg_global", "CREATE TABLE a (b int) USING hacked", "CREATE TABLE a (b int) ON COMMIT DROP",
    # What goes deep or is large.
    "CREATE TABLE a (b int CHECK (" + "(" * 50_000 + "b > 1" + ")" * 50_000 + "))",
    "CREATE TABLE a (b int CHECK (" + "NOT " * 50_000 + "true))",
    "CREATE TABLE a (b int CHECK (b > " + "+".join("b" * 15_000) + "))",
    "CREATE TABLE a (b int CHECK (b > " + "+".join("b" * 100_000) + "))",
    "CREATE VIEW a AS " + "SELECT * FROM (" * 5_000 + "SELECT 1" + ") x" * 5_000,
    "CREATE VIEW a AS " + " UNION ALL ".join(["SELECT 1"] * 8_000),
    "CREATE TABLE a (" + ",".join(f"c{i} int" for i in range(3_000)) + ")",
    "CREATE TYPE a AS ENUM (" + ",".join(f"'{i}'" for i in range(50_000)) + ")",
    "CREATE TABLE a (b text DEFAULT '" + "x" * 1_000_000 + "')",
    "CREATE TABLE a (b text DEFAULT " + "||".join(["'x'::char(9000000)"] * 100) + ")",
    "CREATE TABLE a (b numeric DEFAULT 9e9999 ^ 9e9999)",
    "CREATE TABLE " + "a" * 100_000 + " (b nope)",
    "CREATE SCHEMA " + "s" * 1000 + "; CREATE TABLE " + "s" * 1000 + ".a (b nope)",
    ";" * 100_000,
    "\\connect template1",
    "CREATE TABLE a (b int",
]


@pytest.fixture(scope="module")
def trapped(own_server):
    """A database whose owner has planted everything, with a project."""
    with own_server.database(owner="") as database:
        own_server.execute(f"ALTER DATABASE {database.name} OWNER TO {database.owner}")
        database.install(database.owner)
        database.execute(f"GRANT ALL ON SCHEMA public TO {database.owner}")
        database.execute(TRAPS.format("public"), database.owner)
        database.execute("CREATE SCHEMA sdp_trial;" + TRAPS.format("sdp_trial"), database.owner)
        with database.connect(database.owner) as connection:
            database.project = make_project(connection)
        yield database


def set_ddl(database, text):
    """As a load, so that nothing looks at it before."""
    with database.connect(database.owner, options="-c row_security=off") as connection:
        connection.execute("UPDATE sdp.stages SET data = %s WHERE stage_number = 3",
                           [json.dumps({"engine": "postgresql", "schema": text})])


# All that the catalogs and the planted objects have. Statistics come and go by themselves.
EVERYTHING = """
    SELECT md5(concat(
        (SELECT string_agg(concat(oid, relname, relnamespace, relowner, relacl, relnatts, relchecks, relhasrules,
            relhastriggers), ',' ORDER BY oid) FROM pg_class),
        (SELECT string_agg(n::text, ',' ORDER BY oid) FROM pg_namespace n),
        (SELECT string_agg(p::text, ',' ORDER BY oid) FROM pg_proc p),
        (SELECT string_agg(t::text, ',' ORDER BY oid) FROM pg_type t),
        (SELECT string_agg(a::text, ',' ORDER BY attrelid, attnum) FROM pg_attribute a),
        (SELECT string_agg(d::text, ',' ORDER BY d::text) FROM pg_depend d),
        (SELECT string_agg(d::text, ',' ORDER BY d::text) FROM pg_description d),
        (SELECT string_agg(c::text, ',' ORDER BY oid) FROM pg_constraint c),
        (SELECT string_agg(r::text, ',' ORDER BY oid) FROM pg_rewrite r),
        (SELECT string_agg(concat(rolname, rolsuper), ',' ORDER BY oid) FROM pg_roles),
        (SELECT string_agg(extname, ',') FROM pg_extension), (SELECT string_agg(s::text, ',') FROM pg_settings s
            WHERE name IN ('search_path', 'role', 'session_authorization', 'client_min_messages')),
        (SELECT concat(last_value, is_called) FROM public.numbers), (SELECT string_agg(v::text, ',') FROM public.victim v)))
"""


@pytest.mark.parametrize("who", ["postgres", "owner"])
def test_hostile_ddl_changes_nothing(trapped, who):
    warnings, wrong = [], []
    with trapped.connect(trapped.owner if who == "owner" else who) as connection:
        connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary))
        before = connection.execute(EVERYTHING).fetchone()
        for text in HOSTILE:
            set_ddl(trapped, text)
            try:
                found = connection.execute("SELECT severity, rule, message FROM sdp.try_ddl(%s)",
                                           [trapped.project]).fetchall()
                if not any(one.severity in ("error", "warning") or one.message.startswith(("COMMIT", "CREATE EXT"))
                           for one in found) and text.strip(";") and "+b+b+b" not in text:
                    wrong.append((text[:100], found))
            except psycopg.Error as error:
                if not (error.sqlstate or "").startswith("SD"):
                    wrong.append((text[:100], error.sqlstate, str(error)[:200]))
            if connection.execute(EVERYTHING).fetchone() != before or warnings:
                wrong.append((text[:100], "changed something", warnings[:3]))
                warnings.clear()
    assert wrong == []


def test_traps_are_sprung_where_they_should_be(trapped):
    """They are no dummies."""
    warnings = []
    with trapped.connect() as connection:
        connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary))
        connection.execute("SELECT 'x'::public.trap; SELECT 'x'::text OPERATOR(public.=) 'y'; SELECT public.now()")
    assert warnings == ["sprung as postgres"] * 3


def test_within_a_definers_function(trapped):
    """What the caller's session has in its temporary schema does not run as the definer."""
    trapped.execute(f"CREATE FUNCTION public.tried(uuid) RETURNS SETOF text LANGUAGE sql SECURITY DEFINER"
                    f" AS 'SELECT message FROM sdp.try_ddl($1)'")
    set_ddl(trapped, "CREATE TABLE a (b text DEFAULT 'x'::mine); CREATE TABLE b (c int REFERENCES theirs)")
    warnings = []
    with trapped.connect(trapped.owner) as connection:
        connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary))
        connection.execute("CREATE DOMAIN pg_temp.mine AS text CHECK (public.sprung());"
                           "CREATE TEMP TABLE theirs (id int PRIMARY KEY)")
        found = connection.execute("SELECT * FROM public.tried(%s)", [trapped.project]).fetchall()
    assert [row[0].count("temporary") for row in found] == [1, 1] and warnings == []


def test_in_a_transaction_of_the_caller(trapped):
    """What it did before stays, and what was set; also where the trial fails as a whole."""
    set_ddl(trapped, "CREATE TABLE a (b int); CREATE TABLE a (b int)")
    with trapped.connect(trapped.owner) as connection, connection.transaction(force_rollback=True):
        connection.execute("CREATE TABLE public.before (a int); SET LOCAL search_path = public, sdp;"
                           "INSERT INTO public.before VALUES (1)")
        for _ in range(3):
            found = connection.execute("SELECT rule FROM sdp.try_ddl(%s)", [trapped.project]).fetchall()
            assert found == [("ddl-fails",)]
        assert connection.execute("SELECT a, current_setting('search_path') FROM public.before").fetchall() == [
            (1, "public, sdp")]
        assert connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'sdp_trial_%'").fetchone() == (0,)


def slow_ddl():
    """Some hours of a regular expression."""
    groups = "".join(f"\\{n}" for n in range(7, 0, -1))
    return (f"CREATE DOMAIN d AS text CHECK (VALUE ~ '^{'(.+)' * 7}-{groups}$'); CREATE TYPE c AS (v d);"
            f"CREATE TABLE a (v c DEFAULT '({'a' * 60}-{'a' * 59}b)')")


def test_cancel_and_statement_timeout_are_not_swallowed(trapped):
    set_ddl(trapped, slow_ddl())
    with trapped.connect(options="-c sdp.ddl_timeout=1min -c statement_timeout=300ms") as connection:
        error = refusal(connection, f"SELECT * FROM sdp.try_ddl('{trapped.project}')")
        assert error.sqlstate == "57014" and "statement timeout" in str(error)
    with trapped.connect(options="-c sdp.ddl_timeout=1min") as connection:
        canceller = threading.Timer(0.5, connection.cancel)
        canceller.start()
        error = refusal(connection, f"SELECT * FROM sdp.try_ddl('{trapped.project}')")
        canceller.join()
        assert error.sqlstate == "57014" and "user request" in str(error)
    with trapped.connect(options="-c sdp.ddl_timeout=200ms") as connection:
        for _ in range(5):
            found = connection.execute("SELECT rule FROM sdp.try_ddl(%s)", [trapped.project]).fetchall()
            assert found == [("ddl-timeout",)]
            connection.execute("SELECT pg_sleep(0.1)")


def test_waits_for_nobody_beyond_its_time(trapped):
    """A lock that DDL needs at all: that of the catalog."""
    set_ddl(trapped, "CREATE TABLE a (b int)")
    with trapped.connect() as holder, holder.transaction(force_rollback=True):
        holder.execute("LOCK TABLE pg_catalog.pg_description, pg_catalog.pg_class IN SHARE MODE")
        with trapped.connect(options="-c sdp.ddl_timeout=300ms") as connection:
            found = connection.execute("SELECT rule FROM sdp.try_ddl(%s)", [trapped.project]).fetchall()
            assert found == [("ddl-timeout",)]


def test_only_the_owner_may_at_first(own_server):
    """After CREATE EXTENSION by an ordinary owner and by a superuser, and after a dump and restore; what an
    administrator grants stays. A dump names no right that nobody has changed."""
    for superuser in (False, True):
        with own_server.database(owner="", app="") as database:
            own_server.execute(f"ALTER DATABASE {database.name} OWNER TO {database.owner}")
            database.install("postgres" if superuser else database.owner)
            owner = "postgres" if superuser else database.owner
            may = ("SELECT has_function_privilege('{0}', 'sdp.try_ddl(uuid)', 'EXECUTE') AS role,"
                   " has_function_privilege('public', 'sdp.try_ddl(uuid)', 'EXECUTE') AS everybody")
            assert database.execute(may.format(owner)) == [(True, False)]
            assert database.execute(may.format(database.app)) == [(False, False)]
            assert "try_ddl" not in own_server.tool("pg_dump", database.name).stdout
            database.execute(f"GRANT EXECUTE ON FUNCTION sdp.try_ddl TO {database.app}", owner)
            dump = own_server.tool("pg_dump", database.name).stdout
            assert dump.count("ON FUNCTION sdp.try_ddl") == 1
            with database.twin() as twin:
                own_server.tool("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", twin.name, input=dump, user=owner)
                assert twin.execute(may.format(database.app)) == [(True, False)]
