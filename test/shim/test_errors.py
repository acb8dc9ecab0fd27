"""Errors of every kind, through frames that hold objects."""

import pytest

KINDS = {
    "server": ("23514", "raised by the server", "a detail", "a hint"),
    "rule": ("SD202", "raised by a rule", "A detail with 100 %s.", "A hint."),
    "integer": ("XX000", "unknown C++ exception", None, None),
    "standard": ("XX000", "raised by the standard library", None, None),
    "vector": ("53200", "out of memory", None, None),
    "palloc": ("XX000", "invalid memory alloc request size 1099511627776", None, None),
    "nul": ("SD202", "before after", " detail", None),
}


@pytest.mark.parametrize("depth", [0, 1, 200])
@pytest.mark.parametrize("kind", KINDS)
def test_error_arrives_whole(shim, kind, depth):
    for _ in range(3):
        said = shim.fail("SELECT shim.fail(%s, %s)", kind, depth)
        assert (
            said.sqlstate,
            said.message_primary,
            said.message_detail,
            said.message_hint,
        ) == KINDS[kind]


def test_the_counter_counts(shim):
    # What the other tests rely on: an object is seen while it lives.
    assert shim.value("SELECT shim.first('SELECT shim.live_objects()::text')") == "1"


@pytest.mark.parametrize("kind", KINDS)
def test_error_in_an_exception_block(shim, kind):
    shim.run("SELECT set_config('shim.kind', %s, false)", kind)
    shim.run(
        """DO $$ BEGIN
            BEGIN
                PERFORM shim.fail(current_setting('shim.kind'));
            EXCEPTION WHEN OTHERS THEN
                ASSERT shim.live_objects() = 0, 'live objects';
                ASSERT NOT shim.exception_is_current(), 'current exception';
                ASSERT SQLSTATE <> 'P0004', 'SQLSTATE';
                RETURN;
            END;
            RAISE 'no error';
        END $$"""
    )


def test_names_of_objects_survive(shim):
    said = shim.fail("SELECT shim.run('SELECT shim.raise_named()')")
    assert said.message_primary == "100 %s"
    assert (said.schema_name, said.table_name, said.column_name) == (
        "a_schema",
        "a_table",
        "a_column",
    )
    assert (said.datatype_name, said.constraint_name) == ("a_type", "a_constraint")
    assert (said.internal_query, said.internal_position) == ("a query", "3")
    assert said.source_function == "operator()"


def test_nested_error_keeps_everything(shim):
    shim.run(
        """CREATE OR REPLACE FUNCTION shim.inner_error() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            RAISE 'from within' USING ERRCODE = '22023', DETAIL = 'The detail.', HINT = 'The hint.';
        END $$"""
    )
    direct = shim.fail("SELECT shim.inner_error()")
    said = shim.fail("SELECT shim.run('SELECT shim.run($a$SELECT shim.inner_error()$a$)')")
    assert said.sqlstate == "22023"
    assert said.message_primary == "from within"
    assert said.message_detail == "The detail."
    assert said.message_hint == "The hint."
    # Each level once, innermost first.
    assert said.context.splitlines() == [
        direct.context,
        'SQL statement "SELECT shim.inner_error()"',
        'SQL statement "SELECT shim.run($a$SELECT shim.inner_error()$a$)"',
    ]
    assert said.source_function == direct.source_function


def test_position_in_a_nested_statement(shim):
    said = shim.fail("SELECT shim.run('SELECT nothing_like_that')")
    assert said.sqlstate == "42703"
    assert said.internal_query == "SELECT nothing_like_that"
    assert said.internal_position == "8"


@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize("field", ["message_primary", "message_detail", "message_hint"])
def test_long_text_is_clipped_at_a_character(shim, field, shift):
    text = "a" * shift + "€" * 7000
    texts = {"message_primary": "short", "message_detail": None, "message_hint": None, field: text}
    said = shim.fail("SELECT shim.refuse('SD202', %s, %s, %s)", *texts.values())
    clipped = getattr(said, field)
    size = len(clipped.encode())
    assert text.startswith(clipped)
    assert 16 * 1024 - 3 < size <= 16 * 1024


def test_percent_signs_are_not_interpreted(shim):
    text = "100 %s %n %m %d %%"
    said = shim.fail("SELECT shim.refuse('SD202', %s, %s, %s)", text, text, text)
    assert (said.message_primary, said.message_detail, said.message_hint) == (text, text, text)


def test_every_sqlstate_survives(shim):
    for sqlstate in ("SD001", "22012", "40001", "53200", "57014", "58030", "XX001", "P0001"):
        assert shim.fail("SELECT shim.raise_state(%s)", sqlstate).sqlstate == sqlstate
