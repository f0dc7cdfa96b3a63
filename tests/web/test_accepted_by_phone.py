"""Who has the patient on the line accepts for them, where the offer is listed, by the action that the patient's link uses."""

import datetime as dt
import html
import re

import pytest
from django.db import IntegrityError
from django.test import Client

from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Proposal
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people.models import RolePermission
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def proposal(cedar, desk):
    return f.proposed(f.booked(cedar, by=desk, phone="+13125550177"))


@pytest.fixture
def offer(cedar):
    return f.offered(f.patient(cedar, established=True), f.place("09:30", date=f.day(5)))


def pages_of_a_proposal(cedar, proposal):
    return [
        at(cedar, f"console/appointments/{proposal.appointment_id}/"),
        at(cedar, f"console/appointments/{proposal.hold_id}/"),  # where the calendar leads
        at(cedar, "console/exceptions/?kind=move"),
    ]


def test_a_proposal_is_accepted_wherever_it_is_listed(cedar, proposal):
    front = as_staff(cedar, "front_desk")
    press = at(cedar, f"console/proposals/{proposal.pk}/accept/")
    for page in pages_of_a_proposal(cedar, proposal):
        assert f'action="{press}"' in front.get(page).content.decode(), page
    text = front.post(press, follow=True).content.decode()
    assert "Time taken by phone. A message to Ada" in text
    proposal.refresh_from_db()
    old = Appointment.objects.get(pk=proposal.appointment_id)
    assert (proposal.state, old.state, old.successor_id) == ("accepted", "rescheduled", proposal.hold_id)
    assert Message.objects.filter(template="rescheduled", thing_id=proposal.hold_id).count() == 1


def test_an_offer_is_accepted_wherever_it_is_listed(cedar, offer):
    front = as_staff(cedar, "front_desk")
    press = at(cedar, f"console/waitlist/offers/{offer.pk}/accept/")
    for page in (at(cedar, "console/waitlist/"), at(cedar, f"console/appointments/{offer.hold_id}/")):
        assert f'action="{press}"' in front.get(page).content.decode(), page
    front.post(press)
    offer.refresh_from_db()
    assert (offer.state, Appointment.objects.get(pk=offer.hold_id).state) == ("accepted", "booked")


@pytest.mark.parametrize("what", ["proposal", "offer"])
def test_the_trail_says_who_pressed_and_how_they_knew(cedar, request, what):
    thing = request.getfixturevalue(what)
    path = {"proposal": "proposals", "offer": "waitlist/offers"}[what]
    front = as_staff(cedar, "front_desk")
    front.post(at(cedar, f"console/{path}/{thing.pk}/accept/"))
    name = {"proposal": "proposal.accept", "offer": "waitlist.accept"}[what]
    entry = Entry.objects.get(action=name)
    assert (entry.actor_kind, entry.actor_id, entry.reason) == ("staff", front.who.pk, "by telephone")
    assert Entry.objects.get(action="appointment.book", thing_id=thing.hold_id).actor_id == front.who.pk


def test_what_is_not_kept_any_more_is_refused_in_words(cedar, proposal):
    front = as_staff(cedar, "front_desk")
    Proposal.objects.update(expires_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))
    text = front.post(at(cedar, f"console/proposals/{proposal.pk}/accept/"), follow=True).content.decode()
    assert "notice-bad" in text and Appointment.objects.get(pk=proposal.appointment_id).state == "booked"


def test_a_second_visit_of_its_kind_is_asked_about_once_more(cedar, desk, offer):
    booking.book(desk, offer.entry.patient, visit_type=f.visit("procedure"), place=f.place("08:00"))
    Appointment.objects.filter(patient=offer.entry.patient, state="booked").update(visit_type=f.visit("follow-up"))
    front = as_staff(cedar, "front_desk")
    press = at(cedar, f"console/waitlist/offers/{offer.pk}/accept/")
    asked = front.post(press)
    assert asked.status_code == 409 and "Yes, book a second visit" in asked.content.decode()
    shown = re.search(r'name="row_shown" value="(\w+)"', asked.content.decode())[1]
    assert front.post(press, {"second": "1", "row_shown": shown}).status_code == 302
    assert Appointment.objects.get(pk=offer.hold_id).state == "booked"


def test_who_may_not_answer_for_patients_has_no_button_and_no_way(cedar, proposal):
    RolePermission.objects.filter(permission="proposal.answer", role="front_desk").delete()
    front = as_staff(cedar, "front_desk")
    press = at(cedar, f"console/proposals/{proposal.pk}/accept/")
    assert all(press not in front.get(page).content.decode() for page in pages_of_a_proposal(cedar, proposal))
    assert front.post(press).status_code == 403


def test_who_was_slower_hears_that_it_is_accepted_and_is_not_asked_to_save_anything(cedar, desk, proposal):
    front = as_staff(cedar, "front_desk")
    press = at(cedar, f"console/proposals/{proposal.pk}/accept/")
    page = front.get(at(cedar, f"console/appointments/{proposal.appointment_id}/")).content.decode()
    form = page.partition(f'action="{press}"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    proposals.accept(f.themselves(proposal.appointment.patient), proposal)
    stale = Client.post(front, press, sent)
    text = stale.content.decode()
    assert stale.status_code == 409 and "Nothing was saved" in text
    assert "What you entered" not in text and "Save what I entered" not in text and "Do it anyway" in text
    fresh = front.post(press, follow=True).content.decode()
    assert "This time was accepted already. It is booked." in fresh and "as long as we could" not in fresh
    assert Entry.objects.filter(action="proposal.accept").count() == 1


def undone(front, pressed):
    """The page after the Undo that stands on the page that was pressed leads to."""
    way = re.search(r'<form method="post" action="([^"]+/undo/[^"]+)"', pressed.content.decode())[1]
    return front.post(html.unescape(way), follow=True).content.decode()


@pytest.mark.parametrize("what", ["proposal", "offer"])
def test_it_is_undone_where_it_was_pressed_and_what_is_kept_again_is_said(cedar, request, what):
    thing = request.getfixturevalue(what)
    path = {"proposal": "proposals", "offer": "waitlist/offers"}[what]
    front = as_staff(cedar, "front_desk")
    press = at(cedar, f"console/{path}/{thing.pk}/accept/")
    text = undone(front, front.post(press, follow=True))
    assert f"is kept for {thing.hold.patient.name} again until" in text and "No message was sent." in text
    assert f'action="{press}"' in text  # where it can be accepted anew
    front.post(press)
    assert Appointment.objects.get(pk=thing.hold_id).state == "booked"


def test_an_offer_that_was_passed_on_is_undone_where_it_was_pressed(cedar, offer):
    front = as_staff(cedar, "front_desk")
    text = undone(front, front.post(at(cedar, f"console/waitlist/offers/{offer.pk}/pass/"), follow=True))
    assert f"is kept for {offer.hold.patient.name} again until" in text
    offer.refresh_from_db()
    assert (offer.state, offer.entry.state) == ("offered", "offered")


def test_undo_after_they_joined_the_waitlist_meanwhile_is_refused_in_words(cedar, offer):
    front = as_staff(cedar, "front_desk")
    front.post(at(cedar, f"console/waitlist/offers/{offer.pk}/accept/"))
    hold = Appointment.objects.get(pk=offer.hold_id)
    who = hold.patient
    waitlist.join(f.themselves(who), who, visit_type=hold.visit_type, first_on=f.day(0), appointment=hold)
    undo = at(cedar, f"console/appointments/{hold.pk}/undo/")
    text = front.post(undo, {"version": hold.version}, follow=True).content.decode()
    assert "This cannot be undone any more" in text
    hold.refresh_from_db()
    assert hold.state == "booked"


def test_what_the_database_refuses_is_not_said_to_be_out_of_reach(cedar, offer, monkeypatch):
    front = as_staff(cedar, "front_desk")
    front.raise_request_exception = False

    def refuses(*_args, **_more):
        raise IntegrityError("never_twice")

    monkeypatch.setattr(waitlist, "accept", refuses)
    answer = front.post(at(cedar, f"console/waitlist/offers/{offer.pk}/accept/"))
    assert answer.status_code == 500 and "system is not available" not in answer.content.decode()
