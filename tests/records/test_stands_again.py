"""A visit that stands again settles what it had settled before, and nothing that was open beside it."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Merge, Recall, WaitlistEntry
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request, Task
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.records.deaths import actions as deaths
from frontdesk.records.merging import actions as merging
from frontdesk.records.merging.differences import differences
from tests import factory as f


def asked_for(desk, who):
    """Approved, and needs a time."""
    return intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={})


def another(desk, who, day, time="09:00"):
    return booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time, date=f.day(day)), only=False)


def due_on(desk, who, day):
    """A due visit that no visit of theirs has settled: what they have was booked before it was due, for days that are not its own."""
    return recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(day))


def open_things(who):
    """All that is open or settled of theirs, by the times that settled it: a visit that is booked again has another key."""
    starts = dict(Appointment.objects.filter(patient=who).values_list("pk", "start"))
    visits = Appointment.objects.filter(patient=who, state__in=["booked", "held"]).order_by("start")
    return {
        "visits": [(one.start, one.state, one.request_id) for one in visits],
        "requests": sorted(Request.objects.filter(patient=who).values_list("pk", "state")),
        "recalls": [
            (one.pk, "due" if one.state in ("planned", "invited") else one.state, starts.get(one.appointment_id))
            for one in Recall.objects.filter(patient=who).order_by("pk")
        ],
        "waitlist": [
            (one.pk, one.state, starts.get(one.got_id), starts.get(one.appointment_id))
            for one in WaitlistEntry.objects.filter(patient=who).order_by("pk")
        ],
        "tasks": sorted(Task.objects.filter(patient=who, state="open").values_list("kind", flat=True)),
    }


def died_by_mistake(desk, who):
    deaths.deceased(desk, who, on=f.day(-1))
    deaths.alive(desk, who, reason="another person of that name")


def a_request(desk, who):
    asked_for(desk, who)


def a_due_visit(desk, who):
    recall = due_on(desk, who, -30)
    recalls.invite(SYSTEM, recall)


def a_place(desk, who):
    waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(0), request=asked_for(desk, who))


OPEN = {"request": a_request, "due visit": a_due_visit, "place": a_place}


@pytest.mark.parametrize("still_open", OPEN.values(), ids=OPEN)
def test_what_was_open_beside_a_booked_visit_is_open_when_a_death_is_undone(cedar, desk, still_open):
    who = f.patient(cedar, established=True)
    another(desk, who, 6), another(desk, who, 8)
    still_open(desk, who)
    before = open_things(who)
    died_by_mistake(desk, who)
    assert open_things(who) == before


@pytest.mark.parametrize("still_open", OPEN.values(), ids=OPEN)
def test_a_new_visit_settles_it(cedar, desk, still_open):
    """The control of the test above: it is what a booking of such a visit settles."""
    who = f.patient(cedar, established=True)
    another(desk, who, 6)
    still_open(desk, who)
    before = open_things(who)
    another(desk, who, 8)
    after = open_things(who)
    assert any(after[kind] != before[kind] for kind in ("requests", "recalls", "waitlist"))


def test_what_each_had_settled_is_settled_by_the_same(cedar, desk):
    who = f.patient(cedar, established=True)
    sooner, later = due_on(desk, who, 7), due_on(desk, who, 28)
    asked_for(desk, who)
    another(desk, who, 28), another(desk, who, 7)
    sooner.refresh_from_db(), later.refresh_from_db()
    assert {sooner.state, later.state} == {"booked"} and sooner.appointment.start < later.appointment.start
    a_due_visit(desk, who)
    a_place(desk, who)
    before = open_things(who)
    died_by_mistake(desk, who)
    assert open_things(who) == before
    died_by_mistake(desk, who)
    assert open_things(who) == before


def test_whoever_has_lost_a_time_meanwhile_is_called_though_another_stands_again(cedar, desk):
    who = f.patient(cedar, established=True)
    gone, _stays = another(desk, who, 6), another(desk, who, 8)
    deaths.deceased(desk, who, on=f.day(-1))
    another(desk, f.patient(cedar, established=True), 6)
    deaths.alive(desk, who, reason="another person of that name")
    assert Task.objects.get(kind="rebook", state="open").thing_id == gone.pk


@pytest.mark.parametrize("how", ["canceled", "missed"])
@pytest.mark.parametrize("still_open", OPEN.values(), ids=OPEN)
def test_what_was_open_beside_it_is_open_when_its_end_is_undone(cedar, desk, still_open, how):
    who = f.patient(cedar, established=True)
    one = another(desk, who, 6)
    still_open(desk, who)
    if how == "missed":
        one = f.its_time(one)
    before = open_things(who)
    if how == "missed":
        booking.no_show(desk, one)
        correcting.correct(desk, one, state="booked", reason="the wrong line")
    else:
        booking.cancel(desk, one, reason="pressed by mistake")
        correcting.undo(desk, one)
    assert open_things(who) == before


def test_what_has_become_due_since_its_end_is_settled_by_the_visit_that_stands_again(cedar, desk):
    """Ordered while it stood, it would have been settled at once."""
    who = f.patient(cedar, established=True)
    one = another(desk, who, 8)
    booking.cancel(desk, one, reason="pressed by mistake")
    due = due_on(desk, who, 8)
    assert due.state == "planned"
    correcting.undo(desk, one)
    due.refresh_from_db()
    assert (due.state, due.appointment_id) == ("booked", one.pk)


def test_what_was_due_beside_a_visit_before_a_merge_is_due_when_the_merge_is_undone(cedar, desk):
    kept, gone = f.patient(cedar, established=True), f.patient(cedar, established=True)
    one, beside, theirs = another(desk, kept, 8), due_on(desk, kept, -30), due_on(desk, gone, 8)
    before = open_things(kept), open_things(gone)
    merging.merge(
        desk, kept, gone=gone, reason="the same person", choices={each.name: "kept" for each in differences(kept, gone)}
    )
    theirs.refresh_from_db()
    assert theirs.appointment_id == one.pk
    merging.unmerge(desk, kept, merge=Merge.objects.get(), reason="two people")
    assert (open_things(kept), open_things(gone)) == before
    beside.refresh_from_db()
    assert beside.state == "planned"
