"""Which database a command works on: the one that is named, else the running demo's.  One rule for every command that needs one."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .complaint import Complaint

THE_RULE = (
    "The database is the one that FRONTDESK_APP_DATABASE_URL names; without it, that of the demo that runs over FRONTDESK_HOME "
    "(~/.local/share/frontdesk)."
)
THE_OWNERS_RULE = (
    "The database is the one that DATABASE_URL names, as its owner; without it, that of the demo in FRONTDESK_HOME "
    "(~/.local/share/frontdesk)."
)


def told(parser: argparse.ArgumentParser, rule: str = THE_RULE) -> argparse.ArgumentParser:
    """`parser`, whose help says which database it works on."""
    parser.epilog = rule
    return parser


def need_database(*, the_demos: bool = True) -> None:
    """The database as the application's own login, and nothing of the owner's from here on.  Raises Complaint.

    `the_demos`: the running demo's will do, too.  Not for what serves: a demo has its own web server and worker.
    """
    from . import login

    need_right_settings()
    if not os.environ.get("FRONTDESK_APP_DATABASE_URL"):
        if os.environ.get("DATABASE_URL"):
            raise Complaint(
                "set FRONTDESK_APP_DATABASE_URL to the application's own login; 'frontdesk migrate' makes it and prints it"
            )
        if not the_demos:
            raise Complaint(
                "set FRONTDESK_APP_DATABASE_URL to the application's own login in a PostgreSQL 15 or newer, "
                "or run 'frontdesk demo', which has a database, pages and worker of its own"
            )
        _take_the_demos()
    login.must_be_bound(os.environ["FRONTDESK_APP_DATABASE_URL"])
    os.environ.pop("DATABASE_URL", None)


def django() -> None:
    """Our applications are ready: what a command imports of them comes after this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdesk.server.settings")
    import django

    django.setup()


def need_owner() -> None:
    """The database as its owner.  Raises Complaint."""
    need_right_settings()
    if not os.environ.get("DATABASE_URL"):
        raise Complaint(
            "set DATABASE_URL to a PostgreSQL 15 or newer, such as postgresql://user:password@host/frontdesk, "
            "or run 'frontdesk demo', which brings a database of its own up to date"
        )


@contextlib.contextmanager
def owners(*, may_be_made: bool) -> Iterator[tuple[str, Path]]:
    """The address of the database's owner and the folder of documents; the demo's database runs meanwhile.  Raises Complaint."""
    from . import demo
    from .embedded import Embedded, EmbeddedError

    need_right_settings()
    address = os.environ.get("DATABASE_URL")
    if address:
        yield address, Path(os.environ.get("FRONTDESK_DOCUMENTS") or "documents")
        return
    if os.environ.get("FRONTDESK_APP_DATABASE_URL"):
        raise Complaint("set DATABASE_URL to the database as its owner; the application's own login cannot do this")
    home = demo.home()
    if not may_be_made and not (home / "postgres" / "ready").exists():
        raise Complaint(
            f"no database: set DATABASE_URL to one as its owner, or FRONTDESK_HOME to a demo's data (there are none in {home})"
        )
    try:
        with Embedded(home) as server:
            os.environ["DATABASE_URL"] = server.url("owner")
            yield server.url("owner"), Path(os.environ.get("FRONTDESK_DOCUMENTS") or home / "documents")
    except EmbeddedError as problem:
        raise Complaint(str(problem)) from None


def there() -> str | None:
    """The address of the database that a command would work on just now; None where there is none."""
    from . import demo
    from .embedded import Embedded

    named = os.environ.get("FRONTDESK_APP_DATABASE_URL") or os.environ.get("DATABASE_URL")
    server = Embedded(demo.home())
    return named or (server.url("app") if server.pid() is not None else None)


def need_right_settings() -> None:
    """A name that is no setting is said; a wrong value is refused.  Raises Complaint."""
    from . import environment

    for line in environment.unknown(os.environ):
        print(f"frontdesk: {line}", file=sys.stderr, flush=True)
    wrong = list(environment.faults(os.environ))
    if wrong:
        raise Complaint("\nfrontdesk: ".join(wrong))


def _take_the_demos() -> None:
    """Everything that the running demo's own processes are told.  Raises Complaint."""
    from . import demo
    from .embedded import Embedded
    from .running import Claim

    home = demo.home()
    server = Embedded(home)
    if server.pid() is None:
        raise Complaint(
            "no database: set FRONTDESK_APP_DATABASE_URL to the application's own login in a PostgreSQL 15 or newer, "
            f"or start 'frontdesk demo' (none runs over {home}; FRONTDESK_HOME names another folder)"
        )
    os.environ["FRONTDESK_APP_DATABASE_URL"] = server.url("app")
    for name, value in demo.kept_settings(home).items():
        os.environ.setdefault(name, value)
    who = Claim(home).who()
    if who is not None:
        os.environ.setdefault("FRONTDESK_PUBLIC_URL", who.address.rstrip("/"))
    print(f"frontdesk: the database of the demo in {home}", file=sys.stderr, flush=True)
