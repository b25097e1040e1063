"""The way in from the command line: `smgen` and `python -m smgen`."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress

__all__ = ["main"]

_MOST_GARBAGE = 1_000_000


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # Loading makes hundreds of thousands of objects that stay: looking among them for garbage every 700 is lost time.
    gc.set_threshold(_MOST_GARBAGE, 10, 10)
    try:
        from smgen.cli import run  # so that Ctrl-C while it loads is as quiet as later
    except KeyboardInterrupt:
        sys.exit(130)
    _leave(run(sys.argv[1:]))


def _leave(code: int) -> None:
    """End the process; where nothing but the memory is left to clear up, without clearing it up.

    Taking all modules apart one by one takes as long as drawing a picture.
    """
    threads = sys.modules.get("threading")
    if threads is None or threads.active_count() == 1:
        with suppress(OSError, ValueError):
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
