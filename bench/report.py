"""The tables that the benchmark prints. Nothing is asserted: a number is a fact, not a test."""
import os
import statistics

import databases
import operations
from pipeline import OPERATIONS

VARIANTS = tuple(databases.SCRIPTS)
KINDS = (*OPERATIONS, "pipeline")


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def table(header, rows):
    rows = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(row, widths))).rstrip())
    print()


def print_machine():
    with databases.connect("postgres") as db:
        version = db.execute("SHOW server_version").fetchone()[0]
    print(f"PostgreSQL {version}, {os.cpu_count()} cores, load average"
          f" {os.getloadavg()[0]:.2f} at the start.\n")


def medians(lanes, mode):
    return {(lane.variant, kind): statistics.median(lane.timer.seconds[kind])
            for lane in lanes if lane.mode == mode for kind in KINDS}


def print_pipeline(lanes, rounds, modes):
    print(f"Milliseconds, median and 90th percentile, {rounds} rounds:\n")
    for mode in modes:
        rows = []
        for lane in lanes:
            if lane.mode == mode:
                rows.append([lane.variant, lane.round_trips, *(
                    f"{1000 * statistics.median(values):.2f} / {1000 * percentile(values, .9):.2f}"
                    for values in (lane.timer.seconds[kind] for kind in KINDS))])
        table([mode, "trips", *KINDS], rows)
    for lane in lanes:
        if lane.added_delay():
            print(f"  {lane.variant}: a round trip was {1000 * lane.added_delay():.3f} ms longer")
    print()
    print_ratios(lanes, modes)


def ratio_row(label, times, over, under, goal=None, at_least=True):
    ratios = [times[over, kind] / times[under, kind] for kind in KINDS]
    verdict = ""
    if goal is not None:
        met = ratios[-1] >= goal if at_least else ratios[-1] <= goal
        verdict = f"{'>=' if at_least else '<='} {goal}: {'met' if met else 'missed'}"
    return [label, *(f"{ratio:.2f}" for ratio in ratios), verdict]


def print_ratios(lanes, modes):
    first, second, third, fourth = VARIANTS[:4]
    print("How many times slower, by the medians (the goals are for the whole pipeline):\n")
    rows = []
    for mode in modes:
        times = medians(lanes, mode)
        main, network = mode == modes[0], mode == modes[1]
        goal = 2 if main else 3 if network else None
        rows.append(ratio_row(f"2 / 1, {mode}", times, second, first, goal))
        rows.append(ratio_row(f"3 / 1, {mode}", times, third, first, 1.3 if main else None))
        rows.append(ratio_row(f"1 / 4, {mode}", times, first, fourth, 2 if main else None, False))
        for ours, written in zip(VARIANTS[1:4], VARIANTS[4:]):
            rows.append(ratio_row(f"{written.split()[0]} / {ours[0]}, {mode}: the document's storage",
                                  times, written, ours))
    table(["", *KINDS, "goal"], rows)


def print_statements(counts):
    print("Statements inside one call (pg_stat_statements; stage 4):\n")
    rows = [[f"{variant}: {name}", ours, checks]
            for (variant, name), (ours, checks, _) in counts.items()]
    table(["", "statements", "foreign keys' own"], rows)


def print_scale(sizes):
    print("complete_stage with many projects in the tables (median of 200 calls):\n")
    least = sizes[0][2]
    rows = []
    for projects, seconds, buffers, milliseconds in sizes:
        more = buffers / least - 1
        verdict = "" if projects == sizes[0][0] else \
            f"{100 * more:+.0f} %, within 20 %: {'met' if abs(more) <= .2 else 'missed'}"
        rows.append([f"{projects:,}", f"{buffers:.0f}", verdict, f"{milliseconds:.2f}",
                     f"{seconds:.0f}"])
    table(["projects", "buffers", "against the first", "ms", "s to load"], rows)


def print_contention(runs):
    print("Twenty connections for twelve seconds, plain DML and functions mixed; each deadlock costs a"
          " second of deadlock_timeout:\n")
    rows = []
    for run in runs:
        counted = {code: sum(count for (state, _), count in run["retried"].items() if state == code)
                   for code in ("40P01", "40001")}
        rows.append([f"{run['variant']}, {run['projects']} projects", f"{run['seconds']:.2f}",
                     f"{(run['done'] + run['refused']) / run['seconds']:.0f}", run["done"],
                     run["refused"], counted["40P01"], counted["40001"]])
    table(["", "s", "operations/s", "done", "refused", "deadlocks", "40001"], rows)
    for run in runs:
        for (state, pair), count in run["retried"].most_common():
            print(f"  {run['variant']}, {run['projects']} projects: {count} x {state}: {pair}")
    print()


def print_validation(results):
    print("validate_project, milliseconds (median of seven runs), and the stages' schemas alone:\n")
    table(["entities (as many tables, four endpoints each)", "kB", "validate_project", "the schemas"],
          [[f"{count:,}", f"{size:.0f}", f"{whole:.2f}", f"{schemas:.2f}"] for count, size, whole, schemas in results])
    (_, small_size, small, _), (_, large_size, large, _) = results
    print(f"  {large_size / small_size:.1f} times the size takes {large / small:.1f} times the time, goal 12:"
          f" {'met' if large <= 12 * small else 'missed'}\n")


def print_queue(result):
    few, many = result["claims"]
    print("The queue of generations. A claim takes (median, milliseconds):\n")
    table(["", "ms"], [["1,000 jobs wait", f"{few:.3f}"], [f"{result['many']:,} jobs wait", f"{many:.3f}"],
                       ["ratio, goal 1.5: " + ("met" if many <= 1.5 * few else "missed"), f"{many / few:.2f}"]])


def print_operations(rates):
    print("Operations a second, by sessions (the best of the rounds); 2 is the client that does the same by"
          " statements:\n")
    for mode, goal in (("no network", 2), ("0.5 ms a round trip", 3)):
        rows = []
        for kind in operations.KINDS:
            for sessions in operations.SESSIONS:
                ours, theirs = (rates[mode, sessions, variant][kind] for variant in operations.VARIANTS)
                ratio = ours / theirs
                rows.append([kind, sessions, f"{ours:,.0f}", f"{theirs:,.0f}", f"{ratio:.2f}",
                             f">= {goal}: {'met' if ratio >= goal else 'missed'}"])
        table([mode, "sessions", *operations.VARIANTS, "1 / 2", "goal"], rows)


def print_notify(rates):
    print("Operations a second with sdp.notify off and on (the best of the rounds):\n")
    table(["", "sessions", "off", "on", "on / off"],
          [[kind, sessions, f"{off[kind]:,.0f}", f"{on[kind]:,.0f}", f"{on[kind] / off[kind]:.2f}"]
           for kind in operations.KINDS for sessions, off, on in rates])


def print_storage(hot, large):
    print("Updates of sdp.stages that change a status and not the data:\n")
    rows = []
    for size, updates, hot_updates in hot:
        share = hot_updates / updates
        rows.append([f"{size:,} bytes of data", updates, hot_updates,
                     f"{100 * share:.1f} %, goal 95 %: {'met' if share >= 0.95 else 'missed'}"])
    table(["", "updates", "of them HOT", "share"], rows)
    bare, save = large
    print("Saving 1 MB of data (median, milliseconds in the server):\n")
    table(["", "ms"], [["UPDATE of the data and INSERT of the output, no triggers", f"{bare:.1f}"],
                       ["save_stage", f"{save:.1f}"],
                       [f"ratio, goal 1.5: {'met' if save <= 1.5 * bare else 'missed'}", f"{save / bare:.2f}"]])


def print_schema(results):
    print("JSON Schema, microseconds a row (median of five runs over 10,000 rows; ours and the walk net of the"
          " scan):\n")
    rows = []
    for name, sizes, times in results:
        if sizes is None:
            continue
        ours = times["json_matches_schema"] - times["scan"]
        walk = times["walk"] - times["scan"]
        goal = {"large": 0.75, "small": 1.0}[name]
        against = ours / times["jsonschema-rs"]
        rows.append([f"{name}: {sizes[1]:,} bytes against a schema of {sizes[0]:,}", f"{times['scan']:.2f}",
                     f"{walk:.2f}", f"{ours:.2f}", f"{times['jsonschema-rs']:.2f}",
                     f"{against:.2f}, goal {goal}: {'met' if against <= goal else 'missed'}",
                     f"{ours / walk:.2f}, goal 4: {'met' if ours <= 4 * walk else 'missed'}"])
    table(["", "scan", "walk", "ours", "jsonschema-rs", "ours / jsonschema-rs", "ours / walk"], rows)
    print("Bulk inserts, microseconds a row; the goal is at most twice the bare one:\n")
    table(["", "bare", "CHECK", "enforce_schema"],
          [[way, f"{times['bare']:.2f}", *(f"{times[kind]:.2f} ({times[kind] / times['bare']:.2f} times:"
                                           f" {'met' if times[kind] <= 2 * times['bare'] else 'missed'})"
                                           for kind in ("CHECK", "enforce_schema"))]
           for way, times in results[-1][2].items()])


def print_many_files(results):
    print("export_manifest by the number of files, milliseconds of processor time (median of five runs):\n")
    table(["files", "MB", "export_manifest", "a MB", "sha256() of the same bytes"],
          [[f"{count:,}", f"{size / 1e6:.2f}", f"{seconds * 1000:.1f}", f"{seconds * 1e9 / size:.1f}",
            f"{hashes * 1000:.1f}"] for count, size, seconds, hashes in results])
    (_, small_size, small, _), (_, large_size, large, _) = results
    print(f"  {large_size / small_size:.1f} times the bytes take {large / small:.1f} times the time\n")


def print_packing(size, packed, times, memory):
    net = times["package_zip"] - times["put together"]
    against = net / times["zlib"]
    print(f"package_zip of {size / 1e6:.1f} MB, packed {packed / 1e6:.1f} MB, milliseconds of processor time"
          " (median of five runs):\n")
    table(["putting together", "with packing", "packing alone", "zlib", "zipfile", "packing / zlib", "memory / package"],
          [[f"{times['put together'] * 1000:.0f}", f"{times['package_zip'] * 1000:.0f}", f"{net * 1000:.0f}",
            f"{times['zlib'] * 1000:.0f}", f"{times['zipfile'] * 1000:.0f}",
            f"{against:.2f}, goal 1.3: {'met' if against <= 1.3 else 'missed'}",
            f"{memory / size:.2f} more than putting together"]])
