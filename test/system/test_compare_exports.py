"""What differs between two exports that stand on the server's disk, and what is not read there."""

import io
import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import psycopg
import pytest

from servers import ROOT, complete, fitting, make_project, own_server  # noqa: F401

EXPORT = "SELECT id FROM sdp.export_project(%s, %s, %s)"
REGISTER = "SELECT sdp.register_export(%s, %s, %s, %s)"
COMPARE = "SELECT * FROM sdp.compare_exports(%s, %s)"


@pytest.fixture(scope="module")
def database(own_server):
    """A database with a complete project, for all tests of this module."""
    with own_server.database() as database:
        database.install()
        with database.connect() as connection:
            database.project = make_project(connection)
            complete(connection, database.project, *range(1, 9))
        yield database


@pytest.fixture
def project(database):
    return database.project


@pytest.fixture
def exports(database):
    """The export directory of the database, which the server may write."""
    folder = Path(tempfile.mkdtemp(dir=ROOT / ".pg", prefix="exports-"))
    owner = os.stat(database.value("SHOW data_directory"))
    os.chown(folder, owner.st_uid, owner.st_gid)
    database.execute(f"LOAD 'pg_sdp'; ALTER DATABASE {database.name} SET sdp.export_directory = '{folder}'")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def connection(database, exports):
    with database.connect() as connection:
        yield connection


@pytest.fixture
def first(connection, project):
    """An export as a zip."""
    return value(connection, EXPORT, project, "zip", "first.zip")


@pytest.fixture
def folder(connection, project):
    """An export as a folder."""
    return value(connection, EXPORT, project, "folder", "folder")


def value(connection, statement, *arguments):
    return connection.execute(statement, arguments).fetchone()[0]


def refused(connection, *exports):
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(COMPARE, exports)
    assert connection.execute("SELECT 1").fetchone()[0] == 1
    return caught.value


def unreadable(connection, export):
    """Why an export cannot be read, on either side of a comparison."""
    error = refused(connection, export, export)
    assert error.sqlstate == "SD218" and "compare_packages" in error.diag.message_hint
    return error.diag.message_detail


def change(connection, project, remark):
    """Writes stage 8 anew."""
    connection.execute("SELECT sdp.revert_stage(%s, 8)", [project])
    connection.execute("SELECT sdp.save_stage(%s, 8, %s::jsonb)", [project, fitting(8, remark=remark)])
    connection.execute("SELECT sdp.complete_stage(%s, 8)", [project])


def test_differences_are_those_of_the_packages(connection, project, first, folder):
    old = value(connection, "SELECT sdp.package_zip(%s)", project)
    change(connection, project, "new")
    new = value(connection, "SELECT sdp.package_zip(%s)", project)
    later = {kind: value(connection, EXPORT, project, kind, f"later-{kind}") for kind in ("zip", "folder")}
    expected = connection.execute("SELECT * FROM sdp.compare_packages(%s, %s)", [old, new]).fetchall()
    assert ("infrastructure/config.json", "added", "/remark") in expected
    for before in (first, folder):
        for after in later.values():
            assert connection.execute(COMPARE, [before, after]).fetchall() == expected
    backwards = connection.execute(COMPARE, [later["zip"], folder]).fetchall()
    assert ("infrastructure/config.json", "removed", "/remark") in backwards
    assert connection.execute(COMPARE, [first, folder]).fetchall() == []


def test_export_of_the_transaction_itself(connection, project, first):
    connection.execute("BEGIN")
    change(connection, project, "newer")
    later = value(connection, EXPORT, project, "folder", "later")
    assert len(connection.execute(COMPARE, [first, later]).fetchall()) > 0
    connection.execute("ROLLBACK")
    assert refused(connection, first, later).sqlstate == "SD110"


def test_clients_packages_are_not_read(connection, project, first, exports):
    zip_size = (exports / "first.zip").stat().st_size
    outside = value(connection, REGISTER, project, "zip", "/etc/passwd", os.stat("/etc/passwd").st_size)
    climbing = value(connection, REGISTER, project, "zip", f"{exports}/../{exports.name}/first.zip", zip_size)
    beside = value(connection, REGISTER, project, "zip", f"{exports}-2/first.zip", zip_size)
    itself = value(connection, REGISTER, project, "folder", str(exports), 0)
    given = value(connection, "SELECT id FROM sdp.export_project(%s, 'zip')", project)
    for export in (outside, climbing, beside, itself, given):
        assert "the client has it" in unreadable(connection, export)
        assert refused(connection, first, export).sqlstate == "SD218"


def test_package_of_another_project_is_not_read(connection, project, first, exports):
    """Whoever records an export may name any path."""
    other = make_project(connection, "bob@example.com")
    size = (exports / "first.zip").stat().st_size
    stolen = value(connection, REGISTER, other, "zip", str(exports / "first.zip"), size)
    assert "of another project" in unreadable(connection, stolen)


def overwritten(path, content):
    def act(exports):
        (exports / path).write_bytes(content((exports / path).read_bytes()))
    return act


def replaced_by_link(path):
    def act(exports):
        (exports / path).rename(exports / "moved")
        (exports / path).symlink_to(exports / "moved")
    return act


@pytest.mark.parametrize("act, why", [
    (lambda exports: (exports / "first.zip").unlink(), "does not exist"),
    (replaced_by_link("first.zip"), "symbolic link"),
    (overwritten("first.zip", lambda old: old + b"x"), "bytes, where"),
    (overwritten("first.zip", lambda old: b""), "has 0 bytes"),
    (overwritten("first.zip", lambda old: b"x" * len(old)), "cannot be read"),
    (overwritten("first.zip", lambda old: old.replace(b"PK\1\2", b"PK\1\3", 1)), "cannot be read"),
    (lambda exports: [(exports / "first.zip").unlink(), (exports / "first.zip").mkdir()], "no regular file"),
    (lambda exports: [(exports / "first.zip").unlink(), os.mkfifo(exports / "first.zip", 0o644)],
     "no regular file"),
])
def test_zip_that_is_not_as_it_was(connection, first, exports, act, why):
    act(exports)
    assert why in unreadable(connection, first)


@pytest.mark.parametrize("act, why", [
    (lambda exports: shutil.rmtree(exports / "folder"), "does not exist"),
    (replaced_by_link("folder"), "symbolic link"),
    (replaced_by_link("folder/README.md"), "it is a symbolic link"),
    (replaced_by_link("folder/api"), "it is a symbolic link"),
    (lambda exports: (exports / "folder" / "README.md").unlink(), 'manifest lists: "README.md"'),
    (lambda exports: (exports / "folder" / "empty").write_text(""), "manifest does not list"),
    (lambda exports: (exports / "folder" / "more").write_text("x"), 'manifest does not list: "more"'),
    (overwritten("folder/sdp.json", lambda old: old + b"\n"), "bytes, where"),
    (lambda exports: os.mkfifo(exports / "folder" / "fifo", 0o644), "no regular file"),
    (lambda exports: (exports / "folder" / "a\nb").write_text(""), "control character"),
    (lambda exports: (exports / "folder" / "/".join(["a"] * 70)).mkdir(parents=True), "too deep"),
    (lambda exports: [(exports / "folder" / str(i)).mkdir() for i in range(10_000)], "more than 10000 files"),
    (overwritten("folder/api/design.json", lambda old: old.replace(b"a", b"b")), "not what the manifest lists"),
    (lambda exports: [shutil.rmtree(exports / "folder"), (exports / "folder").write_text("x")], "is no folder"),
    (lambda exports: [shutil.rmtree(exports / "folder"), os.mkfifo(exports / "folder", 0o644)], "is no folder"),
])
def test_folder_that_is_not_as_it_was(connection, folder, exports, act, why):
    act(exports)
    assert why in unreadable(connection, folder)


def test_bomb_is_not_unpacked(connection, project, exports):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 300_000_000)
    (exports / "bomb.zip").write_bytes(bomb.getvalue())
    export = value(connection, REGISTER, project, "zip", str(exports / "bomb.zip"), len(bomb.getvalue()))
    assert "300000000 bytes" in unreadable(connection, export)


def test_limits_and_settings(connection, first, folder, exports):
    connection.execute("SET sdp.package_max_bytes = '2kB'")
    for export in (first, folder):
        assert refused(connection, export, export).sqlstate == "SD206"
    connection.execute("RESET sdp.package_max_bytes")
    for directory in ("", "relative"):
        connection.execute(f"SET sdp.export_directory = '{directory}'")
        assert refused(connection, first, first).sqlstate == "SD407"
    connection.execute("SET sdp.export_directory = '/srv'")
    assert "the client has it" in unreadable(connection, first)
    connection.execute(f"SET sdp.export_directory = '{exports}/'")
    assert connection.execute(COMPARE, [first, first]).fetchall() == []
    connection.execute("SET default_transaction_read_only = on")
    assert connection.execute(COMPARE, [first, folder]).fetchall() == []


def test_file_that_the_server_may_not_read(connection, first, exports):
    (exports / "first.zip").chmod(0)
    error = refused(connection, first, first)
    assert error.sqlstate == "42501" and "could not open" in str(error)


def test_rights(database, project, first, folder):
    database.make_role("app")
    database.execute(f"GRANT USAGE ON SCHEMA sdp TO {database.app};"
                     f"GRANT SELECT ON sdp.projects, sdp.export_packages TO {database.app}")
    compare = f"SELECT * FROM sdp.compare_exports('{first}', '{folder}')"
    assert database.refused(compare, database.app).sqlstate == "SD406"
    for right, taken in ((f"GRANT pg_read_server_files TO {database.app}",
                          f"REVOKE pg_read_server_files FROM {database.app}"),
                         (f"GRANT EXECUTE ON FUNCTION sdp.compare_exports(uuid, uuid) TO {database.app}", "")):
        database.execute(right)
        assert database.execute(compare, database.app) == []
        database.execute(taken)
    unknown = f"SELECT * FROM sdp.compare_exports('{first}', '{project}')"
    assert database.refused(unknown, database.app).sqlstate == "SD110"
    # What the role cannot see, be it the row or its project, is not there.
    for table in ("projects", "export_packages"):
        database.execute(f"ALTER TABLE sdp.{table} ENABLE ROW LEVEL SECURITY")
        assert database.refused(compare, database.app).sqlstate == "SD110"
        database.execute(f"ALTER TABLE sdp.{table} DISABLE ROW LEVEL SECURITY")


def test_descriptors_do_not_leak(connection, first, folder, exports):
    os.mkfifo(exports / "folder" / "api" / "z", 0o644)
    open_files = Path(f"/proc/{connection.info.backend_pid}/fd")
    counts = []
    for _ in range(4):
        unreadable(connection, folder)
        connection.execute(COMPARE, [first, first])
        counts.append(len(list(open_files.iterdir())))
    assert counts[-1] == counts[0]


def test_manifest_of_no_project(connection, project, exports):
    """A zip whose manifest says of no project that it is its own."""
    package = io.BytesIO()
    digest = "sha256:" + "0" * 64
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("sdp.json", json.dumps({"format": "sdp/1", "stages": [], "files": [], "digest": digest}))
    (exports / "made.zip").write_bytes(package.getvalue())
    export = value(connection, REGISTER, project, "zip", str(exports / "made.zip"), len(package.getvalue()))
    assert 'property "project" is missing' in unreadable(connection, export)
