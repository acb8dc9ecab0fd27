"""The nine tables against the customer's document: every column, type, default, NOT NULL, check,
foreign key with its action, and index, read from examples/project/3-database.json and from the
catalogs; and nothing beyond it but a fillfactor."""

import re

import pytest

from servers import example, own_server, superuser_database  # noqa: F401

SCHEMAS = example(3)["schemas"]

# "varchar(20) DEFAULT 'active' NOT NULL CHECK (…)": the type, then clauses in any order.
COLUMN = re.compile(r"""(?P<type>\w+(\(\d+(,\d+)?\))?)
    (?P<clauses>.*)$""", re.VERBOSE)
CLAUSE = re.compile(r"""\s+(
    DEFAULT\ (?P<default>'[^']*'|\w+(\(\))?)
  | (?P<primary>PRIMARY\ KEY) | (?P<unique>UNIQUE) | (?P<required>NOT\ NULL)
  | CHECK\ \((?P<check>(?:[^()]|\([^()]*\))*)\)
  | REFERENCES\ (?P<table>\w+)\((?P<column>\w+)\)(\ ON\ DELETE\ (?P<action>CASCADE))?
)""", re.VERBOSE)
INDEX = re.compile(r"CREATE (?P<unique>UNIQUE )?INDEX (?P<name>\w+) ON (?P<table>\w+)"
                   r"( USING (?P<method>\w+))?\s*\((?P<columns>[^)]*)\)( WHERE (?P<predicate>.*))?$")

TYPES = {"timestamptz": "timestamp with time zone"}
SPELLINGS = (("varchar", "character varying"), ("decimal", "numeric"))

def parsed(text):
    """A column's type and clauses; every character of the text is understood."""
    head = COLUMN.match(text)
    clauses, position, rest = {}, 0, head["clauses"]
    while position < len(rest):
        clause = CLAUSE.match(rest, position)
        assert clause, f"not understood: {rest[position:]} in {text}"
        clauses |= {key: value for key, value in clause.groupdict().items() if value}
        position = clause.end()
    kind = TYPES.get(head["type"], head["type"])
    for short, long in SPELLINGS:
        kind = kind.replace(short, long)
    return kind, clauses

def documented():
    """(table, column) -> type and clauses."""
    return {(table, column): parsed(text) for table, schema in SCHEMAS.items()
            for column, text in schema["columns"].items()}

def indexes():
    for schema in SCHEMAS.values():
        for text in schema.get("indexes", []):
            yield INDEX.match(text)

@pytest.fixture(scope="module")
def tables(own_server):
    with own_server.database() as database:
        database.install()
        yield database

def test_the_document_has_nine_tables():
    assert len(SCHEMAS) == 9
    assert len(documented()) == 86
    assert sum(1 for _ in indexes()) == 13

def test_tables(tables):
    found = tables.execute("SELECT relname, relkind::text, reloptions FROM pg_class WHERE relnamespace ="
                           " 'sdp'::regnamespace AND relkind IN ('r', 'p', 'f', 'S', 'm') ORDER BY 1")
    assert found == [(name, "r", ["fillfactor=70"] if name == "stages" else None)
                     for name in sorted(SCHEMAS)]

def test_columns_in_order(tables):
    found = tables.execute(
        "SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute a"
        " JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'sdp'::regnamespace"
        " AND relkind = 'r' AND attnum > 0 ORDER BY relname, attnum")
    expected = [(*key, kind, "required" in clauses or "primary" in clauses)
                for key, (kind, clauses) in documented().items()]
    assert found == sorted(expected, key=lambda row: row[0])

def test_defaults(tables):
    found = tables.execute(
        "SELECT relname, attname, pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute a"
        " ON attrelid = adrelid AND attnum = adnum JOIN pg_class c ON c.oid = adrelid"
        " WHERE relnamespace = 'sdp'::regnamespace")
    plain = {(table, column): re.sub(r"::[a-z ]+$", "", text) for table, column, text in found}
    assert plain == {key: clauses["default"] for key, (_, clauses) in documented().items()
                     if "default" in clauses}

def test_constraints(tables):
    """The names are the ones an ORM would give."""
    expected = {}
    for (table, column), (_, clauses) in documented().items():
        if "primary" in clauses:
            assert SCHEMAS[table]["primaryKey"] == column
            expected[table, f"{table}_pkey"] = f"PRIMARY KEY ({column})"
        if "unique" in clauses:
            expected[table, f"{table}_{column}_unique"] = f"UNIQUE ({column})"
        if "table" in clauses:
            other, key = clauses["table"], clauses["column"]
            action = f" ON DELETE {clauses['action']}" if "action" in clauses else ""
            expected[table, f"{table}_{column}_{other}_{key}_fk"] = (
                f"FOREIGN KEY ({column}) REFERENCES sdp.{other}({key}){action}")
        if "check" in clauses:
            expected[table, f"{table}_{column}_check"] = printed_check(tables, table, clauses["check"])
    found = tables.execute(
        "SET search_path = pg_catalog; SELECT relname, conname, pg_get_constraintdef(k.oid),"
        " convalidated, condeferrable, conislocal FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = conrelid WHERE relnamespace = 'sdp'::regnamespace"
        " AND contype <> 'n'")
    assert all(row[3:] == (True, False, True) for row in found)
    assert {(row[0], row[1]): row[2] for row in found} == expected

def printed_check(tables, table, condition):
    """A CHECK of the document, as the server prints it on a table of the same columns."""
    with tables.connect() as connection:
        connection.execute(f"CREATE TEMPORARY TABLE probe (LIKE sdp.{table});"
                           f"ALTER TABLE probe ADD CONSTRAINT c CHECK ({condition})")
        return connection.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                                  " WHERE conname = 'c' AND conrelid = 'probe'::regclass").fetchone()[0]

def test_indexes(tables):
    expected = {}
    for index in indexes():
        columns = index["columns"].replace(",", ", ").replace("  ", " ")
        predicate = f" WHERE ({index['predicate']})" if index["predicate"] else ""
        expected[index["name"]] = (
            f"CREATE {index['unique'] or ''}INDEX {index['name']} ON sdp.{index['table']}"
            f" USING {(index['method'] or 'btree').lower()} ({columns}){predicate}")
    for table, schema in SCHEMAS.items():
        expected[f"{table}_pkey"] = (
            f"CREATE UNIQUE INDEX {table}_pkey ON sdp.{table} USING btree ({schema['primaryKey']})")
    for (table, column), (_, clauses) in documented().items():
        if "unique" in clauses:
            name = f"{table}_{column}_unique"
            expected[name] = f"CREATE UNIQUE INDEX {name} ON sdp.{table} USING btree ({column})"
    found = tables.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'sdp'")
    assert dict(found) == expected

def test_no_index_mentions_the_status_of_stages(tables):
    """An UPDATE of a status alone stays HOT: on its page, without a new entry in any index."""
    status = tables.value("SELECT attnum FROM pg_attribute WHERE attrelid = 'sdp.stages'::regclass"
                          " AND attname = 'status'")
    rows = tables.execute("SELECT indkey::int2[] AS keys, indpred IS NULL AS whole, indexprs IS NULL AS"
                          " plain FROM pg_index WHERE indrelid = 'sdp.stages'::regclass")
    assert len(rows) == 3
    assert all(row.whole and row.plain and status not in row.keys for row in rows)

def test_tables_depend_on_nothing_of_the_extension(tables):
    """But for triggers: no column, default, check, index or policy uses a member, so that DROP
    EXTENSION CASCADE takes the triggers alone; and no column has a reg* type, which pg_upgrade
    refuses."""
    dependent = tables.execute(
        "SELECT DISTINCT d.classid::regclass::text FROM pg_depend d JOIN pg_depend e ON e.classid ="
        " d.refclassid AND e.objid = d.refobjid WHERE e.deptype = 'e' AND d.deptype = 'n'"
        " AND e.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'pg_sdp')")
    assert dependent == [("pg_trigger",)]
    assert tables.execute(
        "SELECT attrelid::regclass, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE relnamespace IN ('sdp'::regnamespace, 'sdp_engine'::regnamespace)"
        " AND atttypid::regtype::text LIKE 'reg%' AND attnum > 0") == []

def test_no_member_function_mentions_a_row_type(tables):
    """A dump recreates functions before tables."""
    assert tables.execute(
        "SELECT p.oid::regprocedure FROM pg_proc p, unnest(proargtypes::oid[] || prorettype ||"
        " coalesce(proallargtypes, '{}')) AS t(type) JOIN pg_type y ON y.oid = t.type"
        " WHERE pronamespace = 'sdp'::regnamespace AND (typrelid <> 0 OR typnamespace ="
        " 'sdp'::regnamespace)") == []

def test_functions_are_described_and_their_arguments_named(tables):
    assert tables.execute(
        "SELECT p.oid::regprocedure FROM pg_proc p WHERE pronamespace = 'sdp'::regnamespace AND"
        " (obj_description(oid, 'pg_proc') IS NULL OR (pronargs > 0 AND ('' = ANY (proargnames)"
        " OR proargnames IS NULL)))") == []

def test_security_of_functions_and_views(tables):
    """Where one runs as its owner, it has the settings that keep it safe."""
    assert tables.execute(
        "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'sdp'::regnamespace AND prosecdef"
        " AND proconfig IS DISTINCT FROM '{\"search_path=pg_catalog, pg_temp\",row_security=on}'") == []
    views = tables.execute("SELECT relname, reloptions FROM pg_class WHERE relkind = 'v'"
                           " AND relnamespace = 'sdp'::regnamespace ORDER BY 1")
    assert views == [(name, ["security_invoker=true"]) for name in (
        "generation_queue", "project_overview", "stage_overview", "usage_by_day", "usage_by_model",
        "usage_by_project", "usage_by_user")]
    assert tables.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity") == []
