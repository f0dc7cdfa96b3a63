"""`frontdesk`: the command line.  `slots`, `explain` and `practice check` need neither Django nor a database."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence

from .. import __version__
from ..core.refusals import Refusal
from .complaint import Complaint, complain
from .stopping import stopping

STAYING = ("demo", "serve", "worker")  # commands that go on until they are asked to stop
LONGEST = 4096  # characters of one argument: as long as the path of a file may be


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 failed, 2 the file or the arguments are wrong."""
    try:
        given = sys.argv[1:] if argv is None else argv
        if any(len(word) > LONGEST for word in given):  # what is wrong is said with its words, and nobody reads so many
            return complain(f"an argument is longer than {LONGEST:,} characters")
        if given and given[0] in STAYING:
            stopping.listen()  # before anything else is read: most of a second passes until the command itself begins
        arguments = _parser().parse_args(given)
        run: Callable[[argparse.Namespace], int] = arguments.run
        return run(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `… | head` has seen enough; what Python would still write has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Complaint as complaint:
        return complain(str(complaint)) and 1
    except Refusal as refusal:
        return complain(refusal.sentence)
    except Exception as error:
        line = _one_line(error)
        if line is None:
            raise
        return complain(line) and 1


def _one_line(error: Exception) -> str | None:
    """What is wrong with a setting or the database, where that is what is wrong; None for what only a programmer can mend."""
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    if "django.core.exceptions.ImproperlyConfigured" in kinds:
        return str(error)
    if kinds & {"psycopg.OperationalError", "django.db.utils.OperationalError", "psycopg_pool.PoolTimeout"}:
        return f"the database cannot be reached: {(str(error).strip() or 'no answer').splitlines()[0]}"
    too_long = re.match(r"value too long for type character varying\((\d+)\)", str(error))
    if too_long and "django.db.utils.DataError" in kinds:
        return f"something that was given is too long: at most {too_long[1]} characters are kept"
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return None


def _parser() -> argparse.ArgumentParser:
    from . import cli_engine, cli_feeds, cli_operations, cli_server, cli_staff
    from .cli_database import THE_RULE

    parser = argparse.ArgumentParser(
        prog="frontdesk", description="Appointment scheduling on a practice's own rules.", epilog=THE_RULE
    )
    parser.add_argument("--version", action="version", version=f"frontdesk {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    cli_engine.add_to(commands)
    cli_server.add_to(commands)
    cli_feeds.add_to(commands)
    cli_operations.add_to(commands)
    cli_staff.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
