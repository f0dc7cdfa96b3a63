"""What is taken out of the set-up: refused by the engine, listed before, an exception after; and an override excuses what it named."""

import pytest
from django.utils.timezone import now

from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import Wanted, minute_of
from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.models import Appointment, Recall, TimeAway, WaitlistEntry
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.day.exceptions.no_longer_in_setup import left_open
from frontdesk.day.exceptions.queries import broken_by
from frontdesk.intake.models import Request, Task
from frontdesk.people.models import Staff
from frontdesk.practice.file import read
from frontdesk.practice.models import Location, Payer, Provider
from tests import factory as f
from tests.web_client import as_staff, at

RULES = "".join(
    line for line in f.CEDAR.splitlines(keepends=True) if "rocedure" not in line.split("rules")[0] or "id: " in line
)
WITHOUT = {
    "visit_type": RULES.replace("  - {id: follow-up, name: Follow-up visit}\n", "")
    .replace("  Patients may book follow-up visits themselves.\n", "")
    .replace("  Follow-up visits are for established patients.\n", ""),
    "provider": "".join(one for one in RULES.splitlines(keepends=True) if "Dr. Chen" not in one),
    "payer": RULES.replace(", {id: aetna, name: Aetna}", ""),
    "room": RULES.replace("{id: exam-1, kind: exam room}, ", ""),
}


@pytest.fixture
def practice(db):
    return f.load_cedar(RULES)


def book(practice, time="09:00", visit="follow-up", who=None, **more):
    who = who or f.patient(practice, established=True)
    return actions.book(f.actor(practice, "scheduler"), who, visit_type=f.visit(visit), place=f.place(time), **more)


@pytest.mark.parametrize(
    "wanted", [("gone", "chen", "downtown"), ("follow-up", "gone", "downtown"), ("follow-up", "chen", "gone")]
)
def test_the_engine_offers_nothing_with_what_is_not_there(wanted):
    engine, (visit, provider, location) = Engine(read(RULES).setup), wanted
    asked = Wanted(visit, now(), providers=(provider,), locations=(location,))
    assert list(engine.slots(asked, f.day(), 3)) == []
    assert any(
        "no longer" in one.detail for one in explain(engine, asked, provider, location, minute_of(f.place().start))
    )


def test_what_was_asked_for_is_not_booked_once_its_visit_is_gone(practice):
    who, visit = f.patient(practice, established=True), f.visit("follow-up")
    f.load_cedar(WITHOUT["visit_type"])
    with pytest.raises(BreaksRules):
        actions.book(f.actor(practice, "scheduler"), who, visit_type=visit, place=f.place())


def open_things(practice):
    """One of everything that can be open, all of it with what is going to be taken out."""
    who = f.patient(practice, established=True, payer=Payer.objects.get(code="aetna"))
    visit, chen, place = f.visit("follow-up"), Provider.objects.get(code="chen"), Location.objects.get(code="downtown")
    day, moment, policy = f.day(), now(), book(practice, who=who).policy
    common = {"practice": practice, "patient": who, "visit_type": visit, "provider": chen}
    WaitlistEntry.objects.create(**common, location=place, first_on=day, last_on=day, created_at=moment)
    Recall.objects.create(
        **common, location=place, due_on=day, opens_on=day, closes_on=day, ordered_by="x", created_at=moment
    )
    TimeAway.objects.create(
        practice=practice, provider=chen, first_on=day, last_on=day, asked_by="x", created_at=moment
    )
    asked = Request.objects.create(
        **common,
        number=1,
        policy=policy,
        channel="phone",
        missing=["shoe-size"],
        created_at=moment,
        state_since=moment,
        reply_by=day,
    )
    Request.objects.filter(pk=asked.pk).update(state="awaiting_info")
    Staff.objects.create(
        practice=practice, email="c@x.example", name="Chen", role="clinician", provider=chen, password="!"
    )


@pytest.mark.parametrize(
    ("gone", "kinds"),
    [
        ("visit_type", {"request", "waitlistentry", "recall"}),
        ("provider", {"request", "waitlistentry", "recall", "timeaway", "staff"}),
        ("payer", {"appointment", "request"}),
    ],
)
def test_whatever_is_open_is_listed_before_and_an_exception_after(practice, gone, kinds):
    open_things(practice)
    listed = {one.kind for one in left_open(read(WITHOUT[gone]))}
    assert kinds - {"request"} <= listed and "request" in listed
    open_exception_tasks()
    before = Task.objects.filter(kind="gone").count()
    assert before == 1, "the question that is not asked"
    f.load_cedar(WITHOUT[gone])
    open_exception_tasks()
    assert {one.thing_kind for one in Task.objects.filter(kind="gone")} >= kinds - {"request"}
    count = Task.objects.filter(kind="gone").count()
    open_exception_tasks()
    assert Task.objects.filter(kind="gone").count() == count, "each once"


def test_an_exception_goes_when_its_thing_has_come_to_an_end(practice):
    open_things(practice)
    f.load_cedar(WITHOUT["visit_type"])
    open_exception_tasks()
    WaitlistEntry.objects.update(state="left")
    open_exception_tasks()
    assert not Task.objects.filter(kind="gone", thing_kind="waitlistentry", state="open").exists()


def test_the_page_of_the_draft_says_it(practice):
    open_things(practice)
    client = as_staff(practice, "manager")
    assert client.post(at(practice, "setup/file/"), {"text": WITHOUT["visit_type"]}).status_code == 302
    page = client.get(at(practice, "setup/draft/")).content.decode()
    assert "Open, and pointing to what this takes out:" in page and "Waitlist entry" in page


# Overrides --------------------------------------------------------------------------------------------------


def away():
    return f"  Dr. Chen is away on {f.day()}.\n"


def test_an_override_excuses_what_it_named_and_nothing_that_comes_later(practice):
    one = book(practice, "13:00", override=True, reason="only then")
    assert one.overridden and all(said.startswith("hours") for said in one.overridden)
    open_exception_tasks()
    assert not Task.objects.filter(kind="broken").exists()
    assert [found.pk for found, _ in broken_by(read(RULES + away()).setup).appointments] == [one.pk]
    f.load_cedar(RULES + away())
    open_exception_tasks()
    assert Task.objects.get(kind="broken").what == away().strip()


def test_what_it_named_stays_excused_whatever_else_changes(practice):
    f.load_cedar(RULES + away())
    one = book(practice, override=True, reason="she comes in for it")
    assert away().strip() in one.overridden
    f.load_cedar(RULES + away() + "  Dr. Lee does not offer procedures.\n")
    open_exception_tasks()
    assert not Task.objects.filter(kind="broken").exists()


def test_a_provider_who_left_is_never_excused(practice):
    one = book(practice, "13:00", override=True, reason="only then")
    f.load_cedar(WITHOUT["provider"])
    open_exception_tasks()
    assert Task.objects.get(kind="broken").thing_id == one.pk


def test_an_override_where_nothing_stood_in_the_way_excuses_nothing(practice):
    one = book(practice, override=True, reason="to be sure")
    assert Appointment.objects.get(pk=one.pk).overridden == []
    f.load_cedar(RULES + away())
    open_exception_tasks()
    assert Task.objects.filter(kind="broken").count() == 1


def test_the_control_as_it_was_overrides_were_never_looked_at(practice, monkeypatch):
    book(practice, "13:00", override=True, reason="only then")
    from frontdesk.day.exceptions.looking import actions as exceptions

    look = exceptions.appointments_to_come
    monkeypatch.setattr(exceptions, "appointments_to_come", lambda: look().filter(override_reason=""))
    f.load_cedar(RULES + away())
    open_exception_tasks()
    assert not Task.objects.filter(kind="broken").exists()


CLOSED = '{id: proc-1, kind: procedure room, hours: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "10:00", to: "12:00"}]}'
PROC_2 = "{id: proc-1, kind: procedure room}, {id: proc-2, kind: procedure room}"


@pytest.mark.parametrize(
    "other", ["", ", {id: proc-2, kind: procedure room}"], ids=["the only room", "another is open"]
)
def test_who_has_a_room_that_is_closed_by_now_is_an_exception(db, other):
    practice = f.load_cedar(f.CEDAR.replace("{id: proc-1, kind: procedure room}", PROC_2))
    early, late = (book(practice, time, "procedure") for time in ("09:00", "10:00"))
    f.load_cedar(f.CEDAR.replace("{id: proc-1, kind: procedure room}", CLOSED + other))
    open_exception_tasks()
    assert set(Task.objects.filter(kind="broken").values_list("thing_id", flat=True)) == {early.pk}
    text = Task.objects.get(kind="broken", thing_id=early.pk).what
    assert "Procedures need a procedure room." in text
    assert f.its_time(late).state == "booked"


def test_a_time_at_which_the_room_is_closed_is_refused_by_its_sentence_and_can_be_overridden(db):
    practice = f.load_cedar(f.CEDAR.replace("{id: proc-1, kind: procedure room}", CLOSED))
    with pytest.raises(BreaksRules) as against:
        book(practice, "09:00", "procedure")
    assert "proc-1 is open from 10:00 AM to 12:00 PM" in against.value.reasons[0].detail
    kept = book(practice, "09:00", "procedure", override=True, reason="it is lent this morning")
    assert kept.overridden == ["Procedures need a procedure room."]


# However much is left --------------------------------------------------------------------------------------------


@pytest.fixture
def many(practice):
    who, visit = f.patient(practice, established=True), f.visit("follow-up")
    days = {"due_on": f.day(30), "opens_on": f.day(20), "closes_on": f.day(40)}
    more = {"ordered_by": "Dana Wells", "created_at": now()}
    rows = [Recall(practice=practice, patient=who, visit_type=visit, **days, **more) for _ in range(501)]
    return Recall.objects.bulk_create(rows)


def test_what_is_taken_out_is_said_of_all_that_points_to_it(practice, many):
    left = left_open(read(WITHOUT["visit_type"]))
    assert len([one for one in left if one.kind == "recall"]) == 501


def test_the_page_of_the_draft_says_how_many_more_there_are(practice, many):
    manager = as_staff(practice, "manager")
    manager.post(at(practice, "setup/file/"), {"text": WITHOUT["visit_type"]})
    page = manager.get(at(practice, "setup/draft/?look=1")).content.decode()
    assert "Open, and pointing to what this takes out" in page and "and 451 more" in page
