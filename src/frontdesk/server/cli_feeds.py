"""`frontdesk new-key|client|bounce|recalls`: keys, and what comes in from other systems on this machine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

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

    recalls = commands.add_parser("recalls", help="visits that are due, from a CSV file; the same key is loaded once")
    recalls.add_argument("practice", metavar="PRACTICE", help="its part of the address")
    recalls.add_argument("file", metavar="FILE")
    recalls.set_defaults(run=_recalls)


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
    try:
        data = Path(arguments.file).read_bytes()
    except OSError as error:
        print(f"cannot read {arguments.file}: {error.strerror or error}", file=sys.stderr)
        return 2
    need_database()
    django()
    from ..booking.recalls.importing import Faults, load
    from ..people.may import SYSTEM
    from ..tenancy.context import inside_practice
    from ..tenancy.models import Practice

    practice = Practice.objects.filter(slug=arguments.practice).first()
    if practice is None:
        return complain(f"no practice '{arguments.practice}'")
    try:
        with inside_practice(practice):
            done = load(SYSTEM, data)
    except Faults as faults:
        print("\n".join(faults.lines), file=sys.stderr)
        return 2
    print(f"{done.made} written down, {done.known} known already")
    return 0
