"""The package of the example project: examples/package is what it gives.

Run as a program, by dev/write-golden-package, it writes that folder anew, from the database that
PGHOST, PGPORT and PGDATABASE name, in which pg_sdp is installed.
"""

import shutil
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "project"
PACKAGE = ROOT / "examples" / "package"

# The same on every server: they stand in the manifest.
OWNER = "5d900000-0000-4000-8000-0000000000e1"
PROJECT = "5d900000-0000-4000-8000-0000000000e2"
CREATED_AT = "2026-02-18 18:56:00+00"


def make_example(connection):
    """The example project with the files of examples/project as they are written, complete."""
    connection.execute(
        "INSERT INTO sdp.users (id, email, name) VALUES (%s, 'package@example.com', 'Ada')", (OWNER,))
    connection.execute(
        "INSERT INTO sdp.projects (id, user_id, name, slug, description, created_at) VALUES"
        " (%s, %s, 'SDP Studio', 'sdp-studio', 'Guides people through nine design stages.', %s)",
        (PROJECT, OWNER, CREATED_AT))
    connection.execute("SELECT sdp.create_stages(%s)", (PROJECT,))
    for path in sorted(EXAMPLE.glob("[1-8]-*.json")):
        stage = int(path.name[0])
        connection.execute("SELECT sdp.add_output(%s, %s, 'json', %s)",
                           (PROJECT, stage, path.read_text(encoding="utf-8")))
        connection.execute("SELECT sdp.complete_stage(%s, %s)", (PROJECT, stage))


def remove_example(connection):
    connection.execute("DELETE FROM sdp.users WHERE id = %s", (OWNER,))


def package_of(connection, project):
    """path -> content, as bytes."""
    found = connection.execute("SELECT path, content FROM sdp.package_files(%s)", (project,))
    return {path: content.encode() for path, content in found}


def golden_package():
    return {path.relative_to(PACKAGE).as_posix(): path.read_bytes()
            for path in PACKAGE.rglob("*") if path.is_file()}


def write_golden_package():
    with psycopg.connect(autocommit=True) as connection:
        make_example(connection)
        files = package_of(connection, PROJECT)
    shutil.rmtree(PACKAGE, ignore_errors=True)
    for path, content in files.items():
        target = PACKAGE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    print(f"{PACKAGE.relative_to(ROOT)} is written: {len(files)} files")


if __name__ == "__main__":
    write_golden_package()
