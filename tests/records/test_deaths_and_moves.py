"""A death that was entered by mistake: what had to move has to move still, and its patient is asked to choose a time."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Merge, Recall
from frontdesk.booking.series.actions import book_series
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls.queries import to_tell
from frontdesk.records.deaths import actions as deaths
from frontdesk.records.merging import actions as merging
from frontdesk.records.merging.differences import differences
from frontdesk.web.calendar_file import calendar_file
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_patient, at


def a_time_is_held(desk, one):
    f.proposed(one, desk)


def no_time_fitted(desk, one):
    proposals.propose(desk, one, reason="the doctor is ill", shown=(None,))


def declined(desk, one):
    proposals.decline(f.themselves(one.patient), f.proposed(one, desk))


def back(desk, who):
    """Entered by mistake, and taken back; what is written to them since, by template."""
    deaths.deceased(desk, who, on=f.day(-1))
    known = set(Message.objects.values_list("pk", flat=True))
    deaths.alive(desk, who, reason="another person")
    return list(Message.objects.exclude(pk__in=known).filter(patient=who).values_list("template", flat=True))


def to_come(who):
    return list(Appointment.objects.filter(patient=who, state="booked").order_by("start"))


def must_move(practice, one):
    page = as_patient(practice, one.patient).get(at(practice, f"appointments/{one.pk}/")).content.decode()
    return "cannot take place" in page and Task.objects.filter(kind="move", thing_id=one.pk, state="open").exists()


@pytest.mark.parametrize("asked", some_of([a_time_is_held, no_time_fitted, declined], one_in=3))
@pytest.mark.parametrize("sent", [True, False], ids=["they have read it", "it waits still"])
def test_what_had_to_move_has_to_move_still(cedar, desk, asked, sent):
    one = f.booked(cedar)
    asked(desk, one)
    if sent:
        Message.objects.update(state="sent")
    assert back(desk, one.patient) == ["time-withdrawn"]
    (again,) = to_come(one.patient)
    assert again.start == one.start and must_move(cedar, again)
    assert Task.objects.filter(kind="move").count() == 1


def test_what_stood_is_booked_again_and_said(cedar, desk):
    one = f.booked(cedar)
    assert back(desk, one.patient) == ["booked"]
    assert not must_move(cedar, to_come(one.patient)[0])


def test_the_undoing_of_a_merge_with_a_dead_record_asks_again_too(cedar, desk):
    one, other = f.booked(cedar), f.patient(cedar, established=True)
    deaths.deceased(desk, other, on=f.day(-1))
    f.proposed(one, desk)
    Message.objects.update(state="sent")
    who = one.patient
    choices = {each.name: "kept" for each in differences(who, other)} | {"deceased_on": "gone"}
    merging.merge(desk, who, gone=other, reason="the same person", choices=choices)
    assert to_come(who) == []
    merging.unmerge(desk, who, merge=Merge.objects.get(), reason="two people")
    (again,) = to_come(who)
    assert must_move(cedar, again)
    assert Message.objects.get(state="queued").template == "time-withdrawn"


def test_a_series_is_said_once_and_the_one_that_must_move_by_itself(cedar, desk):
    who = f.patient(cedar, established=True)
    book_series(desk, who, visit_type=f.visit("follow-up"), place=f.place(), every_weeks=1, times=4)
    Message.objects.update(state="sent")
    assert back(desk, who) == ["series-booked"]
    Message.objects.update(state="sent")
    proposals.propose(desk, to_come(who)[1], reason="the doctor is ill", shown=(None,))
    Message.objects.update(state="sent")
    assert sorted(back(desk, who)) == ["series-booked", "time-withdrawn"]
    assert [must_move(cedar, one) for one in to_come(who)] == [False, True, False, False]


def test_a_death_entered_twice_by_mistake_leaves_it_to_move_all_the_same(cedar, desk):
    one = f.booked(cedar)
    f.proposed(one, desk)
    back(desk, one.patient)
    assert back(desk, one.patient) == ["time-withdrawn"]
    assert must_move(cedar, to_come(one.patient)[0])


def test_who_had_been_invited_as_often_as_we_write_is_invited_anew(cedar, desk):
    who = f.patient(cedar, established=True)
    due = recalls.order(desk, who, visit_type=f.visit("procedure"), due_on=f.day(7))
    for _ in range(4):
        recalls.invite(SYSTEM, Recall.objects.get(pk=due.pk))
        Message.objects.update(state="sent")
    back(desk, who)
    due.refresh_from_db()
    assert (due.state, due.told, due.token_hash) == ("planned", 0, "") and due in to_tell(cedar)


def calendar_entry(practice, one):
    text = calendar_file(practice, Appointment.objects.get(pk=one.pk)).decode()
    return text.partition("UID:")[2].split()[0], int(text.partition("SEQUENCE:")[2].split()[0])


def test_in_a_calendar_it_is_the_entry_that_it_was(cedar, desk):
    one = f.booked(cedar)
    other = f.booked(cedar, "11:00")
    moved = booking.reschedule(desk, one, place=f.place("10:00"))
    found = [calendar_entry(cedar, moved)]
    for _ in range(2):
        back(desk, one.patient)
        found.append(calendar_entry(cedar, to_come(one.patient)[0]))
    found.append(calendar_entry(cedar, booking.reschedule(desk, to_come(one.patient)[0], place=f.place("08:30"))))
    assert len({uid for uid, _number in found}) == 1 and calendar_entry(cedar, other)[0] != found[0][0]
    assert [number for _uid, number in found] == sorted({number for _uid, number in found})


def test_what_was_chosen_instead_settles_it(cedar, desk):
    one = f.booked(cedar)
    f.proposed(one, desk)
    back(desk, one.patient)
    (again,) = to_come(one.patient)
    booking.reschedule(desk, again, place=f.place("10:00"))
    assert not Task.objects.filter(kind="move", state="open").exists()
