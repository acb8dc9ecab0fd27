"""A hot standby answers what only reads; a crash leaves a healthy database."""

import signal
import os

import psycopg
import pytest

from servers import (as_server_user, broken, cluster, complete, make_project, refusal, statuses,
                     wait_until, Server, Database)


@pytest.fixture(scope="module")
def primary():
    """A cluster of its own: it is crashed, and copied."""
    with cluster("sys-primary", "fsync=off", "wal_level=replica") as server:
        yield server


@pytest.fixture
def database(primary):
    with primary.database() as made:
        made.install()
        yield made


@pytest.fixture
def project(database):
    with database.connect() as connection:
        made = make_project(connection)
        complete(connection, made, 1, 2)
        connection.execute("INSERT INTO sdp_engine.rules (name, severity, predicate, message)"
                           " VALUES ('standby', 'warning', 'false', 'found on a standby, too')")
        return made


@pytest.fixture
def standby(primary, database, project):
    """A replica made by pg_basebackup, with everything that the primary has."""
    data = primary.execute("SHOW data_directory").fetchone()[0]
    place = os.path.join(os.path.dirname(data), "standby")
    socket = primary.host
    port = str(int(primary.port) + 1)
    as_server_user("rm", "-rf", place)
    as_server_user(primary.binaries / "pg_basebackup", "-h", socket, "-p", primary.port, "-U", "postgres",
                   "-D", place, "-R", "-X", "stream", "-c", "fast", "--no-sync")
    as_server_user(primary.binaries / "pg_ctl", "start", "-w", "-D", place, "-l", place + ".log",
                   "-o", f"-p {port} -c fsync=off")
    try:
        replica = Server(socket, port, primary.binaries)
        wanted = primary.execute("SELECT pg_current_wal_lsn()::text").fetchone()[0]
        wait_until(lambda: replica.execute(
            f"SELECT pg_last_wal_replay_lsn() >= '{wanted}'").fetchone()[0])
        yield Database(replica, database.name)
    finally:
        as_server_user(primary.binaries / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", place)
        as_server_user("rm", "-rf", place)


READINGS = ["SELECT * FROM sdp.validate_project('{0}')", "SELECT * FROM sdp.validate_stage('{0}', 3)",
            "SELECT path, sha256 FROM sdp.package_files('{0}')",
            "SELECT sdp.export_manifest('{0}')::text", "SELECT * FROM sdp.allowed_transitions('{0}', 3)",
            "SELECT * FROM sdp.project_overview", "SELECT * FROM sdp.stage_overview ORDER BY stage_number",
            "SELECT * FROM sdp.version()", "SELECT * FROM sdp.check_integrity()",
            "SELECT sdp.stage_number('database')", "SELECT * FROM sdp.validation_summary('{0}')"]

WRITINGS = ["SELECT * FROM sdp.save_stage('{0}', 3, '{{}}')", "SELECT sdp.complete_stage('{0}', 3)",
            "SELECT sdp.revert_stage('{0}', 1)", "SELECT * FROM sdp.begin_generation('{0}', 3)",
            "SELECT * FROM sdp.add_output('{0}', 3, 'json', '{{}}')", "SELECT sdp.create_stages('{0}')",
            "SELECT sdp.register_export('{0}', 'zip', '/x', 1)",
            "SELECT sdp.accept_finding('{0}', NULL, 'standby', '', 'x')",
            "SELECT sdp.create_project((SELECT id FROM sdp.users), 'x')",
            "UPDATE sdp.stages SET status = 'complete'", "DELETE FROM sdp.users", "SELECT sdp.install()"]


def test_standby_reads_and_does_not_write(database, standby, project):
    with standby.connect() as replica, database.connect() as original:
        assert replica.execute("SELECT pg_is_in_recovery()").fetchone()[0]
        for reading in READINGS:
            statement = reading.format(project)
            assert replica.execute(statement).fetchall() == original.execute(statement).fetchall(), reading
        for writing in WRITINGS:
            error = refusal(replica, writing.format(project))
            assert error.sqlstate == "25006", f"{writing}: {error}"
        assert replica.execute("SELECT 1").fetchone()[0] == 1


def test_read_only_transaction_reads(database, project):
    with database.connect() as connection:
        connection.execute("SET default_transaction_read_only = on")
        for reading in READINGS:
            connection.execute(reading.format(project)).fetchall()
        for writing in WRITINGS:
            assert refusal(connection, writing.format(project)).sqlstate == "25006", writing


def test_killed_backend_leaves_nothing(primary, database, project):
    """kill -9 in the middle of a transaction: the server recovers, and none of it is there."""
    before = database.execute("SELECT * FROM sdp.stages ORDER BY stage_number")
    events = database.value("SELECT count(*) FROM sdp_engine.stage_events")
    victim = database.connect()
    victim.execute("BEGIN")
    complete(victim, project, 3, 4)
    assert statuses(victim, project) == "ccccallll"
    os.kill(victim.info.backend_pid, signal.SIGKILL)
    with pytest.raises(psycopg.OperationalError):
        victim.execute("COMMIT")

    def is_up():
        try:
            return primary.execute("SELECT 1").fetchone()[0] == 1
        except psycopg.OperationalError:
            return False

    wait_until(is_up)
    assert database.execute("SELECT * FROM sdp.stages ORDER BY stage_number") == before
    assert database.value("SELECT count(*) FROM sdp_engine.stage_events") == events
    assert broken(database) == []
    with database.connect() as connection:
        complete(connection, project, 3, 4)
        assert statuses(connection, project) == "ccccallll"
    assert broken(database) == []
