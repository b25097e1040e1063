"""How a batch grows: time, rate and the parent's memory over so many rows, with one process and with two.

    python benchmarks/batch_scale.py --rows 5000 --formats instagram/portrait,x/post --jobs 2
    python benchmarks/batch_scale.py --rows 200 --compare     # one process against two, alternating

Prints one JSON line a measurement. The parent's memory is its peak resident size (ru_maxrss), sampled as rows go by.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from smgen.batching import Options, Result, Summary, events

_WORDS = [
    "Nachbarschaft",
    "Hilfe",
    "Fest",
    "Garten",
    "Küche",
    "Werkstatt",
    "Verein",
    "Ehrenamt",
    "Treffen",
    "Sommer",
    "Bücher",
    "Kinder",
    "Musik",
    "Theater",
    "Markt",
    "Fahrrad",
    "Suppe",
    "Abend",
    "Straße",
    "Haus",
]


def write_table(path: Path, rows: int) -> None:
    """A table of quotations, no two alike."""
    lines = ["template;quote;author;text"]
    for number in range(rows):
        words = " ".join(_WORDS[(number * step + step) % len(_WORDS)] for step in (1, 3, 7, 11, 13))
        lines.append(f"quote;{words}, das zählt: {number};Person {number};Danke an alle, Nummer {number}!")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(table: Path, output: Path, formats: tuple[str, ...], jobs: int) -> dict[str, object]:
    """One run: seconds, posts a second, and the parent's memory in MB as it went on."""
    memory: dict[int, float] = {}
    begun, before, last = time.perf_counter(), _processor_seconds(), 0
    summary = Summary()
    for event in events(str(table), Options(formats=formats, jobs=jobs), output=output):
        if isinstance(event, Result) and event.row != last:
            last = event.row
            if last % 1000 == 1 or last == 2:
                memory[last - 1] = _resident()
        if isinstance(event, Summary):
            summary = event
    seconds = time.perf_counter() - begun
    parent, workers = (after - earlier for after, earlier in zip(_processor_seconds(), before, strict=True))
    return {
        "jobs": jobs,
        "made": summary.made,
        "unchanged": summary.unchanged,
        "failed": summary.failed,
        "seconds": round(seconds, 2),
        "a_second": round((summary.made or summary.unchanged) / seconds, 1),
        "parent_cpu_seconds": round(parent, 2),
        "workers_cpu_seconds": round(workers, 2),
        "parent_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "parent_mb_at_row": memory,
    }


def _processor_seconds() -> tuple[float, float]:
    """What this process and the ones it has ended took of the processor: says more than a clock on a busy machine."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


def _resident() -> float:
    """MB this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / 1e6, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--formats", default="instagram/portrait,x/post")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--compare", action="store_true", help="one process against two, three times in turn")
    options = parser.parse_args()
    formats = tuple(options.formats.split(","))
    with tempfile.TemporaryDirectory() as folder:
        table, output = Path(folder) / "posts.csv", Path(folder) / "out"
        write_table(table, options.rows)
        if options.compare:
            # Nothing is removed before the end: ext4 looks at every file deleted in the last minute or more, each
            # time it makes a new one (recently_deleted in fs/ext4/ialloc.c), and thousands of them slow the next run.
            for turn in range(3):
                for jobs in (1, 2):
                    print(json.dumps(measure(table, output / f"{turn}-{jobs}", formats, jobs)), flush=True)
            return
        print(json.dumps(measure(table, output, formats, options.jobs)), flush=True)
        print(json.dumps(measure(table, output, formats, options.jobs)), flush=True)
        text = table.read_text(encoding="utf-8")
        table.write_text(text.replace("Nummer 7!", "Nummer sieben!"), encoding="utf-8")
        print(json.dumps(measure(table, output, formats, options.jobs)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
