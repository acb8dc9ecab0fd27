"""Operations a second of one to eight sessions: pg_sdp's functions beside the client that does the same by statements.

Each session is a process with a connection, a user and projects of its own; only the queue is one for all. All sessions
do the same kind of operation at a time: create their projects, save the first stage of each, complete it, ask for a
generation of the second (not timed), claim whatever waits longest and report on it."""
import multiprocessing
import time

import databases
import pipeline
from client import Client, Functions
from generation_statements import GenerationStatements

VARIANTS = ("1 pg_sdp", "2 statements")
SESSIONS = (1, 2, 4, 8)
KINDS = ("create", "save", "complete", "claim + finish")
MODES = (("no network", 0.0), ("0.5 ms a round trip", 0.0005))
SAVED, GENERATED = 1, 2
PROJECTS = 200
ROUNDS = 3
WARM_UP = 8
TOKENS, COST = 1_000, "0.010000"


class GenerationFunctions(Functions):
    """Variant 1 with generations."""

    def request(self, project, stage):
        self.client.run("SELECT sdp.request_generation(%s, %s)", project, stage)

    def claim(self):
        return self.client.row("SELECT * FROM sdp.claim_generation('bench', '1 hour')")

    def finish(self, ticket, answer, tokens, cost):
        self.client.row("SELECT * FROM sdp.finish_generation(%s, %s::text, 'json', %s, %s, 0, %s)", ticket, answer,
                        tokens, tokens, cost)


def operations_for(variant, client):
    return (GenerationStatements if variant.startswith("2") else GenerationFunctions)(client)


def make_user(connection):
    user = connection.execute("INSERT INTO sdp.users (email, name) VALUES (gen_random_uuid() || '@example.com', 'S')"
                              " RETURNING id").fetchone()[0]
    connection.execute("INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted,"
                       " default_model, is_default) VALUES (%s, 'openai', 'P', 'none:', 'gpt', true)", (user,))
    return user


def create(operations, user):
    return operations.create(user, "SDP Studio", "Guides people through nine stages.")


def claim_and_finish(operations):
    work = operations.claim()
    operations.finish(work[0], pipeline.DATA[GENERATED], TOKENS, COST)


def go_through(operations, user, count, time_of):
    """So many projects; time_of(kind, operation) runs and times what is done for all of them."""
    projects = []
    time_of("create", lambda: projects.extend(create(operations, user) for _ in range(count)))
    time_of("save", lambda: [operations.save(project, SAVED, pipeline.DATA[SAVED]) for project in projects])
    time_of("complete", lambda: [operations.complete(project, SAVED) for project in projects])
    for project in projects:
        operations.request(project, GENERATED)
    time_of("claim + finish", lambda: [claim_and_finish(operations) for _ in projects])
    return projects


def run_session(variant, delay, barrier, results):
    client = Client(databases.name_of(variant), delay)
    operations, user = operations_for(variant, client), make_user(client.connection)
    times = {}

    def time_of(kind, operation):
        barrier.wait()
        start = time.perf_counter()
        operation()
        times[kind] = time.perf_counter() - start

    go_through(operations, user, WARM_UP, lambda kind, operation: operation())
    go_through(operations, user, PROJECTS, time_of)
    results.put(times)
    client.close()


def rates_of(variant, delay, sessions):
    """Operations a second of all sessions together, by kind."""
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(sessions), context.Queue()
    processes = [context.Process(target=run_session, args=(variant, delay, barrier, results)) for _ in range(sessions)]
    for process in processes:
        process.start()
    times = [results.get() for _ in processes]
    for process in processes:
        process.join()
    return {kind: sessions * PROJECTS / max(one[kind] for one in times) for kind in KINDS}


LEDGER = """
    SELECT s.stage_number, g.model, g.prompt_template, g.total_tokens, g.estimated_cost, g.status
    FROM sdp.ai_generations g JOIN sdp.stages s ON s.id = g.stage_id WHERE s.project_id = %s"""


def verify():
    """Does all once in each variant and stops unless both leave the same rows."""
    found = []
    for variant in VARIANTS:
        client = Client(databases.name_of(variant))
        project, = go_through(operations_for(variant, client), make_user(client.connection), 1,
                              lambda kind, operation: operation())
        rows = pipeline.rows_of(client.connection, project)
        rows["outputs"] = [row[:5] + (row[5] is not None,) + row[6:] for row in rows["outputs"]]
        del rows["state"]  # Made by an export; pg_sdp has the row, which is its lock, from the start.
        rows["ledger"] = client.connection.execute(LEDGER, (project,)).fetchall()
        found.append(rows)
        client.close()
    for name, rows in found[0].items():
        if rows != found[1][name]:
            raise SystemExit(f"the variants left other rows ({name}):\n{rows}\n{found[1][name]}")


def better(known, rates):
    return {kind: max(known[kind], rates[kind]) for kind in KINDS} if known else rates


def measure():
    """The best of the rounds by (mode, sessions, variant): what else the machine does only takes away."""
    for variant in VARIANTS:
        databases.make(variant)
    verify()
    best = {}
    for _ in range(ROUNDS):
        for mode, delay in MODES:
            for sessions in SESSIONS:
                for variant in VARIANTS:
                    key = mode, sessions, variant
                    best[key] = better(best.get(key), rates_of(variant, delay, sessions))
    return best


def measure_notify():
    """(sessions, rates with sdp.notify off, rates with it on), in turns."""
    variant = VARIANTS[0]
    databases.make(variant)
    best = {}
    for _ in range(ROUNDS):
        for sessions in (1, 8):
            for notify in ("off", "on"):
                with databases.connect("postgres") as admin:
                    admin.execute(f"ALTER DATABASE {databases.name_of(variant)} SET sdp.notify = {notify}")
                best[sessions, notify] = better(best.get((sessions, notify)), rates_of(variant, 0.0, sessions))
    return [(sessions, best[sessions, "off"], best[sessions, "on"]) for sessions in (1, 8)]
