"""The sample worker of examples/worker: it does jobs, and dies at any point without harm."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from conftest import connect, make_project, violations
from servers import ROOT, wait_until

WORKER = ROOT / "examples" / "worker"
sys.path.insert(0, str(WORKER))

import fake_model  # noqa: E402


@pytest.fixture(scope="module")
def model_url():
    """The fake model, served by a thread."""
    with fake_model.make_server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@pytest.fixture
def start_worker(database, model_url):
    """Starts workers; those that still run are killed at the end."""
    started = []

    def start(*arguments, lease=30, pause=None, url=model_url):
        process = subprocess.Popen(
            [sys.executable, WORKER / "worker.py", "--database", f"dbname={database}", "--model-url", url,
             "--lease", str(lease), *arguments],
            env=os.environ | ({"WORKER_PAUSE_AT": pause} if pause else {}), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def finish(process):
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    return output


def request(project, stage=1, wish="A shop"):
    return project.connection.execute("SELECT sdp.request_generation(%s, %s, %s)",
                                      (project.id, stage, wish)).fetchone()[0]


def ledger(project):
    return project.connection.execute(
        "SELECT g.status, g.input_tokens > 0 FROM sdp.ai_generations g JOIN sdp.stages s ON s.id = g.stage_id"
        " WHERE s.project_id = %s ORDER BY g.created_at", (project.id,)).fetchall()


def tickets(project):
    return project.connection.execute(
        "SELECT attempt, outcome, applied FROM sdp_engine.generation_tickets WHERE project_id = %s"
        " ORDER BY opened_at, attempt", (project.id,)).fetchall()


def test_worker_takes_a_project_through_its_stages(project, start_worker):
    for stage in range(1, 9):
        request(project, stage)
        assert "success" in finish(start_worker("--once"))
        project.connection.execute("SELECT sdp.complete_stage(%s, %s)", (project.id, stage))
    assert project.statuses() == "c" * 8 + "a"
    assert ledger(project) == [("success", True)] * 8
    assert violations(project.connection) == []


@pytest.mark.parametrize(("wish", "status"), [("prose", "success"), ("truncate", "error"), ("not json", "error"),
                                              ("error", "error")])
def test_what_the_model_does_is_reported(project, start_worker, wish, status):
    request(project, wish=wish)
    assert f"product attempt 1: {status}" in finish(start_worker("--once"))
    assert project.statuses()[0] == ("r" if status == "success" else "a")
    # Tokens are known unless the model did not answer at all.
    assert ledger(project) == [(status, wish != "error")]


@pytest.mark.parametrize("point", ["claimed", "answered"])
def test_job_of_a_killed_worker_is_done_by_the_next(project, start_worker, point):
    """Before the model is called, and after it has answered; the ledger has what was reported."""
    request(project)
    victim = start_worker(lease=2, pause=point)
    assert victim.stdout.readline() == f"at {point}\n"
    assert project.statuses()[0] == "g"
    victim.send_signal(signal.SIGKILL)
    assert finish(start_worker("--once")) == ""  # the lease holds
    wait_until(lambda: "attempt 2: success" in finish(start_worker("--once")))
    assert project.statuses()[0] == "r"
    assert ledger(project) == [("success", True)]
    assert tickets(project) == [(1, "timeout", None), (2, "success", True)]
    assert violations(project.connection) == []


def test_worker_killed_during_the_call(project, start_worker, database, model_url):
    """It extends its lease while the model thinks; killed, it does not."""
    with fake_model.make_server(delay=3600) as slow:
        threading.Thread(target=slow.serve_forever, daemon=True).start()
        request(project)
        victim = start_worker(lease=1.5, url=f"http://127.0.0.1:{slow.server_port}/v1")
        wait_until(lambda: project.connection.execute(
            "SELECT due_at > claimed_at + interval '2 seconds' FROM sdp_engine.generation_tickets"
            " WHERE project_id = %s AND NOT waiting", (project.id,)).fetchone() == (True,))
        assert finish(start_worker("--once")) == ""
        victim.send_signal(signal.SIGKILL)
        slow.shutdown()
    wait_until(lambda: "attempt 2: success" in finish(start_worker("--once")))
    assert (project.statuses()[0], ledger(project)) == ("r", [("success", True)])


def test_worker_killed_after_its_report(project, start_worker):
    request(project)
    victim = start_worker(lease=1, pause="reported")
    assert victim.stdout.readline() == "at reported\n"
    victim.send_signal(signal.SIGKILL)
    time.sleep(1.2)
    assert finish(start_worker("--once")) == ""
    assert (project.statuses()[0], ledger(project)) == ("r", [("success", True)])
    assert tickets(project) == [(1, "success", True)]


def test_workers_share_the_jobs(connection, start_worker):
    projects = [make_project(connection, f"Shop {number}") for number in range(12)]
    for each in projects:
        request(each)
    outputs = [finish(process) for process in [start_worker("--once") for _ in range(4)]]
    assert sum(output.count("attempt 1: success") for output in outputs) == 12, outputs
    assert all(len(tickets(each)) == 1 for each in projects)
    for each in projects:
        each.remove()


def test_notify_wakes_the_worker_and_names_no_ticket(database, project, start_worker):
    worker = start_worker("--poll", "600")
    with connect(database) as listener:
        listener.execute("LISTEN sdp_events")
        wait_until(lambda: project.connection.execute(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = %s AND query = 'LISTEN sdp_events'"
            " AND pid <> %s", (database, listener.info.backend_pid)).fetchone()[0])
        with connect(database, options="-c sdp.notify=on") as asking:
            ticket = asking.execute("SELECT sdp.request_generation(%s, 1)", (project.id,)).fetchone()[0]
        assert worker.stdout.readline() == "product attempt 1: success\n"
        payloads = [event.payload for event in listener.notifies(timeout=5, stop_after=2)]
    ids = f'"project_id": "{project.id}", "stage_id": "{project.stage_id(1)}"'
    assert payloads == [f'{{"event": "stage_changed", {ids}}}', f'{{"event": "generation_requested", {ids}}}']
    assert not any(str(ticket) in payload for payload in payloads)


def test_every_change_of_a_status_is_an_event_where_that_is_switched_on(database, project):
    """With the transaction, to who listens; by plain DML as by functions. Off, as by default: none."""
    def stage(number):
        return f'{{"event": "stage_changed", "project_id": "{project.id}", "stage_id": "{project.stage_id(number)}"}}'

    with connect(database) as listener, connect(database) as session:
        def heard():
            return [event.payload for event in listener.notifies(timeout=0.5)]

        listener.execute("LISTEN sdp_events")
        for setting, statements, expected in (
            ("on", ["SELECT sdp.save_stage(%(p)s, 1, '{\"name\": \"Shop\"}')"], [stage(1)]),
            ("on", ["SELECT sdp.save_stage(%(p)s, 1, '{\"name\": \"Store\"}')"], []),
            ("on", ["UPDATE sdp.stages SET status = 'complete' WHERE project_id = %(p)s AND stage_number = 1"],
             [stage(1), stage(2)]),
            ("on", ["BEGIN", "SELECT sdp.revert_stage(%(p)s, 1)", "ROLLBACK"], []),
            ("off", ["SELECT sdp.revert_stage(%(p)s, 1)", "SELECT sdp.complete_stage(%(p)s, 1)"], []),
            ("on", ["SELECT sdp.revert_stage(%(p)s, 1)"], [stage(1), stage(2)]),
        ):
            session.execute(f"SET sdp.notify = {setting}")
            for statement in statements:
                session.execute(statement, {"p": project.id})
            assert heard() == expected, statements
        session.execute("RESET sdp.notify")
        session.execute("SELECT ticket FROM sdp.begin_generation(%s, 1)", (project.id,))
        session.execute("SELECT sdp.cancel_generation(%s, 1)", (project.id,))
        assert heard() == []


def test_budget_warning_is_an_event(database, project):
    """Once a month."""
    with connect(database, options="-c sdp.notify=on") as session:
        session.execute("INSERT INTO sdp_engine.budgets (user_id, monthly_amount) VALUES (%s, 10)", (project.owner,))
        session.execute("LISTEN sdp_events")
        for cost in (7.5, 1, 1):
            ticket = session.execute("SELECT ticket FROM sdp.begin_generation(%s, 1)", (project.id,)).fetchone()[0]
            session.execute("SELECT sdp.finish_generation(%s, '{\"name\": \"x\"}'::text, estimated_cost => %s::numeric)",
                            (ticket, cost))
        events = [event.payload for event in session.notifies(timeout=1)]
        warning = f'{{"event": "budget_warning", "user_id": "{project.owner}"}}'
        assert events.count(warning) == 1
        assert sum("generation_ended" in event for event in events) == 3
        # All of that was last month's.
        session.execute("SET session_replication_role = replica")
        session.execute("UPDATE sdp.ai_generations SET created_at = created_at - interval '40 days'")
        session.execute("UPDATE sdp_engine.budgets SET month = month - interval '1 month'")
        session.execute("RESET session_replication_role")
        for cost in (7.5, 1, 1):
            ticket = session.execute("SELECT ticket FROM sdp.begin_generation(%s, 1)", (project.id,)).fetchone()[0]
            session.execute("SELECT sdp.fail_generation(%s, 'error', 'no', estimated_cost => %s::numeric)", (ticket, cost))
        assert [event.payload for event in session.notifies(timeout=1)].count(warning) == 1


def test_late_report_changes_no_stage(project, start_worker):
    """The generation is cancelled while the worker has it: the ledger takes what it reports."""
    request(project)
    worker = start_worker("--once", pause="answered")
    assert worker.stdout.readline() == "at answered\n"
    project.connection.execute("SELECT sdp.cancel_generation(%s, 1)", (project.id,))
    ticket = project.connection.execute("SELECT id FROM sdp_engine.generation_tickets WHERE project_id = %s",
                                        (project.id,)).fetchone()[0]
    assert project.connection.execute("SELECT extended FROM sdp.extend_lease(%s)", (ticket,)).fetchone() == (False,)
    assert project.connection.execute("SELECT applied, status FROM sdp.finish_generation(%s, '{}'::text,"
                                      " input_tokens => 5)", (ticket,)).fetchone() == (False, "cancelled")
    assert (project.statuses()[0], ledger(project)) == ("a", [("success", True)])
