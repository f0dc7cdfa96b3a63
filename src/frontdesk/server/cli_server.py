"""`frontdesk demo|serve|worker|migrate`: what runs, and what it runs on; `practice` is in `cli_practice`."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from ..core.typed import whole_number
from . import cli_practice
from .cli_database import django, need_database, need_owner
from .complaint import number


def add_to(commands: Any) -> None:
    demo = commands.add_parser("demo", help="a realistic made-up practice with everything it needs, on this machine")
    demo.add_argument("--port", type=_a_port, default=None, help="where pages are served (PORT, else 8000)")
    demo.add_argument("--reset", action="store_true", help="forget everything and start afresh")
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="the web server; FRONTDESK_APP_DATABASE_URL names the database")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_a_port, default=None)
    serve.set_defaults(run=_serve)

    worker = commands.add_parser(
        "worker", help="delivers messages and does what is due; FRONTDESK_APP_DATABASE_URL names the database"
    )
    worker.set_defaults(run=_worker)

    migrate = commands.add_parser("migrate", help="bring the database's schema up to date, as its owner")
    migrate.add_argument("--new-password", action="store_true", help="a new password for the application's login")
    migrate.set_defaults(run=_migrate)

    cli_practice.add_to(commands.add_parser("practice", help="a practice as a file"))


def _demo(arguments: argparse.Namespace) -> int:
    from . import demo

    return demo.run(_port(arguments), reset=arguments.reset)


def _port(arguments: argparse.Namespace) -> int:
    return arguments.port if arguments.port is not None else number("PORT", 8000, 0, 65535)


def _serve(arguments: argparse.Namespace) -> int:
    from . import document_keys, serve, unsafe
    from .demo import home
    from .schema import must_fit

    need_database(the_demos=False)
    unsafe.must_be_safe(dict(os.environ), arguments.host)
    django()
    must_fit(os.environ["FRONTDESK_APP_DATABASE_URL"])
    if closed := document_keys.said(home(), document_keys.AT_START):
        print(f"frontdesk: {closed}", file=sys.stderr, flush=True)
    return serve.run(arguments.host, _port(arguments))


def _worker(_: argparse.Namespace) -> int:
    need_database(the_demos=False)
    os.environ["FRONTDESK_POOL"] = "0"
    django()
    from django.db.backends.signals import connection_created

    from .schema import must_fit

    must_fit(os.environ["FRONTDESK_APP_DATABASE_URL"])
    connection_created.connect(_longer)
    from procrastinate.contrib.django import app

    from . import worker

    return worker.run_worker(app)


def _longer(connection: Any, **_: object) -> None:
    """The worker's statements may take longer than those of a page (the login's own limits are in `embedded.supervisor`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET statement_timeout = '10min'; SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '5min'"
        )


def _migrate(arguments: argparse.Namespace) -> int:
    need_owner()
    from .migrate import migrate

    made = migrate(new_password=arguments.new_password, say=lambda text: print(f"frontdesk: {text}", flush=True))
    if made and made != os.environ.get("FRONTDESK_APP_DATABASE_URL"):
        print("frontdesk: web and worker use a login of their own; set this for them, it is shown this once:")
        print(f"FRONTDESK_APP_DATABASE_URL={made}")
    return 0


def _a_port(text: str) -> int:
    port = whole_number(text, 0, 65_535)  # 0: any that is free
    if port is None:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port; write a number up to 65535")
    return port
