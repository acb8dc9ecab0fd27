"""Random projects, in both shapes that data have, come back from their packages as they were."""

import json
import os
import random
from concurrent.futures import ThreadPoolExecutor

import psycopg

from servers import FITTING, broken, own_server, superuser_database  # noqa: F401
from test_package import IMPORT, ZIP, files_of, value

WORDS = ["user", "Order", "line item", "größe", "x_y", "a-b", "日本", "e\"e"]
NAMES = ["Home", "Über uns", "日本", "a|b", "x/y", "Sections", "A", "A", "A 2", "a-2", "#", "..", "`code`",
         "\"quoted\"", "line\nbreak", "שלום", "😀", "x" * 130]


def random_value(chance, depth=0):
    kind = chance.randrange(8 if depth < 3 else 5)
    if kind == 0:
        return chance.choice([None, True, False, 0, -1, 10 ** 20, 1.5, 1e-7])
    if kind <= 4:
        return chance.choice(NAMES)
    if kind == 5:
        return [random_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(NAMES): random_value(chance, depth + 1) for _ in range(chance.randrange(4))}


def in_a_shape(chance, items):
    """Items that have a name, as a list, with or without ids, or as a map keyed by name."""
    kind = chance.randrange(3)
    if kind == 0:
        return {item["name"]: {name: part for name, part in item.items() if name != "name"} for item in items}
    return [item | ({"id": f"id-{number}"} if kind == 1 else {}) for number, item in enumerate(items)]


def named(chance, make):
    """Some items with different names."""
    return in_a_shape(chance, [{"name": name} | make() for name in chance.sample(WORDS, chance.randrange(5))])


def random_parts(chance, stage):
    """The parts of a stage that are lists of things, or maps of them."""
    def columns():
        return named(chance, lambda: {"type": "string", "description": chance.choice(NAMES)})
    if stage == 2:
        return {"entities": named(chance, lambda: {"fields": columns(), "description": chance.choice(NAMES)})}
    if stage == 3:
        return {"tables": named(chance, lambda: {"columns": columns()})}
    if stage == 4:
        return {"endpoints": named(chance, lambda: {
            "method": "GET", "path": f"/{chance.choice(WORDS)}/{chance.randrange(10 ** 6)}",
            "tag": chance.choice(NAMES), "summary": chance.choice(NAMES)})}
    if stage == 8:
        return {"docker": {"services": named(chance, lambda: {"image": chance.choice(["postgres", "a: b", "#"])})}}
    return {}


def random_stage(chance, stage):
    data = FITTING[stage] | random_parts(chance, stage)
    if chance.random() < 0.1:
        return chance.choice([{}, {"name": chance.choice(NAMES)}])
    if stage == 7:
        names = [chance.choice(NAMES) for _ in range(chance.randrange(8))]
        if chance.random() < 0.5:
            data["sections"] = [{"name": name, "extra": random_value(chance)} if chance.random() < 0.95
                                else random_value(chance) for name in names]
        else:
            data["sections"] = {name: ({"name": chance.choice(NAMES)} if chance.random() < 0.5 else {})
                                | {"extra": random_value(chance)} for name in names}
        return data
    for _ in range(chance.randrange(4)):
        data.setdefault("x-" + chance.choice(NAMES), random_value(chance))
    return data


def shuffled(chance, part):
    """The same with the members of its objects in any order."""
    if isinstance(part, list):
        return [shuffled(chance, item) for item in part]
    if isinstance(part, dict):
        return {name: shuffled(chance, part[name]) for name in chance.sample(list(part), len(part))}
    return part


def written_texts(connection, project):
    """What somebody wrote beside the data, by stage and format."""
    return connection.execute(
        "SELECT s.stage_number, o.format, o.content FROM sdp.stages s JOIN sdp.stage_outputs o ON o.stage_id = s.id"
        " WHERE s.project_id = %s AND o.format <> 'json' AND o.is_active ORDER BY 1, 2", [project]).fetchall()


def random_project(chance, connection, owner):
    project = value(connection, "SELECT sdp.create_project(%s, %s)", owner, chance.choice(NAMES))
    for stage in range(1, chance.randrange(2, 10)):
        data = json.dumps(shuffled(chance, random_stage(chance, stage)), ensure_ascii=chance.random() < 0.5,
                          indent=chance.choice([None, 1, 4]))
        if chance.random() < 0.5 and stage != 7:
            connection.execute("SELECT sdp.add_output(%s, %s, 'json', %s)", [project, stage, data])
        else:
            connection.execute("SELECT sdp.save_stage(%s, %s, %s::jsonb)", [project, stage, data])
        if chance.random() < 0.3:
            connection.execute("SELECT sdp.add_output(%s, %s, 'md', %s)",
                               [project, stage, chance.choice(NAMES) + "\n"])
        try:
            connection.execute("SELECT sdp.complete_stage(%s, %s)", [project, stage])
        except psycopg.Error as error:
            assert error.sqlstate == "SD006"
            break
    return project


def comes_back(connection, owner, seed):
    """Makes the project of a seed, and another of its package. Returns how many stages were complete."""
    project = random_project(random.Random(seed), connection, owner)
    package = value(connection, ZIP, project)
    assert connection.execute("SELECT * FROM sdp.verify_package(%s)", [package]).fetchall() == []
    made = connection.execute(IMPORT, [owner, package, None]).fetchone()
    assert files_of(connection, made.project) == files_of(connection, project)
    # What is made of the data is made of them again, and follows them.
    assert written_texts(connection, made.project) == written_texts(connection, project)
    slugs = connection.execute("SELECT DISTINCT slug FROM sdp.projects WHERE id IN (%s, %s)", [project, made.project])
    assert len(slugs.fetchall()) == 2
    return made.completed_stages


def all_come_back(database, seeds):
    completed = []
    with database.connect() as connection:
        owner = value(connection, "INSERT INTO sdp.users (email, name) VALUES (%s, 'O') RETURNING id",
                      f"{seeds.start}@example.com")
        for seed in seeds:
            try:
                completed.append(comes_back(connection, owner, seed))
            except (AssertionError, psycopg.Error) as error:
                raise AssertionError(f"the project of seed {seed} does not come back: {error}") from error
    return completed


def test_random_projects_come_back(superuser_database):
    count, sessions = 5000 if os.environ.get("SDP_LONG") else 1000, 2
    with ThreadPoolExecutor(sessions) as pool:
        parts = pool.map(lambda start: all_come_back(superuser_database, range(start, count, sessions)),
                         range(sessions))
        completed = [stages for part in parts for stages in part]
    assert len(completed) == count
    assert set(completed) == set(range(9)), "not all stages are reached"
    assert broken(superuser_database) == []
