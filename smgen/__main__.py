"""The way in from the command line: `smgen` and `python -m smgen`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from smgen.cli import run  # so that Ctrl-C while it loads is as quiet as later
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
