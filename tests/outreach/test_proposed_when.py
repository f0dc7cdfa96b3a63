"""Which time is proposed: not before the day of the old one while anything fits later, with the same provider and place first."""

import datetime as dt

import pytest

from frontdesk.booking import actions
from frontdesk.booking.models import Proposal
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.proposals.preview import planned_proposals
from tests import factory as f
from tests.day.test_away import ill
from tests.web_client import as_staff, at

TWO_PLACES = f.CEDAR.replace("payers:", "  - {id: uptown, name: Uptown}\npayers:").replace(
    "  - {id: lee,",
    '  - {id: ray, name: Dr. Ray, hours: [{at: uptown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}\n  - {id: lee,',
)


def book(cedar, time="09:00", day=7, **more):
    who = f.patient(cedar, established=True)
    return actions.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place(time, date=f.day(day), **more))  # fmt: skip


def closed(first, last=None, who="Dr. Chen"):
    """Who is away on these days, counted from today."""
    return f"  {who} is away from {f.day(first)} to {f.day(last or first)}.\n"


def test_the_days_before_are_left_alone_while_the_next_ones_are_free(cedar):
    one = book(cedar, "08:00")
    f.load_cedar(f.CEDAR + closed(7))
    assert all(place.start.date() >= one.start.date() for place in proposals.nearest(one)[:12])
    assert proposals.nearest(one)[0] == f.place("08:00", date=f.day(8))


def test_on_the_same_day_a_time_after_the_old_one_comes_before_one_that_is_earlier(cedar):
    one = book(cedar, "10:00")
    assert [place.start for place in proposals.nearest(one)[:3]] == [f.place(time).start for time in ("10:30", "11:00", "11:30")]  # fmt: skip


def test_the_same_provider_later_comes_before_another_at_once(cedar):
    one = book(cedar)
    f.load_cedar(f.CEDAR + closed(7, 9))
    assert proposals.nearest(one)[0] == f.place("08:00", date=f.day(10))


def test_the_same_place_comes_before_another(cedar):
    one = book(cedar)
    f.load_cedar(TWO_PLACES + closed(0, 40) + closed(7, who="Dr. Lee"))
    places = proposals.nearest(one)
    assert (places[0].provider, places[0].location) == ("lee", "downtown")
    assert {place.location for place in places} == {"downtown"}


@pytest.fixture
def only_before(cedar):
    """Somebody in a practice that sees nobody on that day or after it."""
    one = book(cedar)
    f.load_cedar(f.CEDAR + closed(7, 60) + closed(7, 60, who="Dr. Lee"))
    return one


def test_an_earlier_day_is_proposed_where_nothing_else_fits_and_the_nearest_of_them(only_before):
    places = proposals.nearest(only_before)
    assert places[0] == f.place("11:30", date=f.day(6))


def test_the_preview_says_that_it_is_earlier(cedar, only_before):
    assert planned_proposals([only_before])[0].earlier
    row = ill(cedar)
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/away/{row.pk}/propose/")).content.decode()
    assert "Earlier than now: no later time fits" in page


def test_the_preview_says_nothing_of_a_later_one(cedar):
    book(cedar)
    row = ill(cedar)
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/away/{row.pk}/propose/")).content.decode()
    assert "Earlier than now" not in page


def test_far_ahead_what_is_taken_there_is_known(cedar):
    one = book(cedar, day=40)
    book(cedar, "09:30", day=40)
    assert f.place("09:30", date=f.day(40)) not in proposals.nearest(one)


def test_it_is_said_when_one_is_proposed_alone(cedar, only_before):
    page = as_staff(cedar, "scheduler").post(
        at(cedar, f"console/appointments/{only_before.pk}/propose/"), {"reason": "ill"}, follow=True
    )
    assert "on an earlier day: no later time fits" in page.content.decode()
    assert Proposal.objects.get().hold.start < only_before.start - dt.timedelta(hours=12)


def test_the_last_of_many_has_their_own_doctor_later_too(cedar):
    """More than the times that are compared for one: what those before are to have is none of them."""
    times = [f"{hour:02}:{minute}" for hour in range(8, 12) for minute in ("00", "30")]
    all_of_them = [book(cedar, time, day) for day in (7, 8) for time in times]
    f.load_cedar(f.CEDAR + closed(7, 8))
    plans = planned_proposals(all_of_them)
    assert {one.provider for one in plans} == {"Dr. Chen"}
    assert not [one for one in plans if one.earlier]
    assert len({one.place for one in plans}) == len(all_of_them)
