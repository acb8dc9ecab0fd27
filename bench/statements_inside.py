"""How many SQL statements run inside one call, counted by pg_stat_statements."""
import databases
import pipeline
from client import Client, Functions

VARIANTS = ("1 pg_sdp", "3 PL/pgSQL", "4 bare")
FOREIGN_KEY_CHECK = "SELECT 1 FROM ONLY "
STAGE = 4


def count(owners):
    """By variant and function: (ours, foreign key checks, [(calls, ms, text)...])."""
    result = {}
    for variant in VARIANTS:
        client = Client(databases.name_of(variant))
        client.run("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        client.run("SET pg_stat_statements.track = 'all'")
        operations = Functions(client)
        for _ in range(8):  # Plans are made in the first calls.
            pipeline.run(operations, owners[variant], pipeline.Timer())
        project = operations.create(owners[variant], "Counted", None)
        for stage in range(1, STAGE):
            operations.save(project, stage, pipeline.DATA[stage])
            operations.complete(project, stage)
        for name, operation in (
                ("save_stage", lambda: operations.save(project, STAGE, pipeline.DATA[STAGE])),
                ("save_stage again", lambda: operations.save(project, STAGE, '{"basePath": "/v2", "endpoints": []}')),
                ("complete_stage", lambda: operations.complete(project, STAGE)),
                ("register_export", lambda: operations.register(project, "/srv/a.zip", 1))):
            client.run("SELECT pg_stat_statements_reset()")
            operation()
            rows = client.rows(
                "SELECT calls, total_exec_time, query FROM pg_stat_statements s"
                " JOIN pg_database d ON d.oid = s.dbid WHERE NOT toplevel"
                " AND d.datname = current_database() ORDER BY query")
            checks = sum(row[0] for row in rows if row[2].startswith(FOREIGN_KEY_CHECK))
            result[variant, name] = (sum(row[0] for row in rows) - checks, checks, rows)
        client.close()
    return result
