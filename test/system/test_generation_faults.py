"""What generations break in applications that keep their rules themselves, each as a figure that must
be 0: what a malformed answer costs is lost, and a crash leaves a stage generating for ever. Workers
that are killed are in test_worker.py, transactions of a killed backend in test_replica_and_crash.py."""

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg
import pytest

from at_once import assert_none
from conftest import violations
from invariants import breaches
from servers import ROOT, as_server_user, broken, cluster, fitting, make_project, run, wait_until

# --- answers ---

# By name: an answer, and whether the generation succeeds with it, where sdp.max_content_bytes is 1 kB.
ANSWERS = {
    "an array": ("[1]", False),
    "a string": ('"Shop"', False),
    "null": ("null", False),
    "nothing": ("", False),
    "white space": (" \n", False),
    "prose": ("I would rather not.", False),
    "truncated": ('{"name": "Sho', False),
    "truncated in a fence": ('```json\n{"name": "Sho', False),
    "two objects": ('{"name": "a"} {"name": "b"}', False),
    "a key twice": ('{"name": "a", "name": "b"}', False),
    "escaped NUL": ('{"name": "a\\u0000b"}', False),
    "half a surrogate pair": ('{"name": "\\ud800"}', False),
    "a number without bounds": ('{"name": "a", "price": 1e131071}', False),
    "nested a hundred thousand times": ('{"a":' * 100_000, False),
    "beyond sdp.max_content_bytes": (json.dumps({"name": "a" * 2000}), False),
    "bytes that are not UTF-8": (b'{"name": "\xff"}', False),
    "half a character": ('{"name": "é'.encode()[:-1], False),
    "bytes in Latin-1": ('{"name": "é"}'.encode("latin-1"), False),
    "bytes with NUL": (b'{"name": "a\x00"}', False),
    "no bytes": (b"", False),
    "UTF-16": ('{"name": "a"}'.encode("utf-16"), False),
    "twice encoded": (json.dumps(fitting(1)), True),
    "fenced": (f"Here it is:\n```json\n{fitting(1)}\n```\nEnjoy.", True),
    "a fence left open": (f"```json\n{fitting(1)}", True),
    "of another schema": ('{"title": "a"}', True),
    "good bytes": (fitting(1).encode(), True),
}

OTHER_FORMATS = [("sql", " "), ("yaml", "a: [1"), ("yaml", "a: 1\n b: 2"), ("md", " "), ("yaml", b"a: \xff")]


def begin(project):
    return project.connection.execute("SELECT ticket FROM sdp.begin_generation(%s, 1)",
                                      (project.id,)).fetchone()[0]


def ledger(project):
    return project.connection.execute(
        "SELECT g.input_tokens, g.output_tokens, g.total_tokens, g.estimated_cost, g.status = 'success'"
        " FROM sdp.ai_generations g JOIN sdp.stages s ON s.id = g.stage_id WHERE s.project_id = %s"
        " ORDER BY g.created_at, g.id", (project.id,)).fetchall()


def report(connection, ticket, answer, reported, answer_format="json"):
    """What finish_generation() returns, or the error that it must not raise."""
    try:
        return connection.execute(
            "SELECT applied, status, error_code FROM sdp.finish_generation(%s, %s, %s, input_tokens => %s,"
            " output_tokens => %s, estimated_cost => %s)", (ticket, answer, answer_format, *reported)).fetchone()
    except psycopg.Error as failure:
        return failure


@pytest.mark.parametrize("origin", ["active", "review"])
def test_every_answer_leaves_its_cost(connection, project, origin):
    lost, misplaced, raised = [], [], []
    if origin == "review":
        connection.execute("SELECT sdp.save_stage(%s, 1, '{\"name\": \"mine\"}')", (project.id,))
    cases = [(name, answer, "json", good) for name, (answer, good) in ANSWERS.items()]
    cases += [(f"{form} {answer}", answer, form, False) for form, answer in OTHER_FORMATS]
    connection.execute("SET sdp.max_content_bytes = '1kB'")
    for number, (name, answer, answer_format, good) in enumerate(cases, 1):
        before = ledger(project)
        reported = (100 + number, number, Decimal(number) / 1000)
        result = report(connection, begin(project), answer, reported, answer_format)
        expected = (*reported[:2], sum(reported[:2]), reported[2], good)
        added = [row for row in ledger(project) if row not in before]
        lost += [] if added == [expected] and len(ledger(project)) == len(before) + 1 else [(name, added)]
        told = (True, "success", None) if good else (True, "error")
        raised += [] if isinstance(result, tuple) and result[:len(told)] == told else [(name, result)]
        stage = "review" if good else origin
        misplaced += [] if project.statuses()[0] == stage[0] else [(name, project.statuses())]
        if good and origin == "active":
            connection.execute("SELECT sdp.send_back_stage(%s, 1, 'for the next answer')", (project.id,))
    assert_none(f"cost rows lost of {len(cases)} answers to a stage that was {origin}", lost)
    assert_none("answers that are raised, or told otherwise", raised)
    assert_none("stages that are elsewhere", misplaced)
    assert_none("broken projects", breaches(connection) + violations(connection))


LARGE = {
    "ten thousand dollars": ("1", "1", "10000", (1, 1, 2, Decimal("9999.999999"))),
    "four billion tokens": ("4000000000", "4000000000", "1", (2**31 - 1, 2**31 - 1, 2**31 - 1, 1)),
    "a sum beyond the column": ("2000000000", "2000000000", "0", (2 * 10**9, 2 * 10**9, 2**31 - 1, 0)),
    "the largest bigint": (str(2**63 - 1), str(2**63 - 1), "1", (2**31 - 1, 2**31 - 1, 2**31 - 1, 1)),
    "an infinite cost": ("1", "1", "Infinity", (1, 1, 2, Decimal("9999.999999"))),
}


@pytest.mark.parametrize("answer", [fitting(1), "{truncated"])
def test_large_costs_are_kept(connection, project, answer):
    """At the limits of the columns; the true values in the ticket's detail."""
    lost, untrue = [], []
    for name, (input_tokens, output_tokens, cost, stored) in LARGE.items():
        before = len(ledger(project))
        ticket = begin(project)
        result = report(connection, ticket, answer, (input_tokens, output_tokens, cost))
        rows = ledger(project)
        kept = [row for row in rows if row[:4] == stored]
        lost += [] if len(rows) == before + 1 and kept else [(name, result, rows)]
        detail = connection.execute("SELECT detail FROM sdp_engine.generation_tickets WHERE id = %s",
                                    (ticket,)).fetchone()[0] or {}
        told = {"input_tokens": input_tokens, "output_tokens": output_tokens, "estimated_cost": cost}
        fitted = dict(zip(told, map(str, (stored[0], stored[1], stored[3]))))
        true = {key: value for key, value in told.items() if value != fitted[key]}
        untrue += [] if true.items() <= detail.items() else [(name, detail, true)]
    assert_none(f"cost rows lost of {len(LARGE)} large ones", lost)
    assert_none("true values lost", untrue)
    assert_none("broken projects", breaches(connection) + violations(connection))


# --- a server that is killed ---

CLUSTER = "sys-generation-faults"


SETTING = "sdp.generation_timeout=2s"


@pytest.fixture
def own_database():
    """In a cluster of its own, which is killed."""
    with cluster(CLUSTER, SETTING) as server, server.database() as made:
        made.install()
        yield made


def kill_and_start_again(server):
    """The postmaster and, by that, all of its sessions."""
    data = server.execute("SHOW data_directory").fetchone()[0]
    tool = ROOT / "dev" / "cluster"
    os.kill(int(as_server_user("head", "-n", "1", f"{data}/postmaster.pid").stdout), signal.SIGKILL)
    wait_until(lambda: run([tool, "status", CLUSTER], check=False).returncode != 0)
    run([tool, "start", CLUSTER, SETTING])


def stuck(connection):
    """Whose stages are generating."""
    return {row[0] for row in connection.execute(
        "SELECT p.name FROM sdp.stages s JOIN sdp.projects p ON p.id = s.project_id WHERE s.status = 'generating'")}


def ledger_rows(connection):
    """How many each project has."""
    return dict(connection.execute(
        "SELECT p.name, count(g.id) FROM sdp.projects p JOIN sdp.stages s ON s.project_id = p.id"
        " LEFT JOIN sdp.ai_generations g ON g.stage_id = s.id GROUP BY 1").fetchall())


# The ledger's row waits for a lock that the first transaction with such a row keeps.
WAIT = """
CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
CREATE TRIGGER wait AFTER INSERT ON sdp.ai_generations FOR EACH ROW EXECUTE FUNCTION public.wait();
"""
LEASE = "INTERVAL '2 seconds'"
REQUEST = "SELECT sdp.request_generation(%s, 1)"
BEGIN = f"SELECT ticket FROM sdp.begin_generation(%s, 1, lease => {LEASE})"
CLAIM = f"SELECT * FROM sdp.claim_generation('worker', {LEASE})"
FINISH = "SELECT applied FROM sdp.finish_generation(%s, %s, input_tokens => 5)"
UPDATE = "UPDATE sdp.stages SET status = 'generating' WHERE project_id = %s AND stage_number = 1"


def test_server_killed_during_generations(own_database):
    """No janitor runs: claims, and whoever works on the stage, find what is overdue."""
    names = ["claimed", "waiting", "begun", "updated", "updated, too", "asked", "reported", "reporting"]
    with own_database.connect() as connection:
        projects = {}
        for name in names:
            projects[name] = make_project(connection, f"{len(projects)}@example.com")
            connection.execute("UPDATE sdp.projects SET name = %s WHERE id = %s", (name, projects[name]))
        connection.execute(REQUEST, (projects["claimed"],))
        assert connection.execute(CLAIM).fetchone().project_id == projects["claimed"]
        connection.execute(REQUEST, (projects["waiting"],))
        tickets = {name: connection.execute(BEGIN, (projects[name],)).fetchone().ticket
                   for name in ["begun", "reported", "reporting"]}
        for name in ["updated", "updated, too"]:
            connection.execute(UPDATE, (projects[name],))
        connection.execute(WAIT)

    asked, reported, reporting = (own_database.connect() for _ in range(3))
    asked.execute("BEGIN")
    asked.execute(REQUEST, (projects["asked"],))
    reported.execute("BEGIN")
    assert reported.execute(FINISH, (tickets["reported"], fitting(1))).fetchone() == (True,)
    with ThreadPoolExecutor() as pool:
        within = pool.submit(reporting.execute, FINISH, (tickets["reporting"], fitting(1)))
        wait_until(lambda: own_database.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                                              " AND NOT granted") == 1)
        kill_and_start_again(own_database.server)
        assert isinstance(within.exception(timeout=60), psycopg.OperationalError)

    with own_database.connect() as connection:
        connection.execute("DROP TRIGGER wait ON sdp.ai_generations")
        assert stuck(connection) == set(names) - {"asked"}
        assert_none("ledger rows of transactions that did not end",
                    {name for name, rows in ledger_rows(connection).items() if rows})
        # A worker that outlived the server sends its report again.
        assert connection.execute(FINISH, (tickets["reporting"], fitting(1))).fetchone() == (True,)

        def is_saved(name):
            try:
                return connection.execute("SELECT sdp.save_stage(%s, 1, %s)", (projects[name], fitting(1)))
            except psycopg.Error as failure:
                assert failure.sqlstate in {"SD004", "SD011"}, failure
                return False

        for name in ["begun", "updated"]:
            wait_until(lambda name=name: is_saved(name))
        done = {}
        while job := connection.execute(CLAIM).fetchone():
            assert connection.execute(FINISH, (job.ticket, fitting(1))).fetchone() == (True,)
            done[job.project_id] = job.attempt
        assert done == {projects["claimed"]: 2, projects["waiting"]: 1, projects["reported"]: 2}
        assert_none("stages stuck after the server was killed", stuck(connection))
        expected = dict.fromkeys(names, 0) | dict.fromkeys(["claimed", "waiting", "reported", "reporting"], 1)
        assert_none("projects with ledger rows too many or too few",
                    ledger_rows(connection).items() ^ expected.items())
        assert_none("broken projects", breaches(connection) + broken(own_database))
