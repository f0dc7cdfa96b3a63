"""A time to fill names the time, and leads to the people who wait for one like it."""

import html
import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from frontdesk.audit.models import Entry
from frontdesk.booking import actions
from frontdesk.booking.errors import JustTaken, NotWaiting
from frontdesk.booking.models import WaitlistOffer
from frontdesk.day.correcting import actions as correcting
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.intake.undo.actions import TooLateToUndo
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import offer_time
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def freed(cedar):
    f.load_cedar(f.at_any_hour(f.CEDAR))
    desk = f.actor(cedar, "front_desk")
    one = actions.book(desk, f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place())
    actions.cancel(desk, one, reason="ill")
    return cedar, one


def page_of(practice):
    desk = as_staff(practice, "front_desk")
    rows = desk.get(at(practice, "console/exceptions/?kind=refill")).content.decode()
    href = html.unescape(re.search(r'data-row class="btn btn-primary" href="([^"]+)"', rows)[1])
    return rows, desk.get(href).content.decode()


def test_the_exception_names_the_time_with_whom_and_where(freed):
    practice, one = freed
    rows, _ = page_of(practice)
    local = one.start.astimezone(f.CHICAGO)
    assert f"{local:%a}, {local:%b} {local.day}" in rows and "9:00 AM" in rows and "Dr. Chen" in rows


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ({}, True),
        ({"parts": ["afternoon"]}, False),
        ({"first_on": 30}, False),
        ({"provider": "lee"}, False),
        ({"provider": "chen"}, True),
    ],
)
def test_it_leads_to_those_who_wait_and_whom_it_suits(freed, wish, shown):
    practice, _ = freed
    who = f.patient(practice, established=True, last_name="Waiting")
    more = dict(wish)
    if "provider" in more:
        more["provider"] = Provider.objects.get(code=more["provider"])
    first = f.day(more.pop("first_on", 0))
    waitlist.join(f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), first_on=first, **more)
    _, page = page_of(practice)
    assert ("Waiting" in page) is shown
    if shown:
        assert f"console/book/{who.pk}/?visit=follow-up" in page


def test_where_nobody_who_waits_can_take_it_that_is_said_and_what_can_be_done(freed):
    practice, one = freed
    _, page = page_of(practice)
    assert "Nobody on the waitlist can take this time." in page and "Book it for somebody who calls" in page
    local = one.start.astimezone(f.CHICAGO)
    assert f'value="{local:%Y-%m-%dT%H:%M}"' in page and '<option value="chen" selected>' in page
    waits(practice)
    assert "Nobody on the waitlist" not in page_of(practice)[1]


def waits(practice, **more):
    who = f.patient(practice, established=True, last_name="Waiting")
    return waitlist.join(
        f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), first_on=f.day(0), **more
    )


def test_one_press_offers_it_to_who_waits_as_it_is_offered_by_itself(freed, monkeypatch):
    monkeypatch.setattr("frontdesk.messaging.actions.next_allowed", lambda moment, *_: moment)  # whatever hour it is
    practice, one = freed
    entry = waits(practice)
    _, page = page_of(practice)
    action, value = re.search(r'action="([^"]*/offer/)".*?name="time" value="([^"]+)"', page, re.S).groups()
    text = as_staff(practice, "front_desk").post(action, {"time": html.unescape(value)}, follow=True).content.decode()
    given = WaitlistOffer.objects.get(entry=entry)
    assert (given.state, given.hold.start, given.hold.state) == ("offered", one.start, "held")
    assert f"on its way to {entry.patient.email}" in text
    assert Message.objects.get(template="waitlist-offer").to == entry.patient.email


def test_who_has_an_offer_is_not_offered_another(freed):
    practice, _one = freed
    entry = waits(practice)
    offer_time(f.actor(practice, "front_desk"), entry, place=f.place())
    for place, problem in ((f.place("10:00"), NotWaiting), (f.place(), NotWaiting)):
        with pytest.raises(problem):
            offer_time(f.actor(practice, "front_desk"), entry, place=place)
    assert WaitlistOffer.objects.count() == 1


def test_a_time_that_somebody_has_is_not_offered(freed):
    practice, _ = freed
    entry, desk = waits(practice), f.actor(practice, "front_desk")
    actions.book(desk, f.patient(practice), visit_type=f.visit("procedure"), place=f.place())
    with pytest.raises(JustTaken):
        offer_time(desk, entry, place=f.place())


def refills():
    return Task.objects.filter(kind="refill", state="open").count()


def test_it_is_not_to_be_filled_while_the_provider_is_away(cedar):
    desk = f.actor(cedar, "scheduler")
    made = [
        actions.book(desk, f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place(time))
        for time in ("09:00", "10:00")
    ]
    actions.cancel(desk, made[0], reason="ill")
    assert refills() == 1
    f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n")
    open_exception_tasks()
    assert refills() == 0  # what was there is settled
    actions.cancel(desk, made[1], reason="ill")
    assert refills() == 0  # and what comes is none


def test_a_time_that_is_over_is_settled(freed):
    _practice, one = freed
    f.its_time(one)
    open_exception_tasks()
    assert refills() == 0


def test_who_left_declined_this_very_time_or_waits_for_an_answer_to_another_is_not_shown(freed):
    practice, _ = freed
    desk = f.actor(practice, "front_desk")
    entry = waits(practice)
    assert "Waiting" in page_of(practice)[1]
    given = offer_time(desk, entry, place=f.place())
    waitlist.decline(desk, given)
    assert "Waiting" not in page_of(practice)[1]
    other = f.patient(practice, established=True, last_name="Leaving")
    left = waitlist.join(desk, other, visit_type=f.visit("follow-up"), first_on=f.day(0))
    assert "Leaving" in page_of(practice)[1]
    waitlist.leave(desk, left, reason="no longer")
    assert "Leaving" not in page_of(practice)[1]


def test_whose_visit_is_over_or_must_move_is_not_shown_as_waiting_for_something_earlier(freed):
    practice, _ = freed
    desk = f.actor(practice, "scheduler")
    who = f.patient(practice, established=True, last_name="Waiting")
    later = actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(date=f.day(9)))
    waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(0), appointment=later)
    assert "Waiting" in page_of(practice)[1]
    proposals.propose(desk, later, reason="ill")
    assert "Waiting" not in page_of(practice)[1]


def test_the_row_does_not_take_who_gave_it_back_for_somebody_to_call(freed):
    practice, one = freed
    assert f"canceled {one.patient.name}'s appointment: ill" in html.unescape(page_of(practice)[0])


def test_the_trail_names_who_pressed_it_and_nobody_else(freed):
    practice, _ = freed
    entry = waitlist.join(
        f.actor(practice, "front_desk"), f.patient(practice, established=True), visit_type=f.visit("follow-up"), first_on=f.day()
    )  # fmt: skip
    desk, before = f.actor(practice, "front_desk"), Entry.objects.order_by("-number").first().number
    offer_time(desk, entry, place=f.place())
    written = Entry.objects.filter(number__gt=before)
    assert {(one.action, one.actor_id) for one in written} == {("waitlist.offer_time", desk.id)}


def exceptions_of(practice, role="scheduler"):
    return html.unescape(as_staff(practice, role).get(at(practice, "console/exceptions/?kind=refill")).content.decode())


def test_who_canceled_and_why_is_said_of_a_time_to_fill(cedar):
    desk, who = f.actor(cedar, "front_desk"), f.patient(cedar, established=True)
    one = actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    actions.cancel(desk, one, reason="The patient is ill")
    said = exceptions_of(cedar)
    assert f"{desk.name} canceled {who.name}'s appointment: The patient is ill" in said and "gave it back" not in said
    assert "Enter the time away first" not in said


def test_what_its_patient_canceled_they_gave_back(cedar):
    who = f.patient(cedar, established=True)
    one = actions.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place())
    actions.cancel(f.themselves(who), one, reason="other plans")
    assert f"{who.name} gave it back: other plans" in exceptions_of(cedar)


@pytest.mark.parametrize("language", ["en", "es"])
def test_where_the_provider_is_away_the_time_away_is_written_down_before_it_is_offered(cedar, language):
    desk = f.actor(cedar, "front_desk")
    with translation.override(language):
        reason = gettext("The provider is away")
    one = actions.book(desk, f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place())
    actions.cancel(desk, one, reason=reason)
    leads = re.search(r'data-row class="btn btn-primary" href="([^"]+)"', exceptions_of(cedar))[1]
    assert leads == f"{at(cedar, 'console/away/')}?provider=chen&date={f.day()}"
    page = as_staff(cedar, "scheduler").get(leads).content.decode()
    assert page.count(f'value="{f.day()}"') == 2 and 'value="chen" selected' in page
    assert "Enter the time away first" not in exceptions_of(cedar, "front_desk")  # who may not decide on it


def test_an_offer_by_mistake_was_never_made_and_can_be_made_again(freed):
    practice, one = freed
    desk, who = f.actor(practice, "front_desk"), f.patient(practice, established=True)
    entry = waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(0))
    given = offer_time(desk, entry, place=f.place())
    assert Message.objects.get(template="waitlist-offer").not_before is not None
    assert correcting.open_until(f.actor(practice, "scheduler"), given.hold) is None, "another did it"
    correcting.undo(desk, given.hold)
    entry.refresh_from_db()
    assert entry.state == "waiting" and Message.objects.get(template="waitlist-offer").state == "withdrawn"
    assert offer_time(desk, entry, place=f.place()).state == "offered" and one.start == given.hold.start


def test_an_offer_that_was_said_stays(freed):
    practice, _ = freed
    desk, who = f.actor(practice, "front_desk"), f.patient(practice, established=True)
    entry = waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(0))
    given = offer_time(desk, entry, place=f.place())
    Message.objects.filter(template="waitlist-offer").update(state="sent")
    with pytest.raises(TooLateToUndo):
        correcting.undo(desk, given.hold)
