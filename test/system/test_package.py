"""Packages as zips: tools agree about them, they come back as projects, and hostile ones do not."""

import hashlib
import io
import json
import re
import stat
import zipfile
from pathlib import Path

import psycopg
import pytest

from servers import EXAMPLE, FITTING, STAGES, broken, complete, make_project, own_server, refusal, run, statuses, superuser_database  # noqa: F401

ZIP = "SELECT sdp.package_zip(%s)"
IMPORT = "SELECT * FROM sdp.import_package(%s, %s, %s)"


def value(connection, statement, *arguments):
    return connection.execute(statement, arguments).fetchone()[0]


def files_of(connection, project):
    """The files but the manifest, which has the project's identity."""
    rows = connection.execute("SELECT path, content FROM sdp.package_files(%s)", [project]).fetchall()
    return {path: content for path, content in rows if path != "sdp.json"}


@pytest.fixture
def connection(superuser_database):
    with superuser_database.connect() as connection:
        yield connection


@pytest.fixture
def owner(connection):
    return value(connection, "INSERT INTO sdp.users (email, name) VALUES ('o@example.com', 'O') RETURNING id")


@pytest.fixture
def project(connection):
    project = make_project(connection)
    complete(connection, project, *range(1, 9))
    return project


def test_tools_agree(connection, project, tmp_path):
    package = value(connection, ZIP, project)
    target = tmp_path / "package.zip"
    target.write_bytes(package)
    files = connection.execute("SELECT path, content FROM sdp.package_files(%s)", [project]).fetchall()
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert [(name, archive.read(name).decode()) for name in archive.namelist()] == files
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
    assert "No errors detected" in run(["unzip", "-t", target]).stdout
    listed = run(["zipinfo", "-1", target]).stdout.splitlines()
    assert listed == [path for path, _ in files]


def test_same_bytes_under_every_setting(superuser_database, connection, project):
    package = value(connection, ZIP, project)
    for options in ("-c TimeZone=Asia/Kolkata", "-c TimeZone=America/New_York -c lc_numeric=C",
                    "-c DateStyle=German -c lc_monetary=C -c lc_time=C", "-c extra_float_digits=0"):
        with superuser_database.connect(options=options) as other:
            assert value(other, ZIP, project) == package


def test_verify(connection, owner, project):
    package = value(connection, ZIP, project)

    def verified(zip_bytes):
        return connection.execute("SELECT rule, path, stage_number FROM sdp.verify_package(%s)",
                                  [zip_bytes]).fetchall()

    def changed(**changes):
        """The package with other contents of files, None to leave one out."""
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
            contents = {name: old.read(name) for name in old.namelist()} | changes.pop("files")
            for name, content in contents.items():
                if content is not None:
                    new.writestr(name, content)
        return out.getvalue()

    assert verified(package) == []
    assert verified(changed(files={})) == []
    assert verified(changed(files={"api/design.json": b"{}"})) == [("package-file-altered", "api/design.json", 4)]
    assert verified(changed(files={"api/design.json": None})) == [("package-file-missing", "api/design.json", 4)]
    assert verified(changed(files={"new": b""})) == [("package-file-extra", "new", 9)]
    assert verified(changed(files={"sdp.json": None})) == [("package-manifest-missing", "sdp.json", 9)]
    def with_manifest(change):
        """The package with a changed manifest, whose digest is right again."""
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            manifest = json.loads(archive.read("sdp.json"))
        change(manifest)
        signed = {name: value for name, value in manifest.items() if name not in ("digest", "validation")}
        canonical = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        manifest["digest"] = "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
        return changed(files={"sdp.json": json.dumps(manifest)})

    assert verified(with_manifest(lambda manifest: None)) == []
    assert verified(with_manifest(lambda manifest: manifest.update({"größe": 1.5}))) == []
    invalid = with_manifest(lambda manifest: manifest.update(project=None))
    assert verified(invalid) == [("package-manifest-invalid", "sdp.json", 9)]
    with pytest.raises(psycopg.Error, match="at /project: expected object, found null") as caught:
        connection.execute(IMPORT, [owner, invalid, "x"])
    assert caught.value.sqlstate == "SD216"
    assert verified(with_manifest(lambda manifest: manifest["files"].reverse())) == [
        ("package-manifest-unsorted", "sdp.json", 9)]
    assert verified(b"") == [("package-not-zip", "", 9)]
    assert verified(package[:-1])[0][0] in ("package-not-zip", "package-entry-damaged")
    assert verified(package[:len(package) // 2])[0][0] == "package-not-zip"


def hostile(*entries, **options):
    """A zip of (name or ZipInfo, content)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def link():
    info = zipfile.ZipInfo("link")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("package, text", [
    (hostile(("../evil", "x")), '"../evil"'),
    (hostile(("/etc/passwd", "x")), '"/etc/passwd"'),
    (hostile(("C:/evil", "x")), '"C:/evil"'),
    (hostile((link(), "/etc/passwd")), 'symbolic link'),
    (hostile(("A", "x"), ("a", "x")), 'differs from "A" in case alone'),
    (hostile(("a", "x"), ("a/b", "x")), 'a file, and "a/b" is below it'),
    (hostile(("zeros", b"\0" * 300_000_000), compression=zipfile.ZIP_DEFLATED), "300000000 bytes"),
    (hostile(("bzip2", "x" * 1000), compression=zipfile.ZIP_BZIP2), "neither stored nor deflated"),
    (b"PK\5\6" + bytes(17), "too short"),
    (b"no zip, but long enough to be one", "library says"),
])
def test_hostile_package_is_refused(connection, owner, package, text):
    counts = "SELECT count(*) FROM sdp.projects"
    before = value(connection, counts)
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(IMPORT, [owner, package, "x"])
    assert caught.value.sqlstate == "SD216"
    assert text in str(caught.value)
    assert value(connection, counts) == before
    assert value(connection, "SELECT count(*) FROM sdp.verify_package(%s)", package) > 0


def peak_memory(connection):
    with open(f"/proc/{connection.info.backend_pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def test_bombs_take_no_memory(superuser_database):
    bomb = hostile(*((f"{i}", b"\0" * 10_000_000) for i in range(40)), compression=zipfile.ZIP_DEFLATED)
    many = hostile(*((f"{i}", "") for i in range(100_000)))
    with superuser_database.connect() as connection:
        connection.execute("SELECT count(*) FROM sdp.verify_package('')")
        before = peak_memory(connection)
        rows = connection.execute("SELECT rule FROM sdp.verify_package(%s)", [bomb]).fetchall()
        assert rows == [("package-too-large",)]
        rows = connection.execute("SELECT rule FROM sdp.verify_package(%s)", [many]).fetchall()
        assert rows == [("package-not-zip",)]
        # What the client sends is there several times, as text too; the 400 MB are never.
        assert peak_memory(connection) - before < 100_000


def memory_of(database, statement, *arguments):
    """What a backend's peak grows by while it runs a statement, in kB."""
    with database.connect() as connection:
        connection.execute("SELECT sdp.import_files(id, %s, 'first') FROM sdp.users LIMIT 1",
                           [json.dumps({"product/definition.json": "{}"})])
        path = f"/proc/{connection.info.backend_pid}"
        with open(f"{path}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")  # The peak is what is there now.
        before = peak_memory(connection)
        try:
            connection.execute(statement, arguments)
        except psycopg.Error as error:
            assert error.sqlstate == "SD206"
        return peak_memory(connection) - before


PATHS = ["product/definition", "data-model/entities", "database/schema-config", "api/design", "stack/selection",
         "design/design-system", "sections/sections", "infrastructure/config"]


@pytest.mark.parametrize("stages, item, count", [
    (1, "{}", 1_000_000),  # What jsonb's parser takes most for
    (8, "{}", 250_000),
    (8, '{"name": "a word or two", "description": "' + "x" * 200 + '"}', 10_000),
])
def test_import_takes_little_more_memory_than_jsonb(superuser_database, connection, owner, stages, item, count):
    items = ", ".join([item] * count)
    texts = [json.dumps(FITTING[stage])[:-1] + f', "a": [{items}]}}' for stage in range(1, stages + 1)]
    package = hostile(*((f"{path}.json", text) for path, text in zip(PATHS, texts)),
                      compression=zipfile.ZIP_DEFLATED)
    parsed = memory_of(superuser_database, "SELECT pg_column_size(%s::jsonb)", texts[0])
    imported = memory_of(superuser_database, "SELECT * FROM sdp.import_package(%s, %s, 'x')", owner, package)
    size = sum(len(text) for text in texts) // 1024
    print(size, parsed, imported)
    # What docs/package.md says
    assert imported < 1.1 * parsed + 5 * size + 10_000
    assert value(connection, "SELECT count(*) FROM sdp.stages s JOIN sdp.projects p ON p.id = s.project_id"
                 " WHERE p.name = 'x' AND s.status = 'complete'") == stages


def test_import_refuses_what_is_too_large_before_it_reads_it(superuser_database, owner):
    package = hostile(("product/definition.json", '{"name": "x", "a": [' + "{}," * 6_000_000 + "{}]}"),
                      compression=zipfile.ZIP_DEFLATED)
    with superuser_database.connect() as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute("SELECT * FROM sdp.import_package(%s, %s, 'x')", [owner, package])
    assert caught.value.sqlstate == "SD206"
    assert '"product/definition.json" of the package' in str(caught.value)
    assert memory_of(superuser_database, "SELECT * FROM sdp.import_package(%s, %s, 'x')", owner, package) < 150_000


def test_too_large_is_refused(superuser_database, project):
    with superuser_database.connect() as connection:
        connection.execute("SET sdp.package_max_bytes = '2kB'")
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(ZIP, [project])
        assert caught.value.sqlstate == "SD206"


def test_example_comes_back(connection, owner, project, superuser_database):
    package = value(connection, ZIP, project)
    made = connection.execute(IMPORT, [owner, package, None]).fetchone()
    assert (made.completed_stages, made.open_stage) == (8, 9)
    assert statuses(connection, made.project) == "cccccccca"
    assert files_of(connection, made.project) == files_of(connection, project)
    again = value(connection, ZIP, made.project)
    assert connection.execute("SELECT * FROM sdp.compare_packages(%s, %s)", [package, again]).fetchall() == []
    assert value(connection, "SELECT name FROM sdp.projects WHERE id = %s", made.project) == "Studio"
    assert broken(superuser_database) == []


def test_example_files_come_back(connection, owner):
    """Files that another application has written, with sections in one file."""
    folders = {1: "product/definition", 2: "data-model/entities", 3: "database/schema-config", 4: "api/design",
               5: "stack/selection", 6: "design/design-system", 7: "sections/sections", 8: "infrastructure/config"}
    files = {f"{path}.json": (EXAMPLE / f"{stage}-{STAGES[stage - 1]}.json").read_text(encoding="utf-8")
             for stage, path in folders.items()}
    for given in (files, [{"path": path, "content": text} for path, text in files.items()]):
        made = connection.execute("SELECT * FROM sdp.import_files(%s, %s)", [owner, json.dumps(given)]).fetchone()
        assert (made.completed_stages, made.open_stage) == (8, 9)
    slugs = [row[0] for row in connection.execute("SELECT slug FROM sdp.projects WHERE user_id = %s ORDER BY 1", [owner])]
    assert len(set(slugs)) == 2


def test_import_stops_at_what_does_not_validate(connection, owner):
    files = {"product/definition.json": '{"name": "Shop"}', "data-model/entities.json": '{"entities": 1}',
             "api/design.json": '{"endpoints": []}'}
    made = connection.execute("SELECT * FROM sdp.import_files(%s, %s)", [owner, json.dumps(files)]).fetchone()
    assert (made.completed_stages, made.open_stage) == (1, 2)
    assert statuses(connection, made.project) == "crlllllll"
    data = connection.execute("SELECT data FROM sdp.stages WHERE project_id = %s ORDER BY stage_number",
                              [made.project]).fetchall()
    assert [row[0] for row in data[:4]] == [{"name": "Shop"}, {"entities": 1}, None, {"endpoints": []}]


def test_texts_come_back(connection, owner, project):
    """Outputs of other formats that a person wrote."""
    package = value(connection, ZIP, project)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    files["product/definition.md"] = "# By hand\n"
    made = connection.execute("SELECT * FROM sdp.import_files(%s, %s)", [owner, json.dumps(files)]).fetchone()
    outputs = connection.execute(
        "SELECT version, format, content FROM sdp.stage_outputs o JOIN sdp.stages s ON s.id = o.stage_id"
        " WHERE project_id = %s AND stage_number = 1 ORDER BY version", [made.project]).fetchall()
    assert [(row.version, row.format) for row in outputs] == [(1, "json"), (2, "md")]
    assert outputs[1].content == "# By hand\n"


@pytest.mark.parametrize("files, text", [
    ({"product/definition.json": "{"}, "product/definition.json"),
    ({"product/definition.json": '{"name": "x", "name": "y"}'}, "key twice"),
    ({"product/definition.json": r'{"name": "a\u0000"}'}, "product/definition.json"),
    ({"product/definition.json": '{"name": "x", "n": 1e400}'}, "number out of range"),
    ({"product/definition.json": "[" * 100_000}, "product/definition.json"),
    ({"product/definition.json": 1}, "not given as a text"),
    ({"product/../x": ""}, "product/../x"),
    ({"A": "", "a": ""}, "case"), ({"a": "", "A/b": ""}, '"A/b" is below it'),
    ({"README.md": ""}, "no Software Design Package"),
    ([{"path": "a"}], "not given as a text"), ([1], "no path"), (1, "neither an object nor an array"),
])
def test_bad_files_are_refused(connection, owner, files, text):
    with pytest.raises(psycopg.Error) as caught:
        connection.execute("SELECT * FROM sdp.import_files(%s, %s, 'x')", [owner, json.dumps(files)])
    assert caught.value.sqlstate in ("SD216", "SD204")
    assert text in str(caught.value)


def test_stage_that_starts_complete_hints_at_import(connection, owner):
    error = refusal(connection, f"""
        WITH p AS (INSERT INTO sdp.projects (user_id, name) VALUES ('{owner}', 'x') RETURNING id)
        INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status, data)
        SELECT id, 1, 'product', 'Product', 'complete', '{{"name": "x"}}' FROM p""")
    assert error.sqlstate in ("SD306", "23503") or "import_files" in error.diag.message_hint


# What a hostile package may cost


def zip_with(path, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(path, content)
    return out.getvalue()


def most_memory(pid):
    """The most that a backend has had, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024


# As large as a manifest may be, of whatever takes the most memory for a byte.
HOSTILE_MANIFESTS = {
    "objects": lambda size: '{"a":[' + "{}," * (size // 3) + "{}]}",
    "arrays": lambda size: '{"a":[' + "[]," * (size // 3) + "[]]}",
    "numbers": lambda size: '{"a":[' + "1," * (size // 2) + "1]}",
    "members": lambda size: "{" + ",".join(f'"{i:x}":1' for i in range(size // 12)) + "}",
    "nested": lambda size: '{"a":[' + '{"a":{"a":{"a":1}}},' * (size // 21) + "1]}",
    # Within the number of values.
    "few objects": lambda size: '{"format":"sdp/1","a":[' + "{}," * 190_000 + f'"{"x" * (size - 600_000)}"]}}',
    "few members": lambda size: '{"format":"sdp/1",' + ",".join(
        f'"{i:x}{"y" * 70}":1' for i in range(190_000)) + "}",
    "few texts": lambda size: '{"format":"sdp/1","files":[' + ",".join(
        f'{{"path":"{i:x}{"y" * 200}"}}' for i in range(70_000)) + "]}",
}


@pytest.mark.parametrize("kind", HOSTILE_MANIFESTS)
def test_memory_of_a_hostile_manifest_is_bounded(superuser_database, kind):
    text = HOSTILE_MANIFESTS[kind](16 * 1024 * 1024 - 1000)
    assert len(text) <= 16 * 1024 * 1024
    package = zip_with("sdp.json", text)
    with superuser_database.connect() as connection:
        connection.execute("SELECT count(*) FROM sdp.verify_package(%s)", [zip_with("sdp.json", "{}")])
        before = most_memory(connection.info.backend_pid)
        found = connection.execute("SELECT count(*) FROM sdp.verify_package(%s)", [package]).fetchone()[0]
        grown = most_memory(connection.info.backend_pid) - before
    assert found > 0
    assert grown <= 200, grown


@pytest.mark.parametrize("kind", HOSTILE_MANIFESTS)
def test_memory_of_a_hostile_comparison_is_bounded(superuser_database, kind):
    text = HOSTILE_MANIFESTS[kind](8 * 1024 * 1024 - 1000)[:8 * 1024 * 1024]
    packages = [zip_with("a.json", text), zip_with("a.json", text.replace("1]", "2]") + " ")]
    with superuser_database.connect() as connection:
        connection.execute("SELECT count(*) FROM sdp.compare_packages(%s, %s)", [zip_with("a.json", "1")] * 2)
        before = most_memory(connection.info.backend_pid)
        connection.execute("SELECT count(*) FROM sdp.compare_packages(%s, %s)", packages).fetchone()
        grown = most_memory(connection.info.backend_pid) - before
    assert grown <= 400, grown


def test_no_package_that_cannot_be_read(connection):
    """Readers take 10,000 files: more are not written."""
    project = make_project(connection)
    complete(connection, project, *range(1, 7))
    for sections, refused in ((9_900, False), (10_100, True)):
        connection.execute("SELECT sdp.save_stage(%s, 7, %s::jsonb)", [project, json.dumps(
            {"sections": [{"name": f"s{i}"} for i in range(sections)]})])
        if refused:
            with pytest.raises(psycopg.Error) as caught:
                connection.execute(ZIP, [project])
            assert caught.value.sqlstate == "SD206"
            assert "has too many files" in caught.value.diag.message_primary
        else:
            package = value(connection, ZIP, project)
            assert connection.execute("SELECT * FROM sdp.verify_package(%s)", [package]).fetchall() == []
