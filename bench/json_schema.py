"""json_matches_schema over 10,000 rows, against jsonschema-rs on parsed objects in its own process and against
merely walking the jsonb; net of what reading the rows costs."""
import json
import random
import statistics
import time

import databases
import jsonschema_rs

ROWS = 10_000
ROUNDS = 5
SEED = 7

TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
SMALL_SCHEMA = {
    "type": "object",
    "required": ["id", "email", "age", "tags"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "email": {"type": "string", "pattern": "^[^@ ]+@[^@ ]+$", "maxLength": 254,
                  "description": "The address at which a customer is reached; it is not verified here."},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "state": {"enum": ["new", "active", "blocked", "deleted"]},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 10, "uniqueItems": True},
    },
}


def large_schema():
    """About 9 kB: thirty kinds of record, each with a discriminating enum and properties of its own."""
    definitions = {}
    for kind in range(12):
        definitions[f"record{kind}"] = {
            "type": "object",
            "required": ["id", "kind", "name", "price", "lines"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "integer", "minimum": 1},
                "kind": {"const": f"kind{kind}"},
                "name": {"$ref": "#/$defs/text"},
                "price": {"type": "number", "minimum": 0, "multipleOf": 0.01},
                "created": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                "state": {"enum": ["draft", "open", "paid", "sent", f"state{kind}"]},
                "note": {"type": ["string", "null"], "maxLength": 500},
                "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/line"}},
            },
        }
    definitions["text"] = TEXT
    definitions["line"] = {
        "type": "object",
        "required": ["sku", "count"],
        "properties": {"sku": {"$ref": "#/$defs/text"}, "count": {"type": "integer", "minimum": 1},
                       "discount": {"type": "number", "exclusiveMaximum": 1}},
    }
    properties = {f"records{kind}": {"type": "array", "items": {"$ref": f"#/$defs/record{kind}"}}
                  for kind in range(12)}
    return {"type": "object", "properties": properties, "$defs": definitions}


def small_document(rng):
    return {"id": rng.randrange(1, 10**6), "email": f"user{rng.randrange(10**6)}@shop.example",
            "age": rng.randrange(100), "state": "active", "tags": ["a", "new"]}


def large_document(rng):
    """About 20 kB."""
    def record(kind):
        return {"id": rng.randrange(1, 10**6), "kind": f"kind{kind}", "name": f"Record {rng.random()}",
                "price": rng.randrange(10**5) / 100, "created": "2026-11-24", "state": "open", "note": None,
                "lines": [{"sku": f"SKU-{rng.randrange(10**6)}", "count": rng.randrange(1, 9),
                           "discount": 0.25} for _ in range(3)]}
    return {f"records{kind}": [record(kind) for _ in range(5)] for kind in range(12)}


def seconds_of(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure():
    database = "bench_schema"
    databases.recreate(database)
    results = []
    with databases.connect(database, "max_parallel_workers_per_gather = 0") as db:
        db.execute("CREATE EXTENSION pg_sdp")
        for name, schema, make in (("large", large_schema(), large_document),
                                   ("small", SMALL_SCHEMA, small_document)):
            rng = random.Random(SEED)
            documents = [make(rng) for _ in range(ROWS)]
            db.execute(f"CREATE TABLE {name} (d jsonb)")
            with db.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for document in documents:
                    copy.write_row([json.dumps(document)])
            db.execute(f"VACUUM ANALYZE {name}")
            text = json.dumps(schema)
            queries = {
                "scan": "jsonb_typeof(d) = 'object'",
                "walk": "jsonb_hash(d) IS NOT NULL",
                "json_matches_schema": f"sdp.json_matches_schema('{text}', d)",
            }
            other = jsonschema_rs.Draft202012Validator(schema)
            times = {query: [] for query in [*queries, "jsonschema-rs"]}
            for _ in range(ROUNDS):
                for query, condition in queries.items():
                    statement = f"SELECT count(*) FROM {name} WHERE {condition}"
                    assert db.execute(statement).fetchone()[0] == ROWS
                    times[query].append(seconds_of(lambda: db.execute(statement)))
                times["jsonschema-rs"].append(
                    seconds_of(lambda: [other.is_valid(document) for document in documents]))
            medians = {query: statistics.median(values) / ROWS * 1e6 for query, values in times.items()}
            sizes = (len(text), sum(len(json.dumps(document)) for document in documents[:100]) // 100)
            results.append((name, sizes, medians))
        results.append(("enforced", None, enforced(db)))
    return results


def enforced(db):
    """Microseconds a row of bulk inserts, bare, with a CHECK and with enforce_schema: of jsonb from another table
    and by COPY, which parses it."""
    results = {}
    for name, schema in (("small", SMALL_SCHEMA), ("large", large_schema())):
        text = json.dumps(schema)
        db.execute("SELECT sdp.register_schema(%s, %s)", (name, text))
        trigger = ("; CREATE TRIGGER valid BEFORE INSERT ON filled FOR EACH ROW"
                   f" EXECUTE FUNCTION sdp.enforce_schema('d', '{name}')")
        lines = "".join(f"{json.dumps(d)}\n" for (d,) in db.execute(f"SELECT d FROM {name}").fetchall())

        def insert():
            db.execute(f"INSERT INTO filled SELECT d FROM {name}")

        def copy():
            with db.cursor().copy("COPY filled FROM STDIN") as into:
                into.write(lines)

        for way, fill in (("INSERT ... SELECT", insert), ("COPY", copy)):
            times = {"bare": [], "CHECK": [], "enforce_schema": []}
            for _ in range(ROUNDS):
                for kind, values in times.items():
                    check = f"CHECK (sdp.json_matches_schema('{text}', d))" if kind == "CHECK" else ""
                    more = trigger if kind == "enforce_schema" else ""
                    db.execute(f"DROP TABLE IF EXISTS filled; CREATE TABLE filled (d jsonb {check}){more}")
                    values.append(seconds_of(fill))
            results[f"{name}, {way}"] = {kind: statistics.median(values) / ROWS * 1e6
                                         for kind, values in times.items()}
    return results
