"""What must move is followed up before the old time, and at once when its patient declines; what is to be done says how it stands."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Proposal
from frontdesk.day.away import queries
from frontdesk.day.away.many import actions as many
from frontdesk.intake.models import Task
from frontdesk.outreach.proposals import actions as proposals
from tests import factory as f
from tests.day.test_away import book, ill
from tests.outreach.test_proposed_to_many import text_of
from tests.web_client import as_staff, at


def begins_in(one, hours):
    """The same visit, which begins in so many hours."""
    start = now().replace(second=0, microsecond=0) + dt.timedelta(hours=hours)
    type(one).objects.filter(pk=one.pk).update(start=start, end=start + (one.end - one.start))
    return type(one).objects.select_related("patient__practice", "visit_type", "provider", "location").get(pk=one.pk)


def to_do(one):
    return Task.objects.get(kind="move", state="open", thing_id=one.pk)


@pytest.mark.parametrize("hours", [1, 5, 30])
@pytest.mark.parametrize("shown", [None, (None,)], ids=["with a time", "without"])
def test_it_is_due_before_the_visit_that_it_is_about(cedar, hours, shown):
    one = begins_in(book(cedar), hours)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill", shown=shown)
    assert to_do(one).due_at < one.start


def test_an_answer_that_ends_sooner_is_followed_up_then(cedar):
    proposal = f.proposed(book(cedar))
    assert to_do(proposal.appointment).due_at <= proposal.expires_at


def due_long_after(one):
    Task.objects.filter(kind="move", thing_id=one.pk).update(due_at=now() + dt.timedelta(days=3))


def step_of(practice, one):
    page = as_staff(practice, "scheduler").get(at(practice, "console/exceptions/?kind=move")).content.decode()
    row = page.split(f'id="row-{to_do(one).pk}"')[1].split("</tr>")[0]
    return re.search(r'data-row class="btn btn-primary"[^>]*>([^<]*)<', row)[1].strip()


def test_a_decline_makes_it_due_now_and_says_what_to_do(cedar):
    proposal = f.proposed(one := book(cedar))
    due_long_after(one)
    assert step_of(cedar, one) == "See whether they have answered; call"
    proposals.decline(f.themselves(one.patient), proposal)
    assert to_do(one).due_at <= now()
    assert step_of(cedar, one) == "They declined: call and find another time"


def test_no_answer_in_time_makes_it_due_now_and_says_what_to_do(cedar):
    f.proposed(one := book(cedar))
    due_long_after(one)
    Proposal.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    proposals.pass_on()
    assert to_do(one).due_at <= now()
    assert step_of(cedar, one) == "They did not answer: call"


def test_a_hold_that_staff_end_was_not_declined_nor_unanswered(cedar):
    proposal = f.proposed(one := book(cedar))
    due_long_after(one)
    booking.cancel(f.actor(cedar, "scheduler"), proposal.hold, reason="The provider is away")
    assert to_do(one).due_at <= now()
    assert step_of(cedar, one) == "Call and find another time"


def test_who_is_asked_anew_is_followed_up_anew(cedar):
    proposal = f.proposed(one := book(cedar))
    proposals.decline(f.themselves(one.patient), proposal)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    assert to_do(one).due_at > now()
    assert step_of(cedar, one) == "See whether they have answered; call"


def test_what_came_of_a_press_says_for_whom_a_time_is_held_and_who_answered_what(cedar):
    there = [book(cedar, time) for time in ("08:00", "09:00", "10:00", "11:00")]
    row = ill(cedar)
    many.propose_all(f.actor(cedar, "scheduler"), row, appointments=queries.affected(row))
    f.propose_what_waits(cedar)
    given = {proposal.appointment_id: proposal for proposal in Proposal.objects.select_related("hold")}
    proposals.decline(f.themselves(there[0].patient), given[there[0].pk])
    proposals.accept(f.themselves(there[1].patient), given[there[1].pk])
    assert "Another time is held for 2 of 4. 1 has accepted. 1 has declined." in text_of(cedar, row)


def test_a_check_in_is_no_answer(cedar):
    one = book(cedar)
    row = ill(cedar)
    many.propose_all(f.actor(cedar, "scheduler"), row, appointments=queries.affected(row))
    f.propose_what_waits(cedar)
    type(one).objects.filter(pk=one.pk).update(state="arrived")
    assert "answered" not in (text := text_of(cedar, row)) and "accepted" not in text and "declined" not in text
