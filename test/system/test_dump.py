"""Dump and restore: every way of pg_dump and pg_restore brings every row and every object back, and
what is restored works."""

import pytest

from servers import (broken, complete, contents, make_project, own_server,  # noqa: F401
                     owned_database, refusal, statuses, ROOT)

OWN_OBJECTS = """
    ALTER TABLE sdp.projects ADD COLUMN budget numeric DEFAULT 5, ADD COLUMN sponsor uuid
        REFERENCES sdp.users (id) ON DELETE SET NULL;
    CREATE INDEX projects_budget ON sdp.projects (budget) WHERE budget > 1;
    ALTER TABLE sdp.projects ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everyone ON sdp.projects USING (true);
    CREATE TABLE public.notes (project_id uuid REFERENCES sdp.projects (id) ON DELETE CASCADE);
    CREATE VIEW public.mine AS SELECT project, stage_name FROM sdp.stage_overview;
    INSERT INTO sdp.templates (name, description, category, stage_defaults)
        VALUES ('Ours', 'x', 'other', '{"product": {"name": "x"}}');
    UPDATE sdp_engine.schemas SET custom_document = '{"type": "object"}' WHERE name = 'design';
    SELECT sdp.register_schema('amount', '{"type": "number"}');
    SELECT sdp.register_schema('order', '{"properties": {"total": {"$ref": "amount"}}}');
    CREATE TABLE public.orders (document jsonb);
    CREATE TRIGGER valid BEFORE INSERT OR UPDATE ON public.orders
        FOR EACH ROW EXECUTE FUNCTION sdp.enforce_schema('document', 'order');
    INSERT INTO public.orders VALUES ('{"total": 5}');
    UPDATE sdp_engine.stage_definitions SET custom_label = 'Idea' WHERE number = 1;
    INSERT INTO sdp_engine.rules (name, stage_number, severity, predicate, message)
        VALUES ('motto', 1, 'warning', 'exists($.motto)', 'no motto');
    INSERT INTO sdp_engine.rules (name, severity, function_name, enabled)
        VALUES ('later', 'error', 'app.not_yet', false);
    UPDATE sdp_engine.rules SET custom_severity = 'warning', enabled = false WHERE name = 'schema';
    SELECT sdp.accept_finding(id, 1, 'motto', '', 'a draft') FROM sdp.projects;
    ALTER TABLE sdp.mcp_tokens DISABLE TRIGGER "00_sdp_before";
"""

CATALOG = """
    SELECT 'column', attrelid::regclass::text, attname::text, format_type(atttypid, atttypmod)
        || attnotnull || coalesce(pg_get_expr(adbin, adrelid), '')
    FROM pg_attribute a LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    JOIN pg_class c ON c.oid = attrelid
    WHERE relnamespace IN ('sdp'::regnamespace, 'sdp_engine'::regnamespace) AND attnum > 0
        AND relkind IN ('r', 'v')
    UNION ALL SELECT 'index', indrelid::regclass::text, '', pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text LIKE 'sdp%'
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) || tgenabled::text
    FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'sdp%'
    UNION ALL SELECT 'policy', tablename::text, policyname, cmd || qual FROM pg_policies
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname,
        replace(replace(replace(pg_get_constraintdef(oid), '::character varying', ''), '::text', ''), '[]', '')
    FROM pg_constraint WHERE conrelid::regclass::text LIKE 'sdp%' AND contype <> 'n'
    UNION ALL SELECT 'relation', c.oid::regclass::text, c.relkind::text,
        concat(relrowsecurity, reloptions, obj_description(c.oid, 'pg_class'))
    FROM pg_class c WHERE relnamespace IN ('sdp'::regnamespace, 'sdp_engine'::regnamespace)
        AND relkind IN ('r', 'v')
    UNION ALL SELECT 'privilege', table_schema || table_name, grantee, privilege_type
    FROM information_schema.role_table_grants WHERE table_schema LIKE 'sdp%' AND grantee LIKE '%app'
    UNION ALL SELECT 'function', p.oid::regprocedure::text, '', (has_function_privilege('public', p.oid,
        'EXECUTE'))::text FROM pg_proc p WHERE pronamespace = 'sdp'::regnamespace
"""


def catalog(database):
    """What the tables are, in words that a dump and a restore don't change: parentheses in a CHECK
    come out differently."""
    return sorted(tuple(str(part).replace("(", "").replace(")", "") for part in row)
                  for row in database.execute(
                      f"SELECT * FROM ({CATALOG}) AS c (kind, relation, name, text)"))


@pytest.fixture
def filled(owned_database):
    """A database with two stages complete, and with objects of the application's own."""
    database = owned_database
    with database.connect(database.owner) as connection:
        complete(connection, make_project(connection), 1, 2)
        connection.execute(OWN_OBJECTS)
        connection.execute("REVOKE EXECUTE ON FUNCTION sdp.revert_stage FROM PUBLIC")
    return database


def dump(database, path, *options, user="postgres"):
    database.server.tool("pg_dump", *options, "-f", path, database.name, user=user)


def problems(database):
    """What check_integrity() finds; but that the extension is the superuser's who restored it."""
    return [row.message for row in broken(database)
            if not row.message.startswith("owner of extension pg_sdp is postgres")]


def assert_same(restored, original, owner=None, check_catalog=True):
    assert contents(restored) == contents(original)
    if check_catalog:
        assert catalog(restored) == catalog(original)
    assert problems(restored) == [
        'trigger sdp.mcp_tokens."00_sdp_before" is disabled; SELECT sdp.install()']
    owner = owner or original.owner
    assert restored.execute("SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace IN"
                            " ('sdp'::regnamespace, 'sdp_engine'::regnamespace)") == [(owner,)]


def assert_works(database, user):
    """The restored project goes on where it was."""
    with database.connect(user) as connection:
        project = connection.execute("SELECT id FROM sdp.projects").fetchone()[0]
        accepted = "SELECT severity FROM sdp.validate_stage(%s, 1) WHERE rule = 'motto'"
        assert connection.execute(accepted, [project]).fetchone()[0] == "info"
        assert statuses(connection, project) == "ccallllll"
        complete(connection, project, 3)
        assert refusal(connection, "UPDATE sdp.stages SET status = 'complete'"
                                   " WHERE stage_number = 9").sqlstate == "SD001"
        if connection.execute("SELECT to_regclass('public.orders') IS NOT NULL").fetchone()[0]:
            assert refusal(connection, """INSERT INTO public.orders VALUES ('{"total": "x"}')""").sqlstate == "SD214"
        assert connection.execute("SELECT sdp.install()").fetchone()[0] == "repaired"
        assert connection.execute("SELECT sdp.install()").fetchone()[0] == "unchanged"
    # install() has enabled the trigger that was disabled.
    assert problems(database) == []


def test_plain_dump_by_the_superuser(filled, tmp_path):
    dump(filled, tmp_path / "dump.sql")
    with filled.twin() as twin:
        twin.server.tool("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", tmp_path / "dump.sql",
                         twin.name)
        assert_same(twin, filled)
        assert_works(twin, filled.owner)
        # The extension is the superuser's now; its tables and functions are not.
        assert twin.value("SELECT extowner::regrole::text FROM pg_extension WHERE extname = 'pg_sdp'"
                          ) == "postgres"
        assert [row.message for row in broken(twin)] == [
            "owner of extension pg_sdp is postgres, not the owner of schema sdp; Let postgres run ALTER"
            " EXTENSION pg_sdp UPDATE after each update; or, as postgres, DROP EXTENSION pg_sdp CASCADE,"
            f" and then, as {filled.owner}, CREATE EXTENSION pg_sdp (every row stays)"]
        # That does it, and leaves every row.
        before = contents(twin)
        twin.execute("DROP EXTENSION pg_sdp CASCADE")
        twin.install(filled.owner)
        assert contents(twin) == before and broken(twin) == []
        assert twin.value("SELECT count(*) FROM pg_proc WHERE pronamespace = 'sdp'::regnamespace"
                          f" AND proname <> 'install' AND proowner <> '{filled.owner}'::regrole") == 0


@pytest.mark.parametrize("restore, user", [
    (["-j4", "-e"], "postgres"), (["-1", "-e"], "postgres"), (["-j4", "-e", "--role", "OWNER"], "postgres"),
    (["-1", "-e"], "owner"), (["-j4", "-e", "--no-owner"], "owner")])
def test_pg_restore(filled, tmp_path, restore, user):
    """By the superuser, by him in the owner's role, and by the owner."""
    dump(filled, tmp_path / "dump", "-Fc")
    restore = [filled.owner if option == "OWNER" else option for option in restore]
    user = filled.owner if user == "owner" else user
    with filled.twin() as twin:
        twin.server.tool("pg_restore", *restore, "-d", twin.name, tmp_path / "dump", user=user)
        assert_same(twin, filled)
        assert_works(twin, filled.owner)


def test_no_owner_makes_it_the_restoring_user_s(filled, tmp_path):
    dump(filled, tmp_path / "dump", "-Fc")
    with filled.twin() as twin:
        twin.server.tool("pg_restore", "-e", "--no-owner", "-d", twin.name, tmp_path / "dump")
        assert_same(twin, filled, "postgres")
        assert_works(twin, "postgres")


def test_dump_of_the_schemas_alone(filled, tmp_path):
    """-n leaves the extension out, unless it is asked for."""
    filled.execute("DROP VIEW public.mine; DROP TABLE public.notes, public.orders", filled.owner)
    dump(filled, tmp_path / "dump", "-Fc", "-n", "sdp", "-n", "sdp_engine", "-e", "pg_sdp")
    with filled.twin() as twin:
        twin.server.tool("pg_restore", "-e", "-d", twin.name, tmp_path / "dump")
        assert_same(twin, filled)
        assert_works(twin, filled.owner)


def test_row_security_enabled_needs_the_setting(filled, tmp_path):
    dump(filled, tmp_path / "dump", "-Fc")
    with filled.twin() as twin:
        arguments = ["-1", "-e", "--enable-row-security", "-d", twin.name, tmp_path / "dump"]
        # The guess is wrong, and says so before anything is lost.
        for user, message in ((filled.owner, "set sdp.install to off"),
                              ("postgres", "schema sdp belongs to another role")):
            wrong = twin.server.tool("pg_restore", *arguments, user=user, check=False)
            assert wrong.returncode != 0
            assert message in wrong.stderr
        twin.server.tool("pg_restore", *arguments, user=filled.owner, options="-c sdp.install=off")
        assert_same(twin, filled)
        assert_works(twin, filled.owner)


def test_data_only_into_an_installed_database(filled, tmp_path):
    """The built-in rows are there already: they take the loaded values."""
    filled.execute("ALTER TABLE sdp.projects DROP COLUMN budget, DROP COLUMN sponsor;"
                   "DROP VIEW public.mine; DROP TABLE public.notes, public.orders", filled.owner)
    dump(filled, tmp_path / "dump", "-Fc", "--data-only", user=filled.owner)
    with filled.twin() as twin:
        twin.install(filled.owner)
        twin.server.tool("pg_restore", "-e", "-d", twin.name, tmp_path / "dump", user=filled.owner)
        twin.execute('ALTER TABLE sdp.mcp_tokens DISABLE TRIGGER "00_sdp_before"', filled.owner)
        there, here = contents(twin), contents(filled)
        # What migrations did, they did here: their rows are not loaded.
        assert there.pop("sdp_engine.migrations") and here.pop("sdp_engine.migrations")
        assert there == here
        assert_works(twin, filled.owner)


def test_install_after_a_guess_too_few(filled):
    """row_security is off for another reason: the tables are missing, and one statement makes them."""
    with filled.twin() as twin:
        twin.execute("SET row_security = off; CREATE EXTENSION pg_sdp", filled.owner)
        assert twin.value("SELECT sdp.install()", filled.owner) == "installed"
        with twin.connect(filled.owner) as connection:
            complete(connection, make_project(connection), 1)
        assert broken(twin) == []


def test_dump_where_default_privileges_take_execute(own_server, tmp_path):
    """The grant of install() to the owner is the extension's own, so that no dump repeats it: the
    restoring owner could not."""
    with own_server.database(owner="") as database:
        own_server.execute(f"ALTER DATABASE {database.name} OWNER TO {database.owner}")
        for role in ("postgres", database.owner):
            database.execute(f"ALTER DEFAULT PRIVILEGES FOR ROLE {role}"
                             " REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
        database.install(database.owner)
        dump(database, tmp_path / "dump", "-Fc", user=database.owner)
        listed = own_server.tool("pg_restore", "-f", "-", tmp_path / "dump").stdout
        assert "sdp.install()" not in listed
        assert "FUNCTION sdp.complete_stage" in listed


def test_the_finished_pipeline(own_server, tmp_path):
    """The demo's pipeline: all stages complete, a package exported."""
    with own_server.database() as database:
        database.install()
        own_server.tool("psql", "-X", "-q", "-d", database.name, "-f", ROOT / "examples/pipeline.sql",
                        cwd=ROOT)
        dump(database, tmp_path / "dump", "-Fc")
        package = "SELECT path, sha256 FROM sdp.projects p, sdp.package_files(p.id) ORDER BY 1"
        before, files = contents(database), database.execute(package)
        assert len(files) > 10
        with database.twin() as twin:
            own_server.tool("pg_restore", "-j4", "-e", "-d", twin.name, tmp_path / "dump")
            assert contents(twin) == before
            assert twin.execute(package) == files
            assert broken(twin) == []
            with twin.connect() as connection:
                project = connection.execute("SELECT id FROM sdp.projects").fetchone()[0]
                assert statuses(connection, project) == "c" * 9
                connection.execute("SELECT sdp.revert_stage(%s, 8)", [project])
                complete(connection, project, 8)
                assert statuses(connection, project) == "cccccccca"
            assert broken(twin) == []


def test_schema_and_data_apart(filled, tmp_path):
    """How staging databases and CI fixtures are made: -s, then -a."""
    filled.execute('ALTER TABLE sdp.mcp_tokens ENABLE TRIGGER "00_sdp_before"', filled.owner)
    dump(filled, tmp_path / "schema.sql", "-s")
    dump(filled, tmp_path / "data.sql", "-a")
    with filled.twin() as twin:
        for name in ("schema.sql", "data.sql"):
            twin.server.tool("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", tmp_path / name, twin.name)
        assert contents(twin) == contents(filled)
        assert problems(twin) == []
        assert twin.value("SELECT sdp.install()", filled.owner) == "unchanged"
        with twin.connect(filled.owner) as connection:
            project = connection.execute("SELECT id FROM sdp.projects").fetchone()[0]
            complete(connection, project, 3)


def test_schema_alone(filled, tmp_path):
    """Nothing is recorded and no built-in row is there: said so, and mended by install()."""
    dump(filled, tmp_path / "schema.sql", "-s")
    with filled.twin() as twin:
        twin.server.tool("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", tmp_path / "schema.sql",
                         twin.name)
        nobody = "'00000000-0000-0000-0000-000000000000'"
        error = twin.refused(f"SELECT sdp.create_project({nobody}, 'x')", filled.owner)
        assert (error.sqlstate, error.diag.message_hint) == ("SD403", "Run SELECT sdp.install().")
        found = problems(twin)
        assert 'migration 0001_document_tables.sql is not recorded; SELECT sdp.install()' in found
        assert 'rows sdp.templates has 0 of 7 built-in rows; SELECT sdp.install()' in found
        notices = []
        with twin.connect(filled.owner) as connection:
            connection.add_notice_handler(lambda notice: notices.append(notice.message_primary))
            assert connection.execute("SELECT sdp.install()").fetchone()[0] == "repaired"
            assert connection.execute("SELECT sdp.install()").fetchone()[0] == "unchanged"
            make_project(connection)
        assert 'migration "0002_engine_tables.sql" was made already, and is recorded now' in notices
        assert '66 built-in rows were missing, and are put back' in notices
        assert problems(twin) == []


def test_schema_of_an_older_version_alone(filled, tmp_path):
    """What its migrations made is adopted, what came later is made."""
    filled.execute("ALTER TABLE sdp_engine.stage_events DROP COLUMN erased_completed_at", filled.owner)
    dump(filled, tmp_path / "schema.sql", "-s")
    with filled.twin() as twin:
        twin.server.tool("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", tmp_path / "schema.sql",
                         twin.name)
        assert twin.value("SELECT sdp.install()", filled.owner) == "updated"
        assert problems(twin) == []


def test_schema_that_is_half_of_a_migration(filled, tmp_path):
    """Neither adopted nor made: said with what is missing."""
    dump(filled, tmp_path / "schema.sql", "-s", "-T", "sdp_engine.slug_counters")
    with filled.twin() as twin:
        twin.server.tool("psql", "-X", "-q", "-f", tmp_path / "schema.sql", twin.name)
        error = twin.refused("SELECT sdp.install()", filled.owner)
        assert error.sqlstate == "SD403"
        assert "sdp_engine.slug_counters" in error.diag.message_detail
