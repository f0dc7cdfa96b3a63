"""The made-up demo practice: people, and three months of what happened there.

Nothing is written around the actions: history is made by doing what happened, on a clock that is set back; so every
row has its audit entry, and every screen has something true to show.  All people are invented.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import demo_console
from .demo_clock import clock_at
from .demo_people import CANCELLED, NAMES, NEW_NAMES, REASONS, STAFF
from .settings import DEMO_PRACTICE as SLUG

if TYPE_CHECKING:
    from ..booking.models import Appointment


def example(name: str) -> Path:
    """A file of `examples/`: beside the sources in a checkout, inside the package in a wheel."""
    package = Path(__file__).resolve().parent.parent
    copies = [
        folder / name
        for folder in (package / "examples", package.parent.parent / "examples")
        if (folder / name).exists()
    ]
    if not copies:
        raise FileNotFoundError(f"the example {name} is missing from this installation")
    return copies[0]


def load(months: int = 3, seed: int = 7, patients: int = len(NAMES)) -> None:
    """Load the demo practice, unless the database has a practice already."""
    from django.db import transaction

    from ..practice import actions
    from ..practice.file import read_path
    from ..tenancy.models import Practice

    if Practice.objects.exists():
        return
    with transaction.atomic():
        practice = actions.load(read_path(example("cedar-family-medicine.yaml")), SLUG, "The demo practice")
        _History(practice, random.Random(seed), patients).make(months)


class _History:
    def __init__(self, practice, chance: random.Random, patients: int) -> None:  # type: ignore[no-untyped-def]
        from ..people.models import Staff
        from ..people.queries import staff_actor
        from ..practice.models import Payer, Provider, VisitType
        from .demo import PASSWORD

        self.practice, self.chance = practice, chance
        hashed = Staff()
        hashed.set_password(PASSWORD)
        self.actors = {}
        for email, name, role, provider in STAFF:
            made = Staff.objects.create(
                practice=practice,
                email=email,
                name=name,
                role=role,
                password=hashed.password,
                provider=Provider.objects.get(code=provider) if provider else None,
            )
            self.actors[role] = staff_actor(made)
        self.payers = list(Payer.objects.order_by("code"))
        self.visits = {visit.code: visit for visit in VisitType.objects.all()}
        self.patients = [self._patient(number) for number in range(patients)]

    def make(self, months: int) -> None:
        today = dt.datetime.now(self.practice.zone).date()
        for back in range(months * 30, 0, -1):
            day = today - dt.timedelta(days=back)
            if day.weekday() < 5:
                with clock_at(dt.datetime.combine(day, dt.time(7, 30), self.practice.zone)):
                    self._morning(day)
                self._end_of(day)
        self._ahead(today)
        self._room_for_whoever_tries_it()
        self._requests()
        self._waiting(today)
        self._due(today)
        self._family()
        demo_console.fill(self.practice, self.actors)

    def _patient(self, number: int):  # type: ignore[no-untyped-def]
        from ..people.models import Patient

        first, last = NAMES[number % len(NAMES)].split(" ", 1)
        again = number // len(NAMES)
        return self._agreed(
            Patient(
                practice=self.practice,
                first_name=first,
                last_name=last + (f" {again + 1}" if again else ""),
                birth_date=dt.date(
                    self.chance.randint(1936, 2015), self.chance.randint(1, 12), self.chance.randint(1, 28)
                ),
                email=f"{first.lower()}{again or ''}@patients.example" if number % 3 or number == 0 else "",
                phone=f"+1312555{1000 + number:04}",
                payer=(payer := self.chance.choice([*self.payers, None])),
                uninsured=payer is None,
                member_id=f"M{number:06}" if number % 4 and payer is not None else "",
                established=number % 5 != 4,
                language="es" if number % 9 == 4 else "en",
            )
        )

    def _newcomer(self, number: int):  # type: ignore[no-untyped-def]
        from ..people.models import Patient

        first, last = NEW_NAMES[number].split(" ")
        return self._agreed(
            Patient(
                practice=self.practice,
                first_name=first,
                last_name=last,
                birth_date=dt.date(1950 + 4 * number, 1 + number, 3 + 2 * number),
                email=f"{first.lower()}@patients.example",
                phone=f"+1312555{2000 + number:04}",
                payer=self.payers[number % len(self.payers)],
            )
        )

    def _agreed(self, patient: Any) -> Any:
        """They gave an address or number so that they are reached there."""
        from ..messaging.consent import channel_of
        from ..messaging.models import Consent

        patient.save()
        for contact in filter(None, (patient.email, patient.phone)):
            Consent.objects.create(
                practice=self.practice,
                contact=contact,
                channel=channel_of(contact),
                given=True,
                how="asked at the desk",
            )
        return patient

    def _morning(self, day: dt.date) -> None:
        """Some booked for the same day, some for the weeks to come."""
        for _ in range(self.chance.randint(1, 3)):
            self._book(day, 1)
        self._book(day + dt.timedelta(days=self.chance.randint(3, 15)), 5)

    def _book(self, first: dt.date, days: int):  # type: ignore[no-untyped-def]
        from django.utils.timezone import now

        from ..availability.model import Wanted
        from ..booking import actions, offers
        from ..booking.errors import BreaksRules, JustTaken
        from ..booking.take import Place
        from ..intake.evaluation import facts
        from ..rules.facts import age_on

        patient = self.chance.choice(self.patients)
        patient.refresh_from_db()
        age = age_on(patient.birth_date, first)
        choices = (
            ["follow-up", "follow-up", "well-child" if age < 18 else "annual-physical"]
            if patient.established
            else ["new-patient"]
        )
        visit = self.visits[self.chance.choice(choices)]
        said = {"reason": self.chance.choice(REASONS), "insurance-card": "seen", "guardian-name": "A parent"}
        offered = offers.times(
            Wanted(visit.code, now(), facts(patient, said, "phone"), (), (), str(patient.pk)), first, days, limit=60
        )
        if not offered:
            return None
        offer = self.chance.choice(offered)
        place = Place(offer.provider, offer.location, offer.start)
        try:
            return (
                actions.book(
                    self.actors["scheduler"],
                    patient,
                    visit_type=visit,
                    place=place,
                    channel="phone",
                    override=True,
                    reason="Booked by phone with the card in hand",
                )
                if visit.code == "new-patient"
                else actions.book(self.actors["front_desk"], patient, visit_type=visit, place=place, channel="phone")
            )
        except (BreaksRules, JustTaken):
            return None

    def _end_of(self, day: dt.date) -> None:
        """What became of the appointments of a day."""
        from ..booking import actions
        from ..booking.models import Appointment

        begin = dt.datetime.combine(day, dt.time(), self.practice.zone)
        desk = self.actors["front_desk"]
        for appointment in Appointment.objects.filter(
            state="booked", start__gte=begin, start__lt=begin + dt.timedelta(days=1)
        ):
            fate = self.chance.random()
            with clock_at(appointment.start):
                if fate < 0.07:
                    self._gives_up(actions.no_show(desk, appointment))
                elif fate < 0.15:
                    self._gives_up(actions.cancel(desk, appointment, reason=self.chance.choice(CANCELLED)))
                else:
                    actions.complete(desk, actions.arrive(desk, appointment))

    def _gives_up(self, appointment: Appointment) -> None:
        """Whoever did not keep it was called long ago, and wants no other time."""
        from ..intake.actions import give_up
        from ..intake.models import Request
        from ..intake.states import OPEN

        for asked in Request.objects.filter(pk__in=[appointment.request_id], state__in=OPEN):
            give_up(self.actors["front_desk"], asked, reason="Does not want to come")

    def _ahead(self, today: dt.date) -> None:
        """The days to come: some moved, some cancelled."""
        from ..booking import actions
        from ..booking.errors import BreaksRules, JustTaken
        from ..booking.take import Place

        for offset in range(0, 15):
            for _ in range(self.chance.randint(6, 12)):
                with clock_at(dt.datetime.combine(today - dt.timedelta(days=1), dt.time(9), self.practice.zone)):
                    appointment = self._book(today + dt.timedelta(days=offset), 1)
                if appointment is None or self.chance.random() > 0.1:
                    continue
                later = Place(
                    appointment.provider.code, appointment.location.code, appointment.start + dt.timedelta(days=7)
                )
                try:
                    actions.reschedule(
                        self.actors["front_desk"], appointment, place=later, reason="The patient asked for a week later"
                    )
                except (BreaksRules, JustTaken):
                    self._gives_up(
                        actions.cancel(self.actors["front_desk"], appointment, reason=self.chance.choice(CANCELLED))
                    )

    def _room_for_whoever_tries_it(self) -> None:
        """Rosa, as whom README's reader signs in, has one visit to come: the rules let a patient have three."""
        from ..booking import actions
        from ..booking.models import Appointment

        coming = Appointment.objects.filter(patient=self.patients[0], state="booked").order_by("start")
        for appointment in list(coming)[1:]:
            self._gives_up(actions.cancel(self.actors["front_desk"], appointment, reason="The patient asked"))

    def _waiting(self, today: dt.date) -> None:
        """Some would come earlier than they are booked."""
        from ..booking.models import Appointment
        from ..outreach.waitlist.actions import join

        later = Appointment.objects.filter(state="booked", start__date__gt=today + dt.timedelta(days=6))
        seen: set[object] = set()
        for number, appointment in enumerate(later.select_related("patient", "visit_type").order_by("start")):
            if (appointment.patient_id, appointment.visit_type_id) in seen or len(seen) == 4:
                continue
            seen.add((appointment.patient_id, appointment.visit_type_id))
            join(
                self.actors["front_desk"],
                appointment.patient,
                visit_type=appointment.visit_type,
                appointment=appointment,
                first_on=today + dt.timedelta(days=1),
                parts=[["morning"], [], ["afternoon"]][number % 3],
            )

    def _due(self, today: dt.date) -> None:
        """Visits that care plans ask for: overdue, due, later."""
        from ..outreach.recalls.actions import order
        from ..practice.models import Provider

        for number, days in enumerate((-40, -25, 5, 12, 70, 100)):
            order(
                self.actors["scheduler"],
                self.patients[-1 - number],
                visit_type=self.visits["follow-up"],
                provider=Provider.objects.get(code="chen" if number % 2 else "park"),
                due_on=today + dt.timedelta(days=days),
                note="Check the blood pressure" if number % 2 else "",
            )

    def _family(self) -> None:
        """Rosa Martinez looks after her daughter."""
        from ..intake.patients import confirm_proxy, name_proxy
        from ..people.models import Patient

        daughter = Patient.objects.create(
            practice=self.practice,
            first_name="Lucia",
            last_name="Martinez",
            birth_date=dt.date(2019, 5, 14),
            payer=self.payers[0],
            established=True,
        )
        proxy = name_proxy(
            self.actors["front_desk"],
            daughter,
            contact=self.patients[0].email,
            who="parent",
            name=self.patients[0].name,
        )
        confirm_proxy(self.actors["front_desk"], proxy)

    def _requests(self) -> None:
        """Requests in every state, asked over the last days."""
        from django.utils.timezone import now

        from ..intake import actions

        plan = ("ask", "", "book", "approve", "decline", "withdraw", "approve", "", "expire", "ask", "book", "take")
        for number, step in enumerate(plan):
            patient = self._newcomer(number)
            when = now() - dt.timedelta(hours=5 * (len(plan) - number))
            with clock_at(when):
                asked = actions.create_for_caller(
                    self.actors["front_desk"],
                    patient,
                    visit_type=self.visits["new-patient" if number % 3 else "procedure"],
                    answers={
                        "reason": REASONS[number % len(REASONS)],
                        **({"insurance-card": "seen at the desk"} if number % 4 else {}),
                    },
                    channel="referral" if number % 5 == 0 else "phone",
                )
            self._step(asked, step)

    def _step(self, asked, step: str) -> None:  # type: ignore[no-untyped-def]
        from ..access.may import SYSTEM
        from ..intake import actions
        from ..intake.queue.actions import take
        from ..intake.states import IllegalTransition

        scheduler = self.actors["scheduler"]
        try:
            match step:
                case "ask":
                    actions.ask(scheduler, asked, fields=["insurance-card"], note="A photo of the front is enough.")
                case "approve":
                    actions.approve(self._who_approves(asked), asked)
                case "decline":
                    actions.decline(self._who_approves(asked), asked, reason="We do not take this insurance")
                case "withdraw":
                    actions.withdraw(SYSTEM, asked)
                case "expire":
                    actions.expire(SYSTEM, asked)
                case "book":
                    self._approve_and_book(asked)
                case "take":
                    take(scheduler, asked)
        except IllegalTransition:
            return

    def _approve_and_book(self, asked) -> None:  # type: ignore[no-untyped-def]
        from dataclasses import replace

        from django.utils.timezone import now

        from ..availability.model import Wanted
        from ..booking import actions, offers
        from ..booking.take import Place
        from ..intake import actions as intake
        from ..intake.evaluation import facts_of

        known = replace(facts_of(asked), channel="staff")
        today = dt.datetime.now(self.practice.zone).date()
        offered = offers.times(
            Wanted(asked.visit_type.code, now(), known, (), (), str(asked.patient_id)), today, 14, limit=40
        )
        if offered and not asked.missing:
            offer = self.chance.choice(offered)
            if asked.waits_for_clinician:  # theirs to decide; who books is the desk
                asked = intake.approve(self._who_approves(asked), asked)
            actions.approve_and_book(
                self.actors["scheduler"], asked, place=Place(offer.provider, offer.location, offer.start)
            )

    def _who_approves(self, asked: Any) -> Any:
        return self.actors["clinician" if asked.waits_for_clinician else "scheduler"]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdesk.server.settings")
    import django

    django.setup()
    load()
