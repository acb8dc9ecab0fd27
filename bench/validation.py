"""validate_project of a large design and of one ten times as large: the time should grow with the size."""
import json
import statistics
import time

import databases

ROUNDS = 7
# Entities; as many tables, and four endpoints each.
SIZES = (100, 1_000)


def design_of(count):
    """Stages 1 to 4 of a project whose names all agree, so that every rule reads everything and finds nothing."""
    entities, tables, endpoints = [], [], []
    for number in range(count):
        name, table, path = f"Record{number}", f"record{number}s", f"/record{number}s"
        entities.append({"name": name, "description": f"What is kept of record {number}.", "fields": [
            {"name": field, "type": "text", "required": True} for field in ("id", "title", "createdAt", "ownerId")]})
        target = f"record{number - 1}s" if number else None
        tables.append({"name": table, "columns": [
            {"name": "id", "type": "uuid", "isPrimaryKey": True},
            {"name": "title", "type": "varchar(255)", "nullable": False},
            {"name": "created_at", "type": "timestamptz", "nullable": False},
            {"name": "owner_id", "type": "uuid", **({"references": f"{target}(id)"} if target else {})}],
            "indexes": [{"name": f"idx_{table}_owner", "columns": ["owner_id"]}]})
        for method, tail in (("GET", ""), ("POST", ""), ("GET", "/{id}"), ("DELETE", "/{id}")):
            endpoints.append({"method": method, "path": path + tail, "summary": f"{method} of record {number}",
                              "response": {"status": 200, "body": name}})
    return {1: {"name": "Large"}, 2: {"entities": entities, "relationships": [
                {"from": f"Record{n}", "to": f"Record{n + 1}", "type": "one-to-many"} for n in range(count - 1)]},
            3: {"engine": "postgresql", "tables": tables},
            4: {"auth": {"strategy": "session"}, "endpoints": endpoints}}


def measure():
    """(entities, kilobytes, milliseconds of validate_project, of its schemas alone) by size."""
    database = "bench_validation"
    databases.recreate(database)
    results = []
    with databases.connect(database) as db:
        db.execute("CREATE EXTENSION pg_sdp")
        owner = db.execute("INSERT INTO sdp.users (email, name) VALUES ('a@example.com', 'A') RETURNING id").fetchone()[0]
        for count in SIZES:
            project = db.execute("SELECT sdp.create_project(%s, 'Large')", (owner,)).fetchone()[0]
            design = design_of(count)
            for stage, data in design.items():
                db.execute("SELECT sdp.save_stage(%s, %s, %s)", (project, stage, json.dumps(data)))
                db.execute("SELECT sdp.complete_stage(%s, %s)", (project, stage))
            times = {"project": [], "schemas": []}
            for _ in range(ROUNDS):
                for kind, statement in (
                    ("project", "SELECT count(*) FROM sdp.validate_project(%(p)s) WHERE stage_number <= 4"),
                    ("schemas", "SELECT count(*) FILTER (WHERE NOT sdp.json_matches_registered_schema(d.schema_name,"
                                " s.data)) FROM sdp.stages s JOIN sdp_engine.stage_definitions d"
                                " ON d.number = s.stage_number WHERE s.project_id = %(p)s AND s.data IS NOT NULL"),
                ):
                    start = time.perf_counter()
                    assert db.execute(statement, {"p": project}).fetchone()[0] == 0
                    times[kind].append(time.perf_counter() - start)
            kilobytes = sum(len(json.dumps(data)) for data in design.values()) / 1000
            results.append((count, kilobytes, *(1000 * statistics.median(times[kind]) for kind in times)))
    return results
