"""``python -m narrator`` and the ``narrator`` command."""

from __future__ import annotations

import gc

from narrator import cli


def main() -> None:
    """Run the command line; see ``narrator.cli.main``."""
    try:
        cli.main()
    finally:  # what is left goes with the process: nobody has to look through it
        gc.disable()
        gc.freeze()


if __name__ == "__main__":
    main()
