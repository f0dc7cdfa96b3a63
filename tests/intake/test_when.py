"""What the rules say of a patient's visit is judged by their own visits to come and by later dates, wherever it is said."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.availability.model import Wanted
from frontdesk.booking import actions as booking
from frontdesk.booking import offers
from frontdesk.booking.moving import bookable_alone_instead
from frontdesk.intake import actions, evaluation, verdict
from frontdesk.intake.models import Draft, Request
from frontdesk.web.portal.journey import Journey
from tests import factory as f

MINE = "  Patients may book procedures themselves"
RULES = [
    ("", "follow-up", False, False),  # of somebody new, for whom such a visit is not
    ("", "follow-up", True, True),  # from their first visit on
    ("", "procedure", False, False),
    (f"{MINE}.\n", "procedure", False, True),
    (MINE + " from {in_10}.\n", "procedure", False, True),
    (MINE + " until {yesterday}.\n", "procedure", False, False),
    (MINE + ".\n  Patients may not book procedures themselves except on {in_40}.\n", "procedure", False, True),
    (MINE + ".\n  Dr. Chen and Dr. Lee do not offer procedures until {in_20}.\n", "procedure", False, True),
    (f"{MINE} when the patient is established.\n", "procedure", False, False),
    (f"{MINE} when the patient is established.\n", "procedure", True, True),
]


def first_visit(practice, who):
    place = f.place("09:00", date=f.day(3))
    desk, against = f.actor(practice, "scheduler"), {"override": True, "reason": "a test"}
    return booking.book(desk, who, visit_type=f.visit("new-patient"), place=place, **against)


def begun(practice, who, visit):
    until = now() + dt.timedelta(hours=1)
    answers = {"q:reason": "a cough"}
    draft = Draft.objects.create(practice=practice, contact=who.email, answers=answers, expires_at=until)
    return Journey(draft, f.visit(visit), who, (who,), f.themselves(who))


@pytest.mark.parametrize(("rules", "visit", "first", "alone"), RULES, ids=map(str, range(len(RULES))))
def test_who_may_book_alone_has_times_online_and_nobody_else_has(db, rules, visit, first, alone):
    dates = {"yesterday": f.day(-1), **{f"in_{days}": f.day(days) for days in (10, 20, 40)}}
    practice = f.load_cedar(f.CEDAR + rules.format(**dates))
    who = f.patient(practice)
    if first:
        first_visit(practice, who)
    known = evaluation.facts(who, {"reason": "a cough"}, "online", seen=None)
    wanted = Wanted(visit, now(), known, patient=str(who.pk))
    assert bool(offers.times(wanted, f.day(0), 90, limit=1)) is alone
    assert evaluation.self_schedulable(who, f.visit(visit), {}, seen=None) is alone
    assert (f.visit(visit) in evaluation.bookable_alone(who, evaluation.facts(who, {}, "online"), seen=None)) is alone
    assert begun(practice, who, visit).books_alone() is alone


def asked(practice, who, visit):
    desk = f.actor(practice, "scheduler")
    said = {"reason": "a cough", "insurance": "none"}
    made = actions.create_for_caller(desk, who, visit_type=f.visit(visit), answers=said)
    return Request.objects.get(pk=made.pk)


@pytest.mark.parametrize(("first", "state"), [(False, "awaiting_approval"), (True, "approved")])
def test_a_request_is_judged_with_the_visit_that_the_patient_has_before_it(db, first, state):
    practice = f.load_cedar(f.CEDAR + "  Follow-up visits need approval when the patient is new.\n")
    who = f.patient(practice)
    if first:
        first_visit(practice, who)
    assert asked(practice, who, "follow-up").state == state


def test_of_what_is_approved_nothing_is_said_to_stand_in_the_way(db):
    rule = f"  Dr. Chen and Dr. Lee do not offer procedures until {f.day(5)}.\n"
    practice = f.load_cedar(f.CEDAR + rule + "  Follow-up visits are for established patients.\n")
    who = f.patient(practice)
    first_visit(practice, who)
    for visit in ("procedure", "follow-up"):
        request = asked(practice, who, visit)
        assert request.state == "approved"
        assert [line.text for line in verdict.lines(request) if line.status == "against"] == []


def test_the_visit_that_is_moved_is_not_the_earlier_one_that_lets_it_be_moved(db):
    practice = f.load_cedar()
    who, desk, against = f.patient(practice), f.actor(practice, "scheduler"), {"override": True, "reason": "a test"}
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"), **against)
    assert not bookable_alone_instead(one, None)
    first_visit(practice, who)
    assert bookable_alone_instead(one, None)
