"""Making the sample, and saying that somebody looked as another role."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils.timezone import now

from ...access.may import Actor
from ...audit.action import action
from ...availability.model import Wanted
from ...intake import actions as intake
from ...people.models import Patient, Role, RolePermission, Staff
from ...people.queries import staff_actor
from ...practice import policies
from ...practice.actions import free_address, load, load_over
from ...practice.file import PracticeFile
from ...practice.models import Payer, Provider, VisitType
from ...tenancy.context import enter
from ...tenancy.models import Practice
from ...tenancy.today import today_at
from .. import offers
from ..actions import book
from ..errors import BreaksRules, JustTaken
from ..models import Appointment
from ..take import Place

PEOPLE = (
    ("Avery", "Example"),
    ("Blake", "Instance"),
    ("Casey", "Made-Up"),
    ("Devon", "Nobody"),
    ("Ellis", "Sample"),
    ("Finley", "Specimen"),
    ("Gray", "Fictional"),
    ("Harper", "Invented"),
)
DAYS = 3


@action("role.view_as", permission="role.edit")
def view_as(actor: Actor, role: Role) -> Role:
    """Written down in the practice's own trail before anybody looks."""
    return role


def prepare(practice: Practice) -> Practice:
    """The sample, with the set-up and the roles as they are now, and somebody for every role; made where it is missing.

    The transaction is inside `practice` again when this returns.
    """
    file = policies.current()
    roles = list(Role.objects.all())
    permissions = list(RolePermission.objects.values_list("kind", "role", "permission"))
    sample = _sample_of(practice, file)
    _same_roles(sample, roles, permissions)
    if not Appointment.objects.filter(start__gt=now()).exists():
        _people(sample)
    enter(practice)
    sample.sample_of = practice
    return sample


def _sample_of(practice: Practice, file: PracticeFile) -> Practice:
    """Found by whose it is and never by its name; its set-up is what the practice has in force.  Enters it."""
    note = "The practice's own settings, with made-up people"
    with connection.cursor() as cursor:  # who presses at the same moment waits, and finds it
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sample ' || %s::text, 0))", [str(practice.pk)])
    sample = Practice.objects.filter(sample_of=practice).first()
    if sample is None:
        return load(file, free_address(f"{practice.slug[:44]}-sample"), note, sample_of=practice)
    enter(sample)
    before = policies.published()
    if before.text != file.text:
        load_over(sample, file, over=before, note=note)
    return sample


def _same_roles(sample: Practice, roles: list[Role], permissions: list[tuple[str, str, str]]) -> None:
    """What is new comes before what is gone is taken out: the database lets nothing that every practice has be empty."""
    for role in roles:
        Role.objects.get_or_create(
            practice=sample, code=role.code, defaults={"name": role.name, "built_in": role.built_in}
        )
        Staff.objects.get_or_create(
            practice=sample,
            role=role.code,
            defaults={
                "email": f"{role.code}@sample.example",
                "name": role.name,
                "password": "!",
                "provider": Provider.objects.filter(active=True).first() if role.code == "clinician" else None,
            },
        )
    had = {
        (role_permission.kind, role_permission.role, role_permission.permission): role_permission.pk
        for role_permission in RolePermission.objects.all()
    }
    RolePermission.objects.bulk_create(
        RolePermission(practice=sample, kind=kind, role=role, permission=permission)
        for kind, role, permission in permissions
        if (kind, role, permission) not in had
    )
    RolePermission.objects.filter(pk__in=[had[permission] for permission in had.keys() - set(permissions)]).delete()


def _people(sample: Practice) -> None:
    """Requests and appointments as the practice's own rules allow them."""
    desk = staff_actor(Staff.objects.get(role="scheduler"))
    visits, payers = list(VisitType.objects.filter(active=True)), [*Payer.objects.filter(active=True), None]
    for number, (first, last) in enumerate(PEOPLE):
        patient, _made = Patient.objects.get_or_create(
            practice=sample,
            first_name=first,
            last_name=last,
            defaults={
                "birth_date": dt.date(1950 + 7 * number, number % 12 + 1, 10 + number),
                "payer": payers[number % len(payers)],
                "established": number % 2 == 0,
            },
        )
        visit = visits[number % len(visits)] if visits else None
        if visit is None:
            return
        if number % 3:
            intake.create_for_caller(desk, patient, visit_type=visit, answers={"reason": "An invented reason"})
        else:
            _book(desk, patient, visit)


def _book(desk: Actor, patient: Patient, visit: VisitType) -> None:
    today = today_at(patient.practice)
    for offer in offers.times(Wanted(visit.code, now(), patient=str(patient.pk)), today, 14, limit=DAYS):
        try:
            book(desk, patient, visit_type=visit, place=Place(offer.provider, offer.location, offer.start))
        except (BreaksRules, JustTaken):  # its rules ask for more than an invented person has
            continue
        return
