"""`frontdesk staff add` and `frontdesk staff reset`: the first who can sign in, and whoever lost the password."""

from __future__ import annotations

import argparse
from typing import Any

from .cli_database import django, need_database, told
from .complaint import Complaint


def add_to(commands: Any) -> None:
    staff = commands.add_parser("staff", help="people who sign in").add_subparsers(metavar="COMMAND", required=True)
    add = staff.add_parser("add", help="somebody new, with a first password that is printed once")
    add.add_argument("practice", metavar="PRACTICE", help="its part of the address")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", required=True)
    add.add_argument("--role", default="admin", help="admin, manager, front_desk, … (admin)")
    add.add_argument("--provider", metavar="ID", help="which provider of the practice file a clinician is")
    add.set_defaults(run=_add)
    told(add)
    reset = staff.add_parser("reset", help="a new password for somebody, printed once; their sessions end")
    reset.add_argument("practice", metavar="PRACTICE", help="its part of the address")
    reset.add_argument("email", metavar="EMAIL")
    reset.set_defaults(run=_reset)
    told(reset)


def _practice(slug: str) -> Any:
    need_database()
    django()
    from ..tenancy.models import Practice

    practice = Practice.objects.filter(slug=slug).first()
    if practice is None:
        known = (
            ", ".join(Practice.objects.filter(sample_of=None).order_by("slug").values_list("slug", flat=True))
            or "none yet"
        )
        raise Complaint(f"no practice '{slug}'; there are: {known}")
    return practice


def _add(arguments: argparse.Namespace) -> int:
    practice = _practice(arguments.practice)
    from ..access.may import SYSTEM
    from ..people.models import Role
    from ..practice.models import Provider
    from ..practice.roles.actions import hire, new_password
    from ..tenancy.context import inside_practice

    password = new_password()
    with inside_practice(practice):
        roles = list(Role.objects.order_by("code").values_list("code", flat=True))
        if arguments.role not in roles:
            raise Complaint(f"no role '{arguments.role}'; there are: {', '.join(roles)}")
        providers = {provider.code: provider for provider in Provider.objects.filter(active=True).order_by("code")}
        if arguments.provider and arguments.provider not in providers:
            raise Complaint(f"no provider '{arguments.provider}'; there are: {', '.join(providers) or 'none yet'}")
        if arguments.role == "clinician" and not arguments.provider:
            raise Complaint(
                f"say who the clinician is with --provider; there are: {', '.join(providers) or 'none yet'}"
            )
        hire(
            SYSTEM,
            practice,
            name=arguments.name,
            email=arguments.email,
            role=arguments.role,
            password=password,
            provider=providers.get(arguments.provider or ""),
        )
    print(f"{arguments.role}: {arguments.email}  {password}")
    print(f"sign in at /{practice.slug}/console/")
    return 0


def _reset(arguments: argparse.Namespace) -> int:
    practice = _practice(arguments.practice)
    from ..access.may import SYSTEM
    from ..people.models import Staff
    from ..practice.roles.actions import new_password, renew_password
    from ..tenancy.context import inside_practice

    password = new_password()
    with inside_practice(practice):
        member = Staff.objects.filter(email=arguments.email.strip().lower()).first()
        if member is None:
            raise Complaint(f"nobody at {practice.name} signs in as {arguments.email}")
        if not member.is_active:
            raise Complaint(
                f"{arguments.email} was deactivated; an administrator lets them in again under Settings, Roles"
            )
        renew_password(SYSTEM, member, password=password)
    print(f"{arguments.email}  {password}")
    return 0
