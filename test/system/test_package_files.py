"""What the files of a package are: the example's byte for byte, its SQL on a real server, and its
page in a browser, with a project whose every text tries to run a script."""

import http.server
import json
import os
import re
import shutil
import subprocess
import threading
from html.parser import HTMLParser

import psycopg
import pytest

from conftest import connect, make_project
from example_package import PROJECT, ROOT, golden_package, make_example, package_of, remove_example
from free_form_designs import FREE_FORMS

SCREENSHOTS = ROOT / "build" / "screenshots"


@pytest.fixture(scope="module")
def example(database):
    """The files of the example's package."""
    with connect(database) as connection:
        make_example(connection)
        yield package_of(connection, PROJECT)
        remove_example(connection)


# The example


def test_example_gives_the_golden_files(example):
    """dev/write-golden-package writes them; read what changed before you commit it."""
    golden = golden_package()
    assert sorted(example) == sorted(golden)
    for path, content in golden.items():
        assert example[path] == content, f"{path} differs: dev/write-golden-package, then git diff"


def test_package_files_describe_themselves(database, example):
    with connect(database) as connection:
        rows = connection.execute(
            "SELECT path, media_type, size = octet_length(convert_to(content, 'UTF8')),"
            " sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')"
            " FROM sdp.package_files(%s)", (PROJECT,)).fetchall()
    types = {path: kind for path, kind, _, _ in rows}
    assert all(size and digest for _, _, size, digest in rows)
    manifest = json.loads(example["sdp.json"])
    assert {entry["path"]: entry["mediaType"] for entry in manifest["files"]} == {
        path: kind for path, kind in types.items() if path != "sdp.json"}
    assert types["index.html"] == "text/html" and types["database/schema.sql"] == "application/sql"


# schema.sql on a server


def run_sql(database, sql, strings="on"):
    """Runs a script in a database of its own and returns its tables with their columns."""
    name = f"{database}_schema"
    with connect("postgres") as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        with connect(name) as connection:
            connection.execute(f"SET standard_conforming_strings = {strings}")
            connection.execute(sql)
            columns = connection.execute(
                "SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid ="
                " c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
                " WHERE c.relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema')"
                " ORDER BY 1, a.attnum").fetchall()
            keys = connection.execute(
                "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
                " WHERE contype = 'f' ORDER BY 1, 2").fetchall()
    finally:
        with connect("postgres") as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    tables = {}
    for table, column in columns:
        tables.setdefault(table, []).extend([column] if column else [])
    return tables, keys


def test_example_schema_is_what_the_design_says(database, example):
    tables, keys = run_sql(database, example["database/schema.sql"].decode())
    design = json.loads((ROOT / "examples/project/3-database.json").read_text())["schemas"]
    assert tables == {name: list(table["columns"]) for name, table in design.items()}
    assert len(keys) == sum("REFERENCES" in text for table in design.values()
                            for text in table["columns"].values())


ODD_DESIGNS = {
    "lists": ({"tables": [
        {"name": "order", "columns": [
            {"name": "id", "type": "uuid", "isPrimaryKey": True, "defaultValue": "gen_random_uuid()"},
            {"name": "userId", "type": "uuid", "nullable": False, "references": "User(id)"},
            {"name": "state", "type": "enum(open, paid,'it''s')", "defaultValue": "open"},
            {"name": "total amount", "type": "decimal(10,2)", "defaultValue": 0},
            {"name": "tags", "type": "text[]", "defaultValue": "ARRAY[]::text[]"},
            {"name": "meta", "type": "object", "defaultValue": "{}", "description": "It's more"},
            {"name": "at", "type": "datetime", "defaultValue": "now"}],
         "indexes": [{"columns": ["userId"]}, {"columns": ["at DESC", "state"], "name": "idx"},
                     {"columns": ["lower(state)"], "name": "idx", "unique": True},
                     {"columns": ["meta"], "type": "gin"}, 'CREATE INDEX ON "order" (at)']},
        {"name": "User", "columns": [
            {"name": "id", "type": "uuid", "isPrimaryKey": True},
            {"name": "email", "type": "email", "unique": True},
            {"name": "boss", "type": "uuid", "references": {"table": "User"}}]}]},
        {"order": ["id", "userId", "state", "total amount", "tags", "meta", "at"],
         "User": ["id", "email", "boss"]}, 2),
    "circle": ({"tables": {
        "a": {"columns": {"id": "int PRIMARY KEY", "b": "int NOT NULL REFERENCES b(id)"}},
        "b": {"columns": {"id": "int PRIMARY KEY", "c": {"type": "int", "references": "c(id)"}}},
        "c": {"columns": {"id": "int PRIMARY KEY", "a": "int REFERENCES a ON DELETE SET NULL"}}}},
        {"a": ["id", "b"], "b": ["id", "c"], "c": ["id", "a"]}, 3),
    "folded": ({"schemas": {
        "Stage": {"columns": {"stageNumber": "int CHECK (stageNumber > 0) PRIMARY KEY",
                              "createdAt": "timestamptz DEFAULT now() -- by the server"},
                  "indexes": ["CREATE INDEX ON Stage (stageNumber)"]},
        "event": {"columns": {"stage": "int REFERENCES Stage(stageNumber)", "user": "text"}}}},
        {"stage": ["stagenumber", "createdAt"], "event": ["stage", "user"]}, 1),
    "keys": ({"tables": {
        "pair": {"primaryKey": ["a", "b"], "columns": {"a": "int", "b": "int", "c": "serial"}},
        "two": {"columns": {"a": "int PRIMARY KEY", "b": "int CONSTRAINT k PRIMARY KEY"}},
        "points": {"columns": {"pair": "int REFERENCES pair(a)", "gone": "int REFERENCES gone(id)"},
                   "constraints": ["CHECK (pair > 0)", "be nice", "UNIQUE (pair, gone)"]}},
        "indexes": [{"table": "gone", "columns": ["x"]}, {"table": "pair", "columns": ["c"]}]},
        {"pair": ["a", "b", "c"], "two": ["a", "b"], "points": ["pair", "gone"]}, 0),
    "names": ({"tables": [
        {"name": "we\"ird '; DROP TABLE x; --\nname", "description": "'; --", "columns": {
            "sp ace": "int", "日本語": "text DEFAULT 'é'", "col\"q": {"type": "text"}}},
        {"name": "billing.invoice", "columns": {"id": "int PRIMARY KEY"}},
        {"name": "select", "columns": {"from": "text"}}, {"name": "empty", "columns": []}]},
        {"we\"ird '; DROP TABLE x; --\nname": ["sp ace", "日本語", "col\"q"], "invoice": ["id"],
         "select": ["from"], "empty": []}, 0),
    "actions": ({"tables": {
        "t": {"columns": {"id": "uuid PRIMARY KEY"}},
        "s": {"columns": {
            "a": {"type": "uuid", "references": {"table": "t", "column": "id", "onDelete": "CASCADE"}},
            "b": {"type": "uuid", "references": "t(id) ON DELETE CASCADE"},
            "c": {"type": "uuid", "references": "t(id)", "onDelete": "SET NULL"},
            "d": "uuid REFERENCES t(id) ON DELETE CASCADE DEFERRABLE"}}}},
        {"t": ["id"], "s": ["a", "b", "c", "d"]}, 4),
    "defaults": ({"tables": [{"name": "t", "columns": [
        {"name": f"c{i}", "type": kind, "defaultValue": value} for i, (kind, value) in enumerate([
            ("text", ""), ("jsonb", {}), ("text[]", ["a", "it's"]), ("int[]", []), ("jsonb", [1]),
            ("text", "007"), ("text", "1e3"), ("int", "1e3"), ("text", "'it's'"), ("serial", 1),
            ("text DEFAULT 'x'", "y"), ("boolean", 0), ("int", {}), ("uuid", ""), ("json", "open"),
            ("date", "someday"), ("timestamptz", "now"), ("interval", "1 day"), ("int", True),
            ("text", "f(x"), ("text", "a::b"), ("string", "--"), ("bigint", "many")])]}]},
        {"t": [f"c{i}" for i in range(23)]}, 0),
    "types": ({"tables": {"t": {"columns": {f"c{i}": kind for i, kind in enumerate([
        "string", "enum(a,b)", "enum(a,b) NOT NULL", "number", "datetime", "double", "blob", "long",
        "String", "array", "array<string>", "object", "ObjectId", "number(10,2)", "nvarchar(20)",
        "nvarchar(max)", "int(11)", "int AUTO_INCREMENT PRIMARY KEY", "tinyint(1)", "text(500)",
        "int unsigned", "Map<string, number>", "Array<array<number>>", "numeric(2000)", "mood",
        "timestamp(3) with time zone", "double precision", "character varying(20)[]",
        {"type": "enum", "values": ["a", "b"]}, {"type": "varchar", "length": 9},
        {"type": "array", "items": {"type": "string"}}])}}}},
        {"t": [f"c{i}" for i in range(31)]}, 0),
    "own types": ({"types": ["CREATE TYPE mood AS ENUM ('sad')", "CREATE DOMAIN app.d AS text"],
                   "tables": {"app.t": {"columns": {"m": "mood", "d": "app.d[]"}}}},
                  {"t": ["m", "d"]}, 0),
    "rules": ({"tables": [
        {"name": "p", "primaryKey": ["a", "b"], "columns": {"a": "int", "b": "int"}},
        {"name": "t", "columns": {"a": "int -- one", "b": "int", "c--d": {
            "type": "int", "generatedAs": "a + b"}},
         "unique": ["b"], "uniqueConstraints": [{"name": "u", "columns": ["a", "b"]}],
         "foreignKeys": [{"columns": ["a", "b"], "references": {"table": "p"}, "onDelete": "CASCADE"}],
         "constraints": [{"name": "k", "check": "b < 9"}, "CHECK (a > 0) -- so"], "checks": ["b > 0"]}]},
        {"p": ["a", "b"], "t": ["a", "b", "c--d"]}, 1),
    "schemas": ({"tables": {
        "app.users": {"columns": {"id": "uuid PRIMARY KEY"}},
        "app.orders": {"columns": {"u": {"type": "uuid", "references": "app.users(id)"},
                                   "v": "uuid REFERENCES app.users(id)"}},
        "audit.events": {"columns": {"u": {"type": "uuid", "references": {"table": "app.users"}}}}}},
        {"events": ["u"], "orders": ["u", "v"], "users": ["id"]}, 3),
    "names that are taken": ({"tables": {
        "users": {"columns": {"id": "uuid PRIMARY KEY", "email": "text UNIQUE", " email": "text"},
                  "indexes": [{"name": "users_pkey", "columns": ["id"], "unique": True},
                              {"name": "users_email_key", "columns": ["email"], "unique": True},
                              {"name": "users", "columns": ["email"]}, "CREATE INDEX twice ON users (id)",
                              {"name": "Twice", "columns": ["email"]}, "CREATE INDEX twice ON users (email)"],
                  "constraints": [{"name": "k", "check": "email <> ''"}],
                  "uniqueConstraints": [{"name": "k", "columns": ["id", "email"]}]},
        "x" * 64: {"columns": {"id": "int", "y" * 64: "int", "y" * 65: "int"},
                   "uniqueConstraints": [{"name": "k", "columns": ["id"]}],
                   "indexes": [{"name": "z" * 64, "columns": ["id"]}, {"name": "z" * 65, "columns": ["id"]}]},
        "x" * 65: {"columns": {"id": "int"}}}},
        {"users": ["id", "email"], "x" * 63: ["id", "y" * 63]}, 0),
    "keys in SQL": ({"tables": {
        "a": {"columns": {"id": "uuid PRIMARY KEY", "Email": "text", "code": "text", "x": "int", "y": "int"},
              "constraints": ["PRIMARY KEY (id)", "CONSTRAINT by_email UNIQUE (Email)"],
              "uniqueConstraints": ["(x, y)"], "indexes": [{"columns": ["code"], "unique": True}]},
        "b": {"columns": {"a": "uuid REFERENCES a", "e": "text REFERENCES a(email)", "c": "text REFERENCES a(code)",
                          "x": "int", "y": "int"},
              "constraints": ["CONSTRAINT own PRIMARY KEY (x, y)"],
              "foreignKeys": [{"columns": ["y", "x"], "references": "a(y, x)"}]},
        "c": {"columns": {"x": "int", "y": "int"}, "indexes": [{"columns": ["x"], "unique": True, "type": "hash"}],
              "foreignKeys": [{"columns": ["x", "y"], "references": {"table": "b"}}]}}},
        {"a": ["id", "email", "code", "x", "y"], "b": ["a", "e", "c", "x", "y"], "c": ["x", "y"]}, 5),
    "words": ({"tables": {"t": {
        "columns": {"checked_out": {"type": "int", "check": "checked_out > 0"}, "unique_code": "text",
                    "Date": "date", "createdAt": "timestamptz"},
        "checks": ["checked_out < 9"], "constraints": [{"name": "u", "check": "unique_code <> ''"}, "exclude_me"],
        "indexes": [{"columns": ["checked_out -- first"]}, {"columns": ["unique_code gin_trgm_ops"], "type": "gin"},
                    {"columns": ["(createdAt IS NULL) -- why"]}]}}},
        {"t": ["checked_out", "unique_code", "Date", "createdat"]}, 0),
    "values": ({"tables": {"t": {"columns": {
        "a": {"type": "text", "enum": ["a", None]}, "b": {"type": "boolean", "enum": [True, None]},
        "c": {"type": "int", "enum": ["low", "high"]}, "d": {"type": "text[]", "enum": ["a", "it's"]},
        "e": {"type": "date", "default": "2023-02-29"}, "f": {"type": "date", "default": "2024-02-01 soon"},
        "g": {"type": "interval", "default": "Pending"}, "h": {"type": "interval", "default": "3 apples"},
        "i": {"type": "timestamptz", "default": "2024-02-29T10:00:00.5+02:00"},
        "j": {"type": "interval", "default": "P1DT2H"}, "k": {"type": "time", "default": "25:00"},
        "l": {"type": "interval", "default": "-1 day 02:00"}}}}},
        {"t": list("abcdefghijkl")}, 0),
    "types of two schemas": ({"types": ["CREATE TYPE app.mood AS ENUM ('a')", "CREATE TYPE \"Biz\".mood AS ENUM ('b')"],
                              "tables": {"t": {"columns": {"a": "app.mood DEFAULT 'a'",
                                                           "b": "\"Biz\".mood DEFAULT 'b'"}}}},
                             {"t": ["a", "b"]}, 0),
    "backslashes": ({"tables": {"t": {"description": "C:\\", "columns": {
        "a": {"type": "text", "default": "C:\\"}, "b": {"type": "text", "default": "'\\'"},
        "c": {"type": "enum", "values": ["\\", "\\'"]}, "d": "text DEFAULT E'a\\' -- b'", "e": "enum(\\, b)"}}}},
        {"t": list("abcde")}, 0),
}


ODD_DESIGNS |= FREE_FORMS


@pytest.mark.parametrize("strings", ["on", "off"])
@pytest.mark.parametrize("name", ODD_DESIGNS)
def test_schema_of_odd_designs_is_accepted(database, connection, name, strings):
    design, expected, foreign_keys = ODD_DESIGNS[name]
    project = make_project(connection)
    try:
        for stage, data in ((1, {"name": "x"}), (2, {"entities": []})):
            connection.execute("SELECT sdp.save_stage(%s, %s, %s::jsonb)",
                               (project.id, stage, json.dumps(data)))
            connection.execute("SELECT sdp.complete_stage(%s, %s)", (project.id, stage))
        connection.execute("SELECT sdp.add_output(%s, 3, 'json', %s)",
                           (project.id, json.dumps({"engine": "PostgreSQL 16"} | design)))
        sql = package_of(connection, project.id)["database/schema.sql"].decode()
    finally:
        project.remove()
    tables, keys = run_sql(database, sql, strings)
    assert tables == expected, sql
    assert len(keys) == foreign_keys, sql


# The page in a browser


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.fixture(scope="module")
def web():
    """A web server whose address hostile texts name; the paths that were asked for."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


@pytest.fixture
def browser(tmp_path):
    """Runs Chromium without a window and returns what it prints."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium")

    def run(page, *options):
        return subprocess.run(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-background-networking", "--no-first-run", f"--user-data-dir={tmp_path}/profile",
             *options, page.as_uri()],
            env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, timeout=240, check=True,
        ).stdout.decode()

    return run


def attack(address):
    """A text that tries each way to run a script or to fetch something."""
    run = "document.title='ran'"
    return (f"</title></style></script><script>{run}</script><img src=x onerror=\"{run}\">"
            f"<svg onload=\"{run}\"><iframe srcdoc=\"<script>parent.{run}</script>\"></iframe>"
            f"[x](javascript:{run}) <javascript:{run}> ![i]({address}/picture) \"onload=\"{run}"
            f" ' onclick='{run} <link rel=stylesheet href={address}/style> --> ]]> `` | \\ ${{1}}"
            f" <meta http-equiv=refresh content=\"0;url={address}/meta\">")


def hostile_stages(text):
    """Data of stages 1 to 8 that the schemas accept, with the text wherever one may stand."""
    return [
        {"name": text, "tagline": text, "description": text + "\n\n" + text, text: text,
         "problems": [{"problem": text, "solution": text}], "features": {text: {"description": text}},
         "personas": [{"name": text, "role": text, "goals": [text]}], "other": {text: [text, {text: [text]}]}},
        {"entities": [{"name": text, "description": text,
                       "fields": [{"name": text, "type": text, "description": text, text: text}]}],
         "relationships": [{"from": text, "to": text, "type": text, "foreignKey": text}]},
        {"engine": "none " + text, "version": text, "orm": text,
         "tables": [{"name": text, "description": text, "columns": [
             {"name": text, "type": text, "defaultValue": text, "description": text}]}], text: {text: text}},
        {"basePath": text, "auth": {"strategy": text, text: text}, "pagination": text, "endpoints": [
            {"method": "GET", "path": "/" + text, "tag": text, "summary": text, "description": text,
             "params": [{"name": text, "in": "query", "description": text}],
             "requestBody": {text: text}, "response": {text: {text: [text]}}}]},
        {"selections": {text: text, "b": {"name": text}}, "dependencies": {text: {"version": text}},
         "structure": {text: {text: text}}, text: [text]},
        {"colors": {text: text, "a": {text: "#fff"}}, "typography": {"body": text, "scale": {text: text}},
         "spacing": {text: text}, "applicationShell": {text: {text: {text: text}}}},
        {"sections": [{"name": text, "route": "/" + text, "description": text,
                       "components": [text, {"name": text, "description": text, "children": [text]}],
                       "dataRequirements": [text], "interactions": [{"trigger": text, "behavior": text}],
                       "stateManagement": text, text: text}]},
        {"hosting": {text: text}, "docker": {"dockerfile": text, "services": {"web": {text: text}}},
         "ci": text, "envVars": [{"name": "A", "description": text, "example": text}], text: text},
    ]


@pytest.fixture(scope="module", params=["data", "markdown"])
def hostile_page(request, database, web, tmp_path_factory):
    """index.html of a project whose texts attack: as data, and as Markdown of somebody's own."""
    text = attack(web[0])
    with connect(database) as connection:
        project = make_project(connection, name="Shop")
        connection.execute("UPDATE sdp.projects SET name = %s, description = %s WHERE id = %s",
                           (text[:255], text, project.id))
        for stage, data in enumerate(hostile_stages(text), 1):
            connection.execute("SELECT sdp.save_stage(%s, %s, %s::jsonb)",
                               (project.id, stage, json.dumps(data)))
            if request.param == "markdown":
                connection.execute("SELECT sdp.add_output(%s, %s, 'md', %s)",
                                   (project.id, stage, f"# {text}\n\n{text}\n\n| a |\n| - |\n| {text} |\n\n"
                                                       f"[r]: javascript:document.title='ran'\n\n[r]\n\n"
                                                       f"```{text}\n{text}\n```\n"))
            connection.execute("SELECT sdp.complete_stage(%s, %s)", (project.id, stage))
        page = package_of(connection, project.id)["index.html"].decode()
        project.remove()
    path = tmp_path_factory.mktemp("page") / "index.html"
    # Without its policy: that is a second wall, behind the one that is tested.
    bare, replaced = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n', "", page)
    assert replaced == 1
    path.write_text(bare, encoding="utf-8")
    return path, text


def test_nothing_of_a_hostile_project_runs(hostile_page, browser, web):
    path, text = hostile_page
    dom = browser(path, "--dump-dom", "--virtual-time-budget=4000")
    elements = Elements(dom).found
    tags = {tag for tag, _ in elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "form", "base", "video"}
    assert "section" in tags and "svg" in tags
    for tag, attributes in elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        address = attributes.get("href") or ""
        assert not re.match(r"\s*(javascript|data|vbscript):", address, re.IGNORECASE), address
    title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)[1]
    assert title.startswith("&lt;/title&gt;")
    assert web[1] == []


def test_the_browser_would_have_noticed(browser, web, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(f"<title>x</title><img src={web[0]}/noticed>"
                    "<script>document.title = 'ran'</script>")
    assert "<title>ran</title>" in browser(page, "--dump-dom", "--virtual-time-budget=4000")
    assert web[1] == ["/noticed"]
    web[1].clear()


@pytest.mark.parametrize("name, options", [
    ("light", ["--window-size=1280,1600"]),
    ("dark", ["--window-size=1280,1600", "--blink-settings=preferredColorScheme=0"]),
    ("phone", ["--window-size=390,1600"]),
])
def test_the_page_is_drawn(example, browser, tmp_path, name, options):
    """For people to look at: build/screenshots."""
    page = tmp_path / "index.html"
    page.write_bytes(example["index.html"])
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    shot = SCREENSHOTS / f"package-{name}.png"
    shot.unlink(missing_ok=True)
    browser(page, *options, f"--screenshot={shot}")
    assert shot.stat().st_size > 20_000


def test_the_page_fits_a_phone(example, browser, tmp_path):
    """Nothing is wider than the window: what is, scrolls by itself."""
    page = tmp_path / "index.html"
    text = example["index.html"].decode()
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    page.write_text(text.replace("</body>", "<script>document.title = 'width '"
                                 " + document.documentElement.scrollWidth</script></body>"))
    dom = browser(page, "--window-size=500,900", "--dump-dom")
    assert "<title>width 500</title>" in dom
