"""complete_stage with few and with many projects in the tables: buffers and time."""
import json
import statistics
import time

import databases

DATABASE = "bench_scale"
SAMPLE = 200
WARM_UP = 30
STAGE = 4
# Fits the schemas of the first four stages.
DATA = '{"name": "Shop", "entities": [], "engine": "none", "tables": [], "endpoints": []}'

# As pg_restore loads, but without the foreign keys' triggers too: projects with three complete
# stages, the fourth in review, five locked ones; small data.
LOAD = """
SET session_replication_role = replica;
SET maintenance_work_mem = '256MB';
INSERT INTO sdp.users (id, email, name)
SELECT md5('u' || n)::uuid, 'user' || n || '@example.com', 'User'
FROM generate_series({first} / 10 + 1, {last} / 10) n;
INSERT INTO sdp.projects (id, user_id, name, slug, current_stage)
SELECT md5('p' || n)::uuid, md5('u' || (n - 1) / 10 + 1)::uuid, 'Project', 'project-' || n, 4
FROM generate_series({first} + 1, {last}) n;
INSERT INTO sdp_engine.project_state (project_id)
SELECT md5('p' || n)::uuid FROM generate_series({first} + 1, {last}) n;
INSERT INTO sdp.stages (id, project_id, stage_number, stage_name, stage_label, status, data,
                        validated_at, completed_at)
SELECT md5('s' || n || '.' || d.number)::uuid, md5('p' || n)::uuid, d.number, d.name, d.label,
       CASE WHEN d.number < 4 THEN 'complete' WHEN d.number = 4 THEN 'review' ELSE 'locked' END,
       CASE WHEN d.number <= 4 THEN '{data}'::jsonb || jsonb_build_object('number', n) END,
       CASE WHEN d.number < 4 THEN now() END, CASE WHEN d.number < 4 THEN now() END
FROM generate_series({first} + 1, {last}) n, sdp_engine.stage_definitions d;
INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
SELECT md5('s' || n || '.' || d.number)::uuid, 1, 'json',
       ('{data}'::jsonb || jsonb_build_object('number', n))::text, 'human'
FROM generate_series({first} + 1, {last}) n, sdp_engine.stage_definitions d WHERE d.number <= 4;
INSERT INTO sdp_engine.stage_events
    (project_id, seq, stage_id, stage_number, from_status, to_status, actor)
SELECT md5('p' || n)::uuid, e.seq, md5('s' || n || '.' || e.stage)::uuid, e.stage, e.before,
       e.after, 'postgres'
FROM generate_series({first} + 1, {last}) n,
     (SELECT row_number() OVER (ORDER BY stage, turn) AS seq, stage, before, after
      FROM generate_series(1, 4) stage,
           (VALUES (1, 'locked', 'active'), (2, 'active', 'review'), (3, 'review', 'complete'))
               v (turn, before, after)
      WHERE (stage, turn) NOT IN ((1, 1), (4, 3))) e;
RESET session_replication_role;
"""
TABLES = ("sdp.users", "sdp.projects", "sdp.stages", "sdp.stage_outputs",
          "sdp_engine.project_state", "sdp_engine.stage_events")


def load(db, first, last):
    start = time.perf_counter()
    # The GIN index is made at once, from all rows: many times faster than row by row.
    index = db.execute("SELECT pg_get_indexdef('sdp.idx_stages_data'::regclass)").fetchone()[0]
    db.execute("DROP INDEX sdp.idx_stages_data")
    db.execute(LOAD.format(first=first, last=last, data=DATA))
    db.execute(index)
    for table in TABLES:
        db.execute(f"VACUUM ANALYZE {table}")
    db.execute("CHECKPOINT")
    return time.perf_counter() - start


def complete_some(first, last):
    """Completes a stage of random projects; the median buffers and milliseconds of a call."""
    with databases.connect(DATABASE, "synchronous_commit = off") as db:
        projects = [row[0] for row in db.execute(
            "SELECT id FROM (SELECT md5('p' || n)::uuid AS id FROM generate_series(%s + 1, %s) n) p"
            " ORDER BY random() LIMIT %s", (first, last, WARM_UP + SAMPLE))]
        buffers, times = [], []
        for project in projects:
            plan = db.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
                              f" SELECT sdp.complete_stage('{project}', {STAGE})").fetchone()[0]
            found = plan if isinstance(plan, list) else json.loads(plan)
            node = found[0]["Plan"]
            buffers.append(node["Shared Hit Blocks"] + node["Shared Read Blocks"])
            times.append(found[0]["Execution Time"])
    return statistics.median(buffers[WARM_UP:]), statistics.median(times[WARM_UP:])


def check(db):
    """The loaded rows are as the engine would have made them, in a sample."""
    for number in (1, 777, 9999):
        found = db.execute("SELECT * FROM sdp.check_integrity(md5('p' || %s::text)::uuid)",
                           (number,)).fetchall()
        if found:
            raise SystemExit(f"the generated projects are not sound: {found}")


def measure(sizes):
    """(projects, seconds to load, buffers, milliseconds) for each size."""
    databases.recreate(DATABASE)
    result, first = [], 0
    with databases.connect(DATABASE) as db:
        db.execute("CREATE EXTENSION pg_sdp")
        for last in sizes:
            seconds = load(db, first, last)
            if first == 0:
                check(db)
            result.append((last, seconds, *complete_some(first, last)))
            first = last
    databases.drop(DATABASE)
    return result
