"""The benchmark of pg_sdp: what README.md beside this file says. Run by dev/bench.

    run.py [--large] [--seconds N] [--only PART]
"""
import argparse
import random
import time

import contention
import databases
import generation_queue
import json_schema
import many_files
import operations
import packing
import pipeline
import report
import scale
import statements_inside
import storage
import validation
from client import Client, Functions
from statement_by_statement import Statements

# (name, delay of a round trip in seconds, synchronous_commit)
MODES = (("no network", 0.0, "off"), ("0.5 ms a round trip", 0.0005, "off"),
         ("synchronous_commit on", 0.0, "on"))
WARM_UP = 8
PIPELINE_PARTS = ("pipeline", "statements")
PARTS = (*PIPELINE_PARTS, "operations", "notify", "contention", "schema", "validation", "queue", "packing", "storage",
         "scale")


def operations_for(variant, client):
    return Statements(client) if variant.startswith("2") else Functions(client)


def verify(owners):
    """Runs the pipeline once in each variant and stops unless all leave the same rows."""
    expected = None
    for variant, owner in owners.items():
        client = Client(databases.name_of(variant))
        operations = operations_for(variant, client)
        project = pipeline.run(operations, owner, pipeline.Timer())
        found = pipeline.rows_of(client.connection, project)
        found["manifest"] = pipeline.checked_manifest(operations.manifest(project))
        client.close()
        if expected is None:
            expected = found
        for name, rows in found.items():
            if rows != expected[name]:
                raise SystemExit(f"variant {variant} left other rows ({name}):\n{rows}\n"
                                 f"instead of\n{expected[name]}")
    counts = ", ".join(f"{len(expected[name])} {name}"
                       for name in ("stages", "outputs", "events", "context", "exports"))
    print(f"All variants leave the same rows: {counts}; the same manifest of"
          f" {len(expected['manifest']['files'])} files.\n")


class Lane:
    """One variant in one mode: its connection and its times."""

    def __init__(self, variant, mode, owner):
        self.variant, self.mode, self.owner = variant, mode[0], owner
        self.client = Client(databases.name_of(variant), mode[1], mode[2])
        self.operations = operations_for(variant, self.client)
        self.timer = pipeline.Timer()
        self.round_trips = 0

    def warm_up(self):
        delay, self.client.delay = self.client.delay, 0.0
        for _ in range(WARM_UP):
            pipeline.run(self.operations, self.owner, pipeline.Timer())
        self.client.delay, self.client.round_trips = delay, 0

    def run(self):
        pipeline.run(self.operations, self.owner, self.timer)

    def added_delay(self):
        """What a round trip was really longer by, in seconds."""
        return self.client.slept / max(self.client.round_trips, 1)


def measure(owners, seconds):
    """Round by round all lanes in random order, until the time is over."""
    lanes = [Lane(variant, mode, owner) for variant, owner in owners.items() for mode in MODES]
    for lane in lanes:
        lane.warm_up()
    rounds, end = 0, time.monotonic() + seconds
    while time.monotonic() < end or rounds < 5:
        for lane in random.sample(lanes, len(lanes)):
            lane.run()
        rounds += 1
    for lane in lanes:
        lane.round_trips = lane.client.round_trips // rounds
        lane.client.close()
    return lanes, rounds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true", help="a million projects as well")
    parser.add_argument("--seconds", type=int, default=60, help="how long the variants are measured")
    parser.add_argument("--only", choices=PARTS)
    arguments = parser.parse_args()

    def wanted(*parts):
        return arguments.only is None or arguments.only in parts

    report.print_machine()
    if wanted("operations"):
        report.print_operations(operations.measure())
    if wanted("notify"):
        report.print_notify(operations.measure_notify())
    if wanted("contention"):
        report.print_contention(contention.measure())
    if wanted("schema"):
        report.print_schema(json_schema.measure())
    if wanted("validation"):
        report.print_validation(validation.measure())
    if wanted("queue"):
        report.print_queue(generation_queue.measure())
    if wanted("packing"):
        report.print_packing(*packing.measure())
        report.print_many_files(many_files.measure())
    if wanted("storage"):
        report.print_storage(storage.measure_hot(), storage.measure_large_save())
    if wanted(*PIPELINE_PARTS):
        owners = {variant: databases.make(variant) for variant in databases.SCRIPTS}
        verify(owners)
        if arguments.only != "statements":
            report.print_pipeline(*measure(owners, arguments.seconds), [m[0] for m in MODES])
        report.print_statements(statements_inside.count(owners))
    if wanted("scale"):
        sizes = (10_000, 100_000, 1_000_000) if arguments.large else (10_000, 100_000)
        report.print_scale(scale.measure(sizes))


if __name__ == "__main__":
    main()
