"""What is taken out of the set-up: refused by the engine, listed before, an exception after; and an override excuses what it named."""

import pytest
from django.utils.timezone import now

from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import Wanted, minute_of
from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.exceptions.actions import gather
from frontdesk.booking.exceptions.gone import left_open
from frontdesk.booking.exceptions.queries import broken_by
from frontdesk.booking.models import Appointment, Recall, TimeAway, WaitlistEntry
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
    gather()
    before = Task.objects.filter(kind="gone").count()
    assert before == 1, "the question that is not asked"
    f.load_cedar(WITHOUT[gone])
    gather()
    assert {one.thing_kind for one in Task.objects.filter(kind="gone")} >= kinds - {"request"}
    count = Task.objects.filter(kind="gone").count()
    gather()
    assert Task.objects.filter(kind="gone").count() == count, "each once"


def test_an_exception_goes_when_its_thing_has_come_to_an_end(practice):
    open_things(practice)
    f.load_cedar(WITHOUT["visit_type"])
    gather()
    WaitlistEntry.objects.update(state="left")
    gather()
    assert not Task.objects.filter(kind="gone", thing_kind="waitlistentry", state="open").exists()


def test_the_page_of_the_draft_says_it(practice):
    open_things(practice)
    client = as_staff(practice, "manager")
    assert client.post(at(practice, "setup/file/"), {"text": WITHOUT["visit_type"]}).status_code == 302
    page = client.get(at(practice, "setup/draft/")).content.decode()
    assert "Open, and pointing to what this takes out:" in page and "Waitlist entry" in page


# Overrides --------------------------------------------------------------------------------------------------


AWAY = f"  Dr. Chen is away on {f.day()}.\n"


def test_an_override_excuses_what_it_named_and_nothing_that_comes_later(practice):
    one = book(practice, "13:00", override=True, reason="only then")
    assert one.overridden and all(said.startswith("hours") for said in one.overridden)
    gather()
    assert not Task.objects.filter(kind="broken").exists()
    assert [found.pk for found, _ in broken_by(read(RULES + AWAY).setup).found] == [one.pk]
    f.load_cedar(RULES + AWAY)
    gather()
    assert Task.objects.get(kind="broken").what == AWAY.strip()


def test_what_it_named_stays_excused_whatever_else_changes(practice):
    f.load_cedar(RULES + AWAY)
    one = book(practice, override=True, reason="she comes in for it")
    assert AWAY.strip() in one.overridden
    f.load_cedar(RULES + AWAY + "  Dr. Lee does not offer procedures.\n")
    gather()
    assert not Task.objects.filter(kind="broken").exists()


def test_a_provider_who_left_is_never_excused(practice):
    one = book(practice, "13:00", override=True, reason="only then")
    f.load_cedar(WITHOUT["provider"])
    gather()
    assert Task.objects.get(kind="broken").thing_id == one.pk


def test_an_override_where_nothing_stood_in_the_way_excuses_nothing(practice):
    one = book(practice, override=True, reason="to be sure")
    assert Appointment.objects.get(pk=one.pk).overridden == []
    f.load_cedar(RULES + AWAY)
    gather()
    assert Task.objects.filter(kind="broken").count() == 1


def test_the_control_as_it_was_overrides_were_never_looked_at(practice, monkeypatch):
    book(practice, "13:00", override=True, reason="only then")
    from frontdesk.booking.exceptions.looking import actions as exceptions

    look = exceptions.to_come
    monkeypatch.setattr(exceptions, "to_come", lambda: look().filter(override_reason=""))
    f.load_cedar(RULES + AWAY)
    gather()
    assert not Task.objects.filter(kind="broken").exists()
