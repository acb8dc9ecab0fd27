"""Load mode: rows are taken as they are, but only from the tables' owner, with row_security off,
outside of any change of the user."""

import pytest

from servers import (broken, complete, contents, make_project, own_server, owned_database,  # noqa: F401
                     refusal, statuses)

OFF = "-c row_security=off"
JUMP = "UPDATE sdp.stages SET status = 'complete' WHERE stage_number = 5"


@pytest.fixture
def project(owned_database):
    with owned_database.connect(owned_database.owner) as connection:
        made = make_project(connection)
        complete(connection, made, 1)
        return made


def test_owner_loads_rows_as_they_are(owned_database, project):
    database = owned_database
    events = database.value("SELECT count(*) FROM sdp_engine.stage_events")
    with database.connect(database.owner, options=OFF) as connection:
        connection.execute(JUMP)
        connection.execute("UPDATE sdp.projects SET current_stage = 7, updated_at = '2001-01-01Z'")
        assert statuses(connection, project) == "callcllll"
        row = connection.execute("SELECT current_stage, extract(year FROM updated_at) FROM sdp.projects"
                                 ).fetchone()
        assert row == (7, 2001)
    assert database.value("SELECT count(*) FROM sdp_engine.stage_events") == events
    # Which is what check_integrity() is for.
    assert {row.invariant for row in broken(database)} == {"I1", "I2", "I3", "I7"}


def test_superuser_loads_rows_as_they_are(owned_database, project):
    with owned_database.connect(options=OFF) as connection:
        connection.execute(JUMP)
        assert statuses(connection, project) == "callcllll"


def test_row_security_on_is_no_load_mode(owned_database, project):
    assert owned_database.refused(JUMP, owned_database.owner).sqlstate == "SD001"


def test_application_cannot_load(owned_database, project):
    """An application role may set row_security; it does not own the tables."""
    database = owned_database
    with database.connect(database.app, options=OFF) as connection:
        assert connection.execute("SHOW row_security").fetchone()[0] == "off"
        assert refusal(connection, JUMP).sqlstate == "SD001"
        assert refusal(connection, "INSERT INTO sdp.users (email, name) VALUES (' ', ' ')"
                       ).sqlstate == "SD202"
        connection.execute("UPDATE sdp.projects SET current_stage = 7")
        assert connection.execute("SELECT current_stage FROM sdp.projects").fetchone()[0] == 2
    assert broken(database) == []


def test_member_of_the_owner_loads_only_as_the_owner(owned_database, project):
    """object_ownercheck() counts membership: a member of the owner may do what the owner may."""
    database = owned_database
    database.execute(f"GRANT {database.owner} TO {database.app} WITH INHERIT FALSE, SET TRUE")
    with database.connect(database.app, options=OFF) as connection:
        assert refusal(connection, JUMP).sqlstate == "SD001"
        connection.execute(f"SET ROLE {database.owner}")
        connection.execute(JUMP)
        assert statuses(connection, project) == "callcllll"


def test_security_definer_is_no_load_mode(owned_database, project):
    """An owner's SECURITY DEFINER function would lend the owner's name to whoever calls it."""
    database = owned_database
    database.execute(f"CREATE FUNCTION public.jump() RETURNS void LANGUAGE sql SECURITY DEFINER"
                     f" AS $${JUMP}$$; CREATE FUNCTION public.who() RETURNS text LANGUAGE sql"
                     " SECURITY DEFINER AS $$SELECT current_user || current_setting('row_security')$$",
                     "postgres")
    for function in ("jump", "who"):
        database.execute(f"ALTER FUNCTION public.{function}() OWNER TO {database.owner}")
    with database.connect(database.app, options=OFF) as connection:
        assert connection.execute("SELECT public.who()").fetchone()[0] == f"{database.owner}off"
        assert refusal(connection, "SELECT public.jump()").sqlstate == "SD001"
    with database.connect(database.owner, options=OFF) as connection:
        assert refusal(connection, "SELECT public.jump()").sqlstate == "SD001"


def test_cascade_is_no_load_mode(owned_database, project):
    """A foreign key cascades as the table's owner: here of an application's table, by which it
    could have set a stage's status to anything."""
    database = owned_database
    database.execute(f"GRANT REFERENCES ON sdp.stages TO {database.app};"
                     f"GRANT CREATE ON SCHEMA public TO {database.app}")
    stage = database.value("SELECT id FROM sdp.stages WHERE stage_number = 5")
    # The owner's foreign key from stages to the application's table.
    database.execute("CREATE TABLE public.labels (status varchar(20) PRIMARY KEY);"
                     "INSERT INTO public.labels VALUES ('locked'), ('active'), ('complete'), ('review'),"
                     "('generating')", database.app)
    database.execute(f"GRANT REFERENCES ON public.labels TO {database.owner}", database.app)
    database.execute("ALTER TABLE sdp.stages ADD CONSTRAINT label FOREIGN KEY (status)"
                     " REFERENCES public.labels ON UPDATE CASCADE", database.owner)
    with database.connect(database.app, options=OFF) as connection:
        connection.execute("DELETE FROM public.labels WHERE status = 'review'")
        error = refusal(connection, "UPDATE public.labels SET status = 'review' WHERE status = 'locked'")
        assert error.sqlstate.startswith("SD")
        assert "stage" in error.diag.message_primary
    assert database.value(f"SELECT status FROM sdp.stages WHERE id = '{stage}'") == "locked"


def test_delete_of_a_user_cascades_by_the_rules(owned_database, project):
    """The cascade of a DELETE in load mode runs as the owner, but it is not itself a load."""
    database = owned_database
    with database.connect(database.app, options=OFF) as connection:
        error = refusal(connection, "DELETE FROM sdp.stages WHERE stage_number = 1")
        assert error.sqlstate == "SD303"
        connection.execute("DELETE FROM sdp.users")
        assert connection.execute("SELECT count(*) FROM sdp.stages").fetchone()[0] == 0


def test_functions_are_never_in_load_mode(owned_database, project):
    """They run as who calls them: for the owner with row_security off, without the rules' effects,
    they would leave half a change behind."""
    database = owned_database
    with database.connect(database.owner, options=OFF) as connection:
        complete(connection, project, 2, 3)
        connection.execute("SELECT sdp.revert_stage(%s, 3)", [project])
        connection.execute("SELECT sdp.add_output(%s, 3, 'md', '# Tables')", [project])
        connection.execute("SELECT sdp.add_output(%s, 3, 'json', '{\"tables\": []}')", [project])
        connection.execute("SELECT sdp.activate_output(%s, 3, 1)", [project])
        connection.execute("SELECT sdp.register_export(%s, 'zip', '/tmp/x.zip', 10)", [project])
        ticket = connection.execute("SELECT ticket FROM sdp.begin_generation(%s, 3)", [project]
                                    ).fetchone()[0]
        connection.execute("SELECT sdp.finish_generation(%s, '{\"tables\": []}'::text)", [ticket])
        connection.execute("SELECT sdp.create_project((SELECT id FROM sdp.users), 'Second')")
        connection.execute("INSERT INTO sdp.projects (user_id, name, slug)"
                           " SELECT id, 'Third', 'third' FROM sdp.users")
        connection.execute("SELECT sdp.create_stages(id) FROM sdp.projects WHERE slug = 'third'")
        assert statuses(connection, project) == "ccrllllll"
        assert connection.execute("SHOW row_security").fetchone()[0] == "off"
    assert broken(database) == []


def test_built_in_rows_take_the_loaded_values(owned_database):
    database = owned_database
    before = contents(database)
    template = database.execute("SELECT * FROM sdp.templates ORDER BY id LIMIT 1")[0]
    with database.connect(database.owner, options=OFF) as connection:
        connection.execute("INSERT INTO sdp.templates VALUES (%s, 'Loaded', 'x', 'other', NULL, '{}',"
                           " true, now())", [template.id])
        connection.execute("INSERT INTO sdp_engine.schemas VALUES ('product', '{}', '{\"type\": \"object\"}')")
        connection.execute("INSERT INTO sdp_engine.stage_definitions (number, name, label, description,"
                           " context, schema_name, can_generate, custom_label)"
                           " VALUES (1, 'x', 'x', 'x', '{}', 'x', false, 'Idea')")
        connection.execute("INSERT INTO sdp_engine.rules (name, severity, is_built_in, custom_severity, enabled)"
                           " VALUES ('schema', 'info', true, 'warning', false)")
        # An own rule of the dump that is older than our rule of its name.
        connection.execute("INSERT INTO sdp_engine.rules (name, severity, predicate, message)"
                           " VALUES ('stale-output', 'error', 'true', 'ours')")
        connection.execute("INSERT INTO sdp_engine.migrations VALUES (1, 'x', 'x'), (2, 'x', 'x')")
    after = contents(database)
    assert database.value(f"SELECT name FROM sdp.templates WHERE id = '{template.id}'") == "Loaded"
    # The built-in document stays this version's; the customer's own is what is loaded.
    assert database.execute("SELECT document ? '$schema' AS kept, custom_document->>'type' AS own"
                            " FROM sdp_engine.schemas WHERE name = 'product'") == [(True, "object")]
    assert database.execute("SELECT name, custom_label FROM sdp_engine.stage_definitions"
                            " WHERE number = 1") == [("product", "Idea")]
    assert database.execute("SELECT severity, custom_severity, enabled FROM sdp_engine.rules"
                            " WHERE name = 'schema'") == [("error", "warning", False)]
    own = "SELECT severity, message, is_built_in FROM sdp_engine.rules WHERE name = 'stale-output'"
    assert database.execute(own) == [("error", "ours", False)]
    assert database.value("SELECT sdp.install()", database.owner) == "unchanged"
    assert database.execute(own) == [("error", "ours", False)]
    assert after["sdp_engine.migrations"] == before["sdp_engine.migrations"]
    assert all(len(after[table]) == len(before[table]) for table in before)
