"""What the tables' storage is good for: updates of a status are HOT, however large the data; a large save costs little
more than the two statements it cannot do without."""
import json
import random
import statistics
import time

import databases

SEED = 5
# With ordinary text and with what does not compress, which is stored out of line at this size.
HOT_SIZES = (4_000, 16_000, 200_000)
PROJECTS = 50
LARGE = 1_000_000
SAVES = 15


def document(rng, size, number=0):
    """An acceptable first stage of about so many bytes, half of it words."""
    words = ["table", "order", "customer", "invoice", "report", "team"]
    text = "".join(rng.choice(words) + " " for _ in range(size // 14))
    noise = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=size // 2))
    return json.dumps({"name": f"Large {number}", "description": text, "notes": noise})


def counts_of(db):
    db.execute("SELECT pg_stat_force_next_flush()")
    return db.execute("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relid = 'sdp.stages'::regclass"
                      ).fetchone()


def measure_hot():
    """(bytes of data, updates, HOT ones): stages complete and revert, three times each."""
    results = []
    for size in HOT_SIZES:
        owner = databases.make("1 pg_sdp")
        rng = random.Random(SEED)
        with databases.connect(databases.name_of("1 pg_sdp")) as db:
            projects = [db.execute("SELECT sdp.create_project(%s, 'Hot')", (owner,)).fetchone()[0]
                        for _ in range(PROJECTS)]
            for project in projects:
                db.execute("SELECT * FROM sdp.save_stage(%s, 1, %s)", (project, document(rng, size)))
            before = counts_of(db)
            for _ in range(3):
                for project in projects:
                    db.execute("SELECT sdp.complete_stage(%s, 1)", (project,))
                for project in projects:
                    db.execute("SELECT * FROM sdp.revert_stage(%s, 1, 'again')", (project,))
            after = counts_of(db)
        results.append((size, *(new - old for new, old in zip(after, before))))
    return results


BARE_SAVE = """
    WITH saved AS (UPDATE sdp.stages SET data = (SELECT content FROM document)::jsonb, status = 'review'
                   WHERE project_id = %s AND stage_number = 1),
         quiet AS (UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = %s AND is_active)
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    SELECT %s, %s, 'json', content, 'human' FROM document"""
SAVE = "SELECT * FROM sdp.save_stage(%s, 1, (SELECT content FROM document))"


def measure_large_save():
    """Median milliseconds of the bare statements and of save_stage, in turns, for data that are new each time. The text
    is in the server before."""
    rng = random.Random(SEED)
    bare_owner, owner = databases.make("4 bare"), databases.make("1 pg_sdp")
    times = ([], [])
    with databases.connect(databases.name_of("4 bare"), "synchronous_commit = off") as bare, \
            databases.connect(databases.name_of("1 pg_sdp"), "synchronous_commit = off") as ours:
        for db in (bare, ours):
            db.execute("CREATE TEMP TABLE document (content text)")
        projects = [db.execute("SELECT sdp.create_project(%s, 'Large', NULL)", (user,)).fetchone()[0]
                    for db, user in ((bare, bare_owner), (ours, owner))]
        stage = bare.execute("SELECT id FROM sdp.stages WHERE project_id = %s AND stage_number = 1",
                             (projects[0],)).fetchone()[0]
        for number in range(1, SAVES + 1):
            text = document(rng, LARGE, number)
            for which, db, statement, values in ((0, bare, BARE_SAVE, (projects[0], stage, stage, number)),
                                                 (1, ours, SAVE, (projects[1],))):
                db.execute("TRUNCATE document")
                db.execute("INSERT INTO document VALUES (%s)", (text,))
                start = time.perf_counter()
                db.execute(statement, values)
                times[which].append(1000 * (time.perf_counter() - start))
    return [statistics.median(values) for values in times]
