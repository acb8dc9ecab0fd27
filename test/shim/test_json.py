"""jsonb as the rules see it, against what Python reads in the same text."""

import decimal
import json
import random

import pytest

KEYS = ["a", "b", "name", "ä", "", "a/b", "~", "long key " * 20, "Ω", "null"]
STRINGS = ["", "x", "wörds", "€" * 500, 'quo"te', "back\\slash", "\n\t", "a" * 5000]


def random_number(generator):
    digits = generator.choice([1, 2, 3, 4, 5, 8, 9, 17, 40, 200])
    whole = str(generator.randrange(10**digits))
    if whole != "0" and generator.random() < 0.3:
        whole += "0" * generator.choice([1, 2, 3, 4, 5, 8, 40])
    text = generator.choice(["", "-"]) + whole
    if generator.random() < 0.5:
        text += "." + "0" * generator.choice([0, 0, 1, 3, 4, 7, 30]) + str(generator.randrange(10**6))
        text += "0" * generator.choice([0, 0, 1, 3, 4])
    if generator.random() < 0.3:
        text += generator.choice("eE") + generator.choice(["", "+", "-"]) + str(generator.randrange(400))
    return text


def random_json(generator, depth):
    """JSON text."""
    kind = generator.choice("nnnnsbz" + "aoao" * (depth > 0))
    if kind == "n":
        return random_number(generator)
    if kind == "s":
        return json.dumps(generator.choice(STRINGS), ensure_ascii=generator.random() < 0.5)
    if kind == "b":
        return generator.choice(["true", "false"])
    if kind == "z":
        return "null"
    # Some longer than 32 entries: every 32nd is stored by its offset instead of its length.
    count = generator.choice([0, 1, 2, 3, 5, 40])
    inner = [random_json(generator, depth - (2 if count > 5 else 1)) for _ in range(count)]
    if kind == "a":
        return "[" + ", ".join(inner) + "]"
    names = [generator.choice(KEYS) + str(generator.randrange(count * 2)) for _ in inner]
    return "{" + ", ".join(f"{json.dumps(n)}: {v}" for n, v in zip(names, inner)) + "}"


def shape(number):
    """Digits, exponent and scale of a decimal.Decimal, as jsonb keeps it."""
    sign, digits, exponent = number.as_tuple()
    scale = max(0, -exponent)
    if not any(digits):
        return 0, 0, scale
    text = "".join(map(str, digits))
    return len(text.strip("0")), number.adjusted(), scale


def nodes(value, path=""):
    """What shim.nodes() must return, without what is printed."""
    if isinstance(value, dict):
        yield path, "object", None, None, None, None
        # jsonb sorts names by length, then bytes.
        for name in sorted(value, key=lambda n: (len(n.encode()), n.encode())):
            token = name.replace("~", "~0").replace("/", "~1")
            yield from nodes(value[name], f"{path}/{token}")
    elif isinstance(value, list):
        yield path, "array", None, None, None, None
        for index, element in enumerate(value):
            yield from nodes(element, f"{path}/{index}")
    elif isinstance(value, str):
        yield path, "string", value, None, None, None
    elif isinstance(value, bool):
        yield path, "boolean", None, None, None, None
    elif value is None:
        yield path, "null", None, None, None, None
    else:
        yield path, "number", None, *shape(value)


def read(text):
    return json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal)


def check(shim, text):
    rows = shim.rows("SELECT path, kind, string, digits, exponent, scale, printed FROM shim.nodes(%s::jsonb)", text)
    expected = list(nodes(read(text)))
    assert [row[:6] for row in rows] == expected
    for row in rows:
        if row[6] is not None:
            at = read(text)
            for token in row[0].split("/")[1:]:
                name = token.replace("~1", "/").replace("~0", "~")
                at = at[int(name)] if isinstance(at, list) else at[name]
            assert read(row[6]) == at


def test_random_documents(shim):
    generator = random.Random(16)
    for _ in range(400):
        text = random_json(generator, 4)
        check(shim, text)
        assert shim.value("SELECT shim.print(d) = d::text AND shim.pretty(d) = jsonb_pretty(d)"
                          " AND shim.equal(d, d) AND p.exact = octet_length(d::text) AND p.at_most >= p.exact"
                          " FROM (SELECT %s::jsonb) s(d), shim.printed_size(d) p", text), text


@pytest.mark.parametrize(
    "number",
    ["0", "-0", "0.0", "0.000", "0e10", "0e-10", "1", "-1", "10", "9999", "10000", "100000000", "1e4", "1e-4",
     "1e-1", "0.1", "0.10", "1.0", "12340000", "0.00001234", "99999999.99999999", "1e100", "-1e-100", "1e131071",
     "1e-16383", "1." + "0" * 200, "1" + "0" * 300, "1e308", "1e309", "1e256", "1e252", "1e255", "1e-252", "1e-256",
     "1." + "0" * 63, "1." + "0" * 64, "123456789" * 20],
)  # fmt: skip
def test_numbers(shim, number):
    for text in (number, f"[{number}]", f'{{"a": "x", "b": {number}}}'):
        check(shim, text)


def test_numbers_of_other_origin(shim):
    # A numeric that was never text: stored as the server's arithmetic left it.
    for expression in ("1::numeric(20,10)", "10.0::numeric * 1e3", "2::numeric ^ 100", "1::numeric / 3"):
        assert shim.value(f"""SELECT (n.digits, n.exponent, n.scale) = (m.digits, m.exponent, m.scale)
            FROM shim.nodes(to_jsonb({expression})) n, shim.nodes((({expression})::text)::jsonb) m""")


def test_members_print_alone(shim):
    generator = random.Random(17)
    for _ in range(100):
        members = {f"k{i}": random_json(generator, 3) for i in range(generator.choice([1, 3, 40]))}
        text = "{" + ", ".join(f'"{name}": {value}' for name, value in members.items()) + "}"
        wrong = shim.rows("""SELECT k FROM (SELECT %s::jsonb) s(d), jsonb_object_keys(d) k
            WHERE shim.member(d, k) IS DISTINCT FROM jsonb_pretty(d -> k)""", text)
        assert wrong == [], text
    assert shim.value("SELECT shim.member('{\"a\": 1}', 'b')") is None
    assert shim.value("SELECT shim.member('[1]', 'a')") is None


def test_equality_is_by_value(shim):
    for one, other in (("1.0", "1.00"), ('{"a":1,"b":2}', '{"b":2.0,"a":1}'), ("[1]", "1"), ("[]", "{}"), ("1", "2")):
        assert shim.value("SELECT shim.equal(a, b) = (a = b) AND shim.equal_as_stored(a, b) = (a = b)"
                          " FROM (SELECT %s::jsonb, %s::jsonb) s(a, b)", one, other)


def test_equality_of_stored_values(shim):
    # Compressed in the row, out of line, compressed and out of line; the same size, another one, one by value.
    noise = "".join(random.Random(19).choices("abcdefghijklmnopqrstuvwxyz", k=30_000))
    documents = [json.dumps({"a": text, "n": number}) for text in ("x", "y" * 20_000, "z" * 20_000, noise, noise[::-1])
                 for number in (1, 2)]
    documents += [text.replace('"n": 1', '"n": 1.00') for text in documents]
    shim.run("CREATE TEMP TABLE stored (document jsonb)")
    for text in documents:
        shim.run("INSERT INTO stored VALUES (%s)", text)
    wrong = shim.rows("SELECT left(a.document::text, 40), left(b.document::text, 40) FROM stored a, stored b"
                      " WHERE shim.equal_as_stored(a.document, b.document) <> (a.document = b.document)")
    assert wrong == []
    assert shim.value("SELECT count(*) FROM stored a, stored b WHERE a.document = b.document") > len(documents)
    # A number of more than 63 decimals is stored in a larger form.
    assert not shim.value("SELECT shim.equal_as_stored(%s::jsonb, '[1]')", "[1." + "0" * 64 + "]")


def test_keys_that_come_twice(shim):
    generator = random.Random(23)
    found = set()
    for _ in range(400):
        text = '{"x": ' + random_json(generator, 3) + "}"
        unique, parsed = shim.rows("SELECT %s IS JSON OBJECT WITH UNIQUE KEYS, fault IS NULL FROM shim.parse(%s)",
                                   text, text)[0]
        assert parsed == unique, text
        found.add(unique)
    assert found == {True, False}


@pytest.mark.parametrize(
    "text, fault",
    [
        ('{"a": 1}', None),
        ('{"a": [{"b": 1}, {"b": 1}]}', None),
        ("[1]", "it is a JSON array, not an object"),
        ("1", "it is a JSON number, not an object"),
        ('{"a": 1, "a": 2}', "an object in it has a key twice"),
        ('{"x": [{"a": 1, "a": 1}]}', "an object in it has a key twice"),
        ('{"a": "\\u0000"}', "\\u0000 cannot be converted to text"),
        ('{"a": "\\ud800"}', "low surrogate must follow a high surrogate"),
        ("{", "The input string ended unexpectedly"),
        ("", "it is blank"),
        ("[" * 100_000 + "1" + "]" * 100_000, "it is nested more than 1000 levels deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "it is nested more than 1000 levels deep"),
        ('{"a": 1e999999}', "value overflows numeric format"),
    ],
)
def test_parsed_objects(shim, text, fault):
    [(document, said)] = shim.rows("SELECT document, fault FROM shim.parse(%s)", text)
    if fault is None:
        assert said is None
        assert document == json.loads(text)
    else:
        assert document is None
        assert fault in said
        assert not said.endswith(".")
