"""Arguments and results."""

import datetime
import uuid

import pytest

VALUES = (
    True,
    -2147483648,
    9223372036854775807,
    uuid.UUID("01234567-89ab-cdef-0123-456789abcdef"),
    "wörds",
    datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.timezone.utc),
    {"a": [1, None]},
)
NAMES = ("flag", "small", "large", "id", "words", "at", "raw")
CALL = "shim.{}(%s::boolean, %s::integer, %s::bigint, %s::uuid, %s::text, %s::timestamptz, %s::jsonb)"


def parameters(values):
    return [None if v is None else '{"a": [1, null]}' if isinstance(v, dict) else v for v in values]


@pytest.mark.parametrize("function", ["required", "optional"])
def test_values_go_through(shim, function):
    assert shim.rows("SELECT * FROM " + CALL.format(function), *parameters(VALUES)) == [VALUES]


@pytest.mark.parametrize("position", range(len(VALUES)))
@pytest.mark.parametrize("strictness", ["CALLED ON NULL INPUT", "STRICT"])
def test_null(shim, position, strictness):
    values = [*VALUES[:position], None, *VALUES[position + 1 :]]
    for function in ("required", "optional"):
        shim.run(f"ALTER FUNCTION shim.{function} {strictness}")
    if strictness == "STRICT":
        for function in ("required", "optional"):
            assert shim.rows("SELECT * FROM " + CALL.format(function), *parameters(values)) == [
                (None,) * len(VALUES)
            ]
            shim.run(f"ALTER FUNCTION shim.{function} CALLED ON NULL INPUT")
    assert shim.rows("SELECT * FROM " + CALL.format("optional"), *parameters(values)) == [tuple(values)]
    said = shim.fail("SELECT * FROM " + CALL.format("required"), *parameters(values))
    assert said.sqlstate == "SD201"
    assert said.message_primary == (
        f'argument "{NAMES[position]}" of function sdp.required must not be null'
    )


@pytest.mark.parametrize("function", ["too_few_columns", "no_record"])
def test_record_of_another_shape(shim, function):
    assert shim.fail("SELECT * FROM " + CALL.format(function), *parameters(VALUES)).sqlstate == "42804"


def test_set(shim):
    assert shim.rows("SELECT * FROM shim.series(4)") == [(1, "1"), (2, None), (3, "3"), (4, None)]
    assert shim.rows("SELECT (shim.series(2)).*") == [(1, "1"), (2, None)]
    assert shim.rows("SELECT * FROM shim.series(0)") == []
    assert shim.value("SELECT sum(number) FROM shim.series(200000)") == 20000100000


def test_set_of_another_shape(shim):
    assert shim.fail("SELECT * FROM shim.series_of_three(2)").sqlstate == "42804"
    assert shim.fail("SELECT shim.series_of_none(2)").sqlstate == "0A000"


def test_toasted_argument(shim):
    shim.run("CREATE TEMP TABLE toasted (words text)")
    for storage in ("EXTERNAL", "EXTENDED", "MAIN"):
        shim.run(f"ALTER TABLE toasted ALTER COLUMN words SET STORAGE {storage}")
        for text in ("x" * 2**20, "wörds" * 2**18):
            shim.run("TRUNCATE toasted")
            shim.run("INSERT INTO toasted VALUES (%s)", text)
            if storage == "EXTERNAL":
                assert shim.value("SELECT pg_relation_size(reltoastrelid) FROM pg_class"
                                  " WHERE relname = 'toasted'") > 2**20
            assert shim.value("SELECT shim.length(words) FROM toasted") == len(text.encode())
            assert shim.value("SELECT shim.echo(words) = words FROM toasted")
            assert shim.fail("SELECT shim.refuse('SD202', words) FROM toasted").sqlstate == "SD202"


def test_short_and_empty_text(shim):
    for text in ("", "x", "x" * 126, "x" * 127):
        assert shim.value("SELECT shim.echo(%s)", text) == text
