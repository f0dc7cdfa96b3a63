"""`frontdesk backup` and `frontdesk restore`."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any

from ..core.counting import counted
from .cli_database import THE_OWNERS_RULE, THE_RULE, owners, there, told
from .complaint import complain


def add_to(commands: Any) -> None:
    backup = commands.add_parser("backup", help="every row of every practice and every document, in one file")
    backup.add_argument("target", metavar="FILE_OR_FOLDER", help="a folder gets a file with the time in its name")
    backup.set_defaults(run=_backup)
    told(backup, THE_OWNERS_RULE)

    restore = commands.add_parser("restore", help="put a backup back into an empty database, and compare")
    restore.add_argument("source", metavar="FILE")
    restore.set_defaults(run=_restore)
    told(restore, THE_OWNERS_RULE)

    status = commands.add_parser("status", help="what runs over the data in FRONTDESK_HOME")
    status.set_defaults(run=_status)
    told(status, f"Its worker's jobs are counted in a database. {THE_RULE}")
    stop = commands.add_parser("stop", help="stop what runs over the data in FRONTDESK_HOME, in order")
    stop.set_defaults(run=_stop)
    told(stop, "What runs over FRONTDESK_HOME (~/.local/share/frontdesk) is stopped, whatever database is named.")


def _status(_: argparse.Namespace) -> int:
    """0 when it runs."""
    from . import document_keys
    from .demo import home
    from .embedded import Embedded
    from .running import Claim

    who, pid = Claim(home()).who(), Embedded(home()).pid()
    _say(
        f"runs at {who}; 'frontdesk stop' stops it"
        if who
        else f"does not run over {home()}; 'frontdesk demo' starts it"
    )
    _say(f"its database runs (process {pid})" if pid else "its database does not run")
    if closed := document_keys.said(home()):
        _say(closed)
    address = there()
    if address:
        _say(_jobs(address))
    return 0 if who else 1


def _jobs(address: str) -> str:
    """What the worker has before it, and what it gave up."""
    import psycopg

    from ..reports.failures.counted import COUNTED

    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            waiting, running, failed, stalled = connection.execute(COUNTED).fetchone() or (0, 0, 0, 0)
    except psycopg.Error as error:
        return f"its jobs cannot be counted: {_line(error)}"
    return (
        f"its worker has {waiting} jobs before it and works on {running - stalled}; {stalled} have stalled, "
        f"{failed} have failed in the last 30 days (Background tasks, as the administrator, says which)"
    )


def _stop(_: argparse.Namespace) -> int:
    """Whoever looks after everything stops it in order; a database that was left behind is stopped too."""
    from .demo import home
    from .embedded import Embedded
    from .running import Claim

    claim, database = Claim(home()), Embedded(home())
    who = claim.who()
    if not claim.stop(60):
        return complain(f"it did not stop within a minute: {who}") and 1
    if database.pid() is not None and not database.in_use():
        database.stop()
        who = who or claim.who()
        _say("the database was stopped")
    elif who is None:
        _say(f"nothing runs over {home()}")
    if who is not None:
        _say(f"stopped: {who}")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    import psycopg

    from ..operations import archive, backup

    target = backup.target_of(arguments.target, dt.datetime.now(dt.UTC))
    try:
        with owners(may_be_made=False) as (address, documents):
            made = backup.back_up(address, documents, target, _say)
    except (backup.CannotBackUp, archive.BadArchive) as problem:
        return complain(str(problem)) and 1
    except FileExistsError:
        return complain(f"{target} is there already; a backup never goes over another") and 1
    except (OSError, psycopg.Error) as error:
        return complain(f"no backup was made: {_line(error)}") and 1
    _say(f"{made.path}: {_counts(made.practices, made.rows, made.documents)}")
    if made.missing:
        _say(f"not found in {documents}, and so not in the backup: {counted(made.missing, 'document')}")
    if made.damaged:
        _say(f"damaged in {documents}, and saved as it lies there: {counted(made.damaged, 'document')}")
    if made.keys:
        _say(
            f"no key is in it: keep FRONTDESK_DOCUMENT_KEYS apart from it (its documents open with {_named(made.keys)})"
        )
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    import psycopg

    from ..operations import archive
    from ..operations import restore as operation
    from . import document_keys
    from .demo import home

    external = bool(os.environ.get("DATABASE_URL"))
    try:
        with owners(may_be_made=True) as (address, documents):
            from .earlier_schema import of_a_backup
            from .migrate import known, migrate

            operation.must_be_empty(address)
            made = operation.restore(
                address,
                documents,
                Path(arguments.source),
                migrate=migrate,
                known=known(),
                named=of_a_backup,
                say=_say,
            )
    except (operation.CannotRestore, archive.BadArchive) as problem:
        return complain(str(problem)) and 1
    except (OSError, psycopg.Error) as error:
        return complain(f"nothing was restored: {_line(error)}") and 1
    _say(f"restored and compared: {_counts(made.practices, made.rows, made.documents)}")
    if made.missing:
        _say(f"missing since before the backup was made: {counted(made.missing, 'document')}")
    if made.damaged:
        _say(f"damaged since before the backup was made, and put back so: {counted(made.damaged, 'document')}")
    if made.login and external:
        _say(f"the application's own login was made; keep it:\nFRONTDESK_APP_DATABASE_URL={made.login}")
    here = document_keys.names(document_keys.keys_of(home()))
    absent = [key for key in made.keys if key not in here]
    if absent and external:
        _say(f"documents stay closed until FRONTDESK_DOCUMENT_KEYS holds the key {_named(absent)}")
    elif absent:
        _say(
            f"documents stay closed until the key {_named(absent)} is here: before 'frontdesk demo', put the "
            f"document-key (and secret-key) that you kept apart from the backup into {home()}"
        )
    return 0


def _named(keys: Any) -> str:
    return ", ".join(keys)


def _line(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror or error)
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _say(text: str) -> None:
    print(f"frontdesk: {text}", file=sys.stdout, flush=True)


def _counts(practices: int, rows: int, documents: int) -> str:
    """'1 practice, 12 rows, 1 document'"""
    return ", ".join((counted(practices, "practice"), counted(rows, "row"), counted(documents, "document")))
