"""What breaks applications that keep these rules in their request handlers, each as a figure that must
be 0. The faults of generations are in test_generation_faults.py."""

import collections
import itertools

import psycopg
import pytest

from at_once import RETRYABLE, assert_none, at_once, failures, repeating
from conftest import STAGE_NAMES, make_project, violations
from invariants import breaches
from servers import fitting

P1 = "project_id = %(p)s AND stage_number = 1"
P2 = "project_id = %(p)s AND stage_number = 2"


# --- creating ---


def create_as_an_application(owner, name):
    """The project and its nine stages, each by an INSERT, in one transaction."""

    def run(connection):
        with connection.transaction():
            project, slug = connection.execute(
                "INSERT INTO sdp.projects (user_id, name, slug) VALUES (%s, %s, NULL) RETURNING id, slug",
                (owner, name)).fetchone()
            for number, stage in enumerate(STAGE_NAMES, 1):
                connection.execute(
                    "INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)"
                    " VALUES (%s, %s, %s, %s, %s)",
                    (project, number, stage, stage, "active" if number == 1 else "locked"))
        return slug

    return run


def create_by_function(owner, name):
    return "SELECT sdp.create_project(%s, %s)", (owner, name)


@pytest.mark.parametrize(("create", "count"), [(create_by_function, 20), (create_by_function, 50),
                                               (create_as_an_application, 20)])
def test_creates_of_one_name_at_once(connection, database, project, create, count):
    outcomes = at_once(database, *[create(project.owner, "Corner Shop")] * count)
    assert_none(f"failures among {count} creates of one name at once", failures(outcomes))
    made = connection.execute(
        "SELECT slug, (SELECT count(*) FROM sdp.stages WHERE project_id = p.id) FROM sdp.projects p"
        " WHERE user_id = %s AND name = 'Corner Shop'", (project.owner,)).fetchall()
    slugs = [slug for slug, _ in made]
    assert len(made) == count
    assert_none("projects without their nine stages", [slug for slug, stages in made if stages != 9])
    assert_none("slugs that are another's", [slug for slug in slugs if slugs.count(slug) > 1])
    assert_none("broken projects", breaches(connection) + violations(connection))


# --- completing without data ---

SAVE = f"UPDATE sdp.stages SET data = %(good)s WHERE {P1}"
SAVE_AND_COMPLETE = f"UPDATE sdp.stages SET data = %(good)s, status = 'complete' WHERE {P1}"
COMPLETE = f"UPDATE sdp.stages SET status = 'complete' WHERE {P1}"
INSERT = ("INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status, data)"
          " SELECT %(p)s, 1, 'product', 'Product', 'complete', {}::jsonb")
UPSERT = " ON CONFLICT (project_id, stage_number) DO UPDATE SET status = excluded.status"

# On a project whose stage 1 is active and has no data; each a transaction.
COMPLETIONS = {
    "complete_stage": ["SELECT sdp.complete_stage(%(p)s, 1)"],
    "transition_stage": ["SELECT sdp.transition_stage(%(p)s, 1, 'complete')"],
    "by review": [f"UPDATE sdp.stages SET status = 'review' WHERE {P1}", COMPLETE],
    "UPDATE": [COMPLETE],
    "UPDATE with times": ["UPDATE sdp.stages SET status = 'complete', validated_at = now(), completed_at = now()"
                          f" WHERE {P1}"],
    "UPDATE with NULL": [f"UPDATE sdp.stages SET status = 'complete', data = NULL WHERE {P1}"],
    "UPDATE with JSON null": [f"UPDATE sdp.stages SET status = 'complete', data = 'null' WHERE {P1}"],
    "UPDATE with {}": [f"UPDATE sdp.stages SET status = 'complete', data = %(empty)s WHERE {P1}"],
    "UPDATE with []": [f"UPDATE sdp.stages SET status = 'complete', data = '[]' WHERE {P1}"],
    "UPDATE of all stages": ["UPDATE sdp.stages SET status = 'complete' WHERE project_id = %(p)s"],
    "saved, erased, completed": [SAVE, f"UPDATE sdp.stages SET data = NULL WHERE {P1}", COMPLETE],
    "saved, completed with NULL": [SAVE, f"UPDATE sdp.stages SET data = NULL, status = 'complete' WHERE {P1}"],
    "completed, erased": [SAVE_AND_COMPLETE, f"UPDATE sdp.stages SET data = NULL WHERE {P1}"],
    "completed, emptied": [SAVE_AND_COMPLETE, f"UPDATE sdp.stages SET data = %(empty)s WHERE {P1}"],
    "completed, an empty output": [
        SAVE_AND_COMPLETE,
        "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)"
        f" SELECT id, 9, 'json', %(empty)s, 'human' FROM sdp.stages WHERE {P1}", COMPLETE],
    "an empty output": ["SELECT sdp.add_output(%(p)s, 1, 'json', %(empty)s)", COMPLETE],
    "in a CTE": [f"WITH u AS ({COMPLETE} RETURNING id) UPDATE sdp.projects SET current_stage = 2 WHERE id = %(p)s"],
    "INSERT ON CONFLICT": [INSERT.format("NULL") + UPSERT],
    "INSERT ON CONFLICT with {}": [INSERT.format("%(empty)s") + UPSERT + ", data = excluded.data"],
    "MERGE": ["MERGE INTO sdp.stages s USING sdp.projects p ON s.project_id = p.id AND s.stage_number = 1"
              " AND p.id = %(p)s WHEN MATCHED THEN UPDATE SET status = 'complete'"],
    "a new stage": [f"DELETE FROM sdp.stages WHERE {P1}", INSERT.format("NULL")],
}

# On a project without stages.
INSERTIONS = {
    "INSERT": [INSERT.format("NULL")],
    "INSERT with {}": [INSERT.format("%(empty)s")],
    "INSERT with times": ["INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status,"
                          " validated_at, completed_at)"
                          " VALUES (%(p)s, 1, 'product', 'Product', 'complete', now(), now())"],
    "INSERT of nine": ["INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)"
                       " SELECT %(p)s, number, name, label, 'complete' FROM sdp_engine.stage_definitions"],
    "MERGE": ["MERGE INTO sdp.stages s USING sdp_engine.stage_definitions d"
              " ON s.project_id = %(p)s AND s.stage_number = d.number WHEN NOT MATCHED THEN"
              " INSERT (project_id, stage_number, stage_name, stage_label, status)"
              " VALUES (%(p)s, number, name, label, 'complete')"],
    "COPY": ["COPY sdp.stages (project_id, stage_number, stage_name, stage_label, status) FROM STDIN"],
}


def attempt(connection, project, statements):
    """Runs the statements as one transaction and returns how it ended."""
    values = {"p": project, "empty": "{}", "good": fitting(1)}
    try:
        with connection.transaction(), connection.cursor() as cursor:
            for statement in statements:
                if statement.startswith("COPY"):
                    with cursor.copy(statement) as copy:
                        copy.write_row((project, 1, "product", "Product", "complete"))
                else:
                    cursor.execute(statement, values)
    except psycopg.Error as failure:
        return failure.sqlstate
    return "committed"


def complete_without_data(connection):
    """`{}` is data of stage 9, whose schema asks for nothing."""
    return connection.execute(
        "SELECT project_id, stage_number FROM sdp.stages WHERE status = 'complete'"
        " AND (data IS NULL OR jsonb_typeof(data) <> 'object' OR (data = '{}' AND stage_number < 9))").fetchall()


def test_completing_without_data(connection, project):
    ways = {}
    for name, statements in COMPLETIONS.items():
        tried = connection.execute("SELECT sdp.create_project(%s, 'Shop')", (project.owner,)).fetchone()[0]
        ways[name] = attempt(connection, tried, statements)
    for name, statements in INSERTIONS.items():
        tried = connection.execute("INSERT INTO sdp.projects (user_id, name, slug) VALUES (%s, 'Shop', NULL)"
                                   " RETURNING id", (project.owner,)).fetchone()[0]
        ways[f"{name} of a new stage"] = attempt(connection, tried, statements)
    print(ways)
    assert_none("stages completed without data", complete_without_data(connection))
    assert_none("ways that were not refused", {way: end for way, end in ways.items() if not end.startswith("SD")})
    # The same statement completes a stage that has data.
    assert attempt(connection, project.id, [SAVE, COMPLETE]) == "committed"
    assert project.statuses() == "calllllll"
    assert_none("broken projects", breaches(connection) + violations(connection))


def test_completing_while_the_data_are_erased(connection, database, project):
    """Also where the one who erases read the stage before it was completed."""
    ends = []
    for number, erased in enumerate([None, "{}"] * 15):
        tried = connection.execute("SELECT sdp.create_project(%s, 'Shop')", (project.owner,)).fetchone()[0]
        connection.execute(SAVE, {"p": tried, "good": fitting(1)})
        complete = "SELECT sdp.complete_stage(%(p)s, 1)" if number % 4 < 2 else COMPLETE
        ends += at_once(database, (complete, {"p": tried}),
                        (f"UPDATE sdp.stages SET data = %(d)s WHERE {P1}", {"p": tried, "d": erased}))
    assert_none("stages completed without data", complete_without_data(connection))
    assert_none("errors of another kind", unexpected(ends))
    assert_none("broken projects", breaches(connection) + violations(connection))


# --- two at one project ---

RUNS = 30

# By race: what makes a project ready, and two operations of which one may succeed, by function and by
# plain DML.
RACES = {
    "generate and complete": (
        [SAVE],
        ["SELECT ticket FROM sdp.begin_generation(%(p)s, 1)",
         f"UPDATE sdp.stages SET status = 'generating' WHERE {P1}"],
        ["SELECT sdp.complete_stage(%(p)s, 1)", COMPLETE],
    ),
    "revert and generate": (
        [SAVE_AND_COMPLETE],
        ["SELECT sdp.revert_stage(%(p)s, 1)", f"UPDATE sdp.stages SET status = 'review' WHERE {P1}"],
        ["SELECT sdp.request_generation(%(p)s, 2)", f"UPDATE sdp.stages SET status = 'generating' WHERE {P2}"],
    ),
}


def unexpected(ends):
    return [end for end in failures(ends) if not end.sqlstate.startswith("SD") and end.sqlstate not in RETRYABLE]


@pytest.mark.parametrize("race", RACES)
def test_two_at_one_project(connection, database, project, race):
    ready, ones, others = RACES[race]
    ends, both, winners = [], [], collections.Counter()
    for one, other in itertools.product(ones, others):
        for _ in range(RUNS):
            tried = connection.execute("SELECT sdp.create_project(%s, 'Shop')", (project.owner,)).fetchone()[0]
            assert attempt(connection, tried, ready) == "committed"
            came = at_once(database, (one, {"p": tried}), (other, {"p": tried}))
            won = tuple(not isinstance(end, psycopg.Error) for end in came)
            winners[won] += 1
            both += [(one, other)] if all(won) else []
            ends += came
    print(f"{race}: {dict(winners)}")
    assert_none(f"inconsistent projects after {4 * RUNS} of {race}", breaches(connection) + violations(connection))
    assert_none("both succeeded", both)
    assert_none("errors of another kind", unexpected(ends))


# --- defaults ---

DEFAULTS = {
    "set_default_provider": "SELECT sdp.set_default_provider(%(provider)s)",
    "UPDATE": "UPDATE sdp.ai_provider_configs SET is_default = true WHERE id = %(provider)s",
    "UPDATEs of an application": "UPDATE sdp.ai_provider_configs SET is_default = (id = %(provider)s)"
                                 " WHERE user_id = %(owner)s AND (is_default OR id = %(provider)s)",
    "INSERT": "INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model,"
              " is_default) VALUES (%(owner)s, 'openai', 'One more', 'none:', 'gpt', true)",
}


@pytest.mark.parametrize("way", DEFAULTS)
def test_default_providers_at_once(connection, database, project, way):
    providers = [project.provider] + [provider for (provider,) in connection.execute(
        "INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model)"
        " SELECT %s, 'openai', 'Provider ' || n, 'none:', 'gpt' FROM generate_series(2, 8) n RETURNING id",
        (project.owner,))]

    def make_default(provider):
        return repeating(lambda session: session.execute(
            DEFAULTS[way], {"provider": provider, "owner": project.owner}).rowcount)

    outcomes = at_once(database, *map(make_default, providers))
    defaults = connection.execute("SELECT id FROM sdp.ai_provider_configs WHERE user_id = %s AND is_default",
                                  (project.owner,)).fetchall()
    assert_none("default providers beyond one after 8 attempts at once", defaults[1:])
    assert len(defaults) == 1
    assert_none("failed attempts", failures(outcomes))


# --- saving ---

EDITS = {
    "save_stage": "SELECT sdp.save_stage(%(p)s, 1, %(d)s::jsonb)",
    "UPDATE": f"UPDATE sdp.stages SET data = %(d)s WHERE {P1}",
    "UPDATE of all columns": f"UPDATE sdp.stages SET data = %(d)s, status = 'review', updated_at = now() WHERE {P1}",
    "UPDATE of a member": "UPDATE sdp.stages SET data = jsonb_set(coalesce(data, %(d)s), '{name}', %(d)s::jsonb"
                          f" -> 'name') WHERE {P1}",
    "MERGE": "MERGE INTO sdp.stages s USING sdp.projects p ON s.project_id = p.id AND s.stage_number = 1"
             " AND p.id = %(p)s WHEN MATCHED THEN UPDATE SET data = %(d)s",
    "INSERT ON CONFLICT": INSERT.replace("complete", "review").format("%(d)s") + UPSERT + ", data = excluded.data",
    "UPDATE and complete": f"UPDATE sdp.stages SET data = %(d)s, status = 'complete' WHERE {P1}",
    "add_output": "SELECT sdp.add_output(%(p)s, 1, 'json', %(d)s)",
    "INSERT of an output": "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)"
                           f" SELECT id, 1, 'json', %(d)s, 'human' FROM sdp.stages WHERE {P1}",
}
SAME_AGAIN_IS_A_VERSION = {"add_output", "INSERT of an output"}  # whoever adds an output means one


def generate(connection, project):
    ticket = connection.execute("SELECT ticket FROM sdp.begin_generation(%s, 1)", (project,)).fetchone()[0]
    assert connection.execute("SELECT applied FROM sdp.finish_generation(%s, %s::text)",
                              (ticket, fitting(1, name="By a model"))).fetchone() == (True,)


@pytest.mark.parametrize("first", ["nothing", "a model's output"])
def test_readers_of_the_active_output_see_every_edit(connection, project, first):
    unseen, needless = [], []
    for way, statement in EDITS.items():
        tried = connection.execute("SELECT sdp.create_project(%s, 'Shop')", (project.owner,)).fetchone()[0]
        if first != "nothing":
            generate(connection, tried)
        names = ["First", "Second"] if "complete" not in way else ["First"]
        for name in names:
            values = {"p": tried, "d": fitting(1, name=name)}
            connection.execute(statement, values)
            read = connection.execute(
                "SELECT content::jsonb ->> 'name', content::jsonb = data, generated_by FROM sdp.stages s"
                f" JOIN sdp.stage_outputs o ON o.stage_id = s.id AND is_active AND format = 'json' WHERE {P1}",
                values).fetchall()
            unseen += [] if read == [(name, True, "human")] else [(way, name, read)]
            count = versions(connection, tried)
            connection.execute(statement, values)
            needless += [] if versions(connection, tried) == count or way in SAME_AGAIN_IS_A_VERSION else [way]
    assert_none("edits that readers of the active output don't see", unseen)
    assert_none("versions of the same data again", needless)
    assert_none("broken projects", breaches(connection) + violations(connection))


def versions(connection, project):
    return connection.execute("SELECT count(*) FROM sdp.stages s JOIN sdp.stage_outputs o ON o.stage_id = s.id"
                              " WHERE project_id = %s", (project,)).fetchone()[0]
