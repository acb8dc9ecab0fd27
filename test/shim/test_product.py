"""The extension's own functions and triggers, fed with what could crash a server."""

import uuid

import psycopg
import pytest

ENVELOPE = "v1:bm90.YQ==.a2V5"
NESTED = "[" * 100_000 + "]" * 100_000
NESTED_OBJECTS = '{"a":' * 100_000 + "1" + "}" * 100_000


@pytest.fixture
def project(product):
    """A new project, stage 1 of which is open."""
    user = product.value(
        "INSERT INTO sdp.users (email, name) VALUES (%s, 'Ada') RETURNING id", f"{uuid.uuid4()}@example.com"
    )
    product.run(
        """INSERT INTO sdp.ai_provider_configs
            (user_id, provider, label, api_key_encrypted, default_model, is_default)
            VALUES (%s, 'anthropic', 'Work', %s, 'a-model', true)""",
        user, ENVELOPE,
    )  # fmt: skip
    return product.value("SELECT sdp.create_project(%s, 'A project', 'Described.')", user)


def functions(client):
    """Signature, name and argument types of all but triggers."""
    return client.rows(
        """SELECT p.oid::regprocedure::text, p.proname, p.proargtypes::oid[]::regtype[]::text[]
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass
        JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
        WHERE e.extname = 'pg_sdp' AND d.deptype = 'e' AND p.prorettype <> 'trigger'::regtype
        ORDER BY 1"""
    )


def outcome(client, call, parameters):
    """The SQLSTATE, or None; the transaction is rolled back and the backend must live on."""
    try:
        with client.connection.transaction(force_rollback=True):
            client.run(f"SELECT * FROM {call}", *parameters)
        result = None
    except psycopg.Error as error:
        assert error.diag.sqlstate, f"{call} did not survive: {error}"
        result = error.diag.sqlstate
    client.check_sound()
    return result


def call_of(signature, types):
    name = signature.split("(")[0]
    return f"{name}({', '.join(f'%s::{type}' for type in types)})"


def plausible(client, project, name, types):
    """Arguments that a call could have."""
    values = {
        "uuid": project, "integer": 1, "bigint": 5, "boolean": False, "jsonb": '{"name": "x"}',
        "json": '{"name": "x"}',
        "bytea": b'{"name": "x"}', "numeric": 1, "text": '{"name": "x"}',
        "timestamptz": "2026-01-01", "timestamp with time zone": "2026-01-01", "interval": "1 minute",
    }  # fmt: skip
    chosen = [values[type] for type in types]
    if name == "create_project":
        chosen = [client.value("SELECT user_id FROM sdp.projects WHERE id = %s", project),
                  "Name", "Text", None, None, "a-slug"]
    elif name in ("finish_generation", "fail_generation"):
        ticket = client.value("SELECT ticket FROM sdp.begin_generation(%s, 1)", project)
        chosen[0] = ticket
        chosen[2] = "json"
        if name == "fail_generation":
            chosen[1:3] = "error", "It failed."
    elif name in ("begin_generation", "request_generation"):
        chosen[3] = None
    elif name == "extend_lease":
        chosen[0] = client.value("SELECT ticket FROM sdp.begin_generation(%s, 1)", project)
    elif name == "add_output":
        chosen[2] = "json"
    elif name == "create_demo_project":
        chosen[0] = client.value("SELECT user_id FROM sdp.projects WHERE id = %s", project)
    elif name == "apply_template":
        chosen[1] = client.value("SELECT id FROM sdp.templates WHERE category = 'saas'")
    elif name == "save_as_template":
        chosen[3] = "other"
    elif name == "transition_stage":
        chosen[2] = "review"
    elif name.endswith(("_registered_json", "_registered_schema")):
        chosen[0] = "product"
        chosen[2:] = ["{}"] * len(chosen[2:])
    elif name == "save_stage":
        chosen[4] = None
    elif name == "validate_json":
        chosen[2] = "{}"
    elif name == "register_export":
        chosen[1:3] = "zip", "/tmp/a.zip"
    elif name == "stage_number":
        chosen = ["api"]
    return chosen


@pytest.mark.parametrize("strictness", ["as installed", "CALLED ON NULL INPUT", "STRICT"])
def test_null_in_each_argument(product, project, strictness):
    found = functions(product)
    assert len(found) > 20
    wrong, refused = [], 0
    for signature, name, types in found:
        values = plausible(product, project, name, types)
        # Without a null first: where an optional argument is missing, the outcome is the same.
        nulls = [set(), *({i} for i in range(len(types))), set(range(len(types)))]
        usual = None
        product.run("BEGIN")
        if strictness != "as installed":
            product.run(f"ALTER FUNCTION {signature} {strictness}")
        product.run("SAVEPOINT s")
        for missing in nulls:
            given = [None if i in missing else v for i, v in enumerate(values)]
            try:
                product.run(f"SELECT * FROM {call_of(signature, types)}", *given)
                state = None
            except psycopg.Error as error:
                state = error.diag.sqlstate
                assert state, f"{signature} with {given} did not survive: {error}"
            product.run("ROLLBACK TO s")
            assert product.value("SELECT 1") == 1
            refused += state == "SD201"
            if not missing:
                usual = state
            elif state not in (None, "SD201", usual):
                wrong.append((signature, sorted(missing), state))
        product.run("ROLLBACK")
        if name in ("finish_generation", "fail_generation", "extend_lease"):
            product.run("SELECT sdp.fail_generation(%s, 'error', 'over')", values[0])
    assert wrong == []
    assert (refused > 20) == (strictness != "STRICT")


@pytest.mark.parametrize("text", [NESTED, NESTED_OBJECTS, '{"a":' + NESTED + "}", '{"a":"\\u0000"}', "- " * 50_000, "{" * 50_000],
                         ids=["arrays", "objects", "arrays in an object", "escaped NUL", "sequences", "braces"])  # fmt: skip
@pytest.mark.parametrize("format", ["json", "md", "sql", "yaml", None])
def test_hostile_text(product, project, text, format):
    """In each argument that takes text or bytes, of each function, in each format."""
    states = {}
    for signature, name, types in functions(product):
        for position, type in enumerate(types):
            if type not in ("text", "bytea"):
                continue
            given = plausible(product, project, name, types)
            if format and name in ("add_output", "finish_generation"):
                given[2] = format
            given[position] = text.encode() if type == "bytea" else text
            states[name, type, position] = outcome(product, call_of(signature, types), given)
            if name in ("finish_generation", "fail_generation", "extend_lease"):
                product.run("SELECT sdp.fail_generation(%s, 'error', 'over')", given[0])
    assert ("add_output", "text", 3) in states and ("finish_generation", "bytea", 1) in states
    unexpected = {k: v for k, v in states.items() if v and not v.startswith("SD") and v not in ("54001", "22001", "22P05", "23514")}
    assert unexpected == {}
    # A bad answer of a model is an answer: its row in the ledger is never lost.
    assert states["finish_generation", "text", 1] is None
    assert states["finish_generation", "bytea", 1] is None


@pytest.mark.parametrize("depth", [500, 3000, 6000])
def test_deep_jsonb(product, project, depth):
    data = '{"a":' + "[" * depth + "]" * depth + "}"
    assert product.value("SELECT jsonb_typeof(%s::jsonb)", data) == "object"
    for signature, name, types in functions(product):
        if "jsonb" in types:
            given = plausible(product, project, name, types)
            given[types.index("jsonb")] = data
            state = outcome(product, call_of(signature, types), given)
            # A bad answer of a model is recorded as one, and a bad schema reported; what no keyword of a
            # registered schema looks at is not walked. import_files takes texts by path, and nothing nested.
            fits = (depth < 1000 and name != "import_files") or name in ("finish_generation", "check_schema", "validate_registered_json",
                                            "json_matches_registered_schema", "find_stages")
            assert state is None if fits else state and state.startswith("SD"), (signature, state)
            product.run("SELECT sdp.cancel_generation(%s, 1)", project)
    state = outcome(product, "jsonb_typeof(%s::jsonb)", [NESTED])
    assert state == "54001"


def test_escaped_nul_in_data(product, project):
    assert product.fail("SELECT sdp.save_stage(%s, 1, %s)", project, '{"a":"\\u0000"}').sqlstate == "SD204"
    assert product.fail("SELECT sdp.save_stage(%s, 1, %s::jsonb)", project, '{"a":"\\u0000"}').sqlstate == "22P05"


def test_answer_with_a_nul_byte(product, project):
    ticket = product.value("SELECT ticket FROM sdp.begin_generation(%s, 1)", project)
    said = product.rows("SELECT applied, status, error_code FROM sdp.finish_generation(%s, %s::bytea)",
                        ticket, b'{"a": "\0"}')  # fmt: skip
    assert said == [(True, "error", "SD205")]


# --- what the tables' owner may do must not crash the server ---


@pytest.fixture
def changed(product):
    """A transaction for changes of the tables, undone afterwards."""
    product.run("BEGIN")
    yield product
    product.connection.rollback()


def test_row_suppressed_by_a_trigger(changed, project):
    changed.run(
        """CREATE FUNCTION public.suppress() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RETURN NULL; END $$;
        CREATE TRIGGER zz BEFORE INSERT ON sdp.stage_outputs
            FOR EACH ROW EXECUTE FUNCTION public.suppress()"""
    )
    said = changed.fail("SELECT sdp.add_output(%s, 1, 'json', '{}')", project)
    assert said.sqlstate == "SD406"


def test_row_suppressed_by_a_rule(changed, project):
    changed.run("CREATE RULE nothing AS ON INSERT TO sdp.stage_outputs DO INSTEAD NOTHING")
    said = changed.fail("SELECT sdp.add_output(%s, 1, 'json', '{}')", project)
    assert said.sqlstate == "SD403"


def test_null_where_none_should_be(changed, project):
    changed.run("ALTER TABLE sdp.stages ALTER COLUMN stage_name DROP NOT NULL")
    changed.run("ALTER TABLE sdp.stages DISABLE TRIGGER USER")
    changed.run("UPDATE sdp.stages SET stage_name = NULL, stage_label = stage_label")
    for call in ("package_files(%s)", "validate_project(%s)", "create_stages(%s)", "check_integrity(%s)"):
        changed.run("SAVEPOINT s")
        try:
            changed.run(f"SELECT * FROM sdp.{call}", project)
        except psycopg.Error as error:
            assert error.diag.sqlstate == "SD403", (call, error)
        changed.run("ROLLBACK TO s")


@pytest.mark.parametrize(
    "table, column, type, expression",
    [
        ("projects", "slug", "integer", "42"),
        ("projects", "name", "bigint", "42"),
        ("stages", "status", "integer", "42"),
        ("stages", "stage_number", "text", "stage_number::text"),
        ("stages", "data", "text", "data::text"),
        ("stages", "updated_at", "text", "updated_at::text"),
        ("stage_outputs", "version", "text", "version::text"),
        ("users", "email", "integer", "42"),
    ],
)
def test_column_of_another_type(changed, project, table, column, type, expression):
    changed.run("DROP VIEW IF EXISTS sdp.project_overview, sdp.stage_overview, sdp.generation_queue, sdp.usage_by_project,"
                " sdp.usage_by_user, sdp.usage_by_model, sdp.usage_by_day CASCADE")
    constraints = changed.rows(
        "SELECT quote_ident(conname) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'u')"
        " AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.confrelid = pg_constraint.conrelid AND f.conindid = pg_constraint.conindid)",
        f"sdp.{table}")
    for (name,) in constraints:
        changed.run(f"ALTER TABLE sdp.{table} DROP CONSTRAINT {name}")
    for (name,) in changed.rows(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND NOT indisprimary",
        f"sdp.{table}"):
        changed.run(f"DROP INDEX {name}")
    changed.run(f"ALTER TABLE sdp.{table} ALTER COLUMN {column} DROP DEFAULT")
    changed.run(f"ALTER TABLE sdp.{table} DISABLE TRIGGER USER")
    changed.run(f"ALTER TABLE sdp.{table} ALTER COLUMN {column} TYPE {type} USING {expression}")
    changed.run(f"ALTER TABLE sdp.{table} ENABLE TRIGGER USER")
    user = changed.value("SELECT user_id FROM sdp.projects WHERE id = %s", project)
    statements = [
        ("SELECT sdp.create_project(%s, 'Another', 'x')", user),
        ("SELECT * FROM sdp.save_stage(%s, 1, '{\"name\": \"x\"}')", project),
        ("SELECT * FROM sdp.add_output(%s, 1, 'json', '{}')", project),
        ("SELECT * FROM sdp.complete_stage(%s, 1)", project),
        ("SELECT * FROM sdp.validate_project(%s)", project),
        ("SELECT * FROM sdp.package_files(%s)", project),
        ("SELECT * FROM sdp.check_integrity(%s)", project),
        ("UPDATE sdp.stages SET user_input = 'x' WHERE project_id = %s", project),
        ("UPDATE sdp.projects SET description = 'x' WHERE id = %s", project),
        ("UPDATE sdp.users SET name = 'x' WHERE id = %s", user),
        ("DELETE FROM sdp.users WHERE id = %s", user),
    ]
    states = []
    for query, parameter in statements:
        changed.run("SAVEPOINT s")
        try:
            changed.run(query, parameter)
            states.append(None)
        except psycopg.Error as error:
            states.append(error.diag.sqlstate)
            assert states[-1], f"{query} did not survive: {error}"
        changed.run("ROLLBACK TO s")
    # Refused by us or by the server's own typing; SD005 is complete_stage's on a stage without data.
    refusals = {"SD403", "42883", "42804", "42846", "22P02", "23502"}
    assert set(states) <= refusals | {None, "SD005"}, states
    assert refusals & set(states), states


def test_trigger_for_each_statement(changed):
    changed.run(
        "CREATE TRIGGER zz AFTER INSERT OR UPDATE OR DELETE ON sdp.users EXECUTE FUNCTION sdp.enforce_users()"
    )
    said = changed.fail("INSERT INTO sdp.users (email, name) VALUES ('st@example.com', 'x')")
    assert said.sqlstate == "SD405"


@pytest.mark.parametrize("schema", ["sdp_evil", "public"])
def test_trigger_on_a_table_of_the_same_name(changed, schema):
    changed.run(
        f"""CREATE SCHEMA IF NOT EXISTS {schema};
        CREATE TABLE {schema}.users (id integer, email integer, name integer);
        CREATE TRIGGER zz BEFORE INSERT ON {schema}.users FOR EACH ROW EXECUTE FUNCTION sdp.enforce_users()"""
    )
    assert changed.fail(f"INSERT INTO {schema}.users VALUES (1, 2, 3)").sqlstate == "SD405"


def test_trigger_functions_called_by_hand(product):
    names = product.rows("SELECT oid::regprocedure::text FROM pg_proc WHERE prorettype = 'trigger'::regtype"
                         " AND pronamespace = 'sdp'::regnamespace")  # fmt: skip
    assert len(names) >= 12
    for (name,) in names:
        assert product.fail(f"SELECT {name}").sqlstate == "SD405"
