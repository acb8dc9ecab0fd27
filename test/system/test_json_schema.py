"""JSON Schema in the server: the official test suite through SQL, and random schemas and instances against
another validator (jsonschema-rs)."""

import json
import os
import pathlib
import random

import jsonschema_rs
import psycopg
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUITE = ROOT / ".pg/json-schema-suite/tests"
REMOTES = ROOT / ".pg/json-schema-suite/remotes"
PAIRS = 100_000 if os.environ.get("SDP_LONG") else 3_000
SEED = 2020
DRAFT_7 = "http://json-schema.org/draft-07/schema#"

VALIDATE = "SELECT count(*) FROM sdp.validate_json(%s::jsonb, %s::jsonb, %s::jsonb)"
VALIDATE_REGISTERED = "SELECT count(*) FROM sdp.validate_registered_json('case', %s::jsonb, %s::jsonb)"
REGISTER = "SELECT sdp.register_schema(%s, %s::jsonb)"
MATCHES = "SELECT sdp.json_matches_schema(%s::jsonb, %s::jsonb)"


def exceptions():
    lines = (ROOT / "test/json_schema_exceptions.txt").read_text(encoding="utf-8").splitlines()
    return {tuple(line.split(" | ")[:4]) for line in lines if not line.startswith("#")}


def groups(draft):
    for path in sorted((SUITE / draft).rglob("*.json")):
        name = str(path.relative_to(SUITE / draft))
        for group in json.loads(path.read_text(encoding="utf-8")):
            schema = group["schema"]
            if draft == "draft7" and isinstance(schema, dict):
                schema = {"$schema": DRAFT_7, **schema}
            yield name, group["description"], schema, group["tests"]


@pytest.fixture(scope="module")
def remotes(database):
    """What the suite's references lead to, registered by the URIs; those that refer to others after these."""
    waiting = {}
    for path in sorted(REMOTES.rglob("*.json")):
        name, schema = str(path.relative_to(REMOTES)), json.loads(path.read_text(encoding="utf-8"))
        if name.startswith("draft7/"):
            schema = {"$schema": DRAFT_7, **schema}
        waiting[f"http://localhost:1234/{name}"] = json.dumps(schema)
    with psycopg.connect(dbname=database, autocommit=True) as connection:
        while True:
            refused = {}
            for uri, schema in waiting.items():
                try:
                    connection.execute(REGISTER, (uri, schema))
                except psycopg.Error as error:
                    assert error.sqlstate == "SD213"
                    refused[uri] = schema
            if len(refused) == len(waiting):
                break
            waiting = refused
    unknown = ("draft3/", "draft4/", "draft6/", "draft2019-09/", "draft-next/")
    assert [uri for uri in refused if not uri.split("1234/")[1].startswith(unknown)] == []


@pytest.mark.parametrize("draft", ["draft2020-12", "draft7"])
def test_official_suite_through_sql(connection, remotes, draft):
    excepted = exceptions()
    wrong, cases, unstorable, registered = [], 0, 0, 0
    for name, title, schema, tests in groups(draft):
        options = json.dumps({"format": name.startswith("optional/format/")})
        statement, given = VALIDATE, (json.dumps(schema),)
        if "localhost:1234" in json.dumps(schema):
            registered += 1
            statement, given = VALIDATE_REGISTERED, ()
            try:
                connection.execute(REGISTER, ("case", json.dumps(schema)))
            except psycopg.Error as error:
                assert error.sqlstate == "SD213"
                wrong += [(name, title, case["description"], str(error)) for case in tests
                          if (draft, name, title, case["description"]) not in excepted]
                continue
        for case in tests:
            cases += 1
            try:
                found = connection.execute(
                    statement, (*given, json.dumps(case["data"]), options)).fetchone()[0]
            except psycopg.errors.UntranslatableCharacter:
                unstorable += 1  # \u0000
                continue
            except psycopg.Error as error:
                found = str(error)
            passes = found == 0 if case["valid"] else isinstance(found, int) and found > 0
            if passes == ((draft, name, title, case["description"]) in excepted):
                wrong.append((name, title, case["description"], found))
    assert wrong == []
    assert cases > 1_400
    assert registered > 15
    assert unstorable < 15


def test_registered_schemas_are_those_of_the_snapshot(database, connection):
    """A change by another session is seen by the next statement; under REPEATABLE READ after the transaction."""
    asks = "SELECT sdp.json_matches_registered_schema('changing', '5')"
    connection.execute(REGISTER, ("part", "true"))
    connection.execute(REGISTER, ("changing", '{"$ref": "part"}'))

    def answer(session):
        return session.execute(asks).fetchone()[0]

    with (psycopg.connect(dbname=database) as committed, psycopg.connect(dbname=database) as repeatable):
        repeatable.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        assert answer(committed) and answer(repeatable)
        with connection.transaction():
            connection.execute(REGISTER, ("part", "false"))
            assert not answer(connection)
            assert answer(committed) and answer(repeatable)  # Not committed yet.
        assert not answer(committed)
        assert answer(repeatable)
        with connection.transaction(force_rollback=True):
            connection.execute(REGISTER, ("part", "true"))
            assert answer(connection) and not answer(committed)
        assert not answer(connection)
        assert answer(repeatable)
        repeatable.commit()
        assert not answer(repeatable)
        connection.execute("DELETE FROM sdp_engine.schemas WHERE name = 'changing'")
        with pytest.raises(psycopg.Error) as caught:
            answer(committed)
        assert caught.value.sqlstate == "SD108"


def test_enforces_a_schema_for_whoever_writes(database, connection):
    """The trigger reads the schemas with the system's rights: who writes a table need not read them."""
    connection.execute(REGISTER, ("enforced", '{"type": "integer"}'))
    connection.execute("CREATE TABLE numbers (value jsonb);"
                       "CREATE TRIGGER valid BEFORE INSERT OR UPDATE ON numbers FOR EACH ROW"
                       " EXECUTE FUNCTION sdp.enforce_schema('value', 'enforced');"
                       "DROP ROLE IF EXISTS json_writer; CREATE ROLE json_writer;"
                       "GRANT INSERT ON numbers TO json_writer")
    with psycopg.connect(dbname=database, autocommit=True) as writer:
        writer.execute("SET ROLE json_writer; SET search_path = pg_temp")
        with writer.cursor().copy("COPY public.numbers FROM STDIN") as copy:
            for number in range(1_000):
                copy.write_row([str(number)])
        for statement in ("INSERT INTO public.numbers VALUES ('1'), ('\"x\"')",
                          "INSERT INTO public.numbers SELECT 'true'"):
            with pytest.raises(psycopg.Error) as caught:
                writer.execute(statement)
            assert caught.value.sqlstate == "SD214"
            assert "expected integer" in caught.value.diag.message_detail
    assert connection.execute("SELECT count(*) FROM numbers").fetchone()[0] == 1_000
    connection.execute("DROP OWNED BY json_writer; DROP ROLE json_writer; DROP TABLE numbers")


def random_instance(rng, depth=0):
    kinds = ["null", "boolean", "integer", "number", "string"] + ["array", "object"] * (depth < 3)
    match rng.choice(kinds):
        case "null":
            return None
        case "boolean":
            return rng.random() < 0.5
        case "integer":
            return rng.choice([-3, 0, 1, 2, 5, 10, 100])
        case "number":
            return rng.choice([-1.5, 0.5, 1.0, 2.25, 3.0])
        case "string":
            return rng.choice(["", "a", "ab", "abc", "b1", "ü", "2026-11-24", "x@y.example"])
        case "array":
            return [random_instance(rng, depth + 1) for _ in range(rng.randrange(4))]
        case _:
            return {name: random_instance(rng, depth + 1)
                    for name in rng.sample(["a", "b", "c", "ab", "b1"], rng.randrange(4))}


def random_schema(rng, depth=0):
    if depth > 2 or rng.random() < 0.1:
        return rng.choice([True, False, {}, {"type": "string"}, {"type": ["integer", "null"]}])

    def inner():
        return random_schema(rng, depth + 1)

    def some():
        return [inner() for _ in range(rng.randrange(1, 4))]

    def named():
        return {name: inner() for name in rng.sample(["a", "b", "c", "ab"], rng.randrange(1, 4))}

    makers = {
        "type": lambda: rng.sample(["null", "boolean", "integer", "number", "string", "array",
                                    "object"], rng.randrange(1, 4)),
        "enum": lambda: [random_instance(rng, 2) for _ in range(3)],
        "const": lambda: random_instance(rng, 2),
        "minimum": lambda: rng.choice([0, 1.5, 3]),
        "exclusiveMaximum": lambda: rng.choice([1, 2.25, 10]),
        "multipleOf": lambda: rng.choice([1, 0.5, 2, 0.75]),
        "minLength": lambda: rng.randrange(3),
        "maxLength": lambda: rng.randrange(3),
        "pattern": lambda: rng.choice(["^a", "b$", "[0-9]", "^.{2}$", "\\w"]),
        "prefixItems": some,
        "items": inner,
        "contains": inner,
        "minContains": lambda: rng.randrange(3),
        "maxContains": lambda: rng.randrange(3),
        "minItems": lambda: rng.randrange(3),
        "maxItems": lambda: rng.randrange(3),
        "uniqueItems": lambda: True,
        "properties": named,
        "required": lambda: rng.sample(["a", "b", "c"], rng.randrange(3)),
        "patternProperties": lambda: {rng.choice(["^a", "b", "1$"]): inner()},
        "additionalProperties": inner,
        "propertyNames": inner,
        "minProperties": lambda: rng.randrange(3),
        "maxProperties": lambda: rng.randrange(3),
        "dependentRequired": lambda: {"a": ["b"]},
        "dependentSchemas": named,
        "allOf": some,
        "anyOf": some,
        "oneOf": some,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "unevaluatedProperties": inner,
        "unevaluatedItems": inner,
        "$ref": lambda: rng.choice(["#/$defs/x", "#/$defs/y"]),
        "format": lambda: rng.choice(["date", "email"]),
    }
    schema = {keyword: makers[keyword]() for keyword in rng.sample(list(makers), rng.randrange(1, 5))}
    if depth == 0:
        schema["$defs"] = {"x": {"type": ["string", "array"], "minItems": 1},
                           "y": {"required": ["a"], "items": {"$ref": "#/$defs/x"}}}
    elif rng.random() < 0.9:
        schema.pop("$ref", None)
    return schema


def test_agrees_with_another_validator(connection):
    rng = random.Random(SEED)
    disagreements, valid = [], 0
    with connection.cursor() as cursor:
        for _ in range(PAIRS // 10):
            schema = random_schema(rng)
            other = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
            for _ in range(10):
                instance = random_instance(rng)
                expected = other.is_valid(instance)
                valid += expected
                found = cursor.execute(MATCHES, (json.dumps(schema), json.dumps(instance))).fetchone()[0]
                if found != expected:
                    disagreements.append((json.dumps(schema), json.dumps(instance), expected))
    assert disagreements[:3] == []
    assert PAIRS * 0.2 < valid < PAIRS * 0.8  # Both answers are tried.


def test_answers_agree_with_findings(connection):
    rng = random.Random(SEED + 1)
    for _ in range(300):
        schema, instance = json.dumps(random_schema(rng)), json.dumps(random_instance(rng))
        matches = connection.execute(MATCHES, (schema, instance)).fetchone()[0]
        assert (connection.execute(VALIDATE, (schema, instance, "{}")).fetchone()[0] == 0) == matches


def test_long_work_can_be_cancelled(connection):
    chain = {str(i): {"anyOf": [{"$ref": f"#/$defs/{i + 1}"}] * 2} for i in range(60)}
    schema = json.dumps({"$ref": "#/$defs/0", "$defs": {**chain, "60": False}})
    connection.execute("SET statement_timeout = '100ms'")
    with pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute(MATCHES, (schema, "1"))
    connection.execute("RESET statement_timeout")
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(MATCHES, (schema, "1"))
    assert caught.value.sqlstate == "SD212"
