"""Ways to reach somebody depend on the patient and on the visit: who may not see a visit is never told of it."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.series.actions import book_series
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.messaging import delivery
from frontdesk.messaging import ways as reach
from frontdesk.messaging.actions import agreed_with_record, bounced, consent, send_again
from frontdesk.messaging.models import Message
from frontdesk.messaging.ways import ways
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.reminders import remind
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import fill
from frontdesk.practice.actors import patient_actor
from tests import factory as f
from tests.portion import some_of

PARENT, AUNT = "parent@example.org", "aunt@example.org"
CALL = "no email address or phone number that may be used: call"
TABLE = """
proxies:
  - {who: parent, under age: 12, may: [see, book, cancel]}
  - {who: parent, from age: 12, under age: 18, visits: [follow-up], may: [see, book]}
  - {who: carer, from age: 18, visits: [follow-up], may: [see]}
  - {who: patient, under age: 14, may: []}
"""
TEXT = f.CEDAR.replace("Procedures need a procedure room.", "Patients may book procedures themselves.")


@pytest.fixture
def practice(db):
    return f.load_cedar(TEXT + TABLE + 'messages: {quiet hours: {from: "03:00", to: "03:01"}}\n')


def person(practice, years=15, *, proxy=PARENT, who="parent", **more):
    today = f.day(0)
    made = f.patient(
        practice,
        birth_date=dt.date(today.year - years, 1, 1),
        established=True,
        **{"email": "", **more},
    )
    patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, made, contact=proxy, who=who, name="Pat"))
    agreed_with_record(practice, "told the tests", proxy)
    return made


def book(who, visit):
    """Not by staff: what is said of it leaves at once."""
    return booking.book(SYSTEM, who, visit_type=f.visit(visit), place=f.place("11:00"))


def submitted(practice, who, visit):
    return intake.create_for_caller(
        f.actor(practice, "front_desk"), who, visit_type=f.visit(visit), answers={"reason": "x"}
    )


def reminded(practice, who, visit):
    one = book(who, visit)
    type(one).objects.filter(pk=one.pk).update(
        start=dt.datetime.now(dt.UTC) + dt.timedelta(hours=20),
        created_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=9),
    )
    remind(practice)


def offered(practice, who, visit):
    one = book(who, visit)
    waitlist.join(SYSTEM, who, visit_type=one.visit_type, first_on=f.day(1), appointment=one, notice_hours=1)
    Message.objects.all().delete()
    assert fill(practice) == 1


CAUSES = {
    "a request": submitted,
    "a booking": lambda p, who, v: booking.book(
        f.actor(p, "scheduler"), who, visit_type=f.visit(v), place=f.place("11:00")
    ),
    "a move": lambda p, who, v: booking.reschedule(f.actor(p, "scheduler"), book(who, v), place=f.place("08:00")),
    "a cancellation": lambda p, who, v: booking.cancel(f.actor(p, "front_desk"), book(who, v), reason="closed"),
    "a proposal": lambda p, who, v: proposals.propose(f.actor(p, "scheduler"), book(who, v), reason="ill"),
    "a due visit": lambda p, who, v: recalls.invite(
        SYSTEM, recalls.order(SYSTEM, who, visit_type=f.visit(v), due_on=f.day(7))
    ),
    "a series": lambda p, who, v: book_series(
        f.actor(p, "scheduler"), who, visit_type=f.visit(v), place=f.place(), every_weeks=1, times=2
    ),
    "a reminder": reminded,
    "an offer of the waitlist": offered,
    "what is missing": lambda p, who, v: intake.ask(f.actor(p, "front_desk"), submitted(p, who, v), fields=["reason"]),
}


@pytest.mark.parametrize("cause", some_of(CAUSES.values(), one_in=3, torture=2), ids=CAUSES)
def test_a_parent_is_not_told_of_a_visit_that_is_hidden_from_them_and_staff_call(practice, cause):
    cause(practice, person(practice), "procedure")
    assert not Message.objects.filter(to=PARENT).exists()
    assert Message.objects.filter(state="failed", error=CALL, to="").exists()


@pytest.mark.parametrize("cause", some_of(CAUSES.values(), one_in=3, torture=2), ids=CAUSES)
def test_a_parent_is_told_of_a_visit_that_they_may_see(practice, cause):
    """The control: the same causes, a visit that the table opens to a parent."""
    cause(practice, person(practice), "follow-up")
    assert Message.objects.filter(to=PARENT).exists()
    assert not Message.objects.exclude(to=PARENT).exists()


def test_without_looking_at_the_visit_the_same_harness_finds_the_parent_told(practice, monkeypatch):
    monkeypatch.setattr(reach, "_opens", lambda *args: True)
    book(person(practice), "procedure")
    assert Message.objects.filter(to=PARENT).exists()


@pytest.mark.parametrize(
    ("years", "visit", "who", "told"),
    [
        (11, "procedure", "parent", [PARENT]),
        (12, "procedure", "parent", []),
        (17, "follow-up", "parent", [PARENT]),
        (18, "follow-up", "parent", []),
        (80, "follow-up", "carer", [PARENT]),
        (80, "procedure", "carer", []),
    ],
)
def test_the_practices_table_decides_by_age_visit_and_who_it_is(practice, years, visit, who, told):
    assert ways(person(practice, years, who=who), visit) == told


def test_an_address_of_the_record_that_is_a_parents_counts_as_the_parents(practice):
    teen = person(practice, 15, proxy=AUNT, email=PARENT, email_of="parent")
    assert ways(teen, "procedure") == []
    assert ways(teen, "follow-up") == [PARENT]


def test_a_childs_own_address_that_the_table_opens_nothing_to_is_not_used(practice):
    child = person(practice, 10, email="child@example.org")
    assert ways(child, "procedure") == [PARENT]


def test_a_teenagers_own_address_is_told_and_the_parent_is_not(practice):
    teen = person(practice, 16, email="teen@example.org")
    book(teen, "procedure")
    assert list(Message.objects.values_list("to", flat=True)) == ["teen@example.org"]


def test_what_is_about_no_visit_goes_only_to_who_may_see_everything(practice):
    assert ways(person(practice, 15)) == []
    assert ways(person(practice, 11)) == [PARENT]


def test_whoever_is_written_to_may_see_what_it_is_about(practice):
    for years in (5, 11, 12, 15, 17, 18, 40):
        who = person(practice, years, proxy=f"p{years}@example.org")
        for visit in ("procedure", "follow-up", "new-patient"):
            for contact in ways(who, visit):
                actor = patient_actor(contact)
                assert booking.require_for(actor, "appointment.view", who.pk, visit) is None


# What changes while a message waits ---------------------------------------------------------------------------


@pytest.fixture
def served(settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    settings.TEXT_URL = "http://a:b@127.0.0.1:1"


def test_what_was_handed_over_before_is_not_sent_again_to_who_may_hear_it_no_longer(practice, served):
    child = person(practice)
    book(child, "follow-up")
    message = Message.objects.get(template="booked", to=PARENT)
    now = dt.datetime.now(dt.UTC)
    Message.objects.filter(pk=message.pk).update(state="failed", handed_at=now, not_before=None, error="mailbox full")
    patients.end_proxy(f.actor(practice, "front_desk"), child.proxies.get())
    message.refresh_from_db()
    send_again(f.actor(practice, "front_desk"), message)
    Message.objects.filter(pk=message.pk).update(not_before=None)
    assert delivery.deliver(practice.pk, message.pk) in ("failed", "withdrawn")


def test_a_proxy_who_has_ended_is_not_told_what_still_waits(practice, served):
    child = person(practice, 5)
    book(child, "procedure")
    message = Message.objects.get()
    patients.end_proxy(SYSTEM, child.proxies.get())
    assert delivery.deliver(practice.pk, message.pk) == "failed"
    message.refresh_from_db()
    assert (message.error, message.attempts) == (CALL, 0)


def test_an_address_that_has_become_confidential_gets_what_still_waits(practice, served):
    who = f.patient(practice, established=True)
    book(who, "procedure")
    old = Message.objects.get()
    patients.reach_only_at(SYSTEM, who, contact="safe@example.org")
    assert delivery.deliver(practice.pk, old.pk) == "withdrawn"
    assert Message.objects.exclude(pk=old.pk).get().to == "safe@example.org"


# The next way -------------------------------------------------------------------------------------------------


@pytest.fixture
def both(cedar):
    who = f.patient(cedar, established=True, email="ada@example.org", phone="+13125550155")
    return cedar, who


def test_what_was_refused_goes_the_next_agreed_way_at_once_and_staff_see_it(both, served, monkeypatch):
    cedar, who = both
    book(who, "follow-up")
    mail = Message.objects.get()

    class Refusing:
        def send(self, message):
            raise delivery.Refused("the mail server refused the address")

    monkeypatch.setattr(delivery, "provider_for", lambda channel: Refusing())
    assert delivery.deliver(cedar.pk, mail.pk) == "failed"
    text = Message.objects.exclude(pk=mail.pk).get()
    assert (text.channel, text.to, text.state, text.template) == ("text", who.phone, "queued", "booked")
    mail.refresh_from_db()
    assert (mail.state, mail.settled_by) == ("failed", "")  # an exception until somebody corrects the address


def test_what_bounced_goes_the_next_way_and_the_bounced_one_is_no_longer_the_first(both):
    cedar, who = both
    book(who, "follow-up")
    mail = Message.objects.get()
    Message.objects.filter(pk=mail.pk).update(state="sent", handed_at=dt.datetime.now(dt.UTC))
    mail.refresh_from_db()
    bounced(mail, "the mailbox does not exist (5.1.1)")
    bounced(mail, "the mailbox does not exist (5.1.1)")  # a report that comes twice
    assert Message.objects.get(channel="text").to == who.phone
    assert ways(who, "follow-up") == [who.phone, who.email]
    consent(SYSTEM, cedar, contact=who.email, given=True, how="said that it is right")
    assert ways(who, "follow-up") == [who.email, who.phone]


def test_stop_sends_what_waits_by_the_other_agreed_way(both):
    cedar, who = both
    one = book(who, "follow-up")
    Message.objects.all().delete()
    from frontdesk.booking.messages import about
    from frontdesk.messaging.actions import tell

    tell(who, "reminder", one, once="reminder x", **about(one))
    assert Message.objects.get().channel == "text"
    consent(SYSTEM, cedar, contact=who.phone, given=False, how="text STOP")
    assert Message.objects.get(channel="text").state == "withdrawn"
    assert Message.objects.get(channel="email").state == "queued"


def test_where_all_ways_have_failed_none_is_tried_twice(both):
    _cedar, who = both
    book(who, "follow-up")
    for channel in ("email", "text"):
        one = Message.objects.get(channel=channel)
        Message.objects.filter(pk=one.pk).update(state="sent", handed_at=dt.datetime.now(dt.UTC))
        bounced(Message.objects.get(pk=one.pk), "does not exist")
    assert Message.objects.count() == 2
