"""`frontdesk new-key|client|bounce|recalls|referrals`: keys, and what comes in from other systems on this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..core.counting import counted
from .cli_server import django, need_database
from .complaint import complain


def add_to(commands: Any) -> None:
    key = commands.add_parser("new-key", help="a new key for documents (FRONTDESK_DOCUMENT_KEYS)")
    key.set_defaults(run=_new_key)

    bounce = commands.add_parser("bounce", help="a mail that came back, on standard input, as the mail server pipes it")
    bounce.set_defaults(run=_bounce)

    client = commands.add_parser("client", help="a token for another system; an earlier one of that name stops working")
    client.add_argument("practice", metavar="PRACTICE", help="its part of the address")
    client.add_argument("name", metavar="NAME")
    client.add_argument("--scope", action="append", default=[], metavar="SCOPE", help="recall.order, patient.view")
    client.set_defaults(run=_client)

    for name, run, words in (
        ("recalls", _recalls, "visits that are due, from a CSV file; the same key is loaded once"),
        ("referrals", _referrals, "referrals from a CSV file; the same key is loaded once"),
    ):
        feed = commands.add_parser(name, help=words)
        feed.add_argument("practice", metavar="PRACTICE", help="its part of the address")
        feed.add_argument("file", metavar="FILE")
        feed.add_argument("--look", action="store_true", help="say how the file is read, and load nothing")
        feed.add_argument("--leave-out", action="store_true", help="leave out columns that are not known")
        feed.set_defaults(run=run)


def _client(arguments: argparse.Namespace) -> int:
    need_database()
    django()
    from ..people.actions import new_client
    from ..tenancy.context import inside_practice
    from ..tenancy.models import Practice

    practice = Practice.objects.filter(slug=arguments.practice).first()
    if practice is None:
        return complain(f"no practice '{arguments.practice}'")
    try:
        with inside_practice(practice):
            print(new_client(practice, arguments.name, arguments.scope))
    except ValueError as error:
        return complain(str(error))
    return 0


def _new_key(_: argparse.Namespace) -> int:
    from .demo import document_key

    print(document_key())
    return 0


def _bounce(_: argparse.Namespace) -> int:
    """Always 0 for a mail that is not about a message of ours: a mail server would bounce the bounce."""
    raw = sys.stdin.buffer.read(1024 * 1024)
    need_database()
    django()
    from ..messaging.actions import bounced
    from ..messaging.bounces import read
    from ..messaging.models import Message
    from ..tenancy.context import inside_practice
    from ..tenancy.models import Practice

    found = read(raw)
    if found is None:
        return 0
    key, words = found
    for practice in Practice.objects.filter(sample_of=None):
        with inside_practice(practice):
            message = Message.objects.filter(pk=key, channel="email").first()
            if message is not None:
                bounced(message, words)
    return 0


def _recalls(arguments: argparse.Namespace) -> int:
    def load(_practice: Any, data: bytes, **options: bool) -> Any:
        from ..booking.recalls import importing
        from ..people.may import SYSTEM

        return (importing.look if arguments.look else importing.load)(SYSTEM, data, **options)

    return _file(arguments, load)


def _referrals(arguments: argparse.Namespace) -> int:
    def load(practice: Any, data: bytes, **options: bool) -> Any:
        from ..intake.referrals import importing
        from ..people.may import SYSTEM

        return (importing.look if arguments.look else importing.load)(SYSTEM, practice, data, **options)

    return _file(arguments, load)


def _file(arguments: argparse.Namespace, load: Callable[..., Any]) -> int:
    """What `load` does with a file, said on one line; or every fault by its line."""
    try:
        data = Path(arguments.file).read_bytes()
    except OSError as error:
        return complain(f"cannot read {arguments.file}: {error.strerror or error}")
    need_database()
    django()
    from ..imports.faults import Faults
    from ..tenancy.context import inside_practice
    from ..tenancy.models import Practice

    practice = Practice.objects.filter(slug=arguments.practice).first()
    if practice is None:
        return complain(f"no practice '{arguments.practice}'")
    try:
        with inside_practice(practice):
            done = load(practice, data, leave_out=arguments.leave_out)
    except Faults as faults:
        print("\n".join(faults.lines), file=sys.stderr)
        return 2
    print(_how(done) if arguments.look else f"{done.made} written down, {done.known} known already")
    return 0


def _how(taken: Any) -> str:
    lines = [
        f"{counted(taken.rows, 'row')}, {taken.encoding}, {taken.delimiter} between columns",
        *([f"dates {taken.order}"] if taken.order else []),
        *(f"{heading} -> {name}" for heading, name in taken.columns),
        *(f"{heading} is left out" for heading in taken.left_out),
    ]
    return "\n".join(lines)
