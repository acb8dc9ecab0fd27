"""Twenty connections on one project and on twenty: plain DML as a web application sends it and SQL
functions, mixed; deadlocks are counted, and listed by the pair of statements that waited for each
other. The same with the plain tables of variant 3 (its triggers take the lock in the same places)."""
import collections
import random
import re
import threading
import time

import databases
import psycopg

CONNECTIONS = 20
SECONDS = 12
SEED = 16
RETRIED = ("40P01", "40001")

# Each is one transaction. What the project's state refuses (SD0) is an answer, too.
WORK = {
    "rename": ["UPDATE sdp.projects SET name = %(text)s, updated_at = now() WHERE id = %(project)s"],
    "describe": ["UPDATE sdp.projects SET description = %(text)s WHERE id = %(project)s"],
    "save by UPDATE": ["UPDATE sdp.stages SET data = %(data)s WHERE project_id = %(project)s"
                       " AND stage_number = (SELECT current_stage FROM sdp.projects WHERE id = %(project)s)"],
    "complete by UPDATE": ["UPDATE sdp.stages SET status = 'complete' WHERE project_id = %(project)s"
                           " AND stage_number = 1 AND status <> 'complete'",
                           "UPDATE sdp.stages SET status = 'active' WHERE project_id = %(project)s"
                           " AND stage_number = 2 AND status = 'locked'",
                           "UPDATE sdp.projects SET current_stage = 2 WHERE id = %(project)s"],
    "output": ["INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)"
               " SELECT id, 0, 'json', %(data)s, 'human' FROM sdp.stages WHERE project_id = %(project)s"
               " AND stage_number = 1"],
    "save_stage": ["SELECT sdp.save_stage(%(project)s, 1, %(data)s::jsonb)"],
    "complete_stage": ["SELECT sdp.complete_stage(%(project)s, 1)"],
    "revert_stage": ["SELECT sdp.revert_stage(%(project)s, 1)"],
}


def make_projects(database, count):
    with databases.connect(database) as db:
        owner = db.execute("SELECT id FROM sdp.users LIMIT 1").fetchone()[0]
        return [db.execute("SELECT sdp.create_project(%s, %s, NULL)", (owner, f"Busy {number}"))
                .fetchone()[0] for number in range(count)]


# What each backend is doing, by its process.
doing = {}


def pair_of(error, sent):
    """What the two did that waited for each other, by the processes in the error's DETAIL."""
    processes = re.findall(r"Process (\d+) waits", error.diag.message_detail or "")
    others = sorted({doing.get(int(process), "?") for process in processes} - {sent}) or [sent]
    return " || ".join(sorted([sent, others[0]]))


class Worker(threading.Thread):
    def __init__(self, number, database, projects):
        super().__init__()
        self.random = random.Random(SEED + number)
        self.connection = psycopg.connect(dbname=database)
        self.project = projects[number % len(projects)]
        self.done, self.refused, self.retried = 0, 0, collections.Counter()

    def run(self):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            kind = self.random.choice(list(WORK))
            doing[self.connection.info.backend_pid] = kind
            values = {"project": self.project, "text": f"Name {self.random.random()}",
                      "data": '{"name": "Shop", "number": %d}' % self.random.randrange(10**6)}
            while time.monotonic() < end:
                try:
                    with self.connection.transaction():
                        for statement in WORK[kind]:
                            self.connection.execute(statement, values)
                    self.done += 1
                    break
                except psycopg.Error as error:
                    if error.sqlstate in RETRIED:
                        self.retried[error.sqlstate, pair_of(error, kind)] += 1
                        continue
                    self.refused += 1
                    break
        self.connection.close()


def run(variant, projects):
    database = databases.name_of(variant)
    made = make_projects(database, projects)
    workers = [Worker(number, database, made) for number in range(CONNECTIONS)]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - start
    retried = sum((worker.retried for worker in workers), collections.Counter())
    return {"variant": variant, "projects": projects, "seconds": seconds,
            "done": sum(worker.done for worker in workers),
            "refused": sum(worker.refused for worker in workers), "retried": retried}


def measure():
    """Both variants in turn, on one project and on twenty."""
    variants = ("1 pg_sdp", "3 PL/pgSQL")
    for variant in variants:
        databases.make(variant)
    return [run(variant, projects) for projects in (1, 20) for variant in variants]
