"""`frontdesk`: the command line.  `slots`, `explain` and `practice check` need neither Django nor a database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from .. import __version__
from . import cli_engine

WRONG = 2


class Complaint(Exception):
    """Something the user can mend; its text is the one line that says how."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 failed, 2 the file or the arguments are wrong."""
    arguments = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except Complaint as complaint:
        print(f"frontdesk: {complaint}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="frontdesk", description="Appointment scheduling on a practice's own rules.")
    parser.add_argument("--version", action="version", version=f"frontdesk {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    cli_engine.add_to(commands)
    from . import cli_feeds, cli_server

    cli_server.add_to(commands)
    cli_feeds.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
