"""What a tables' owner may do to them, and what is then tried: for test_altered_tables.py."""

import json

from servers import FITTING, example, fitting

TYPES = ["text", "varchar(3)", "bytea", "bigint", "smallint", "integer", "numeric", "float8", "boolean",
         "uuid", "json", "jsonb", "timestamp", "timestamptz", "interval", "integer[]", "tid", "name",
         "public.odd_domain", "public.odd_enum"]

PROJECT = "00000000-0000-4000-8000-0000000000a1"
TICKET = "00000000-0000-4000-8000-0000000000c1"

HELPERS = """
CREATE DOMAIN public.odd_domain AS text;
CREATE TYPE public.odd_enum AS ENUM ('active', 'json');
-- Changes a column's type, whatever stands in the way.
CREATE FUNCTION public.retype(in_table regclass, col name, to_type text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE k record;
BEGIN
    DROP VIEW IF EXISTS sdp.stage_overview, sdp.project_overview;
    BEGIN
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT, ALTER COLUMN %I TYPE %s USING %I::text::%s',
                       in_table, col, col, to_type, col, to_type);
        RETURN;
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
    FOR k IN SELECT conrelid::regclass AS rel, conname FROM pg_constraint
             WHERE (conrelid = in_table AND conkey @> ARRAY[(SELECT attnum FROM pg_attribute
                        WHERE attrelid = in_table AND attname = col)])
                OR (confrelid = in_table AND confkey @> ARRAY[(SELECT attnum FROM pg_attribute
                        WHERE attrelid = in_table AND attname = col)])
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', k.rel, k.conname);
    END LOOP;
    FOR k IN SELECT indexrelid::regclass AS rel FROM pg_index WHERE indrelid = in_table
             AND indkey::int2[] @> ARRAY[(SELECT attnum FROM pg_attribute
                        WHERE attrelid = in_table AND attname = col)]
    LOOP
        EXECUTE format('DROP INDEX %s', k.rel);
    END LOOP;
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', in_table, col);
    BEGIN
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE %s USING %I::text::%s', in_table, col, to_type,
                       col, to_type);
    EXCEPTION WHEN OTHERS THEN
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE %s USING NULL', in_table, col, to_type);
    END;
END$$;
-- Runs statements, undoing each: how it ended, and what the client would read.
CREATE FUNCTION public.probe(statements text[]) RETURNS TABLE (statement text, state text, said text)
LANGUAGE plpgsql AS $$
DECLARE message text; detail text; context text;
BEGIN
    FOREACH statement IN ARRAY statements LOOP
        BEGIN
            EXECUTE statement;
            RAISE EXCEPTION USING ERRCODE = 'UNDO1', MESSAGE = 'done';
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
                context = PG_EXCEPTION_CONTEXT;
            state := SQLSTATE;
            said := message || ' / ' || detail || ' / '
                || regexp_replace(context, '(SQL statement.*\\n)?PL/pgSQL function probe.*', '');
            RETURN NEXT;
        END;
    END LOOP;
END$$;
"""


def fill(connection):
    """A project with something in every table."""
    connection.execute(
        f"""INSERT INTO sdp.users (id, email, name) VALUES ('{PROJECT}', 'ada@example.com', 'Ada');
        INSERT INTO sdp.ai_provider_configs (id, user_id, provider, label, api_key_encrypted, default_model)
            VALUES ('{PROJECT}', '{PROJECT}', 'openai', 'Work', 'none:', 'gpt');
        INSERT INTO sdp.projects (id, user_id, name, slug) VALUES ('{PROJECT}', '{PROJECT}', 'Shop', '');
        SELECT sdp.create_stages('{PROJECT}')""")
    for stage in (1, 2):
        connection.execute("SELECT sdp.save_stage(%s, %s, %s::jsonb)",
                           [PROJECT, stage, json.dumps(example(stage))])
        connection.execute("SELECT sdp.complete_stage(%s, %s)", [PROJECT, stage])
    connection.execute(
        f"""SELECT sdp.add_output('{PROJECT}', 2, 'md', '# Entities');
        SELECT sdp.save_stage('{PROJECT}', 3, '{fitting(3)}'::jsonb);
        INSERT INTO sdp.export_packages (id, project_id, format, validation_status, file_path, file_size_bytes)
            VALUES ('{PROJECT}', '{PROJECT}', 'zip', 'valid', '/tmp/a.zip', 5);
        INSERT INTO sdp.mcp_tokens (user_id, project_id, token_hash, label)
            VALUES ('{PROJECT}', '{PROJECT}', repeat('a', 64), 'Agent');
        INSERT INTO sdp.templates (id, name, description, category, stage_defaults)
            VALUES ('{PROJECT}', 'Ours', 'x', 'other', '{{}}');
        SELECT sdp.begin_generation('{PROJECT}', 3);
        SELECT sdp.finish_generation((SELECT id FROM sdp_engine.generation_tickets), '{fitting(3, a=1)}'::text);
        SELECT sdp.begin_generation('{PROJECT}', 3);
        UPDATE sdp_engine.generation_tickets SET id = '{TICKET}' WHERE closed_at IS NULL""")


def function_calls(connection):
    """A call of every function, with arguments that could be."""
    values = {"uuid": f"'{PROJECT}'", "integer": "3", "bigint": "5", "boolean": "true", "numeric": "1",
              "jsonb": "'{\"a\": 1}'", "json": "'{\"a\": 1}'", "bytea": "'{\"a\": 1}'", "text": "'json'",
              "interval": "'1 minute'", "timestamp with time zone": "now()"}
    calls = []
    for name, types in connection.execute(
            "SELECT p.proname, p.proargtypes::oid[]::regtype[]::text[] FROM pg_proc p"
            " WHERE p.pronamespace = 'sdp'::regnamespace AND p.prorettype <> 'trigger'::regtype"
            " ORDER BY p.oid").fetchall():
        given = [f"{values[kind]}::{kind}" for kind in types]
        if name in ("finish_generation", "fail_generation"):
            given[0] = f"'{TICKET}'::uuid"
        if name == "fail_generation":
            given[1] = "'error'::text"
        if name in ("begin_generation", "request_generation"):
            given[3:6] = ["NULL", "NULL", "NULL"]
        if name == "extend_lease":
            given[0] = f"'{TICKET}'::uuid"
        if name == "extract_json":
            given = ["'{\"a\": 1}'::text"]
        if name == "save_stage":
            given[4:] = ["NULL"]
            given[2] = given[2] if types[2] != "text" else "'{\"a\": 1}'::text"
        if name == "create_project":
            given = [f"'{PROJECT}'", "'New'"]
        if name == "register_export":
            given[1] = "'zip'::text"
        if name == "stage_number":
            given = ["'api'"]
        if name == "add_output":
            given[3] = "'{\"a\": 2}'::text"
        calls.append(f"SELECT * FROM sdp.{name}({', '.join(given)})")
        if name in ("complete_stage", "revert_stage", "validate_stage", "activate_output", "save_stage"):
            calls.append(calls[-1].replace("3::integer", "2::integer", 1))
    return calls


DML = [
    "INSERT INTO sdp.users (email, name) VALUES ('eva@example.com', 'Eva')",
    "UPDATE sdp.users SET name = 'Ada L.'",
    "DELETE FROM sdp.users",
    "UPDATE sdp.ai_provider_configs SET is_default = true",
    "DELETE FROM sdp.ai_provider_configs",
    f"INSERT INTO sdp.projects (user_id, name, slug) VALUES ('{PROJECT}', 'Shop', '')",
    "UPDATE sdp.projects SET name = 'Kiosk'",
    "UPDATE sdp.projects SET status = 'archived'",
    "UPDATE sdp.projects SET deleted_at = now()",
    "UPDATE sdp.projects SET current_stage = 7",
    "DELETE FROM sdp.projects",
    f"INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label) VALUES ('{PROJECT}', 3, 'x', 'x')",
    "UPDATE sdp.stages SET status = 'review'",
    f"UPDATE sdp.stages SET status = 'complete', data = '{fitting(*FITTING)}'",
    "UPDATE sdp.stages SET user_input = 'x'",
    "DELETE FROM sdp.stages",
    "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)"
    " SELECT id, 0, 'json', '{\"b\": 1}', 'human' FROM sdp.stages",
    "UPDATE sdp.stage_outputs SET is_active = NOT is_active",
    "DELETE FROM sdp.stage_outputs",
    "INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens,"
    f" output_tokens, total_tokens, estimated_cost, duration_ms, status) SELECT id, '{PROJECT}', 'm', 'p', 1, 1,"
    " 2, 0, 1, 'success' FROM sdp.stages",
    "UPDATE sdp.ai_generations SET model = 'x'",
    "DELETE FROM sdp.ai_generations",
    "INSERT INTO sdp.export_packages (project_id, format, validation_status, file_path, file_size_bytes)"
    f" VALUES ('{PROJECT}', 'zip', 'valid', '/p', 1)",
    "DELETE FROM sdp.export_packages",
    "UPDATE sdp.mcp_tokens SET expires_at = now()",
    "UPDATE sdp.templates SET name = 'x'",
    "INSERT INTO sdp.templates (name, description, category, stage_defaults)"
    " VALUES ('x', 'x', 'other', '{\"product\": {}}')",
    "DELETE FROM sdp.templates",
    "UPDATE sdp_engine.schemas SET custom_document = '{}'",
    "UPDATE sdp_engine.stage_definitions SET custom_label = 'x'",
    "UPDATE sdp_engine.rules SET enabled = NOT enabled",
    "INSERT INTO sdp_engine.rules (name, severity, predicate, message) VALUES ('mine', 'error', 'false', 'x')",
    "DELETE FROM sdp_engine.rules WHERE NOT is_built_in",
    "INSERT INTO sdp_engine.accepted_findings (project_id, fingerprint, rule, path, message, reason, actor)"
    f" VALUES ('{PROJECT}', '', 'mine', '', 'x', 'x', '')",
    "DELETE FROM sdp_engine.accepted_findings",
    "SELECT * FROM sdp.stage_overview, sdp.project_overview",
]


def alterations(connection):
    """(name, SQL) of everything that is done to the tables, one at a time."""
    found = []
    columns = connection.execute(
        "SELECT c.oid::regclass::text AS name, a.attname::text AS column FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace IN ('sdp'::regnamespace,"
        " 'sdp_engine'::regnamespace) AND c.relkind = 'r' AND a.attnum > 0 ORDER BY 1, a.attnum").fetchall()
    for table, column in columns:
        found.append((f"{table}.{column} dropped", f"ALTER TABLE {table} DROP COLUMN {column} CASCADE"))
        found.append((f"{table}.{column} renamed", f"ALTER TABLE {table} RENAME COLUMN {column} TO odd"))
        for kind in TYPES:
            found.append((f"{table}.{column} made {kind}",
                          f"SELECT public.retype('{table}', '{column}', '{kind}')"))
        found.append((f"{table}.{column} null", without_rules(
            table, f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL;"
                   f"UPDATE {table} SET {column} = NULL")))
    for table in sorted({table for table, _ in columns}):
        found += replaced(table)
    for table, column, value in ODD_VALUES:
        found.append((f"{table}.{column} = {value}",
                      without_rules(table, f"UPDATE {table} SET {column} = {value}")))
        found.append((f"one {table}.{column} = {value}", without_rules(
            table, f"UPDATE {table} SET {column} = {value} WHERE ctid IN (SELECT ctid FROM {table} LIMIT 1)")))
    return found


def without_rules(table, change):
    """A change as a load makes it: no trigger looks, and no CHECK or unique index is in the way."""
    return f"""ALTER TABLE {table} DISABLE TRIGGER ALL;
    DO $$DECLARE k record; BEGIN
        FOR k IN SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass LOOP
            EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I CASCADE', k.conname);
        END LOOP;
        FOR k IN SELECT indexrelid::regclass AS rel FROM pg_index WHERE indrelid = '{table}'::regclass LOOP
            EXECUTE format('DROP INDEX %s', k.rel);
        END LOOP;
    END$$; {change};
    ALTER TABLE {table} ENABLE TRIGGER ALL"""


def replaced(table):
    """Another kind of relation in a table's place."""
    schema, name = table.split(".")
    kept = f"ALTER TABLE {table} RENAME TO kept"
    return [
        (f"{table} gone", f"{kept}"),
        (f"{table} a view", f"{kept}; CREATE VIEW {table} AS SELECT * FROM {schema}.kept"),
        (f"{table} a view with another ctid",
         f"{kept}; CREATE VIEW {table} AS SELECT *, 'x'::text AS ctid FROM {schema}.kept"),
        (f"{table} a view with INSTEAD OF",
         f"{kept}; CREATE VIEW {table} AS SELECT * FROM {schema}.kept; CREATE TRIGGER i INSTEAD OF INSERT OR"
         f" UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION sdp.enforce_stages()"),
        (f"{table} partitioned", f"{kept}; CREATE TABLE {table} (LIKE {schema}.kept) PARTITION BY HASH"
                                 f" ((1)); CREATE TABLE {schema}.part PARTITION OF {table} FOR VALUES WITH"
                                 " (MODULUS 1, REMAINDER 0)"),
        (f"{table} with an heir", f"CREATE TABLE {schema}.heir () INHERITS ({table});"
                                  f"INSERT INTO {schema}.heir SELECT * FROM ONLY {table}"),
        (f"{table} with a rule instead", f"CREATE RULE r AS ON INSERT TO {table} DO INSTEAD NOTHING"),
        (f"{table} with a rule on update", f"CREATE RULE r AS ON UPDATE TO {table} DO INSTEAD NOTHING"),
        (f"{table} with a rule also", f"CREATE RULE r AS ON INSERT TO {table} DO ALSO SELECT 1"),
        (f"{table} foreign", f"{kept}; CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
                             f"CREATE FOREIGN TABLE {table} (id uuid) SERVER s"),
        (f"{table} unlogged, without keys", without_rules(table, f"ALTER TABLE {table} SET UNLOGGED")),
        (f"{table} empty", without_rules(table, f"DELETE FROM {table}")),
        (f"{table} doubled", without_rules(table, f"INSERT INTO {table} SELECT * FROM {table}")),
        (f"{table} with triggers for every event", "".join(
            f"CREATE TRIGGER odd_{event.lower()}_{when.lower()} {when} {event} ON {table} FOR EACH {each}"
            f" EXECUTE FUNCTION sdp.enforce_{name if schema == 'sdp' else 'stages'}();"
            for event in ("INSERT", "UPDATE", "DELETE") for when in ("BEFORE", "AFTER")
            for each in ("ROW",))),
    ]


ODD_VALUES = [
    *[("sdp.stages", "stage_number", n) for n in ("0", "10", "-1", "2147483647", "-2147483648")],
    *[("sdp.stages", "status", s) for s in ("'foo'", "''", "'generating'", "'COMPLETE'")],
    *[("sdp.stages", "data", d) for d in ("'[]'", "'1'", "'null'", "'\"x\"'", "'{\"n\": 1e400}'",
                                          "'{\"sections\": [1, null, {\"name\": 5}]}'")],
    ("sdp.stages", "stage_name", "''"), ("sdp.stages", "project_id", "gen_random_uuid()"),
    *[("sdp.projects", "status", s) for s in ("'foo'", "''")],
    *[("sdp.projects", "current_stage", n) for n in ("0", "99", "-5")],
    ("sdp.projects", "slug", "''"), ("sdp.projects", "name", "repeat('x', 255)"),
    ("sdp.projects", "created_at", "'infinity'"), ("sdp.projects", "created_at", "'-infinity'"),
    *[("sdp.stage_outputs", "format", f) for f in ("'html'", "''")],
    *[("sdp.stage_outputs", "content", c) for c in ("''", "'{'", "'[]'", "repeat('[', 5000)", "'{\"a\":\"\\u0000\"}'",
                                                    "repeat('x', 100000)")],
    *[("sdp.stage_outputs", "version", v) for v in ("0", "-1", "2147483647")],
    ("sdp.stage_outputs", "generated_by", "'x'"), ("sdp.stage_outputs", "is_active", "true"),
    ("sdp.ai_generations", "estimated_cost", "'NaN'"), ("sdp.ai_generations", "status", "'x'"),
    ("sdp.ai_generations", "input_tokens", "-2147483648"),
    ("sdp.export_packages", "validation_status", "'x'"), ("sdp.export_packages", "file_size_bytes", "-1"),
    ("sdp.templates", "stage_defaults", "'[]'"), ("sdp.templates", "stage_defaults", "'{\"x\": 1}'"),
    ("sdp.ai_provider_configs", "default_model", "''"),
    ("sdp_engine.generation_tickets", "from_status", "'x'"), ("sdp_engine.generation_tickets", "to_status", "'x'"),
    ("sdp_engine.generation_tickets", "kind", "'x'"), ("sdp_engine.generation_tickets", "outcome", "'x'"),
    ("sdp_engine.generation_tickets", "stage_id", "gen_random_uuid()"),
    ("sdp_engine.generation_tickets", "project_id", "gen_random_uuid()"),
    *[("sdp_engine.schemas", "custom_document", d) for d in ("'[]'", "'5'", "'{\"$ref\": \"x\"}'",
                                                             "'{\"$ref\": \"#\"}'")],
    ("sdp_engine.stage_definitions", "number", "42"), ("sdp_engine.stage_definitions", "context", "'{99,-1}'"),
    ("sdp_engine.stage_events", "seq", "2147483647"), ("sdp_engine.stage_events", "stage_number", "0"),
    *[("sdp_engine.rules", column, value) for column, value in (
        ("severity", "'x'"), ("custom_severity", "'x'"), ("is_built_in", "false"), ("stage_number", "10"),
        ("predicate", "'$['"), ("function_name", "'x'"), ("message", "'{'"))],
    ("sdp_engine.slug_counters", "last_number", "2147483647"),
    ("sdp_engine.slug_counters", "last_number", "-2147483648"),
    ("sdp_engine.project_state", "lock_count", "9223372036854775807"),
    ("sdp_engine.migrations", "number", "-1"), ("sdp_engine.migrations", "number", "2147483647"),
]
