"""One of everything in a practice, so that every address leads to something real; and what a request wrote."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db import connection
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.access.roles import STAFF_ROLES
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Merge, Proposal
from frontdesk.booking.take import take
from frontdesk.day.away import actions as away
from frontdesk.intake import actions as intake
from frontdesk.intake import drafts as uploads
from frontdesk.intake.models import Document
from frontdesk.intake.patients import name_proxy
from frontdesk.intake.queue.actions import save_view
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.referrals.outcome import token_of
from frontdesk.intake.tasks.actions import open_task
from frontdesk.messaging.incoming import receive
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import wish_of
from frontdesk.people.models import Proxy
from frontdesk.practice.drafts import actions as drafting
from frontdesk.practice.models import Payer, Policy, Provider
from frontdesk.practice.roles import actions as roles
from frontdesk.records.merging.actions import merge
from frontdesk.reports.models import FailedJob
from frontdesk.reports.trials.actions import begin
from tests import factory as f
from tests import kept
from tests.web_client import as_patient, at, sign_in

ROLES = ("nobody", "patient", *STAFF_ROLES)
# What says only who is looking, and no page shows: the session (when a button was last pressed).  And what the database notes by itself
# of the days of whatever is taken, beside each row of `booking_reservation` (`tests/booking/test_summing.py`).
NOT_LOOKED_AT = frozenset({"django_session", "booking_changedday"})


class World:
    """The practice `cedar`, staffed, with something at each address.  `things` are the real ids by route."""

    def __init__(self, cedar) -> None:
        self.practice = cedar
        self.scheduler, self.desk = f.actor(cedar, "scheduler"), f.actor(cedar, "front_desk")
        self.admin, self.manager = f.actor(cedar, "admin"), f.actor(cedar, "manager")
        self.patient = f.patient(cedar, established=True, phone="+13125550177")
        self._staff = {
            role: f.staff(cedar, role, provider="chen" if role == "clinician" else "") for role in STAFF_ROLES
        }
        self._requests_and_times()
        self._referral_and_people()
        self._set_up()

    def _book(self, time: str, day: int, **more):
        return booking.book(
            self.desk, self.patient, visit_type=f.visit("follow-up"), place=f.place(time, date=f.day(day)), **more
        )

    def _requests_and_times(self) -> None:
        self.newcomer = f.patient(self.practice, payer=Payer.objects.get(code="medicaid"))
        told = {"reason": "a cough"}
        self.request = intake.create_for_caller(
            self.desk, self.newcomer, visit_type=f.visit("new-patient"), answers=told
        )
        own = intake.submit(f.themselves(self.patient), self.patient, visit_type=f.visit("follow-up"), answers=told)
        self.own_request = own
        self.booked = self._book("09:00", 7)
        self.other = self._book("10:00", 8)
        proposals.propose(self.scheduler, self.other, reason="The provider is away")
        self.proposal = Proposal.objects.get(appointment=self.other, state="proposed")
        self.waiting = waitlist.join(
            self.desk, self.patient, visit_type=f.visit("follow-up"), appointment=self.booked, first_on=f.day(0)
        )
        held = take(wish_of(self.waiting, f.place("09:30", date=f.day(5))), "held", 60)
        self.offer = waitlist.offer(SYSTEM, self.waiting, hold=held, keep=dt.timedelta(minutes=60))
        self.held = booking.hold(
            self.desk,
            self.patient,
            visit_type=f.visit("follow-up"),
            place=f.place("11:00", date=f.day(9)),
            channel="phone",
        )
        self.recall = recalls.invite(
            self.desk,
            recalls.order(self.scheduler, self.patient, visit_type=f.visit("procedure"), due_on=f.day(20)),
        )
        self.due_token = re.search(r"/due/([\w-]+)/", Message.objects.get(thing_id=self.recall.pk).body)[1]

    def _referral_and_people(self) -> None:
        self.referral = referrals.receive(
            self.scheduler, self.practice, values={"last_name": "Okonkwo", "clinic_name": "Lakeview"}
        )
        self.document = uploads.keep_document(self.practice, "insurance-card", f.photo())
        Document.objects.filter(pk=self.document.pk).update(request=self.own_request, patient=self.patient)
        self.proxy = name_proxy(self.desk, self.patient, contact="son@example.org", who="carer", name="Some Son")
        Proxy.objects.update(ended_by_staff=True)  # staff had ended it once, and they were named again
        self.task = open_task(
            "referral", self.referral, due_at=f.place().start, what="Call the clinic", referral=self.referral
        )
        double = f.patient(self.practice, first_name="Ida")
        merge(self.scheduler, self.patient, gone=double, reason="the same person")
        self.merge = Merge.objects.get(gone=double)
        self.inbound, _ = receive(self.practice, sender="+13125550177", body="what?", key="SM1")
        self.message = Message.objects.filter(patient=self.patient).first()
        self.view = save_view(self.scheduler, self.practice, name="Mine", query="owner=me")

    def _set_up(self) -> None:
        chen = Provider.objects.select_related("practice").get(code="chen")
        doctor = f.actor(self.practice, "clinician", provider="chen")
        self.away = away.ask_for_time_away(doctor, chen, first_on=f.day(30), last_on=f.day(30), note="A course")
        self.published = Policy.objects.get(state="published")
        self.draft = drafting.start(self.manager, self.practice)
        self.trial = begin(self.manager, self.draft, against=self.published, days=30)
        self.role = roles.create(self.admin, self.practice, name="Lead", like="front_desk")
        self.failed = FailedJob.objects.create(
            practice=self.practice,
            task="booking:fill-waitlist",
            arguments={"practice": str(self.practice.pk)},
            kind="OperationalError",
            place="outreach/waitlist/fill.py:12",
            first_at=self.published.created_at,
            last_at=self.published.created_at,
        )

    def address(self, route: str) -> str:
        """The route with real ids in it."""
        ids = {
            "requests": self.own_request if "answer" in route or "withdraw" in route else self.request,
            "appointments": self.other if "proposal" in route else self.booked,
            "proposals": self.proposal,
            "waitlist/offers": self.offer,
            "waitlist": self.waiting,
            "holds": self.held,
            "documents": self.document,
            "recalls": self.recall,
            "carers": self.proxy,
            "referrals": self.referral,
            "exceptions": self.task,
            "away": self.away,
            "queue/views": self.view,
            "book": self.patient,
            "patients": self.patient,
            "inbound": self.inbound,
            "messages": self.message,
            "try": self.trial,
            "versions": self.draft,
            "staff": self._staff["billing"],
            "jobs": self.failed,
        }
        key = next((thing.pk for part, thing in ids.items() if f"{part}/<uuid:key>" in route), None)
        filled = {
            "<uuid:key>": key,
            "<uuid:proxy>": self.proxy.pk,
            "<uuid:merged>": self.merge.pk,
            "<int:number>": 1,
            "<slug:step>": "latex" if route.startswith("due") else "who",
            "<str:token>": self.due_token if route.startswith("due") else token_of(self.referral),
            "<str:state>": "approved",
            "<str:what>": "no_shows",
            "<slug:part>": "locations",
            "<slug:visit>": "new-patient",
            "<slug:number>": "0",
            "<slug:code>": self.role.code,
            "<slug:id_>": self._id(route),
        }
        for place, value in filled.items():
            if place in route:
                assert value is not None, f"no thing of the world stands at {route}"
                route = route.replace(place, str(value))
        assert "<" not in route, f"no thing of the world stands at {route}"
        return at(self.practice, route)

    @staticmethod
    def _id(route: str) -> str:
        if "hours" in route:
            return "chen"
        return "reason" if "questions" in route else "booked" if "templates" in route else "downtown"

    def client(self, role: str, *, tokens: bool) -> Client:
        """Somebody with that role.  `tokens`: whether a form must carry its token, as in a real browser."""
        if role == "nobody":
            made = Client()
        elif role == "patient":
            made = as_patient(self.practice, self.patient)
        else:
            made = Client()
            sign_in(made, self._staff[role])
        made.handler.enforce_csrf_checks = tokens
        return made


def written() -> dict[str, tuple[int, int, int]]:
    """For each table what this transaction has inserted, updated and deleted until now, rolled back or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {name: tuple(counts) for name, *counts in cursor.fetchall() if name not in NOT_LOOKED_AT}


def rows(tables: Iterable[str] | None = None) -> dict[str, dict[str, str]]:
    """Every row of every table that the application sees (or of these): table → row's key → digest of the row."""
    return {table: dict(_digests(table)) for table in tables or _tables() if table not in NOT_LOOKED_AT}


def differences(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> dict[str, str]:
    """Table → "2 new, 1 changed, 1 gone", for those in which something differs."""
    found = {}
    for table in sorted(set(before) | set(after)):
        was, is_ = before.get(table, {}), after.get(table, {})
        counts = {
            "new": len(is_.keys() - was.keys()),
            "changed": sum(was[key] != is_[key] for key in was.keys() & is_.keys()),
            "gone": len(was.keys() - is_.keys()),
        }
        if any(counts.values()):
            found[table] = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return found


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT') ORDER BY relname"
        )
        return [name for (name,) in cursor.fetchall()]


def _digests(table: str) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)"
            " WHERE indrelid = %s::regclass AND indisprimary ORDER BY attname",
            [table],
        )
        key = " || '/' || ".join(f'"{name}"::text' for (name,) in cursor.fetchall()) or "md5(t::text)"
        cursor.execute(f'SELECT {key}, md5(t::text) FROM "{table}" AS t')
        yield from ((str(name), digest) for name, digest in cursor.fetchall())


W = TypeVar("W", bound=World)


def of_cedar(kind: type[W]) -> W:
    """A world of that kind, of the practice of tests: as many as there are begin as one that is kept."""
    return kept.once(kind, lambda: kind(f.load_cedar(f.at_any_hour(f.CEDAR))))
