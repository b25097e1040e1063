"""The way in from the command line: `smgen` and `python -m smgen`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from smgen.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
