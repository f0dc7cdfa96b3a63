"""After "propose to all" one press takes back what has not left yet; ways back go away when their time is over."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Proposal
from frontdesk.day.away import queries
from frontdesk.day.correcting.many import undo_all
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.web.forms import seconds_left, way_back
from tests import factory as f
from tests.day.test_away import ill
from tests.web_client import as_staff, at


@pytest.fixture
def sent(cedar, settings, at_once):
    """(the client, the time away, the page after three were proposed another time)."""
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    for time in ("09:00", "09:30", "10:00"):
        who = f.patient(cedar, established=True)
        booking.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place(time))
    row, maria = ill(cedar), as_staff(cedar, "scheduler")
    return maria, row, proposed_to_all(maria, row)


def proposed_to_all(client, row):
    """The page of the time away after one press, when the worker has done its part."""
    page = client.post(at(row.practice, f"console/away/{row.pk}/propose/"), follow=True).content.decode()
    assert "The new times are being prepared: 0 of" in page and "/undo/" not in page
    f.propose_what_waits(row.practice)
    return client.get(at(row.practice, f"console/away/{row.pk}/")).content.decode()


def way(page):
    return re.search(r'<form method="post" action="([^"]+/undo/[^"]*)"', page)[1].replace("&amp;", "&")


def leave(one):
    Message.objects.filter(thing_id=one.pk, template="time-proposed").update(state="sent", sent_at=now())


def test_one_press_takes_all_of_them_back(sent):
    maria, row, page = sent
    text = maria.post(way(page), follow=True).content.decode()
    assert "3 proposals were undone." in text and "had been sent" not in text
    assert not Proposal.objects.filter(state="proposed").exists()
    assert set(Message.objects.filter(template="time-proposed").values_list("state", flat=True)) == {"withdrawn"}
    assert len([one for one in queries.affected(row) if one.state == "booked"]) == 3


def test_what_has_left_stays_and_it_says_how_many_and_whose(sent):
    maria, row, page = sent
    gone = queries.affected(row)[0]
    leave(gone)
    text = maria.post(way(page), follow=True).content.decode()
    assert "2 proposals were undone." in text and f"1 had been sent already. {gone.patient.name}" in text
    assert [one.appointment_id for one in Proposal.objects.filter(state="proposed")] == [gone.pk]


def test_nobody_is_to_be_called_who_has_taken_the_new_time(cedar, sent):
    """Their message is withdrawn, since it is answered: it is not one that reached nobody."""
    maria, row, _page = sent
    for taken in Proposal.objects.all()[:2]:
        proposals.accept(f.themselves(taken.appointment.patient), taken)
    text = maria.get(at(cedar, f"console/away/{row.pk}/")).content.decode()
    assert "Another time is held for 1 of 3. 2 have accepted. Messages are on their way." in text
    assert "could not be told" not in text


def test_what_was_proposed_again_since_is_not_meant(sent):
    maria, row, page = sent
    old = way(page)
    maria.post(old, follow=True)
    proposed_to_all(maria, row)
    text = maria.post(old, follow=True).content.decode()
    assert Proposal.objects.filter(state="proposed").count() == 3 and "There is nothing left to undo." in text
    assert "were undone" not in text


def test_nobody_elses_proposals_are_taken_back(cedar, sent):
    _maria, row, _page = sent
    everything = (now() - dt.timedelta(minutes=1), now())
    taken = undo_all(f.actor(cedar, "scheduler"), queries.affected(row), everything)
    assert not taken.back and Proposal.objects.filter(state="proposed").count() == 3


def test_an_address_without_a_press_takes_nothing_back(cedar, sent):
    maria, row, _page = sent
    assert maria.post(at(cedar, f"console/away/{row.pk}/undo/")).status_code == 404
    assert maria.post(at(cedar, f"console/away/{row.pk}/undo/?from=x&to=2026")).status_code == 404


# Until when -------------------------------------------------------------------------------------------------


def shown_for(page):
    return [int(one) for one in re.findall(r'data-goes-in="(\d+)"', page)]


def test_the_page_knows_for_how_long_there_is_a_way_back(sent):
    _maria, _row, page = sent
    assert len(shown_for(page)) == 1 and 0 < shown_for(page)[0] <= 10


def test_a_check_in_of_which_nobody_is_told_can_be_taken_back_for_longer(cedar):
    one = booking.book(f.actor(cedar, "scheduler"), f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place())  # fmt: skip
    one = f.its_time(one)
    page = as_staff(cedar, "front_desk").post(at(cedar, f"console/appointments/{one.pk}/arrive/"), follow=True)
    assert all(500 < left <= 600 for left in shown_for(page.content.decode())) and shown_for(page.content.decode())


def test_a_way_back_that_is_over_is_shown_no_longer():
    assert seconds_left(way_back("/x/", 3, now() - dt.timedelta(seconds=5))) == 0
    assert seconds_left("/x/?version=3") is None


def test_where_no_server_is_set_it_can_be_taken_back_until_it_is_forgotten(cedar, settings):
    settings.EMAIL_URL, settings.DEMO = "", False
    one = booking.book(f.actor(cedar, "scheduler"), f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place())  # fmt: skip
    form = {"reason": "ill"}
    page = as_staff(cedar, "front_desk").post(at(cedar, f"console/appointments/{one.pk}/cancel/"), form, follow=True)
    assert max(shown_for(page.content.decode())) > 500
    assert Appointment.objects.get(pk=one.pk).state == "cancelled"


def test_the_server_refuses_what_comes_after_all(cedar, sent):
    maria, row, page = sent
    for one in queries.affected(row):
        leave(one)
    text = maria.post(way(page), follow=True).content.decode()
    assert "3 had been sent already." in text and proposals.untold(queries.affected(row)[0]) is False
