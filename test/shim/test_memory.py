"""A backend doesn't grow, whatever fails and however often something is called."""

import pytest

MEGABYTE = 1024 * 1024
ERRORS = 20_000
KINDS = ("server", "rule", "integer", "standard")


def quiet(shim):
    shim.run("SET log_min_messages = fatal")
    shim.run("SET log_min_error_statement = panic")


def growth(shim, work):
    """Bytes that the backend grows by; once before that, for what is made but once."""
    work(0.1)
    before = shim.resident_bytes()
    work(1)
    return shim.resident_bytes() - before


@pytest.mark.parametrize("kind", KINDS)
def test_errors_in_exception_blocks(shim, kind):
    quiet(shim)

    def work(share):
        shim.run(
            f"""DO $$ BEGIN
                FOR i IN 1..{int(ERRORS * share)} LOOP
                    BEGIN
                        PERFORM shim.fail('{kind}', 2);
                    EXCEPTION WHEN OTHERS THEN NULL;
                    END;
                END LOOP;
            END $$"""
        )

    assert growth(shim, work) < 2 * MEGABYTE


def test_errors_in_subtransactions(shim):
    quiet(shim)

    def work(share):
        shim.run(f"""DO $$ BEGIN
                FOR i IN 1..{int(ERRORS * share)} LOOP
                    PERFORM * FROM shim.attempt('SELECT shim.fail(''rule'', 2)');
                END LOOP;
            END $$""")

    assert growth(shim, work) < 2 * MEGABYTE


@pytest.mark.parametrize("kind", KINDS)
def test_errors_as_statements(shim, kind):
    quiet(shim)
    execute = shim.connection.pgconn.exec_
    query = f"SELECT shim.fail('{kind}', 2)".encode()
    failed = 7  # PGRES_FATAL_ERROR

    def work(share):
        for _ in range(int(ERRORS * share)):
            assert execute(query).status == failed

    assert growth(shim, work) < 2 * MEGABYTE


@pytest.mark.parametrize(
    "expression",
    [
        "shim.fail('none', 3)",
        "shim.length(repeat('x', 1000))",
        "shim.echo(repeat('x', 1000))",
        "shim.read(i)",
        "shim.required(true, i, i, '00000000-0000-0000-0000-000000000001', 'x', now(), '{}')",
        "shim.pretty('{\"a\": [1, 2.50]}')",
        "shim.parse('{\"a\": [1, 2.50]')",
    ],
)
def test_calls_in_one_statement(shim, expression):
    def work(share):
        shim.run(f"SELECT count(x) FROM (SELECT {expression} AS x"
                 f" FROM generate_series(1, {int(100_000 * share)}) i OFFSET 0) s")

    assert growth(shim, work) < MEGABYTE
