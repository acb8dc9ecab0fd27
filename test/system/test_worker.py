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
        payloads = [event.payload for event in listener.notifies(timeout=5, stop_after=1)]
    assert payloads == [f'{{"event": "generation_requested", "project_id": "{project.id}",'
                        f' "stage_id": "{project.stage_id(1)}"}}']
    assert str(ticket) not in payloads[0]


def test_budget_warning_is_an_event(database, project):
    with connect(database, options="-c sdp.notify=on") as session:
        session.execute("INSERT INTO sdp_engine.budgets (user_id, monthly_amount) VALUES (%s, 10)", (project.owner,))
        session.execute("LISTEN sdp_events")
        for cost in (7.5, 1, 1):
            ticket = session.execute("SELECT ticket FROM sdp.begin_generation(%s, 1)", (project.id,)).fetchone()[0]
            session.execute("SELECT sdp.finish_generation(%s, '{\"name\": \"x\"}'::text, estimated_cost => %s::numeric)",
                            (ticket, cost))
        events = [event.payload for event in session.notifies(timeout=1)]
    assert events.count(f'{{"event": "budget_warning", "user_id": "{project.owner}"}}') == 1
    assert sum("generation_ended" in event for event in events) == 3


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
