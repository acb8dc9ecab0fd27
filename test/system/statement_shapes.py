"""The shapes of statement that test_statement_shapes.py tries: what is sent, answered, and left."""

from dataclasses import dataclass, field

from servers import fitting

ID = {
    "user": "00000000-0000-4000-8000-0000000000f1",
    "project": "00000000-0000-4000-8000-0000000000f2",
    "provider": "00000000-0000-4000-8000-0000000000f3",
}
OUTPUT = "'00000000-0000-4000-8000-0000000000e1'"
GENERATION = "'00000000-0000-4000-8000-0000000000e7'"

PROJECT = "INSERT INTO sdp.projects (id, user_id, name, slug) VALUES (:P, :U, 'P', 'p')"
STAGES = "SELECT sdp.create_stages(:P)"


@dataclass
class Shape:
    title: str
    statements: list
    answers: list
    state: str
    before: list = field(default_factory=lambda: [PROJECT, STAGES])
    after: list = field(default_factory=list)


def data(text="A"):
    """Data that fit stages 1 and 2."""
    return f"'{fitting(1, 2, name=text)}'"


def stage(number, assignments):
    return (
        f"UPDATE sdp.stages SET {assignments}"
        f" WHERE project_id = :P AND stage_number = {number}"
    )


def save(number, text="A"):
    return stage(number, f"data = {data(text)}, status = 'review'")


def complete(number):
    return stage(number, "status = 'complete'")


def generate(number):
    return stage(number, "status = 'generating'")


LEDGER_COLUMNS = (
    "(id, stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens,"
    " estimated_cost, duration_ms, status, error_message)"
)


def ledger(number, status, message="NULL", key="gen_random_uuid()"):
    return (
        f"INSERT INTO sdp.ai_generations {LEDGER_COLUMNS}"
        f" VALUES ({key}, :S{number}, :V, 'm', 't', 1, 1, 2, 0, 1, '{status}', {message})"
    )


OUTPUT_COLUMNS = "(stage_id, version, format, content, generated_by)"


def output(number, output_format, content, version=1):
    return (
        f"INSERT INTO sdp.stage_outputs {OUTPUT_COLUMNS}"
        f" VALUES (:S{number}, {version}, '{output_format}', {content}, 'human')"
    )


def outputs(number, assignment, condition="true"):
    return (
        f"UPDATE sdp.stage_outputs SET {assignment} WHERE stage_id = :S{number} AND {condition}"
    )


def new_stage(number, name, status, values="", conflict=""):
    columns = "project_id, stage_number, stage_name, stage_label, status"
    return (
        f"INSERT INTO sdp.stages ({columns}{', data' if values else ''})"
        f" VALUES (:P, {number}, '{name}', 'label', '{status}'{values}) {conflict}"
    )


OPEN_2 = stage(2, "status = 'active'")
UPSERT = "ON CONFLICT (project_id, stage_number) DO UPDATE SET status = excluded.status, data = excluded.data"
TWO_VERSIONS = [save(1), save(1, "B")]
THREE_STAGES = [save(1), complete(1), save(2), complete(2), save(3)]
FULL = [PROJECT, STAGES]

# A statement that moves several stages is refused whatever the order of its rows, but which of the
# refusals comes first is the order's.
SEVERAL = "SD001 or SD009 or SD010"

GENERATIONS = [
    Shape("a generation fails, and goes back to review",
          [save(1), generate(1), ledger(1, "error", "'x'"), stage(1, "status = 'review'")],
          [1, 1, 1, 1], "rllllllll 1 1json1h*"),
    Shape("a failed generation is moved on by the application",
          [save(1), generate(1), ledger(1, "error", "'x'"), stage(1, "status = 'active'")],
          [1, 1, 1, 1], "allllllll 1 1json1h*"),
    Shape("a failed generation without data does not reach review",
          [generate(1), ledger(1, "error", "'x'"), stage(1, "status = 'review'")],
          [1, 1, "SD005"], "allllllll 1"),
    Shape("generating is not left without a ledger row",
          [generate(1), stage(1, "status = 'active'")], [1, "SD004"], "gllllllll 1"),
    Shape("the status before the ledger row",
          [generate(1), save(1), ledger(1, "success")], [1, "SD004", 1], "rllllllll 1"),
    Shape("success without an output", [generate(1), ledger(1, "success")], [1, 1], "rllllllll 1"),
    Shape("a whole finish in one statement",
          [generate(1),
           f"WITH g AS ({ledger(1, 'success', key=GENERATION)} RETURNING id, stage_id), o AS ("
           "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by,"
           f" ai_generation_id) SELECT stage_id, 1, 'json', {data()}, 'ai', id FROM g)"
           f" UPDATE sdp.stages SET data = {data()}, status = 'review'"
           " WHERE id = (SELECT stage_id FROM g)"],
          [1, 1], "rllllllll 1 1json1a*"),
    Shape("a whole finish in one statement, the stage first",
          [generate(1),
           f"WITH g AS ({ledger(1, 'success', key=GENERATION)} RETURNING id, stage_id), o AS ("
           "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by,"
           f" ai_generation_id) SELECT stage_id, 1, 'json', {data()}, 'ai', id FROM g)"
           f" UPDATE sdp.stages SET data = {data()}, status = 'review' WHERE id = :S1"],
          [1, "SD004"], "gllllllll 1"),
    Shape("a row of the ledger is not deleted",
          [ledger(1, "success"), "DELETE FROM sdp.ai_generations WHERE stage_id = :S1"],
          [1, "SD302"], "allllllll 1"),
    Shape("a row of the ledger is not changed, but may be set to itself",
          [ledger(1, "success"), "UPDATE sdp.ai_generations SET model = model",
           "UPDATE sdp.ai_generations SET model = 'other'"],
          [1, 1, "SD302"], "allllllll 1"),
    Shape("a row of the ledger twice",
          [generate(1), ledger(1, "error", "'x'", GENERATION),
           ledger(1, "error", "'x'", GENERATION) + " ON CONFLICT (id) DO NOTHING", generate(1),
           ledger(1, "success", key=GENERATION) + " ON CONFLICT (id) DO UPDATE SET id = excluded.id"],
          [1, 1, 0, 1, 1], "gllllllll 1"),
    Shape("merge into the ledger: a new row ends the generation, one that is there is left alone",
          [generate(1), *2 * [
              f"MERGE INTO sdp.ai_generations g USING (VALUES ({GENERATION}::uuid)) v (id) ON g.id = v.id"
              f" WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT {LEDGER_COLUMNS}"
              " VALUES (v.id, :S1, :V, 'm', 't', 1, 1, 2, 0, 1, 'error', 'x')"]],
          [1, 1, 0], "allllllll 1"),
    Shape("merge that changes a row of the ledger",
          [ledger(1, "success"), "MERGE INTO sdp.ai_generations g USING (VALUES ('m')) v (m) ON g.model = v.m"
           " WHEN MATCHED THEN UPDATE SET estimated_cost = 1"],
          [1, "SD302"], "allllllll 1"),
    Shape("upsert that changes a row of the ledger",
          [ledger(1, "success", key=GENERATION), ledger(1, "success", key=GENERATION)
           + " ON CONFLICT (id) DO UPDATE SET estimated_cost = 1"],
          [1, "SD302"], "allllllll 1"),
    Shape("several rows of the ledger, one of them not acceptable: none",
          [generate(1), f"INSERT INTO sdp.ai_generations {LEDGER_COLUMNS}"
           " SELECT gen_random_uuid(), :S1, :V, 'm', 't', 1, n, 2, 0, 1, 'success', NULL"
           " FROM (VALUES (1), (-1)) v (n)"],
          [1, "SD207"], "gllllllll 1"),
    Shape("two rows of the ledger in one statement: the first ends the generation",
          [generate(1), f"INSERT INTO sdp.ai_generations {LEDGER_COLUMNS}"
           " SELECT gen_random_uuid(), :S1, :V, 'm', 't', 1, 1, 2, 0, 1, s, m"
           " FROM (VALUES ('error', 'x'), ('success', NULL)) v (s, m)"],
          [1, 2], "allllllll 1"),
    Shape("archiving cancels, a late row of the ledger comes in",
          [save(1), generate(1), "UPDATE sdp.projects SET status = 'archived' WHERE id = :P",
           stage(1, "data = '{}'"), ledger(1, "success")],
          [1, 1, 1, "SD013", 1], "rllllllll 1 1json1h* archived"),
    Shape("the report on a cancelled ticket leaves a newer generation alone",
          ["CREATE TEMPORARY TABLE t AS SELECT ticket FROM sdp.begin_generation(:P, 1)",
           "UPDATE sdp.projects SET status = 'archived' WHERE id = :P",
           "UPDATE sdp.projects SET status = 'active' WHERE id = :P", generate(1),
           f"SELECT sdp.finish_generation(ticket, {data()}) FROM t", "DROP TABLE t"],
          [1, 1, 1, 1, 1, "ok"], "gllllllll 1",
          before=[*FULL, "UPDATE sdp.projects SET ai_provider_id = :V WHERE id = :P"]),
]

ACTIVATING = [
    Shape("activate by two statements",
          [*TWO_VERSIONS, outputs(1, "is_active = false"),
           outputs(1, "is_active = true", "version = 1")],
          [1, 1, 2, 1], "rllllllll 1 1json1h* 1json2h"),
    Shape("activate by one statement",
          [*TWO_VERSIONS, outputs(1, "is_active = (version = 1)")],
          [1, 1, 2], "rllllllll 1 1json1h* 1json2h"),
    Shape("activate all",
          [*TWO_VERSIONS, outputs(1, "is_active = true")],
          [1, 1, "SD009"], "rllllllll 1 1json1h 1json2h*"),
    Shape("activate all after deactivating all",
          [*TWO_VERSIONS, outputs(1, "is_active = false"), outputs(1, "is_active = true")],
          [1, 1, 2, "SD009"], "rllllllll 1 1json1h 1json2h"),
    Shape("activate all, rows in the other order",
          [*TWO_VERSIONS, outputs(1, "is_active = false", "version = 2"),
           outputs(1, "is_active = false"), outputs(1, "is_active = true")],
          [1, 1, 1, 2, "SD009"], "rllllllll 1 1json1h 1json2h"),
    Shape("activating on a complete stage reverts it",
          [*TWO_VERSIONS, complete(1), save(2), outputs(1, "is_active = true", "version = 1")],
          [1, 1, 1, 1, 1], "rllllllll 1 1json1h* 1json2h 2json1h*"),
    Shape("deactivating on a complete stage moves nothing",
          [save(1), complete(1), outputs(1, "is_active = false")],
          [1, 1, 1], "calllllll 2 1json1h"),
    Shape("activating what the data are, on a complete stage, moves nothing",
          [save(1), complete(1), outputs(1, "is_active = false"), outputs(1, "is_active = true")],
          [1, 1, 1, 1], "calllllll 2 1json1h*"),
    Shape("an output's other columns never change",
          [save(1), outputs(1, "content = '{}'"), outputs(1, "version = 2"),
           outputs(1, "format = format")],
          [1, "SD302", "SD302", 1], "rllllllll 1 1json1h*"),
    Shape("the oldest inactive output goes, others stay",
          [*TWO_VERSIONS, "DELETE FROM sdp.stage_outputs WHERE stage_id = :S1 AND version = 1",
           "DELETE FROM sdp.stage_outputs WHERE stage_id = :S1"],
          [1, 1, 1, "SD303"], "rllllllll 1 1json2h*"),
    Shape("a version is not used again by a statement that also deletes it",
          [save(1), outputs(1, "is_active = false"),
           "WITH d AS (DELETE FROM sdp.stage_outputs WHERE stage_id = :S1 RETURNING stage_id)"
           f" INSERT INTO sdp.stage_outputs {OUTPUT_COLUMNS} SELECT stage_id, 0, f, c, 'human'"
           f" FROM d, (VALUES ('json', {data('C')}), ('md', '# C')) v (f, c)"],
          [1, 1, "SD303"], "rllllllll 1 1json1h"),
]

OUTPUTS = [
    Shape("md after data", [save(1), output(1, "md", "'x'")], [1, 1],
          "rllllllll 1 1json1h* 1md2h*"),
    Shape("md before data", [output(1, "md", "'x'")], ["SD005"], "allllllll 1"),
    Shape("md on a complete stage", [save(1), complete(1), output(1, "md", "'x'")], [1, 1, 1],
          "calllllll 2 1json1h* 1md2h*"),
    Shape("json on a locked stage", [save(1), output(2, "json", "'{}'")], [1, "SD011"],
          "rllllllll 1 1json1h*"),
    Shape("json as the first thing", [output(1, "json", data())], [1], "rllllllll 1 1json1h*"),
    Shape("upsert by version: each is a new version",
          [save(1), output(1, "json", data("C")) + " ON CONFLICT (stage_id, version)"
           " DO UPDATE SET content = excluded.content"],
          [1, 1], "rllllllll 1 1json1h 1json2h*"),
    Shape("upsert by version with the same content",
          [save(1), output(1, "json", data()) + " ON CONFLICT (stage_id, version)"
           " DO UPDATE SET content = excluded.content"],
          [1, 1], "rllllllll 1 1json1h 1json2h*"),
    Shape("upsert by id twice: the second finds its row",
          [save(1)] + 2 * [
              f"INSERT INTO sdp.stage_outputs (id, stage_id, version, format, content, generated_by)"
              f" VALUES ({OUTPUT}, :S1, 1, 'json', {data('C')}, 'human')"
              " ON CONFLICT (id) DO UPDATE SET is_active = true"],
          [1, 1, 1], "rllllllll 1 1json1h 1json2h*"),
    Shape("a version far away", [save(1), output(1, "md", "'x'", 77)], [1, 1],
          "rllllllll 1 1json1h* 1md2h*"),
    Shape("three formats in one statement",
          [save(1), f"INSERT INTO sdp.stage_outputs {OUTPUT_COLUMNS} VALUES"
           f" (:S1, 1, 'json', {data('C')}, 'human'), (:S1, 1, 'md', 'x', 'human'),"
           " (:S1, 1, 'sql', 'SELECT 1', 'human')"],
          [1, 3], "rllllllll 1 1json1h 1json2h* 1md3h* 1sql4h*"),
    Shape("two active json outputs in one statement",
          [save(1), f"INSERT INTO sdp.stage_outputs {OUTPUT_COLUMNS} VALUES"
           f" (:S1, 1, 'json', {data('C')}, 'human'), (:S1, 1, 'json', {data('D')}, 'human')"],
          [1, "SD009"], "rllllllll 1 1json1h*"),
    Shape("merge into outputs: what is not there is added, what is there activated",
          [*TWO_VERSIONS,
           "MERGE INTO sdp.stage_outputs o USING (VALUES (1, ''), (9, '# New')) v (n, c)"
           " ON o.stage_id = :S1 AND o.version = v.n"
           " WHEN MATCHED THEN UPDATE SET is_active = true"
           f" WHEN NOT MATCHED THEN INSERT {OUTPUT_COLUMNS} VALUES (:S1, v.n, 'md', v.c, 'human')"],
          [1, 1, 2], "rllllllll 1 1json1h* 1json2h 1md3h*"),
    Shape("merge that activates two versions of one format",
          [*TWO_VERSIONS, output(1, "json", data("C")), outputs(1, "is_active = false"),
           "MERGE INTO sdp.stage_outputs o USING (VALUES (1), (2)) v (n)"
           " ON o.stage_id = :S1 AND o.version = v.n WHEN MATCHED THEN UPDATE SET is_active = true"],
          [1, 1, 1, 3, "SD009"], "rllllllll 1 1json1h 1json2h 1json3h"),
    Shape("merge that changes an output, or deletes an active one",
          [save(1), *("MERGE INTO sdp.stage_outputs o USING (VALUES (1)) v (n)"
                      f" ON o.stage_id = :S1 AND o.version = v.n WHEN MATCHED THEN {action}"
                      for action in ("UPDATE SET content = '{}'", "DELETE"))],
          [1, "SD302", "SD303"], "rllllllll 1 1json1h*"),
    Shape("several outputs, one of them malformed: none",
          [save(1), f"INSERT INTO sdp.stage_outputs {OUTPUT_COLUMNS} VALUES"
           " (:S1, 1, 'md', '# C', 'human'), (:S1, 1, 'json', '{', 'human')"],
          [1, "SD205"], "rllllllll 1 1json1h*"),
    Shape("outputs of two stages in one statement, one of them locked: none",
          [save(1), f"INSERT INTO sdp.stage_outputs {OUTPUT_COLUMNS} VALUES"
           f" (:S1, 1, 'json', {data('C')}, 'human'), (:S2, 1, 'json', {data('C')}, 'human')"],
          [1, "SD011"], "rllllllll 1 1json1h*"),
    Shape("other data for a complete stage and for the open one in one statement",
          [save(1), complete(1), *(
              f"INSERT INTO sdp.stage_outputs {OUTPUT_COLUMNS} VALUES ({first}, 1, 'json', {data('C')},"
              f" 'human'), ({second}, 1, 'json', {data('C')}, 'human')"
              for first, second in ((":S2", ":S1"), (":S1", ":S2"))), save(2),
           "UPDATE sdp.stage_outputs SET is_active = (version = 1)", save(2, "B"), stage(1, "status = 'review'"),
           save(1, "B"), complete(1), complete(2),
           "UPDATE sdp.stage_outputs SET is_active = (version = 1)"],
          [1, 1, "SD009", "SD011", 1, 2, 1, 1, 1, 1, 1, "SD009 or SD011"],
          "ccallllll 3 1json1h 1json2h* 2json1h 2json2h*"),
    Shape("the same data for a complete stage and other for the open one in one statement",
          [save(1), complete(1), f"INSERT INTO sdp.stage_outputs {OUTPUT_COLUMNS} VALUES"
           f" (:S1, 1, 'json', {data()}, 'human'), (:S2, 1, 'json', {data('C')}, 'human')"],
          [1, 1, 2], "crlllllll 2 1json1h 1json2h* 2json1h*"),
    Shape("a completion and an output of the next stage in one statement",
          [save(1), f"WITH s AS ({complete(1)}) " + output(2, "json", data("C"))],
          [1, "SD009 or SD011"], "rllllllll 1 1json1h*"),
    Shape("an output, then the data, with completion, in one statement",
          [f"WITH o AS ({output(1, 'json', data('C'))})"
           f" UPDATE sdp.stages SET data = {data('C')}, status = 'complete' WHERE id = :S1"],
          [1], "calllllll 2 1json1h*"),
    Shape("other data in the output than in the stage, in one statement",
          [f"WITH o AS ({output(1, 'json', data('C'))})"
           f" UPDATE sdp.stages SET data = {data('D')}, status = 'review' WHERE id = :S1"],
          ["SD009"], "allllllll 1"),
    Shape("an output and a deletion of an older one in one statement",
          [*TWO_VERSIONS,
           "WITH d AS (DELETE FROM sdp.stage_outputs WHERE stage_id = :S1 AND version = 1) "
           + output(1, "md", "'x'")],
          [1, 1, 1], "rllllllll 1 1json2h* 1md3h*"),
]

INSERTING_STAGES = [
    Shape("upsert of a stage that exists",
          [new_stage(1, "product", "review", f", {data()}", UPSERT)], [1], "rllllllll 1 1json1h*"),
    Shape("upsert of a stage that does not exist",
          [new_stage(1, "product", "active", f", {data()}", UPSERT)], [1], "a 1", before=[PROJECT]),
    Shape("upsert of a stage, by id",
          [f"INSERT INTO sdp.stages (id, project_id, stage_number, stage_name, stage_label, status)"
           " SELECT id, project_id, stage_number, stage_name, 'other', 'review' FROM sdp.stages"
           " WHERE id = :S1 ON CONFLICT (id) DO UPDATE SET stage_label = excluded.stage_label,"
           f" data = {data()}"],
          [1], "rllllllll 1 1json1h*"),
    Shape("a stage twice",
          [new_stage(2, "dataModel", "complete", conflict="ON CONFLICT DO NOTHING"),
           new_stage(2, "dataModel", "complete")],
          [0, "23505"], "allllllll 1"),
    Shape("a second open stage",
          ["INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)"
           " VALUES (:P, 1, 'product', 'x', 'active'), (:P, 2, 'dataModel', 'x', 'active')"],
          ["SD306"], "none 1", before=[PROJECT]),
    Shape("the stages from the last to the first",
          ["INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)"
           " SELECT :P, number, name, label, CASE number WHEN 1 THEN 'active' ELSE 'locked' END"
           " FROM sdp_engine.stage_definitions ORDER BY number DESC"],
          [9], "allllllll 1", before=[PROJECT]),
    Shape("a project and its stages in one statement",
          ["WITH p AS (INSERT INTO sdp.projects (id, user_id, name, slug)"
           " VALUES (:P, :U, 'P', 'p') RETURNING id)"
           " INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label)"
           " SELECT p.id, number, name, label FROM p, sdp_engine.stage_definitions"],
          [9], "allllllll 1", before=[]),
    Shape("no status changes until there are nine",
          [new_stage(1, "product", "active"), save(1), STAGES, save(1)], [1, "SD008", 1, 1],
          "rllllllll 1 1json1h*", before=[PROJECT]),
    Shape("a stage under another's name", [new_stage(1, "database", "active")], ["SD306"],
          "none 1", before=[PROJECT]),
]

MOVING = [
    Shape("merge into stages",
          [f"MERGE INTO sdp.stages t USING (VALUES (1, {data()}::jsonb), (2, NULL)) v (n, d)"
           " ON t.project_id = :P AND t.stage_number = v.n"
           " WHEN MATCHED AND v.d IS NOT NULL THEN UPDATE SET data = v.d, status = 'review'"
           " WHEN NOT MATCHED THEN INSERT (project_id, stage_number, stage_name, stage_label)"
           " VALUES (:P, v.n, 'x', 'x')"],
          [1], "rllllllll 1 1json1h*"),
    Shape("merge that moves two stages",
          [stage(1, f"data = {data()}"),
           "MERGE INTO sdp.stages t USING (VALUES (1, 'complete'), (2, 'active')) v (n, s)"
           " ON t.project_id = :P AND t.stage_number = v.n"
           " WHEN MATCHED THEN UPDATE SET status = v.s"],
          [1, SEVERAL], "rllllllll 1 1json1h*"),
    Shape("merge that inserts the nine stages",
          ["MERGE INTO sdp.stages t USING sdp_engine.stage_definitions d"
           " ON t.project_id = :P AND t.stage_number = d.number"
           " WHEN NOT MATCHED THEN INSERT (project_id, stage_number, stage_name, stage_label)"
           " VALUES (:P, d.number, d.name, d.label)"],
          [9], "allllllll 1", before=[PROJECT]),
    Shape("merge that deletes a stage",
          ["MERGE INTO sdp.stages t USING (VALUES (9)) v (n)"
           " ON t.project_id = :P AND t.stage_number = v.n WHEN MATCHED THEN DELETE"],
          ["SD303"], "allllllll 1"),
    Shape("update from another table",
          [f"UPDATE sdp.stages s SET data = v.d, status = 'review'"
           f" FROM sdp.projects p, (VALUES (1, {data()}::jsonb)) v (n, d)"
           " WHERE p.id = :P AND s.project_id = p.id AND s.stage_number = v.n"],
          [1], "rllllllll 1 1json1h*"),
    Shape("update from two rows for one stage",
          [f"UPDATE sdp.stages s SET data = v.d"
           f" FROM (VALUES ({data()}::jsonb), ({data()}::jsonb)) v (d) WHERE s.id = :S1"],
          [1], "rllllllll 1 1json1h*"),
    Shape("project first, completion in the main statement",
          [stage(1, f"data = {data()}"),
           "WITH p AS (UPDATE sdp.projects SET current_stage = 2 WHERE id = :P RETURNING id) "
           + complete(1)],
          [1, 1], "calllllll 2 1json1h*"),
    Shape("completion first, project in the main statement",
          [stage(1, f"data = {data()}"),
           f"WITH s AS ({complete(1)} RETURNING 1)"
           " UPDATE sdp.projects SET current_stage = 2, name = 'N' WHERE id = :P"],
          [1, 1], "calllllll 2 1json1h*"),
    Shape("completion, then the project from its result",
          [stage(1, f"data = {data()}"),
           f"WITH s AS ({complete(1)} RETURNING project_id)"
           " UPDATE sdp.projects p SET current_stage = 2, name = 'N' FROM s WHERE p.id = s.project_id"],
          [1, 1], "calllllll 2 1json1h*"),
    Shape("completion, opening and project in one statement",
          [stage(1, f"data = {data()}"),
           f"WITH a AS ({complete(1)}), b AS ({OPEN_2})"
           " UPDATE sdp.projects SET current_stage = 2 WHERE id = :P"],
          [1, SEVERAL], "rllllllll 1 1json1h*"),
    Shape("completion and opening by CASE",
          [stage(1, f"data = {data()}"),
           "UPDATE sdp.stages SET status = CASE stage_number WHEN 1 THEN 'complete' ELSE 'active' END"
           " WHERE project_id = :P AND stage_number IN (1, 2)"],
          [1, SEVERAL], "rllllllll 1 1json1h*"),
    Shape("completion of all",
          [stage(1, f"data = {data()}"),
           "UPDATE sdp.stages SET status = 'complete' WHERE project_id = :P"],
          [1, SEVERAL], "rllllllll 1 1json1h*"),
    Shape("completion, opening and project, statement by statement",
          [save(1), complete(1), stage(2, "status = 'active'"),
           "UPDATE sdp.projects SET current_stage = 2 WHERE id = :P"],
          [1, 1, 1, 1], "calllllll 2 1json1h*"),
    Shape("reverting by CASE",
          [*THREE_STAGES, "UPDATE sdp.stages SET status = CASE stage_number WHEN 1 THEN 'review'"
           " ELSE 'locked' END WHERE project_id = :P"],
          [1, 1, 1, 1, 1, SEVERAL], "ccrllllll 3 1json1h* 2json1h* 3json1h*"),
    Shape("reverting two at once: whichever order, refused",
          [*THREE_STAGES, "UPDATE sdp.stages SET status = 'review' WHERE project_id = :P"
           " AND status = 'complete'"],
          [1, 1, 1, 1, 1, SEVERAL], "ccrllllll 3 1json1h* 2json1h* 3json1h*"),
    Shape("reverting a stage and saving the open one in one statement: whichever order, refused",
          [save(1), complete(1), save(2), *(
              f"WITH a AS ({first} RETURNING project_id) UPDATE sdp.stages s SET {then} FROM a"
              f" WHERE s.project_id = a.project_id AND stage_number = {number}"
              for first, number, then in (
                  (stage(2, f"data = {data('C')}"), 1, "status = 'review'"),
                  (stage(1, "status = 'review'"), 2, f"data = {data('C')}")))],
          [1, 1, 1, "SD009", "SD010"], "crlllllll 2 1json1h* 2json1h*"),
    Shape("reverting a stage and an output of the open one in one statement: whichever order, refused",
          [save(1), complete(1), save(2),
           "WITH a AS (" + output(2, "json", data("C")) + " RETURNING stage_id)"
           " UPDATE sdp.stages s SET status = 'review' FROM a WHERE s.id = :S1",
           "WITH a AS (" + stage(1, "status = 'review'") + f" RETURNING 1) INSERT INTO sdp.stage_outputs"
           f" {OUTPUT_COLUMNS} SELECT :S2, 0, 'json', {data('C')}, 'human' FROM a"],
          [1, 1, 1, "SD009", "SD011"], "crlllllll 2 1json1h* 2json1h*"),
    Shape("locking a later stage before reverting",
          [save(1), complete(1), save(2),
           "UPDATE sdp.stages SET status = 'locked' WHERE project_id = :P AND stage_number > 1"],
          [1, 1, 1, "SD001"], "crlllllll 2 1json1h* 2json1h*"),
    Shape("reverting, locking and project, statement by statement",
          [save(1), complete(1), save(2), stage(1, "status = 'review'"),
           "UPDATE sdp.stages SET status = 'locked' WHERE project_id = :P AND stage_number > 1",
           "UPDATE sdp.projects SET current_stage = 1 WHERE id = :P"],
          [1, 1, 1, 1, 8, 1], "rllllllll 1 1json1h* 2json1h*"),
    Shape("reverting while a later stage is generating",
          [save(1), complete(1), generate(2), stage(1, "status = 'review'")],
          [1, 1, 1, "SD002"], "cglllllll 2 1json1h*"),
    Shape("reverting by force cancels a direct generation",
          [save(1), complete(1), generate(2), "SELECT sdp.revert_stage(:P, 1, 'x', true)",
           ledger(2, "success")],
          [1, 1, 1, 1, 1], "rllllllll 1 1json1h*"),
    Shape("everything set to itself",
          ["UPDATE sdp.stages SET status = status", "UPDATE sdp.projects SET id = id",
           "UPDATE sdp.stage_outputs SET is_active = is_active"],
          [9, 1, 0], "allllllll 1"),
    Shape("current_stage is derived",
          ["UPDATE sdp.projects SET current_stage = 7 WHERE id = :P"], [1], "allllllll 1"),
    Shape("a stage that does not move beside one that does",
          [save(1), "UPDATE sdp.stages SET stage_label = stage_label || '!',"
           " status = CASE stage_number WHEN 1 THEN 'complete' ELSE status END"
           " WHERE project_id = :P AND stage_number IN (1, 3)"],
          [1, 2], "calllllll 2 1json1h*"),
]

DATA = [
    Shape("data of a locked stage", [stage(3, "data = '{}'")], ["SD011"], "allllllll 1"),
    Shape("data of a complete stage", [save(1), complete(1), stage(1, "data = '{}'")],
          [1, 1, "SD011"], "calllllll 2 1json1h*"),
    Shape("data of a generating stage", [save(1), generate(1), stage(1, "data = '{}'")],
          [1, 1, "SD011"], "gllllllll 1 1json1h*"),
    Shape("reverting and editing in one",
          [save(1), complete(1), stage(1, "data = '{\"z\": 1}', status = 'review'")],
          [1, 1, "SD015"], "calllllll 2 1json1h*"),
    Shape("data alone", [stage(1, "data = '{}'")], [1], "rllllllll 1 1json1h*"),
    Shape("saving and completing in one", [stage(1, f"data = {data()}, status = 'complete'")], [1],
          "calllllll 2 1json1h*"),
    Shape("data are not erased", [save(1), stage(1, "data = NULL")], [1, "SD204"],
          "rllllllll 1 1json1h*"),
    Shape("the same data again", [save(1), save(1), stage(1, "data = data")], [1, 1, 1],
          "rllllllll 1 1json1h*"),
    Shape("times of a stage that is not complete",
          [stage(1, "completed_at = now(), validated_at = now()"),
           "SELECT FROM sdp.stages WHERE id = :S1 AND completed_at IS NULL AND validated_at IS NULL"],
          [1, 1], "allllllll 1"),
    Shape("a template's data saved as they are lead to review",
          [f"SELECT sdp.save_stage(:P, 1, {data()})"], [1], "rllllllll 1 1json1h*",
          before=[PROJECT, new_stage(1, "product", "active", f", {data()}"), STAGES]),
]

DELETING = [
    Shape("truncate", ["TRUNCATE sdp.stages CASCADE", "TRUNCATE sdp.users CASCADE"],
          ["SD305", "SD305"], "allllllll 1"),
    Shape("a stage", ["DELETE FROM sdp.stages WHERE project_id = :P"], ["SD303"], "allllllll 1"),
    Shape("a user with everything",
          [save(1), generate(1), ledger(1, "success", key=GENERATION),
           "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by,"
           f" ai_generation_id) VALUES (:S1, 1, 'json', {data('C')}, 'ai', {GENERATION})",
           generate(1), "DELETE FROM sdp.users WHERE id = :U"],
          [1, 1, 1, 1, 1, 1], "gone"),
    Shape("a project while generating",
          [save(1), generate(1), ledger(1, "success"), generate(1),
           "DELETE FROM sdp.projects WHERE id = :P"],
          [1, 1, 1, 1, 1], "gone"),
    Shape("a project, its stages changed in the same statement",
          ["WITH s AS (UPDATE sdp.stages SET user_input = 'x' WHERE project_id = :P)"
           " DELETE FROM sdp.projects WHERE id = :P"],
          [1], "gone"),
    Shape("a project, its stages changed after it",
          ["WITH p AS (DELETE FROM sdp.projects WHERE id = :P RETURNING id)"
           " UPDATE sdp.stages SET user_input = 'x' WHERE project_id IN (SELECT id FROM p)"],
          [9], "gone"),
    Shape("a project, an output added in the same statement",
          [save(1), "WITH p AS (DELETE FROM sdp.projects WHERE id = :P RETURNING id) "
           + output(1, "md", "'x'")],
          [1, 1], "gone"),
    Shape("a provider in use",
          [ledger(1, "success"), "DELETE FROM sdp.ai_provider_configs WHERE id = :V"],
          [1, "23503"], "allllllll 1"),
]

PROJECTS = [
    Shape("upsert of a project by id",
          [PROJECT + " ON CONFLICT (id) DO UPDATE SET name = 'N', current_stage = 5"], [1],
          "allllllll 1"),
    Shape("upsert of a project by slug",
          ["INSERT INTO sdp.projects (user_id, name, slug) VALUES (:U, 'P', 'p')"
           " ON CONFLICT (user_id, slug) WHERE deleted_at IS NULL"
           " DO UPDATE SET description = excluded.name"], [1],
          "allllllll 1"),
    Shape("merge into projects: a new one, and the description of one that is there",
          ["MERGE INTO sdp.projects p USING (VALUES ('p'), ('q')) v (s) ON p.user_id = :U AND p.slug = v.s"
           " WHEN MATCHED THEN UPDATE SET description = v.s, current_stage = 5"
           " WHEN NOT MATCHED THEN INSERT (user_id, name, slug) VALUES (:U, v.s, v.s)"],
          [2], "allllllll 1"),
    Shape("merge that gives a project away",
          ["MERGE INTO sdp.projects p USING (VALUES (gen_random_uuid())) v (u) ON p.id = :P"
           " WHEN MATCHED THEN UPDATE SET user_id = v.u"],
          ["SD301"], "allllllll 1"),
    Shape("merge that deletes a project",
          ["MERGE INTO sdp.projects p USING (VALUES (1)) v (n) ON p.id = :P WHEN MATCHED THEN DELETE"],
          [1], "gone"),
    Shape("several projects, one without a proper slug: none",
          ["INSERT INTO sdp.projects (user_id, name, slug) VALUES (:U, 'Q', 'q'), (:U, 'R', 'not so')",
           "SELECT FROM sdp.projects WHERE user_id = :U"],
          ["SD203", 1], "allllllll 1"),
    Shape("several projects of one name: each has a slug of its own",
          ["INSERT INTO sdp.projects (user_id, name) VALUES (:U, 'Q'), (:U, 'Q'), (:U, 'Q')",
           "SELECT FROM sdp.projects WHERE slug IN ('q', 'q-2', 'q-3')"],
          [3, 3], "allllllll 1"),
    Shape("two projects, one archived and one deleted, by one statement",
          ["INSERT INTO sdp.projects (user_id, name, slug) VALUES (:U, 'Q', 'q')",
           "UPDATE sdp.projects SET status = CASE slug WHEN 'p' THEN 'archived' ELSE 'deleted' END"
           " WHERE user_id = :U",
           "SELECT FROM sdp.projects WHERE slug = 'q' AND deleted_at IS NOT NULL"],
          [1, 2, 1], "allllllll 1 archived"),
    Shape("a save, an export, a token and the project's name in one statement",
          ["WITH s AS (" + stage(1, f"data = {data()}") + "), e AS (INSERT INTO sdp.export_packages"
           " (project_id, format, validation_status, file_path, file_size_bytes)"
           " VALUES (:P, 'zip', 'valid', '/p.zip', 1)), t AS (INSERT INTO sdp.mcp_tokens"
           " (user_id, project_id, token_hash, label) VALUES (:U, :P, repeat('0a', 32), 'Agent'))"
           " UPDATE sdp.projects SET name = 'N' WHERE id = :P",
           "SELECT FROM sdp.export_packages, sdp.mcp_tokens"],
          [1, 1], "rllllllll 1 1json1h*"),
    Shape("a save and a token of another's in one statement: neither",
          ["WITH s AS (" + stage(1, f"data = {data()}") + ") INSERT INTO sdp.mcp_tokens"
           " (user_id, project_id, token_hash, label) VALUES (gen_random_uuid(), :P, repeat('0a', 32), 'x')"],
          ["SD107"], "allllllll 1"),
    Shape("deleted_at follows the status, the status deleted_at",
          ["UPDATE sdp.projects SET status = 'deleted' WHERE id = :P",
           "SELECT FROM sdp.projects WHERE id = :P AND deleted_at IS NOT NULL",
           "UPDATE sdp.projects SET deleted_at = NULL WHERE id = :P",
           "UPDATE sdp.projects SET deleted_at = now() WHERE id = :P"],
          [1, 1, 1, 1], "allllllll 1 deleted"),
    Shape("contradictory status and deleted_at",
          ["UPDATE sdp.projects SET status = 'archived', deleted_at = now() WHERE id = :P"],
          ["SD211"], "allllllll 1"),
    Shape("a restored project gets a new slug where its own is taken",
          ["UPDATE sdp.projects SET status = 'deleted' WHERE id = :P",
           "INSERT INTO sdp.projects (user_id, name, slug) VALUES (:U, 'P', 'p')",
           "UPDATE sdp.projects SET status = 'active' WHERE id = :P",
           "SELECT FROM sdp.projects WHERE id = :P AND slug = 'p-2'"],
          [1, 1, 1, 1], "allllllll 1"),
    Shape("a deleted project is archived, and its slug is taken",
          ["UPDATE sdp.projects SET status = 'deleted' WHERE id = :P",
           "INSERT INTO sdp.projects (user_id, name, slug) VALUES (:U, 'P', 'p')",
           "UPDATE sdp.projects SET status = 'archived' WHERE id = :P",
           "SELECT FROM sdp.projects WHERE id = :P AND slug = 'p-2'"],
          [1, 1, 1, 1], "allllllll 1 archived"),
    Shape("an archived project is not renamed, and cannot be while it is unarchived",
          ["UPDATE sdp.projects SET status = 'archived', name = 'N' WHERE id = :P",
           "UPDATE sdp.projects SET name = 'O' WHERE id = :P",
           "UPDATE sdp.projects SET name = 'O', status = 'active' WHERE id = :P"],
          [1, "SD013", "SD013"], "allllllll 1 archived"),
    Shape("an archived project keeps even its times and its exports",
          ["INSERT INTO sdp.export_packages (project_id, format, validation_status, file_path,"
           " file_size_bytes) VALUES (:P, 'zip', 'valid', '/p.zip', 1)",
           "UPDATE sdp.projects SET status = 'archived' WHERE id = :P",
           "UPDATE sdp.projects SET updated_at = now() + interval '1 day' WHERE id = :P",
           stage(1, "updated_at = now() + interval '1 day'"),
           "DELETE FROM sdp.export_packages WHERE project_id = :P",
           "UPDATE sdp.projects SET status = 'active' WHERE id = :P",
           "DELETE FROM sdp.export_packages WHERE project_id = :P"],
          [1, 1, "SD013", "SD013", "SD013", 1, 1], "allllllll 1"),
    Shape("a user and the projects deleted by one statement",
          ["WITH u AS (DELETE FROM sdp.users WHERE id = :U RETURNING id)"
           " DELETE FROM sdp.projects WHERE user_id IN (SELECT id FROM u)"],
          [1], "gone"),
    # The foreign keys meet the provider before the projects' generations are gone.
    Shape("a user and the projects, with generations, deleted by one statement",
          [ledger(1, "success"),
           "WITH u AS (DELETE FROM sdp.users WHERE id = :U RETURNING id)"
           " DELETE FROM sdp.projects WHERE user_id IN (SELECT id FROM u)"],
          [1, "23503"], "allllllll 1"),
    Shape("a user deleted and the projects changed by one statement",
          ["WITH u AS (DELETE FROM sdp.users WHERE id = :U RETURNING id)"
           " UPDATE sdp.projects SET name = 'N' WHERE user_id IN (SELECT id FROM u)"],
          [1], "gone"),
    Shape("a project keeps its owner",
          ["UPDATE sdp.projects SET user_id = gen_random_uuid() WHERE id = :P"], ["SD301"],
          "allllllll 1"),
    Shape("archiving and generating in one statement",
          [f"WITH s AS ({generate(1)})"
           " UPDATE sdp.projects SET status = 'archived' WHERE id = :P"],
          ["SD013"], "allllllll 1"),
]

SESSIONS = [
    Shape("a writable view",
          ["CREATE TEMPORARY VIEW v AS SELECT id, status, data FROM sdp.stages"
           " WHERE stage_number = 1 WITH CHECK OPTION",
           f"UPDATE v SET data = {data()} WHERE id = :S1",
           "UPDATE v SET status = 'complete' WHERE id = :S1",
           "UPDATE v SET status = 'locked' WHERE id = :S1", "DROP VIEW v"],
          ["ok", 1, 1, "SD001", "ok"], "calllllll 2 1json1h*"),
    Shape("a cursor's row",
          ["BEGIN", "DECLARE c CURSOR FOR SELECT * FROM sdp.stages WHERE project_id = :P"
           " ORDER BY stage_number FOR UPDATE", "FETCH c",
           f"UPDATE sdp.stages SET data = {data()} WHERE CURRENT OF c",
           "UPDATE sdp.stages SET status = 'complete' WHERE CURRENT OF c", "COMMIT"],
          ["ok", "ok", 1, 1, 1, "ok"], "calllllll 2 1json1h*"),
    # Stage 2 was opened behind the cursor's back, so the next row that it can lock is stage 3.
    Shape("a cursor's next row",
          ["BEGIN", "DECLARE c CURSOR FOR SELECT stage_number FROM sdp.stages WHERE project_id = :P"
           " ORDER BY stage_number FOR UPDATE", "FETCH c",
           f"UPDATE sdp.stages SET data = {data()}, status = 'complete' WHERE CURRENT OF c",
           "FETCH c", "UPDATE sdp.stages SET status = 'review' WHERE CURRENT OF c", "ROLLBACK"],
          ["ok", "ok", 1, 1, 1, "SD001", "ok"], "allllllll 1"),
    Shape("a savepoint rolled back around the lock and a save",
          ["BEGIN", "SAVEPOINT a", save(1), "ROLLBACK TO a", save(1, "B"), "SAVEPOINT b",
           complete(1), "ROLLBACK TO b", "COMMIT"],
          ["ok", "ok", 1, "ok", 1, "ok", 1, "ok", "ok"], "rllllllll 1 1json1h*"),
    Shape("savepoints in savepoints, released and rolled back",
          ["BEGIN", "SAVEPOINT a", "SAVEPOINT b", save(1), "RELEASE b", "ROLLBACK TO a",
           "SAVEPOINT c", save(1, "B"), "RELEASE c", complete(1), "COMMIT"],
          ["ok", "ok", "ok", 1, "ok", "ok", "ok", 1, "ok", 1, "ok"], "calllllll 2 1json1h*"),
    Shape("a refusal caught by a PL/pgSQL block",
          [f"DO $$ BEGIN BEGIN {complete(1)}; EXCEPTION WHEN SQLSTATE 'SD005' THEN {save(1)}; END;"
           f" BEGIN {complete(1)}; RAISE division_by_zero; EXCEPTION WHEN division_by_zero THEN"
           " NULL; END; END $$"],
          ["ok"], "rllllllll 1 1json1h*"),
    Shape("a loop of functions in one statement",
          [f"SELECT sdp.save_stage(:P, 1, {data()}), sdp.complete_stage(:P, 1),"
           f" sdp.save_stage(:P, 2, {data()}), sdp.revert_stage(:P, 1)"],
          [1], "rllllllll 1 1json1h* 2json1h*"),
    Shape("a procedure that commits in between",
          [f"DO $$ BEGIN {save(1)}; COMMIT; {complete(1)}; ROLLBACK; {save(1, 'B')}; END $$"],
          ["ok"], "rllllllll 1 1json1h 1json2h*"),
    Shape("two-phase commit",
          ["BEGIN", save(1), "PREPARE TRANSACTION 'shape'", "COMMIT PREPARED 'shape'", complete(1)],
          ["ok", 1, "ok", "ok", 1], "calllllll 2 1json1h*"),
    Shape("two-phase rollback",
          ["BEGIN", save(1), "PREPARE TRANSACTION 'shape'", "ROLLBACK PREPARED 'shape'", complete(1)],
          ["ok", 1, "ok", "ok", "SD005"], "allllllll 1"),
    Shape("a prepared statement six times",
          ["PREPARE s (jsonb) AS UPDATE sdp.stages SET data = $1 WHERE id = :S1",
           *(f"EXECUTE s ('{{\"n\": {number}}}')" for number in range(6)), "DEALLOCATE s"],
          ["ok", 1, 1, 1, 1, 1, 1, "ok"],
          "rllllllll 1 1json1h 1json2h 1json3h 1json4h 1json5h 1json6h*"),
    Shape("row_security off alone is no way round the rules",
          ["SET ROLE NONE", "SET row_security = off",
           "CREATE ROLE sdp_shapes", "GRANT USAGE ON SCHEMA sdp TO sdp_shapes",
           "GRANT ALL ON ALL TABLES IN SCHEMA sdp TO sdp_shapes", "SET ROLE sdp_shapes",
           complete(5), "RESET ROLE", "RESET row_security", "DROP OWNED BY sdp_shapes",
           "DROP ROLE sdp_shapes"],
          ["ok", "ok", "ok", "ok", "ok", "ok", "SD001", "ok", "ok", "ok", "ok"], "allllllll 1"),
    Shape("session_replication_role is the superuser's alone",
          ["CREATE ROLE sdp_shapes", "SET ROLE sdp_shapes",
           "SET session_replication_role = replica", "RESET ROLE", "DROP ROLE sdp_shapes"],
          ["ok", "ok", "42501", "ok", "ok"], "allllllll 1"),
]


def trigger(title, when, body, result, statements, answers, state, table="stages", deferred=False):
    """A shape with a trigger of the application."""
    name, timing = when
    kind = "CONSTRAINT TRIGGER" if deferred else "TRIGGER"
    defer = "DEFERRABLE INITIALLY DEFERRED" if deferred else ""
    return Shape(
        title, statements, answers, state,
        before=[
            *FULL,
            "CREATE OR REPLACE FUNCTION public.app() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$BEGIN {body} RETURN {result}; END$$",
            f'CREATE {kind} "{name}" {timing} ON sdp.{table} {defer}'
            " FOR EACH ROW EXECUTE FUNCTION public.app()",
        ],
        after=[f'DROP TRIGGER "{name}" ON sdp.{table}'],
    )


BEFORE = ("zz", "BEFORE UPDATE")
FIRST, LAST = ("!!first", "AFTER UPDATE"), ("zz_last", "AFTER UPDATE")
WHEN_COMPLETED = "IF NEW.status = 'complete' AND OLD.status = 'review' THEN"
REVERTS = f"{WHEN_COMPLETED} UPDATE sdp.stages SET status = 'review' WHERE id = NEW.id; END IF;"
NOTES = f"{WHEN_COMPLETED} UPDATE sdp.stages SET user_input = 'u' WHERE id = NEW.id; END IF;"
RENAMES = "UPDATE sdp.projects SET name = name || 'x' WHERE id = NEW.project_id;"
SAVE_AND_COMPLETE = [save(1), complete(1)]

TRIGGERS = [
    trigger("a BEFORE trigger that changes the status", BEFORE,
            "IF NEW.stage_number = 1 THEN NEW.status := 'complete'; END IF;", "NEW",
            [stage(1, "user_input = 'x'")], ["SD211"], "allllllll 1"),
    trigger("a BEFORE trigger that changes the data to junk", BEFORE,
            "IF NEW.stage_number = 1 THEN NEW.data := '[1]'; END IF;", "NEW", [save(1)], ["SD204"],
            "allllllll 1"),
    trigger("a BEFORE trigger that changes the key", BEFORE,
            "NEW.stage_number := 9;", "NEW", [save(1)], ["23505"], "allllllll 1"),
    trigger("a BEFORE trigger that skips the row", BEFORE, "", "NULL", SAVE_AND_COMPLETE, [0, 0],
            "allllllll 1"),
    trigger("an AFTER trigger before ours that reverts a completion", FIRST, REVERTS, "NULL",
            SAVE_AND_COMPLETE, [1, "SD010"], "rllllllll 1 1json1h*"),
    trigger("an AFTER trigger before ours that writes the row", FIRST, NOTES, "NULL",
            SAVE_AND_COMPLETE, [1, 1], "calllllll 2 1json1h*"),
    trigger("an AFTER trigger behind ours that reverts a completion", LAST, REVERTS, "NULL",
            SAVE_AND_COMPLETE, [1, 1], "rllllllll 1 1json1h*"),
    trigger("an AFTER trigger behind ours that writes the row", LAST, NOTES, "NULL",
            SAVE_AND_COMPLETE, [1, 1], "calllllll 2 1json1h*"),
    trigger("an AFTER trigger that writes the project", LAST, RENAMES, "NULL",
            SAVE_AND_COMPLETE, [1, 1], "calllllll 2 1json1h*"),
    trigger("a BEFORE trigger that writes the project", BEFORE, RENAMES, "NEW",
            SAVE_AND_COMPLETE, [1, 1], "calllllll 2 1json1h*"),
    trigger("a trigger on outputs that writes the stage", ("zz", "AFTER INSERT"),
            "UPDATE sdp.stages SET user_input = 'o' WHERE id = NEW.stage_id;", "NULL",
            SAVE_AND_COMPLETE, [1, 1], "calllllll 2 1json1h*", table="stage_outputs"),
    trigger("a trigger on outputs that assigns versions", ("zz", "BEFORE INSERT"),
            "NEW.version := 7;", "NEW", [save(1)], ["SD301"], "allllllll 1", table="stage_outputs"),
    trigger("a deferred trigger that reverts a completion", ("zz", "AFTER UPDATE"), REVERTS, "NULL",
            SAVE_AND_COMPLETE, [1, 1], "rllllllll 1 1json1h*", deferred=True),
    trigger("a deferred trigger that opens another stage", ("zz", "AFTER UPDATE"),
            "UPDATE sdp.stages SET status = 'active' WHERE project_id = NEW.project_id"
            " AND stage_number = 5;", "NULL", [save(1)], ["SD001"], "allllllll 1", deferred=True),
]

SHAPES = [
    *GENERATIONS, *ACTIVATING, *OUTPUTS, *INSERTING_STAGES, *MOVING, *DATA, *DELETING, *PROJECTS,
    *SESSIONS, *TRIGGERS,
]
