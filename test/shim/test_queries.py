"""SPI and subtransactions."""

import contextlib
import time

import psycopg
import pytest

PASSED_ON = ["40001", "40P01", "53100", "53200", "57014", "58000", "58030", "XX000", "XX002"]
ENDED = ["22012", "23505", "42P01", "54001", "P0001", "SD001", "55P03", "0A000"]


@pytest.fixture
def cases(shim):
    shim.run("TRUNCATE shim.cases")
    shim.run("INSERT INTO shim.cases VALUES (1, 'one'), (2, 'two'), (3, NULL)")
    return shim


@pytest.mark.parametrize("sqlstate", PASSED_ON)
def test_subtransaction_passes_on(shim, sqlstate):
    assert shim.fail("SELECT shim.attempt(%s)", f"SELECT shim.raise_state('{sqlstate}')").sqlstate == sqlstate


@pytest.mark.parametrize("sqlstate", ENDED)
def test_subtransaction_ends(shim, sqlstate):
    [said] = shim.rows("SELECT (shim.attempt(%s)).*", f"SELECT shim.raise_state('{sqlstate}')")
    assert said[:2] == (sqlstate, f"raised with SQLSTATE {sqlstate}")
    assert "SQL statement" in said[4]


def test_subtransaction_that_succeeds(cases):
    assert cases.rows("SELECT * FROM shim.attempt('INSERT INTO shim.cases VALUES (4)')") == [(None,) * 5]
    assert cases.value("SELECT count(*) FROM shim.cases") == 4


def test_duplicate_insert_leaves_nothing(cases):
    insert = "INSERT INTO shim.cases VALUES (7, 'a'), (8, 'b'), (7, 'c')"
    with cases.connection.transaction():
        assert cases.value("SELECT sqlstate FROM shim.attempt(%s)", insert) == "23505"
        assert cases.value("SELECT shim.attempt_each(%s, 3)", insert) == 3
        cases.run("INSERT INTO shim.cases VALUES (9, 'kept')")
    assert cases.rows("SELECT id FROM shim.cases ORDER BY id") == [
        (id,) for id in (1, 2, 3, 9, 1000, 1001, 1002)
    ]
    cases.run("SELECT bt_index_check('shim.cases_pkey', heapallindexed => true)")
    assert cases.rows("SELECT * FROM verify_heapam('shim.cases')") == []
    assert cases.value("SELECT count(*) FROM shim.cases WHERE id = 7") == 0


def test_foreign_exception_undoes_the_subtransaction(cases):
    with cases.connection.transaction():
        cases.run("INSERT INTO shim.cases VALUES (10, 'kept')")
        assert cases.value("SELECT shim.attempt_integer(11)") == 42
        assert cases.value("SELECT shim.live_objects()") == 0
        cases.run("INSERT INTO shim.cases VALUES (12, 'kept')")
    assert cases.rows("SELECT id FROM shim.cases WHERE id >= 10 ORDER BY id") == [(10,), (12,)]


@pytest.mark.parametrize("by_sql", [True, False])
def test_statement_timeout_in_a_subtransaction(shim, by_sql):
    shim.run("SET statement_timeout = '200ms'")
    started = time.monotonic()
    assert shim.fail("SELECT shim.attempt_for_ever(%s)", by_sql).sqlstate == "57014"
    assert time.monotonic() - started < 5
    shim.run("RESET statement_timeout")


@pytest.mark.parametrize("by_sql", [True, False])
def test_shutdown_in_a_subtransaction(shim, by_sql):
    victim = psycopg.connect(dbname=shim.connection.info.dbname, autocommit=True)
    with contextlib.closing(victim):
        pid = victim.info.backend_pid
        victim.pgconn.send_query(f"SELECT shim.attempt_for_ever({by_sql})".encode())
        for _ in range(100):
            if shim.value("SELECT state = 'active' FROM pg_stat_activity WHERE pid = %s", pid):
                break
            time.sleep(0.02)
        assert shim.value("SELECT pg_terminate_backend(%s, 5000)", pid)


def test_error_with_spi_open_then_another_call(cases):
    for _ in range(3):
        cases.fail("SELECT shim.run('SELECT 1/0')")
        assert cases.value("SELECT shim.read(1)") == "one"
    cases.run(
        """DO $$ BEGIN
            BEGIN
                PERFORM shim.run('SELECT shim.fail(''rule'')');
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
            ASSERT shim.read(2) = 'two';
            ASSERT shim.run('SELECT 1') = 1;
        END $$"""
    )
    assert cases.notices == []


def test_read_only_session_does_not_write(cases):
    assert cases.value("SELECT shim.read(3)") is None
    assert cases.value("SELECT shim.read(99)") is None


def test_kept_plan_across_alter_table(cases):
    cases.run("PREPARE reading(integer) AS SELECT shim.read($1)")
    execute = lambda: cases.connection.pgconn.exec_(b"EXECUTE reading(1)").get_value(0, 0)
    changes = [
        "SELECT",
        "ALTER TABLE shim.cases ADD COLUMN extra integer DEFAULT 5",
        "ALTER TABLE shim.cases DROP COLUMN extra",
        "ALTER TABLE shim.cases ALTER COLUMN name TYPE varchar(50)",
        "ALTER TABLE shim.cases ALTER COLUMN id TYPE bigint",
        "ALTER TABLE shim.cases ALTER COLUMN id TYPE integer",
        "ALTER TABLE shim.cases ALTER COLUMN name TYPE text",
    ]
    for change in changes:
        cases.run(change)
        assert [execute() for _ in range(6)] == [b"one"] * 6, change


def test_table_that_is_gone_and_comes_back(cases):
    assert cases.value("SELECT shim.read(1)") == "one"
    cases.run("ALTER TABLE shim.cases RENAME TO gone")
    assert cases.fail("SELECT shim.read(1)").sqlstate == "SD401"
    cases.run("ALTER TABLE shim.gone RENAME TO cases")
    assert cases.value("SELECT shim.read(1)") == "one"
