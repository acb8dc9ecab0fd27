"""Sessions that hammer projects with random operations, by the functions and by plain DML.

Each session is a thread with a connection and a random generator of its own, seeded by the run's
seed and its number. What a session does is reproducible, how the sessions interleave is not.
"""

import collections
import json
import random
import re
import threading
import time
import uuid
from pathlib import Path

import psycopg

from conftest import connect
from servers import fitting

SQLSTATES = Path(__file__).parents[2] / "src/core/sqlstates.hpp"
RETRYABLE = {"40001", "40P01"}

OPEN = "('active', 'review')"
STAGE = "project_id = %(p)s AND stage_number = %(k)s"
STAGE_ID = f"(SELECT id FROM sdp.stages WHERE {STAGE})"


def refusals():
    """The documented SQLSTATEs that an operation on an installed database may end in."""
    codes = set(re.findall(r'= "(SD\d\d\d)"', SQLSTATES.read_text()))
    assert len(codes) > 40
    return {code for code in codes if not code.startswith("SD4")}


class Session:
    """One client: runs random transactions until it is told to stop, and counts what came."""

    def __init__(self, number, seed, database, owner, provider, projects):
        self.random = random.Random(f"{seed}/{number}")
        self.number = number
        self.database = database
        self.owner = owner
        self.provider = provider
        self.projects = projects  # shared: who replaces a project tells the others
        self.tickets = []
        self.transactions = 0
        self.outcomes = collections.Counter()
        self.unexpected = []
        self.done = collections.Counter()
        self.allowed = refusals()

    # --- what an operation needs ---

    def run(self, statement, **values):
        return self.cursor.execute(statement, {"p": self.p, "k": self.k, **values})

    def data(self):
        """A few values only, so that sessions save the same data at times; seldom such as keep the
        stage from completing."""
        members = {"a": self.random.randrange(4)}
        if self.random.random() < 0.5:
            members["session"] = self.number
        fits = self.random.random() < 0.9
        return fitting(self.k, **members) if fits else json.dumps(members)

    def ledger_row(self, status):
        generation = uuid.UUID(int=self.random.getrandbits(128))
        self.run(
            "INSERT INTO sdp.ai_generations (id, stage_id, provider_id, model, prompt_template,"
            " input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status,"
            " error_message) SELECT %(g)s, id, %(v)s, 'm', 't', 1, 1, 2, 0, 1, %(s)s, %(e)s"
            f" FROM sdp.stages WHERE {STAGE}",
            g=generation, v=self.provider, s=status, e=None if status == "success" else "broken",
        )
        return generation

    # --- the functions ---

    def save(self):
        self.run("SELECT sdp.save_stage(%(p)s, %(k)s, %(d)s)", d=self.data())

    def save_expecting(self):
        self.run(
            "SELECT sdp.save_stage(%(p)s, %(k)s, %(d)s, NULL, (SELECT coalesce(max(version), 0)"
            f" FROM sdp.stage_outputs WHERE stage_id = {STAGE_ID}))",
            d=self.data(),
        )

    def complete(self):
        self.run("SELECT sdp.complete_stage(%(p)s, %(k)s)")

    def revert(self):
        self.run(
            "SELECT sdp.revert_stage(%(p)s, %(to)s, 'again', %(force)s)",
            to=max(1, self.k - self.random.randrange(4)), force=self.random.random() < 0.5,
        )

    def begin(self):
        found = self.run("SELECT ticket FROM sdp.begin_generation(%(p)s, %(k)s)").fetchone()
        self.tickets.append(found[0])

    def request(self):
        self.run("SELECT sdp.request_generation(%(p)s, %(k)s)")

    def claim(self):
        """With leases that end before some answers come."""
        found = self.run("SELECT ticket FROM sdp.claim_generation(%(w)s, make_interval(secs => %(s)s))",
                         w=f"session {self.number}", s=self.random.choice([0.001, 0.05, 60])).fetchone()
        if found:
            self.tickets.append(found[0])

    def extend(self):
        if self.tickets:
            self.run("SELECT * FROM sdp.extend_lease(%(t)s, make_interval(secs => %(s)s))",
                     t=self.random.choice(self.tickets), s=self.random.choice([0.001, 0.05, 60]))

    def expire(self):
        self.run("SELECT * FROM sdp.expire_generations()")

    def cancel(self):
        if self.random.random() < 0.3:
            self.run("SELECT * FROM sdp.cancel_generation(%(p)s, %(k)s)")

    def finish(self):
        if self.tickets:
            ticket = self.random.choice(self.tickets)
            if self.random.random() < 0.7:
                self.tickets.remove(ticket)
            content = self.data() if self.random.random() < 0.8 else "{broken"
            self.run("SELECT * FROM sdp.finish_generation(%(t)s, %(c)s)", t=ticket, c=content)

    def fail(self):
        if self.tickets:
            ticket = self.tickets.pop()
            self.run("SELECT * FROM sdp.fail_generation(%(t)s, 'error', 'no answer')", t=ticket)

    def add_output(self):
        self.run(
            "SELECT sdp.add_output(%(p)s, %(k)s, %(f)s, %(d)s)",
            f=self.random.choice(["json", "md", "yaml"]), d=self.data(),
        )

    def activate(self):
        version = 1 + self.random.randrange(8)
        self.run("SELECT sdp.activate_output(%(p)s, %(k)s, %(v)s)", v=version)

    def export(self):
        self.run("SELECT sdp.register_export(%(p)s, 'zip', '/tmp/package.zip', 1)")

    def look(self):
        self.run("SELECT * FROM sdp.allowed_transitions(%(p)s, %(k)s)")
        self.run("SELECT * FROM sdp.validate_project(%(p)s)")

    # --- plain DML ---

    def dml_save(self):
        self.run(
            f"UPDATE sdp.stages SET data = %(d)s, status = 'review' WHERE {STAGE}"
            f" AND status IN {OPEN}",
            d=self.data(),
        )

    def dml_data_alone(self):
        self.run(f"UPDATE sdp.stages SET data = %(d)s WHERE {STAGE}", d=self.data())

    def dml_complete(self):
        self.run(f"UPDATE sdp.stages SET status = 'complete', completed_at = now() WHERE {STAGE}")

    def dml_complete_as_an_application(self):
        self.dml_complete()
        self.run(
            "UPDATE sdp.stages SET status = 'active' WHERE project_id = %(p)s"
            " AND stage_number = %(k)s + 1 AND status = 'locked'"
        )
        self.run("UPDATE sdp.projects SET current_stage = %(k)s + 1 WHERE id = %(p)s")

    def dml_revert_as_an_application(self):
        self.k = max(1, self.k - 1 - self.random.randrange(3))
        self.run(f"UPDATE sdp.stages SET status = 'review' WHERE {STAGE}")
        self.run(
            "UPDATE sdp.stages SET status = 'locked'"
            " WHERE project_id = %(p)s AND stage_number > %(k)s"
        )
        self.run("UPDATE sdp.projects SET current_stage = %(k)s WHERE id = %(p)s")

    def dml_generate(self):
        self.run(f"UPDATE sdp.stages SET status = 'generating' WHERE {STAGE} AND status IN {OPEN}")

    def dml_finish(self):
        generation, data = self.ledger_row("success"), self.data()
        self.run(f"UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = {STAGE_ID}")
        self.run(
            "INSERT INTO sdp.stage_outputs"
            " (stage_id, version, format, content, generated_by, ai_generation_id)"
            f" SELECT id, 1, 'json', %(d)s, 'ai', %(g)s FROM sdp.stages WHERE {STAGE}",
            d=data, g=generation,
        )
        self.run(f"UPDATE sdp.stages SET data = %(d)s, status = 'review' WHERE {STAGE}", d=data)

    def dml_fail(self):
        self.ledger_row("error")
        self.run(f"UPDATE sdp.stages SET status = 'active' WHERE {STAGE}")

    def dml_output(self):
        self.run(
            "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)"
            f" SELECT id, %(v)s, %(f)s, %(d)s, 'human' FROM sdp.stages WHERE {STAGE}"
            " ON CONFLICT (stage_id, version) DO UPDATE SET content = excluded.content",
            v=self.random.randrange(9), f=self.random.choice(["json", "md"]), d=self.data(),
        )

    def dml_activate(self):
        self.run(f"UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = {STAGE_ID}")
        self.run(
            "UPDATE sdp.stage_outputs SET is_active = true"
            f" WHERE stage_id = {STAGE_ID} AND version = %(v)s",
            v=1 + self.random.randrange(6),
        )

    def dml_any_status(self):
        self.run(
            "UPDATE sdp.stages SET status = %(s)s"
            " WHERE project_id = %(p)s AND stage_number = %(n)s",
            s=self.random.choice(["locked", "active", "generating", "review", "complete"]),
            n=1 + self.random.randrange(9),
        )

    def dml_many_statuses(self):
        self.run(
            "UPDATE sdp.stages SET status = %(s)s"
            " WHERE project_id = %(p)s AND stage_number > %(n)s",
            s=self.random.choice(["locked", "active", "review", "complete"]),
            n=self.random.randrange(9),
        )

    def dml_both_tables(self):
        self.run(
            "WITH a AS (UPDATE sdp.projects SET current_stage = %(k)s + 1, description = %(d)s"
            f" WHERE id = %(p)s) UPDATE sdp.stages SET status = 'complete' WHERE {STAGE}",
            d=self.data(),
        )

    def dml_upsert_stage(self):
        self.run(
            "INSERT INTO sdp.stages"
            " (project_id, stage_number, stage_name, stage_label, status, data)"
            " SELECT %(p)s, number, name, label, 'review', %(d)s"
            " FROM sdp_engine.stage_definitions WHERE number = %(k)s"
            " ON CONFLICT (project_id, stage_number)"
            " DO UPDATE SET data = excluded.data, status = excluded.status",
            d=self.data(),
        )

    def dml_rename(self):
        self.run(
            "UPDATE sdp.projects SET name = %(d)s, current_stage = %(n)s WHERE id = %(p)s",
            d=self.data(), n=self.random.randrange(9),
        )

    def dml_archive(self):
        if self.random.random() < 0.3:
            self.run(
                "UPDATE sdp.projects SET status = %(s)s WHERE id = %(p)s",
                s=self.random.choice(["archived", "deleted", "active"]),
            )

    def dml_restore(self):
        self.run(
            "UPDATE sdp.projects SET status = 'active', deleted_at = NULL"
            " WHERE id = %(p)s AND status <> 'active'"
        )

    def dml_purge(self):
        if self.random.random() < 0.1:
            self.run("DELETE FROM sdp.projects WHERE id = %(p)s")
            self.run("SELECT sdp.create_project(%(o)s, 'Shop')", o=self.owner)

    def dml_prune(self):
        self.run(
            "DELETE FROM sdp.stage_outputs"
            f" WHERE NOT is_active AND version <= %(v)s AND stage_id = {STAGE_ID}",
            v=self.random.randrange(5),
        )

    OPERATIONS = [
        save, save_expecting, complete, complete, revert, begin, request, claim, claim, extend, expire, cancel,
        finish, finish, fail, add_output, activate, export, look, dml_save, dml_data_alone, dml_complete, dml_complete_as_an_application,
        dml_revert_as_an_application, dml_generate, dml_finish, dml_fail, dml_output, dml_activate,
        dml_any_status, dml_many_statuses, dml_both_tables, dml_upsert_stage, dml_rename,
        dml_archive, dml_restore, dml_purge, dml_prune,
    ]

    # --- transactions ---

    def operate(self):
        """One random operation, mostly on the open stage."""
        self.k = self.random.randrange(1, 10)
        if self.random.random() < 0.75:
            found = self.run("SELECT current_stage FROM sdp.projects WHERE id = %(p)s").fetchone()
            self.k = found[0] if found else self.k
        operation = self.random.choice(self.OPERATIONS)
        operation(self)
        self.done[operation.__name__] += 1

    def operate_in_savepoint(self):
        """The same within a savepoint, which is rolled back at times though nothing failed."""
        self.cursor.execute("SAVEPOINT s")
        try:
            self.operate()
        except psycopg.Error as failure:
            if failure.sqlstate in RETRYABLE or self.connection.closed:
                raise
            self.note(failure)
            self.cursor.execute("ROLLBACK TO s")
            return
        self.cursor.execute("ROLLBACK TO s" if self.random.random() < 0.6 else "RELEASE s")

    def note(self, failure):
        """Counts an error, and keeps it where it is not an allowed one."""
        code = failure.sqlstate or "no SQLSTATE"
        self.outcomes[code] += 1
        if code not in RETRYABLE and code not in self.allowed and not gone(failure):
            self.unexpected.append(f"{code} {failure} {failure.diag.context}")

    def transact(self):
        level = self.random.choices(
            ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"], [8, 1, 1]
        )[0]
        self.p = self.random.choice(self.projects)
        self.transactions += 1
        try:
            self.cursor.execute(f"BEGIN ISOLATION LEVEL {level}")
            for _ in range(self.random.choice([1, 1, 1, 2])):
                if self.random.random() < 0.15:
                    self.operate_in_savepoint()
                else:
                    self.operate()
            self.cursor.execute("COMMIT")
            self.outcomes["committed"] += 1
        except psycopg.Error as failure:
            self.note(failure)
            if not self.connection.closed:
                self.cursor.execute("ROLLBACK")

    def work(self, stop):
        # Deadlocks are many here, and each costs the timeout.
        options = "-c deadlock_timeout=20ms"
        with connect(self.database, options=options) as self.connection:
            self.cursor = self.connection.cursor()
            while not stop.is_set() and not self.connection.closed:
                self.transact()
                if self.transactions % 20 == 0:
                    self.projects[:] = projects_of(self.cursor, self.owner)


def gone(failure):
    """A foreign key of the document, refused because the project was purged meanwhile."""
    return failure.sqlstate == "23503" and failure.diag.constraint_name in {
        "stages_project_id_projects_id_fk",
        "stage_outputs_stage_id_stages_id_fk",
        "ai_generations_stage_id_stages_id_fk",
        "export_packages_project_id_projects_id_fk",
    }


def projects_of(cursor, owner):
    return [
        row[0] for row in cursor.execute("SELECT id FROM sdp.projects WHERE user_id = %s", (owner,))
    ]


class Report:
    """What a run has brought."""

    def __init__(self, sessions, samples, violations, seed):
        self.seed = seed
        self.transactions = sum(session.transactions for session in sessions)
        self.outcomes = sum((session.outcomes for session in sessions), collections.Counter())
        self.done = sum((session.done for session in sessions), collections.Counter())
        self.unexpected = [line for session in sessions for line in session.unexpected]
        self.samples = samples
        self.violations = violations

    def __str__(self):
        return (
            f"seed {self.seed}: {self.transactions} transactions,"
            f" {self.samples} samples of check_integrity();"
            f" {dict(self.outcomes.most_common())}"
        )


def hammer(database, owner, provider, projects, seconds, seed, session_count=10):
    """Lets the sessions work for a while and looks at the invariants all along."""
    shared = list(projects)
    sessions = [
        Session(number, seed, database, owner, provider, shared) for number in range(session_count)
    ]
    stop = threading.Event()
    threads = [
        threading.Thread(target=session.work, args=(stop,), daemon=True) for session in sessions
    ]
    violations = []
    samples = 0
    end = time.monotonic() + seconds
    with connect(database) as watcher:
        for thread in threads:
            thread.start()
        while time.monotonic() < end and not violations:
            violations += watcher.execute("SELECT * FROM sdp.check_integrity()").fetchall()
            samples += 1
            time.sleep(0.5)
        stop.set()
        for thread in threads:
            thread.join(timeout=30)
        assert not any(thread.is_alive() for thread in threads), f"a session hangs, seed {seed}"
        violations += watcher.execute("SELECT * FROM sdp.check_integrity()").fetchall()
    return Report(sessions, samples + 1, violations, seed)
