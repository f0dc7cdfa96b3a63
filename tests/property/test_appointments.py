"""A machine of states over appointments with their holds, offers, proposals, due links, series, merges and deaths.

Whatever is done in whatever order: one thing is open for one appointment, nothing is booked twice, nobody is told who may not be.
"""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from frontdesk.access.may import SYSTEM, NotAllowed, require_for
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Merge, Proposal, Recall, WaitlistEntry, WaitlistOffer
from frontdesk.booking.series.actions import SeriesHindered, book_series
from frontdesk.booking.take import Wish, take
from frontdesk.core.refusals import Refusal
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Request, Task
from frontdesk.messaging.actions import agreed_with_record
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls.queries import link_actor
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.records.deaths import actions as deaths
from frontdesk.records.merging import actions as merging
from frontdesk.tenancy.context import enter
from tests import factory as f
from tests.portion import tried_with

TABLE = """
proxies:
  - {who: parent, under age: 12, may: [see, book, cancel]}
  - {who: parent, from age: 12, under age: 18, visits: [follow-up], may: [see, book]}
"""
TEXT = f.CEDAR.replace("Procedures need a procedure room.", "Patients may book procedures themselves.") + TABLE
PARENT = "parent@example.org"
STARTS = ("08:00", "09:00", "10:00", "11:00", "11:30")
WHO = st.integers(0, 2)
WHICH = st.integers(0, 9)
COMING = ("booked", "arrived")
NO = (Refusal, NotAllowed, SeriesHindered, ValueError)


class Appointments(RuleBasedStateMachine):
    """Two grown people, who may turn out to be one, and a child of 15 whose parent is not told of procedures."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_at: set = set()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('frontdesk.practice', '', true)")
        self.practice = f.load_cedar(TEXT, f"cedar-{next(f._numbers)}")
        enter(self.practice)
        self.desk = f.actor(self.practice, "scheduler")
        teen = dt.date(f.day(0).year - 15, 1, 1)
        self.people = [
            f.patient(self.practice, established=True),
            f.patient(self.practice, established=True),
            f.patient(self.practice, established=True, email="", birth_date=teen),
        ]
        proxy = patients.name_proxy(SYSTEM, self.people[2], contact=PARENT, who="parent", name="Pat")
        patients.confirm_proxy(SYSTEM, proxy)
        # Said of this child: a yes from before they act for it would leave nobody to be told of anything.
        agreed_with_record(self.practice, "told the tests", PARENT, patient=self.people[2])

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    # What can be done -------------------------------------------------------------------------------------------

    def do(self, work):
        """What is refused changes nothing; the database's own no is a fault of ours."""
        try:
            with transaction.atomic():
                return work()
        except NO:
            return None

    def one_of(self, rows, which):
        found = list(rows.order_by("pk")[:10])
        return found[which % len(found)] if found else None

    def person(self, who) -> Patient:
        return Patient.objects.select_related("practice", "payer").get(pk=self.people[who].pk)

    def actor(self, patient):
        return patient_actor(patient.email or PARENT)

    @rule(who=WHO, time=st.sampled_from(STARTS), visit=st.sampled_from(["follow-up", "procedure"]))
    def book(self, who, time, visit):
        self.do(lambda: booking.book(self.desk, self.person(who), visit_type=f.visit(visit), place=f.place(time)))

    @rule(who=WHO)
    def series(self, who):
        where = f.place("08:30", "lee")
        self.do(
            lambda: book_series(
                self.desk, self.person(who), visit_type=f.visit("follow-up"), place=where, every_weeks=1, times=2
            )
        )

    @rule(who=WHO)
    def ask(self, who):
        self.do(
            lambda: intake.create_for_caller(self.desk, self.person(who), visit_type=f.visit("follow-up"), answers={})
        )

    @rule(which=WHICH, time=st.sampled_from(STARTS))
    def hold_for_a_request(self, which, time):
        asked = self.one_of(Request.objects.filter(state="approved"), which)
        if asked:
            self.do(
                lambda: booking.hold(
                    self.actor(asked.patient),
                    asked.patient,
                    visit_type=asked.visit_type,
                    place=f.place(time),
                    channel="online",
                    request=asked,
                )
            )

    @rule(which=WHICH, time=st.sampled_from(STARTS))
    def hold_instead(self, which, time):
        one = self.one_of(Appointment.objects.filter(state="booked"), which)
        if one:
            self.do(
                lambda: booking.hold(
                    self.desk,
                    one.patient,
                    visit_type=one.visit_type,
                    place=f.place(time),
                    channel="staff",
                    replaces=one,
                )
            )

    @rule(which=WHICH)
    def confirm(self, which):
        one = self.one_of(Appointment.objects.filter(hold_expires_at__isnull=False), which)
        if one:
            self.do(lambda: booking.confirm(self.desk, one))

    @rule(which=WHICH, time=st.sampled_from(STARTS))
    def move(self, which, time):
        one = self.one_of(Appointment.objects.filter(state="booked"), which)
        if one:
            self.do(lambda: booking.reschedule(self.desk, one, place=f.place(time, "lee")))

    @rule(which=WHICH)
    def cancel(self, which):
        one = self.one_of(Appointment.objects.filter(state__in=["held", "booked"]), which)
        if one:
            self.do(lambda: booking.cancel(self.desk, one, reason="x"))

    @rule(which=WHICH)
    def propose(self, which):
        one = self.one_of(Appointment.objects.filter(state="booked"), which)
        if one:
            self.do(lambda: proposals.propose(self.desk, one, reason="ill"))

    @rule(which=WHICH, yes=st.booleans())
    def answer_proposal(self, which, yes):
        one = self.one_of(Proposal.objects.all(), which)
        if one:
            self.do(lambda: (proposals.accept if yes else proposals.decline)(self.desk, one))

    @rule(which=WHICH)
    def undo(self, which):
        one = self.one_of(Appointment.objects.all(), which)
        if one:
            self.do(lambda: correcting.undo(self.desk, one))

    @rule(which=WHICH, time=st.sampled_from(["08:00", "08:30"]))
    def offer(self, which, time):
        one = self.one_of(Appointment.objects.filter(state="booked"), which)

        def work():
            entry = WaitlistEntry.objects.filter(
                patient=one.patient, visit_type=one.visit_type, state="waiting"
            ).first() or waitlist.join(
                self.desk, one.patient, visit_type=one.visit_type, first_on=f.day(0), appointment=one
            )
            wish = Wish(one.patient, one.visit_type, f.place(time, "lee"), "staff", replaces=one, agreed=True)
            waitlist.offer(SYSTEM, entry, hold=take(wish, "held", 30), keep=dt.timedelta(minutes=30))

        if one:
            self.do(work)

    @rule(which=WHICH, yes=st.booleans())
    def answer_offer(self, which, yes):
        one = self.one_of(WaitlistOffer.objects.all(), which)
        if one:
            self.do(lambda: (waitlist.accept if yes else waitlist.decline)(self.desk, one))

    @rule(who=WHO)
    def due(self, who):
        def work():
            recall = recalls.order(self.desk, self.person(who), visit_type=f.visit("procedure"), due_on=f.day(7))
            recalls.invite(SYSTEM, recall)

        self.do(work)

    @rule(which=WHICH, time=st.sampled_from(STARTS))
    def follow_the_link(self, which, time):
        one = self.one_of(Recall.objects.filter(state="invited"), which)
        if one:
            self.do(
                lambda: booking.hold(
                    link_actor(one),
                    one.patient,
                    visit_type=one.visit_type,
                    place=f.place(time),
                    channel="staff",
                    recall=one,
                )
            )

    @rule(who=WHO)
    def die(self, who):
        self.do(lambda: deaths.deceased(self.desk, self.person(who), on=f.day(-1)))

    @rule(who=WHO)
    def live(self, who):
        if self.person(who).deceased_on is not None:
            self.do(lambda: deaths.alive(self.desk, self.person(who), reason="a mistake"))

    @rule(kept=st.booleans())
    def merge(self, kept):
        one, other = (self.person(0), self.person(1)) if kept else (self.person(1), self.person(0))
        self.do(lambda: merging.merge(self.desk, one, gone=other, reason="x", choices={"died": "kept"}))

    @rule()
    def unmerge(self):
        made = Merge.objects.filter(state="merged").select_related("kept").first()
        if made:
            self.do(lambda: merging.unmerge(self.desk, made.kept, merge=made, reason="x"))

    @rule()
    def time_passes(self):
        self.do(lambda: (proposals.pass_on(), waitlist.pass_on(), booking.expire_holds()))

    # What must hold ---------------------------------------------------------------------------------------------

    @invariant()
    def one_thing_is_open_for_one_appointment(self):
        held = list(Appointment.objects.filter(state="held"))
        for about in (
            [
                (one.replaces_id, one.proposed) for one in held if one.replaces_id
            ],  # beside a proposal they may choose one
            [one.recall_id for one in held if one.recall_id],
        ):
            assert len(about) == len(set(about))
        keys = {one.pk for one in held}
        proposed = set(Proposal.objects.filter(state="proposed").values_list("hold", flat=True))
        assert proposed == {one.pk for one in held if one.proposed}
        open_ = [
            *Proposal.objects.filter(state="proposed").values_list("hold", flat=True),
            *WaitlistOffer.objects.filter(state="offered").values_list("hold", flat=True),
        ]
        assert set(open_) <= keys and len(open_) == len(set(open_))
        assert (
            not Appointment.objects.filter(state="held")
            .exclude(replaces=None)
            .exclude(replaces__state="booked")
            .exists()
        )

    @invariant()
    def nothing_is_booked_twice(self):
        for field in ("request", "recalls"):
            coming = Appointment.objects.filter(state__in=COMING).exclude(**{field: None}).values_list(field, flat=True)
            assert len(coming) == len(set(coming)), field
        after = Appointment.objects.filter(state="rescheduled").values_list("successor", flat=True)
        assert len(after) == len(set(after))
        replaced = Appointment.objects.filter(state__in=COMING).exclude(replaces=None)
        assert not replaced.exclude(replaces__state="rescheduled").exists()

    @invariant()
    def nobody_is_told_who_may_not_be(self):
        """As things stand when it is written; when it is handed over it is looked at again (tests/messaging/test_ways.py)."""
        for message in Message.objects.exclude(to="").exclude(patient=None).exclude(pk__in=self.looked_at):
            self.looked_at.add(message.pk)
            require_for(patient_actor(message.to), "appointment.view", self.of(message), message.visit)

    def of(self, message):
        return Patient.objects.values_list("pk", flat=True).get(pk=message.patient_id)

    @invariant()
    def the_dead_have_nothing(self):
        dead = Patient.objects.exclude(deceased_on=None)
        assert not Appointment.objects.filter(patient__in=dead, state__in=["held", "booked"]).exists()
        assert not Recall.objects.filter(patient__in=dead, state__in=["planned", "invited"]).exists()
        assert not WaitlistEntry.objects.filter(
            patient__in=dead.filter(same_as=None), state__in=["waiting", "offered"]
        ).exists()

    @invariant()
    def what_is_settled_is_closed(self):
        over = Appointment.objects.filter(state__in=["rescheduled", "cancelled"]).values("pk")
        assert not Task.objects.filter(kind__in=["move", "broken"], state="open", thing_id__in=over).exists()


def tries(examples, **more):
    """So many runs.  What it finds is told as it was found: making it smaller takes longer than reading it."""
    return settings(
        max_examples=examples,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        **more,
    )


def test_whatever_is_done_in_whatever_order(db):
    """Always the same few, so that whoever changes a line is not told of another's."""
    run_state_machine_as_test(Appointments, settings=tries(3, stateful_step_count=25, derandomize=True))


@tried_with(None, many=4)
def test_whatever_is_done_in_whatever_order_and_others_each_time(db, examples):
    run_state_machine_as_test(Appointments, settings=tries(examples, stateful_step_count=40))


def after(*steps):
    """What the machine sees after exactly these steps."""
    machine = Appointments()
    try:
        for step, values in steps:
            getattr(machine, step)(**values)
        machine.one_thing_is_open_for_one_appointment()
        machine.nothing_is_booked_twice()
        machine.what_is_settled_is_closed()
        machine.the_dead_have_nothing()
        machine.nobody_is_told_who_may_not_be()
    finally:
        machine.teardown()


BOOKED = ("book", {"who": 0, "time": "10:00", "visit": "follow-up"})
OPENED = {"a hold": ("hold_instead", {"which": 0, "time": "11:00"}), "a proposal": ("propose", {"which": 0})}
ENDED = {"a move": ("move", {"which": 0, "time": "09:00"}), "a cancellation": ("cancel", {"which": 0})}


def deaf_to(monkeypatch, *kinds):
    from frontdesk.core import events

    left = {kind: () if kind in kinds else heard for kind, heard in events._listeners.items()}
    monkeypatch.setattr(events, "_listeners", left)


@pytest.mark.parametrize("opened", OPENED.values(), ids=OPENED)
@pytest.mark.parametrize("ended", ENDED.values(), ids=ENDED)
def test_where_nobody_hears_of_the_end_the_machine_sees_what_stays_open(db, monkeypatch, opened, ended):
    after(BOOKED, opened, ended)
    deaf_to(monkeypatch, booking.Moved, booking.Cancelled)
    monkeypatch.setattr(booking, "end_open", lambda wish: None)
    with pytest.raises((AssertionError, DatabaseError)):
        after(BOOKED, opened, ended)


def test_where_nobody_hears_of_a_death_the_machine_sees_what_the_dead_keep(db, monkeypatch):
    after(BOOKED, ("die", {"who": 0}))
    deaf_to(monkeypatch, deaths.PatientDied)
    with pytest.raises(AssertionError):
        after(BOOKED, ("die", {"who": 0}))


def test_where_nobody_looks_at_the_visit_the_machine_sees_who_is_told(db, monkeypatch):
    hidden = ("book", {"who": 2, "time": "10:00", "visit": "procedure"})
    after(hidden)
    monkeypatch.setattr("frontdesk.messaging.ways._opens", lambda *args, **more: True)
    with pytest.raises(NotAllowed):
        after(hidden)
