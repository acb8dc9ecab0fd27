"""The queue of generations: claiming from many waiting jobs and from few."""
import statistics
import time

import databases

FEW = "bench_few_waiting"
MANY = "bench_many_waiting"
JOBS = 1_000_000
WARM_UP = 1000
CLAIMS = 500

# One project for each job, since a stage has one open ticket. The rows are put in as a load would:
# what is measured is claiming them.
FILL = """
    SET session_replication_role = replica;
    INSERT INTO sdp.projects (user_id, name, slug, current_stage)
        SELECT %(owner)s, 'Job', 'job-' || n, 1 FROM generate_series(1, %(count)s) n;
    INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)
        SELECT p.id, d.number, d.name, d.label, 'generating'
        FROM sdp.projects p, sdp_engine.stage_definitions d WHERE d.number = 1;
    INSERT INTO sdp_engine.generation_tickets (project_id, stage_id, kind, from_status, provider_id, model,
            prompt_template, waiting, due_at)
        SELECT s.project_id, s.id, 'worker', 'active', %(provider)s, 'gpt', 'product', true,
            clock_timestamp()
        FROM sdp.stages s;
    SET session_replication_role = origin;
    """


def owner_and_provider(db):
    owner = db.execute("INSERT INTO sdp.users (email, name) VALUES (gen_random_uuid() || '@example.com', 'Queue')"
                       " RETURNING id").fetchone()[0]
    return owner, db.execute("INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted,"
                             " default_model) VALUES (%s, 'openai', 'Queue', 'none:', 'gpt') RETURNING id",
                             (owner,)).fetchone()[0]


def fill(db, owner, provider, count):
    for statement in FILL.split(";\n"):
        if statement.strip():
            db.execute(statement, {"owner": owner, "provider": provider, "count": count})
    db.execute("VACUUM ANALYZE sdp_engine.generation_tickets, sdp.stages")


def claim_time(db):
    """Milliseconds of a claim, a transaction of its own."""
    start = time.perf_counter()
    found = db.execute("SELECT ticket FROM sdp.claim_generation('bench', '1 hour')").fetchone()
    assert found
    return 1000 * (time.perf_counter() - start)


def measure_claims(many):
    """Median milliseconds with a thousand jobs and with many waiting, each in a database of its own, in turns. The first claims are
    left out: they make plans and read pages that nobody has read since the rows were put in."""
    for name in (FEW, MANY):
        databases.recreate(name)
    times = ([], [])
    with databases.connect(FEW, "synchronous_commit = off") as few_waiting, \
            databases.connect(MANY, "synchronous_commit = off") as many_waiting:
        for db, waiting in ((few_waiting, 1000), (many_waiting, many)):
            db.execute("CREATE EXTENSION pg_sdp")
            fill(db, *owner_and_provider(db), waiting + WARM_UP + CLAIMS // 2)
            for _ in range(WARM_UP):
                claim_time(db)
        for _ in range(CLAIMS):
            times[0].append(claim_time(few_waiting))
            times[1].append(claim_time(many_waiting))
    databases.drop(FEW)
    databases.drop(MANY)
    return [statistics.median(values) for values in times]


def measure():
    return {"many": JOBS, "claims": measure_claims(JOBS)}
