"""Packages on the server's disk: written whole or not at all, gone with their transaction, and
never outside of the export directory."""

import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from servers import ROOT, cluster, complete, make_project, refusal, wait_until


@pytest.fixture(scope="module")
def crashing():
    """A cluster of its own: it is crashed."""
    with cluster("sys-export", "max_prepared_transactions=2") as server:
        yield server


@pytest.fixture
def exports(crashing):
    """The export directory of the cluster, which its server may write."""
    folder = Path(tempfile.mkdtemp(dir=ROOT / ".pg", prefix="exports-"))
    owner = os.stat(next((ROOT / ".pg" / "clusters" / "sys-export").glob("*/")))
    os.chown(folder, owner.st_uid, owner.st_gid)
    with crashing.connect() as connection:
        connection.execute("LOAD 'pg_sdp'")
        connection.execute(f"ALTER SYSTEM SET sdp.export_directory = '{folder}'")
        connection.execute("SELECT pg_reload_conf()")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def database(crashing, exports):
    with crashing.database() as database:
        database.install()
        yield database


def complete_project(database, email="ada@example.com"):
    with database.connect() as connection:
        project = make_project(connection, email)
        complete(connection, project, *range(1, 9))
    return project


@pytest.fixture
def project(database):
    return complete_project(database)


def everything_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


EXPORT = "SELECT * FROM sdp.export_project(%s, %s, %s)"


def test_zip_is_the_package(database, project, exports):
    with database.connect() as connection:
        row = connection.execute(EXPORT, [project, "zip", "studio.zip"]).fetchone()
        package = connection.execute("SELECT sdp.package_zip(%s)", [project]).fetchone()[0]
        connection.execute("SELECT sdp.save_stage(%s, 9, '{}')", [project])
        connection.execute("SELECT sdp.complete_stage(%s, 9)", [project])
    target = exports / "studio.zip"
    assert target.read_bytes() == package
    assert row.file_path == str(target) and row.file_size_bytes == len(package) and row.content is None
    assert everything_in(exports) == ["studio.zip"]
    assert target.stat().st_mode & 0o777 == 0o644


def test_folder_is_the_files(database, project, exports):
    with database.connect() as connection:
        row = connection.execute(EXPORT, [project, "folder", "studio"]).fetchone()
        files = dict(connection.execute("SELECT path, content FROM sdp.package_files(%s)", [project]).fetchall())
    found = {str(path.relative_to(exports / "studio")): path.read_bytes().decode()
             for path in (exports / "studio").rglob("*") if path.is_file()}
    assert found == files
    assert row.file_size_bytes == sum(len(content.encode()) for content in files.values())


def test_rolled_back_export_is_gone(database, project, exports):
    with database.connect() as connection:
        connection.execute("BEGIN")
        connection.execute(EXPORT, [project, "folder", "kept"])
        connection.execute("SAVEPOINT a")
        connection.execute(EXPORT, [project, "folder", "lost"])
        connection.execute("SAVEPOINT b")
        connection.execute(EXPORT, [project, "zip", "lost.zip"])
        connection.execute("RELEASE b")
        assert (exports / "lost.zip").exists() and (exports / "lost").is_dir()
        connection.execute("ROLLBACK TO a")
        assert not (exports / "lost.zip").exists() and not (exports / "lost").exists()
        connection.execute(EXPORT, [project, "zip", "lost.zip"])
        connection.execute("ROLLBACK")
        assert everything_in(exports) == []
        connection.execute(EXPORT, [project, "zip", "lost.zip"])
        assert everything_in(exports) == ["lost.zip"]


def test_error_in_the_transaction_removes_it(database, project, exports):
    with database.connect() as connection:
        refusal(connection, f"SELECT 1 / (file_size_bytes - file_size_bytes)"
                            f" FROM sdp.export_project('{project}', 'zip', 'x.zip')")
    assert everything_in(exports) == []


def test_prepare_is_refused(database, project, exports):
    with database.connect() as connection:
        connection.execute("BEGIN")
        connection.execute(EXPORT, [project, "zip", "x.zip"])
        assert refusal(connection, "PREPARE TRANSACTION 'x'").sqlstate == "SD018"
    assert everything_in(exports) == []


@pytest.mark.parametrize("path", ["/tmp/x.zip", "../x.zip", "a/../x.zip", "a//x.zip", "", ".", "..",
                                  "a\\x.zip", "C:x.zip", ".sdp-writing-x", "no/such/folder.zip",
                                  "x" * 201, "a\nb"])
def test_paths_outside_are_refused(database, project, exports, path):
    with database.connect() as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(EXPORT, [project, "zip", path])
    assert caught.value.sqlstate == "SD217"
    assert everything_in(exports) == []


def test_links_are_not_followed(database, project, exports):
    outside = Path(tempfile.mkdtemp(dir=ROOT / ".pg"))
    try:
        outside.chmod(0o777)
        (exports / "link").symlink_to(outside)
        (exports / "file").symlink_to(outside / "file")
        with database.connect() as connection:
            for path in ("link/x.zip", "link", "file"):
                for kind in ("zip", "folder"):
                    with pytest.raises(psycopg.Error) as caught:
                        connection.execute(EXPORT, [project, kind, path])
                    assert caught.value.sqlstate == "SD217", path
        assert everything_in(outside) == []
    finally:
        shutil.rmtree(outside)


def test_what_is_there_stays(database, project, exports):
    (exports / "x").write_text("mine")
    (exports / "y").mkdir()
    with database.connect() as connection:
        for path in ("x", "y"):
            for kind in ("zip", "folder"):
                with pytest.raises(psycopg.Error) as caught:
                    connection.execute(EXPORT, [project, kind, path])
                assert caught.value.sqlstate == "SD217"
    assert (exports / "x").read_text() == "mine"
    assert everything_in(exports) == ["x", "y"]


def test_no_export_within_another(database, project, exports):
    with database.connect() as connection:
        connection.execute(EXPORT, [project, "folder", "shop"])
        before = everything_in(exports)
        for path in ("shop/a.zip", "shop/api/a.zip"):
            with pytest.raises(psycopg.Error) as caught:
                connection.execute(EXPORT, [project, "zip", path])
            assert caught.value.sqlstate == "SD217"
            assert caught.value.diag.message_detail == f'The folder "{exports}/shop" is a package.'
    assert everything_in(exports) == before


def test_cleaning_is_no_reading(database, exports):
    with database.connect() as connection:
        connection.execute("BEGIN READ ONLY")
        with pytest.raises(psycopg.Error) as caught:
            connection.execute("SELECT sdp.clean_exports()")
    assert caught.value.sqlstate == "25006"


def test_two_sessions_and_one_target(database, project, exports):
    """The second is refused while the first is under way, and cleans nothing of it."""
    other = complete_project(database, "bob@example.com")
    with database.connect() as first, database.connect() as second:
        first.execute("BEGIN")
        first.execute(EXPORT, [project, "zip", "x.zip"])
        with pytest.raises(psycopg.Error) as caught:
            second.execute(EXPORT, [other, "zip", "x.zip"])
        assert caught.value.sqlstate == "SD017"
        assert second.execute("SELECT sdp.clean_exports()").fetchone()[0] == 0
        second.execute(EXPORT, [other, "zip", "y.zip"])
        first.execute("COMMIT")
        with pytest.raises(psycopg.Error) as caught:
            second.execute(EXPORT, [other, "zip", "x.zip"])
        assert caught.value.sqlstate == "SD217"
    assert everything_in(exports) == ["x.zip", "y.zip"]


@pytest.mark.parametrize("kind", ["zip", "folder"])
@pytest.mark.parametrize("cleaning", ["export", "clean_exports"])
def test_crash_leaves_nothing_for_long(crashing, database, project, exports, kind, cleaning):
    """kill -9 after the rename, before the commit: the next one cleans up; what committed stays."""
    (exports / "inner").mkdir()
    os.chown(exports / "inner", exports.stat().st_uid, exports.stat().st_gid)
    with database.connect() as connection:
        connection.execute(EXPORT, [project, kind, "inner/kept"])
    victim = database.connect()
    victim.execute("BEGIN")
    victim.execute(EXPORT, [project, kind, "inner/lost"])
    assert (exports / "inner" / "lost").exists()
    os.kill(victim.info.backend_pid, signal.SIGKILL)

    def is_up():
        try:
            crashing.execute("SELECT 1")
            return True
        except psycopg.OperationalError:
            return False
    with pytest.raises(psycopg.OperationalError):
        victim.execute("SELECT 1")
    time.sleep(0.5)  # until the server has noticed
    wait_until(is_up)
    assert (exports / "inner" / "lost").exists()
    with database.connect() as connection:
        if cleaning == "export":
            connection.execute(EXPORT, [project, kind, "inner/lost"])
            assert sorted(path.name for path in (exports / "inner").iterdir()) == ["kept", "lost"]
        else:
            assert connection.execute("SELECT sdp.clean_exports()").fetchone()[0] == 1
            assert sorted(path.name for path in (exports / "inner").iterdir()) == ["kept"]
    assert (exports / "inner" / "kept").exists()


def test_marker_of_a_commit_takes_nothing_along(database, project, exports):
    """A crash between the commit and the removal of the marker: the export stays. What somebody
    else put in a lost export's place stays, too."""
    with database.connect() as connection:
        connection.execute("BEGIN")
        connection.execute(EXPORT, [project, "zip", "x.zip"])
        (marker,) = exports.glob(".sdp-uncommitted-*")
        text = marker.read_text()
        connection.execute("COMMIT")
        assert not marker.exists()
        marker.write_text(text)
        assert connection.execute("SELECT sdp.clean_exports()").fetchone()[0] == 1
        assert everything_in(exports) == ["x.zip"]
        # As of a transaction that was rolled back, with another file in the place.
        connection.execute("BEGIN")
        number = connection.execute("SELECT pg_current_xact_id()::text").fetchone()[0]
        connection.execute("ROLLBACK")
        for left in (f"{number}\n1 2\n", f"{number}\n", "", "99999999999999\n1 2\n", "garbage"):
            marker.write_text(left)
            assert connection.execute("SELECT sdp.clean_exports()").fetchone()[0] == 1, left
            assert everything_in(exports) == ["x.zip"], left
        same = (exports / "x.zip").stat()
        marker.write_text(f"{number}\n{same.st_dev} {same.st_ino}\n")
        assert connection.execute("SELECT sdp.clean_exports()").fetchone()[0] == 1
        assert everything_in(exports) == []


def test_rights(database, project, exports):
    database.make_role("app")
    database.execute(f"GRANT USAGE ON SCHEMA sdp TO {database.app};"
                     f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sdp TO {database.app}")
    export = f"SELECT file_path FROM sdp.export_project('{project}', 'zip', 'x.zip')"
    assert database.refused(export, database.app).sqlstate == "SD406"
    assert database.refused("SELECT sdp.clean_exports()", database.app).sqlstate == "SD406"
    # To the client anybody may export who may read and record.
    assert database.value(f"SELECT length(content) FROM sdp.export_project('{project}', 'zip')",
                          database.app) > 1000
    with database.connect(database.app) as connection:
        # Before the library is loaded the server takes any value, and drops it then.
        connection.execute("SET sdp.export_directory = '/tmp'")
        connection.execute("SELECT sdp.version()")
        assert connection.execute("SHOW sdp.export_directory").fetchone()[0] == str(exports)
        assert refusal(connection, "SET sdp.export_directory = '/tmp'").sqlstate == "42501"
    database.execute(f"GRANT EXECUTE ON FUNCTION sdp.export_project(uuid, text, text) TO {database.app}")
    database.execute(export, database.app)
    database.execute(f"REVOKE EXECUTE ON FUNCTION sdp.export_project(uuid, text, text) FROM {database.app};"
                     f"GRANT pg_write_server_files TO {database.app}")
    assert database.value("SELECT sdp.clean_exports()", database.app) == 0
    assert everything_in(exports) == ["x.zip"]


def test_directory_is_needed(database, project):
    for value in ("", "relative"):
        assert database.refused(f"SET sdp.export_directory = '{value}';"
                                f"SELECT sdp.export_project('{project}', 'zip', 'x.zip')").sqlstate == "SD407"


def test_unwritable_directory_is_said(database, project, exports):
    exports.chmod(0o555)
    try:
        error = database.refused(f"SELECT sdp.export_project('{project}', 'zip', 'x.zip')")
    finally:
        exports.chmod(0o755)
    assert error.sqlstate == "42501"
    assert error.diag.message_primary == f'could not create file "{exports}/x.zip": Permission denied'
    assert everything_in(exports) == []


def test_export_is_committed_for_good(crashing, database, project, exports):
    """What a crash undoes must not leave its files behind: synchronous_commit = off does not count."""
    with crashing.connect() as connection:
        connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        connection.execute("SELECT pg_reload_conf()")
    with database.connect() as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("CHECKPOINT")
        connection.execute(EXPORT, [project, "zip", "x.zip"])
        assert everything_in(exports) == ["x.zip"]
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    time.sleep(0.5)  # until the server has noticed

    def is_up():
        try:
            crashing.execute("ALTER SYSTEM RESET wal_writer_delay")
            return True
        except psycopg.OperationalError:
            return False
    wait_until(is_up)
    assert database.value("SELECT count(*) FROM sdp.export_packages") == 1
    assert everything_in(exports) == ["x.zip"]


def test_no_export_into_one_that_is_written(database, project, exports):
    (exports / ".sdp-writing-1-2-shop" / "api").mkdir(parents=True)
    before = everything_in(exports)
    with database.connect() as connection:
        for path in (".sdp-writing-1-2-shop/a.zip", ".sdp-writing-1-2-shop/api/a.zip"):
            with pytest.raises(psycopg.Error) as caught:
                connection.execute(EXPORT, [project, "zip", path])
            assert caught.value.sqlstate == "SD217"
            assert 'a name in it begins with ".sdp-"' in caught.value.diag.message_detail
    assert everything_in(exports) == before


def test_descriptors_do_not_leak(database, project, exports):
    with database.connect() as connection:
        folder = Path(f"/proc/{connection.info.backend_pid}/fd")
        counts = []
        for i in range(5):
            connection.execute(EXPORT, [project, "folder", f"x{i}"])
            with pytest.raises(psycopg.Error):
                connection.execute(EXPORT, [project, "folder", f"x{i}"])
            counts.append(len(list(folder.iterdir())))
    assert counts[-1] <= counts[1]


def test_fifo_in_place_of_a_marker_is_not_waited_for(database, project, exports):
    with database.connect() as connection:
        connection.execute("BEGIN")
        connection.execute(EXPORT, [project, "zip", "x.zip"])
        (marker,) = exports.glob(".sdp-uncommitted-*")
        connection.execute("COMMIT")
        os.mkfifo(marker)
        assert connection.execute("SELECT sdp.clean_exports()").fetchone()[0] == 1
    assert everything_in(exports) == ["x.zip"]


def test_failed_cleaning_keeps_no_lock(database, project, exports):
    """An advisory lock of the session would keep others from exporting there."""
    role = database.make_role("cleaner")
    database.execute(f"GRANT USAGE ON SCHEMA sdp TO {role}; GRANT pg_write_server_files TO {role}")
    with database.connect() as connection:
        connection.execute("BEGIN")
        connection.execute(EXPORT, [project, "zip", "x.zip"])
        (marker,) = exports.glob(".sdp-uncommitted-*")
        text = marker.read_text()
        connection.execute("ROLLBACK")
    marker.write_text(text)
    database.execute("REVOKE EXECUTE ON FUNCTION pg_xact_status FROM PUBLIC")
    with database.connect(role) as connection:
        assert refusal(connection, "SELECT sdp.clean_exports()").sqlstate == "SD406"
        assert connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()[0] == 0


def test_types_of_the_name_elsewhere_do_not_matter(database, project, exports):
    """A role's right is found whatever its search_path."""
    role = database.make_role("app")
    database.execute(f"CREATE SCHEMA other; CREATE DOMAIN other.uuid AS text; CREATE DOMAIN other.text AS int;"
                     f"GRANT USAGE ON SCHEMA sdp, other TO {role};"
                     f"GRANT EXECUTE ON FUNCTION sdp.export_project(uuid, text, text) TO {role}")
    assert database.value("SET search_path = other, pg_catalog; SELECT sdp.clean_exports()", role) == 0
