"""The queue of generations: claiming from many waiting jobs and from few, and claim and finish by
several sessions at once."""
import statistics
import threading
import time

import databases

NAME = databases.name_of("1 pg_sdp")
CLAIMS = 300
SECONDS = 5
ANSWER = '{"name": "Shop"}'

# One project for each job, since a stage has one open ticket. The rows are put in as a load would:
# what is measured is claiming them.
FILL = """
    SET session_replication_role = replica;
    INSERT INTO sdp.projects (user_id, name, slug, current_stage)
        SELECT %(owner)s, 'Job', 'job-' || (%(first)s + n), 1 FROM generate_series(1, %(count)s) n;
    INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)
        SELECT p.id, d.number, d.name, d.label, CASE d.number WHEN 1 THEN 'generating' ELSE 'locked' END
        FROM sdp.projects p, sdp_engine.stage_definitions d
        WHERE p.name = 'Job' AND d.number <= %(stages)s
            AND NOT EXISTS (SELECT FROM sdp.stages s WHERE s.project_id = p.id);
    INSERT INTO sdp_engine.generation_tickets (project_id, stage_id, kind, from_status, provider_id, model,
            prompt_template, waiting, due_at)
        SELECT s.project_id, s.id, 'worker', 'active', %(provider)s, 'gpt', 'product', true,
            clock_timestamp()
        FROM sdp.stages s
        WHERE s.status = 'generating'
            AND NOT EXISTS (SELECT FROM sdp_engine.generation_tickets t WHERE t.stage_id = s.id);
    SET session_replication_role = origin;
    """


def owner_and_provider(db):
    owner = db.execute("INSERT INTO sdp.users (email, name) VALUES (gen_random_uuid() || '@example.com', 'Queue')"
                       " RETURNING id").fetchone()[0]
    return owner, db.execute("INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted,"
                             " default_model) VALUES (%s, 'openai', 'Queue', 'none:', 'gpt') RETURNING id",
                             (owner,)).fetchone()[0]


def fill(db, owner, provider, first, count, stages=1):
    for statement in FILL.split(";\n"):
        if statement.strip():
            db.execute(statement, {"owner": owner, "provider": provider, "first": first, "count": count,
                                   "stages": stages})
    db.execute("VACUUM ANALYZE sdp_engine.generation_tickets, sdp.stages")


def claim_times(db):
    """Milliseconds of claims by one session, each in a transaction of its own."""
    times = []
    for _ in range(CLAIMS):
        start = time.perf_counter()
        found = db.execute("SELECT ticket FROM sdp.claim_generation('bench', '1 hour')").fetchone()
        times.append(1000 * (time.perf_counter() - start))
        assert found
    return times


def measure_claims(many):
    """Medians with a thousand jobs and with many waiting; the first claims, which plan, left out."""
    databases.make("1 pg_sdp")
    with databases.connect(NAME, "synchronous_commit = off") as db:
        owner, provider = owner_and_provider(db)
        fill(db, owner, provider, 0, 1000)
        few = claim_times(db)[20:]
        fill(db, owner, provider, 1000, many - 1000 + CLAIMS)
    with databases.connect(NAME, "synchronous_commit = off") as db:
        more = claim_times(db)[20:]
    return statistics.median(few), statistics.median(more)


def work(stop, done):
    with databases.connect(NAME, "synchronous_commit = off") as db:
        while not stop.is_set():
            found = db.execute("SELECT ticket FROM sdp.claim_generation('bench', '1 hour')").fetchone()
            if not found:
                return
            db.execute("SELECT * FROM sdp.finish_generation(%s, %s::text)", (found[0], ANSWER))
            done.append(1)


def measure_throughput():
    """Claims and reports a second, by the number of sessions."""
    databases.make("1 pg_sdp")
    rates = []
    with databases.connect(NAME, "synchronous_commit = off") as db:
        owner, provider = owner_and_provider(db)
        fill(db, owner, provider, 0, 20_000, stages=9)
    for sessions in (1, 2, 4, 8):
        stop, done = threading.Event(), []
        threads = [threading.Thread(target=work, args=(stop, done)) for _ in range(sessions)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        time.sleep(SECONDS)
        stop.set()
        for thread in threads:
            thread.join()
        rates.append((sessions, len(done) / (time.perf_counter() - start)))
    return rates


def measure(many):
    return {"many": many, "claims": measure_claims(many), "rates": measure_throughput()}
