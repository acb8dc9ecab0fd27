"""The manifest of a project of 100 and of 1,000 files: the time should grow with the bytes. The server's own sha256()
of the same files stands beside it."""
import json
import random
import statistics

import databases
from packing import seconds_on_processor, text_of

ROUNDS = 5
SEED = 13
# Sections, each a file of its own besides the stage's.
SIZES = (100, 1_000)
BYTES_A_SECTION = 5_000


def measure():
    """(files, bytes, seconds of export_manifest, of sha256() over the files) by size; seconds of the processor."""
    database = "bench_many_files"
    databases.recreate(database)
    rng = random.Random(SEED)
    results = []
    with databases.connect(database) as db:
        db.execute("CREATE EXTENSION pg_sdp")
        owner = db.execute("INSERT INTO sdp.users (email, name) VALUES ('a@b.c', 'A') RETURNING id").fetchone()[0]
        for count in SIZES:
            sections = [{"name": f"Section {number}", "route": f"/{number}",
                         "description": " ".join(text_of(rng, BYTES_A_SECTION))} for number in range(count)]
            files = {"product/definition.json": json.dumps({"name": "Large"}),
                     "sections/sections.json": json.dumps({"sections": sections})}
            project = db.execute("SELECT project FROM sdp.import_files(%s, %s)", [owner, json.dumps(files)]).fetchone()[0]
            db.execute("CREATE TEMP TABLE IF NOT EXISTS packed (content bytea); TRUNCATE packed")
            db.execute("INSERT INTO packed SELECT convert_to(content, 'UTF8') FROM sdp.package_files(%s)", [project])
            made, size = db.execute("SELECT count(*), sum(length(content)) FROM packed").fetchone()
            times = {"manifest": [], "sha256": []}
            for _ in range(ROUNDS):
                for name, statement, values in (
                    ("manifest", "SELECT length(sdp.export_manifest(%s)::text)", [project]),
                    ("sha256", "SELECT sum(length(sha256(content))) FROM packed", None),
                ):
                    start = seconds_on_processor(db.info.backend_pid)
                    db.execute(statement, values)
                    times[name].append(seconds_on_processor(db.info.backend_pid) - start)
            results.append((made, int(size), *(statistics.median(values) for values in times.values())))
    databases.drop(database)
    return results
