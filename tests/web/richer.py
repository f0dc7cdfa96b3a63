"""A world in which more has happened: somebody has died, somebody is away, a message failed, a referral ended; and a form for each."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import TimeAway
from frontdesk.day.away import actions as away
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake import actions as intake
from frontdesk.intake.insurance import Insurance
from frontdesk.intake.models import Request
from frontdesk.intake.patients import newcomer
from frontdesk.intake.referrals import actions as referrals
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.people.queries import staff_actor
from frontdesk.practice.models import Payer, Provider
from frontdesk.records.deaths.actions import deceased
from frontdesk.tenancy.today import today_at
from tests import factory as f
from tests.web.world import World
from tests.web_client import sign_in

AWAY_ON = 12  # days from now


class RicherWorld(World):
    """`World`, and what its buttons are there for: `own` names the thing behind an address where it is another than `World`'s."""

    def __init__(self, cedar) -> None:
        super().__init__(cedar)
        self.own: dict[str, object] = {}
        self._dead_and_double()
        self._due_and_failed()
        self._referrals()
        self._asked()
        self._away()
        self._the_day()
        open_exception_tasks()  # as the round does

    def _dead_and_double(self) -> None:
        dead = f.patient(self.practice, established=True, first_name="Theodora")
        deceased(self.desk, dead, on=today_at(self.practice))
        self.own["console/patients/<uuid:key>/alive/"] = dead
        one = f.patient(self.practice, first_name="Wilhelmina", last_name="Quist", birth_date=dt.date(1980, 2, 3))
        f.patient(self.practice, first_name="Wilhelmina", last_name="Quist", birth_date=dt.date(1980, 2, 3))
        for route in ("merge", "seen-before"):
            self.own[f"console/patients/<uuid:key>/{route}/"] = one

    def _due_and_failed(self) -> None:
        self.overdue = recalls.order(
            self.scheduler,
            f.patient(self.practice, established=True, first_name="Perpetua"),
            visit_type=f.visit("follow-up"),
            due_on=today_at(self.practice),
            give_days=3,
        )
        for route in ("invite", "close"):
            self.own[f"console/recalls/<uuid:key>/{route}/"] = self.overdue
        failed = Message.objects.filter(patient=self.patient).exclude(to="").last()
        Message.objects.filter(pk=failed.pk).update(state="failed", error="mailbox full")
        for route in ("again", "settle"):
            self.own[f"console/messages/<uuid:key>/{route}/"] = failed

    def _referrals(self) -> None:
        made = referrals.receive(
            self.scheduler, self.practice, values={"last_name": "Abara", "clinic_name": "Lakeview"}
        )
        self.own["console/referrals/<uuid:key>/reopen/"] = referrals.decline(
            self.scheduler, made, reason="We do not offer this"
        )
        whole = {
            "visit_type": f.visit("new-patient"),
            "first_name": "Casimir",
            "last_name": "Brandt",
            "birth_date": dt.date(1951, 3, 8),
            "phone": "+13125553101",
            "payer": Payer.objects.get(code="aetna"),
            "why": "Please see.",
        }
        self.own["console/referrals/<uuid:key>/accept/"] = referrals.receive(
            self.scheduler, self.practice, values=whole
        )

    def _asked(self) -> None:
        known = f.patient(self.practice, first_name="Ottoline", last_name="Ferro", birth_date=dt.date(1970, 5, 6))
        again = newcomer(
            SYSTEM,
            self.practice,
            first="Ottoline",
            last="Ferro",
            birth=dt.date(1970, 5, 6),
            contact="ferro-new@example.org",
            insurance=Insurance(Payer.objects.get(code="aetna")),
            member_id="1",
            language="en",
        )
        told = {"reason": "a cough"}
        asked = intake.submit(f.themselves(again), again, visit_type=f.visit("new-patient"), answers=told)
        self.known = known
        for route in ("match", "no-match"):
            self.own[f"console/requests/<uuid:key>/{route}/"] = asked
        bookable = intake.submit(
            f.themselves(self.patient), self.patient, visit_type=f.visit("follow-up"), answers=told
        )
        self.own["console/requests/<uuid:key>/book/"] = Request.objects.get(pk=bookable.pk)
        caller = f.patient(self.practice, first_name="Cassia", established=True)
        for more in ("", "series/"):
            self.own[f"console/book/<uuid:key>/{more}"] = caller
        lost = intake.create_for_caller(
            self.desk,
            f.patient(self.practice, first_name="Leopoldine", payer=Payer.objects.get(code="aetna")),
            visit_type=f.visit("new-patient"),
            answers=told,
        )
        one = booking.approve_and_book(self.scheduler, lost, place=f.place("09:00", date=f.day(11)))
        booking.cancel(self.desk, one, reason="The patient asked")
        self.own["console/requests/<uuid:key>/give-up/"] = Request.objects.get(pk=lost.pk)

    def _away(self) -> None:
        """Lee is away on a day on which somebody has an appointment with her."""
        self.broken = booking.book(
            self.scheduler,
            self.newcomer,
            visit_type=f.visit("follow-up"),
            place=f.place("09:00", provider="lee", date=f.day(AWAY_ON)),
            override=True,
            reason="They live next door",
        )
        on = f.place("09:00", date=f.day(AWAY_ON)).start.date()
        self.approved = away.at_once(
            self.scheduler,
            Provider.objects.select_related("practice").get(code="lee"),
            first_on=on,
            last_on=on,
            from_minute=0,
            to_minute=24 * 60,
            note="",
        )
        self.approved = TimeAway.objects.get(pk=self.approved.pk)
        for route in ("take-back", "propose"):
            self.own[f"console/away/<uuid:key>/{route}/"] = self.approved
        self.own["console/appointments/<uuid:key>/propose/"] = self.broken

    def _the_day(self) -> None:
        """Visits whose time has come: one that nobody has checked in, one whose patient is here."""
        desk = staff_actor(self._staff["front_desk"])
        come, here = (
            f.its_time(
                booking.book(
                    self.desk,
                    f.patient(self.practice, established=True, first_name=first),
                    visit_type=f.visit("follow-up"),
                    place=f.place(time, date=f.day(13)),
                )
            )
            for first, time in (("Hyacinth", "09:00"), ("Ignatius", "10:00"))
        )
        for route in ("arrive", "no-show"):
            self.own[f"console/appointments/<uuid:key>/{route}/"] = come
        here = booking.arrive(desk, here)
        for route in ("complete", "correct", "undo"):
            self.own[f"console/appointments/<uuid:key>/{route}/"] = here

    def member(self, role: str):
        """Who `client` is signed in as."""
        return self._staff[role]

    def another(self, role: str):
        """A client of a second person with that role."""
        client = Client()
        sign_in(client, f.staff(self.practice, role, provider="chen" if role == "clinician" else ""))
        client.handler.enforce_csrf_checks = True
        return client

    def address(self, route: str, of: str = "") -> str:
        """`of`: the route whose thing it is of, where it is a page that holds its form."""
        thing = self.own.get(of or route)
        if isinstance(thing, str):  # its name, where that is its address
            return super().address(route.replace("<slug:number>", thing))
        return super().address(route.replace("<uuid:key>", str(thing.pk)) if thing is not None else route)
