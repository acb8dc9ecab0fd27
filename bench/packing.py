"""package_zip of a project with 10 MB of stage content, against zlib and Python's zipfile for the same bytes at the
same level, and the memory that it takes."""
import io
import json
import random
import statistics
import zipfile
import zlib

import databases

BYTES = 10_000_000
LEVEL = 6
ROUNDS = 5
SEED = 11
STAGES = 8


def text_of(rng, size):
    """Words as prose has them: many of few, few of many."""
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randrange(2, 11))) for _ in range(4000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    parts, length = [], 0
    while length < size:
        parts.append(" ".join(rng.choices(words, weights, k=12)))
        length += len(parts[-1])
    return parts


def seconds_on_processor(process):
    """What a process has used so far: other work on the machine does not count."""
    with open(f"/proc/{process}/schedstat", encoding="ascii") as file:
        return int(file.read().split()[0]) / 1e9


def peak_memory(connection):
    with open(f"/proc/{connection.info.backend_pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for path, content in files:
            archive.writestr(path, content)
    return out.getvalue()


def measure():
    """(bytes of the files, bytes of the zip, medians in seconds by what was done, bytes of memory)."""
    database = "bench_packing"
    databases.recreate(database)
    rng = random.Random(SEED)
    with databases.connect(database) as db:
        db.execute("CREATE EXTENSION pg_sdp")
        owner = db.execute("INSERT INTO sdp.users (email, name) VALUES ('a@b.c', 'A') RETURNING id").fetchone()[0]
        names = ("product/definition", "data-model/entities", "database/schema-config", "api/design",
                 "stack/selection", "design/design-system", "sections/sections", "infrastructure/config")
        files = {f"{name}.json": json.dumps({"name": "Large", "texts": text_of(rng, BYTES // STAGES)}, indent=2)
                 for name in names}
        # No stage needs to be complete to be packed.
        project = db.execute("SELECT project FROM sdp.import_files(%s, %s)", [owner, json.dumps(files)]).fetchone()[0]
        packed = [(path, content.encode()) for path, content in
                  db.execute("SELECT path, content FROM sdp.package_files(%s)", [project]).fetchall()]
    with databases.connect(database) as db:
        # What is put together, hashed and validated, and not packed.
        db.execute("SELECT length(sdp.export_manifest(%s)::text)", [project])
        before = peak_memory(db)
        size = db.execute("SELECT length(sdp.package_zip(%s))", [project]).fetchone()[0]
        memory = peak_memory(db) - before
        runs = {
            "put together": lambda: db.execute("SELECT length(sdp.export_manifest(%s)::text)", [project]),
            "package_zip": lambda: db.execute("SELECT length(sdp.package_zip(%s))", [project]),
            "zlib": lambda: [zlib.compress(content, LEVEL) for _, content in packed],
            "zipfile": lambda: zipped(packed),
        }
        times = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                process = "self" if name.startswith("z") else db.info.backend_pid
                start = seconds_on_processor(process)
                run()
                times[name].append(seconds_on_processor(process) - start)
    databases.drop(database)
    return (sum(len(content) for _, content in packed), size,
            {name: statistics.median(values) for name, values in times.items()}, memory)
