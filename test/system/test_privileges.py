"""Who may do what, and as whom the engine's code runs."""

import json

import pytest

from servers import (broken, complete, example, make_project, own_server, owned_database, refusal,  # noqa: F401
                     statuses)

# Every operator and function that a statement of ours might find in a schema before pg_catalog.
OPERATORS = ["=", "<>", "<", ">", "<=", ">=", "+", "-", "||", "->", "->>", "~", "@>", "?", "~~", "!~"]
TYPES = ["uuid", "text", "varchar", "integer", "bigint", "smallint", "boolean", "jsonb", "name", "oid",
         "timestamptz", "numeric", '"char"', "bytea", "regclass"]
MIXED = [("jsonb", "text"), ("name", "text"), ("text", "name"), ("integer", "bigint"),
         ("bigint", "integer"), ("anyarray", "anyarray"), ("anyelement", "anyarray"),
         ("text", "anynonarray"), ("anynonarray", "text"), ("jsonb", "integer"), ("varchar", "text")]
FUNCTIONS = ["max(integer)", "count(uuid)", "now()", "gen_random_uuid()", "concat(text, text)",
             "left(text, integer)", "length(text)", "format(text, text)", "lower(text)", "md5(text)",
             "jsonb_typeof(jsonb)", "clock_timestamp()", "uuid(text)", "text(uuid)", "int4(text)"]


@pytest.fixture
def project(owned_database):
    with owned_database.connect(owned_database.app) as connection:
        return make_project(connection)


def test_least_rights_have_all_effects(owned_database, project):
    """SELECT and UPDATE of one column of one table: completing a stage opens the next, moves
    current_stage, writes the output and the event, in tables that the role may not touch."""
    database = owned_database
    least = database.make_role("least")
    database.execute(f"GRANT USAGE ON SCHEMA sdp TO {least};"
                     f"GRANT SELECT, UPDATE (status, data) ON sdp.stages TO {least}", database.owner)
    with database.connect(least) as connection:
        for forbidden in ("SELECT * FROM sdp.projects", "SELECT * FROM sdp.stage_outputs",
                          "UPDATE sdp.stages SET user_input = 'x'",
                          "SELECT * FROM sdp_engine.stage_events", "SELECT * FROM sdp.stage_overview",
                          "SELECT * FROM sdp_engine.project_state"):
            assert refusal(connection, forbidden).sqlstate == "42501"
        connection.execute("UPDATE sdp.stages SET data = %s WHERE stage_number = 1",
                           [json.dumps(example(1))])
        connection.execute("UPDATE sdp.stages SET status = 'complete' WHERE stage_number = 1")
        assert statuses(connection, project) == "calllllll"
        assert refusal(connection, "UPDATE sdp.stages SET status = 'complete' WHERE stage_number = 5"
                       ).sqlstate == "SD001"
    assert database.execute("SELECT current_stage FROM sdp.projects") == [(2,)]
    assert database.execute("SELECT version, is_active FROM sdp.stage_outputs") == [(1, True)]
    assert {row.actor for row in database.execute("SELECT actor FROM sdp_engine.stage_events")} == {least}
    assert broken(database) == []


def test_application_needs_nothing_of_the_engine(owned_database, project):
    database = owned_database
    with database.connect(database.app) as connection:
        for table in ("stage_events", "budgets", "model_prices", "generation_tickets", "slug_counters"):
            for statement in (f"SELECT * FROM sdp_engine.{table}", f"DELETE FROM sdp_engine.{table}"):
                assert refusal(connection, statement).sqlstate == "42501", statement
        for statement in ("INSERT INTO sdp_engine.budgets (user_id, monthly_amount) SELECT id, 1 FROM sdp.users",
                          "UPDATE sdp_engine.budgets SET monthly_amount = 1000000"):
            assert refusal(connection, statement).sqlstate == "42501", statement
        complete(connection, project, 1, 2)
        ticket = connection.execute("SELECT ticket FROM sdp.begin_generation(%s, 3)", [project]).fetchone()[0]
        assert connection.execute("SELECT applied FROM sdp.finish_generation(%s, '{\"tables\": []}'::text)",
                                  [ticket]).fetchone()[0]
        for reading in ("validate_project(%s)", "package_files(%s)", "allowed_transitions(%s, 3)",
                        "validate_stage(%s, 3)"):
            connection.execute(f"SELECT * FROM sdp.{reading}", [project])
        connection.execute("SELECT sdp.export_manifest(%s)", [project])
        assert connection.execute("SELECT * FROM sdp.version()").fetchone()[2] >= 2
        assert connection.execute("SELECT count(*) FROM sdp.stage_overview").fetchone()[0] == 9
        connection.execute("SELECT sdp.revert_stage(%s, 1, 'why', true)", [project])
        assert statuses(connection, project) == "rllllllll"
        connection.execute("DELETE FROM sdp.users")
    assert broken(database) == []


def test_functions_give_no_rights(owned_database, project):
    """They run as who calls them: without rights on the tables they change nothing."""
    database = owned_database
    stranger = database.make_role("stranger")
    database.execute(f"GRANT USAGE ON SCHEMA sdp TO {stranger}", database.owner)
    with database.connect(stranger) as connection:
        for call in ("save_stage(%s, 1, '{}')", "complete_stage(%s, 1)", "validate_stage(%s, 1)",
                     "package_files(%s)", "export_manifest(%s)", "begin_generation(%s, 1)",
                     "request_generation(%s, 1)",
                     "add_output(%s, 1, 'json', '{}')", "allowed_transitions(%s, 1)",
                     "register_export(%s, 'zip', '/x', 1)", "revert_stage(%s, 1)"):
            with pytest.raises(Exception) as caught:
                connection.execute(f"SELECT * FROM sdp.{call}", [project])
            assert caught.value.sqlstate == "SD406", call
    assert database.execute("SELECT count(*) FROM sdp_engine.stage_events") == [(0,)]


def test_views_show_what_their_reader_may_see(owned_database, project):
    database = owned_database
    database.execute("ALTER TABLE sdp.projects ENABLE ROW LEVEL SECURITY", database.owner)
    with database.connect(database.app) as connection:
        for view in ("project_overview", "stage_overview"):
            assert connection.execute(f"SELECT count(*) FROM sdp.{view}").fetchone()[0] == 0
        error = refusal(connection, f"SELECT * FROM sdp.validate_stage('{project}', 1)")
        assert error.sqlstate == "SD101"
    with database.connect(database.owner) as connection:
        assert connection.execute("SELECT count(*) FROM sdp.stage_overview").fetchone()[0] == 9


def test_hostile_search_path(owned_database, project):
    """Operators and functions in a schema before pg_catalog must not run in our statements, which
    run as the system's owner."""
    database = owned_database
    database.execute(f"CREATE SCHEMA evil AUTHORIZATION {database.app}")
    pairs = [(one, one) for one in TYPES] + MIXED
    with database.connect(database.app) as connection:
        for number, (left, right) in enumerate(pairs):
            connection.execute(
                f"CREATE FUNCTION evil.f{number}({left}, {right}) RETURNS boolean LANGUAGE plpgsql AS"
                " $$BEGIN RAISE 'evil ran as %', current_user; END$$;" + "".join(
                    f"CREATE OPERATOR evil.{operator} (LEFTARG = {left}, RIGHTARG = {right},"
                    f" FUNCTION = evil.f{number});" for operator in OPERATORS))
        for signature in FUNCTIONS:
            connection.execute(f"CREATE FUNCTION evil.{signature} RETURNS text LANGUAGE plpgsql AS"
                               " $$BEGIN RAISE 'evil ran as %', current_user; END$$")
        connection.execute("SET search_path = evil, pg_catalog")
        for found in ("SELECT 'a'::text = 'b'::text", "SELECT now()", "SELECT '{}'::jsonb -> 'a'::text",
                      "SELECT 1 + 1", "SELECT max(1)"):
            assert "evil ran" in str(refusal(connection, found))
    for prepared_before in (False, True):
        with database.connect(database.app) as connection:
            if prepared_before:
                # Plans made in a good search_path are analysed again in the bad one.
                complete(connection, project, 1)
                connection.execute("SELECT sdp.revert_stage(%s, 1)", [project])
            connection.execute("SET search_path = evil, pg_catalog")
            everything(connection, project)
    with database.connect(database.owner) as connection:
        connection.execute("SET search_path = evil, pg_catalog")
        assert connection.execute("SELECT * FROM sdp.check_integrity()").fetchall() == []
        assert connection.execute("SELECT sdp.install()").fetchone()[0] == "unchanged"
        connection.execute("SELECT * FROM sdp.stage_overview; SELECT * FROM sdp.project_overview")


def everything(connection, project):
    """Most of what an application does, without an operator of its own."""
    complete(connection, project, 1, 2)
    connection.execute("SELECT sdp.add_output(%s, 3, 'json', '{\"tables\": []}')", [project])
    connection.execute("SELECT sdp.add_output(%s, 3, 'md', '# Tables')", [project])
    connection.execute("SELECT sdp.activate_output(%s, 3, 1)", [project])
    ticket = connection.execute("SELECT ticket FROM sdp.begin_generation(%s, 3)", [project]).fetchone()[0]
    connection.execute("SELECT sdp.finish_generation(%s, '{\"tables\": [1]}'::text)", [ticket])
    ticket = connection.execute("SELECT ticket FROM sdp.begin_generation(%s, 3)", [project]).fetchone()[0]
    connection.execute("SELECT sdp.fail_generation(%s, 'error', 'no')", [ticket])
    connection.execute("SELECT sdp.register_export(%s, 'zip', '/x', 1)", [project])
    for reading in ("validate_project(%s)", "package_files(%s)", "allowed_transitions(%s, 3)",
                    "validate_stage(%s, 3)", "export_manifest(%s)"):
        connection.execute(f"SELECT * FROM sdp.{reading}", [project])
    connection.execute("SELECT sdp.revert_stage(%s, 1, 'again', true)", [project])
    user = connection.execute(
        "INSERT INTO sdp.users (email, name) VALUES ('eve@example.com', 'Eve')"
        " ON CONFLICT DO NOTHING RETURNING id").fetchone()
    if user:
        second = connection.execute("SELECT sdp.create_project(%s, 'Second')", [user[0]]).fetchone()[0]
        connection.execute("SELECT sdp.create_stages(%s)", [second])
        connection.execute("INSERT INTO sdp.templates (name, description, category, stage_defaults)"
                           " VALUES ('Own', 'x', 'other', '{}')")


@pytest.mark.parametrize("setting, expected", [(None, "app"), ("ada", "ada")])
def test_actor(owned_database, project, setting, expected):
    """sdp.user_id, else the role that the session acts as: SET ROLE's, never a definer's."""
    database = owned_database
    expected = database.app if expected == "app" else expected
    with database.connect(database.app) as connection:
        if setting:
            connection.execute(f"SET sdp.user_id = '{setting}'")
        connection.execute("SELECT sdp.save_stage(%s, 1, '{\"a\": 1}')", [project])
    assert actors(database) == [expected]


def actors(database):
    return [row.actor for row in database.execute("SELECT actor FROM sdp_engine.stage_events ORDER BY seq")]


def test_actor_under_set_role_and_security_definer(owned_database, project):
    database = owned_database
    database.execute(f"GRANT {database.app} TO {database.owner}")
    database.execute("CREATE FUNCTION public.as_owner(p uuid) RETURNS void LANGUAGE sql SECURITY DEFINER"
                     " AS $$UPDATE sdp.stages SET data = '{\"a\": 1}' WHERE project_id = p"
                     " AND stage_number = 1$$;"
                     f"ALTER FUNCTION public.as_owner(uuid) OWNER TO {database.owner}")
    with database.connect(database.owner) as connection:
        connection.execute(f"SET ROLE {database.app}")
        connection.execute("SELECT public.as_owner(%s)", [project])
    assert actors(database) == [database.app]


def test_null_arguments_of_functions_altered_to_strict_and_back(owned_database, project):
    """STRICT or not, every argument is looked at: NULL is an error and never a crash."""
    database = owned_database
    with database.connect(database.owner) as connection:
        functions = connection.execute(
            "SELECT oid::regprocedure::text AS name, pronargs FROM pg_proc WHERE pronamespace ="
            " 'sdp'::regnamespace AND prorettype <> 'trigger'::regtype AND prolang ="
            " (SELECT oid FROM pg_language WHERE lanname = 'c') AND pronargs > 0 AND proname <> 'check_integrity'"
            " AND proname NOT LIKE 'json\\_matches%'").fetchall()  # Null of null, as a CHECK wants it.
        assert len(functions) > 15
        for function in functions:
            kinds = function.name[function.name.index("(") + 1:-1].split(",")
            name = function.name[:function.name.index("(")]
            values = ", ".join(f"NULL::{kind}" for kind in kinds)
            assert refusal(connection, f"SELECT * FROM {name}({values})").sqlstate == "SD201", name
