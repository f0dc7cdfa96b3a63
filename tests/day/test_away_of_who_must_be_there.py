"""Time away of somebody whom other visits need in the house: those visits are concerned as their own are."""

import datetime as dt

import pytest

from frontdesk.booking import actions
from frontdesk.booking.models import Proposal
from frontdesk.booking.moving import must_move
from frontdesk.day.away import actions as away
from frontdesk.day.away import queries
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.practice.models import Provider
from frontdesk.practice.policies import published
from tests import factory as f
from tests.web_client import as_staff, at

PARK = '  - {id: park, name: NP Park, hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}\n'
RULE = "  Follow-up visits with NP Park are only offered while {who} is there.\n"


def load(who="Dr. Chen"):
    return f.load_cedar(f.CEDAR.replace("intake:", PARK + "intake:", 1) + RULE.format(who=who))


def book(practice, time="09:00", provider="park"):
    who = f.patient(practice, established=True)
    desk = f.actor(practice, "front_desk")
    return actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time, provider))


def asked(code="chen", **when):
    how = {"first_on": f.day(), "last_on": f.day(), **when}
    return {"provider": Provider.objects.select_related("practice").get(code=code), **how}


def ill(practice, code="chen", **when):
    how = {"from_minute": 0, "to_minute": 1440, "note": "", **when}
    return away.at_once(f.actor(practice, "scheduler"), **asked(code, **how))


def test_a_visit_that_needs_them_there_is_listed_and_is_an_exception(db):
    practice = load()
    one, other = book(practice), book(practice, "10:00", "lee")
    made = ill(practice)
    assert queries.affected(made) == [one] != [other]
    assert Task.objects.get(kind="broken", state="open").thing_id == one.pk
    text = as_staff(practice, "scheduler").get(at(practice, f"console/away/{made.pk}/")).content.decode()
    assert one.patient.name in text and other.patient.name not in text


def test_before_it_is_decided_it_is_said_whom_it_would_concern(db):
    practice = load()
    one = book(practice)
    how = asked()
    draft = away.write_down(f.actor(practice, "scheduler"), how.pop("provider"), **how)
    assert queries.affected(draft) == [one]


@pytest.mark.parametrize(("hours", "concerned"), [((480, 600), True), ((600, 720), False)])
def test_by_the_hours_of_the_day(db, hours, concerned):
    practice = load()
    one = book(practice)
    made = ill(practice, from_minute=hours[0], to_minute=hours[1])
    assert queries.affected(made) == ([one] if concerned else [])


def test_while_another_of_them_is_there_nothing_happens_to_it(db):
    practice = load("Dr. Chen or Dr. Lee")
    one = book(practice)
    first = ill(practice)
    assert queries.affected(first) == []
    second = ill(practice, "lee")
    assert [queries.affected(row) for row in (first, second)] == [[one], [one]], "either of them coming would do"


def test_its_patient_is_proposed_another_time_and_it_stands_among_what_was_moved(db):
    practice = load()
    one, made = book(practice), ill(practice)
    scheduler = f.actor(practice, "scheduler")
    proposals.propose(scheduler, one, reason=f"Dr. Chen is away on {f.day()}.")
    kept = Proposal.objects.get(appointment=one)
    assert kept.hold.start.date() > f.day() or kept.hold.provider.code != "park"
    proposals.accept(scheduler, kept, reason="by phone")
    one.refresh_from_db()
    assert queries.affected(made) == [] and [was for was, _ in queries.moved_by(made)] == [one]


def test_one_that_was_moved_by_hand_stands_there_too(db):
    practice = load()
    one, made = book(practice), ill(practice)
    later = f.place("09:00", "park", f.day() + dt.timedelta(days=1))
    actions.reschedule(f.actor(practice, "scheduler"), one, place=later)
    one.refresh_from_db()
    assert [was for was, _ in queries.moved_by(made)] == [one]


@pytest.mark.parametrize(
    ("other", "there"),
    [
        ("Follow-up visits with NP Park are only offered when NP Park is there.", False),
        ("Follow-up visit with NP Park is only offered while Dr. Chen is there.", True),
    ],
)
def test_its_exception_may_say_the_rule_in_the_words_of_an_older_frontdesk(db, other, there):
    practice = load()
    one, made = book(practice), ill(practice)
    task = Task.objects.filter(kind="broken", thing_id=one.pk)
    assert task.get().what == RULE.format(who="Dr. Chen").strip()
    later = f.place("09:00", "park", f.day() + dt.timedelta(days=1))
    actions.reschedule(f.actor(practice, "scheduler"), one, place=later)
    one.refresh_from_db()
    task.update(what=f"Dr. Lee is taken; {other}")
    assert [was for was, _ in queries.moved_by(made)] == ([one] if there else [])


def test_nobody_is_there_for_it_and_so_it_must_move_before_anybody_has_proposed_another_time(db):
    practice = load()
    one, other = book(practice), book(practice, "10:00", "lee")
    ill(practice)
    assert Task.objects.get(kind="broken", state="open").must_move
    assert must_move([one, other]) == {one.pk}


def test_what_was_booked_in_spite_of_that_rule_stays(db):
    practice = load()
    ill(practice)
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    how = {"visit_type": f.visit("follow-up"), "place": f.place("09:00", "park")}
    one = actions.book(desk, who, **how, override=True, reason="Dr. Lee covers")
    f.load_cedar(published().text.replace("take 30 minutes", "take 20 minutes"))
    open_exception_tasks()
    assert must_move([one]) == frozenset() == frozenset(Task.objects.filter(must_move=True))
