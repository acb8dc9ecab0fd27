"""CREATE EXTENSION and sdp.install(): who may, what they make, what they refuse."""

import pytest
from psycopg import sql

from servers import (broken, complete, contents, grant_everything, make_project, own_server,  # noqa: F401
                     owned_database, refusal, ROOT, statuses, superuser_database)

OURS = "nspname IN ('sdp', 'sdp_engine')"


def assert_installed(database, owner):
    """Everything belongs to the owner, but for install(); only functions are members."""
    owners = database.execute(
        "SELECT n.nspname, n.nspowner::regrole::text FROM pg_namespace n WHERE " + OURS + " ORDER BY 1")
    assert owners == [("sdp", owner), ("sdp_engine", owner)]
    foreign = database.execute(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        f" WHERE {OURS} AND relowner <> '{owner}'::regrole")
    assert foreign == []
    assert database.value("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid ="
                          f" relnamespace WHERE {OURS} AND relkind = 'r'") == 22
    others = database.execute(
        "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace"
        f" WHERE {OURS} AND proowner <> '{owner}'::regrole")
    assert others in ([], [("install",)])
    assert database.value("SELECT proowner::regrole::text FROM pg_proc"
                          " WHERE oid = 'sdp.install'::regproc") == "postgres"
    kinds = database.execute(
        "SELECT DISTINCT classid::regclass::text FROM pg_depend d JOIN pg_extension e"
        " ON e.oid = refobjid WHERE deptype = 'e' AND extname = 'pg_sdp'"
        " AND refclassid = 'pg_extension'::regclass")
    assert kinds == [("pg_proc",)]
    assert broken(database) == []


def assert_works(database, user):
    with database.connect(user) as connection:
        project = make_project(connection)
        complete(connection, project, 1, 2)
        assert statuses(connection, project) == "ccallllll"
    assert broken(database) == []


def test_superuser_installs(superuser_database):
    assert_installed(superuser_database, "postgres")
    assert_works(superuser_database, "postgres")


def test_owner_of_the_database_installs(owned_database):
    assert_installed(owned_database, owned_database.owner)
    assert_works(owned_database, owned_database.owner)
    assert owned_database.value("SELECT extowner::regrole::text FROM pg_extension"
                                " WHERE extname = 'pg_sdp'") == owned_database.owner


def test_role_with_create_on_the_database_installs(own_server):
    with own_server.database(plain="") as database:
        assert database.refused("CREATE EXTENSION pg_sdp", database.plain).sqlstate == "42501"
        database.execute(f"GRANT CREATE ON DATABASE {database.name} TO {database.plain}")
        database.install(database.plain)
        assert_installed(database, database.plain)
        assert_works(database, database.plain)


def test_superuser_installs_in_a_schema_of_his(own_server):
    with own_server.database() as database:
        database.execute("CREATE SCHEMA sdp; CREATE TABLE sdp.notes (note text);"
                         "CREATE EXTENSION pg_sdp")
        assert database.value("SELECT count(*) FROM sdp.notes") == 0


def test_functions_without_tables_say_so(own_server):
    with own_server.database(owner="") as database:
        database.execute(f"GRANT CREATE ON DATABASE {database.name} TO {database.owner}")
        database.execute("SET sdp.install = off; CREATE EXTENSION pg_sdp", database.owner)
        assert database.value("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid ="
                              f" relnamespace WHERE {OURS}") == 0
        nobody = "'00000000-0000-0000-0000-000000000000'"
        for call in [f"create_project({nobody}, 'x')", f"save_stage({nobody}, 1, '{{}}')",
                     f"complete_stage({nobody}, 1)", f"revert_stage({nobody}, 1)",
                     f"add_output({nobody}, 1, 'json', '{{}}')", f"begin_generation({nobody}, 1)",
                     f"request_generation({nobody}, 1)", "claim_generation('w')", f"extend_lease({nobody})",
                     "expire_generations()", "estimate_cost('m', 1, 1)",
                     f"finish_generation({nobody}, 'x'::text)", f"fail_generation({nobody}, 'error', 'x')",
                     f"validate_stage({nobody}, 1)", f"validate_project({nobody})",
                     f"package_files({nobody})", f"export_manifest({nobody})",
                     f"allowed_transitions({nobody}, 1)", f"create_stages({nobody})",
                     f"activate_output({nobody}, 1, 1)", f"register_export({nobody}, 'zip', 'x', 1)"]:
            error = database.refused(f"SELECT sdp.{call}", database.owner)
            assert (error.sqlstate, error.diag.message_hint) == ("SD401", "Run SELECT sdp.install()."), call
        assert database.execute("SELECT * FROM sdp.version()", database.owner) == [("0.1.0", "0.1.0", None)]
        assert database.value("SELECT sdp.install()", database.owner) == "installed"
        assert_installed(database, database.owner)
        assert_works(database, database.owner)


def test_install_again_changes_nothing(owned_database):
    database = owned_database
    with database.connect(database.owner) as connection:
        complete(connection, make_project(connection), 1)
    before = contents(database)
    assert database.value("SELECT sdp.install()", database.owner) == "unchanged"
    assert contents(database) == before
    assert_installed(database, database.owner)


def test_install_brings_lost_things_back(owned_database):
    database = owned_database
    database.execute('DROP TRIGGER "00_sdp_after" ON sdp.stages; DROP VIEW sdp.stage_overview;'
                     'ALTER TABLE sdp_engine.schemas DISABLE TRIGGER USER;'
                     "DELETE FROM sdp_engine.stage_definitions WHERE false;"
                     "UPDATE sdp_engine.schemas SET document = '{}' WHERE name = 'product';"
                     'ALTER TABLE sdp_engine.schemas ENABLE TRIGGER USER;', database.owner)
    assert [row.message for row in broken(database)] == [
        "view sdp.stage_overview is missing; SELECT sdp.install()",
        'trigger sdp.stages."00_sdp_after" is missing; SELECT sdp.install()']
    assert database.value("SELECT sdp.install()", database.owner) == "repaired"
    assert broken(database) == []
    assert database.value("SELECT document ? '$schema' FROM sdp_engine.schemas WHERE name = 'product'")
    database.execute("SELECT * FROM sdp.stage_overview", database.owner)


def test_others_may_not_install(owned_database):
    error = owned_database.refused("SELECT sdp.install()", owned_database.app)
    assert error.sqlstate == "42501"
    assert owned_database.owner in error.diag.message_detail


def test_only_the_owner_installs_over_what_is_there(own_server):
    """A trusted script runs as a superuser; the right to install is that of who asked for it."""
    with own_server.database(owner="", other="") as database:
        database.execute(f"GRANT CREATE ON DATABASE {database.name} TO {database.owner}, {database.other}")
        database.install(database.owner)
        database.execute("DROP EXTENSION pg_sdp CASCADE", database.owner)
        error = database.refused("CREATE EXTENSION pg_sdp", database.other)
        assert error.sqlstate == "42501"
        assert database.value("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '00_sdp%'") == 0


@pytest.mark.parametrize("taken", ["TABLE sdp.users (id int)", "VIEW sdp.projects AS SELECT 1 AS x",
                                   "VIEW sdp.stage_overview AS SELECT 1 AS x",
                                   "TABLE sdp.project_overview (id int)"])
def test_names_that_are_taken(own_server, taken):
    with own_server.database() as database:
        database.execute(f"CREATE SCHEMA sdp; CREATE {taken}")
        error = database.refused("CREATE EXTENSION pg_sdp")
        assert error.sqlstate == "SD402"
        assert taken.split()[1] in error.diag.message_primary
        assert database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'sdp_engine'") == 0


def test_function_name_that_is_taken(own_server):
    with own_server.database() as database:
        database.execute("CREATE SCHEMA sdp; CREATE FUNCTION sdp.install() RETURNS text"
                         " LANGUAGE sql AS $$SELECT 'mine'$$")
        assert database.refused("CREATE EXTENSION pg_sdp").sqlstate == "42723"
        assert database.value("SELECT sdp.install()") == "mine"


def test_schema_of_somebody_else(own_server):
    with own_server.database(other="", owner="") as database:
        database.execute(f"CREATE SCHEMA sdp AUTHORIZATION {database.other};"
                         f"GRANT CREATE ON DATABASE {database.name} TO {database.owner}")
        for installer in ("postgres", database.owner):
            error = database.refused("CREATE EXTENSION pg_sdp", installer)
            assert error.sqlstate in ("SD402", "42501")
            assert database.other in error.diag.message_detail


@pytest.mark.parametrize("what, name", [
    ("TABLE sdp.notes (id int)", "relation sdp.notes"),
    ("VIEW sdp.notes AS SELECT 1 AS x", "relation sdp.notes"),
    ("SEQUENCE sdp.notes", "relation sdp.notes"),
    ("FUNCTION sdp.notes() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function sdp.notes"),
    ("DOMAIN sdp.notes AS text", "type sdp.notes"),
    ("TYPE sdp.notes AS ENUM ('a')", "type sdp.notes")])
def test_objects_of_other_roles(own_server, what, name):
    with own_server.database(other="") as database:
        database.execute(f"CREATE SCHEMA sdp; GRANT ALL ON SCHEMA sdp TO {database.other}")
        database.execute(f"CREATE {what}", database.other)
        error = database.refused("CREATE EXTENSION pg_sdp")
        assert error.sqlstate == "SD402"
        assert error.diag.message_primary == f"{name} belongs to another role"


def test_engine_schema_left_over(owned_database):
    database = owned_database
    database.execute("DROP SCHEMA sdp CASCADE", database.owner)
    assert database.value("SELECT count(*) FROM pg_extension WHERE extname = 'pg_sdp'") == 0
    error = database.refused("CREATE EXTENSION pg_sdp", database.owner)
    assert error.sqlstate == "SD402"
    assert "DROP SCHEMA sdp_engine CASCADE" in error.diag.message_hint
    database.execute("DROP SCHEMA sdp_engine CASCADE; CREATE EXTENSION pg_sdp", database.owner)
    assert_installed(database, database.owner)


def test_drop_extension_leaves_every_row(owned_database):
    database = owned_database
    with database.connect(database.owner) as connection:
        project = make_project(connection)
        complete(connection, project, 1, 2)
    before = contents(database)
    assert database.refused("DROP EXTENSION pg_sdp", database.owner).sqlstate == "2BP01"
    database.execute("DROP EXTENSION pg_sdp CASCADE", database.owner)
    assert contents(database) == before
    database.execute(f"UPDATE sdp.stages SET user_input = 'unguarded' WHERE stage_number = 9",
                     database.owner)
    database.install(database.owner)
    assert_installed(database, database.owner)
    with database.connect(database.owner) as connection:
        assert refusal(connection, "UPDATE sdp.stages SET status = 'complete'"
                                   " WHERE stage_number = 9").sqlstate == "SD001"
        complete(connection, project, 3)


def test_database_not_in_utf8(own_server):
    with own_server.database("ENCODING 'LATIN1' LOCALE 'C'") as database:
        error = database.refused("CREATE EXTENSION pg_sdp")
        assert error.sqlstate == "SD404"
        assert "LATIN1" in error.diag.message_detail
        assert database.value("SELECT count(*) FROM pg_extension WHERE extname = 'pg_sdp'") == 0


@pytest.mark.parametrize("change, words, hint", [
    ("INSERT INTO sdp_engine.migrations VALUES (9999, 'later', '9.9')", "newer", "Install the newer"),
    ("DELETE FROM sdp_engine.migrations WHERE number = (SELECT max(number) FROM sdp_engine.migrations)", "older", "Run SELECT sdp.install()")])
def test_tables_of_another_version(owned_database, change, words, hint):
    database = owned_database
    with database.connect(database.owner) as connection:
        project = make_project(connection)
        # Found to be current by this very session, which must look again.
        connection.execute("SELECT sdp.save_stage(%s, 1, '{}')", [project])
        # A migration changes tables, and that is what other sessions are told of.
        database.execute(f"{change}; ALTER TABLE sdp_engine.migrations SET (fillfactor = 90)",
                         database.owner)
        for call in ("complete_stage", "validate_stage", "allowed_transitions"):
            error = refusal(connection, sql.SQL("SELECT * FROM sdp.{}({}, 1)").format(
                sql.Identifier(call), project))
            assert error.sqlstate == "SD403"
            assert words in error.diag.message_primary
            assert error.diag.message_hint.startswith(hint)
    if words == "newer":
        assert database.refused("SELECT sdp.install()", database.owner).sqlstate == "SD403"


def test_default_privileges_do_not_break_it(own_server):
    with own_server.database(owner="", app="") as database:
        database.execute(f"GRANT CREATE ON DATABASE {database.name} TO {database.owner}")
        for role in ("postgres", database.owner):
            database.execute(f"ALTER DEFAULT PRIVILEGES FOR ROLE {role}"
                             " REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
        database.install(database.owner)
        grant_everything(database, database.app)
        assert_works(database, database.owner)
        # What the application does by plain DML needs no function's privilege.
        with database.connect(database.app) as connection:
            connection.execute("UPDATE sdp.stages SET data = '{\"a\": 1}' WHERE status = 'active'")
            assert refusal(connection, "SELECT sdp.install()").sqlstate == "42501"
        database.execute(f"SELECT sdp.install()", database.owner)


def test_no_initial_privileges_are_recorded(owned_database):
    """What pg_init_privs has, a dump leaves out: grants on our functions would be lost. Only that EXECUTE on
    try_ddl is its owner's alone is recorded; grants on it are dumped (test_ddl_trial.py)."""
    recorded = owned_database.execute("SELECT initprivs::text FROM pg_init_privs WHERE classoid = 'pg_proc'::regclass"
                                      " AND objoid = 'sdp.try_ddl(uuid)'::regprocedure")
    assert recorded == [(f"{{{owned_database.owner}=X/{owned_database.owner}}}",)]
    assert owned_database.execute(
        "SELECT p.* FROM pg_init_privs p LEFT JOIN pg_proc f ON f.oid = p.objoid"
        " LEFT JOIN pg_class c ON c.oid = p.objoid WHERE privtype = 'e'"
        " AND p.objoid <> 'sdp.try_ddl(uuid)'::regprocedure") == []


def test_owner_grants_the_functions_on(owned_database):
    database = owned_database
    database.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA sdp FROM PUBLIC;"
                     f"GRANT EXECUTE ON FUNCTION sdp.stage_number(text) TO {database.app}", database.owner)
    assert database.value("SELECT sdp.stage_number('database')", database.app) == 3
    assert database.refused("SELECT * FROM sdp.version()", database.app).sqlstate == "42501"


def test_drop_owned_takes_all(owned_database):
    database = owned_database
    with database.connect() as connection:
        connection.execute(f"DROP OWNED BY {database.owner} CASCADE")
    assert database.execute("SELECT nspname FROM pg_namespace WHERE " + OURS) == []
    assert database.value("SELECT count(*) FROM pg_extension WHERE extname = 'pg_sdp'") == 0


# What an ORM's push or a person changes, what is found, and what install() makes of it.
CHANGES = [
    ("ALTER TABLE sdp.stages DROP CONSTRAINT stages_stage_number_check",
     "constraint sdp.stages.stages_stage_number_check is missing; ALTER TABLE sdp.stages ADD CONSTRAINT"
     " stages_stage_number_check CHECK (((stage_number >= 1) AND (stage_number <= 9)))", "repaired"),
    ("ALTER TABLE sdp.stages DROP CONSTRAINT stages_project_id_projects_id_fk",
     "constraint sdp.stages.stages_project_id_projects_id_fk is missing; ALTER TABLE sdp.stages ADD"
     " CONSTRAINT stages_project_id_projects_id_fk FOREIGN KEY (project_id) REFERENCES sdp.projects(id)"
     " ON DELETE CASCADE", "repaired"),
    ("DROP INDEX sdp.idx_stages_project_number",
     "index sdp.idx_stages_project_number is missing; CREATE UNIQUE INDEX idx_stages_project_number ON"
     " sdp.stages USING btree (project_id, stage_number)", "repaired"),
    ("ALTER TABLE sdp.projects ALTER COLUMN name DROP NOT NULL",
     "NOT NULL of column sdp.projects.name is missing; ALTER TABLE sdp.projects ALTER COLUMN name SET NOT"
     " NULL", "repaired"),
    ("ALTER TABLE sdp.projects ALTER COLUMN id DROP DEFAULT",
     "default of column sdp.projects.id is missing; ALTER TABLE sdp.projects ALTER COLUMN id SET DEFAULT"
     " gen_random_uuid()", "repaired"),
    ("ALTER TABLE sdp.projects DROP COLUMN description",
     "column sdp.projects.description is missing; ALTER TABLE sdp.projects ADD COLUMN description text",
     "repaired"),
    # (Of a column that no view has: the server refuses the others.)
    ("ALTER TABLE sdp_engine.budgets ALTER COLUMN monthly_amount TYPE float8",
     "column sdp_engine.budgets.monthly_amount is double precision, not numeric(16,6); ALTER TABLE"
     " sdp_engine.budgets ALTER COLUMN monthly_amount TYPE numeric(16,6) USING"
     " monthly_amount::numeric(16,6)", "unchanged"),
    ("DROP VIEW sdp.project_overview", "view sdp.project_overview is missing; SELECT sdp.install()",
     "repaired"),
    ("DELETE FROM sdp_engine.migrations WHERE number = 2",
     "migration 0002_engine_tables.sql is not recorded; SELECT sdp.install()", "repaired"),
    # What a customer may do.
    ("ALTER TABLE sdp.ai_provider_configs DROP CONSTRAINT ai_provider_configs_provider_check, ADD CONSTRAINT"
     " ai_provider_configs_provider_check CHECK (provider IN ('anthropic', 'openai', 'custom', 'mistral'))",
     None, "unchanged"),
    ("ALTER TABLE sdp.users ALTER COLUMN name TYPE text", None, "unchanged"),
    ("ALTER TABLE sdp.users ADD COLUMN phone text; CREATE INDEX own ON sdp.users (phone)", None, "unchanged"),
]


@pytest.mark.parametrize("change, found, outcome", CHANGES, ids=[change[0][:60] for change in CHANGES])
def test_health_finds_what_is_changed_and_install_puts_it_back(owned_database, change, found, outcome):
    database = owned_database
    # The views depend on columns that are altered; they come back by themselves.
    if "COLUMN" in change and "ADD COLUMN" not in change:
        database.execute("DROP VIEW sdp.project_overview, sdp.stage_overview", database.owner)
    database.execute(change, database.owner)
    messages = [row.message for row in broken(database) if not row.message.startswith("view sdp.")
                or "VIEW" in change]
    assert messages == ([] if found is None else [found])
    answer = database.value("SELECT sdp.install()", database.owner)
    assert answer == outcome or "COLUMN" in change and answer == "repaired"
    if outcome == "repaired" or found is None:
        assert broken(database) == []
    else:
        # The statement that is named mends it.
        database.execute(found.split("; ", 1)[1], database.owner)
        assert broken(database) == []


def test_rows_that_do_not_allow_a_check_are_named(owned_database):
    database = owned_database
    with database.connect(database.owner) as connection:
        project = make_project(connection)
        connection.execute("ALTER TABLE sdp.projects DROP CONSTRAINT projects_status_check;"
                           "ALTER TABLE sdp.projects DISABLE TRIGGER USER")
        connection.execute("UPDATE sdp.projects SET status = 'parked'")
        connection.execute("ALTER TABLE sdp.projects ENABLE TRIGGER USER")
        warnings = []
        connection.add_notice_handler(lambda notice: warnings.append(
            (notice.message_primary, notice.message_detail, notice.message_hint)))
        assert connection.execute("SELECT sdp.install()").fetchone()[0] == "unchanged"
    ((message, detail, hint),) = warnings
    assert message == (
        "constraint sdp.projects.projects_status_check is missing, and could not be put back")
    assert str(project) in detail
    assert hint.startswith("Mend the rows, then run: ALTER TABLE sdp.projects ADD CONSTRAINT")


def test_health_is_for_the_owner_and_who_monitors(owned_database):
    database = owned_database
    monitor = database.make_role("monitor", "IN ROLE pg_monitor")
    database.execute(f"GRANT USAGE ON SCHEMA sdp TO {monitor}", database.owner)
    for call in ("check_integrity()", "check_installation()"):
        assert database.execute(f"SELECT * FROM sdp.{call}", monitor) == []
        assert database.execute(f"SELECT * FROM sdp.{call}", database.owner) == []
        error = database.refused(f"SELECT * FROM sdp.{call}", database.app)
        assert error.sqlstate == "SD406"
        assert database.owner in error.diag.message_detail and "pg_monitor" in error.diag.message_detail


def test_health_finds_other_owners(owned_database):
    database = owned_database
    database.execute(f"ALTER TABLE sdp.users OWNER TO {database.app}")
    assert [row.message for row in broken(database)] == [
        f"owner of table sdp.users is {database.app}, not the owner of schema sdp;"
        f" ALTER TABLE sdp.users OWNER TO {database.owner}"]


def test_expected_catalog_is_that_of_a_fresh_installation(superuser_database):
    """sql/health/expected.tsv; dev/write-catalog writes it."""
    folder = ROOT / "sql" / "health"
    with superuser_database.connect(options="-c search_path=pg_catalog") as connection:
        rows = connection.execute((folder / "catalog.sql").read_text(encoding="utf-8")).fetchall()
    assert "".join("\t".join(row) + "\n" for row in rows) == (
        folder / "expected.tsv").read_text(encoding="utf-8")


def test_documents_are_compressed_with_lz4(owned_database):
    """Where the server has it; a migration that is run twice does no harm."""
    database = owned_database
    has_lz4 = database.value("SELECT 'lz4' = ANY (enumvals) FROM pg_settings"
                             " WHERE name = 'default_toast_compression'")
    compressed = ("SELECT attrelid::regclass::text, attname FROM pg_attribute a JOIN pg_class c"
                  " ON c.oid = attrelid WHERE attcompression = 'l' AND relkind = 'r' ORDER BY 1")
    expected = [("sdp.stage_outputs", "content"), ("sdp.stages", "data")] if has_lz4 else []
    assert database.execute(compressed) == expected
    database.execute("DELETE FROM sdp_engine.migrations WHERE number = 3", database.owner)
    assert database.value("SELECT sdp.install()", database.owner) == "updated"
    assert database.execute(compressed) == expected


def test_everything_has_a_comment(superuser_database):
    """\\d+ and \\dd explain every schema, table, view, column, trigger and function."""
    silent = superuser_database.execute("""
        SELECT 'schema', nspname::text FROM pg_namespace WHERE nspname IN ('sdp', 'sdp_engine')
            AND obj_description(oid, 'pg_namespace') IS NULL
        UNION ALL SELECT 'relation', c.oid::regclass::text FROM pg_class c WHERE relkind IN ('r', 'v')
            AND relnamespace IN ('sdp'::regnamespace, 'sdp_engine'::regnamespace)
            AND obj_description(c.oid, 'pg_class') IS NULL
        UNION ALL SELECT 'column', format('%s.%s', c.oid::regclass, attname) FROM pg_class c
            JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 WHERE relkind IN ('r', 'v')
            AND relnamespace IN ('sdp'::regnamespace, 'sdp_engine'::regnamespace)
            AND col_description(c.oid, attnum) IS NULL
        UNION ALL SELECT 'trigger', format('%s %s', tgrelid::regclass, tgname) FROM pg_trigger t
            JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal
            AND relnamespace IN ('sdp'::regnamespace, 'sdp_engine'::regnamespace)
            AND obj_description(t.oid, 'pg_trigger') IS NULL
        UNION ALL SELECT 'function', p.oid::regprocedure::text FROM pg_proc p
            WHERE pronamespace = 'sdp'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL""")
    assert silent == []


def test_progress(owned_database):
    with owned_database.connect(owned_database.app) as connection:
        project = make_project(connection)
        complete(connection, project, 1, 2)
        line = connection.execute("SELECT sdp.progress(%s)", [project]).fetchone()[0]
        assert line.startswith("✓✓▶······  2/9 database, active since ")
        connection.execute("SET client_encoding = 'LATIN1'")
        line = connection.execute("SELECT sdp.progress(%s)", [project]).fetchone()[0]
        assert line.startswith("++>......  2/9 database, active since ")
