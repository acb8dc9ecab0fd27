"""The databases of the benchmark: one a variant, made by the same migrations."""
from pathlib import Path

import psycopg

HERE = Path(__file__).resolve().parent
MIGRATIONS = sorted((HERE.parent / "sql" / "migrations").glob("*.sql"))
DEFINITIONS = ("sdp_engine.schemas", "sdp_engine.stage_definitions")

# What each variant has besides the tables; None: the extension.
SCRIPTS = {
    "1 pg_sdp": None,
    "2 statements": [],
    "3 PL/pgSQL": [HERE / "manifest.sql", *sorted((HERE / "plpgsql").glob("*.sql"))],
    "4 bare": [HERE / "manifest.sql", HERE / "bare.sql"],
}
# The same on the tables as the document has them: what we add to their storage apart.
AS_WRITTEN = {f"{name[0]}d{name[1:]}": script for name, script in SCRIPTS.items() if script is not None}
SCRIPTS |= AS_WRITTEN
STORAGE_AS_WRITTEN = """
    ALTER TABLE sdp.stages RESET (fillfactor);
    ALTER TABLE sdp.stages ALTER COLUMN data SET COMPRESSION default;
    ALTER TABLE sdp.stage_outputs ALTER COLUMN content SET COMPRESSION default"""


def name_of(variant):
    return "bench_" + variant.split()[0]


def connect(database, *settings):
    connection = psycopg.connect(dbname=database, autocommit=True)
    # Fixed work a statement, not what the planner of the day thinks of it.
    connection.execute("SET jit = off")
    for setting in settings:
        connection.execute(f"SET {setting}")
    return connection


def recreate(database):
    with connect("postgres") as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {database}")


def make(variant):
    """Creates the variant's database, with a user, and returns the user's id."""
    database = name_of(variant)
    recreate(database)
    with connect(database) as db:
        if SCRIPTS[variant] is None:
            db.execute("CREATE EXTENSION pg_sdp")
        else:
            db.execute("CREATE SCHEMA sdp; CREATE SCHEMA sdp_engine")
            for path in [*MIGRATIONS, *SCRIPTS[variant]]:
                db.execute(path.read_text())
            if variant in AS_WRITTEN:
                db.execute(STORAGE_AS_WRITTEN)
            copy_definitions(db)
        return db.execute("INSERT INTO sdp.users (email, name) VALUES ('ada@example.com', 'Ada')"
                          " RETURNING id").fetchone()[0]


def copy_definitions(target):
    """The nine stages' definitions, as the extension brought them."""
    with connect(name_of("1 pg_sdp")) as source:
        for table in DEFINITIONS:
            with source.cursor().copy(f"COPY {table} TO STDOUT") as rows, \
                    target.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write(row)


def drop(database):
    with connect("postgres") as admin:
        admin.execute(f"DROP DATABASE {database} WITH (FORCE)")
