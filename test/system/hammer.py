"""Sessions that hammer projects with random operations, by the functions and by plain DML.

Each session is a thread with a connection of its own. What it draws for a transaction depends on the
run's seed, its number and the transaction's alone. How the sessions interleave is not reproducible.
"""

import collections
import json
import random
import re
import threading
import time
import traceback
from pathlib import Path

import psycopg

from at_once import RETRYABLE
from conftest import connect
from hammer_functions import Functions
from hammer_statements import Statements
from invariants import breaches
from servers import fitting

SQLSTATES = Path(__file__).parents[2] / "src/core/sqlstates.hpp"
OPERATIONS = Functions.ALL + Statements.ALL

# So long may all sessions together get nowhere.
HANG = 120


def refusals():
    """The documented SQLSTATEs that an operation on an installed database may end in."""
    codes = set(re.findall(r'= "(SD\d\d\d)"', SQLSTATES.read_text()))
    assert len(codes) > 40
    return {code for code in codes if not code.startswith("SD4")}


class Run:
    """What the sessions have in common."""

    def __init__(self, database, first, projects, operations, seed):
        self.database, self.owner, self.provider = database, first.owner, first.provider
        self.projects = projects
        self.project_count = len(projects)
        self.counting = threading.Lock()
        self.operations = operations
        self.seed = seed
        self.stopped = threading.Event()
        self.sessions = []
        self.allowed = refusals()
        self.started = time.monotonic()

    def count_projects(self, cursor):
        """Looks which there are, and makes one where too many were purged. One session at a time, lest
        each make one."""
        with self.counting:
            found = cursor.execute("SELECT id FROM sdp.projects WHERE user_id = %s", (self.owner,)).fetchall()
            if len(found) < self.project_count:
                found += cursor.execute("SELECT sdp.create_project(%s, 'Shop')", (self.owner,)).fetchall()
            self.projects[:] = [row[0] for row in found]

    def has_room(self):
        return len(self.projects) <= self.project_count

    def tried(self):
        return sum(session.tried for session in self.sessions)

    def goes_on(self):
        return not self.stopped.is_set() and self.tried() < self.operations


class Session(Functions, Statements):
    """One client: runs random transactions as long as the run goes on, and counts what came."""

    def __init__(self, number, run_of):
        self.random = random.Random()
        self.number = number
        self.run_of = run_of
        self.tickets = []
        self.tried = 0
        self.transactions = 0
        self.outcomes = collections.Counter()
        self.done = collections.Counter()
        self.unexpected = []
        self.violations = []
        self.acts = False  # some operations do nothing at times
        self.last = collections.deque(maxlen=8)

    # --- what an operation needs ---

    def run(self, statement, **values):
        self.acts = True
        return self.cursor.execute(statement, {"p": self.p, "k": self.k, **values})

    def data(self):
        """A few values only, so that sessions save the same data at times; seldom such as keep the
        stage from completing."""
        members = {"a": self.random.randrange(4)}
        if self.random.random() < 0.5:
            members["session"] = self.number
        fits = self.random.random() < 0.9
        return fitting(self.k, **members) if fits else json.dumps(members)

    # --- transactions ---

    def operate(self):
        """One random operation, mostly on the open stage."""
        self.k = self.random.randrange(1, 10)
        if self.random.random() < 0.75:
            found = self.run("SELECT current_stage FROM sdp.projects WHERE id = %(p)s").fetchone()
            self.k = found[0] if found else self.k
        operation = self.random.choice(OPERATIONS)
        self.tried += 1
        at = round(time.monotonic() - self.run_of.started, 3)
        self.last.append((at, self.number, operation.__name__, self.p, self.k))
        self.acts = False
        operation(self)
        self.done[operation.__name__] += self.acts

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
        """Counts an error; one that is not allowed is kept, and ends the run."""
        code = failure.sqlstate or "no SQLSTATE"
        self.outcomes[code] += 1
        if code not in RETRYABLE and code not in self.run_of.allowed and not gone(failure):
            self.unexpected.append(f"{code} {failure} {failure.diag.context} {self.level} {list(self.last)[-2:]}")
            self.run_of.stopped.set()

    def transact(self):
        run_of = self.run_of
        self.random.seed(f"{run_of.seed}/{run_of.project_count}/{self.number}/{self.transactions}")
        self.level = self.random.choices(["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"], [8, 1, 1])[0]
        self.p = self.random.choice(run_of.projects)
        self.transactions += 1
        try:
            self.cursor.execute(f"BEGIN ISOLATION LEVEL {self.level}")
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

    def work(self):
        # Deadlocks are many here, and each costs the timeout.
        options = "-c deadlock_timeout=20ms"
        try:
            with connect(self.run_of.database, options=options) as self.connection:
                self.cursor = self.connection.cursor()
                while self.run_of.goes_on() and not self.connection.closed:
                    self.transact()
                    if self.transactions % 20 == 0:
                        self.run_of.count_projects(self.cursor)
        except Exception:
            self.unexpected.append(traceback.format_exc())
            self.run_of.stopped.set()


def gone(failure):
    """A foreign key of the document, refused because the project was purged meanwhile."""
    return failure.sqlstate == "23503" and failure.diag.constraint_name in {
        "stages_project_id_projects_id_fk",
        "stage_outputs_stage_id_stages_id_fk",
        "ai_generations_stage_id_stages_id_fk",
        "export_packages_project_id_projects_id_fk",
    }


class Report:
    """What a run has brought. As text it names the seed, and where something broke what the sessions
    did last."""

    def __init__(self, run_of, samples, moves, violations):
        sessions = run_of.sessions
        self.seed = run_of.seed
        self.seconds = time.monotonic() - run_of.started
        self.operations = run_of.tried()
        self.transactions = sum(session.transactions for session in sessions)
        self.outcomes = sum((session.outcomes for session in sessions), collections.Counter())
        self.done = sum((session.done for session in sessions), collections.Counter())
        self.unexpected = [line for session in sessions for line in session.unexpected]
        self.violations = violations + [found for session in sessions for found in session.violations]
        self.samples = samples
        self.moves = moves
        self.last = sorted(each for session in sessions for each in session.last)

    def __str__(self):
        text = (
            f"SDP_SEED={self.seed}: {self.operations} operations in {self.transactions} transactions and"
            f" {self.seconds:.0f} s, {self.samples + self.done['check']} looks at the invariants;"
            f" {dict(self.outcomes.most_common())}"
        )
        if self.unexpected or self.violations:
            text += "\nlast:\n" + "\n".join(" ".join(map(str, each)) for each in self.last)
        return text


def looked_at(watcher):
    return watcher.execute("SELECT * FROM sdp.check_integrity()").fetchall() + breaches(watcher)


def hammer(database, first, projects, operations, seed, session_count=10):
    """Lets the sessions try so many operations and looks at the invariants all along."""
    run_of = Run(database, first, projects, operations, seed)
    run_of.sessions = [Session(number, run_of) for number in range(session_count)]
    threads = [threading.Thread(target=session.work, daemon=True) for session in run_of.sessions]
    violations, moves, samples = [], set(), 0
    tried, since = 0, time.monotonic()
    with connect(database) as watcher:
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                violations += looked_at(watcher)
                moves |= set(watcher.execute("SELECT from_status, to_status FROM sdp_engine.stage_events").fetchall())
                samples += 1
                if violations:
                    run_of.stopped.set()
                if run_of.tried() > tried:
                    tried, since = run_of.tried(), time.monotonic()
                assert time.monotonic() < since + HANG, f"the sessions hang, SDP_SEED={seed}"
                for thread in threads:
                    thread.join(timeout=0.05)
        finally:
            run_of.stopped.set()
        violations += looked_at(watcher)
    return Report(run_of, samples + 1, moves, violations)
