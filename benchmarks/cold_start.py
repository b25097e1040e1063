"""One picture by a fresh process, against fresh processes that only import the libraries it needs: CPU time and ratio.

    python benchmarks/cold_start.py

Processes alternate, so that a busy machine slows all of them; user and system time come from the system's own account
of each child (POSIX only). The first round is not counted: it fills the disk cache and writes byte code.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile

ROUNDS = 15
LIBRARIES = "import click, jinja2, uharfbuzz, icu4py.breakers, PIL.Image, isal.isal_zlib, msgspec, tomli, pyexpat, json"
QUOTE = "Demokratie beginnt im Treppenhaus: Wer grüßt, wird gesehen, und wer gesehen wird, gehört dazu."


def seconds(arguments: list[str]) -> float:
    """The CPU time of one process, user and system."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    # Byte code is kept, as it is wherever smgen was installed and not only checked out.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = os.posix_spawn(sys.executable, [sys.executable, *arguments], environment, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    if status:
        sys.exit(f"{' '.join(arguments)} failed")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print the medians and how they compare."""
    with tempfile.TemporaryDirectory() as folder:
        make = ["-m", "smgen", "make", "quote", "--quote", QUOTE, "--author", "Amira Haddad", "-o", folder]
        tasks = {
            "python -c pass": ["-c", "pass"],
            "import click": ["-c", "import click"],
            "smgen --version": ["-m", "smgen", "--version"],
            "the libraries": ["-c", LIBRARIES],
            "smgen make quote": make,
        }
        times: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(ROUNDS + 1):
            for name, arguments in tasks.items():
                times[name].append(seconds(arguments))
    median = {name: statistics.median(values[1:]) for name, values in times.items()}
    for name, value in median.items():
        print(f"{name:18} {value * 1e3:6.0f} ms")
    print(f"--version / import click  {median['smgen --version'] / median['import click']:.2f}")
    print(f"make / libraries          {median['smgen make quote'] / median['the libraries']:.2f}")


if __name__ == "__main__":
    main()
