"""Runs what README.md and docs/*.md show, and checks that they name what there is.

Blocks of a page run in order, in one psql session on a database of its own:

    ```sql                runs and must succeed
    ```sql error SD001    its last statement must fail with that SQLSTATE
    ```sh, ```python      run in an empty directory; PGHOST, PGDATABASE and so on are set
    ```sh no-run          does not run: NOT_RUN says why
    ```text               what the block just before it prints, ids and times aside

Blocks in other languages are illustrations.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from pages import Block, blocks_of, shows

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
RUNNABLE = {"sql", "sh", "python"}

# Shell blocks that do not run here, by page and first line, and why.
NOT_RUN = {
    ("README.md", "make demo"): "it would replace the database of a demo that is looked at; dev/demo",
    ("README.md", "make check"): "it is what runs this test",
    ("README.md", "make PG_CONFIG=/usr/lib/postgresql/16/bin/pg_config"): (
        "it names a server that other machines do not have"
    ),
    ("docs/architecture.md", "dev/check unit content"): "it runs the other suites",
    ("docs/operations.md", "psql -d studio -c 'DROP EXTENSION pg_sdp CASCADE'"): (
        "the system tests do it, after a restore by a superuser"
    ),
    ("docs/operations.md", "LOAD 'pg_sdp';"): (
        "it names a folder that other machines do not have; test/system/test_package_disk.py"
    ),
}

# What pages create besides their own database, dropped before and after them.
DATABASES = ["studio", "studio_copy", "studio_part", "studio_data", "studio_schema"]
ROLES = ["sdp_owner", "shop_app", "reviewer"]

MARK = "@@ block"


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def runs(block: Block) -> bool:
    return block.language in RUNNABLE and "no-run" not in block.words


def script_of(blocks: list[Block], place: Path) -> str:
    """The psql script that runs the blocks, with marks on both channels between their outputs."""
    lines = ["\\set SHOW_CONTEXT never"]
    for number, block in enumerate(blocks):
        lines += [f"\\echo '{MARK} {number}'", f"\\warn '{MARK} {number}'"]
        if block.language == "sql":
            fails = block.words[:1] == ["error"]
            lines.append(f"\\set ON_ERROR_STOP {'off' if fails else 'on'}")
            lines.append(block.text)
            if fails:
                lines.append(f"\\echo '{MARK} state' :SQLSTATE")
        else:
            file = place / f"block{number}"
            file.write_text(block.text, encoding="utf-8")
            runner = "bash -eu" if block.language == "sh" else sys.executable
            lines.append(f"\\! {runner} {file}")
            lines.append(f"\\echo '{MARK} exit' :SHELL_EXIT_CODE")
    return "\n".join(lines) + "\n"


def parts_of(channel: str) -> list[str]:
    """What stands after each block's mark."""
    return re.split(rf"^{MARK} \d+\n", channel, flags=re.MULTILINE)[1:]


@pytest.fixture
def database(request):
    """A database of its own for a test; dropped at the end."""
    name = "docs_" + re.sub(r"\W+", "_", request.node.name).strip("_").lower()[:50]
    with psycopg.connect(dbname="postgres", autocommit=True) as server:
        # The databases and roles that pages create would be somebody's elsewhere.
        place = server.execute("SHOW data_directory").fetchone()[0]
        assert "/clusters/" in place, f"{place} is not a private cluster of dev/cluster"
        drop_all(server, name)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield name
        drop_all(server, name)


def drop_all(server: psycopg.Connection, database: str) -> None:
    for name in [database, *DATABASES]:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    for name in ROLES:
        server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


@pytest.mark.parametrize("page", [p for p in PAGES if any(map(runs, blocks_of(p)))], ids=name_of)
def test_page_does_what_it_shows(page, database, tmp_path):
    blocks = [block for block in blocks_of(page) if runs(block)]
    script = tmp_path / "page.sql"
    script.write_text(script_of(blocks, tmp_path), encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    env = dict(os.environ, PGDATABASE=database, TZ="UTC", SDP_ROOT=str(ROOT))
    run = subprocess.run(
        ["psql", "-X", "-q", "-P", "pager=off", "-f", script],
        cwd=work, env=env, capture_output=True, text=True, timeout=300, check=False,
    )
    outputs, warnings = parts_of(run.stdout), parts_of(run.stderr)
    for block, printed, warned in zip(blocks, outputs, warnings):
        where = f"{name_of(page)}:{block.line}"
        state = re.search(rf"^{MARK} state (\S+)\n", printed, re.MULTILINE)
        shell = re.search(rf"^{MARK} exit (\d+)\n", printed, re.MULTILINE)
        printed = re.sub(rf"^{MARK} (state|exit) .*\n", "", printed, flags=re.MULTILINE)
        if block.words[:1] == ["error"]:
            assert state and state[1] == block.words[1], f"{where}: {printed}{warned}"
        else:
            assert "ERROR:" not in warned, f"{where}: {warned}"
        if shell:
            assert shell[1] == "0", f"{where}: exit {shell[1]}\n{printed}{warned}"
        if block.output is not None:
            actual = printed + warned
            assert shows(block.output, actual), f"{where} shows\n{block.output}\nbut it is\n{actual}"
        elif block.words[:1] != ["error"] and block.language == "sql":
            assert not warned.strip(), f"{where}: {warned}"
    assert run.returncode == 0 and len(outputs) == len(blocks), run.stderr


def test_every_block_that_does_not_run_has_a_reason():
    found = {
        (name_of(page), block.text.splitlines()[0])
        for page in PAGES
        for block in blocks_of(page)
        if block.language in RUNNABLE and not runs(block)
    }
    assert found == set(NOT_RUN)


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_resolve(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if re.match(r"\w+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = page if path == "" else (page.parent / path)
        if not file.exists() or (anchor and anchor not in anchors_of(file)):
            broken.append(target)
    assert not broken


def test_errors_that_pages_name_exist():
    known = set(re.findall(r'"(SD\d{3})"', (ROOT / "src/core/sqlstates.hpp").read_text()))
    assert known
    for page in PAGES:
        named = set(re.findall(r"\bSD\d{3}\b", page.read_text(encoding="utf-8")))
        assert named <= known, f"{name_of(page)}: {sorted(named - known)}"


# --- what the pages must name, asked of a fresh installation ---


@pytest.fixture
def installed(database):
    with psycopg.connect(dbname=database, autocommit=True) as session:
        session.execute("CREATE EXTENSION pg_sdp")
        yield session


def signature_of(name: str, arguments: str, result: str) -> str:
    """A function as the reference writes it: arguments without OUT ones and without casts."""
    arguments = re.sub(r"::[a-z ]+", "", arguments)
    given = [a for a in arguments.split(", ") if a and not a.startswith("OUT ")]
    outs = [a.removeprefix("OUT ") for a in arguments.split(", ") if a.startswith("OUT ")]
    if outs:
        result = f"({', '.join(outs)})"
    elif result.startswith("TABLE("):
        result = "setof " + result.removeprefix("TABLE")
    return f"sdp.{name}({', '.join(given)}) → {result}"


def test_reference_names_every_function_view_and_setting(installed):
    text = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    written = set(re.findall(r"^`(sdp\.\w+\(.*?\) → .*)`$", text, re.MULTILINE))
    present = {
        signature_of(*row)
        for row in installed.execute(
            "SELECT p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)"
            " FROM pg_proc p WHERE p.pronamespace = 'sdp'::regnamespace"
            " AND p.prorettype <> 'trigger'::regtype"
        )
    }
    assert len(present) > 15
    assert written == present
    trigger_functions = {
        f"sdp.{row[0]}()"
        for row in installed.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'sdp'::regnamespace"
            " AND prorettype = 'trigger'::regtype"
        )
    }
    assert set(re.findall(r"`(sdp\.(?:enforce|refuse)_\w+\(\))`", text)) == trigger_functions
    columns = installed.execute(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'sdp'::regnamespace AND c.relkind = 'v' AND a.attnum > 0"
    ).fetchall()
    assert {view for view, _ in columns} == set(re.findall(r"^### sdp\.(\w+)$", text, re.MULTILINE))
    for view, column in columns:
        assert f"`{column}`" in section_of(text, f"sdp.{view}"), f"{view}.{column}"
    installed.execute("SELECT sdp.stage_number('product')")
    settings = {row[0] for row in installed.execute("SELECT name FROM pg_settings WHERE name LIKE 'sdp.%'")}
    assert settings == set(re.findall(r"^### `(sdp\.\w+)`$", text, re.MULTILINE))


def test_every_function_and_view_has_an_example_that_runs(installed):
    shown = "\n".join(block.text for page in PAGES for block in blocks_of(page) if runs(block))
    present = {
        row[0]
        for row in installed.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'sdp'::regnamespace"
            " AND prorettype <> 'trigger'::regtype"
            " UNION SELECT relname FROM pg_class WHERE relnamespace = 'sdp'::regnamespace AND relkind = 'v'"
        )
    }
    assert len(present) > 60
    assert {name for name in present if not re.search(rf"\bsdp\.{name}\b", shown)} == set()


def section_of(text: str, heading: str) -> str:
    """The text under a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no heading {heading}"
    return found[1]


SHORT_TYPES = {"character varying": "varchar", "timestamp with time zone": "timestamptz"}


def test_tables_names_every_table_and_column(installed):
    text = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    columns = installed.execute(
        "SELECT format('%s.%s', n.nspname, c.relname), a.attname, format_type(a.atttypid, a.atttypmod)"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE n.nspname IN ('sdp', 'sdp_engine') AND c.relkind = 'r' AND a.attnum > 0"
    ).fetchall()
    assert {table for table, _, _ in columns} == set(
        re.findall(r"^### (sdp(?:_engine)?\.\w+)$", text, re.MULTILINE)
    )
    missing = []
    written = {}
    for table in {table for table, _, _ in columns}:
        rows = re.findall(r"^\| `(\w+)` \| ([^|]*?) \|", section_of(text, table), re.MULTILINE)
        written.update({(table, column): kind for column, kind in rows})
    present = {}
    for table, column, kind in columns:
        for long, short in SHORT_TYPES.items():
            kind = kind.replace(long, short)
        present[table, column] = kind
    missing = set(present.items()) ^ set(written.items())
    assert not missing, sorted(missing)


def test_rules_are_listed_as_the_library_has_them():
    """docs/rules.md has each rule of the catalog with its stage, severity and what it finds; the
    other findings that the core makes are in the reference."""
    catalog = (ROOT / "src/core/rules/catalog.hpp").read_text(encoding="utf-8")
    rules = {
        name: (stage, severity, "".join(re.findall(r'"([^"]*)"', finds)))
        for name, stage, severity, finds in re.findall(
            r'built_in_rule\{"([a-z-]+)", (\d), severity::(\w+),\s*((?:"[^"]*"\s*)+)\}', catalog)
    }
    page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    listed = {
        name: (stage.split()[0].replace("every", "0"), severity, finds)
        for name, stage, severity, finds in re.findall(r"^\| `([a-z-]+)` \| (.+) \| (\w+) \| (.+) \|$", page, re.MULTILINE)
    }
    assert len(rules) > 30
    assert listed == rules
    core = (ROOT / "src/core/validation.cpp").read_text(encoding="utf-8")
    core += (ROOT / "src/core/validation.hpp").read_text(encoding="utf-8")
    core += (ROOT / "src/core/json/limits.hpp").read_text(encoding="utf-8")
    made = set(re.findall(r'"((?:[a-z]+-)+(?:[a-z]+))"', core)) - set(rules)
    reference = section_of((ROOT / "docs/reference.md").read_text(encoding="utf-8"), "validate_stage")
    assert made == set(re.findall(r"^\| `([a-z-]+)` \|", reference, re.MULTILINE))


def test_keywords_are_listed_as_the_compiler_has_them():
    """Every keyword that the schema compiler reads stands in docs/validation.md."""
    sources = ROOT / "src/core/schema"
    text = "".join((sources / name).read_text(encoding="utf-8") for name in ("compiler.cpp", "resources.cpp"))
    others = {"a", "an", "array", "boolean", "integer", "null", "number", "object", "string",
              "applicator", "unevaluated", "validation"}
    keywords = set(re.findall(r'"(\$?[a-zA-Z]+)"', text)) - others
    page = (ROOT / "docs/validation.md").read_text(encoding="utf-8")
    assert len(keywords) > 40
    assert {name for name in keywords if f"`{name}`" not in page} == set()
