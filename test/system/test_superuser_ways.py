"""Ways to superuser. A table's owner lies in wait for a superuser who runs CREATE EXTENSION, ALTER
EXTENSION UPDATE or sdp.install(), or for the trusted script that runs as a superuser for himself.

Each trap raises a warning that says as whom it runs, and tries to make its owner a superuser. A
warning survives the error that may follow: so every test has the proof that its trap was sprung.
"""

import threading

import pytest

from servers import ROOT, bindir, own_server, owned_database, refusal, run, wait_until  # noqa: F401

# What every update script begins and ends with.
UPDATE_SCRIPT = "".join((ROOT / "sql" / "script" / f"{part}.sql").read_text(encoding="utf-8")
                        for part in ("update", "begin", "end"))

# What a trap may try in the cage, and the SQLSTATE that it must meet (None: it may do that).
WAYS = {
    "RESET ROLE": "42501",
    "SET ROLE NONE": "42501",
    "SET ROLE postgres": "42501",
    "SELECT set_config('role', 'postgres', false)": "42501",
    "SET SESSION AUTHORIZATION postgres": "42501",
    "RESET SESSION AUTHORIZATION": "42501",
    "DECLARE trap CURSOR WITH HOLD FOR SELECT public.attempt('at commit')": "42501",
    "CREATE TEMPORARY TABLE trap (a int)": "42501",
    "CREATE FUNCTION public.f() RETURNS int LANGUAGE c AS 'libc', 'system'": "42501",
    "ALTER FUNCTION public.steady(int) OWNER TO postgres": "42501",
    "COPY (SELECT 1) TO PROGRAM 'true'": "42501",
    "CREATE EVENT TRIGGER trap ON ddl_command_end EXECUTE FUNCTION public.attempt_event()": "42501",
    "SET session_preload_libraries = 'x'": "42501",
    "ALTER ROLE postgres SET search_path = public": "42501",
    "UPDATE pg_catalog.pg_authid SET rolsuper = true": "42501",
    "SELECT set_config('search_path', 'public', false)": None,
    "SELECT set_config('row_security', 'off', false)": None,
    "SET LOCAL search_path = public": None,
    "CREATE FUNCTION public.left_behind() RETURNS int LANGUAGE sql AS 'SELECT 1'": None,
    "CREATE EXTENSION IF NOT EXISTS hstore SCHEMA public": None,
}

OCCASIONS = ["superuser calls install()", "superuser creates the extension",
             "superuser updates the extension", "owner creates the trusted extension"]


@pytest.fixture
def trapped(owned_database):
    """The owner's database, with the function that each trap runs."""
    database = owned_database
    database.execute(f"GRANT ALL ON SCHEMA public TO {database.owner}")
    database.execute(
        "CREATE FUNCTION public.attempt(way text) RETURNS int LANGUAGE plpgsql AS $$BEGIN"
        "  RAISE WARNING 'trap|%|%|%', way, current_user, current_setting('search_path');"
        f" BEGIN EXECUTE 'ALTER ROLE {database.owner} SUPERUSER';"
        "  EXCEPTION WHEN insufficient_privilege THEN NULL; END;"
        " RETURN 1; END$$;"
        "CREATE FUNCTION public.attempt_event() RETURNS event_trigger LANGUAGE plpgsql AS"
        " $$BEGIN PERFORM public.attempt('event trigger'); END$$;"
        "CREATE FUNCTION public.steady(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS"
        " $$BEGIN PERFORM public.attempt('steady'); RETURN $1; END$$;"
        "CREATE FUNCTION public.trap() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN PERFORM public.attempt(TG_TABLE_NAME || TG_LEVEL || TG_WHEN); RETURN NEW; END$$",
        database.owner)
    return database


@pytest.fixture(scope="module")
def next_version():
    """An update script to a version 0.1.1 that does what every update script does."""
    share = run([bindir() / "pg_config", "--sharedir"]).stdout.strip()
    path = f"{share}/extension/pg_sdp--0.1.0--0.1.1.sql"
    with open(path, "w", encoding="utf-8") as script:
        script.write(UPDATE_SCRIPT)
    yield
    run(["rm", path])


class Sprung:
    """What the traps said, and how the statement ended."""

    def __init__(self, warnings, error, path, user):
        self.ways = {warning.split("|")[1] for warning in warnings}
        self.users = {warning.split("|")[2] for warning in warnings}
        self.paths = {warning.split("|")[3] for warning in warnings}
        self.error, self.path_after, self.user_after = error, path, user


def spring(database, occasion):
    """Lets somebody walk into the traps, in a session with a search_path of his own."""
    user, statement = "postgres", "CREATE EXTENSION pg_sdp"
    if occasion == "superuser calls install()":
        statement = "SELECT sdp.install()"
    elif occasion == "superuser updates the extension":
        statement = "ALTER EXTENSION pg_sdp UPDATE TO '0.1.1'"
    else:
        database.execute("DROP EXTENSION pg_sdp CASCADE", database.owner)
        if occasion.startswith("owner"):
            user = database.owner
    warnings, error = [], None
    with database.connect(user) as connection:
        connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary))
        connection.execute("SET search_path = sdp, public")
        try:
            connection.execute(statement)
        except Exception as raised:  # noqa: BLE001 - the test looks at it
            error = raised
        path, now = connection.execute(
            "SELECT current_setting('search_path') || current_setting('row_security') AS path,"
            " current_user::text AS now").fetchone()
    assert now == user
    assert path == "sdp, publicon"
    assert not database.value(f"SELECT rolsuper FROM pg_roles WHERE rolname = '{database.owner}'")
    assert database.value("SELECT count(*) FROM pg_roles WHERE rolsuper") == 1
    return Sprung([w for w in warnings if w.startswith("trap|")], error, path, now)


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_triggers_run_as_the_owner(trapped, next_version, occasion):
    for table in ("sdp.templates", "sdp_engine.schemas", "sdp_engine.stage_definitions"):
        for when in ("BEFORE", "AFTER"):
            for each in ("ROW", "STATEMENT"):
                trapped.execute(f'CREATE TRIGGER "0_{when}_{each}" {when} INSERT OR UPDATE ON {table}'
                                f" FOR EACH {each} EXECUTE FUNCTION public.trap()", trapped.owner)
    sprung = spring(trapped, occasion)
    assert sprung.error is None
    assert sprung.users == {trapped.owner}
    assert sprung.paths == {"pg_catalog, pg_temp"}
    assert len(sprung.ways) == 12


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_no_way_leads_out_of_the_cage(trapped, next_version, occasion):
    attempts = "".join(
        f" BEGIN EXECUTE $way${way}$way$; PERFORM public.attempt($way${way}: done$way$);"
        f" EXCEPTION WHEN OTHERS THEN PERFORM public.attempt($way${way}: $way$ || SQLSTATE); END;"
        for way in WAYS)
    trapped.execute(
        "CREATE FUNCTION public.try_all() RETURNS trigger LANGUAGE plpgsql AS"
        f" $trigger$BEGIN IF NEW.number = 9 THEN {attempts} END IF; RETURN NEW; END$trigger$;"
        'CREATE TRIGGER "0" BEFORE UPDATE ON sdp_engine.stage_definitions'
        " FOR EACH ROW EXECUTE FUNCTION public.try_all()", trapped.owner)
    trapped.execute(f"GRANT CREATE ON DATABASE {trapped.name} TO {trapped.owner}")
    sprung = spring(trapped, occasion)
    assert sprung.error is None
    assert sprung.users == {trapped.owner}
    found = dict(way.rsplit(": ", 1) for way in sprung.ways)
    assert found == {way: stopped or "done" for way, stopped in WAYS.items()}
    # What was made in the cage is no member, and the script went on as its own extension's.
    assert trapped.value("SELECT count(*) FROM pg_depend WHERE deptype = 'e'"
                         " AND objid = 'public.left_behind'::regproc") == 0
    assert trapped.value("SELECT count(*) FROM pg_depend WHERE refobjid = 0 AND deptype = 'e'") == 0
    assert trapped.value("SELECT proowner::regrole::text FROM pg_proc"
                         " WHERE proname = 'left_behind'") == trapped.owner


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_deferred_constraint_trigger_is_refused(trapped, next_version, occasion):
    """It would fire at COMMIT, out of the cage."""
    trapped.execute("CREATE CONSTRAINT TRIGGER trap AFTER INSERT OR UPDATE ON"
                    " sdp_engine.stage_definitions DEFERRABLE INITIALLY DEFERRED"
                    " FOR EACH ROW EXECUTE FUNCTION public.trap()", trapped.owner)
    sprung = spring(trapped, occasion)
    assert sprung.error.sqlstate == "SD406"
    assert "deferred trigger" in str(sprung.error)
    assert sprung.ways == set()


def on_insert(change):
    """A change that shows when install() brings the definition of stage 9 again."""
    return (f"{change}; ALTER TABLE sdp_engine.stage_definitions DISABLE TRIGGER USER;"
            "DELETE FROM sdp_engine.stage_definitions WHERE number = 9;"
            "ALTER TABLE sdp_engine.stage_definitions ENABLE TRIGGER USER")


# Planted objects, and the SQLSTATE that ends install() (None: it runs to its end).
OBJECTS = {
    "default": (on_insert("ALTER TABLE sdp_engine.stage_definitions ADD extra int,"
                          " ALTER extra SET DEFAULT public.attempt('default')"), None),
    "check": (on_insert("ALTER TABLE sdp_engine.stage_definitions"
                        " ADD CHECK (public.attempt('check') = 1)"), None),
    "index on an expression": (on_insert("CREATE INDEX ON sdp_engine.stage_definitions"
                                         " (public.steady(number))"), None),
    "predicate of an index": (on_insert("CREATE INDEX ON sdp_engine.stage_definitions (number)"
                                        " WHERE public.steady(number) = 1"), None),
    "generated column": (on_insert("ALTER TABLE sdp_engine.stage_definitions ADD g int"
                                   " GENERATED ALWAYS AS (public.steady(number)) STORED"), None),
    "domain": (on_insert("CREATE DOMAIN public.d AS int CHECK (public.attempt('domain') = 1);"
                         "ALTER TABLE sdp_engine.stage_definitions ADD d public.d,"
                         " ALTER d SET DEFAULT 1"), None),
    "instead of migrations, a view": (
        "ALTER TABLE sdp_engine.migrations RENAME TO kept; CREATE VIEW sdp_engine.migrations AS"
        " SELECT * FROM sdp_engine.kept WHERE public.attempt('view') = 1", "SD402"),
    "policy": ("ALTER TABLE sdp_engine.migrations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
               "CREATE POLICY trap ON sdp_engine.migrations USING (public.attempt('policy') = 1)", None),
    "our trigger function, replaced": (
        "CREATE OR REPLACE FUNCTION sdp.enforce_schemas() RETURNS trigger LANGUAGE plpgsql"
        " SECURITY DEFINER AS $$BEGIN PERFORM public.attempt('replaced'); RETURN NEW; END$$", None),
    "our trigger function, altered": (
        "ALTER FUNCTION sdp.enforce_stage_definitions() STRICT SECURITY DEFINER SET search_path = public;"
        "CREATE TRIGGER a AFTER UPDATE ON sdp_engine.stage_definitions"
        " FOR EACH ROW EXECUTE FUNCTION public.trap()", None),
    "install() with VARIADIC": (
        "CREATE FUNCTION sdp.install(VARIADIC text[]) RETURNS text LANGUAGE sql"
        " AS $$SELECT public.attempt('variadic')::text$$;"
        "CREATE TRIGGER a AFTER UPDATE ON sdp_engine.stage_definitions"
        " FOR EACH ROW EXECUTE FUNCTION public.trap()", None),
    # Then the server can't tell which is meant, and refuses.
    "install() with a default": (
        "CREATE FUNCTION sdp.install(x int DEFAULT 1) RETURNS text LANGUAGE sql"
        " AS $$SELECT public.attempt('defaulted')::text$$", "42725"),
    "instead of a table, a rule": (
        "CREATE RULE trap AS ON INSERT TO sdp_engine.schemas DO ALSO SELECT public.attempt('rule')",
        "SD403"),
}


@pytest.mark.parametrize("what", OBJECTS)
def test_planted_objects_run_as_the_owner(trapped, what):
    change, ends_with = OBJECTS[what]
    trapped.execute(change, trapped.owner)
    sprung = spring(trapped, "superuser calls install()")
    assert getattr(sprung.error, "sqlstate", None) == ends_with, sprung.error
    if ends_with not in ("SD402", "SD403", "42725"):
        assert sprung.users == {trapped.owner}
    assert not sprung.ways & {"variadic", "defaulted"}


@pytest.mark.parametrize("installer", ["postgres", "owner"])
def test_operators_planted_in_schema_sdp_are_not_found(own_server, installer):
    """The extension's schema comes first in the search_path of its script, which is why the script
    begins by setting another one."""
    with own_server.database(owner="") as database:
        owner = database.owner
        database.execute(f"CREATE SCHEMA sdp AUTHORIZATION {owner};"
                         f"GRANT CREATE ON DATABASE {database.name} TO {owner};")
        for left, right in [("oid", "oid"), ("name", "name"), ("name", "text"), ("text", "text"),
                            ('"char"', '"char"'), ("integer", "integer"), ("uuid", "uuid")]:
            for operator, meaning in (("=", "eq"), ("<>", "ne"), ("||", "cat")):
                function = f"sdp.planted_{meaning}"
                database.execute(
                    f"CREATE FUNCTION {function}({left}, {right}) RETURNS bool LANGUAGE plpgsql AS"
                    f" $$BEGIN RAISE WARNING 'planted'; EXECUTE 'ALTER ROLE {owner} SUPERUSER';"
                    " RETURN true; END$$;"
                    f"CREATE OPERATOR sdp.{operator} (LEFTARG = {left}, RIGHTARG = {right},"
                    f" FUNCTION = {function})", owner)
        # They are there, and found by who searches there first.
        error = database.refused("SET search_path = sdp, pg_catalog; SELECT 1 = 1", owner)
        assert error.sqlstate == "42501"
        warnings = []
        with database.connect("postgres" if installer == "postgres" else owner) as connection:
            connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary))
            if installer == "postgres":
                assert refusal(connection, "CREATE EXTENSION pg_sdp").sqlstate == "SD402"
            else:
                connection.execute("CREATE EXTENSION pg_sdp")
            assert "planted" not in warnings
        assert not database.value(f"SELECT rolsuper FROM pg_roles WHERE rolname = '{owner}'")


def test_update_does_not_search_schema_sdp(trapped, next_version):
    """The same in the script of an update, with the operators there before."""
    trapped.execute("CREATE FUNCTION sdp.planted(oid, oid) RETURNS bool LANGUAGE plpgsql AS $$BEGIN"
                    " PERFORM public.attempt('operator'); RETURN true; END$$; CREATE OPERATOR sdp.="
                    " (LEFTARG = oid, RIGHTARG = oid, FUNCTION = sdp.planted);"
                    "SET search_path = sdp, pg_catalog", trapped.owner)
    with trapped.connect(trapped.owner) as connection:
        warnings = []
        connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary))
        connection.execute("SET search_path = sdp, pg_catalog")
        connection.execute("SELECT 1::oid = 2::oid")
        assert len(warnings) == 1
    assert spring(trapped, "superuser updates the extension").ways == set()


def test_error_in_the_cage_leaves_it(trapped):
    """After a failed install() in a subtransaction, the superuser is who he was."""
    trapped.execute("CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS"
                    " $$BEGIN RAISE 'caught as %', current_user; END$$; CREATE TRIGGER a BEFORE UPDATE"
                    " ON sdp_engine.stage_definitions EXECUTE FUNCTION public.fail()", trapped.owner)
    with trapped.connect() as connection:
        connection.execute("SET search_path = sdp, public")
        connection.execute("BEGIN")
        connection.execute("SAVEPOINT s")
        assert f"caught as {trapped.owner}" in str(refusal(connection, "SELECT sdp.install()"))
        connection.execute("ROLLBACK TO s")
        row = connection.execute("SELECT current_user || ' ' || current_setting('search_path')"
                                 " || ' ' || current_setting('row_security')").fetchone()
        assert row[0] == "postgres sdp, public on"
        connection.execute("SET ROLE postgres")
        connection.execute("CREATE TEMPORARY TABLE no_longer_restricted (a int)")
        connection.execute("COMMIT")


# A superuser where the test says whose function ran, and tries to make its owner one.
ESCALATE = ("LANGUAGE plpgsql AS $$BEGIN RAISE WARNING 'trap|%|%|-', 'escalated', current_user;"
            " BEGIN EXECUTE 'ALTER ROLE {owner} SUPERUSER';"
            " EXCEPTION WHEN insufficient_privilege THEN NULL; END; RETURN 'done'; END$$")
SIGNATURE = "sdp.register_export(project uuid, format text, path text, size bigint) RETURNS uuid"


def plant(database, name):
    """A function that its owner hopes a superuser will run."""
    return f"CREATE FUNCTION sdp.{name}() RETURNS text " + ESCALATE.format(owner=database.owner)


def is_superuser(database, role):
    return database.value(f"SELECT rolsuper FROM pg_roles WHERE rolname = '{role}'")


@pytest.mark.parametrize("installer", ["postgres", "owner"])
@pytest.mark.parametrize("planted", ["install", "run_script"])
def test_schema_renamed_while_the_script_waits(own_server, installer, planted):
    """The script waits for another session's function of one of our signatures; the schema's owner
    means to rename the schema away meanwhile and to put another one in its place."""
    with own_server.database(owner="") as database:
        database.execute(f"GRANT CREATE ON DATABASE {database.name} TO {database.owner}")
        first = database.connect(database.owner)
        first.execute("CREATE SCHEMA sdp")
        first.execute("BEGIN")
        first.execute(f"CREATE FUNCTION {SIGNATURE} LANGUAGE sql AS 'SELECT NULL::uuid'")
        warnings, outcome = [], []

        def create_extension():
            user = "postgres" if installer == "postgres" else database.owner
            with database.connect(user) as connection:
                connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary))
                try:
                    connection.execute("CREATE EXTENSION pg_sdp")
                    outcome.append(None)
                except Exception as error:  # noqa: BLE001 - the test looks at it
                    outcome.append(error)

        script = threading.Thread(target=create_extension)
        script.start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE "
        wait_until(lambda: database.value(waiting + "'CREATE EXTENSION%'") == 1)
        renamed = threading.Event()

        def rename():
            with database.connect(database.owner) as connection:
                try:
                    connection.execute(
                        "ALTER SCHEMA sdp RENAME TO sdp_old; CREATE SCHEMA sdp;"
                        f"CREATE FUNCTION {SIGNATURE} LANGUAGE sql AS 'SELECT NULL::uuid';"
                        + plant(database, planted))
                except Exception:  # noqa: BLE001 - too late is what we hope for
                    pass
                renamed.set()

        thief = threading.Thread(target=rename)
        thief.start()
        # The rename waits for the script.
        wait_until(lambda: database.value(waiting + "'ALTER SCHEMA%'") == 1)
        assert not renamed.is_set()
        first.execute("ROLLBACK")
        script.join()
        thief.join()
        first.close()
        assert warnings == []
        assert not is_superuser(database, database.owner)
        if installer == "owner":
            assert outcome == [None]


def update(database, user):
    """Runs the update in a session, and returns the warnings and the error."""
    warnings = []
    with database.connect(user) as connection:
        connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary))
        try:
            connection.execute("ALTER EXTENSION pg_sdp UPDATE TO '0.1.1'")
            return warnings, None
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return warnings, error


@pytest.mark.parametrize("updater", ["postgres", "owner"])
def test_update_after_the_schema_was_renamed(trapped, next_version, updater):
    trapped.execute(f"GRANT CREATE ON DATABASE {trapped.name} TO {trapped.owner}")
    trapped.execute("ALTER SCHEMA sdp RENAME TO sdp_old; CREATE SCHEMA sdp;"
                    + plant(trapped, "install"), trapped.owner)
    warnings, error = update(trapped, "postgres" if updater == "postgres" else trapped.owner)
    assert error.sqlstate == "3F000" and "sdp_old" in str(error)
    assert warnings == [] and not is_superuser(trapped, trapped.owner)


def test_install_cannot_be_taken_out_of_the_extension(trapped):
    """By the extension's owner, who would put a function of his own in its place."""
    for attempt in ("ALTER EXTENSION pg_sdp DROP FUNCTION sdp.install()", "DROP FUNCTION sdp.install()",
                    plant(trapped, "install").replace("CREATE", "CREATE OR REPLACE"),
                    "ALTER FUNCTION sdp.install() SECURITY DEFINER",
                    "ALTER FUNCTION sdp.install() RENAME TO kept"):
        assert trapped.refused(attempt, trapped.owner).sqlstate in ("42501", "2BP01")


@pytest.mark.parametrize("updater", ["postgres", "owner"])
def test_update_where_the_scripts_function_is_taken(trapped, next_version, updater):
    trapped.execute(plant(trapped, "run_script"), trapped.owner)
    warnings, error = update(trapped, "postgres" if updater == "postgres" else trapped.owner)
    assert error.sqlstate == "42723"
    assert warnings == [] and not is_superuser(trapped, trapped.owner)


def test_overload_of_the_scripts_function(trapped, next_version):
    """With a default it would be as good a match: the server can't tell, and refuses."""
    trapped.execute(plant(trapped, "run_script").replace("run_script()", "run_script(x int DEFAULT 1)"),
                    trapped.owner)
    warnings, error = update(trapped, "postgres")
    assert error.sqlstate == "42725"
    assert warnings == [] and not is_superuser(trapped, trapped.owner)


def test_run_script_is_gone_afterwards(trapped, next_version):
    """Nobody can call it outside of a script, where it would take the caller for a superuser's."""
    assert trapped.value("SELECT count(*) FROM pg_proc WHERE proname = 'run_script'") == 0
    assert update(trapped, "postgres") == ([], None)
    assert trapped.value("SELECT count(*) FROM pg_proc WHERE proname = 'run_script'") == 0
    # A superuser can make one; it refuses to work.
    error = trapped.refused("CREATE FUNCTION public.run_script() RETURNS text LANGUAGE c"
                            " AS '$libdir/pg_sdp', 'sdp_run_script'; SELECT public.run_script()")
    assert error.sqlstate == "SD402"


def test_default_privileges_give_nothing_away(own_server):
    """Of who runs the script, and of the owner of the tables."""
    with own_server.database(owner="", thief="") as database:
        own_server.execute(f"ALTER DATABASE {database.name} OWNER TO {database.owner}")
        for role in (database.owner, "postgres"):
            database.execute(
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {role} GRANT ALL ON FUNCTIONS TO {database.thief};"
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {role} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
        database.install(database.owner)
        error = database.refused("SELECT sdp.install()", database.thief)
        assert error.sqlstate == "42501"
        with database.connect(database.owner) as connection:
            assert connection.execute("SELECT sdp.install()").fetchone()[0] == "unchanged"
        database.execute(f"ALTER DEFAULT PRIVILEGES FOR ROLE postgres REVOKE ALL ON FUNCTIONS"
                         f" FROM {database.thief}; ALTER DEFAULT PRIVILEGES FOR ROLE postgres"
                         " GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
