"""`frontdesk practice check|describe|load|new|dump`: a practice as a file, and the practice that is made of one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import cli_describe, cli_engine
from .cli_database import django, need_database, told
from .complaint import complain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..practice.file import PracticeFile
    from ..practice.file.model import Case
    from ..practice.models import Policy
    from ..tenancy.models import Practice


def add_to(practice: argparse.ArgumentParser) -> None:
    commands = practice.add_subparsers(metavar="COMMAND", required=True)
    cli_engine.add_check(commands)
    cli_describe.add_to(commands)
    load = commands.add_parser(
        "load", help="make the practice that a file describes; with --over, publish it as that practice's next version"
    )
    load.add_argument("file", metavar="FILE")
    load.add_argument("--slug", default="", help="its part of the address (made from the name)")
    load.add_argument("--over", type=int, metavar="VERSION", help="the version in force that the file was made from")
    load.add_argument(
        "--hold-back", action="store_true", help="also where a scheduled version cannot come into force after it"
    )
    load.set_defaults(run=_load)
    told(load)
    new = commands.add_parser("new", help="a practice with nothing in it yet, its administrator and its manager")
    new.add_argument("slug", metavar="SLUG", help="its part of the address")
    new.add_argument("--name", required=True)
    new.add_argument("--timezone", required=True, help="IANA's name, such as America/Chicago")
    new.add_argument("--admin", required=True, metavar="EMAIL")
    new.add_argument("--manager", required=True, metavar="EMAIL")
    new.set_defaults(run=_new)
    told(new)
    dump = commands.add_parser("dump", help="write the published practice file")
    dump.add_argument("slug", metavar="SLUG")
    dump.set_defaults(run=_dump)
    told(dump)


def _load(arguments: argparse.Namespace) -> int:
    file = _read(arguments.file)
    if isinstance(file, int):
        return file
    need_database()
    django()
    from django.db import transaction

    from ..practice.actions import load, slug_of
    from ..practice.file import cases
    from ..tenancy.models import Practice

    note = f"Loaded from {Path(arguments.file).name}"
    if arguments.slug and slug_of(arguments.slug) != arguments.slug:
        return complain(f"'{arguments.slug}' cannot stand in an address; write small letters, digits and hyphens")
    if arguments.over is not None and not arguments.slug:
        return complain("say with --slug which practice's version it is")
    slug = arguments.slug or slug_of(file.setup.name)
    practice = Practice.objects.filter(slug=slug).first()
    with transaction.atomic():
        if practice is not None:
            return _load_over(practice, file, arguments.over, note, hold_back=arguments.hold_back)
        if arguments.over is not None:
            return complain(f"no practice '{slug}': there is nothing to publish over")
        if broken := list(cases.broken(file)):
            return _breaks_cases(broken)
        practice = load(file, slug, note)
    print(f"{practice.name} is published at /{practice.slug}/")
    return 0


def _read(path: str) -> PracticeFile | int:
    """What that file says; a code to end with where it cannot be loaded, and why has been said."""
    from ..practice.file import FileFaults, read_path, rewritten

    try:
        file = read_path(path)
        as_on_windows = rewritten(Path(path).read_bytes())
    except FileFaults as faults:
        print("\n".join(faults.lines()), file=sys.stderr)
        return 2
    except OSError as error:
        print(f"cannot read {path}: {error.strerror or error}", file=sys.stderr)
        return 2
    if as_on_windows:
        print(
            f"{path}: its line ends are not plain (LF), as on Windows, or it begins with a byte order mark; "
            "neither is kept, and what is given back has plain line ends; nothing else in it was changed",
            file=sys.stderr,
        )
    if file.appointments:  # for `slots` and `explain`: whom they are for, and what was agreed, they do not say
        return complain(
            f"{path} has {len(file.appointments)} under 'appointments:', which are not loaded; "
            "take that section out, and book them in Frontdesk; nothing was published"
        )
    return file


def _breaks_cases(broken: Iterable[tuple[Case, str]]) -> int:
    """The same is asked of a draft before it is published (`practice/drafts/actions.py`)."""
    said = "".join(f"\n  {case.name}: {words}" for case, words in broken)
    return complain(
        f"these cases under 'cases:' come out otherwise than they say; nothing was published. Change the rules, or take out each case that is not wanted any more:{said}"
    )


def _load_over(practice: Practice, file: PracticeFile, over: int | None, note: str, *, hold_back: bool) -> int:
    """Only what came from the version in force is published over it, and never over what is made up of another practice.

    Inside a transaction, of which nothing stays where it would stop a scheduled version that nobody has agreed to hold back.
    """
    from ..practice.drafts.queries import cases_broken_by
    from ..practice.models import Policy
    from ..tenancy.context import enter

    if practice.sample_of_id:
        return complain(
            f"/{practice.slug}/ shows a practice's own settings with made-up people; nothing is loaded there"
        )
    enter(practice)
    now = Policy.objects.filter(state="published").first()
    if now is None:
        return complain(f"/{practice.slug}/ has published nothing yet: read the file into its draft, and publish that")
    if now.text == file.text:
        print(f"/{practice.slug}/ says that already: nothing was published")
        return 0
    if over is None or over != now.version:
        return complain(
            f"there is a practice at /{practice.slug}/ already: {practice.name}, version {now.version}. A file that was "
            f"made from that version is loaded with --slug {practice.slug} --over {now.version}; "
            f"'frontdesk practice dump {practice.slug}' writes it. Another practice needs another --slug"
        )
    if broken := cases_broken_by(file):
        return _breaks_cases(broken)
    return _publish_over(practice, file, now, note, hold_back=hold_back)


def _publish_over(practice: Practice, file: PracticeFile, now: Policy, note: str, *, hold_back: bool) -> int:
    from django.db import transaction

    from ..access.may import SYSTEM
    from ..messaging.staff import tell_held_back
    from ..practice.actions import load_over
    from ..practice.drafts.actions import hold_back as hold
    from ..practice.drafts.queries import stopped_by

    load_over(practice, file, over=now, note=note)
    stopped = stopped_by(now)
    if stopped and not hold_back:
        transaction.set_rollback(True)
        return complain(
            f"{_scheduled(practice, stopped)} would not come into force after this: it and the file change the same. Nothing "
            "was published. Bring both together on the Draft page, or publish anyway with --hold-back: it "
            "becomes a draft again, and everybody who may publish is told"
        )
    for policy in stopped:
        tell_held_back(hold(SYSTEM, policy, reason="another version"))
    print(f"{practice.name} is published at /{practice.slug}/")
    if stopped:
        print(f"{_scheduled(practice, stopped)} is held back; it is on the Draft page", file=sys.stderr)
    return 0


def _scheduled(practice: Practice, rows: list[Policy]) -> str:
    """'version 3 (scheduled for Dec 1, 2026, 8:00 AM)'"""
    from ..messaging.dates import when

    told = (
        f"version {policy.version} (scheduled for {when(policy.publish_at, practice.timezone, 'en')})"
        for policy in rows
        if policy.publish_at is not None
    )
    return ", ".join(told)


def _new(arguments: argparse.Namespace) -> int:
    """A practice with nothing in it, an administrator and a manager; their first passwords are printed this once."""
    need_database()
    django()
    from zoneinfo import available_timezones

    from django.db import transaction

    from ..access.may import SYSTEM
    from ..people.contacts import Unreadable, email_address
    from ..practice.actions import create_practice, slug_of
    from ..practice.roles.actions import hire, new_password
    from ..tenancy.models import RESERVED, Practice

    if arguments.timezone not in available_timezones():
        return complain(f"no time zone '{arguments.timezone}'; write an IANA name such as America/Chicago")
    if not arguments.slug or slug_of(arguments.slug) != arguments.slug:
        return complain(f"'{arguments.slug}' cannot stand in an address; write small letters, digits and hyphens")
    try:
        admin, manager = email_address(arguments.admin), email_address(arguments.manager)
    except Unreadable as fault:
        return complain(fault.sentence)
    if admin == manager:
        return complain("the administrator and the manager sign in separately; give each an email address of their own")
    if Practice.objects.filter(slug=arguments.slug).exists():
        return complain(f"there is a practice '{arguments.slug}' already")
    if arguments.slug in RESERVED:
        return complain(f"'{arguments.slug}' leads elsewhere; choose another word for the address")
    with transaction.atomic():
        practice = create_practice(arguments.name, arguments.timezone, arguments.slug)
        for role, email in (("admin", admin), ("manager", manager)):
            password = new_password()
            hire(SYSTEM, practice, name=role.capitalize(), email=email, role=role, password=password)
            print(f"{role}: {email}  {password}")
    print(f"Set it up at /{practice.slug}/console/")
    return 0


def _dump(arguments: argparse.Namespace) -> int:
    need_database()
    django()
    from ..practice.policies import NoPolicy, published
    from ..tenancy.context import inside_practice
    from ..tenancy.models import Practice

    practice = Practice.objects.filter(slug=arguments.slug).first()
    if practice is None:
        known = ", ".join(Practice.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        return complain(f"no practice '{arguments.slug}'; there are: {known}")
    try:
        with inside_practice(practice):
            policy = published()
    except NoPolicy:
        return complain(f"practice '{practice.slug}' has published nothing yet: there is nothing to write")
    sys.stdout.write(policy.text)
    print(
        f"version {policy.version}; loaded again with --slug {practice.slug} --over {policy.version}", file=sys.stderr
    )
    return 0
